//! One line, exponential times, customers who give up or are turned away: birth and death of the number present.

use super::Waiting;
use crate::number::float;

/// A line of `agents` with exponential patience, no patience at all, or a limit of places.
#[derive(Clone, Copy, Debug)]
pub struct Line {
    /// Agents.
    pub agents: usize,
    /// Arrival rate.
    pub arrival: f64,
    /// Service rate of one agent.
    pub service: f64,
    /// Rate at which one who waits gives up; 0 is never.
    pub giving_up: f64,
    /// Most who may wait; none is any number.
    pub places: Option<usize>,
}

/// What becomes of customers, with shares of all who come.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fate {
    /// Waiting of those who are let in.
    pub waiting: Waiting,
    /// Gave up.
    pub abandoned: f64,
    /// Were not let in.
    pub rejected: f64,
    /// Mean number waiting.
    pub mean_queue: f64,
    /// Share of the time an agent is busy.
    pub occupancy: f64,
}

impl Line {
    /// Probabilities of the number present. Without a limit the tail is cut where it is below 1e-18 of the whole.
    pub fn distribution(&self) -> Vec<f64> {
        let most = self.places.map_or(2_000_000, |places| self.agents + places);
        let (mut weights, mut sum) = (vec![1.0], 1.0);
        let mut last: f64 = 1.0;
        for present in 1..=most {
            let waiting = present.saturating_sub(self.agents);
            let death = float(present.min(self.agents)) * self.service + float(waiting) * self.giving_up;
            last *= self.arrival / death;
            weights.push(last);
            sum += last;
            if last > 1e250 {
                for weight in &mut weights {
                    *weight /= last;
                }
                sum /= last;
                last = 1.0;
            }
            if waiting > 0 && last < 1e-18 * sum && self.arrival < death {
                break;
            }
        }
        weights.iter().map(|weight| weight / sum).collect()
    }

    /// Share of all who come that is answered within a time; for a line without a limit of places.
    ///
    /// Whoever comes would wait `x` with density `λ p(n-1) exp(λH(x) - nμx)`, where `H` is the integral of the share that
    /// has more patience than so much; and does wait as long only with that patience.
    pub fn answered_within(&self, time: f64) -> f64 {
        const STEPS: usize = 2_000;
        let chances = self.distribution();
        let free: f64 = chances.iter().take(self.agents).sum();
        let last = self.agents.checked_sub(1).and_then(|index| chances.get(index)).copied().unwrap_or(0.0);
        let capacity = float(self.agents) * self.service;
        let density = |x: f64| {
            let outlasted = if self.giving_up > 0.0 { -(-self.giving_up * x).exp_m1() / self.giving_up } else { x };
            self.arrival * last * (self.arrival * outlasted - (capacity + self.giving_up) * x).exp()
        };
        let step = time / float(STEPS);
        let weight = |index: usize| match index {
            0 | STEPS => 1.0,
            odd if odd % 2 == 1 => 4.0,
            _ => 2.0,
        };
        let sum: f64 = (0..=STEPS).map(|index| weight(index) * density(step * float(index))).sum();
        free + sum * step / 3.0
    }

    /// What becomes of customers.
    pub fn fate(&self) -> Fate {
        let chances = self.distribution();
        let present = || chances.iter().enumerate();
        let full = self.places.and_then(|_| chances.last()).copied().unwrap_or(0.0);
        let all_busy: f64 = present().filter(|(count, _)| *count >= self.agents).map(|(_, chance)| chance).sum();
        let mean_queue: f64 = present().map(|(count, chance)| float(count.saturating_sub(self.agents)) * chance).sum();
        let busy: f64 = present().map(|(count, chance)| float(count.min(self.agents)) * chance).sum();
        let let_in = self.arrival * (1.0 - full);
        Fate {
            waiting: Waiting { p_wait: (all_busy - full) / (1.0 - full), mean_wait: mean_queue / let_in },
            abandoned: self.giving_up * mean_queue / self.arrival,
            rejected: full,
            mean_queue,
            occupancy: busy / float(self.agents),
        }
    }
}

/// A line of customers who all have exactly the same patience, or whose request has that time to live.
#[derive(Clone, Copy, Debug)]
pub struct ConstantPatience {
    /// Agents.
    pub agents: usize,
    /// Arrival rate.
    pub arrival: f64,
    /// Service rate of one agent.
    pub service: f64,
    /// Patience.
    pub patience: f64,
}

impl ConstantPatience {
    /// Waiting of all, and the share that gives up: the integral form for general patience, of which this case is closed.
    pub fn fate(&self) -> (Waiting, f64) {
        let &Self { agents, arrival, service, patience } = self;
        let capacity = float(agents) * service;
        let load = arrival / service;
        // Σ (A^j/j!) / (A^(n-1)/(n-1)!), j < n, from the largest term down.
        let terms = (1..agents).rev().scan(1.0, |term, j| {
            *term *= float(j) / load;
            Some(*term)
        });
        let epsilon: f64 = 1.0 + terms.sum::<f64>();
        // ∫ e^(λH(x) - nμx) dx with H(x) = min(x, T), and the same with H in front.
        let drift = arrival - capacity;
        let tail = (drift * patience).exp() / capacity;
        let (inside, weighted) = if drift.abs() * patience < 1e-6 {
            (patience, patience * patience / 2.0)
        } else {
            let grown = (drift * patience).exp();
            ((grown - 1.0) / drift, (grown * (drift * patience - 1.0) + 1.0) / (drift * drift))
        };
        let total = inside + tail;
        let norm = epsilon + arrival * total;
        let waiting = Waiting { p_wait: arrival * total / norm, mean_wait: arrival * (weighted + patience * tail) / norm };
        (waiting, (1.0 + drift * total) / norm)
    }
}
