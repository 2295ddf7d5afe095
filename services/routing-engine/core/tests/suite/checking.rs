//! A corpus of configurations with one fault each, and clean ones with none.

use proptest::prelude::*;
use routing_core::{
    AgentConfig, AgentId, AttributeConfig, AttributeId, AttributeKind, ClassPace, Expr, Levels, MrdConfig, MrdId, OnFull, Op, QueueConfig,
    QueueId, RequestOrder, Rules, Severity, Span, Step, StepMode, Trouble,
};

const VOICE: MrdId = MrdId(1);
const CHAT: MrdId = MrdId(2);
const ENGLISH: AttributeId = AttributeId(1);
const VIP: AttributeId = AttributeId(2);

fn english(op: Op, value: u8) -> Expr {
    Expr::term(ENGLISH, op, value)
}

fn step(wait: u32, expr: Expr) -> Step {
    Step::new(Span::seconds(wait), expr)
}

fn queue(id: u128, steps: Vec<Step>) -> QueueConfig {
    QueueConfig { steps, ..QueueConfig::new(QueueId(id), CHAT, Expr::everybody()) }
}

/// Two queues and three agents; nothing is wrong with it.
fn clean() -> Rules {
    let mut rules = Rules::default();
    rules.mrds.insert(VOICE, MrdConfig::new(VOICE, 1));
    rules.mrds.insert(CHAT, MrdConfig::new(CHAT, 3));
    rules.attributes.insert(ENGLISH, AttributeConfig { id: ENGLISH, kind: AttributeKind::Level });
    rules.attributes.insert(VIP, AttributeConfig { id: VIP, kind: AttributeKind::Boolean });
    for (id, levels) in [(1, vec![(ENGLISH, 9), (VIP, 1)]), (2, vec![(ENGLISH, 5)]), (3, vec![(ENGLISH, 2)])] {
        let agent = AgentConfig { id: AgentId(id), levels: levels.into_iter().collect(), mrds: [(CHAT, 3)].into() };
        rules.agents.insert(agent.id, agent);
    }
    put(&mut rules, queue(1, vec![step(60, english(Op::Ge, 7)), step(90, english(Op::Ge, 4)), step(0, Expr::everybody())]));
    put(&mut rules, queue(2, vec![step(0, Expr::term(VIP, Op::Eq, 1))]));
    rules.ttl.insert(QueueId(1), Span::seconds(600));
    rules
}

fn put(rules: &mut Rules, queue: QueueConfig) {
    rules.queues.insert(queue.id, queue);
}

fn edit(rules: &mut Rules, queue: u128, change: impl FnOnce(&mut QueueConfig)) {
    change(rules.queues.get_mut(&QueueId(queue)).unwrap());
}

