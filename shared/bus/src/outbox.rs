//! Publishing: rows in the publisher's own store, in the transaction of the change.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use db::{Batch, Db, Tx, Value, params, placeholders};
use ids::Clock;

use crate::backlog::Backlog;
use crate::broadcast::Hub;
use crate::event::{Envelope, Event, source_of};

/// Columns of an outbox row that the publisher fills.
const COLUMNS: usize = 9;
/// Rows of one statement: well under the number of parameters that either engine takes.
const ROWS: usize = 500;

/// Publishes the events of one service.
#[derive(Clone)]
pub struct Publisher {
    pub(crate) service: &'static str,
    pub(crate) hub: Hub,
    pub(crate) clock: Clock,
    pub(crate) backlog: Backlog,
}

impl Publisher {
    /// Whether work from outside may come in. While too many events of this service wait it may not (503): it comes again. What follows from
    /// work that was let in is published all the same, since holding it back would hold up those who carry the events away.
    pub fn admit(&self) -> errors::Result<()> {
        self.backlog.admit()
    }

    /// Writes the events into the transaction, in this order. They are delivered once it has committed.
    ///
    /// # Panics
    /// If a topic is not this service's own: that is a mistake in the code, not in the data.
    pub async fn publish(&self, tx: &mut Tx, events: Vec<Event>) -> db::Result<()> {
        if events.is_empty() {
            return Ok(());
        }
        let mut envelopes = Vec::with_capacity(events.len());
        for event in events {
            assert_eq!(source_of(event.topic), self.service, "topics are published by their owner");
            let sequence = match event.sequence {
                Some(sequence) => sequence,
                None => next_sequence(tx, event.topic, &event.key).await?,
            };
            envelopes.push(self.envelope(event, sequence));
        }
        for chunk in envelopes.chunks(ROWS) {
            let (sql, params) = insert(chunk);
            tx.execute(sql, &params).await?;
        }
        let hub = self.hub.clone();
        let service = self.service;
        tx.after_commit(move || hub.committed(service, envelopes));
        Ok(())
    }

    /// The same as a part of a batch, for events that bring their number.
    ///
    /// # Panics
    /// If a topic is not this service's own or an event has no number: both are mistakes in the code, not in the data.
    pub fn add(&self, batch: &mut Batch, events: Vec<Event>) {
        if events.is_empty() {
            return;
        }
        let number = |event: Event| {
            assert_eq!(source_of(event.topic), self.service, "topics are published by their owner");
            let sequence = event.sequence.unwrap_or_else(|| panic!("an event of {} has no number", event.topic));
            self.envelope(event, sequence)
        };
        let envelopes: Vec<_> = events.into_iter().map(number).collect();
        for chunk in envelopes.chunks(ROWS) {
            let (sql, params) = insert(chunk);
            batch.push(sql, params);
        }
        let hub = self.hub.clone();
        let service = self.service;
        batch.after_commit(move || hub.committed(service, envelopes));
    }

