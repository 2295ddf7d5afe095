//! Kinds of customers.

use std::collections::BTreeMap;

use super::{ArrivalPlan, ClassPlan, ReadFile};
use crate::number::milliseconds;
use crate::problem::Problems;
use crate::recorded::Arrival;
use crate::scenario::{Arrivals, Class, Scenario};

/// Most pieces of a day.
const MOST_PIECES: usize = 100_000;

/// Files of recorded arrivals that were read: by file, by class.
type Files = BTreeMap<String, Result<BTreeMap<String, Vec<Arrival>>, String>>;

pub(super) fn compile(scenario: &Scenario, read: &ReadFile<'_>, problems: &mut Problems) -> Vec<ClassPlan> {
    let mut classes: Vec<ClassPlan> = Vec::new();
    let mut files = Files::new();
    for class in &scenario.classes {
        let name = &class.name.value;
        let named = !name.trim().is_empty() && name.len() <= 200;
        problems.require(named, &class.name, "a class has a name of 1 to 200 bytes");
        let twice = classes.iter().any(|other| other.name == *name);
        problems.require(!twice, &class.name, format!("there are two classes of the name {name:?}"));
        problems.require((1..=10).contains(&class.priority.value), &class.priority, "priority: 1 to 10");
        problems.require(class.handle.mean() > 0.0, &class.name, "handle: must take some time");
        if let Some(ttl) = &class.ttl {
            problems.require((0.001..=4_000_000.0).contains(&ttl.value.get()), ttl, "ttl: 1 ms to 46 days");
        }
        let queue = queue_of(scenario, class, problems);
        let arrivals = arrivals(class, (read, &mut files), problems);
        classes.push(ClassPlan {
            name: name.clone(),
            queue,
            priority: class.priority.value,
            arrivals,
            handle: class.handle,
            patience: class.patience,
            ttl: class.ttl.as_ref().and_then(|ttl| u32::try_from(milliseconds(ttl.value.get())).ok()),
        });
    }
    classes
}

fn queue_of(scenario: &Scenario, class: &Class, problems: &mut Problems) -> usize {
    let Some(wanted) = &class.queue else {
        problems.require(scenario.queues.len() == 1, &class.name, "queue: must be named, for there are several");
        return 0;
    };
    let found = scenario.queues.iter().position(|queue| queue.name.value == wanted.value);
    problems.require(found.is_some(), wanted, format!("there is no queue {:?}", wanted.value));
    found.unwrap_or(0)
}

fn arrivals(class: &Class, (read, files): (&ReadFile<'_>, &mut Files), problems: &mut Problems) -> ArrivalPlan {
    let spanned = &class.arrivals;
    match &spanned.value {
        Arrivals::Poisson(poisson) => ArrivalPlan::Rates { every: 3_600.0, rates: vec![poisson.per_hour.get() / 3_600.0], repeat: true },
        Arrivals::Piecewise(day) => {
            problems.require(day.every.get() >= 1.0, spanned, "every: a piece is at least one second");
            problems.require((1..=MOST_PIECES).contains(&day.per_hour.len()), spanned, "perHour: 1 to 100,000 pieces");
            let rates = day.per_hour.iter().map(|rate| rate.get() / 3_600.0).collect();
            ArrivalPlan::Rates { every: day.every.get().max(1.0), rates, repeat: day.repeat }
        }
        Arrivals::Recorded(recorded) => {
            let known = files.entry(recorded.file.clone()).or_insert_with(|| read(&recorded.file));
            match known {
                Ok(all) => {
                    let mine = all.get(&class.name.value).cloned().unwrap_or_default();
                    problems.require(!mine.is_empty(), spanned, format!("{}: no arrival of class {:?}", recorded.file, class.name.value));
                    ArrivalPlan::Recorded(mine)
                }
                Err(problem) => {
                    problems.add(spanned, problem.clone());
                    ArrivalPlan::Recorded(Vec::new())
                }
            }
        }
    }
}
