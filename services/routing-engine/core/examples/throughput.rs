//! Events per second of one shard under load: 1,000 agents, 50 queues, 5 queues an agent, agents 97 % busy.
//!
//! Deterministic: arrivals and service times come from a counter and a multiplier. Only the time spent is measured.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};
use std::time::{Duration, Instant};

use routing_core::{
    AgentConfig, AgentId, AttributeConfig, AttributeId, AttributeKind, CloseReason, Command, ConfigChange, ConversationId, Direction,
    Enqueue, Event, EventKind, Expr, MrdConfig, MrdId, Ms, Op, QueueConfig, QueueId, RequestId, Shard, Span, Spread, TaskId, Ttl, WrapUp,
};

const AGENTS: u128 = 1_000;
const QUEUES: u128 = 50;
const PER_AGENT: u128 = 5;
const REQUESTS: u128 = 400_000;
const SERVICE: i64 = 300_000;
const MRD: MrdId = MrdId(1);

struct Load {
    shard: Shard,
    out: Vec<Event>,
    events: usize,
    steps: Vec<Duration>,
    random: u64,
}

impl Load {
    fn step(&mut self, command: &Command, now: i64) {
        self.out.clear();
        let start = Instant::now();
        self.shard.step(command, Ms(now), &mut self.out);
        self.steps.push(start.elapsed());
        self.events += self.out.len();
    }

    fn random(&mut self, below: u64) -> u64 {
        self.random = self.random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.random >> 33) % below
    }
}

fn configure(load: &mut Load) {
    let mut changes = vec![ConfigChange::Mrd(MrdConfig::new(MRD, 1))];
    for queue in 0..QUEUES {
        let id = AttributeId(queue);
        changes.push(ConfigChange::Attribute(AttributeConfig { id, kind: AttributeKind::Boolean }));
        let expr = Expr::term(id, Op::Eq, 1);
        let queue = QueueConfig { spread: Spread::None, ..QueueConfig::new(QueueId(queue), MRD, expr) };
        changes.push(ConfigChange::Queue(queue));
    }
    for agent in 0..AGENTS {
        let first = agent % QUEUES;
        let levels = (0..PER_AGENT).map(|skill| (AttributeId((first + skill * 7) % QUEUES), 1)).collect();
        let mrds = BTreeMap::from([(MRD, 1)]);
        changes.push(ConfigChange::Agent(AgentConfig { id: AgentId(agent), levels, mrds }));
    }
    for (version, change) in (1..).zip(changes) {
        load.step(&Command::Config { version, change }, 0);
    }
    for agent in (0..AGENTS).map(AgentId) {
        load.step(&Command::Login { agent, session: 1 }, 0);
        load.step(&Command::AgentGlobal { agent, ready: true, reason: None }, 0);
    }
}

fn request(id: u128, queue: u64) -> Command {
    Command::Enqueue(Enqueue {
        request: RequestId(id),
        conversation: ConversationId(id),
        queue: QueueId(queue.into()),
        priority: 1,
        ttl: Ttl::In(Span::seconds(3_600)),
        direction: Direction::Inbound,
        target: None,
        exclude: Vec::new(),
    })
}

/// Accepts whatever rings, and notes when it will be over.
fn answer(load: &mut Load, now: i64, ends: &mut BinaryHeap<Reverse<(i64, TaskId, AgentId)>>) {
    loop {
        let rings = |event: &Event| match event.kind {
            EventKind::Offered { task, agent, .. } => Some((task, agent)),
            _ => None,
        };
        let Some((task, agent)) = load.out.iter().find_map(rings) else {
            return;
        };
        load.step(&Command::Accept { task, agent }, now);
        let service = SERVICE / 2 + i64::try_from(load.random(300_000)).unwrap_or_default();
        ends.push(Reverse((now + service, task, agent)));
    }
}

fn main() {
    let mut load = Load { shard: Shard::new(), out: Vec::new(), events: 0, steps: Vec::new(), random: 1 };
    configure(&mut load);
    (load.events, load.steps) = (0, Vec::new());
    let mut ends: BinaryHeap<Reverse<(i64, TaskId, AgentId)>> = BinaryHeap::new();
    let (mut now, mut arrival) = (0, 0);
    // Mean time between arrivals in microseconds for 97 % of 1,000 agents at 300 s a task.
    let mean = 309_278;
    let mut next = 0;
    let start = Instant::now();
    while next < REQUESTS {
        if let Some(Reverse((end, task, agent))) = ends.peek().copied().filter(|first| first.0.0 <= arrival) {
            ends.pop();
            now = end.max(now);
            let (reason, wrap_up) = (CloseReason::Done, WrapUp::Queue);
            load.step(&Command::CloseMedia { task, agent, reason, wrap_up }, now);
        } else {
            now = arrival.max(now);
            let queue = load.random(50);
            load.step(&request(next, queue), now);
            arrival += i64::try_from(load.random(2 * mean)).unwrap_or_default() / 1_000;
            next += 1;
        }
        answer(&mut load, now, &mut ends);
    }
    report(&mut load, start.elapsed());
}

#[expect(clippy::print_stdout, reason = "this is what the example is for")]
fn report(load: &mut Load, wall: Duration) {
    let busy: Duration = load.steps.iter().sum();
    load.steps.sort_unstable();
    let at = |part: usize| load.steps.get(load.steps.len() * part / 1_000).copied().unwrap_or_default();
    let waiting: u32 = (0..QUEUES).map(|queue| load.shard.waiting(QueueId(queue))).sum();
    let rate = |time: Duration| u128::try_from(load.events).unwrap_or_default() * 1_000_000 / time.as_micros().max(1);
    println!("{} events, {} commands, {waiting} waiting at the end", load.events, load.steps.len());
    println!("{} events/s in the core, {} events/s with the generator and two clock reads a command", rate(busy), rate(wall));
    println!("a command: p50 {:?}, p99 {:?}, p99.9 {:?}", at(500), at(990), at(999));
}
