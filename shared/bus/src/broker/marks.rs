//! The last number a group handled of each key.

use db::{Db, Tx, Value, params, placeholders};
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

/// Moves the marks of several keys from just before these events to them, with one statement: nothing else was written for them. False if a mark is
/// elsewhere; those that were where they were thought to be have moved all the same, so every key has to be looked at again.
pub(crate) async fn step(db: &Db, group: &str, events: &[&Envelope], now: Ms) -> db::Result<bool> {
    let Some(last) = events.last() else { return Ok(true) };
    // A few sizes only, so that the statements stay prepared; the last event fills up.
    let size = events.len().next_power_of_two();
    let rows = (0..size).map(|index| events.get(index).unwrap_or(last));
    let mut params = params![group, now].to_vec();
    params.extend(rows.flat_map(|event| -> [Value; 3] { params![&event.topic, &event.key, event.sequence] }));
    // In one order for everybody, or two replicas could wait for each other.
    let sql = format!(
        "INSERT INTO bus_seen (grp, topic, key, sequence, seen_at)
         SELECT DISTINCT $1, column1, column2, column3, $2 FROM (VALUES {}) AS event WHERE TRUE ORDER BY column1, column2
         ON CONFLICT (grp, topic, key) DO UPDATE SET sequence = excluded.sequence, seen_at = excluded.seen_at
         WHERE bus_seen.sequence = excluded.sequence - 1",
        placeholders(size, 3, 3)
    );
    Ok(db.execute(sql, &params).await? == u64::try_from(events.len()).unwrap_or(u64::MAX))
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

#[cfg(test)]
mod tests {
    use db::{Durability, Location};

    use super::*;

    fn event(key: &str, sequence: i64) -> Envelope {
        Envelope { topic: "shop.sold.v1".to_owned(), key: key.to_owned(), sequence, ..Envelope::default() }
    }

    async fn marks(db: &Db) -> Vec<(String, i64)> {
        let rows = db.query("SELECT key, sequence FROM bus_seen WHERE grp = 'books' ORDER BY key", &[]).await.unwrap();
        rows.iter().map(|row| (row.get(0).unwrap(), row.get(1).unwrap())).collect()
    }

    #[tokio::test]
    async fn marks_step_together_and_one_that_is_elsewhere_stays() {
        let folder = tempfile::tempdir().unwrap();
        let db = Db::new(&Location::File(folder.path().join("store.sqlite")), Durability::Lazy).unwrap();
        db.migrate(&crate::migrations()).await.unwrap();
        let (a, b, c) = (event("a", 1), event("b", 7), event("c", 1));
        assert!(step(&db, "books", &[&a, &b, &c], 10).await.unwrap(), "new keys begin where they are met");
        assert!(step(&db, "others", &[&event("a", 4)], 10).await.unwrap(), "every group has its own");
        assert!(!step(&db, "books", &[&event("a", 2), &b, &event("c", 3)], 11).await.unwrap(), "handled before, and a hole");
        let expected = [("a".to_owned(), 2), ("b".to_owned(), 7), ("c".to_owned(), 1)];
        assert_eq!(marks(&db).await, expected);
        assert!(step(&db, "books", &[], 12).await.unwrap());
        assert!(!step(&db, "books", &[&event("a", 2)], 13).await.unwrap());
        assert_eq!(marks(&db).await, expected);
    }
}
