//! Where customers come from: one source a class.

use crate::distribution::Patience;
use crate::number::{float, milliseconds, seconds};
use crate::plan::{ArrivalPlan, ClassPlan};
use crate::random::{Purpose, Stream};

/// A customer about to come. What will be drawn for it is drawn now, so that its luck does not depend on what happens.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Visitor {
    /// When, in milliseconds.
    pub(crate) at: i64,
    /// Luck of the handle time, between 0 and 1.
    pub(crate) luck: f64,
    /// The handle time itself, if it is known.
    pub(crate) handle: Option<i64>,
    /// How long the customer waits, if not for ever.
    pub(crate) patience: Option<i64>,
}

/// The customers of one class, one after the other.
#[derive(Debug)]
pub(crate) struct Source<'a> {
    class: &'a ClassPlan,
    arrivals: Stream,
    handling: Stream,
    patience: Stream,
    /// Seconds of the last arrival.
    at: f64,
    /// How many recorded ones have come.
    passed: usize,
}

impl<'a> Source<'a> {
    pub(crate) fn new(class: &'a ClassPlan, seed: u64, replication: u32) -> Self {
        let stream = |purpose| Stream::new(seed, replication, purpose, &class.name);
        Self {
            class,
            arrivals: stream(Purpose::Arrivals),
            handling: stream(Purpose::Handling),
            patience: stream(Purpose::Patience),
            at: 0.0,
            passed: 0,
        }
    }

    /// The next customer; none if nobody comes any more.
    pub(crate) fn next(&mut self) -> Option<Visitor> {
        let (luck, u) = (self.handling.uniform(), self.patience.uniform());
        match &self.class.arrivals {
            ArrivalPlan::Recorded(all) => {
                let arrival = all.get(self.passed)?;
                self.passed += 1;
                let patience = arrival.patience.or_else(|| remaining(self.class.patience, arrival.at_least, u));
                Some(Visitor { at: arrival.at, luck, handle: arrival.handle, patience })
            }
            ArrivalPlan::Rates { every, rates, repeat } => {
                self.at = next_arrival(self.at, self.arrivals.exponential(), (*every, rates, *repeat))?;
                Some(Visitor { at: milliseconds(self.at), luck, handle: None, patience: remaining(self.class.patience, 0, u) })
            }
        }
    }
}

/// Patience of somebody who is known to have had at least so much.
fn remaining(patience: Patience, at_least: i64, u: f64) -> Option<i64> {
    let distribution = patience.distribution()?;
    let below = distribution.share_below(seconds(at_least));
    // Beyond what the distribution can tell: whoever outlasted it goes at once.
    let drawn = if below >= 1.0 { 0 } else { milliseconds(distribution.quantile(u.mul_add(1.0 - below, below))) };
    Some(drawn.max(at_least))
}

/// The instant by which the rate, summed up since `from`, has come to `budget`.
fn next_arrival(from: f64, mut budget: f64, (every, rates, repeat): (f64, &[f64], bool)) -> Option<f64> {
    let day = every * float(rates.len());
    let peak = rates.iter().copied().fold(0.0, f64::max);
    if peak <= 0.0 {
        return None;
    }
    if let ([rate], true) = (rates, repeat) {
        return Some(from + budget / rate);
    }
    let mut begun = if repeat { (from / day).floor() * day } else { 0.0 };
    let mut at = from;
    loop {
        for (index, rate) in rates.iter().enumerate() {
            let end = every.mul_add(float(index + 1), begun);
            if end <= at {
                continue;
            }
            let room = rate * (end - at);
            if budget <= room && *rate > 0.0 {
                return Some(at + budget / rate);
            }
            budget -= room;
            at = end;
        }
        if !repeat {
            return None;
        }
        begun += day;
    }
}
