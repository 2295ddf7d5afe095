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
    /// The number at which the mark is. It is behind where nothing was written for the last events: marks follow a little later.
    pub(crate) marked: Option<i64>,
    /// Whether earlier events of the key wait.
    pub(crate) is_held: bool,
}

impl Known {
    pub(crate) async fn load(db: &Db, group: &str, source: &str, event: &Envelope) -> db::Result<Self> {
        let sql = "SELECT (SELECT sequence FROM bus_seen WHERE grp = $1 AND topic = $2 AND key = $3),
                          (SELECT COUNT(*) FROM bus_held WHERE grp = $1 AND source = $4 AND key = $3)";
        let row = db.query_one(sql, &params![group, &event.topic, &event.key, source]).await?;
        let topic = event.topic.clone();
        let Some(row) = row else { return Ok(Self { topic, sequence: None, marked: None, is_held: false }) };
        let marked = row.get(0)?;
        Ok(Self { topic, sequence: marked, marked, is_held: row.get::<i64>(1)? > 0 })
    }

    /// Once the event is handled and marked.
    pub(crate) fn after(self, event: &Envelope) -> Self {
        Self { sequence: Some(event.sequence), marked: Some(event.sequence), ..self }
    }

    /// Once the event is handled, and nothing was written for it.
    pub(crate) fn ahead(self, event: &Envelope) -> Self {
        Self { sequence: Some(event.sequence), ..self }
    }

    /// Whether events were handled that are not marked yet.
    pub(crate) fn is_ahead(&self) -> bool {
        self.sequence != self.marked
    }

    /// Where the mark has to follow to, if it is behind.
    pub(crate) fn step<'a>(&'a self, key: &'a str) -> Option<Step<'a>> {
        let sequence = self.sequence.filter(|_| self.is_ahead())?;
        Some(Step { topic: &self.topic, key, sequence })
    }

    /// The mark of the topic has moved up to a number.
    pub(crate) fn follow(&mut self, topic: &str, sequence: i64) {
        if self.topic == topic {
            self.marked = self.marked.max(Some(sequence));
        }
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

/// A mark and the number it has to stand for at least.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Step<'a> {
    pub(crate) topic: &'a str,
    pub(crate) key: &'a str,
    pub(crate) sequence: i64,
}

/// Moves marks of different keys up, with one statement: every event up to there was handled, and nothing written for those behind the mark. So it does
/// not matter whether somebody else has moved one meanwhile: whoever handles an event with effects says where the mark was.
pub(crate) async fn step(db: &Db, group: &str, steps: &[Step<'_>], now: Ms) -> db::Result<()> {
    let Some(last) = steps.last() else { return Ok(()) };
    // A few sizes only, so that the statements stay prepared; the last one fills up.
    let size = steps.len().next_power_of_two();
    let rows = (0..size).map(|index| steps.get(index).unwrap_or(last));
    let mut params = params![group, now].to_vec();
    params.extend(rows.flat_map(|step| -> [Value; 3] { params![step.topic, step.key, step.sequence] }));
    // In one order for everybody, or two replicas could wait for each other.
    let sql = format!(
        "INSERT INTO bus_seen (grp, topic, key, sequence, seen_at)
         SELECT DISTINCT $1, column1, column2, column3, $2 FROM (VALUES {}) AS event WHERE TRUE ORDER BY column1, column2
         ON CONFLICT (grp, topic, key) DO UPDATE SET sequence = excluded.sequence, seen_at = excluded.seen_at
         WHERE bus_seen.sequence < excluded.sequence",
        placeholders(size, 3, 3)
    );
    db.execute(sql, &params).await.map(|_| ())
}

/// Locks the mark where the key is, just before the event, and moves it there if it is behind; false if it is elsewhere.
pub(crate) async fn lock(tx: &mut Tx, group: &str, event: &Envelope, known: &Known, now: Ms) -> db::Result<bool> {
    let touched = if let (Some(marked), Some(sequence)) = (known.marked, known.sequence) {
        let sql = "UPDATE bus_seen SET sequence = $6, seen_at = $4 WHERE grp = $1 AND topic = $2 AND key = $3 AND sequence = $5";
        tx.execute(sql, &params![group, &event.topic, &event.key, now, marked, sequence]).await?
    } else {
        let sql = "INSERT INTO bus_seen (grp, topic, key, sequence, seen_at) VALUES ($1, $2, $3, $4, $5)
                   ON CONFLICT (grp, topic, key) DO NOTHING";
        let sequence = known.sequence.unwrap_or(event.sequence - 1);
        tx.execute(sql, &params![group, &event.topic, &event.key, sequence, now]).await?
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

    fn to(key: &str, sequence: i64) -> Step<'_> {
        Step { topic: "shop.sold.v1", key, sequence }
    }

    #[tokio::test]
    async fn marks_go_up_together_and_never_down() {
        let folder = tempfile::tempdir().unwrap();
        let db = Db::new(&Location::File(folder.path().join("store.sqlite")), Durability::Lazy).unwrap();
        db.migrate(&crate::migrations()).await.unwrap();
        step(&db, "books", &[to("a", 1), to("b", 7), to("c", 1)], 10).await.unwrap();
        step(&db, "others", &[to("a", 4)], 10).await.unwrap();
        let mut expected = [("a".to_owned(), 1), ("b".to_owned(), 7), ("c".to_owned(), 1)];
        assert_eq!(marks(&db).await, expected, "new keys begin where they are met, and every group has its own");
        step(&db, "books", &[to("a", 5), to("b", 6), to("c", 1)], 11).await.unwrap();
        step(&db, "books", &[], 12).await.unwrap();
        expected[0].1 = 5;
        assert_eq!(marks(&db).await, expected);
    }

    #[tokio::test]
    async fn a_key_that_is_locked_is_marked_where_it_was_handled_up_to() {
        let folder = tempfile::tempdir().unwrap();
        let db = Db::new(&Location::File(folder.path().join("store.sqlite")), Durability::Lazy).unwrap();
        db.migrate(&crate::migrations()).await.unwrap();
        step(&db, "books", &[to("a", 3), to("b", 3)], 10).await.unwrap();
        let ahead = Known::load(&db, "books", "shop", &event("a", 4)).await.unwrap().ahead(&event("a", 4)).ahead(&event("a", 5));
        assert!(ahead.is_ahead() && ahead.has_seen(&event("a", 5)) && ahead.gap_before(&event("a", 6)).is_none());
        let new = Known::load(&db, "books", "shop", &event("c", 8)).await.unwrap();
        let mut tx = db.begin().await.unwrap();
        assert!(lock(&mut tx, "books", &event("a", 6), &ahead, 11).await.unwrap());
        assert!(!lock(&mut tx, "books", &event("a", 6), &ahead, 11).await.unwrap(), "it has moved on");
        assert!(lock(&mut tx, "books", &event("c", 8), &new, 11).await.unwrap());
        tx.commit().await.unwrap();
        assert_eq!(marks(&db).await, [("a".to_owned(), 5), ("b".to_owned(), 3), ("c".to_owned(), 7)]);
    }
}
