//! Statements that are written together or not at all, in one journey to the store.
//!
//! A connection to an SQLite file is a thread of the driver's. Every statement costs two switches between threads, `BEGIN` and `COMMIT` too, and for small
//! statements that is most of what they cost. A batch that is known as a whole travels as one text: two switches, however much it holds. What it
//! must be refused for (another replica was quicker, a row exists) the statements say themselves, by a constraint that then fails.

use std::fmt;

use crate::error::Result;
use crate::fail::Boundary;
use crate::pool::{Db, Pools, Statement};
use crate::tx::{Tx, fetch};
use crate::value::Value;

/// Statements with their parameters, in order.
#[derive(Default)]
pub struct Batch {
    statements: Vec<(Statement, Vec<Value>)>,
    after_commit: Vec<Box<dyn FnOnce() + Send>>,
}

impl fmt::Debug for Batch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Batch").field("statements", &self.statements.len()).finish_non_exhaustive()
    }
}

impl Batch {
    /// Adds a statement that answers no rows.
    pub fn push(&mut self, sql: impl Into<Statement>, params: impl Into<Vec<Value>>) {
        self.statements.push((sql.into(), params.into()));
    }

    /// Runs `action` once the batch is committed, and not at all otherwise.
    pub fn after_commit(&mut self, action: impl FnOnce() + Send + 'static) {
        self.after_commit.push(Box::new(action));
    }

    /// Whether there is nothing to write.
    pub fn is_empty(&self) -> bool {
        self.statements.is_empty()
    }

    /// One text without numbers at its placeholders, and the parameters in the order of the text. SQLite looks a numbered one up by its name among
    /// all names of the statement, at every use: hundreds of rows would cost the square of that.
    fn joined(self) -> (String, Vec<Value>) {
        let mut text = "BEGIN IMMEDIATE;".to_owned();
        let mut all = Vec::new();
        for (sql, params) in self.statements {
            let places = unnumbered(&mut text, sql.text());
            text.push(';');
            if places.iter().copied().eq(1..=params.len()) {
                all.extend(params);
            } else {
                all.extend(places.iter().filter_map(|place| params.get(place - 1).cloned()));
            }
        }
        text.push_str("COMMIT");
        (text, all)
    }
}

/// `$7` becomes `?`; answers the numbers in the order of the text. Statements hold no literals with a `$`: values travel as parameters.
fn unnumbered(text: &mut String, sql: &str) -> Vec<usize> {
    let mut places = Vec::new();
    let mut parts = sql.split('$');
    text.push_str(parts.next().unwrap_or_default());
    for part in parts {
        let digits = part.bytes().take_while(u8::is_ascii_digit).count();
        let (number, rest) = part.split_at(digits);
        match number.parse::<usize>() {
            Ok(number) if number > 0 => {
                places.push(number);
                text.push('?');
                text.push_str(rest);
            }
            _ => {
                text.push('$');
                text.push_str(part);
            }
        }
    }
    places
}

impl Db {
    /// Writes the batch and makes it durable, then runs what waited for that. Goes on although its caller goes away.
    ///
    /// # Errors
    /// Those of its statements; nothing of it is written then.
    pub async fn write(&self, batch: Batch) -> Result<()> {
        if batch.is_empty() {
            return Ok(());
        }
        let this = self.clone();
        // In a task of its own: a caller that goes away in the middle must not leave the connection inside a transaction.
        #[expect(clippy::disallowed_methods, reason = "short, bounded by the acquire time-out, and must outlive its caller")]
        let written = tokio::spawn(async move { this.write_here(batch).await }).await;
        written.unwrap_or_else(|error| Err(sqlx::Error::Io(std::io::Error::other(error)).into()))
    }

    async fn write_here(&self, mut batch: Batch) -> Result<()> {
        let Pools::Sqlite { write, .. } = self.pools() else {
            let mut tx = self.begin().await?;
            return batch.run_in(&mut tx).await.map(|()| tx)?.commit().await;
        };
        let mut boundary = Boundary::of(self.points());
        for (sql, _) in &batch.statements {
            boundary.saw(sql.text());
        }
        let actions = std::mem::take(&mut batch.after_commit);
        let (text, params) = batch.joined();
        boundary.before().await?;
        let mut connection = write.acquire().await?;
        if let Err(error) = fetch::execute_sqlite(&mut connection, Statement::Built(text), &params).await {
            // Some failures, a full disk for one, have rolled back already. A connection that does not say so is not used again.
            if fetch::execute_sqlite(&mut connection, Statement::Fixed("ROLLBACK"), &[]).await.is_err() {
                connection.close_on_drop();
            }
            return Err(error);
        }
        drop(connection);
        boundary.after().await?;
        for action in actions {
            action();
        }
        Ok(())
    }
}

