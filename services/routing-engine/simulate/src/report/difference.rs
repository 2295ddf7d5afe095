//! What another scenario would change: differences of paired replications.

use serde::Serialize;

use super::FigureMap;
use crate::measure::Metric;
use crate::statistics::{CONFIDENCE, Summary, summarise};
use crate::study::{Of, Study};

/// The second scenario minus the first, replication by replication with the same random numbers.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Difference {
    /// Name of the first scenario.
    pub base: String,
    /// Name of the second scenario.
    pub other: String,
    /// Where random numbers began, in both.
    pub seed: u64,
    /// How often both were run.
    pub replications: usize,
    /// Share of the intervals that contain the true difference.
    pub confidence: f64,
    /// Queues of the same name.
    pub queues: Vec<Change>,
    /// Classes of the same name.
    pub classes: Vec<Change>,
    /// Mean occupancy of all agents.
    pub occupancy: Summary,
    /// Queues and classes that only one of the two has.
    pub unmatched: Vec<String>,
}

/// Differences of a queue or a class.
#[derive(Clone, Debug, Serialize)]
pub struct Change {
    /// Its name.
    pub name: String,
    /// Other minus base.
    #[serde(flatten)]
    pub figures: FigureMap,
}

impl Difference {
    /// Of two studies with the same seed and number of replications.
    pub fn new(base: &Study, other: &Study) -> Self {
        let queues = (names(base, true), names(other, true));
        let classes = (names(base, false), names(other, false));
        let occupancy = base.occupancy(None).zip(other.occupancy(None)).map(|(before, after)| after - before);
        let mut unmatched = unmatched("queue", &queues);
        unmatched.extend(self::unmatched("class", &classes));
        Self {
            base: base.plan.name.clone(),
            other: other.plan.name.clone(),
            seed: base.plan.seed,
            replications: base.outcomes.len(),
            confidence: CONFIDENCE,
            queues: changes((base, other), &queues, Of::Queue),
            classes: changes((base, other), &classes, Of::Class),
            occupancy: summarise(occupancy),
            unmatched,
        }
    }
}

type Names = (Vec<String>, Vec<String>);

fn names(study: &Study, queues: bool) -> Vec<String> {
    if queues {
        study.plan.queues.iter().map(|queue| queue.name.clone()).collect()
    } else {
        study.plan.classes.iter().map(|class| class.name.clone()).collect()
    }
}

fn unmatched(kind: &str, (base, other): &Names) -> Vec<String> {
    let one = base.iter().filter(|name| !other.contains(name));
    one.chain(other.iter().filter(|name| !base.contains(name))).map(|name| format!("{kind} {name}")).collect()
}

fn changes((base, other): (&Study, &Study), (first, second): &Names, of: impl Fn(usize) -> Of) -> Vec<Change> {
    let pairs = first.iter().enumerate().filter_map(|(index, name)| Some((index, second.iter().position(|one| one == name)?, name)));
    pairs
        .map(|(before, after, name)| {
            let figures = Metric::ALL.iter().map(|metric| {
                let pairs = base.values(of(before), *metric).zip(other.values(of(after), *metric));
                (*metric, summarise(pairs.map(|(before, after)| after - before)))
            });
            Change { name: name.clone(), figures: FigureMap(figures.collect()) }
        })
        .collect()
}