    /// The same for events that bring no number: each gets the next of its topic and key, as the store has it now.
    ///
    /// # Errors
    /// Those of reading. The batch itself is refused as [`db::Error::Guarded`] if somebody takes one of the numbers before it is written.
    ///
    /// # Panics
    /// If a topic is not this service's own: that is a mistake in the code, not in the data.
    pub async fn add_next(&self, db: &Db, batch: &mut Batch, mut events: Vec<Event>) -> db::Result<()> {
        let mut taken: BTreeMap<(&'static str, String), (i64, i64)> = BTreeMap::new();
        for event in events.iter_mut().filter(|event| event.sequence.is_none()) {
            let known = match taken.entry((event.topic, event.key.clone())) {
                Entry::Occupied(known) => known.into_mut(),
                Entry::Vacant(unknown) => {
                    let last = last_sequence(db, event.topic, &event.key).await?;
                    unknown.insert((last, last))
                }
            };
            known.1 += 1;
            event.sequence = Some(known.1);
        }
        for ((topic, key), (before, last)) in taken {
            let sql = "INSERT INTO bus_sequence (topic, key, last) VALUES ($1, $2, $4)
                       ON CONFLICT (topic, key) DO UPDATE SET last = CASE WHEN bus_sequence.last = $3 THEN $4 END";
            batch.push(sql, params![topic, key, before, last]);
        }
        self.add(batch, events);
        Ok(())
    }

    /// Sends a hint that is never stored: typing and the like. Who is not listening misses it.
    pub fn hint(&self, event: Event) {
        let sequence = event.sequence.unwrap_or_default();
        self.hub.ephemeral(&Arc::new(self.envelope(event, sequence)));
    }

    fn envelope(&self, event: Event, sequence: i64) -> Envelope {
        Envelope {
            // Derived, so that a row that is written twice after a lost answer is recognisably the same event.
            id: ids::derived_id(&[event.tenant.as_str(), event.topic, &event.key, &sequence.to_string()]),
            topic: event.topic.to_owned(),
            key: event.key,
            sequence,
            tenant: event.tenant.as_str().to_owned(),
            r#type: event.kind,
            occurred_at_ms: self.clock.now(),
            traceparent: event.trace.map(|trace| trace.to_string()).unwrap_or_default(),
            payload: event.payload,
        }
    }
}

async fn last_sequence(db: &Db, topic: &str, key: &str) -> db::Result<i64> {
    let sql = "SELECT last FROM bus_sequence WHERE topic = $1 AND key = $2";
    db.query_one(sql, &params![topic, key]).await?.map_or(Ok(0), |row| row.get(0))
}

async fn next_sequence(tx: &mut Tx, topic: &str, key: &str) -> db::Result<i64> {
    let sql = "INSERT INTO bus_sequence (topic, key, last) VALUES ($1, $2, 1)
               ON CONFLICT (topic, key) DO UPDATE SET last = bus_sequence.last + 1 RETURNING last";
    tx.query_one(sql, &params![topic, key]).await?.map_or(Ok(1), |row| row.get(0))
}

fn insert(envelopes: &[Envelope]) -> (String, Vec<Value>) {
    let sql = format!(
        "INSERT INTO bus_outbox (id, topic, key, sequence, tenant, type, occurred_at, traceparent, payload) VALUES {}",
        placeholders(envelopes.len(), COLUMNS, 1)
    );
    (sql, envelopes.iter().flat_map(row).collect())
}

fn row(envelope: &Envelope) -> [Value; COLUMNS] {
    params![
        &envelope.id,
        &envelope.topic,
        &envelope.key,
        envelope.sequence,
        &envelope.tenant,
        &envelope.r#type,
        envelope.occurred_at_ms,
        &envelope.traceparent,
        envelope.payload.clone(),
    ]
}

/// An event with its place in the source's outbox.
pub(crate) type Placed = (i64, Arc<Envelope>);

const SELECT: &str = "SELECT pos, id, topic, key, sequence, tenant, type, occurred_at, traceparent, payload FROM bus_outbox";

/// At most `limit` events of the topics behind `after`, oldest first.
pub(crate) async fn read(source: &Db, topics: &[&'static str], after: i64, limit: usize) -> db::Result<Vec<Placed>> {
    // The limit is part of the text: SQLite plans a statement anew whenever a parameter is bound that its LIMIT depends on.
    let sql = format!("{SELECT} WHERE pos > $1 AND topic IN {} ORDER BY pos LIMIT {limit}", placeholders(1, topics.len(), 2));
    let mut params = params![after].to_vec();
    params.extend(topics.iter().map(|topic| Value::from(*topic)));
    placed(&source.query(sql, &params).await?)
}

/// The oldest events there are, up to `limit`. Not "behind the last one": numbers are handed out before commits, so an event
/// may turn up before others that were there already.
pub(crate) async fn oldest(source: &Db, limit: usize) -> db::Result<Vec<Placed>> {
    placed(&source.query(format!("{SELECT} ORDER BY pos LIMIT {limit}"), &[]).await?)
}

/// How many events wait.
pub(crate) async fn count(source: &Db) -> db::Result<i64> {
    source.query_one("SELECT COUNT(*) FROM bus_outbox", &[]).await?.map_or(Ok(0), |row| row.get(0))
}

/// Deletes the oldest `limit` events up to a place, but for those of the named keys.
pub(crate) async fn prune(store: &Db, upto: i64, kept: &BTreeSet<String>, limit: i64) -> db::Result<u64> {
    let mut params = params![upto].to_vec();
    params.extend(kept.iter().map(|key| Value::from(key.as_str())));
    let keys = if kept.is_empty() { String::new() } else { format!("AND key NOT IN {}", placeholders(1, kept.len(), 2)) };
    let sql = format!("DELETE FROM bus_outbox WHERE pos IN (SELECT pos FROM bus_outbox WHERE pos <= $1 {keys} ORDER BY pos LIMIT {limit})");
    store.execute(sql, &params).await
}

/// Deletes exactly these events. Their places need not be a prefix: others may have committed in between.
pub(crate) async fn delete(tx: &mut Tx, places: &[i64]) -> db::Result<u64> {
    let Some(last) = places.last().copied() else { return Ok(0) };
    // A few sizes only, so that the statements stay prepared; the last place fills up.
    let size = places.len().next_power_of_two();
    let params: Vec<Value> = (0..size).map(|index| Value::from(places.get(index).copied().unwrap_or(last))).collect();
    tx.execute(format!("DELETE FROM bus_outbox WHERE pos IN {}", placeholders(1, size, 1)), &params).await
}

/// Everything up to here is gone although a group may not have passed it; 0 if nothing is.
pub(crate) async fn forced(source: &Db, service: &str) -> db::Result<i64> {
    source.query_one("SELECT pos FROM bus_pruned WHERE source = $1", &params![service]).await?.map_or(Ok(0), |row| row.get(0))
}

/// The last of the oldest `limit` events that happened before `since`; 0 if there is none.
pub(crate) async fn expired(source: &Db, since: i64, limit: i64) -> db::Result<i64> {
    let sql = "SELECT COALESCE(MAX(pos), 0) FROM (SELECT pos, occurred_at FROM bus_outbox ORDER BY pos LIMIT $2) AS oldest WHERE occurred_at < $1";
    source.query_one(sql, &params![since, limit]).await?.map_or(Ok(0), |row| row.get(0))
}

/// The events of one key from `from` up to `until`, oldest first.
pub(crate) async fn read_key(source: &Db, topics: &[&'static str], key: &str, range: (i64, i64)) -> db::Result<Vec<Placed>> {
    let sql = format!(
        "{SELECT} WHERE key = $1 AND pos >= $2 AND pos <= $3 AND topic IN {} ORDER BY pos LIMIT 500",
        placeholders(1, topics.len(), 4)
    );
    let mut params = params![key, range.0, range.1].to_vec();
    params.extend(topics.iter().map(|topic| Value::from(*topic)));
    placed(&source.query(sql, &params).await?)
}

/// The last place of the outbox, 0 if it never held anything.
pub(crate) async fn end(source: &Db) -> db::Result<i64> {
    let row = source.query_one("SELECT COALESCE(MAX(pos), 0) FROM bus_outbox", &[]).await?;
    row.map_or(Ok(0), |row| row.get(0))
}

fn placed(rows: &[db::Row]) -> db::Result<Vec<Placed>> {
    rows.iter()
        .map(|row| {
            let envelope = Envelope {
                id: row.get(1)?,
                topic: row.get(2)?,
                key: row.get(3)?,
                sequence: row.get(4)?,
                tenant: row.get(5)?,
                r#type: row.get(6)?,
                occurred_at_ms: row.get(7)?,
                traceparent: row.get(8)?,
                payload: row.get(9)?,
            };
            Ok((row.get(0)?, Arc::new(envelope)))
        })
        .collect()
}
