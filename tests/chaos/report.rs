//! What a run found, as one JSON object.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::{Value, json};

/// Everything that is said of a run.
pub(super) struct Report {
    pub(super) profile: &'static str,
    pub(super) rounds: u64,
    pub(super) seed: u64,
    /// By kind: the longest wait of each customer in each round of it.
    pub(super) pauses: BTreeMap<String, Vec<Duration>>,
    /// By kind: for how long nobody led routing in each round of it.
    pub(super) leaderless: BTreeMap<String, Vec<Duration>>,
    /// How often each kind was brought about.
    pub(super) faults: BTreeMap<String, u64>,
    /// Messages of customers.
    pub(super) acknowledged: usize,
    /// Messages of agents.
    pub(super) answers: usize,
    /// How often an agent came to a customer who asked for one.
    pub(super) served: u64,
    /// Commits of the routing log that were checked.
    pub(super) decisions: usize,
    pub(super) wrong: Vec<String>,
}

impl Report {
    pub(super) fn new(profile: &'static str, seed: u64) -> Self {
        Self {
            profile,
            rounds: 0,
            seed,
            pauses: BTreeMap::new(),
            leaderless: BTreeMap::new(),
            faults: BTreeMap::new(),
            acknowledged: 0,
            answers: 0,
            served: 0,
            decisions: 0,
            wrong: Vec::new(),
        }
    }

    /// A round of that kind has ended; `pauses` are its customers' longest waits.
    pub(super) fn round(&mut self, fault: impl std::fmt::Debug, pauses: impl IntoIterator<Item = Duration>) {
        let kind = format!("{fault:?}");
        self.rounds += 1;
        *self.faults.entry(kind.clone()).or_default() += 1;
        self.pauses.entry(kind).or_default().extend(pauses);
    }

    /// For so long nobody led routing in a round of that kind.
    pub(super) fn led(&mut self, fault: impl std::fmt::Debug, leaderless: Duration) {
        self.leaderless.entry(format!("{fault:?}")).or_default().push(leaderless);
    }

    fn json(&self) -> Value {
        let all = spread(self.pauses.values().flatten().copied().collect());
        let by_fault: BTreeMap<&str, Value> = self.pauses.iter().map(|(kind, pauses)| (kind.as_str(), spread(pauses.clone()))).collect();
        let lead: BTreeMap<&str, Value> = self.leaderless.iter().map(|(kind, times)| (kind.as_str(), spread(times.clone()))).collect();
        json!({
            "profile": self.profile, "rounds": self.rounds, "seed": self.seed, "faults": self.faults, "acknowledged": self.acknowledged, "answers": self.answers,
            "served": self.served, "decisions": self.decisions, "wrong": self.wrong, "pause_ms": all, "pause_ms_by_fault": by_fault, "leaderless_ms_by_fault": lead,
            // No failure in N trials bounds the rate (95 %); a failure bounds nothing.
            "bound": self.wrong.is_empty().then(|| format!("3/{}", self.rounds)),
        })
    }

    /// Into the file that `SWITCHBOARD_CHAOS_REPORT` names, and on the last line. An error if anything is wrong.
    #[expect(clippy::print_stdout, reason = "a long run prints what it found")]
    pub(super) fn conclude(&self) -> anyhow::Result<()> {
        let report = self.json();
        #[expect(clippy::disallowed_methods, reason = "the task runner says where the report goes")]
        if let Ok(path) = std::env::var("SWITCHBOARD_CHAOS_REPORT") {
            std::fs::write(path, format!("{report:#}\n"))?;
        }
        println!("{report}");
        anyhow::ensure!(self.wrong.is_empty(), "{}", self.wrong.join("; "));
        Ok(())
    }
}

fn spread(mut pauses: Vec<Duration>) -> Value {
    pauses.sort_unstable();
    let at = |part: usize| pauses.get((pauses.len() * part / 100).min(pauses.len().saturating_sub(1))).map_or(0, Duration::as_millis);
    json!({ "p50": at(50), "p99": at(99), "max": at(100) })
}
