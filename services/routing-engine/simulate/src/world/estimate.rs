//! Estimates of waiting time, as a customer would be told on arrival, and how true they came.

use super::customers::{Customer, Customers};
use crate::number::{float, seconds};
use crate::plan::Plan;

/// The estimators: by the number ahead, by the age of the first in line, by the wait of the last who was answered.
pub const ESTIMATORS: [&str; 3] = ["queueLength", "headOfLine", "lastToEnterService"];
/// Weight of the newest handle time in the running mean.
const WEIGHT: f64 = 0.02;

/// What a customer was told, in seconds.
pub(super) type Guess = [f32; ESTIMATORS.len()];

/// How good an estimator was: answered customers who had to wait.
#[derive(Clone, Copy, Debug, Default)]
pub struct Estimate {
    /// How many were told.
    pub told: usize,
    /// Sum of the absolute errors, in seconds.
    pub error: f64,
    /// How many waited within 30 % of what they were told.
    pub near: usize,
    /// Sum of what they really waited, in seconds.
    pub waited: f64,
}

#[derive(Clone, Debug)]
struct Line {
    /// Mean handle time, in seconds.
    handle: f64,
    /// Places of agents at work, each divided among the queues it serves by their load.
    places: f64,
    gave_up: usize,
    waited: f64,
    last: Option<f64>,
    results: [Estimate; ESTIMATORS.len()],
}

#[derive(Debug)]
pub(super) struct Estimates<'a> {
    plan: &'a Plan,
    lines: Vec<Line>,
    /// By queue: its load.
    loads: Vec<f64>,
    working: Vec<bool>,
}

impl<'a> Estimates<'a> {
    pub(super) fn new(plan: &'a Plan) -> Self {
        let load = |queue: usize| {
            let mine = plan.classes.iter().filter(move |class| class.queue == queue);
            mine.map(|class| (plan.expected(class), plan.expected(class) * class.handle.mean()))
                .fold((0.0, 0.0), |a, b| (a.0 + b.0, a.1 + b.1))
        };
        let loads: Vec<_> = (0..plan.queues.len()).map(load).collect();
        let line = |(count, work): &(f64, f64)| Line {
            handle: if *count > 0.0 { work / count } else { 1.0 },
            places: 0.0,
            gave_up: 0,
            waited: 0.0,
            last: None,
            results: [Estimate::default(); ESTIMATORS.len()],
        };
        let lines = loads.iter().map(line).collect();
        Self { plan, lines, loads: loads.iter().map(|(_, work)| *work).collect(), working: vec![false; plan.agents.len()] }
    }

    pub(super) fn at_work(&mut self, agent: usize, ready: bool) {
        let (Some(plan), Some(working)) = (self.plan.agents.get(agent), self.working.get_mut(agent)) else {
            return;
        };
        if *working == ready {
            return;
        }
        *working = ready;
        let able = |queue: usize| self.plan.queues.get(queue).and_then(|queue| queue.first_step.get(agent)).is_some_and(|step| *step > 0);
        let all: f64 = self.loads.iter().enumerate().filter(|(queue, _)| able(*queue)).map(|(_, load)| load).sum();
        let sign = if ready { 1.0 } else { -1.0 };
        for (queue, (line, load)) in self.lines.iter_mut().zip(&self.loads).enumerate() {
            if able(queue) && all > 0.0 {
                line.places += sign * f64::from(plan.capacity) * plan.speed * load / all;
            }
        }
    }

    /// What a customer of the class is told who comes now.
    pub(super) fn guess(&self, class: usize, customers: &Customers, now: i64) -> Guess {
        let Some(class) = self.plan.classes.get(class) else {
            return Guess::default();
        };
        let Some(line) = self.lines.get(class.queue) else {
            return Guess::default();
        };
        let (ahead, oldest) = customers.ahead(class.queue, class.priority);
        let rate = (line.places.max(0.01)) / line.handle.max(0.001);
        let leaving = if line.waited > 0.0 { float(line.gave_up) / line.waited } else { 0.0 };
        let by_length = by_queue_length(ahead, rate, leaving);
        let by_head = oldest.map_or(by_length, |at| seconds(now - at));
        [short(by_length), short(by_head), short(line.last.unwrap_or(by_length))]
    }

    pub(super) fn answered(&mut self, customer: &Customer, handle: i64, now: i64) {
        let Some(line) = self.plan.classes.get(customer.class).and_then(|class| self.lines.get_mut(class.queue)) else {
            return;
        };
        let wait = seconds(now - customer.at);
        line.handle += WEIGHT * (seconds(handle) - line.handle);
        line.waited += wait;
        if !customer.delayed {
            return;
        }
        line.last = Some(wait);
        if customer.counted {
            for (result, guess) in line.results.iter_mut().zip(customer.guess) {
                let guess = f64::from(guess);
                result.told += 1;
                result.error += (guess - wait).abs();
                result.near += usize::from((guess - wait).abs() <= 0.3 * guess);
                result.waited += wait;
            }
        }
    }

    pub(super) fn gave_up(&mut self, customer: &Customer, now: i64) {
        if let Some(line) = self.plan.classes.get(customer.class).and_then(|class| self.lines.get_mut(class.queue)) {
            line.gave_up += 1;
            line.waited += seconds(now - customer.at);
        }
    }

    pub(super) fn results(&self) -> Vec<[Estimate; ESTIMATORS.len()]> {
        self.lines.iter().map(|line| line.results).collect()
    }
}

/// Time until `ahead` others and oneself have left a line that is served at a rate, and each of which gives up at another.
pub(crate) fn by_queue_length(ahead: usize, rate: f64, leaving: f64) -> f64 {
    if leaving <= 0.0 {
        return float(ahead + 1) / rate;
    }
    // Beyond some hundred thousand the terms are the same to the sixth digit.
    (0..=ahead.min(1_000_000)).map(|index| 1.0 / float(index).mul_add(leaving, rate)).sum()
}

#[expect(clippy::cast_possible_truncation, reason = "an estimate needs no more than seven digits")]
const fn short(seconds: f64) -> f32 {
    seconds as f32
}
