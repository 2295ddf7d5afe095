//! How long a request will wait: an interval, and how often such intervals were right.
//!
//! The estimate is that of a line before so many agents: with `k` requests ahead and `n` slots, one comes free every `handling / n`, a
//! little faster as those ahead give up. What it needs is folded from events: how long tasks take, how patient people are, and for each
//! estimate that was given whether the wait ended inside it. Nothing here decides anything, so nothing here is in a snapshot.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::event::{Event, EventKind};
use crate::ids::{IdMap, Ms, QueueId, RequestId, Span, TaskId};
use crate::request::RequestState;
use crate::shard::Shard;
use crate::task::CloseReason;

/// Slots are counted anew after this time: that looks at every agent.
const STALE: Span = Span::seconds(5);
/// An average moves by one part in this many with each new value, faster while there are fewer.
const INERTIA: u64 = 64;
/// Requests ahead that are counted one by one; what is behind them goes on as the last of them.
const COUNTED: u32 = 2_000;
/// Estimates remembered at most; more wait at once than that, and the rest are not counted.
const OPEN: usize = 100_000;
/// So many must have given up before it is believed that people do.
const GIVEN_UP: u64 = 8;

/// A wait that is expected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Estimate {
    /// One in ten waits is shorter.
    pub low: Span,
    /// On average.
    pub likely: Span,
    /// One in ten waits is longer.
    pub high: Span,
}

impl Estimate {
    /// Kept within what the queue allows to be told.
    #[must_use]
    pub fn clamped(self, least: Option<Span>, most: Option<Span>) -> Self {
        let clamp = |span: Span| {
            let low = least.map_or(span, |least| span.max(least));
            most.map_or(low, |most| low.min(most))
        };
        Self { low: clamp(self.low), likely: clamp(self.likely), high: clamp(self.high) }
    }
}

/// How true one way to estimate came.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Truth {
    /// Waits that ended with an agent and had an estimate of this kind.
    pub measured: u64,
    /// Of those, within 30 % of what was said.
    pub near: u64,
    /// Sum of the distances from what was said, in milliseconds.
    pub error_ms: u64,
    /// Sum of the waits, in milliseconds.
    pub waited_ms: u64,
}

impl Truth {
    fn learn(&mut self, said: Option<Span>, waited: Span) {
        let Some(said) = said else {
            return;
        };
        let error = u64::from(waited.0.abs_diff(said.0));
        self.measured += 1;
        self.near += u64::from(error * 10 <= u64::from(said.0) * 3);
        self.error_ms = self.error_ms.saturating_add(error);
        self.waited_ms = self.waited_ms.saturating_add(waited.0.into());
    }
}

/// How good the estimates of a queue were.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quality {
    /// Waits that ended with an agent and had an estimate.
    pub measured: u64,
    /// Of those, ended inside the interval.
    pub hits: u64,
    /// Sum of the distances from what was likely, in milliseconds.
    pub error_ms: u64,
    /// Sum of the waits, in milliseconds.
    pub waited_ms: u64,
    /// By the number ahead: what is told.
    pub queue_length: Truth,
    /// By the age of whoever was first in line. Not told, only measured beside it, so that the choice rests on data.
    pub head_of_line: Truth,
    /// By the wait of the last who went to an agent. Not told either.
    pub last_to_enter: Truth,
}

/// What was said, or would have been, on arrival.
#[derive(Clone, Copy, Debug)]
struct Said {
    queue: QueueId,
    at: Ms,
    estimate: Option<Estimate>,
    head: Option<Span>,
    last: Option<Span>,
}

#[derive(Clone, Debug, Default)]
struct Line {
    /// Average time a task takes its slot, in milliseconds; 0 while nothing is known.
    handling: u64,
    handled: u64,
    gave_up: u64,
    /// All waiting time, of those who gave up and those who did not.
    waited: u64,
    /// Arrivals, halved from time to time.
    arrivals: u64,
    /// Slots in thousandths as last counted, and when.
    parts: Option<(Ms, u64)>,
    /// The wait of the last who went to an agent after waiting.
    last: Option<Span>,
    quality: Quality,
}

