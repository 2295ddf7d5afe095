//! What a study says, for programs (JSON) and for people (a table).

mod difference;
mod quality;
mod table;

use serde::ser::SerializeMap as _;
use serde::{Serialize, Serializer};

use crate::measure::Metric;
use crate::number::{float, seconds};
use crate::statistics::{CONFIDENCE, Summary, summarise};
use crate::study::{Of, Study};
pub use difference::Difference;
pub use quality::Quality;
pub use table::Table;
pub(crate) use table::cell;

/// Figures of a study.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    /// Name of the scenario.
    pub scenario: String,
    /// Where random numbers began.
    pub seed: u64,
    /// How often it was run.
    pub replications: usize,
    /// Share of the intervals that contain the true value.
    pub confidence: f64,
    /// Customers who came before this were counted.
    pub horizon_seconds: f64,
    /// Customers who came before this were not.
    pub warm_up_seconds: f64,
    /// Customers simulated in all replications, counted or not.
    pub customers: u64,
    /// By queue.
    pub queues: Vec<Group>,
    /// By class.
    pub classes: Vec<Group>,
    /// By team.
    pub teams: Vec<Crew>,
    /// By agent.
    pub agents: Vec<Crew>,
    /// Fairness, fit, and the truth of estimated waits.
    pub quality: Quality,
    /// What is odd.
    pub warnings: Vec<String>,
}

/// Figures of a queue or a class.
#[derive(Clone, Debug, Serialize)]
pub struct Group {
    /// Its name.
    pub name: String,
    /// The figures, in the order of [`Metric::ALL`].
    #[serde(flatten)]
    pub figures: FigureMap,
}

/// Figures by name, in the order of the report.
#[derive(Clone, Debug)]
pub struct FigureMap(pub Vec<(Metric, Summary)>);

impl Serialize for FigureMap {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut map = to.serialize_map(Some(self.0.len()))?;
        for (metric, summary) in &self.0 {
            map.serialize_entry(metric.key(), summary)?;
        }
        map.end()
    }
}

impl FigureMap {
    /// One of them.
    pub fn get(&self, metric: Metric) -> Option<Summary> {
        self.0.iter().find(|(one, _)| *one == metric).map(|(_, summary)| *summary)
    }
}

/// Figures of an agent or a team.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Crew {
    /// Its name.
    pub name: String,
    /// Share of the room for tasks that was used, mean over the members.
    pub occupancy: Summary,
    /// Customers served, mean over the members.
    pub served: Summary,
}

impl Report {
    /// Of a study.
    pub fn new(study: &Study) -> Self {
        let plan = &study.plan;
        let group = |name: &String, of: Of| {
            let figures = Metric::ALL.iter().map(|metric| (*metric, study.figure(of, *metric)));
            Group { name: name.clone(), figures: FigureMap(figures.collect()) }
        };
        Self {
            scenario: plan.name.clone(),
            seed: plan.seed,
            replications: study.outcomes.len(),
            confidence: CONFIDENCE,
            horizon_seconds: seconds(plan.horizon),
            warm_up_seconds: seconds(plan.warm_up),
            customers: study.customers(),
            queues: plan.queues.iter().enumerate().map(|(index, queue)| group(&queue.name, Of::Queue(index))).collect(),
            classes: plan.classes.iter().enumerate().map(|(index, class)| group(&class.name, Of::Class(index))).collect(),
            teams: plan.teams.iter().enumerate().map(|(index, name)| crew(study, name, |_, team| team == index)).collect(),
            agents: plan.agents.iter().enumerate().map(|(index, agent)| crew(study, &agent.name, |one, _| one == index)).collect(),
            quality: Quality::new(study),
            warnings: warnings(study),
        }
    }
}

fn crew(study: &Study, name: &str, is_member: impl Fn(usize, usize) -> bool) -> Crew {
    let agents = study.plan.agents.iter().enumerate();
    let members: Vec<usize> = agents.filter(|(index, agent)| is_member(*index, agent.team)).map(|(index, _)| index).collect();
    let mean = |values: Vec<f64>| {
        let defined: Vec<_> = values.into_iter().filter(|value| value.is_finite()).collect();
        if defined.is_empty() { f64::NAN } else { defined.iter().sum::<f64>() / float(defined.len()) }
    };
    let occupancy = study.outcomes.iter().map(|outcome| mean(members.iter().map(|index| outcome.occupancy[*index]).collect()));
    let served = study.outcomes.iter().map(|outcome| mean(members.iter().map(|index| float(outcome.served_by[*index])).collect()));
    Crew { name: name.to_owned(), occupancy: summarise(occupancy), served: summarise(served) }
}

fn warnings(study: &Study) -> Vec<String> {
    let mut warnings = study.plan.warnings.clone();
    for (index, queue) in study.plan.queues.iter().enumerate() {
        let left: f64 = study.values(Of::Queue(index), Metric::Unfinished).sum();
        if left > 0.0 {
            warnings.push(format!(
                "queue {:?}: {left:.0} customers still waited at the end of all replications; their waits are cut off",
                queue.name
            ));
        }
    }
    warnings
}
