//! One replication: customers and agents around the core, under a virtual clock.
//!
//! The core decides who gets whom; here people come, wait, give up, answer and hang up. Everything happens at an
//! instant of the agenda or at a deadline of the core, in order of time, and what happens at the same instant in
//! the order in which it was planned.

mod agenda;
mod crew;
mod customers;
mod estimate;

use std::collections::VecDeque;

use routing_core::{
    CloseReason, Command, ConversationId, Direction, Enqueue, Event, EventKind, MrdId, Ms, Reason, RequestId, Span, TaskId, Ttl, Withdraw,
    WrapUp,
};

use crate::measure::{Figures, Tally};
use crate::number::milliseconds;
use crate::plan::{Plan, agent_id, agent_index, queue_id};
use crate::random::{Purpose, Stream};
use crate::router::Router;
use crate::source::{Source, Visitor};
use agenda::{Agenda, Due};
use crew::Crew;
pub(crate) use crew::evenness;
use customers::{Customer, Customers, Standing};
use estimate::Estimates;
pub use estimate::{ESTIMATORS, Estimate};

/// A replication that did not come to its end.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("replication {replication} was given up after {steps} steps at second {second}: offers that nobody answers go round in circles")]
pub struct Endless {
    /// Which.
    pub replication: u32,
    /// How many commands it had.
    pub steps: u64,
    /// How far it had come.
    pub second: i64,
}

/// What one replication measured.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// By queue.
    pub queues: Vec<Figures>,
    /// By class.
    pub classes: Vec<Figures>,
    /// Occupancy by agent; NaN for one who had no time of work.
    pub occupancy: Vec<f64>,
    /// Customers served, by agent.
    pub served_by: Vec<usize>,
    /// By queue: how good the estimates of waiting time were.
    pub estimates: Vec<[Estimate; ESTIMATORS.len()]>,
    /// Customers who came, counted or not.
    pub customers: u64,
    /// Commands the core was given.
    pub steps: u64,
}

/// Runs one replication of a plan on a router that has the plan's configuration. `watch` sees every event.
pub fn replicate<R: Router>(plan: &Plan, router: R, replication: u32, watch: impl FnMut(&Event)) -> Result<Outcome, Endless> {
    World::new(plan, router, replication, watch).run()
}

struct World<'a, R, W> {
    plan: &'a Plan,
    router: R,
    watch: W,
    replication: u32,
    now: i64,
    agenda: Agenda,
    sources: Vec<Source<'a>>,
    /// By class: who comes next.
    next: Vec<Option<Visitor>>,
    answers: Stream,
    customers: Customers,
    crew: Crew,
    tallies: Vec<Tally>,
    estimates: Estimates<'a>,
    /// Offers that are answered at once.
    ringing: VecDeque<(TaskId, usize)>,
    /// Counted customers who still wait.
    open: usize,
    came: u64,
    steps: u64,
    out: Vec<Event>,
}

impl<'a, R: Router, W: FnMut(&Event)> World<'a, R, W> {
    fn new(plan: &'a Plan, router: R, replication: u32, watch: W) -> Self {
        Self {
            plan,
            router,
            watch,
            replication,
            now: 0,
            agenda: Agenda::default(),
            sources: plan.classes.iter().map(|class| Source::new(class, plan.seed, replication)).collect(),
            next: vec![None; plan.classes.len()],
            answers: Stream::new(plan.seed, replication, Purpose::Answers, ""),
            customers: Customers::new(plan),
            crew: Crew::new(plan),
            tallies: vec![Tally::default(); plan.classes.len()],
            estimates: Estimates::new(plan),
            ringing: VecDeque::new(),
            open: 0,
            came: 0,
            steps: 0,
            out: Vec::new(),
        }
    }

    fn run(mut self) -> Result<Outcome, Endless> {
        let most_steps = self.most_steps();
        let last = self.plan.horizon.saturating_mul(2).saturating_add(3_600_000);
        self.open_doors();
        loop {
            let deadline = self.router.next_deadline().map(|at| at.0);
            let (at, by_core) = match (self.agenda.first(), deadline) {
                (Some(first), Some(deadline)) if deadline <= first => (deadline, true),
                (Some(first), _) => (first, false),
                (None, Some(deadline)) => (deadline, true),
                (None, None) => break,
            };
            let over = at >= self.plan.horizon && self.open == 0;
            if over || at > last {
                break;
            }
            if self.steps > most_steps {
                return Err(Endless { replication: self.replication, steps: self.steps, second: self.now / 1_000 });
            }
            self.now = at.max(self.now);
            if by_core {
                self.tell(&Command::Tick);
            } else if let Some(due) = self.agenda.take() {
                self.happen(due);
            }
        }
        Ok(self.outcome())
    }

    /// Far more than any scenario needs whose offers are answered in the end.
    fn most_steps(&self) -> u64 {
        let expected: f64 = self.plan.classes.iter().map(|class| self.plan.expected(class)).sum();
        let expected = u64::try_from(crate::number::count(expected)).unwrap_or(u64::MAX);
        expected.saturating_mul(100).saturating_add(2_000_000)
    }

