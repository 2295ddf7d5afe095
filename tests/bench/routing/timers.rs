//! Many timers at once, of three kinds: steps, times to live and offers. Each fires at its own instant, none before it.

use std::collections::BTreeMap;
use std::time::Instant;

use routing_core::{
    AgentConfig, AgentId, CloseReason, Command, ConfigChange, ConversationId, Direction, Enqueue, Event, EventKind, Expr, Levels,
    MrdConfig, MrdId, Ms, QueueConfig, QueueId, RequestId, Shard, Span, Step, Ttl, Withdraw,
};
use serde_json::{Value, json};

const MRD: MrdId = MrdId(1);
/// Nobody serves it: whoever comes waits until the time to live is over.
const LINE: QueueId = QueueId(1);
/// An agent of its own rings for each who comes.
const BELLS: QueueId = QueueId(2);
/// Pairs of an entry and its end that are timed.
const PAIRS: u32 = 20_000;

/// What was measured.
#[derive(Debug)]
pub(super) struct Timers {
    live: u32,
    fired: u64,
    early: u64,
    late: u64,
    insert_cancel_ns: u64,
}

impl Timers {
    pub(super) fn met(&self) -> bool {
        self.early == 0 && self.late == 0 && self.fired >= u64::from(self.live) && self.insert_cancel_ns <= 250
    }

    pub(super) fn json(&self) -> Value {
        json!({ "live": self.live, "fired": self.fired, "early": self.early, "late": self.late, "insert_cancel_ns": self.insert_cancel_ns })
    }
}

struct Clockwork {
    shard: Shard,
    out: Vec<Event>,
    next: u128,
    now: i64,
}

pub(super) fn run(live: u32) -> Timers {
    let mut clock = Clockwork { shard: Shard::new(), out: Vec::new(), next: 0, now: 0 };
    // A tenth of them ring.
    let bells = live / 10;
    clock.configure(bells);
    let mut due = BTreeMap::new();
    for number in 0..live - bells {
        let ttl = 100_000 + number * 7 % 3_000_000;
        let request = clock.enter(LINE, Ttl::In(Span(ttl)));
        due.insert(request, clock.now + i64::from(ttl));
    }
    for _ in 0..bells {
        clock.enter(BELLS, Ttl::Never);
    }
    let insert_cancel_ns = clock.pair(true).saturating_sub(clock.pair(false));
    let (mut fired, mut early, mut late) = (0, 0, 0);
    while let Some(deadline) = clock.shard.next_deadline().filter(|_| !due.is_empty()) {
        clock.now = deadline.0 - 1;
        clock.step(&Command::Tick);
        early += u64::try_from(clock.out.len()).unwrap_or(u64::MAX);
        clock.now = deadline.0;
        clock.step(&Command::Tick);
        late += u64::from(clock.shard.next_deadline().is_some_and(|next| next.0 <= clock.now));
        for event in &clock.out {
            fired += u64::from(matches!(
                event.kind,
                EventKind::RequestClosed { .. } | EventKind::StepEntered { .. } | EventKind::OfferLapsed(_)
            ));
            let EventKind::RequestClosed { request, .. } = &event.kind else { continue };
            if let Some(wanted) = due.remove(request) {
                early += u64::from(event.at.0 < wanted);
                late += u64::from(event.at.0 > wanted);
            }
        }
    }
    Timers { live, fired, early, late, insert_cancel_ns }
}

impl Clockwork {
    fn step(&mut self, command: &Command) {
        self.out.clear();
        self.shard.step(command, Ms(self.now), &mut self.out);
    }

    fn change(&mut self, change: ConfigChange) {
        let version = self.shard.config_version() + 1;
        self.step(&Command::Config { version, change });
    }

    fn configure(&mut self, bells: u32) {
        self.change(ConfigChange::Mrd(MrdConfig::new(MRD, 1)));
        let nobody = || Expr::Not(Box::new(Expr::everybody()));
        let steps = vec![Step::new(Span::seconds(90), nobody()), Step::new(Span::ZERO, nobody())];
        self.change(ConfigChange::Queue(QueueConfig { steps, ..QueueConfig::new(LINE, MRD, nobody()) }));
        self.change(ConfigChange::Queue(QueueConfig::new(BELLS, MRD, Expr::everybody())));
        for agent in 0..bells {
            let agent = AgentId(u128::from(agent) + 1);
            self.change(ConfigChange::Agent(AgentConfig { id: agent, levels: Levels::default(), mrds: BTreeMap::from([(MRD, 1)]) }));
            self.step(&Command::Login { agent, session: 1 });
            self.step(&Command::AgentGlobal { agent, ready: true, reason: None });
        }
    }

    fn enter(&mut self, queue: QueueId, ttl: Ttl) -> RequestId {
        self.next += 1;
        let request = RequestId(self.next);
        let conversation = ConversationId(self.next);
        let (direction, exclude) = (Direction::Inbound, Vec::new());
        self.step(&Command::Enqueue(Enqueue { request, conversation, queue, priority: 1, ttl, direction, target: None, exclude }));
        request
    }

    /// Median of an entry and its end, in nanoseconds, with a time to live or without.
    fn pair(&mut self, timed: bool) -> u64 {
        let mut took: Vec<u64> = (0..PAIRS)
            .map(|number| {
                let ttl = if timed { Ttl::In(Span(500_000 + number * 11 % 900_000)) } else { Ttl::Never };
                let begun = Instant::now();
                let request = self.enter(LINE, ttl);
                self.step(&Command::Cancel { what: Withdraw::Request(request), reason: CloseReason::Cancelled });
                u64::try_from(begun.elapsed().as_nanos()).unwrap_or(u64::MAX)
            })
            .collect();
        took.sort_unstable();
        took[took.len() / 2]
    }
}