/// What estimates are made from. Follows a shard event by event.
#[derive(Clone, Debug, Default)]
pub struct Figures {
    lines: BTreeMap<QueueId, Line>,
    open: IdMap<RequestId, Said>,
    tasks: IdMap<TaskId, (QueueId, Ms)>,
    arrivals: u64,
}

impl Figures {
    /// Takes an event in; `shard` is the state behind it.
    pub fn apply(&mut self, event: &Event, shard: &Shard) {
        if let Some(request) = event.kind.entered() {
            self.entered(request, event.at, shard);
        }
        match &event.kind {
            EventKind::Assigned { task, request, .. } | EventKind::Joined { task, request, .. } => {
                self.served(*request, event.at);
                if let Some(facts) = shard.task(*task) {
                    self.tasks.insert(*task, (facts.queue, event.at));
                }
            }
            EventKind::RequestClosed { request, reason, .. } => self.gone(*request, event.at, *reason),
            EventKind::TaskClosed { task, .. } => {
                if let Some((queue, since)) = self.tasks.remove(task) {
                    let line = self.lines.entry(queue).or_default();
                    line.handled += 1;
                    line.handling = average(line.handling, u64::from(event.at.since(since).0), line.handled.min(INERTIA));
                }
            }
            _ => {}
        }
    }

    /// How good the estimates of a queue were.
    pub fn quality(&self, queue: QueueId) -> Quality {
        self.lines.get(&queue).map(|line| line.quality).unwrap_or_default()
    }

    /// Average time a task of a queue takes its slot; none while nothing is known.
    pub fn handling(&self, queue: QueueId) -> Option<Span> {
        let handling = self.lines.get(&queue).map(|line| line.handling).filter(|handling| *handling > 0)?;
        Some(span(handling))
    }

    /// The wait of a request with so many ahead of it in a queue; none while nothing is known of it, or nobody works.
    pub fn estimate(&self, shard: &Shard, queue: QueueId, ahead: u32) -> Option<Estimate> {
        Some(self.forecast(shard, queue)?.with(ahead))
    }

    /// The waits of everybody in a queue's line, from its front on, at the price of one; none as for [`Figures::estimate`].
    pub fn forecast(&self, shard: &Shard, queue: QueueId) -> Option<Forecast> {
        let line = self.lines.get(&queue)?;
        let parts = self.parts(shard, queue);
        (parts > 0 && line.handling > 0).then(|| Forecast::new(line, parts))
    }

    /// The slots that work for a queue, in thousandths: an agent of several queues is shared among them as their customers come.
    fn parts(&self, shard: &Shard, queue: QueueId) -> u64 {
        let come = |queue: QueueId| self.lines.get(&queue).map_or(1, |line| line.arrivals.saturating_add(1));
        let own = come(queue);
        let share = |(slots, queues): (u32, Vec<QueueId>)| {
            let all: u64 = queues.into_iter().map(come).sum();
            u64::from(slots).saturating_mul(1_000).saturating_mul(own) / all.max(1)
        };
        shard.working_for(queue).map(share).sum()
    }

    fn entered(&mut self, request: RequestId, at: Ms, shard: &Shard) {
        let Some(facts) = shard.request(request).filter(|facts| facts.state == RequestState::Waiting) else {
            return;
        };
        self.arrivals += 1;
        if self.arrivals.is_multiple_of(1_024) {
            self.lines.values_mut().for_each(|line| line.arrivals /= 2);
        }
        self.lines.entry(facts.queue).or_default().arrivals += 1;
        let ahead = shard.waiting(facts.queue).saturating_sub(1);
        let known = self.lines.get(&facts.queue).and_then(|line| line.parts).filter(|(since, _)| at.since(*since) < STALE);
        let parts = known.map_or_else(|| self.parts(shard, facts.queue), |(_, parts)| parts);
        let line = self.lines.entry(facts.queue).or_default();
        if known.is_none() {
            line.parts = Some((at, parts));
        }
        let estimate = (parts > 0 && line.handling > 0).then(|| Forecast::new(line, parts).with(ahead));
        // Who is first in an empty line has nobody to be compared with.
        let head = shard.head_since(facts.queue).filter(|_| ahead > 0).map(|since| at.since(since));
        if self.open.len() < OPEN {
            self.open.insert(request, Said { queue: facts.queue, at, estimate, head, last: line.last });
        }
    }

