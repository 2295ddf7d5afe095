//! One line, exponential handle times: Erlang B and C.

use super::Waiting;
use crate::number::float;

/// Erlang B: the share of customers who find all of `agents` busy and leave, at `load` Erlangs.
pub fn blocked(agents: usize, load: f64) -> f64 {
    let inverse = (1..=agents).fold(1.0, |inverse, agent| 1.0 + inverse * float(agent) / load);
    1.0 / inverse
}

/// Erlang C: a line without end and customers of endless patience.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ErlangC {
    agents: f64,
    arrival: f64,
    service: f64,
    p_wait: f64,
}

impl ErlangC {
    /// With arrival and service rates; none if the agents cannot keep up.
    pub fn new(agents: usize, arrival: f64, service: f64) -> Option<Self> {
        let (n, load) = (float(agents), arrival / service);
        let blocked = blocked(agents, load);
        let p_wait = n * blocked / (n - load * (1.0 - blocked));
        (load < n).then_some(Self { agents: n, arrival, service, p_wait })
    }

    /// How much faster work is done than it comes, when all are busy.
    fn slack(self) -> f64 {
        self.agents * self.service - self.arrival
    }

    /// Waiting of a customer.
    pub fn waiting(self) -> Waiting {
        Waiting { p_wait: self.p_wait, mean_wait: self.p_wait / self.slack() }
    }

    /// Share answered within a time.
    pub fn answered_within(self, time: f64) -> f64 {
        1.0 - self.p_wait * (-self.slack() * time).exp()
    }

    /// The time within which a share is answered.
    pub fn percentile(self, share: f64) -> f64 {
        (self.p_wait / (1.0 - share)).ln().max(0.0) / self.slack()
    }

    /// Mean number waiting.
    pub fn mean_queue(self) -> f64 {
        self.arrival * self.waiting().mean_wait
    }

    /// Share of the time an agent is busy.
    pub fn occupancy(self) -> f64 {
        self.arrival / (self.service * self.agents)
    }
}
