//! A recorded log decided again.
//!
//! A row holds what was asked and what was decided. Replaying gives the commands to a fresh core at their own instants and compares the events,
//! every one. Rows of versions that did not keep the commands are folded, and of every offer in them it is checked that the core would
//! have chosen the same agent.

use std::fmt::Write as _;

use ids::TenantId;
use routing_core::{Event, EventKind, Ms, Shard, Snapshot};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::error::Error;
use crate::store::{LogRow, Store};

/// Rows read at once.
const PAGE: i64 = 500;
/// What an exported log says it is.
const FORMAT: &str = "switchboard-routing-log";
/// Version of the format that this build writes.
const VERSION: u32 = 1;

/// Before the first row.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Head {
    format: String,
    version: u32,
    /// The index that the state stands for.
    idx: i64,
    /// None where the log begins with nothing.
    snapshot: Option<Snapshot>,
}

impl Head {
    pub(crate) fn check(&self) -> Result<(), String> {
        if self.format != FORMAT {
            return Err(format!("{:?} is no exported routing log", self.format));
        }
        if self.version > VERSION {
            return Err(format!("is of version {}, this build reads up to {VERSION}", self.version));
        }
        Ok(())
    }
}

/// What a replay found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Report {
    pub(crate) rows: usize,
    pub(crate) events: usize,
    pub(crate) offers: usize,
    /// Rows whose commands were decided again.
    pub(crate) decided: usize,
    /// Rows that hold no commands.
    pub(crate) folded: usize,
    /// Of all events but those that say what was configured.
    pub(crate) hash: String,
    /// The first place where this build decides otherwise.
    pub(crate) difference: Option<String>,
    /// What the core's own check says of the state at the end.
    pub(crate) faults: Vec<String>,
}

/// The whole log of a tenant, from the oldest state that is known.
pub(crate) async fn read_all(store: &Store, tenant: &TenantId) -> Result<(Head, Vec<LogRow>), Error> {
    let first = store.rows(tenant, 0, 1).await?;
    let from_nothing = first.first().is_none_or(|row| row.idx == 1);
    let base = if from_nothing { None } else { store.snapshot_oldest(tenant).await? };
    let (mut idx, snapshot) = base.map_or((0, None), |(idx, snapshot)| (idx, Some(snapshot)));
    let head = Head { format: FORMAT.to_owned(), version: VERSION, idx, snapshot };
    let mut rows = Vec::new();
    loop {
        let page = store.full_rows(tenant, idx, PAGE).await?;
        let last = i64::try_from(page.len()).unwrap_or(PAGE) < PAGE;
        idx = page.last().map_or(idx, |row| row.idx);
        rows.extend(page);
        if last {
            return Ok((head, rows));
        }
    }
}

/// Decides a log again.
pub(crate) fn replay(head: &Head, rows: &[LogRow]) -> Report {
    let mut shard = head.snapshot.as_ref().map_or_else(Shard::new, Shard::from_snapshot);
    let mut report =
        Report { rows: rows.len(), events: 0, offers: 0, decided: 0, folded: 0, hash: String::new(), difference: None, faults: Vec::new() };
    let (mut hash, mut expected) = (Sha256::new(), head.idx);
    for row in rows {
        expected += 1;
        let gap = (row.idx != expected).then(|| format!("row {} comes where {expected} was expected", row.idx));
        let found = gap.or_else(|| decide(&mut shard, row, &mut report));
        for event in &row.events {
            report.events += 1;
            report.offers += usize::from(matches!(event.kind, EventKind::Offered { .. }));
            absorb(&mut hash, event);
        }
        if found.is_some() {
            report.difference = found;
            break;
        }
    }
    report.hash = hex(&hash.finalize());
    if report.difference.is_none() {
        report.faults = shard.audit();
    }
    report
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a text cannot fail.
        let _written = write!(text, "{byte:02x}");
        text
    })
}

/// Configurations grow fields from version to version; what was decided does not.
fn absorb(hash: &mut Sha256, event: &Event) {
    if matches!(event.kind, EventKind::ConfigApplied { .. }) {
        return;
    }
    hash.update(serde_json::to_vec(event).unwrap_or_default());
    hash.update(b"\n");
}

/// Brings the shard over a row; says where it would decide otherwise.
fn decide(shard: &mut Shard, row: &LogRow, report: &mut Report) -> Option<String> {
    let Some(commands) = &row.commands else {
        report.folded += 1;
        return row.events.iter().find_map(|event| fold(shard, event)).map(|difference| format!("row {}: {difference}", row.idx));
    };
    report.decided += 1;
    let mut events = Vec::new();
    for (at, command) in commands {
        shard.step(command, Ms(*at), &mut events);
    }
    let first = events.iter().zip(&row.events).position(|(new, old)| new != old);
    let place = first.or_else(|| (events.len() != row.events.len()).then_some(events.len().min(row.events.len())))?;
    let shown = |events: &[Event]| events.get(place).map_or_else(|| "nothing".to_owned(), |event| format!("{event:?}"));
    Some(format!("row {}, event {}: recorded {}, decided {}", row.idx, place + 1, shown(&row.events), shown(&events)))
}

fn fold(shard: &mut Shard, event: &Event) -> Option<String> {
    let difference = match &event.kind {
        EventKind::Offered { request, agent, .. } => {
            let choice = shard.choice(*request);
            (choice != Some(*agent)).then(|| format!("recorded {event:?}, the choice is {choice:?}"))
        }
        _ => None,
    };
    shard.apply(event);
    difference
}
