//! What is counted in one replication, and the figures made of it.

use crate::number::{figure, float, seconds};

macro_rules! metrics {
    ($($name:ident $key:literal $doc:literal)*) => {
        /// A figure of a queue or a class in one replication.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Metric {
            $(#[doc = $doc] $name,)*
        }

        impl Metric {
            /// All of them, in the order of the report.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// Its name in the report.
            pub const fn key(self) -> &'static str {
                match self { $(Self::$name => $key,)* }
            }

            /// What it says.
            pub const fn meaning(self) -> &'static str {
                match self { $(Self::$name => $doc,)* }
            }
        }
    };
}

metrics! {
    Offered "offered" "customers who came"
    Served "served" "of these, answered by an agent"
    Abandoned "abandoned" "gave up"
    Expired "expired" "were told that nobody is there: their time to live ended"
    Rejected "rejected" "were not let in: the queue was full"
    Unfinished "unfinished" "still waited when the simulation was ended"
    PWait "pWait" "share of those let in for whom no agent was free at once"
    MeanWait "meanWait" "mean wait of all who were let in, in seconds"
    MeanAnswer "meanAnswer" "mean wait of those who were answered, in seconds"
    WaitGivenWait "waitGivenWait" "mean wait of those who had to wait, in seconds"
    P50 "p50" "half of those let in waited no longer, in seconds"
    P90 "p90" "nine in ten waited no longer, in seconds"
    P95 "p95" "19 in 20 waited no longer, in seconds"
    P99 "p99" "99 in 100 waited no longer, in seconds"
    MaxWait "maxWait" "longest wait, in seconds"
    ServiceLevel "serviceLevel" "share of all who came that was answered within the queue's threshold"
    LostShare "lostShare" "share of all who came that gave up, expired or was rejected"
    MeanQueue "meanQueue" "mean number waiting"
    MeanFirstStep "meanFirstStep" "mean step for which the chosen agent qualified: 1 is the best fit"
    Overtakes "overtakes" "answered while an equal who came earlier waited"
}

/// Figures of a group in one replication; NaN is "not defined".
#[derive(Clone, Debug, PartialEq)]
pub struct Figures(Vec<f64>);

impl Figures {
    /// One of them.
    pub fn get(&self, metric: Metric) -> f64 {
        let place = Metric::ALL.iter().position(|one| *one == metric);
        place.and_then(|index| self.0.get(index)).copied().unwrap_or(f64::NAN)
    }
}

/// Counts of one class in one replication.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tally {
    pub(crate) served: usize,
    pub(crate) abandoned: usize,
    pub(crate) expired: usize,
    pub(crate) rejected: usize,
    pub(crate) unfinished: usize,
    /// Had to wait.
    pub(crate) delayed: usize,
    pub(crate) delayed_ms: i64,
    pub(crate) answered_ms: i64,
    /// Answered within the threshold.
    pub(crate) within: usize,
    /// Waits of all who were let in, in milliseconds.
    pub(crate) waits: Vec<u32>,
    pub(crate) steps: usize,
    pub(crate) overtakes: usize,
    /// Time spent waiting inside the window, of all, counted or not.
    pub(crate) queue_ms: i64,
}

impl Tally {
    pub(crate) fn merge(&mut self, other: &Self) {
        self.served += other.served;
        self.abandoned += other.abandoned;
        self.expired += other.expired;
        self.rejected += other.rejected;
        self.unfinished += other.unfinished;
        self.delayed += other.delayed;
        self.delayed_ms += other.delayed_ms;
        self.answered_ms += other.answered_ms;
        self.within += other.within;
        self.waits.extend_from_slice(&other.waits);
        self.steps += other.steps;
        self.overtakes += other.overtakes;
        self.queue_ms += other.queue_ms;
    }

    /// Figures of a window of so many milliseconds.
    pub(crate) fn figures(mut self, window: i64) -> Figures {
        self.waits.sort_unstable();
        let entered = self.waits.len();
        let offered = entered + self.rejected;
        let total: i64 = self.waits.iter().map(|wait| i64::from(*wait)).sum();
        let ratio = |part: f64, whole: usize| if whole == 0 { f64::NAN } else { part / float(whole) };
        let lost = self.abandoned + self.expired + self.rejected;
        let value = |metric: &Metric| match metric {
            Metric::Offered => float(offered),
            Metric::Served => float(self.served),
            Metric::Abandoned => float(self.abandoned),
            Metric::Expired => float(self.expired),
            Metric::Rejected => float(self.rejected),
            Metric::Unfinished => float(self.unfinished),
            Metric::PWait => ratio(float(self.delayed), entered),
            Metric::MeanWait => ratio(seconds(total), entered),
            Metric::MeanAnswer => ratio(seconds(self.answered_ms), self.served),
            Metric::WaitGivenWait => ratio(seconds(self.delayed_ms), self.delayed),
            Metric::P50 => self.percentile(50),
            Metric::P90 => self.percentile(90),
            Metric::P95 => self.percentile(95),
            Metric::P99 => self.percentile(99),
            Metric::MaxWait => self.waits.last().map_or(f64::NAN, |wait| seconds(i64::from(*wait))),
            Metric::ServiceLevel => ratio(float(self.within), offered),
            Metric::LostShare => ratio(float(lost), offered),
            Metric::MeanQueue => figure(self.queue_ms) / figure(window.max(1)),
            Metric::MeanFirstStep => ratio(float(self.steps), self.served),
            Metric::Overtakes => float(self.overtakes),
        };
        Figures(Metric::ALL.iter().map(value).collect())
    }

    /// The smallest wait that so many in a hundred do not exceed; the waits are sorted.
    fn percentile(&self, percent: usize) -> f64 {
        let rank = (self.waits.len() * percent).div_ceil(100).max(1) - 1;
        self.waits.get(rank).map_or(f64::NAN, |wait| seconds(i64::from(*wait)))
    }
}