impl Batch {
    async fn run_in(self, tx: &mut Tx) -> Result<()> {
        for (sql, params) in self.statements {
            tx.execute(sql, &params).await?;
        }
        for action in self.after_commit {
            tx.after_commit(action);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, Ordering};

    use super::*;
    use crate::settings::{Durability, Location};
    use crate::{Error, Migration, Migrations, params};

    const TABLE: Migration =
        Migration { version: 1, name: "t", sql: "CREATE TABLE thing (id BIGINT PRIMARY KEY, version BIGINT NOT NULL)" };
    const INSERT: &str = "INSERT INTO thing (version, id) VALUES ($2, $1)";
    const RAISE: &str = "UPDATE thing SET version = CASE WHEN version = $2 THEN $2 + 1 END WHERE id = $1";

    async fn store(folder: &tempfile::TempDir) -> Db {
        let db = Db::new(&Location::File(folder.path().join("thing.sqlite")), Durability::Lazy).unwrap();
        db.migrate(&Migrations::new([TABLE])).await.unwrap();
        db
    }

    fn batch(statements: &[(&'static str, [i64; 2])]) -> Batch {
        let mut batch = Batch::default();
        for (sql, [one, two]) in statements {
            batch.push(*sql, params![*one, *two]);
        }
        batch
    }

    async fn things(db: &Db) -> Vec<(i64, i64)> {
        let rows = db.query("SELECT id, version FROM thing ORDER BY id", &[]).await.unwrap();
        rows.iter().map(|row| (row.get(0).unwrap(), row.get(1).unwrap())).collect()
    }

    #[tokio::test]
    async fn every_statement_gets_its_own_parameters() {
        let folder = tempfile::tempdir().unwrap();
        let db = store(&folder).await;
        db.write(batch(&[(INSERT, [1, 10]), (INSERT, [2, 20]), (RAISE, [1, 10])])).await.unwrap();
        assert_eq!(things(&db).await, [(1, 11), (2, 20)]);
    }

    #[tokio::test]
    async fn a_batch_is_written_as_a_whole_or_not_at_all_and_the_next_one_is_written() {
        let folder = tempfile::tempdir().unwrap();
        let db = store(&folder).await;
        db.write(batch(&[(INSERT, [1, 10])])).await.unwrap();
        let done = Arc::new(AtomicBool::new(false));
        let mut twice = batch(&[(INSERT, [2, 20]), (INSERT, [1, 10])]);
        let seen = done.clone();
        twice.after_commit(move || seen.store(true, Ordering::Release));
        assert!(matches!(db.write(twice).await, Err(Error::Duplicate(_))));
        let stale = batch(&[(INSERT, [2, 20]), (RAISE, [1, 9])]);
        assert!(matches!(db.write(stale).await, Err(Error::Guarded(_))));
        assert_eq!(things(&db).await, [(1, 10)]);
        assert!(!done.load(Ordering::Acquire), "nothing was committed");
        db.write(batch(&[(RAISE, [1, 10])])).await.unwrap();
        assert_eq!(things(&db).await, [(1, 11)]);
    }

    #[tokio::test]
    async fn a_caller_that_goes_away_leaves_no_transaction_behind() {
        let folder = tempfile::tempdir().unwrap();
        let db = store(&folder).await;
        for id in 0..50 {
            let gone = tokio::time::timeout(std::time::Duration::from_micros(30), db.write(batch(&[(INSERT, [id, 0])])));
            drop(gone.await);
        }
        db.write(batch(&[(INSERT, [100, 1])])).await.unwrap();
        let written = things(&db).await;
        assert_eq!(written.last(), Some(&(100, 1)));
    }

    #[test]
    fn parameters_stand_in_the_order_of_the_text_and_as_often_as_they_are_used() {
        let mut text = String::new();
        let places = unnumbered(&mut text, "UPDATE a SET b = $12, e = $1 WHERE c = $1 AND d = '$'");
        assert_eq!(text, "UPDATE a SET b = ?, e = ? WHERE c = ? AND d = '$'");
        assert_eq!(places, [12, 1, 1]);
    }
}
