//! Fairness, fit and estimates: how good the decisions were, besides how long people waited.

use serde::Serialize;

use crate::measure::Metric;
use crate::number::float;
use crate::statistics::{Summary, summarise};
use crate::study::{Of, Study};
use crate::world::{ESTIMATORS, evenness};

/// How good the decisions were.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Quality {
    /// Answered while an equal who came earlier waited, per replication. 0 in strict order with offers that are answered.
    pub overtakes: Summary,
    /// By team of more than one: how evenly work is spread, 1 is ideal.
    pub evenness: Vec<Evenness>,
    /// By queue and estimator: how true the estimated waits came.
    pub estimates: Vec<EstimateReport>,
}

/// How evenly work is spread inside a team.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Evenness {
    /// The team.
    pub team: String,
    /// Jain's index of the members' occupancy.
    pub jain: Summary,
}

/// How true an estimator came, over customers who had to wait and were answered.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct EstimateReport {
    /// The queue.
    pub queue: String,
    /// The estimator.
    pub estimator: &'static str,
    /// Mean absolute error divided by the mean wait.
    pub relative_error: Summary,
    /// Share of waits within 30 % of the estimate.
    pub within30: Summary,
}

impl Quality {
    pub(super) fn new(study: &Study) -> Self {
        let overtakes = (0..study.outcomes.len()).map(|run| {
            let queues = study.outcomes[run].queues.iter();
            queues.map(|figures| figures.get(Metric::Overtakes)).sum::<f64>()
        });
        Self { overtakes: summarise(overtakes), evenness: teams(study), estimates: estimates(study) }
    }
}

fn teams(study: &Study) -> Vec<Evenness> {
    let plan = &study.plan;
    let members = |team: usize| plan.agents.iter().filter(move |agent| agent.team == team).count();
    let several = plan.teams.iter().enumerate().filter(|(index, _)| members(*index) > 1);
    several
        .map(|(index, name)| {
            let jain = study.outcomes.iter().map(|outcome| {
                let shares = plan.agents.iter().zip(&outcome.occupancy).filter(|(agent, _)| agent.team == index);
                evenness(shares.map(|(_, share)| *share))
            });
            Evenness { team: name.clone(), jain: summarise(jain) }
        })
        .collect()
}

fn estimates(study: &Study) -> Vec<EstimateReport> {
    let mut reports = Vec::new();
    for (queue, plan) in study.plan.queues.iter().enumerate() {
        let waited = study.values(Of::Queue(queue), Metric::PWait).any(|share| share > 0.0);
        for (estimator, name) in ESTIMATORS.iter().enumerate().filter(|_| waited) {
            let all = || study.outcomes.iter().filter_map(move |outcome| outcome.estimates.get(queue)?.get(estimator));
            let told = || all().filter(|one| one.told > 0 && one.waited > 0.0);
            reports.push(EstimateReport {
                queue: plan.name.clone(),
                estimator: name,
                relative_error: summarise(told().map(|one| one.error / one.waited)),
                within30: summarise(told().map(|one| float(one.near) / float(one.told))),
            });
        }
    }
    reports
}
