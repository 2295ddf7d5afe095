//! The checker of routing: over-assigned agents, requests with two agents, and two leaders, from the log of decisions. It knows no rule by
//! which the engine decides, only what must never be in the log; and it is shown to have teeth.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Context as _;
use serde::Deserialize;
use serde_json::value::RawValue;

/// One commit of the engine, as it lies in the store.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) idx: i64,
    /// Which leader wrote it.
    pub(crate) epoch: i64,
    pub(crate) steps: Vec<Step>,
}

/// What a commit did, as far as it concerns who works on what. Ids are the engine's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    Offered { task: u64, request: u128, agent: u128 },
    Lapsed { task: u64 },
    Assigned { task: u64, request: u128, agent: u128 },
    Closed { task: u64 },
    Over { request: u128 },
}

#[derive(Deserialize)]
struct Event<'a> {
    #[serde(borrow)]
    kind: BTreeMap<&'a str, &'a RawValue>,
}

/// The fields that any of the steps has.
#[derive(Deserialize)]
struct Fields {
    #[serde(default)]
    task: u64,
    #[serde(default)]
    request: u128,
    #[serde(default)]
    agent: u128,
}

impl Entry {
    /// From a row of the log.
    pub(crate) fn read(idx: i64, epoch: i64, events: &str) -> anyhow::Result<Self> {
        let events: Vec<Event<'_>> = serde_json::from_str(events).with_context(|| format!("row {idx} of the log"))?;
        let mut steps = Vec::new();
        for (name, fields) in events.iter().flat_map(|event| &event.kind) {
            if !["Offered", "OfferLapsed", "Assigned", "TaskClosed", "RequestClosed"].contains(name) {
                continue;
            }
            let Fields { task, request, agent } = serde_json::from_str(fields.get()).with_context(|| format!("{name} in row {idx}"))?;
            steps.push(match *name {
                "Offered" => Step::Offered { task, request, agent },
                "OfferLapsed" => Step::Lapsed { task },
                "Assigned" => Step::Assigned { task, request, agent },
                "TaskClosed" => Step::Closed { task },
                _ => Step::Over { request },
            });
        }
        Ok(Self { idx, epoch, steps })
    }
}

/// One attempt to give a request to an agent.
#[derive(Clone, Copy, Debug)]
struct Attempt {
    request: u128,
    agent: u128,
    is_accepted: bool,
}

/// Who works on what, as the log is read.
#[derive(Default)]
struct Desks {
    live: BTreeMap<u64, Attempt>,
    over: BTreeSet<u128>,
    assigned: BTreeSet<u64>,
}

impl Desks {
    fn take(&mut self, step: Step, capacity: usize) -> Result<(), String> {
        match step {
            Step::Offered { task, request, agent } => self.offer(task, Attempt { request, agent, is_accepted: false }, capacity),
            Step::Assigned { task, request, agent } => self.assign(task, request, agent),
            Step::Lapsed { task } => match self.live.remove(&task) {
                Some(attempt) if attempt.is_accepted => Err(format!("task {task} lapsed after it was accepted")),
                Some(_) => Ok(()),
                None => Err(format!("task {task} lapsed and was not offered")),
            },
            Step::Closed { task } => self.live.remove(&task).map(drop).ok_or_else(|| format!("task {task} was closed and was not open")),
            Step::Over { request } => {
                self.over.insert(request);
                Ok(())
            }
        }
    }

    fn offer(&mut self, task: u64, attempt: Attempt, capacity: usize) -> Result<(), String> {
        let Attempt { request, agent, .. } = attempt;
        if self.over.contains(&request) {
            return Err(format!("task {task} offers request {request:x}, which is over"));
        }
        if let Some((other, _)) = self.live.iter().find(|(_, live)| live.request == request) {
            return Err(format!("request {request:x} has two live tasks: {other} and {task}"));
        }
        if self.live.insert(task, attempt).is_some() {
            return Err(format!("task {task} is offered twice"));
        }
        let held = self.live.values().filter(|live| live.agent == agent).count();
        if held > capacity { Err(format!("agent {agent:x} holds {held} tasks and has room for {capacity}: over-assigned")) } else { Ok(()) }
    }

    fn assign(&mut self, task: u64, request: u128, agent: u128) -> Result<(), String> {
        let attempt = self.live.get_mut(&task).filter(|live| live.request == request && live.agent == agent && !live.is_accepted);
        let attempt = attempt.ok_or_else(|| format!("task {task} was assigned and was not offered to that agent"))?;
        attempt.is_accepted = true;
        self.assigned.insert(task);
        Ok(())
    }
}

