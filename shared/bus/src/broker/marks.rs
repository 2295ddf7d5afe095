//! The last number a group handled of each key.

use db::{Db, Tx, params};
use ids::Ms;

use crate::event::Envelope;

/// How long the mark of a quiet key is kept: far longer than an event can be on its way.
const KEPT: Ms = 30 * 24 * 3_600_000;

/// What is known of an event's key.
#[derive(Clone, Debug)]
pub(crate) struct Known {
    topic: String,
    /// The last number handled of (topic, key); none if the key is new to the group.
    pub(crate) sequence: Option<i64>,
    /// Whether earlier events of the key wait.
    pub(crate) is_held: bool,
}

impl Known {
    pub(crate) async fn load(db: &Db, group: &str, source: &str, event: &Envelope) -> db::Result<Self> {
        let sql = "SELECT (SELECT sequence FROM bus_seen WHERE grp = $1 AND topic = $2 AND key = $3),
                          (SELECT COUNT(*) FROM bus_held WHERE grp = $1 AND source = $4 AND key = $3)";
        let row = db.query_one(sql, &params![group, &event.topic, &event.key, source]).await?;
        let topic = event.topic.clone();
        let Some(row) = row else { return Ok(Self { topic, sequence: None, is_held: false }) };
        Ok(Self { topic, sequence: row.get(0)?, is_held: row.get::<i64>(1)? > 0 })
    }

    /// Once the event is handled.
    pub(crate) fn after(self, event: &Envelope) -> Self {
        Self { sequence: Some(event.sequence), ..self }
    }

    /// Whether this speaks of the event's topic; numbers of several topics run beside each other in one key.
    pub(crate) fn is_of(&self, event: &Envelope) -> bool {
        self.topic == event.topic
    }

    pub(crate) fn has_seen(&self, event: &Envelope) -> bool {
        self.sequence.is_some_and(|last| event.sequence <= last)
    }

    /// The numbers between the last one handled and this event.
    pub(crate) fn gap_before(&self, event: &Envelope) -> Option<(i64, i64)> {
        let last = self.sequence?;
        (event.sequence > last + 1).then_some((last + 1, event.sequence - 1))
    }
}

/// Moves the mark to the event, inside the transaction of its effects. [`db::Error::Duplicate`] if it is not at `previous` any more.
pub(crate) async fn claim(tx: &mut Tx, group: &str, event: &Envelope, previous: Option<i64>, now: Ms) -> db::Result<()> {
    if let Some(previous) = previous {
        let sql = "UPDATE bus_seen SET sequence = $4, seen_at = $5 WHERE grp = $1 AND topic = $2 AND key = $3 AND sequence = $6";
        if tx.execute(sql, &params![group, &event.topic, &event.key, event.sequence, now, previous]).await? > 0 {
            return Ok(());
        }
    }
    // A mark that somebody else has moved makes this fail.
    let sql = "INSERT INTO bus_seen (grp, topic, key, sequence, seen_at) VALUES ($1, $2, $3, $4, $5)";
    tx.execute(sql, &params![group, &event.topic, &event.key, event.sequence, now]).await.map(|_| ())
}

/// Locks the mark where it is, just before the event; false if it is elsewhere.
pub(crate) async fn lock(tx: &mut Tx, group: &str, event: &Envelope, previous: Option<i64>, now: Ms) -> db::Result<bool> {
    let touched = if let Some(previous) = previous {
        let sql = "UPDATE bus_seen SET seen_at = $4 WHERE grp = $1 AND topic = $2 AND key = $3 AND sequence = $5";
        tx.execute(sql, &params![group, &event.topic, &event.key, now, previous]).await?
    } else {
        let sql = "INSERT INTO bus_seen (grp, topic, key, sequence, seen_at) VALUES ($1, $2, $3, $4, $5)
                   ON CONFLICT (grp, topic, key) DO NOTHING";
        tx.execute(sql, &params![group, &event.topic, &event.key, event.sequence - 1, now]).await?
    };
    Ok(touched > 0)
}

/// Forgets keys that have been quiet for long and of which nothing waits.
pub(crate) async fn prune(db: &Db, now: Ms) -> db::Result<()> {
    let sql = "DELETE FROM bus_seen WHERE seen_at < $1
               AND NOT EXISTS (SELECT 1 FROM bus_waiting w WHERE w.grp = bus_seen.grp AND w.topic = bus_seen.topic AND w.key = bus_seen.key)";
    db.execute(sql, &params![now - KEPT]).await.map(|_| ())
}