    fn open_doors(&mut self) {
        for (index, agent) in self.plan.agents.iter().enumerate() {
            self.tell(&Command::Login { agent: agent_id(index), session: 1 });
            if agent.shifts.is_empty() {
                self.happen(Due::Shift { agent: index, ready: true });
            }
            for (from, until) in &agent.shifts {
                self.agenda.add(*from, Due::Shift { agent: index, ready: true });
                self.agenda.add(*until, Due::Shift { agent: index, ready: false });
            }
        }
        for class in 0..self.plan.classes.len() {
            self.await_next(class);
        }
    }

    fn await_next(&mut self, class: usize) {
        let next = self.sources.get_mut(class).and_then(Source::next);
        if let (Some(visitor), Some(place)) = (next, self.next.get_mut(class)) {
            *place = Some(visitor);
            self.agenda.add(visitor.at, Due::Arrival { class });
        }
    }

    fn happen(&mut self, due: Due) {
        match due {
            Due::Arrival { class } => self.arrive(class),
            Due::GiveUp { request } => {
                if self.customers.get(request).is_some_and(|customer| customer.standing != Standing::Served) {
                    self.tell(&Command::Cancel { what: Withdraw::Request(request), reason: CloseReason::Cancelled });
                }
            }
            Due::Answer { task, agent } => self.tell(&Command::Accept { task, agent: agent_id(agent) }),
            Due::HangUp { task, agent } => {
                let (reason, wrap_up) = (CloseReason::Done, WrapUp::Queue);
                self.tell(&Command::CloseMedia { task, agent: agent_id(agent), reason, wrap_up });
            }
            Due::Shift { agent, ready } => {
                self.estimates.at_work(agent, ready);
                self.tell(&Command::AgentGlobal { agent: agent_id(agent), ready, reason: None });
            }
            Due::ReadyAgain { agent, mrd } => {
                self.tell(&Command::AgentMrd { agent: agent_id(agent), mrd, ready: true, reason: None });
            }
        }
    }

    fn arrive(&mut self, class: usize) {
        let visitor = self.next.get_mut(class).and_then(Option::take);
        self.await_next(class);
        let (Some(visitor), Some(plan)) = (visitor, self.plan.classes.get(class)) else {
            return;
        };
        self.came += 1;
        let counted = (self.plan.warm_up..self.plan.horizon).contains(&self.now);
        self.open += usize::from(counted);
        let guess = self.estimates.guess(class, &self.customers, self.now);
        let request = self.customers.add(Customer { class, at: self.now, counted, visitor, guess, ..Customer::default() });
        self.tell(&Command::Enqueue(Enqueue {
            request,
            conversation: ConversationId(request.0),
            queue: queue_id(plan.queue),
            priority: plan.priority,
            ttl: plan.ttl.map_or(Ttl::Never, |ttl| Ttl::In(Span(ttl))),
            direction: Direction::Inbound,
            target: None,
            exclude: Vec::new(),
        }));
        let waits = self.customers.get_mut(request).filter(|customer| customer.standing != Standing::Served);
        let Some(customer) = waits else {
            return;
        };
        customer.delayed = customer.standing == Standing::Waiting;
        if let Some(patience) = customer.visitor.patience {
            self.agenda.add(self.now.saturating_add(patience), Due::GiveUp { request });
        }
    }

    /// Gives the core a command, and answers what rings at those who answer at once.
    fn tell(&mut self, command: &Command) {
        self.step(command);
        while let Some((task, agent)) = self.ringing.pop_front() {
            self.step(&Command::Accept { task, agent: agent_id(agent) });
        }
    }

    fn step(&mut self, command: &Command) {
        self.steps += 1;
        let mut out = std::mem::take(&mut self.out);
        out.clear();
        self.router.step(command, Ms(self.now), &mut out);
        for event in &out {
            (self.watch)(event);
            self.observe(&event.kind);
        }
        self.out = out;
    }

    fn observe(&mut self, kind: &EventKind) {
        match kind {
            EventKind::Offered { task, request, agent, .. } => self.rings(*task, *request, agent_index(*agent)),
            EventKind::OfferLapsed(lapsed) => self.customers.wait_again(lapsed.request),
            EventKind::Assigned { task, request, agent } => self.answered(*task, *request, agent_index(*agent)),
            EventKind::TaskClosed { agent, .. } => self.crew.done(agent_index(*agent), self.now),
            EventKind::RequestClosed { request, reason, .. } => self.closed(*request, *reason),
            EventKind::AgentMrdChanged { agent, mrd, ready: false, reason: Some(Reason::Rona) } => self.missed(agent_index(*agent), *mrd),
            _ => {}
        }
    }

