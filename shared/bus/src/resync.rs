//! Groups that were away for longer than events are kept. What they missed is gone; going on as if nothing had happened would hide it. So the
//! group is marked in the consumer's store, and its handler builds anew what it keeps ([`Handler::rebuild`](crate::Handler::rebuild)) before it gets
//! anything more of that source. Where there is nobody to build from, it goes on all the same: bots and rules that stand still would cost every
//! customer of today what is lost of a week ago. The mark stays then, until an operator has seen to it ([`acknowledge`]).

use std::collections::BTreeSet;
use std::time::Duration;

use db::{Tx, params, placeholders};
use errors::Fault;
use ids::Ms;
use tokio_util::sync::CancellationToken;

use crate::bus::{Bus, Carrier};
use crate::event::source_of;
use crate::group::{Group, Rebuilt};

/// How often the metric is brought up to date.
const SHOWN: Duration = Duration::from_secs(10);

/// A group that has missed events of a source.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Resync {
    /// The consumer.
    pub group: String,
    /// The publisher.
    pub source: String,
    /// When it was noticed.
    pub since: Ms,
    /// What was noticed.
    pub reason: String,
    /// It goes on without them: there was nobody to build from.
    pub went_on: bool,
}

/// Groups of this process that have missed events.
pub async fn list(bus: &Bus) -> errors::Result<Vec<Resync>> {
    let mut all = Vec::new();
    for group in bus.groups() {
        let rows = group
            .db
            .query("SELECT source, since, reason, went_on FROM bus_resync WHERE grp = $1 ORDER BY source", &params![group.name])
            .await?;
        for row in rows {
            let (source, since, reason, went_on) = (row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?);
            all.push(Resync { group: group.name.to_owned(), source, since, reason, went_on });
        }
    }
    Ok(all)
}

/// What the group has missed is made good, or is not needed. One that could not be built anew yet goes on with the oldest event there is.
pub async fn acknowledge(bus: &Bus, group: &str, source: &str) -> errors::Result<()> {
    let marked = list(bus).await?.into_iter().find(|resync| resync.group == group && resync.source == source);
    let found = bus.groups().into_iter().find(|candidate| candidate.name == group);
    let (Some(marked), Some(group)) = (marked, found) else { return Err(Fault::not_found("resync", &format!("{group} of {source}"))) };
    tracing::warn!(group = group.name, source, "an operator has seen to a group that missed events");
    let mut tx = group.db.begin().await?;
    if !marked.went_on {
        let place = match bus.carrier() {
            Carrier::Embedded(embedded) => embedded.forced(source).await?,
            Carrier::Broker(_) => 0,
        };
        begin_anew(&mut tx, &group, source, place).await?;
    }
    forget(&mut tx, &group, source).await?;
    Ok(tx.commit().await?)
}

/// Notes that the group has missed events of the source.
pub(crate) async fn mark(group: &Group, source: &str, reason: &str, now: Ms) -> db::Result<()> {
    let sql = "INSERT INTO bus_resync (grp, source, since, reason, went_on) VALUES ($1, $2, $3, $4, 0) ON CONFLICT (grp, source) DO UPDATE
               SET since = excluded.since, reason = excluded.reason, went_on = 0 WHERE bus_resync.went_on = 1";
    let is_new = group.db.execute(sql, &params![group.name, source, now, reason]).await? > 0;
    if is_new {
        tracing::error!(group = group.name, source, reason, "a group has missed events");
    }
    Ok(())
}

/// Whether the group has missed events of the source and does not go on yet.
pub(crate) async fn is_marked(group: &Group, source: &str) -> db::Result<bool> {
    let sql = "SELECT since FROM bus_resync WHERE grp = $1 AND source = $2 AND went_on = 0";
    Ok(group.db.query_one(sql, &params![group.name, source]).await?.is_some())
}

