//! A made-up contact centre on the bare core: agents with some of the queues each, kept busy. Deterministic; only the time spent is measured.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};
use std::time::{Duration, Instant};

use routing_core::{
    AgentConfig, AgentId, AttributeConfig, AttributeId, AttributeKind, CloseReason, Command, ConfigChange, ConversationId, Direction,
    Enqueue, Event, EventKind, Expr, MrdConfig, MrdId, Ms, Op, QueueConfig, QueueId, RequestId, Shard, Span, Spread, TaskId, Ttl, WrapUp,
};

const MRD: MrdId = MrdId(1);
/// Mean time of a task, in milliseconds.
const SERVICE: u64 = 300_000;

/// How large the centre is.
#[derive(Clone, Copy)]
pub(crate) struct Size {
    pub(crate) agents: u64,
    pub(crate) queues: u64,
    /// Queues an agent serves.
    pub(crate) each: u64,
    /// Whether no two agents serve the same queues.
    pub(crate) unique: bool,
}

/// A shard under load.
pub(crate) struct Load {
    pub(crate) shard: Shard,
    pub(crate) log: Vec<Event>,
    size: Size,
    out: Vec<Event>,
    keep: bool,
    pub(crate) events: u64,
    busy: Duration,
    /// Nanoseconds of each command: small, for the memory of the process is measured too.
    steps: Vec<u32>,
    random: u64,
    next: u64,
    now: u64,
    ends: BinaryHeap<Reverse<(u64, TaskId, AgentId)>>,
}

/// What was measured.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rate {
    pub(crate) events_per_second: u64,
    pub(crate) p50_ns: u64,
    pub(crate) p99_ns: u64,
    pub(crate) p999_ns: u64,
}

impl Load {
    /// Everybody signed in and ready; every event from here on is kept if `keep`.
    pub(crate) fn new(size: Size, keep: bool) -> Self {
        let mut load = Self {
            shard: Shard::new(),
            log: Vec::new(),
            size,
            out: Vec::new(),
            keep,
            events: 0,
            busy: Duration::ZERO,
            steps: Vec::new(),
            random: 1,
            next: 0,
            now: 0,
            ends: BinaryHeap::new(),
        };
        load.configure();
        (load.events, load.busy, load.steps) = (0, Duration::ZERO, Vec::new());
        load
    }

    pub(crate) fn step(&mut self, command: &Command) -> Duration {
        self.out.clear();
        let begun = Instant::now();
        self.shard.step(command, Ms(i64::try_from(self.now).unwrap_or(i64::MAX)), &mut self.out);
        let took = begun.elapsed();
        self.busy += took;
        self.steps.push(u32::try_from(took.as_nanos()).unwrap_or(u32::MAX));
        self.events += u64::try_from(self.out.len()).unwrap_or(u64::MAX);
        if self.keep {
            self.log.extend_from_slice(&self.out);
        }
        took
    }

