//! Groups that were away for longer than events are kept. What they missed is gone; going on as if nothing had happened would hide it. So the
//! group is marked in the consumer's store and gets nothing more of that source until its handler has built anew what it keeps
//! ([`Handler::rebuild`](crate::Handler::rebuild)) or an operator has seen to it ([`acknowledge`]).

use db::{Tx, params, placeholders};
use errors::Fault;
use ids::Ms;

use crate::bus::{Bus, Carrier};
use crate::event::source_of;
use crate::group::{Group, Rebuilt};

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
}

/// Groups of this process that have missed events.
pub async fn list(bus: &Bus) -> errors::Result<Vec<Resync>> {
    let mut all = Vec::new();
    for group in bus.groups() {
        let rows =
            group.db.query("SELECT source, since, reason FROM bus_resync WHERE grp = $1 ORDER BY source", &params![group.name]).await?;
        for row in rows {
            all.push(Resync { group: group.name.to_owned(), source: row.get(0)?, since: row.get(1)?, reason: row.get(2)? });
        }
    }
    Ok(all)
}

/// What the group has missed is made good, or is not needed: it goes on with the oldest event there is.
pub async fn acknowledge(bus: &Bus, group: &str, source: &str) -> errors::Result<()> {
    let marked = list(bus).await?.into_iter().any(|resync| resync.group == group && resync.source == source);
    let found = bus.groups().into_iter().find(|candidate| marked && candidate.name == group);
    let group = found.ok_or_else(|| Fault::not_found("resync", &format!("{group} of {source}")))?;
    tracing::warn!(group = group.name, source, "an operator lets a group go on that has missed events");
    let place = match bus.carrier() {
        Carrier::Embedded(embedded) => embedded.forced(source).await?,
        Carrier::Broker(_) => 0,
    };
    Ok(settle(&group, source, place).await?)
}

/// Notes that the group has missed events of the source.
pub(crate) async fn mark(group: &Group, source: &str, reason: &str, now: Ms) -> db::Result<()> {
    let mut tx = group.db.begin().await?;
    let sql = "INSERT INTO bus_resync (grp, source, since, reason) VALUES ($1, $2, $3, $4) ON CONFLICT (grp, source) DO NOTHING";
    let is_new = tx.execute(sql, &params![group.name, source, now, reason]).await? > 0;
    tx.commit().await?;
    if is_new {
        tracing::error!(group = group.name, source, reason, "a group has missed events: it is built anew, or waits for an operator");
    }
    Ok(())
}

/// Whether the group has missed events of the source.
pub(crate) async fn is_marked(group: &Group, source: &str) -> db::Result<bool> {
    let row = group.db.query_one("SELECT since FROM bus_resync WHERE grp = $1 AND source = $2", &params![group.name, source]).await?;
    metrics::gauge!("bus_resync_needed", "group" => group.name, "source" => source.to_owned()).set(f64::from(u8::from(row.is_some())));
    Ok(row.is_some())
}

/// Lets the handler build anew what the group keeps, and the group go on behind `place`; false if an operator has to see to it.
pub(crate) async fn rebuild(group: &Group, source: &str, place: i64) -> errors::Result<bool> {
    match group.handler.rebuild(source).await? {
        Rebuilt::Unable => Ok(false),
        Rebuilt::Whole => {
            settle(group, source, place).await?;
            tracing::info!(group = group.name, source, "a group that had missed events was built anew");
            Ok(true)
        }
    }
}

/// Forgets how far the group was, and that it missed something: it goes on behind `place`.
async fn settle(group: &Group, source: &str, place: i64) -> db::Result<()> {
    let mut tx = group.db.begin().await?;
    for table in ["bus_key", "bus_held", "bus_waiting", "bus_resync"] {
        tx.execute(format!("DELETE FROM {table} WHERE grp = $1 AND source = $2"), &params![group.name, source]).await?;
    }
    let topics: Vec<_> = group.topics.iter().copied().filter(|topic| source_of(topic) == source).collect();
    let sql = format!("DELETE FROM bus_seen WHERE grp = $1 AND topic IN {}", placeholders(1, topics.len(), 2));
    let mut marks = params![group.name].to_vec();
    marks.extend(topics.into_iter().map(db::Value::from));
    tx.execute(sql, &marks).await?;
    join(&mut tx, group, source, place).await?;
    tx.commit().await
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