    fn rings(&mut self, task: TaskId, request: RequestId, agent: usize) {
        if self.customers.offer(request)
            && let Some(tally) = self.customers.get(request).filter(|one| one.counted).and_then(|one| self.tallies.get_mut(one.class))
        {
            tally.overtakes += 1;
        }
        let Some(plan) = self.plan.agents.get(agent) else {
            return;
        };
        if plan.answer.probability.get() < 1.0 && self.answers.uniform() > plan.answer.probability.get() {
            return;
        }
        match plan.answer.delay {
            None => self.ringing.push_back((task, agent)),
            Some(delay) => {
                let delay = milliseconds(delay.quantile(self.answers.uniform()));
                self.agenda.add(self.now.saturating_add(delay), Due::Answer { task, agent });
            }
        }
    }

    fn missed(&mut self, agent: usize, mrd: MrdId) {
        if let Some(plan) = self.plan.agents.get(agent) {
            let back = milliseconds(plan.answer.ready_again.get());
            self.agenda.add(self.now.saturating_add(back), Due::ReadyAgain { agent, mrd });
        }
    }

    fn answered(&mut self, task: TaskId, request: RequestId, agent: usize) {
        self.crew.begin(agent, self.now);
        let now = self.now;
        let Some(customer) = self.customers.serve(request) else {
            return;
        };
        let handle = self.handle(&customer, agent);
        self.agenda.add(now.saturating_add(handle), Due::HangUp { task, agent });
        self.estimates.answered(&customer, handle, now);
        self.resolve(&customer);
        let (Some(class), true) = (self.plan.classes.get(customer.class), customer.counted) else {
            return;
        };
        let (Some(queue), Some(tally)) = (self.plan.queues.get(class.queue), self.tallies.get_mut(customer.class)) else {
            return;
        };
        let wait = now - customer.at;
        tally.served += 1;
        tally.answered_ms += wait;
        tally.within += usize::from(wait <= queue.threshold);
        tally.steps += usize::from(queue.first_step.get(agent).copied().unwrap_or(0));
    }

    /// How long this agent needs for this customer.
    fn handle(&self, customer: &Customer, agent: usize) -> i64 {
        let agent = self.plan.agents.get(agent);
        let own = agent.and_then(|agent| agent.handle.get(customer.class).copied().flatten());
        let speed = agent.map_or(1.0, |agent| agent.speed);
        let class = self.plan.classes.get(customer.class).map(|class| class.handle);
        match (own, customer.visitor.handle, class) {
            (None, Some(known), _) => milliseconds(crate::number::seconds(known) / speed),
            (Some(time), _, _) | (None, None, Some(time)) => milliseconds(time.quantile(customer.visitor.luck) / speed),
            (None, None, None) => 0,
        }
    }

    fn closed(&mut self, request: RequestId, reason: CloseReason) {
        let Some(customer) = self.customers.remove(request).filter(|customer| customer.standing != Standing::Served) else {
            return;
        };
        if reason == CloseReason::QueueFull {
            self.open -= usize::from(customer.counted);
        } else {
            self.estimates.gave_up(&customer, self.now);
            self.resolve(&customer);
        }
        if let (Some(tally), true) = (self.tallies.get_mut(customer.class), customer.counted) {
            match reason {
                CloseReason::QueueFull => tally.rejected += 1,
                CloseReason::NoAgentAvailable => tally.expired += 1,
                _ => tally.abandoned += 1,
            }
        }
    }

    /// The wait of a customer is over, one way or the other.
    fn resolve(&mut self, customer: &Customer) {
        let (from, until) = (customer.at.max(self.plan.warm_up), self.now.min(self.plan.horizon));
        let Some(tally) = self.tallies.get_mut(customer.class) else {
            return;
        };
        tally.queue_ms += (until - from).max(0);
        if customer.counted {
            self.open -= 1;
            let wait = self.now - customer.at;
            tally.waits.push(u32::try_from(wait).unwrap_or(u32::MAX));
            tally.delayed += usize::from(customer.delayed);
            tally.delayed_ms += if customer.delayed { wait } else { 0 };
        }
    }

    fn outcome(mut self) -> Outcome {
        let waiting: Vec<_> = self.customers.waiting().copied().collect();
        for customer in waiting {
            self.resolve(&customer);
            if let (Some(tally), true) = (self.tallies.get_mut(customer.class), customer.counted) {
                tally.unfinished += 1;
            }
        }
        let window = self.plan.horizon - self.plan.warm_up;
        let queues = self.plan.queues.iter().enumerate().map(|(index, _)| {
            let mine = self.plan.classes.iter().zip(&self.tallies).filter(|(class, _)| class.queue == index);
            let mut sum = Tally::default();
            mine.for_each(|(_, tally)| sum.merge(tally));
            sum.figures(window)
        });
        Outcome {
            queues: queues.collect(),
            classes: self.tallies.iter().map(|tally| tally.clone().figures(window)).collect(),
            occupancy: self.crew.occupancy(self.now),
            served_by: self.crew.served(),
            estimates: self.estimates.results(),
            customers: self.came,
            steps: self.steps,
        }
    }
}
