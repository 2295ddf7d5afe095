//! Cores that are wrong in one way each. Each must be refuted by the rows that are there to catch it: an oracle that
//! lets one of them pass has no power, and its passing the real core means nothing.

use std::collections::BTreeMap;

use routing_core::{
    Answer, CloseReason, Command, ConfigChange, Enqueue, Event, EventKind, Expr, MrdConfig, Ms, QueueConfig, RequestId, Shard, Ttl,
    Withdraw,
};

use crate::plan::Plan;
use crate::router::Router;

/// A way to be wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Who came last is served first.
    LastComeFirstServed,
    /// Priorities are not looked at.
    ForgetsPriority,
    /// Every agent takes one task more than it may.
    ExtraSlot,
    /// One slot in a thousand is never given back.
    LeaksSlots,
    /// Everybody qualifies for everything.
    IgnoresSkills,
    /// Nobody is told that the time to live ended.
    ForgetsTimeToLive,
    /// One customer more than allowed may wait.
    LimitOffByOne,
    /// Whoever gives up stays in the line.
    KeepsTheGone,
    /// One customer in twenty is turned away for no reason.
    LosesCustomers,
    /// Offers ring twice as long as they should.
    RingsTwiceAsLong,
}

/// A fault and the rows that must see it.
#[derive(Clone, Copy, Debug)]
pub struct Mutation {
    /// The fault.
    pub kind: Fault,
    /// Ids of rows.
    pub rows: &'static [&'static str],
}

/// Every fault.
pub const MUTATIONS: [Mutation; 10] = [
    Mutation { kind: Fault::LastComeFirstServed, rows: &["C2", "C3"] },
    Mutation { kind: Fault::ForgetsPriority, rows: &["P1"] },
    Mutation { kind: Fault::ExtraSlot, rows: &["C1", "C2"] },
    Mutation { kind: Fault::LeaksSlots, rows: &["C1", "C2"] },
    Mutation { kind: Fault::IgnoresSkills, rows: &["S2"] },
    Mutation { kind: Fault::ForgetsTimeToLive, rows: &["T.10.120"] },
    Mutation { kind: Fault::LimitOffByOne, rows: &["K.5"] },
    Mutation { kind: Fault::KeepsTheGone, rows: &["A1"] },
    Mutation { kind: Fault::LosesCustomers, rows: &["C1", "C2"] },
    Mutation { kind: Fault::RingsTwiceAsLong, rows: &["R.0.2"] },
];

/// The production core with a fault.
#[derive(Debug)]
pub struct Mutant {
    fault: Fault,
    shard: Shard,
    commands: u64,
    /// For the first fault: those who wait, the last on top.
    stack: Vec<Enqueue>,
}

impl Mutant {
    /// With the configuration of a plan.
    pub fn new(fault: Fault, plan: &Plan) -> Self {
        let mut shard = Shard::new();
        let mut out = Vec::new();
        for (version, change) in (1..).zip(&plan.changes) {
            shard.step(&Command::Config { version, change: mutated(fault, change) }, Ms(0), &mut out);
        }
        Self { fault, shard, commands: 0, stack: Vec::new() }
    }

    /// Nobody waits inside the core: whoever would is held outside, and let in when an agent becomes free.
    fn last_first(&mut self, command: &Command, now: Ms, out: &mut Vec<Event>) -> Answer {
        let answer = self.shard.step(command, now, out);
        if let (Command::Enqueue(enqueue), Answer::Waiting) = (command, &answer) {
            self.withdraw(enqueue.request, now);
            self.stack.push(enqueue.clone());
        }
        let freed = out.iter().filter(|event| matches!(event.kind, EventKind::TaskClosed { .. })).count();
        for _ in 0..freed {
            if let Some(last) = self.stack.pop() {
                self.shard.step(&Command::Enqueue(last), now, out);
            }
        }
        answer
    }

    fn withdraw(&mut self, request: RequestId, now: Ms) {
        let cancel = Command::Cancel { what: Withdraw::Request(request), reason: CloseReason::Cancelled };
        self.shard.step(&cancel, now, &mut Vec::new());
    }
}

impl Router for Mutant {
    fn step(&mut self, command: &Command, now: Ms, out: &mut Vec<Event>) -> Answer {
        self.commands += 1;
        match (self.fault, command) {
            (Fault::LastComeFirstServed, _) => self.last_first(command, now, out),
            (Fault::ForgetsPriority, Command::Enqueue(enqueue)) => {
                self.shard.step(&Command::Enqueue(Enqueue { priority: 1, ..enqueue.clone() }), now, out)
            }
            (Fault::ForgetsTimeToLive, Command::Enqueue(enqueue)) => {
                self.shard.step(&Command::Enqueue(Enqueue { ttl: Ttl::Never, ..enqueue.clone() }), now, out)
            }
            (Fault::LosesCustomers, Command::Enqueue(enqueue)) if self.commands.is_multiple_of(20) => {
                let answer = self.shard.step(command, now, out);
                let cancel = Command::Cancel { what: Withdraw::Request(enqueue.request), reason: CloseReason::Cancelled };
                self.shard.step(&cancel, now, out);
                answer
            }
            (Fault::LeaksSlots, Command::CloseMedia { .. }) if self.commands.is_multiple_of(1_000) => Answer::Unchanged,
            (Fault::KeepsTheGone, Command::Cancel { .. }) => Answer::Unchanged,
            _ => self.shard.step(command, now, out),
        }
    }

    fn next_deadline(&self) -> Option<Ms> {
        self.shard.next_deadline()
    }
}

fn mutated(fault: Fault, change: &ConfigChange) -> ConfigChange {
    match (fault, change) {
        (Fault::ExtraSlot, ConfigChange::Mrd(mrd)) => ConfigChange::Mrd(MrdConfig { max: mrd.max + 1, ..mrd.clone() }),
        (Fault::ExtraSlot, ConfigChange::Agent(agent)) => {
            let mut agent = agent.clone();
            agent.mrds = agent.mrds.iter().map(|(mrd, max)| (*mrd, max + 1)).collect::<BTreeMap<_, _>>();
            ConfigChange::Agent(agent)
        }
        (Fault::IgnoresSkills, ConfigChange::Queue(queue)) => {
            let mut queue = queue.clone();
            queue.steps.iter_mut().for_each(|step| step.expr = Expr::everybody());
            ConfigChange::Queue(queue)
        }
        (Fault::LimitOffByOne, ConfigChange::Queue(queue)) => {
            ConfigChange::Queue(QueueConfig { max_waiting: queue.max_waiting.map(|limit| limit + 1), ..queue.clone() })
        }
        (Fault::RingsTwiceAsLong, ConfigChange::Queue(queue)) => {
            let mut queue = queue.clone();
            queue.offer.0 *= 2;
            ConfigChange::Queue(queue)
        }
        _ => change.clone(),
    }
}
