//! Events of held keys, in the consumer's store.

use std::sync::Arc;

use db::{Row, Tx, Value, params};
use ids::Ms;
use prost::Message as _;

use super::marks::{self, Known};
use crate::event::Envelope;
use crate::group::Group;
use crate::hold::{self, Hold};
use crate::parking::Held;

/// Waiting events of one key that an operator is shown.
const SHOWN: i64 = 500;

/// An event that waits, with its place among those that do.
pub(crate) type Waiting = (i64, Arc<Envelope>);

/// Where a key of a group stands.
#[derive(Clone, Copy)]
pub(crate) struct Place<'a> {
    pub(crate) group: &'a Group,
    pub(crate) source: &'a str,
    pub(crate) now: Ms,
}

impl Place<'_> {
    /// Holds the key from this event on; false if the key has moved on without us.
    pub(crate) async fn hold(self, event: &Envelope, known: &Known, hold: &Hold) -> db::Result<bool> {
        let mut tx = self.group.db.begin().await?;
        if !marks::lock(&mut tx, self.group.name, event, known, self.now).await? {
            return Ok(false);
        }
        write(&mut tx, hold::save(self.group.name, self.source, hold)).await?;
        self.put(&mut tx, event).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// Lets an event wait behind those before it; false if nothing holds its key any more.
    pub(crate) async fn append(self, event: &Envelope, last: Option<i64>) -> db::Result<bool> {
        let mut tx = self.group.db.begin().await?;
        if !self.lock(&mut tx, &event.key).await? {
            return Ok(false);
        }
        let is_new = self.put(&mut tx, event).await?;
        if is_new && last.is_some_and(|last| event.sequence == last + 1) {
            // The one that was missing.
            let sql = "UPDATE bus_held SET attempts = 0, retry_at = 0, parked_at = NULL WHERE grp = $1 AND source = $2 AND key = $3";
            tx.execute(sql, &params![self.group.name, self.source, &event.key]).await?;
        }
        tx.commit().await?;
        Ok(true)
    }

    /// Lifts the hold if nothing waits; false if something does.
    pub(crate) async fn lift(self, key: &str) -> db::Result<bool> {
        let mut tx = self.group.db.begin().await?;
        // Locked first and looked at in a statement of its own, so that an event appended meanwhile is seen.
        self.lock(&mut tx, key).await?;
        let sql = "SELECT COUNT(*) FROM bus_waiting WHERE grp = $1 AND source = $2 AND key = $3";
        let waiting: i64 = tx.query_one(sql, &params![self.group.name, self.source, key]).await?.map_or(Ok(0), |row| row.get(0))?;
        if waiting == 0 {
            write(&mut tx, hold::remove(self.group.name, self.source, key)).await?;
        }
        tx.commit().await?;
        Ok(waiting == 0)
    }

    /// Writes a hold that changed, unless it was lifted meanwhile.
    pub(crate) async fn change(self, hold: &Hold) -> db::Result<()> {
        let mut tx = self.group.db.begin().await?;
        if self.lock(&mut tx, &hold.key).await? {
            write(&mut tx, hold::save(self.group.name, self.source, hold)).await?;
        }
        tx.commit().await
    }

    /// Takes an event out: it is handled.
    pub(crate) async fn done(self, pos: i64) -> db::Result<()> {
        self.group.db.execute("DELETE FROM bus_waiting WHERE pos = $1", &params![pos]).await.map(|_| ())
    }

    /// The first of those that wait, in the order they came.
    pub(crate) async fn first(self, key: &str, limit: i64) -> db::Result<Vec<Waiting>> {
        let sql = "SELECT pos, envelope FROM bus_waiting WHERE grp = $1 AND source = $2 AND key = $3 ORDER BY pos LIMIT $4";
        let rows = self.group.db.query(sql, &params![self.group.name, self.source, key, limit]).await?;
        rows.iter().map(decode).collect()
    }

    /// The one with that number, wherever it lies.
    pub(crate) async fn numbered(self, key: &str, topic: &str, sequence: i64) -> db::Result<Option<Waiting>> {
        let sql = "SELECT pos, envelope FROM bus_waiting WHERE grp = $1 AND source = $2 AND key = $3 AND topic = $4 AND sequence = $5";
        let row = self.group.db.query_one(sql, &params![self.group.name, self.source, key, topic, sequence]).await?;
        row.as_ref().map(decode).transpose()
    }

    async fn lock(self, tx: &mut Tx, key: &str) -> db::Result<bool> {
        let sql = "UPDATE bus_held SET attempts = attempts WHERE grp = $1 AND source = $2 AND key = $3";
        Ok(tx.execute(sql, &params![self.group.name, self.source, key]).await? > 0)
    }

    async fn put(self, tx: &mut Tx, event: &Envelope) -> db::Result<bool> {
        let sql = "INSERT INTO bus_waiting (grp, source, key, topic, sequence, envelope) VALUES ($1, $2, $3, $4, $5, $6)
                   ON CONFLICT (grp, source, key, topic, sequence) DO NOTHING";
        let params = params![self.group.name, self.source, &event.key, &event.topic, event.sequence, event.encode_to_vec()];
        Ok(tx.execute(sql, &params).await? > 0)
    }
}

fn decode(row: &Row) -> db::Result<Waiting> {
    let bytes: Vec<u8> = row.get(1)?;
    // Written by `put`, so it can be read. An event without a topic is passed over.
    Ok((row.get(0)?, Arc::new(Envelope::decode(bytes.as_slice()).unwrap_or_default())))
}

/// What waits behind a held key, oldest first.
pub(crate) async fn waiting(group: &Group, held: &Held) -> db::Result<Vec<Arc<Envelope>>> {
    let place = Place { group, source: &held.source, now: 0 };
    Ok(place.first(&held.key, SHOWN).await?.into_iter().map(|(_, event)| event).collect())
}

/// Lets the key be tried again at once, by whichever replica tries.
pub(crate) async fn replay(group: &Group, held: &Held) -> db::Result<()> {
    let mut tx = group.db.begin().await?;
    due(&mut tx, group, held).await?;
    tx.commit().await
}

/// Gives up what the key fails on: the first event, or the numbers that are missing before it.
pub(crate) async fn discard(group: &Group, held: &Held, now: Ms) -> db::Result<()> {
    let place = Place { group, source: &held.source, now };
    let first = place.first(&held.key, 1).await?.into_iter().next();
    let mut tx = group.db.begin().await?;
    if let Some((pos, event)) = first {
        let known = Known::load(&group.db, group.name, &held.source, &event).await?;
        let gap = known.gap_before(&event);
        let given_up = gap.map_or(event.sequence, |(_, last)| last);
        if gap.is_none() {
            tx.execute("DELETE FROM bus_waiting WHERE pos = $1", &params![pos]).await?;
        }
        if !known.has_seen(&event) {
            let upto = Envelope { sequence: given_up, ..(*event).clone() };
            marks::claim(&mut tx, group.name, &upto, known.sequence, now).await?;
        }
    }
    due(&mut tx, group, held).await?;
    tx.commit().await
}

async fn due(tx: &mut Tx, group: &Group, held: &Held) -> db::Result<()> {
    let sql = "UPDATE bus_held SET attempts = 0, retry_at = 0, parked_at = NULL WHERE grp = $1 AND source = $2 AND key = $3";
    tx.execute(sql, &params![group.name, &held.source, &held.key]).await.map(|_| ())
}

async fn write<const N: usize>(tx: &mut Tx, (sql, params): (&'static str, [Value; N])) -> db::Result<()> {
    tx.execute(sql, &params).await.map(|_| ())
}