/// Everything that is wrong with a log; `capacity` is what every agent has room for, `accepted` the tasks that desks were told are theirs.
pub(crate) fn check(log: &[Entry], capacity: usize, accepted: &BTreeSet<u64>) -> Vec<String> {
    let mut wrong = Vec::new();
    for pair in log.windows(2) {
        let (one, next) = (&pair[0], &pair[1]);
        if next.idx != one.idx + 1 {
            wrong.push(format!("the log has row {} after row {}", next.idx, one.idx));
        }
        if next.epoch < one.epoch {
            wrong.push(format!("row {} is of epoch {} after epoch {}: two leaders", next.idx, next.epoch, one.epoch));
        }
    }
    let mut desks = Desks::default();
    for entry in log {
        for step in &entry.steps {
            if let Err(problem) = desks.take(*step, capacity) {
                wrong.push(format!("row {}: {problem}", entry.idx));
            }
        }
    }
    let lost = accepted.difference(&desks.assigned);
    wrong.extend(lost.map(|task| format!("task {task} was accepted at a desk and the log does not have it: lost")));
    wrong
}

#[cfg(test)]
mod tests {
    use super::*;

    const ANA: u128 = 0xA;
    const BEN: u128 = 0xB;

    fn offered(task: u64, request: u128, agent: u128) -> Step {
        Step::Offered { task, request, agent }
    }

    fn assigned(task: u64, request: u128, agent: u128) -> Step {
        Step::Assigned { task, request, agent }
    }

    /// An offer that lapses, one that is accepted and ends, and one that rings, by two leaders one after the other.
    fn good() -> Vec<Entry> {
        let steps = [
            (1, vec![offered(1, 70, ANA)]),
            (1, vec![Step::Lapsed { task: 1 }, offered(2, 70, BEN)]),
            (3, vec![assigned(2, 70, BEN), offered(3, 71, BEN)]),
            (3, vec![Step::Closed { task: 2 }, Step::Over { request: 70 }]),
        ];
        (1..).zip(steps).map(|(idx, (epoch, steps))| Entry { idx, epoch, steps }).collect()
    }

    fn problems(log: &[Entry]) -> String {
        check(log, 2, &BTreeSet::from([2])).join("; ")
    }

    #[test]
    fn a_clean_log_passes() {
        assert_eq!(problems(&good()), "");
    }

    #[test]
    fn a_planted_second_leader_is_found() {
        let mut log = good();
        log[3].epoch = 1;
        assert!(problems(&log).contains("two leaders"));
        let mut log = good();
        log[2].idx = 2;
        assert!(problems(&log).contains("row 2 after row 2"));
    }

    #[test]
    fn a_planted_task_too_many_is_found() {
        let mut log = good();
        log[2].steps.push(offered(4, 72, BEN));
        assert!(problems(&log).contains("over-assigned"));
    }

    #[test]
    fn a_planted_second_task_of_a_request_is_found() {
        let mut log = good();
        log[1].steps.push(offered(4, 70, ANA));
        assert!(problems(&log).contains("two live tasks"));
    }

    #[test]
    fn a_task_that_was_not_offered_or_is_offered_after_its_request_is_over_is_found() {
        let mut log = good();
        log[2].steps[0] = assigned(2, 70, ANA);
        assert!(problems(&log).contains("was not offered to that agent"));
        let mut log = good();
        log[3].steps.push(offered(5, 70, ANA));
        assert!(problems(&log).contains("which is over"));
    }

    #[test]
    fn an_acceptance_that_the_log_does_not_have_is_found() {
        assert!(check(&good(), 2, &BTreeSet::from([2, 3])).join("; ").contains("lost"));
    }

    #[test]
    fn rows_of_the_log_are_understood() {
        let text = r#"[{"version":1,"at":5,"kind":{"Offered":{"task":7,"request":2135987035920910082395021706169552114,"agent":3,"until":9}}},
            {"version":1,"at":5,"kind":{"AgentLoggedIn":{"agent":3,"session":1}}},
            {"version":1,"at":6,"kind":{"RequestClosed":{"request":4,"conversation":5,"reason":"Done"}}}]"#;
        let entry = Entry::read(1, 1, text).unwrap();
        let request = 2_135_987_035_920_910_082_395_021_706_169_552_114;
        assert_eq!(entry.steps, [offered(7, request, 3), Step::Over { request: 4 }]);
    }
}
