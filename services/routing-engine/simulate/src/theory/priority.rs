//! Classes of strict priority with the same exponential handle time, nobody is interrupted.

use super::erlang::ErlangC;
use crate::number::float;

/// Mean wait of each class; the first goes first. None if the agents cannot keep up.
pub fn mean_waits(agents: usize, arrivals: &[f64], service: f64) -> Option<Vec<f64>> {
    let capacity = float(agents) * service;
    let all = ErlangC::new(agents, arrivals.iter().sum(), service)?;
    let residual = all.waiting().p_wait / capacity;
    let waits = arrivals.iter().scan(0.0, |above, arrival| {
        let with = *above + arrival / capacity;
        let wait = residual / ((1.0 - *above) * (1.0 - with));
        *above = with;
        Some(wait)
    });
    Some(waits.collect())
}