/// Lets the handler build anew what the group keeps. The group goes on behind `built` then, else behind `oldest`: what is left of the source.
pub(crate) async fn rebuild(group: &Group, source: &str, (built, oldest): (i64, i64)) -> errors::Result<()> {
    let rebuilt = group.handler.rebuild(source).await?;
    let mut tx = group.db.begin().await?;
    match rebuilt {
        Rebuilt::Whole => {
            begin_anew(&mut tx, group, source, built).await?;
            forget(&mut tx, group, source).await?;
        }
        Rebuilt::Unable => {
            begin_anew(&mut tx, group, source, oldest).await?;
            let sql = "UPDATE bus_resync SET went_on = 1 WHERE grp = $1 AND source = $2";
            tx.execute(sql, &params![group.name, source]).await?;
        }
    }
    tx.commit().await?;
    tracing::warn!(group = group.name, source, ?rebuilt, "a group that missed events goes on");
    Ok(())
}

/// Says in a metric which groups have missed events, until the process stops.
pub(crate) async fn show(groups: Vec<Group>, stop: CancellationToken) {
    while !stop.is_cancelled() {
        for group in &groups {
            let sources: BTreeSet<_> = group.topics.iter().copied().map(source_of).collect();
            let Ok(rows) = group.db.query("SELECT source FROM bus_resync WHERE grp = $1", &params![group.name]).await else { continue };
            let marked: BTreeSet<String> = rows.iter().filter_map(|row| row.get(0).ok()).collect();
            for source in sources {
                let missed = f64::from(u8::from(marked.contains(source)));
                metrics::gauge!("bus_resync_needed", "group" => group.name, "source" => source.to_owned()).set(missed);
            }
        }
        tokio::select! {
            () = tokio::time::sleep(SHOWN) => {}
            () = stop.cancelled() => return,
        }
    }
}

async fn forget(tx: &mut Tx, group: &Group, source: &str) -> db::Result<()> {
    tx.execute("DELETE FROM bus_resync WHERE grp = $1 AND source = $2", &params![group.name, source]).await.map(|_| ())
}

/// Forgets how far the group was: it goes on behind `place`.
async fn begin_anew(tx: &mut Tx, group: &Group, source: &str, place: i64) -> db::Result<()> {
    for table in ["bus_key", "bus_held", "bus_waiting"] {
        tx.execute(format!("DELETE FROM {table} WHERE grp = $1 AND source = $2"), &params![group.name, source]).await?;
    }
    let topics: Vec<_> = group.topics.iter().copied().filter(|topic| source_of(topic) == source).collect();
    let sql = format!("DELETE FROM bus_seen WHERE grp = $1 AND topic IN {}", placeholders(1, topics.len(), 2));
    let mut marks = params![group.name].to_vec();
    marks.extend(topics.into_iter().map(db::Value::from));
    tx.execute(sql, &marks).await?;
    join(tx, group, source, place).await
}

/// Notes that the group has begun, and where.
async fn join(tx: &mut Tx, group: &Group, source: &str, place: i64) -> db::Result<()> {
    let sql = "INSERT INTO bus_cursor (grp, source, pos) VALUES ($1, $2, $3) ON CONFLICT (grp, source) DO UPDATE SET pos = excluded.pos";
    tx.execute(sql, &params![group.name, source, place]).await.map(|_| ())
}

/// Where the group is on the source; none if it has not begun.
pub(crate) async fn place(group: &Group, source: &str) -> db::Result<Option<i64>> {
    let row = group.db.query_one("SELECT pos FROM bus_cursor WHERE grp = $1 AND source = $2", &params![group.name, source]).await?;
    row.map(|row| row.get(0)).transpose()
}

/// Notes that the group has begun, where its events come from a broker.
pub(crate) async fn begin(group: &Group, source: &str) -> db::Result<()> {
    let mut tx = group.db.begin().await?;
    join(&mut tx, group, source, 0).await?;
    tx.commit().await
}
