//! One line, constant handle times (M/D/n), by the distribution of the number present at steps of one handle time.

use super::Waiting;
use crate::number::float;

/// Steps of the iteration at most.
const STEPS: usize = 200_000;

/// Waiting with constant handle time `service`.
///
/// Whoever is in service now has left one handle time later, and whoever is there then came meanwhile or waited: so the
/// number present is a Markov chain in steps of one handle time, and its distribution is that at any instant.
pub fn waiting(agents: usize, arrival: f64, service: f64) -> Waiting {
    let states = agents + 60 * agents.max(10);
    let arrivals = poisson(arrival * service, states);
    let mut now = vec![0.0; states];
    now[0] = 1.0;
    for _ in 0..STEPS {
        let next = step(&now, &arrivals, agents);
        let moved: f64 = now.iter().zip(&next).map(|(before, after)| (before - after).abs()).sum();
        now = next;
        if moved < 1e-14 {
            break;
        }
    }
    let present = || now.iter().enumerate();
    let p_wait = present().filter(|(count, _)| *count >= agents).map(|(_, chance)| chance).sum();
    let queue: f64 = present().map(|(count, chance)| float(count.saturating_sub(agents)) * chance).sum();
    Waiting { p_wait, mean_wait: queue / arrival }
}

fn step(now: &[f64], arrivals: &[f64], agents: usize) -> Vec<f64> {
    let mut next = vec![0.0; now.len()];
    for (present, chance) in now.iter().enumerate().filter(|(_, chance)| **chance > 1e-300) {
        let left = present.saturating_sub(agents);
        for (place, came) in next[left..].iter_mut().zip(arrivals) {
            *place += chance * came;
        }
    }
    next
}

fn poisson(mean: f64, count: usize) -> Vec<f64> {
    let chances = (0..count).scan(0.0, |logarithm, k| {
        if k > 0 {
            *logarithm += (mean / float(k)).ln();
        }
        Some((*logarithm - mean).exp())
    });
    chances.collect()
}
