//! Random moves. Each is thrown from one number of its own: the unions of proptest cost three hundred times what the move costs that they
//! choose, and a history shrinks by dropping moves, not by making them simpler.

use proptest::prelude::*;
use routing_core::{
    AfterRona, AttributeId, ClassPace, CloseReason, Condition, Expr, Figure, OnFull, Op, OrderBy, QueueConfig, QueueId, RequestOrder,
    Requeue, SkillOrder, Span, Spread, Step, StepMode,
};

use crate::world::{AGENTS, CHAT, QUEUES, VOICE};

/// So many histories in the ordinary run; `PROPTEST_CASES` asks for another number.
pub(crate) fn ordinary() -> ProptestConfig {
    ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() }
}

/// A queue whose kind is taken from the bits of a seed.
pub(crate) fn queue_config(queue: u8, seed: u8) -> QueueConfig {
    let level = |attribute: u128, op, value| Expr::term(AttributeId(attribute), op, value);
    let exprs = [
        level(1, Op::Ge, 1 + seed % 10),
        Expr::And(vec![level(1, Op::Ge, 2), Expr::Not(Box::new(level(3, Op::Eq, 1)))]),
        Expr::Or(vec![level(2, Op::Lt, 6), level(3, Op::Ne, 1)]),
        Expr::everybody(),
    ];
    let count = 1 + usize::from(seed % 3);
    let step = |index: usize| Step {
        wait: Span::seconds(u32::try_from(index).unwrap() * u32::from(seed % 5) * 2),
        expr: exprs[(index + usize::from(seed)) % exprs.len()].clone(),
        consider: condition(seed, index).filter(|_| index + 1 < count).map(Box::new),
    };
    // Further kinds, from the same seed: every one of them meets every other.
    let twist = seed.wrapping_mul(181) ^ (seed >> 3) ^ queue;
    let base = QueueConfig::new(QueueId(queue.into()), if queue == 1 { VOICE } else { CHAT }, Expr::everybody());
    QueueConfig {
        priority: 1 + seed % 10,
        steps: (0..count).map(step).collect(),
        step_mode: if seed & 8 == 0 { StepMode::Cumulative } else { StepMode::Replace },
        order: request_order(seed & 2 != 0, twist),
        spread: [Spread::LeastLoaded, Spread::None, Spread::LeastActive, Spread::MostBudget]
            [usize::from(seed & 1) + usize::from(twist & 2)],
        skill: skill_order(twist),
        offer: Span::seconds(10),
        wrap_up: Span::seconds(u32::from(seed & 4)),
        grace: Span::seconds(5),
        cool_off: Span::seconds(u32::from(seed % 4) * 4),
        after_rona: if seed & 16 == 0 { AfterRona::NotReady } else { AfterRona::KeepReady },
        max_waiting: (seed & 32 != 0).then_some(2),
        on_full: match twist >> 6 {
            // Only ever to a larger number: loops are refused, and have tests of their own.
            0 if (2..QUEUES).contains(&queue) => OnFull::Overflow(QueueId(u128::from(queue) + 1)),
            1 => OnFull::DropOldest,
            _ => OnFull::Reject,
        },
        requeue: if twist & 32 == 0 { Requeue::Top } else { Requeue::Same },
        pulled: queue == QUEUES && twist & 128 != 0,
        ..base
    }
}

/// A condition on every other step of every other queue.
fn condition(seed: u8, index: usize) -> Option<Condition> {
    let compare = |figure, op, value| Condition::Compare { figure, op, value };
    match (seed / 7 + u8::try_from(index).unwrap()) % 8 {
        0 => Some(compare(Figure::Waiting, Op::Ge, 2)),
        1 => Some(Condition::Or(vec![compare(Figure::Available, Op::Eq, 0), compare(Figure::Priority, Op::Gt, 6)])),
        2 => Some(Condition::Not(Box::new(compare(Figure::Waiting, Op::Lt, 1)))),
        3 => Some(Condition::And(vec![compare(Figure::Priority, Op::Le, 9), compare(Figure::Available, Op::Ne, 1)])),
        _ => None,
    }
}

