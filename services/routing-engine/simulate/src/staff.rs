//! How many agents are needed: by the formulas, and by simulating one number after the other.

use serde::Serialize;

use crate::measure::Metric;
use crate::number::float;
use crate::plan::{MOST_AGENTS, Plan};
use crate::scenario::Scenario;
use crate::statistics::{Summary, summarise};
use crate::study::{Of, Study};
use crate::theory::birth_death::Line;

/// What is wanted; everything that is named must hold.
#[derive(Clone, Copy, Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Target {
    /// A share of all customers to be answered within so many seconds.
    pub service_level: Option<ServiceLevel>,
    /// At most this share gives up, expires or is turned away.
    pub max_lost: Option<f64>,
    /// At most this mean wait, in seconds.
    pub max_wait: Option<f64>,
}

/// A share of all customers to be answered within a time.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ServiceLevel {
    /// Which share.
    pub share: f64,
    /// In seconds.
    pub within_seconds: f64,
}

/// What the formula of a line says.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Formula {
    /// Erlang C or A.
    pub model: &'static str,
    /// The smallest number of agents.
    pub agents: usize,
    /// Share answered within the target's time, or 20 s.
    pub service_level: f64,
    /// Share that gives up.
    pub lost_share: f64,
    /// Mean wait of all, in seconds.
    pub mean_wait: f64,
    /// Share of the time an agent is busy.
    pub occupancy: f64,
}

/// One number of agents, simulated. Where there are several queues: the worst.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Trial {
    /// How many in the team.
    pub agents: usize,
    /// Share answered within the target's time.
    pub service_level: Summary,
    /// Share that gave up, expired or was turned away.
    pub lost_share: Summary,
    /// Mean wait of all, in seconds.
    pub mean_wait: Summary,
    /// Share of the room for tasks that was used.
    pub occupancy: Summary,
    /// Whether the target holds.
    pub met: bool,
    /// Whether the half-widths leave no doubt of it.
    pub certain: bool,
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unanswered {
    /// The target cannot be missed or met.
    #[error("a target is needed: a service level such as 80/20, a largest share lost, or a largest mean wait")]
    NoTarget,
    /// Not even as many as can be simulated.
    #[error("the target does not hold even with {0} agents")]
    NeverMet(usize),
    /// A scenario that cannot be run.
    #[error("{0}")]
    Plan(String),
}

impl Target {
    /// Whether nothing is asked for.
    pub const fn is_empty(&self) -> bool {
        self.service_level.is_none() && self.max_lost.is_none() && self.max_wait.is_none()
    }

    /// The time of the service level.
    pub fn within_seconds(&self) -> f64 {
        self.service_level.map_or(20.0, |level| level.within_seconds)
    }

    fn met(&self, level: f64, lost: f64, wait: f64) -> bool {
        self.service_level.is_none_or(|wanted| level >= wanted.share)
            && self.max_lost.is_none_or(|most| lost <= most)
            && self.max_wait.is_none_or(|most| wait <= most)
    }
}

/// The smallest number of agents for calls an hour, handle time and patience in seconds.
pub fn formula(target: &Target, per_hour: f64, handle: f64, patience: Option<f64>) -> Option<Formula> {
    let with = |agents: usize| {
        let giving_up = patience.map_or(0.0, |patience| 1.0 / patience);
        let line = Line { agents, arrival: per_hour / 3_600.0, service: 1.0 / handle, giving_up, places: None };
        if patience.is_none() && line.arrival >= float(agents) * line.service {
            return None;
        }
        let fate = line.fate();
        Some(Formula {
            model: if patience.is_some() { "Erlang A" } else { "Erlang C" },
            agents,
            service_level: line.answered_within(target.within_seconds()),
            lost_share: fate.abandoned,
            mean_wait: fate.waiting.mean_wait,
            occupancy: fate.occupancy,
        })
    };
    let met = |agents: usize| with(agents).is_some_and(|row| target.met(row.service_level, row.lost_share, row.mean_wait));
    let agents = smallest(1, |agents| Ok::<_, ()>(met(agents))).ok().flatten()?;
    with(agents)
}