    fn served(&mut self, request: RequestId, at: Ms) {
        let Some(Said { queue, at: since, estimate, head, last }) = self.open.remove(&request) else {
            return;
        };
        let (line, waited) = (self.lines.entry(queue).or_default(), at.since(since));
        line.quality.queue_length.learn(estimate.map(|estimate| estimate.likely), waited);
        line.quality.head_of_line.learn(head, waited);
        line.quality.last_to_enter.learn(last, waited);
        line.last = Some(waited);
        line.waited = line.waited.saturating_add(waited.0.into());
        if let Some(estimate) = estimate {
            let quality = &mut line.quality;
            quality.measured += 1;
            quality.hits += u64::from(estimate.low <= waited && waited <= estimate.high);
            quality.error_ms = quality.error_ms.saturating_add(waited.0.abs_diff(estimate.likely.0).into());
            quality.waited_ms = quality.waited_ms.saturating_add(waited.0.into());
        }
    }

    fn gone(&mut self, request: RequestId, at: Ms, reason: CloseReason) {
        let Some(Said { queue, at: since, .. }) = self.open.remove(&request) else {
            return;
        };
        let line = self.lines.entry(queue).or_default();
        line.waited = line.waited.saturating_add(at.since(since).0.into());
        line.gave_up += u64::from(matches!(reason, CloseReason::Cancelled | CloseReason::NoAgentAvailable));
    }
}

/// The average of `count` values, of which `old` was that of all but the last.
fn average(old: u64, new: u64, count: u64) -> u64 {
    (old.saturating_mul(count.saturating_sub(1)).saturating_add(new) / count.max(1)).max(1)
}

/// The waits of a line from its front on: that of the first, of the second, and so on without end.
///
/// The sum of the times until each of those ahead, and then the request itself, is served: its mean, and its spread.
#[derive(Clone, Debug)]
pub struct Forecast {
    handling: u64,
    patience: u64,
    parts: u64,
    ahead: u32,
    mean: u128,
    variance: u128,
}

impl Forecast {
    fn new(line: &Line, parts: u64) -> Self {
        let patience = if line.gave_up >= GIVEN_UP { line.waited / line.gave_up } else { u64::MAX };
        Self { handling: line.handling, patience: patience.max(1), parts, ahead: 0, mean: 0, variance: 0 }
    }

    /// One of `left` ahead is served, or gives up, after 1 / (slots / handling + left / patience).
    fn time(&self, left: u32) -> u128 {
        let handling = u128::from(self.handling) * 1_000;
        let patience = u128::from(self.patience);
        handling * patience / (u128::from(self.parts) * patience + u128::from(left.min(COUNTED)) * handling).max(1)
    }

    /// The wait with so many ahead.
    fn with(mut self, ahead: u32) -> Estimate {
        let last = self.time(COUNTED);
        let counted = ahead.min(COUNTED);
        self.ahead = ahead;
        for left in 0..counted {
            self.add(left);
        }
        let rest = u128::from(ahead - counted);
        (self.mean, self.variance) = (self.mean + rest * last, self.variance + rest * last * last);
        self.step()
    }

    fn add(&mut self, left: u32) {
        let time = self.time(left);
        (self.mean, self.variance) = (self.mean + time, self.variance + time * time);
    }

    fn step(&mut self) -> Estimate {
        self.add(self.ahead);
        let deviation = self.variance.isqrt();
        // Nine in ten are not longer, one in ten is shorter: exact for one exponential time, close to it for sums.
        let high = self.mean + deviation * 130 / 100;
        let low = self.mean.saturating_sub(deviation * if self.ahead == 0 { 90 } else { 118 } / 100);
        let span = |time: u128| span(u64::try_from(time).unwrap_or(u64::MAX));
        let estimate = Estimate { low: span(low), likely: span(self.mean), high: span(high) };
        self.ahead = self.ahead.saturating_add(1);
        estimate
    }
}

impl Iterator for Forecast {
    type Item = Estimate;

    fn next(&mut self) -> Option<Estimate> {
        Some(self.step())
    }
}

fn span(milliseconds: u64) -> Span {
    Span(u32::try_from(milliseconds).unwrap_or(u32::MAX))
}