type Seed = (&'static str, fn(&mut Rules), Vec<(u128, Option<u8>, Trouble)>);

fn corpus() -> Vec<Seed> {
    [of_steps(), of_queues(), of_overflow()].concat()
}

fn of_steps() -> Vec<Seed> {
    vec![
        (
            "a level above and below",
            |rules| {
                edit(rules, 1, |queue| queue.steps[1].expr = Expr::And(vec![english(Op::Gt, 6), english(Op::Lt, 4)]));
            },
            vec![(1, Some(2), Trouble::Contradiction)],
        ),
        (
            "not everybody",
            |rules| {
                edit(rules, 1, |queue| queue.steps[2].expr = Expr::Not(Box::new(Expr::everybody())));
            },
            vec![(1, Some(3), Trouble::Contradiction)],
        ),
        (
            "neither one nor zero, yet there",
            |rules| {
                let vip = |op, value| Expr::term(VIP, op, value);
                edit(rules, 1, |queue| queue.steps[1].expr = Expr::And(vec![vip(Op::Ge, 0), vip(Op::Ne, 0), vip(Op::Ne, 1)]));
            },
            vec![(1, Some(2), Trouble::Contradiction)],
        ),
        (
            "a step that the first one contains",
            |rules| {
                edit(rules, 1, |queue| queue.steps[1].expr = Expr::Or(vec![english(Op::Ge, 8), english(Op::Eq, 7)]));
            },
            vec![(1, Some(2), Trouble::Covered)],
        ),
        (
            "a step that the first two contain together",
            |rules| {
                edit(rules, 1, |queue| {
                    queue.steps[1].expr = english(Op::Lt, 7);
                    queue.steps[2].expr = english(Op::Ge, 1);
                });
            },
            vec![(1, Some(3), Trouble::Covered)],
        ),
        (
            "a step for which nobody was trained",
            |rules| {
                edit(rules, 1, |queue| queue.steps[1].expr = english(Op::Eq, 6));
            },
            vec![(1, Some(2), Trouble::AddsNobody)],
        ),
        (
            "a replacing step for nobody",
            |rules| {
                edit(rules, 1, |queue| {
                    queue.step_mode = StepMode::Replace;
                    queue.steps[1].expr = english(Op::Eq, 6);
                });
            },
            vec![(1, Some(2), Trouble::AddsNobody)],
        ),
    ]
}

fn of_queues() -> Vec<Seed> {
    vec![
        (
            "several priorities in strict order",
            |rules| _ = rules.priorities.insert(QueueId(2), [1, 5].into()),
            vec![(2, None, Trouble::LowStarve)],
        ),
        (
            "higher priorities in another queue of the only agent",
            |rules| rules.priorities.extend([(QueueId(1), [4].into()), (QueueId(2), [3].into())]),
            vec![(2, None, Trouble::LowStarve)],
        ),
        (
            "a queue that nobody serves",
            |rules| edit(rules, 2, |queue| queue.steps[0].expr = english(Op::Eq, 10)),
            vec![(2, None, Trouble::Unserved)],
        ),
        ("a queue of a domain that nobody works in", |rules| edit(rules, 2, |queue| queue.mrd = VOICE), vec![(2, None, Trouble::Unserved)]),
        (
            "agents who may hold nothing",
            |rules| {
                rules.agents.get_mut(&AgentId(1)).unwrap().mrds.insert(CHAT, 0);
            },
            vec![(1, Some(1), Trouble::AddsNobody), (2, None, Trouble::Unserved)],
        ),
        (
            "a domain in which nobody may hold anything",
            |rules| {
                rules.mrds.get_mut(&CHAT).unwrap().max = 0;
            },
            vec![(1, None, Trouble::DomainClosed), (2, None, Trouble::DomainClosed)],
        ),
        (
            "a step behind the time to live",
            |rules| {
                rules.ttl.insert(QueueId(1), Span::seconds(150));
            },
            vec![(1, Some(3), Trouble::AfterTimeToLive)],
        ),
        (
            "a request that does not outlive its offer",
            |rules| {
                rules.ttl.insert(QueueId(2), Span::seconds(60));
            },
            vec![(2, None, Trouble::OfferOutlivesRequest)],
        ),
        (
            "a step shorter than its offer",
            |rules| edit(rules, 1, |queue| queue.steps[0].wait = Span::seconds(20)),
            vec![(1, Some(1), Trouble::ShorterThanOffer)],
        ),
        (
            "a queue whose only agent serves a more important one",
            |rules| {
                rules.settings.queue_priority = true;
                edit(rules, 1, |queue| queue.priority = 5);
            },
            vec![(2, None, Trouble::Starved { by: vec![QueueId(1)] })],
        ),
        (
            "a strict queue beside an ageing one",
            |rules| {
                edit(rules, 1, |queue| queue.order = RequestOrder::Ageing(Span::seconds(60)));
            },
            vec![(2, None, Trouble::MixedOrders { with: vec![QueueId(1)] })],
        ),
        (
            "a due date beside priorities",
            |rules| {
                edit(rules, 2, |queue| queue.order = RequestOrder::DueDate(Span::seconds(60)));
            },
            vec![(2, None, Trouble::MixedOrders { with: vec![QueueId(1)] })],
        ),
    ]
}

fn of_overflow() -> Vec<Seed> {
    vec![
        (
            "overflow into each other",
            |rules| {
                edit(rules, 1, |queue| (queue.on_full, queue.max_waiting) = (OnFull::Overflow(QueueId(2)), Some(5)));
                edit(rules, 2, |queue| (queue.on_full, queue.max_waiting) = (OnFull::Overflow(QueueId(1)), Some(5)));
            },
            vec![
                (1, None, Trouble::OverflowLoop { way: vec![QueueId(1), QueueId(2), QueueId(1)] }),
                (2, None, Trouble::OverflowLoop { way: vec![QueueId(2), QueueId(1), QueueId(2)] }),
            ],
        ),
        (
            "overflow into itself",
            |rules| {
                edit(rules, 1, |queue| (queue.on_full, queue.max_waiting) = (OnFull::Overflow(QueueId(1)), Some(5)));
            },
            vec![(1, None, Trouble::OverflowLoop { way: vec![QueueId(1), QueueId(1)] })],
        ),
        (
            "overflow to nowhere",
            |rules| {
                edit(rules, 1, |queue| (queue.on_full, queue.max_waiting) = (OnFull::Overflow(QueueId(9)), Some(5)));
            },
            vec![(1, None, Trouble::OverflowUnknown)],
        ),
        (
            "overflow of chats into calls",
            |rules| {
                put(rules, QueueConfig { mrd: VOICE, ..queue(3, vec![step(0, Expr::everybody())]) });
                edit(rules, 1, |queue| (queue.on_full, queue.max_waiting) = (OnFull::Overflow(QueueId(3)), Some(5)));
            },
            vec![(1, None, Trouble::OverflowElsewhere), (3, None, Trouble::Unserved)],
        ),
        (
            "overflow to where nobody is",
            |rules| {
                put(rules, queue(3, vec![step(0, english(Op::Eq, 10))]));
                edit(rules, 1, |queue| (queue.on_full, queue.max_waiting) = (OnFull::Overflow(QueueId(3)), Some(5)));
            },
            vec![(1, None, Trouble::OverflowUnserved), (3, None, Trouble::Unserved)],
        ),
        (
            "overflow of a queue that is never full",
            |rules| edit(rules, 1, |queue| queue.on_full = OnFull::Overflow(QueueId(2))),
            vec![(1, None, Trouble::NeverFull)],
        ),
    ]
}

#[test]
fn a_clean_configuration_has_no_findings() {
    assert_eq!(clean().check(), []);
    assert_eq!(Rules::default().check(), []);
    let mut paced = clean();
    for queue in [1, 2] {
        edit(&mut paced, queue, |queue| queue.order = RequestOrder::Classes([ClassPace { head_start: Span::ZERO, percent: 100 }; 10]));
    }
    assert_eq!(paced.check(), []);
    let mut alike = clean();
    alike.priorities.extend([(QueueId(1), [3].into()), (QueueId(2), [3].into())]);
    assert_eq!(alike.check(), [], "nobody comes before anybody");
    edit(&mut alike, 2, |queue| queue.order = RequestOrder::Ageing(Span::seconds(60)));
    edit(&mut alike, 1, |queue| queue.order = RequestOrder::Ageing(Span::seconds(60)));
    alike.priorities.insert(QueueId(2), [1, 9].into());
    assert_eq!(alike.check(), [], "whoever waits comes nearer");
    let mut ranked = clean();
    ranked.settings.queue_priority = true;
    edit(&mut ranked, 2, |queue| queue.priority = 5);
    assert_eq!(ranked.check(), [], "the others of the first queue have agents of their own");
}

#[test]
fn every_seeded_fault_is_found_and_nothing_else() {
    for (name, sow, expected) in corpus() {
        let mut rules = clean();
        sow(&mut rules);
        let found: Vec<_> = rules.check().into_iter().map(|finding| (finding.queue.0, finding.step, finding.trouble)).collect();
        let mut expected = expected;
        expected.sort();
        let mut sorted = found.clone();
        sorted.sort();
        assert_eq!(sorted, expected, "{name}");
    }
}

#[test]
fn only_overflow_that_cannot_work_is_a_fault() {
    let faults = corpus().into_iter().filter(|(_, sow, _)| {
        let mut rules = clean();
        sow(&mut rules);
        rules.check().iter().any(|finding| finding.severity == Severity::Fault)
    });
    let names: Vec<_> = faults.map(|(name, _, _)| name).collect();
    assert_eq!(names, ["overflow into each other", "overflow into itself", "overflow to nowhere", "overflow of chats into calls"]);
}

#[test]
fn a_step_says_how_many_agents_it_reaches_and_adds() {
    let rules = clean();
    let reach: Vec<_> = rules.reach(&rules.queues[&QueueId(1)]).iter().map(|reach| (reach.matching, reach.added)).collect();
    assert_eq!(reach, [(1, 1), (2, 1), (3, 1)]);
    assert_eq!(rules.satisfying(&english(Op::Lt, 6)), [AgentId(2), AgentId(3)]);
}

fn expressions() -> impl Strategy<Value = Expr> {
    let ops = prop_oneof![Just(Op::Eq), Just(Op::Ne), Just(Op::Lt), Just(Op::Le), Just(Op::Gt), Just(Op::Ge)];
    let term = prop_oneof![
        (ops.clone(), 1..=10u8).prop_map(|(op, value)| english(op, value)),
        (ops, 0..=1u8).prop_map(|(op, value)| Expr::term(VIP, op, value)),
    ];
    term.prop_recursive(4, 24, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Expr::And),
            prop::collection::vec(inner.clone(), 0..4).prop_map(Expr::Or),
            inner.prop_map(|part| Expr::Not(Box::new(part))),
        ]
    })
}

/// Every combination of values that an agent can have.
fn all_levels() -> impl Iterator<Item = Levels> {
    let some = |attribute, value: u8| (value < 11).then_some((attribute, value));
    (1..=11u8)
        .flat_map(move |level| [0, 1, 11].into_iter().map(move |vip| some(ENGLISH, level).into_iter().chain(some(VIP, vip)).collect()))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_contradiction_and_a_covered_step_are_what_trying_all_values_finds(first in expressions(), second in expressions()) {
        let mut rules = clean();
        put(&mut rules, queue(1, vec![step(60, first.clone()), step(0, second.clone())]));
        let found = rules.check();
        let has = |step: u8, trouble: &Trouble| found.iter().any(|finding| finding.queue == QueueId(1) && finding.step == Some(step) && finding.trouble == *trouble);
        let possible = |expr: &Expr| all_levels().any(|levels| expr.holds(&levels));
        prop_assert_eq!(has(1, &Trouble::Contradiction), !possible(&first));
        prop_assert_eq!(has(2, &Trouble::Contradiction), !possible(&second));
        let adds = all_levels().any(|levels| second.holds(&levels) && !first.holds(&levels));
        prop_assert_eq!(has(2, &Trouble::Covered), possible(&second) && !adds);
    }
}