    fn random(&mut self, below: u64) -> u64 {
        self.random = self.random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.random >> 33) % below.max(1)
    }

    fn configure(&mut self) {
        let Size { agents, queues, each, unique } = self.size;
        let mut changes = vec![ConfigChange::Mrd(MrdConfig::new(MRD, 1))];
        for queue in 0..queues {
            let id = AttributeId(queue.into());
            changes.push(ConfigChange::Attribute(AttributeConfig { id, kind: AttributeKind::Boolean }));
            let config = QueueConfig::new(QueueId(queue.into()), MRD, Expr::term(id, Op::Eq, 1));
            changes.push(ConfigChange::Queue(QueueConfig { spread: Spread::None, ..config }));
        }
        for agent in 0..agents {
            let first = agent % queues;
            let skills: Vec<u64> = (0..each).map(|skill| if unique { self.random(queues) } else { (first + skill * 7) % queues }).collect();
            let levels = skills.into_iter().map(|skill| (AttributeId(skill.into()), 1)).collect();
            changes.push(ConfigChange::Agent(AgentConfig { id: AgentId(agent.into()), levels, mrds: BTreeMap::from([(MRD, 1)]) }));
        }
        for change in changes {
            let version = self.shard.config_version() + 1;
            self.step(&Command::Config { version, change });
        }
        for agent in (0..agents).map(|agent| AgentId(agent.into())) {
            self.step(&Command::Login { agent, session: 1 });
            self.step(&Command::AgentGlobal { agent, ready: true, reason: None });
        }
    }

    /// One request more, with an hour to live.
    pub(crate) fn ask(&mut self) {
        let queue = self.random(self.size.queues);
        self.next += 1;
        let id = u128::from(self.next);
        let request = Enqueue {
            request: RequestId((id << 64) | (id.wrapping_mul(0x9E37_79B9_7F4A_7C15) & u128::from(u64::MAX))),
            conversation: ConversationId((id << 64) | (id.wrapping_mul(0xC2B2_AE3D_27D4_EB4F) & u128::from(u64::MAX))),
            queue: QueueId(queue.into()),
            priority: 1,
            ttl: Ttl::In(Span::seconds(36_000)),
            direction: Direction::Inbound,
            target: None,
            exclude: Vec::new(),
        };
        self.step(&Command::Enqueue(request));
        self.answer();
    }

    /// Accepts whatever rings, and notes when it will be over.
    fn answer(&mut self) {
        let rings = |event: &Event| match event.kind {
            EventKind::Offered { task, agent, .. } => Some((task, agent)),
            _ => None,
        };
        while let Some((task, agent)) = self.out.iter().find_map(rings) {
            self.step(&Command::Accept { task, agent });
            let service = SERVICE / 2 + self.random(SERVICE);
            self.ends.push(Reverse((self.now + service, task, agent)));
        }
    }

    /// So many arrivals at that load of a thousand, each task ending in its time.
    pub(crate) fn run(&mut self, requests: u64, load: u64) -> Rate {
        (self.events, self.busy, self.steps) = (0, Duration::ZERO, Vec::new());
        // Mean time between arrivals, in microseconds.
        let between = SERVICE * 1_000_000 / (self.size.agents * load).max(1);
        let mut arrival = self.now * 1_000;
        for _ in 0..requests {
            arrival += self.random(2 * between);
            while let Some(Reverse((end, task, agent))) = self.ends.peek().copied().filter(|first| first.0.0 <= arrival / 1_000) {
                self.ends.pop();
                self.now = end.max(self.now);
                self.step(&Command::CloseMedia { task, agent, reason: CloseReason::Done, wrap_up: WrapUp::Queue });
                self.answer();
            }
            self.now = (arrival / 1_000).max(self.now);
            self.ask();
        }
        self.rate()
    }

    fn rate(&mut self) -> Rate {
        self.steps.sort_unstable();
        let at = |part: usize| self.steps.get(self.steps.len() * part / 1_000).map_or(0, |took| u64::from(*took));
        let micros = u64::try_from(self.busy.as_micros()).unwrap_or(u64::MAX).max(1);
        Rate { events_per_second: self.events * 1_000_000 / micros, p50_ns: at(500), p99_ns: at(990), p999_ns: at(999) }
    }

    /// An agent's attributes, as an edit that changes one of them.
    pub(crate) fn edit(&mut self, agent: u64) -> Duration {
        let id = AgentId(agent.into());
        let Some(mut config) = self.shard.agent_config(id) else { return Duration::ZERO };
        let attribute = AttributeId(self.random(self.size.queues).into());
        if config.levels.remove(&attribute).is_none() {
            config.levels.insert(attribute, 1);
        }
        let version = self.shard.config_version() + 1;
        self.step(&Command::Config { version, change: ConfigChange::Agent(config) })
    }
}

/// Events a second of folding a log into an empty shard, and whether the state is the same.
pub(crate) fn replay(log: &[Event], wanted: &Shard) -> (u64, bool) {
    let begun = Instant::now();
    let mut shard = Shard::new();
    for event in log {
        shard.apply(event);
    }
    let micros = u64::try_from(begun.elapsed().as_micros()).unwrap_or(u64::MAX).max(1);
    (u64::try_from(log.len()).unwrap_or(u64::MAX) * 1_000_000 / micros, shard.snapshot() == wanted.snapshot())
}
