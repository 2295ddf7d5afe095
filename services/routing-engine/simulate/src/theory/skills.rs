//! Agents with skills: first come first served, longest idle first, exact (Adan and Weiss's product form).
//!
//! Customers of each type come at random; every agent works exponentially at a rate of its own; an agent takes the
//! customer who waits longest among those it may serve, a customer the agent who is idle longest. A state is a
//! permutation of the agents, of which the first so many are busy, with a number of customers after each of them
//! whom none of the agents before could serve sooner.

use crate::number::float;

/// Customers' types, agents, and who serves whom.
#[derive(Clone, Debug)]
pub struct Skills {
    /// Arrival rate of each type.
    pub arrivals: Vec<f64>,
    /// Service rate of each agent.
    pub services: Vec<f64>,
    /// For each agent: which types it serves.
    pub serves: Vec<Vec<bool>>,
}

/// What the model says.
#[derive(Clone, Debug, PartialEq)]
pub struct Exact {
    /// Probability that nobody is free at once, by type.
    pub p_wait: Vec<f64>,
    /// Mean wait by type.
    pub mean_wait: Vec<f64>,
    /// Share of the time an agent is busy.
    pub occupancy: Vec<f64>,
}

impl Exact {
    /// Mean wait of all, given the arrival rates.
    pub fn mean(&self, arrivals: &[f64]) -> f64 {
        let total: f64 = arrivals.iter().sum();
        self.mean_wait.iter().zip(arrivals).map(|(wait, arrival)| wait * arrival).sum::<f64>() / total
    }
}

struct Sums {
    total: f64,
    p_wait: Vec<f64>,
    queue: Vec<f64>,
    busy: Vec<f64>,
}

impl Skills {
    /// The exact figures. The work grows with the factorial of the number of agents: seven are plenty.
    pub fn exact(&self) -> Exact {
        let (types, agents) = (self.arrivals.len(), self.services.len());
        let mut sums = Sums { total: 0.0, p_wait: vec![0.0; types], queue: vec![0.0; types], busy: vec![0.0; agents] };
        permutations(agents, &mut Vec::new(), &mut |order| {
            (0..=agents).for_each(|busy| self.add(order, busy, &mut sums));
        });
        Exact {
            p_wait: sums.p_wait.iter().map(|chance| chance / sums.total).collect(),
            mean_wait: sums.queue.iter().zip(&self.arrivals).map(|(queue, arrival)| queue / sums.total / arrival).collect(),
            occupancy: sums.busy.iter().map(|busy| busy / sums.total).collect(),
        }
    }

    fn add(&self, order: &[usize], busy: usize, sums: &mut Sums) {
        let (working, idle) = order.split_at(busy);
        let mut weight = 1.0;
        let mut queue = vec![0.0; self.arrivals.len()];
        for count in 1..=busy {
            let some = &working[..count];
            let rate: f64 = some.iter().map(|agent| self.services[*agent]).sum();
            // Types that only these agents serve.
            let bound: Vec<bool> = (0..self.arrivals.len()).map(|kind| self.only(kind, some)).collect();
            let arriving: f64 = self.arrivals.iter().zip(&bound).filter(|(_, bound)| **bound).map(|(rate, _)| rate).sum();
            weight /= rate - arriving;
            let mean = arriving / (rate - arriving);
            for (kind, place) in queue.iter_mut().enumerate().filter(|(kind, _)| bound[*kind]) {
                *place += mean * self.arrivals[kind] / arriving;
            }
        }
        for first in 0..idle.len() {
            let rest = &idle[first..];
            let wanted = (0..self.arrivals.len()).filter(|kind| rest.iter().any(|agent| self.serves[*agent][*kind]));
            weight /= wanted.map(|kind| self.arrivals[kind]).sum::<f64>();
        }
        sums.total += weight;
        for (kind, mean) in queue.iter().enumerate() {
            sums.queue[kind] += weight * mean;
            sums.p_wait[kind] += if self.only(kind, working) { weight } else { 0.0 };
        }
        for agent in working {
            sums.busy[*agent] += weight;
        }
    }

    fn only(&self, kind: usize, agents: &[usize]) -> bool {
        (0..self.services.len()).filter(|agent| self.serves[*agent][kind]).all(|agent| agents.contains(&agent))
    }
}

fn permutations(count: usize, begun: &mut Vec<usize>, visit: &mut impl FnMut(&[usize])) {
    if begun.len() == count {
        return visit(begun);
    }
    for next in 0..count {
        if !begun.contains(&next) {
            begun.push(next);
            permutations(count, begun, visit);
            begun.pop();
        }
    }
}

/// Mean occupancy of some agents.
pub fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / float(values.len().max(1))
}