/// The smallest number that holds, from a guess: doubled or halved until it is between two numbers, then bisected.
fn smallest<E>(guess: usize, mut holds: impl FnMut(usize) -> Result<bool, E>) -> Result<Option<usize>, E> {
    let mut high = guess.clamp(1, MOST_AGENTS);
    let mut low = 0;
    // The answer is close to the guess: steps begin small.
    let mut stride = 1;
    if holds(high)? {
        while high > 1 {
            let next = high.saturating_sub(stride).max(1);
            if !holds(next)? {
                low = next;
                break;
            }
            high = next;
            stride *= 2;
        }
    } else {
        loop {
            if high >= MOST_AGENTS {
                return Ok(None);
            }
            low = high;
            high = (high + stride).min(MOST_AGENTS);
            stride *= 2;
            if holds(high)? {
                break;
            }
        }
    }
    while high - low > 1 {
        let middle = usize::midpoint(low, high);
        if holds(middle)? {
            high = middle;
        } else {
            low = middle;
        }
    }
    Ok(Some(high))
}

/// Simulates a scenario with one number of agents in a team after the other. The trials, in the order of numbers, and the answer.
pub fn simulate(scenario: &Scenario, team: usize, guess: usize, target: &Target) -> Result<(usize, Vec<Trial>), Unanswered> {
    if target.is_empty() {
        return Err(Unanswered::NoTarget);
    }
    let mut trials: Vec<Trial> = Vec::new();
    let found = smallest(guess, |agents| {
        let trial = trial(scenario, team, agents, target)?;
        let met = trial.met;
        trials.push(trial);
        Ok(met)
    })?;
    trials.sort_by_key(|trial| trial.agents);
    found.map(|agents| (agents, trials)).ok_or(Unanswered::NeverMet(MOST_AGENTS))
}

fn trial(scenario: &Scenario, team: usize, agents: usize, target: &Target) -> Result<Trial, Unanswered> {
    let mut scenario = scenario.clone();
    if let Some(team) = scenario.agents.get_mut(team) {
        team.count.value = u32::try_from(agents).unwrap_or(u32::MAX);
    }
    for queue in &mut scenario.queues {
        queue.service_level_threshold_seconds = target.within_seconds();
    }
    let told = |problems: Vec<crate::problem::Problem>| problems.first().map_or_else(String::new, ToString::to_string);
    let plan = Plan::new(&scenario, std::path::Path::new(".")).map_err(|problems| Unanswered::Plan(told(problems)))?;
    let study = Study::run(plan).map_err(|endless| Unanswered::Plan(endless.to_string()))?;
    let worst = |metric: Metric, sign: f64| {
        let queues = (0..study.plan.queues.len()).map(|queue| study.figure(Of::Queue(queue), metric)).filter(|one| one.mean.is_some());
        let rank = |summary: &Summary| sign * summary.mean.unwrap_or(0.0);
        queues.max_by(|one, other| rank(one).total_cmp(&rank(other))).unwrap_or(Summary { mean: None, half_width: None })
    };
    let (level, lost, wait) = (worst(Metric::ServiceLevel, -1.0), worst(Metric::LostShare, 1.0), worst(Metric::MeanWait, 1.0));
    let met_with = |sign: f64| {
        let at = |one: Summary, worse: f64| one.mean.unwrap_or(0.0) + sign * worse * one.half_width.unwrap_or(0.0);
        target.met(at(level, -1.0), at(lost, 1.0), at(wait, 1.0))
    };
    Ok(Trial {
        agents,
        service_level: level,
        lost_share: lost,
        mean_wait: wait,
        occupancy: summarise(study.occupancy(Some(team))),
        met: met_with(0.0),
        certain: met_with(1.0) == met_with(-1.0),
    })
}
