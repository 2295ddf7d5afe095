//! Customers who are there, and the lines of equals they stand in.

use std::collections::VecDeque;

use routing_core::RequestId;

use super::estimate::Guess;
use crate::plan::Plan;
use crate::source::Visitor;

/// Where a customer is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Standing {
    #[default]
    Waiting,
    Offered,
    Served,
}

/// A customer.
#[derive(Clone, Copy, Debug)]
pub(super) struct Customer {
    pub(super) class: usize,
    pub(super) at: i64,
    pub(super) counted: bool,
    pub(super) standing: Standing,
    /// Nobody was free at once.
    pub(super) delayed: bool,
    pub(super) visitor: Visitor,
    pub(super) guess: Guess,
}

impl Default for Customer {
    fn default() -> Self {
        let visitor = Visitor { at: 0, luck: 0.5, handle: None, patience: None };
        Self { class: 0, at: 0, counted: false, standing: Standing::Waiting, delayed: false, visitor, guess: Guess::default() }
    }
}

/// Those of one queue and one priority, in the order in which they came.
#[derive(Debug)]
struct Line {
    queue: usize,
    priority: u8,
    all: VecDeque<RequestId>,
    waiting: usize,
}

/// Everybody.
#[derive(Debug)]
pub(super) struct Customers {
    slots: Vec<Option<Customer>>,
    /// Times each slot was used.
    uses: Vec<u32>,
    free: Vec<usize>,
    lines: Vec<Line>,
    /// By class.
    line_of: Vec<usize>,
}

impl Customers {
    pub(super) fn new(plan: &Plan) -> Self {
        let mut lines: Vec<Line> = Vec::new();
        let line_of = plan.classes.iter().map(|class| {
            let known = lines.iter().position(|line| line.queue == class.queue && line.priority == class.priority);
            known.unwrap_or_else(|| {
                lines.push(Line { queue: class.queue, priority: class.priority, all: VecDeque::new(), waiting: 0 });
                lines.len() - 1
            })
        });
        let line_of = line_of.collect();
        Self { slots: Vec::new(), uses: Vec::new(), free: Vec::new(), lines, line_of }
    }

    /// A new customer's request. Numbers of slots are used again, requests never are.
    pub(super) fn add(&mut self, customer: Customer) -> RequestId {
        let slot = self.free.pop().unwrap_or_else(|| {
            self.slots.push(None);
            self.uses.push(0);
            self.slots.len() - 1
        });
        let line = self.line_of.get(customer.class).copied().unwrap_or(0);
        if let Some(place) = self.slots.get_mut(slot) {
            *place = Some(customer);
        }
        let uses = self.uses.get_mut(slot).map_or(0, |uses| {
            *uses += 1;
            *uses
        });
        let request = RequestId((u128::from(uses) << 64) | u128::try_from(slot).unwrap_or(0));
        if let Some(line) = self.lines.get_mut(line) {
            line.all.push_back(request);
            line.waiting += 1;
        }
        request
    }

    fn slot(&self, request: RequestId) -> Option<usize> {
        let slot = usize::try_from(request.0 & u128::from(u64::MAX)).ok()?;
        let uses = self.uses.get(slot)?;
        (u128::from(*uses) == request.0 >> 64).then_some(slot)
    }

    pub(super) fn get(&self, request: RequestId) -> Option<&Customer> {
        self.slots.get(self.slot(request)?)?.as_ref()
    }

    pub(super) fn get_mut(&mut self, request: RequestId) -> Option<&mut Customer> {
        let slot = self.slot(request)?;
        self.slots.get_mut(slot)?.as_mut()
    }

    /// It rings. Whether an equal who came earlier still waits.
    pub(super) fn offer(&mut self, request: RequestId) -> bool {
        let Some(customer) = self.get_mut(request) else {
            return false;
        };
        customer.standing = Standing::Offered;
        let (class, at) = (customer.class, customer.at);
        let line = self.line_of.get(class).copied().unwrap_or(0);
        self.leave(line);
        let first = self.first(line);
        first.and_then(|first| self.get(first)).is_some_and(|first| first.at < at)
    }

    /// An offer lapsed.
    pub(super) fn wait_again(&mut self, request: RequestId) {
        let Some(customer) = self.get_mut(request) else {
            return;
        };
        customer.standing = Standing::Waiting;
        customer.delayed = true;
        let (class, at) = (customer.class, customer.at);
        let line = self.line_of.get(class).copied().unwrap_or(0);
        let Some(mut all) = self.lines.get_mut(line).map(|line| std::mem::take(&mut line.all)) else {
            return;
        };
        if !all.contains(&request) {
            let place = all.iter().position(|other| self.get(*other).is_some_and(|other| other.at > at));
            all.insert(place.unwrap_or(all.len()), request);
        }
        if let Some(line) = self.lines.get_mut(line) {
            line.all = all;
            line.waiting += 1;
        }
    }

    fn leave(&mut self, line: usize) {
        if let Some(line) = self.lines.get_mut(line) {
            line.waiting = line.waiting.saturating_sub(1);
        }
    }

    /// The first of a line who waits; those in front who do not are forgotten.
    fn first(&mut self, line: usize) -> Option<RequestId> {
        loop {
            let first = *self.lines.get(line)?.all.front()?;
            if self.get(first).is_some_and(|customer| customer.standing == Standing::Waiting) {
                return Some(first);
            }
            self.lines.get_mut(line)?.all.pop_front();
        }
    }

    /// An agent has answered.
    pub(super) fn serve(&mut self, request: RequestId) -> Option<Customer> {
        let customer = self.get_mut(request)?;
        customer.standing = Standing::Served;
        Some(*customer)
    }

    /// The request is closed.
    pub(super) fn remove(&mut self, request: RequestId) -> Option<Customer> {
        let slot = self.slot(request)?;
        let customer = self.slots.get_mut(slot)?.take()?;
        self.free.push(slot);
        if customer.standing == Standing::Waiting {
            let line = self.line_of.get(customer.class).copied().unwrap_or(0);
            self.leave(line);
            // Keeps the line short where nobody is ever answered.
            self.first(line);
        }
        Some(customer)
    }

    /// How many wait in a queue with at least that priority, and when the first of them came.
    pub(super) fn ahead(&self, queue: usize, priority: u8) -> (usize, Option<i64>) {
        let mine = self.lines.iter().filter(|line| line.queue == queue && line.priority >= priority);
        let first = |line: &Line| {
            let waiting = line.all.iter().filter_map(|request| self.get(*request));
            waiting.filter(|customer| customer.standing == Standing::Waiting).map(|customer| customer.at).next()
        };
        mine.fold((0, None), |(count, at), line| {
            let oldest = if line.waiting > 0 { first(line) } else { None };
            (count + line.waiting, [at, oldest].into_iter().flatten().min())
        })
    }

    /// Those who have not been answered.
    pub(super) fn waiting(&self) -> impl Iterator<Item = &Customer> {
        self.slots.iter().flatten().filter(|customer| customer.standing != Standing::Served)
    }
}
