//! What the engine's log holds of a day, as a scenario: who came when and needed how long, who worked when, and the
//! queues as they were. What would have happened with something else is then one edit away.

mod customers;
mod scenario;
mod work;

use std::collections::BTreeMap;

use ids::TenantId;
use routing_core::{EventKind, Shard};
use serde::Serialize;

use crate::recorded::{Arrival, HEADER, quoted};
use crate::scenario::Scenario;
use crate::store::{Document, Store};
use customers::Customers;
use work::Work;

/// A span of time, in milliseconds of the engine's clock.
#[derive(Clone, Copy, Debug)]
pub struct Window {
    /// Its begin.
    pub from: i64,
    /// Its end.
    pub until: i64,
}

/// A day that was.
#[derive(Clone, Debug)]
pub struct Recording {
    /// As a scenario; its arrivals are in [`ARRIVALS`].
    pub scenario: Scenario,
    /// Arrivals by class.
    pub arrivals: BTreeMap<String, Vec<Arrival>>,
    /// What the log holds, by queue.
    pub held: Vec<Held>,
    /// What is left out or unsure.
    pub warnings: Vec<String>,
}

/// What the log holds of a queue. The words are those of the report.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Held {
    /// Its name.
    pub queue: String,
    /// Who came.
    pub offered: usize,
    /// Of these, answered.
    pub served: usize,
    /// Gave up.
    pub abandoned: usize,
    /// Time to live ended.
    pub expired: usize,
    /// Not let in.
    pub rejected: usize,
    /// Not over when the log ends.
    pub unfinished: usize,
    /// Mean wait of those who were let in and whose wait is over, in seconds.
    pub mean_wait: Option<f64>,
    /// Mean wait of those who were answered, in seconds.
    pub mean_answer: Option<f64>,
    /// Share of all who came that was answered within the threshold.
    pub service_level: Option<f64>,
}

/// Name of the file of arrivals beside the scenario.
pub const ARRIVALS: &str = "arrivals.csv";

/// Reads a window of a tenant's log.
pub async fn read(store: &Store, tenant: &TenantId, window: Window) -> Result<Recording, String> {
    let documents = store.documents(tenant).await?;
    let mut reader = Reader::new(window);
    let mut after = 0;
    loop {
        let rows = store.rows(tenant, after).await?;
        let Some(last) = rows.last() else { break };
        if after == 0 && rows.first().is_some_and(|first| first.index > 1) {
            let snapshot = store.snapshot(tenant).await?.ok_or("the log is cut and there is no snapshot")?;
            reader.begin_late(Shard::from_snapshot(&snapshot));
        }
        after = last.index;
        for event in rows.iter().flat_map(|row| &row.events) {
            reader.read(event.at.0, &event.kind);
            reader.fold(event);
        }
    }
    reader.recording(&documents)
}

/// Follows the log.
struct Reader {
    window: Window,
    /// As the configuration was at the end of the window.
    shard: Shard,
    /// Whether the shard was folded from the very first event.
    whole: bool,
    first: Option<i64>,
    customers: Customers,
    work: Work,
}

impl Reader {
    fn new(window: Window) -> Self {
        Self { window, shard: Shard::new(), whole: true, first: None, customers: Customers::new(window), work: Work::new(window) }
    }

    /// The beginning of the log is gone: the configuration is the newest one.
    fn begin_late(&mut self, newest: Shard) {
        self.shard = newest;
        self.whole = false;
    }

    fn read(&mut self, at: i64, kind: &EventKind) {
        self.first.get_or_insert(at);
        self.customers.read(at, kind);
        self.work.read(at, kind);
    }

    fn fold(&mut self, event: &routing_core::Event) {
        if self.whole && event.at.0 < self.window.until {
            self.shard.apply(event);
        }
    }

    fn recording(mut self, documents: &[Document]) -> Result<Recording, String> {
        let first = self.first.ok_or("the log is empty")?;
        if first >= self.window.until {
            return Err("the log begins after that day".to_owned());
        }
        let mut warnings = Vec::new();
        if first > self.window.from {
            warnings.push("the log begins within that day".to_owned());
        }
        if !self.whole {
            warnings
                .push("the log's beginning is gone: queues and agents are taken as they are today, presence from what follows".to_owned());
            self.work.assume_ready_from(first);
        }
        scenario::compose(&self, documents, warnings)
    }
}

impl Recording {
    /// The arrivals as a file.
    pub fn csv(&self) -> String {
        let mut lines: Vec<(i64, String)> = Vec::new();
        for (class, arrivals) in &self.arrivals {
            let time = |ms: Option<i64>| ms.map_or_else(String::new, |ms| format!("{:.3}", crate::number::seconds(ms)));
            lines.extend(arrivals.iter().map(|one| {
                let at_least = Some(one.at_least).filter(|at_least| *at_least > 0);
                let fields = [time(Some(one.at)), time(one.handle), time(one.patience), time(at_least)];
                (one.at, format!("{},{}", quoted(class), fields.join(",")))
            }));
        }
        lines.sort();
        let mut text = format!("{HEADER}\n");
        for (_, line) in &lines {
            text.push_str(line);
            text.push('\n');
        }
        text
    }
}