fn request_order(ageing: bool, twist: u8) -> RequestOrder {
    match (ageing, twist & 1 != 0) {
        (false, false) => RequestOrder::Strict,
        (true, false) => RequestOrder::Ageing(Span::seconds(7)),
        (false, true) => RequestOrder::DueDate(Span::seconds(u32::from(twist) % 20)),
        (true, true) => {
            let pace = |class: usize| ClassPace {
                head_start: Span::seconds(u32::try_from(class).unwrap() % 4 * 3),
                percent: 50 + 40 * u32::try_from(class).unwrap(),
            };
            RequestOrder::Classes(std::array::from_fn(pace))
        }
    }
}

fn skill_order(twist: u8) -> SkillOrder {
    match (twist >> 2) & 7 {
        0 => SkillOrder::MostSkilled,
        1 => SkillOrder::LeastSkilled,
        2 => {
            let by = |attribute, descending| OrderBy { attribute: AttributeId(attribute), descending };
            SkillOrder::OrderBy(vec![by(2, twist & 1 == 0), by(1, true)])
        }
        _ => SkillOrder::None,
    }
}

#[derive(Clone, Debug)]
pub(crate) struct NewRequest {
    pub(crate) request: u8,
    pub(crate) conversation: u8,
    pub(crate) queue: u8,
    pub(crate) priority: u8,
    pub(crate) ttl: u8,
    pub(crate) consult: bool,
    pub(crate) target: Option<u8>,
    pub(crate) window: u8,
    pub(crate) exclude: Option<u8>,
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum Edit {
    Agent(u8, u8),
    Queue(u8, u8),
    Chat(u8, bool),
    Voice(bool),
    Settings(bool),
    RemoveAgent(u8),
    RemoveQueue(u8),
}

/// Something that may be tried at any moment.
#[derive(Clone, Debug)]
pub(crate) enum Move {
    Enqueue(NewRequest),
    CancelRequest(u8),
    CancelConversation(u8),
    Accept(u8),
    Decline(u8),
    Steal(u8, u8),
    Tick,
    Close(u8, CloseReason, u8),
    Extend(u8),
    WrapUpDone(u8),
    Transfer(u8, u8, u8, u8),
    Invite(u8, u8, u8, u8),
    Convert(u8, u8),
    Join(u8, u8, u8),
    Fetch(u8, u8),
    Prioritise(u8, u8, u8),
    Elsewhere(u8, u8, u8),
    Login(u8, u8),
    Logout(u8),
    Global(u8, bool, u8),
    Mrd(u8, u8, bool),
    Presence(u8, u8, bool),
    Recovered,
    Config(Edit),
    Flush(u8),
}

/// Numbers from one seed.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % end.max(1)
    }

    /// From `first` to `last`.
    fn byte(&mut self, first: u8, last: u8) -> u8 {
        first + u8::try_from(self.below(u64::from(last - first) + 1)).unwrap()
    }

    fn upto(&mut self, last: u8) -> u8 {
        self.byte(0, last)
    }

    fn agent(&mut self) -> u8 {
        self.byte(1, AGENTS)
    }

    fn queue(&mut self) -> u8 {
        self.byte(1, QUEUES)
    }

    /// True so many times in a hundred.
    fn percent(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    /// One of these, as often as its number says.
    fn choose<T: Copy>(&mut self, choices: &[(u64, T)]) -> T {
        let mut left = self.below(choices.iter().map(|(weight, _)| weight).sum());
        for (weight, choice) in choices {
            match left.checked_sub(*weight) {
                None => return *choice,
                Some(rest) => left = rest,
            }
        }
        choices[0].1
    }
}

type Throw = fn(&mut Dice) -> Move;

