//! All replications of a plan.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};

use crate::measure::Metric;
use crate::plan::Plan;
use crate::router::Router;
use crate::statistics::{Sample, Summary, summarise};
use crate::world::{Endless, Outcome, replicate};

/// A plan and what its replications measured, in their order.
#[derive(Clone, Debug)]
pub struct Study {
    /// The plan.
    pub plan: Plan,
    /// One per replication.
    pub outcomes: Vec<Outcome>,
}

/// What a figure is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Of {
    /// The queue at an index.
    Queue(usize),
    /// The class at an index.
    Class(usize),
}

impl Study {
    /// Runs a plan through the production core, on every processor there is.
    pub fn run(plan: Plan) -> Result<Self, Endless> {
        let shard = plan.shard();
        Self::through(plan, move |_| shard.clone())
    }

    /// Runs a plan through routers that are made for each replication.
    pub fn through<R: Router>(plan: Plan, make: impl Fn(&Plan) -> R + Sync) -> Result<Self, Endless> {
        let next = AtomicU32::new(0);
        let done: Mutex<Vec<(u32, Result<Outcome, Endless>)>> = Mutex::new(Vec::new());
        let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        std::thread::scope(|scope| {
            for _ in 0..threads {
                scope.spawn(|| {
                    loop {
                        let replication = next.fetch_add(1, Ordering::Relaxed);
                        if replication >= plan.replications {
                            return;
                        }
                        let outcome = replicate(&plan, make(&plan), replication, |_| {});
                        let endless = outcome.is_err();
                        done.lock().unwrap_or_else(std::sync::PoisonError::into_inner).push((replication, outcome));
                        if endless {
                            next.store(plan.replications, Ordering::Relaxed);
                        }
                    }
                });
            }
        });
        let mut done = done.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
        done.sort_unstable_by_key(|(replication, _)| *replication);
        let outcomes = done.into_iter().map(|(_, outcome)| outcome).collect::<Result<_, _>>()?;
        Ok(Self { plan, outcomes })
    }

    /// A figure of each replication.
    pub fn values(&self, of: Of, metric: Metric) -> impl Iterator<Item = f64> + '_ {
        self.outcomes.iter().map(move |outcome| {
            let figures = match of {
                Of::Queue(index) => outcome.queues.get(index),
                Of::Class(index) => outcome.classes.get(index),
            };
            figures.map_or(f64::NAN, |figures| figures.get(metric))
        })
    }

    /// A figure with its half-width.
    pub fn figure(&self, of: Of, metric: Metric) -> Summary {
        summarise(self.values(of, metric))
    }

    /// Mean and standard error of a figure.
    pub fn sample(&self, of: Of, metric: Metric) -> Option<Sample> {
        Sample::of(self.values(of, metric))
    }

    /// Occupancy of the agents of a team, or of everybody, in each replication.
    pub fn occupancy(&self, team: Option<usize>) -> impl Iterator<Item = f64> + '_ {
        self.outcomes.iter().map(move |outcome| {
            let agents = self.plan.agents.iter().zip(&outcome.occupancy);
            let mine = agents.filter(|(agent, share)| team.is_none_or(|team| agent.team == team) && share.is_finite());
            let (sum, count) = mine.fold((0.0, 0_usize), |(sum, count), (_, share)| (sum + share, count + 1));
            if count > 0 { sum / crate::number::float(count) } else { f64::NAN }
        })
    }

    /// Customers simulated, counted or not.
    pub fn customers(&self) -> u64 {
        self.outcomes.iter().map(|outcome| outcome.customers).sum()
    }
}
