//! Who came, how long they waited, and how long they were served.

use std::collections::{BTreeMap, BTreeSet};

use routing_core::{CloseReason, Direction, EventKind, QueueId, RequestId, TaskId};

use super::Window;

/// How a wait ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    Open,
    Served,
    Abandoned,
    Expired,
    Rejected,
}

/// A customer of the window.
#[derive(Clone, Debug)]
pub(super) struct Customer {
    pub(super) queue: QueueId,
    pub(super) priority: u8,
    pub(super) at: i64,
    pub(super) ttl: Option<i64>,
    pub(super) end: End,
    /// Until the first answer, or the end.
    pub(super) wait: i64,
    /// From the answer until the agent's place was free again.
    pub(super) handle: Option<i64>,
    offered_at: i64,
    answered_at: i64,
    task: Option<TaskId>,
}

/// All of them.
#[derive(Debug)]
pub(super) struct Customers {
    window: Window,
    open: BTreeMap<RequestId, Customer>,
    pub(super) done: Vec<Customer>,
    /// Sum and number of the times from the ring to the answer.
    pub(super) rings: (i64, usize),
    /// Transfers, consultations and the like.
    pub(super) others: usize,
    /// Came for a named agent.
    pub(super) named: usize,
    /// Were there before the window began and still are.
    before: BTreeSet<RequestId>,
    /// Lost their agent and waited again.
    pub(super) rerouted: usize,
    /// Offers that were not answered or declined.
    pub(super) missed: usize,
}

impl Customers {
    pub(super) fn new(window: Window) -> Self {
        Self {
            window,
            open: BTreeMap::new(),
            done: Vec::new(),
            rings: (0, 0),
            others: 0,
            named: 0,
            before: BTreeSet::new(),
            rerouted: 0,
            missed: 0,
        }
    }

    /// Who was there when the window began.
    pub(super) fn earlier(&self) -> usize {
        self.before.len()
    }

    /// Everybody, those included whose end the log does not have.
    pub(super) fn all(&self) -> impl Iterator<Item = &Customer> {
        self.done.iter().chain(self.open.values())
    }

    pub(super) fn read(&mut self, at: i64, kind: &EventKind) {
        match kind {
            EventKind::Enqueued(new) => {
                let customer = matches!(new.direction, Direction::Inbound | Direction::Outbound) && new.transfer.is_none();
                if at < self.window.from {
                    self.before.insert(new.request);
                } else if at < self.window.until && customer {
                    self.named += usize::from(new.target.is_some());
                    self.open.insert(
                        new.request,
                        Customer {
                            queue: new.queue,
                            priority: new.priority,
                            at,
                            ttl: new.ttl_at.map(|ttl| ttl.0 - at),
                            end: End::Open,
                            wait: 0,
                            handle: None,
                            offered_at: at,
                            answered_at: at,
                            task: None,
                        },
                    );
                } else if at < self.window.until {
                    self.others += 1;
                }
            }
            EventKind::Offered { request, .. } => {
                if let Some(customer) = self.open.get_mut(request) {
                    customer.offered_at = at;
                }
            }
            EventKind::OfferLapsed(lapsed) if matches!(lapsed.reason, CloseReason::Rona | CloseReason::Declined) => {
                self.missed += usize::from(self.open.contains_key(&lapsed.request));
            }
            EventKind::Assigned { task, request, .. } => self.answered(at, *task, *request),
            EventKind::TaskClosed { task, request, reason, .. } => self.freed(at, *task, *request, *reason),
            EventKind::RequestClosed { request, reason, .. } => self.closed(at, *request, *reason),
            _ => {}
        }
    }

    fn answered(&mut self, at: i64, task: TaskId, request: RequestId) {
        let Some(customer) = self.open.get_mut(&request).filter(|customer| customer.end == End::Open) else {
            return;
        };
        customer.end = End::Served;
        customer.wait = at - customer.at;
        customer.answered_at = at;
        customer.task = Some(task);
        self.rings = (self.rings.0 + at - customer.offered_at, self.rings.1 + 1);
    }

    fn freed(&mut self, at: i64, task: TaskId, request: RequestId, reason: CloseReason) {
        if let Some(customer) = self.open.get_mut(&request).filter(|customer| customer.task == Some(task)) {
            customer.handle = Some(at - customer.answered_at);
            self.rerouted += usize::from(matches!(reason, CloseReason::AgentLogout | CloseReason::Reroute));
        }
    }

    fn closed(&mut self, at: i64, request: RequestId, reason: CloseReason) {
        if at < self.window.from {
            self.before.remove(&request);
        }
        let Some(mut customer) = self.open.remove(&request) else {
            return;
        };
        if customer.end == End::Open {
            customer.wait = at - customer.at;
            customer.end = match reason {
                CloseReason::QueueFull => End::Rejected,
                CloseReason::NoAgentAvailable => End::Expired,
                _ => End::Abandoned,
            };
        }
        self.done.push(customer);
    }
}