/// What is done without touching the configuration, and how often.
const MOVES: [(u64, Throw); 24] = [
    (20, new_request),
    (1, |dice| Move::CancelRequest(dice.upto(59))),
    (2, |dice| Move::CancelConversation(dice.upto(39))),
    (14, |dice| Move::Accept(dice.upto(15))),
    (3, |dice| Move::Decline(dice.upto(15))),
    (1, |dice| Move::Steal(dice.upto(15), dice.agent())),
    (3, |_| Move::Tick),
    (10, |dice| Move::Close(dice.upto(15), reason(dice), dice.upto(13))),
    (3, |dice| Move::Extend(dice.upto(15))),
    (3, |dice| Move::WrapUpDone(dice.upto(15))),
    (4, |dice| Move::Transfer(dice.upto(15), dice.upto(59), dice.byte(1, 10), dice.upto(11))),
    (3, |dice| Move::Invite(dice.upto(15), dice.upto(59), dice.byte(1, 10), dice.upto(11))),
    (2, |dice| Move::Convert(dice.upto(15), dice.upto(255))),
    (2, |dice| Move::Join(dice.agent(), dice.upto(59), dice.upto(15))),
    (2, |dice| Move::Fetch(dice.agent(), dice.upto(7))),
    (2, |dice| Move::Prioritise(dice.queue(), dice.upto(7), dice.byte(1, 10))),
    (1, |dice| Move::Elsewhere(dice.queue(), dice.upto(7), dice.queue())),
    (6, |dice| Move::Login(dice.agent(), dice.upto(2))),
    (1, |dice| Move::Logout(dice.agent())),
    (10, |dice| Move::Global(dice.agent(), dice.percent(80), dice.upto(2))),
    (6, |dice| Move::Mrd(dice.agent(), dice.byte(1, 3), dice.percent(70))),
    (3, |dice| Move::Presence(dice.agent(), dice.upto(2), dice.percent(70))),
    (1, |_| Move::Recovered),
    (1, |dice| Move::Flush(dice.queue())),
];

type ThrowEdit = fn(&mut Dice) -> Edit;

const EDITS: [(u64, ThrowEdit); 7] = [
    (4, |dice| Edit::Agent(dice.agent(), dice.upto(255))),
    (4, |dice| Edit::Queue(dice.queue(), dice.upto(255))),
    (2, |dice| Edit::Chat(dice.upto(3), dice.percent(50))),
    (1, |dice| Edit::Voice(dice.percent(50))),
    (1, |dice| Edit::Settings(dice.percent(50))),
    (1, |dice| Edit::RemoveAgent(dice.agent())),
    (1, |dice| Edit::RemoveQueue(dice.queue())),
];

fn new_request(dice: &mut Dice) -> Move {
    Move::Enqueue(NewRequest {
        request: dice.upto(59),
        conversation: dice.upto(39),
        queue: dice.queue(),
        priority: dice.byte(1, 10),
        ttl: if dice.percent(50) { 0 } else { dice.byte(1, 59) },
        consult: dice.percent(10),
        target: dice.percent(20).then(|| dice.agent()),
        window: dice.upto(11),
        exclude: dice.percent(10).then(|| dice.agent()),
    })
}

fn reason(dice: &mut Dice) -> CloseReason {
    dice.choose(&[(4, CloseReason::Done), (1, CloseReason::Reroute), (1, CloseReason::Cancelled), (1, CloseReason::Transferred)])
}

/// From one command to the next, in milliseconds.
fn delay(dice: &mut Dice) -> i64 {
    let (from, span) = dice.choose(&[(10, (0, 1)), (20, (1, 1_499)), (2, (2_000, 6_000)), (1, (8_000, 32_000))]);
    from + i64::try_from(dice.below(span)).unwrap()
}

fn throw(seed: u64, edits: bool) -> (i64, Move) {
    let mut dice = Dice(seed);
    let delay = delay(&mut dice);
    let step = if edits && dice.below(13) == 0 { Move::Config(dice.choose(&EDITS)(&mut dice)) } else { dice.choose(&MOVES)(&mut dice) };
    (delay, step)
}

fn thrown(length: usize, edits: bool) -> impl Strategy<Value = Vec<(i64, Move)>> {
    let seeds = prop::collection::vec(any::<u64>().no_shrink(), length / 2..length);
    seeds.prop_map(move |seeds| with_sign_in(seeds.into_iter().map(|seed| throw(seed, edits)).collect()))
}

/// A random history: moves, each some time after the one before. Everybody signs in first, so that work flows.
pub(crate) fn history(length: usize) -> impl Strategy<Value = Vec<(i64, Move)>> {
    thrown(length, true)
}

/// A random history in which the configuration stays as it is.
pub(crate) fn quiet_history(length: usize) -> impl Strategy<Value = Vec<(i64, Move)>> {
    thrown(length, false)
}

fn with_sign_in(steps: Vec<(i64, Move)>) -> Vec<(i64, Move)> {
    let sign_in = |agent| [(0, Move::Login(agent, 1)), (7, Move::Global(agent, true, 0))];
    (1..=AGENTS).flat_map(sign_in).chain(steps).collect()
}
