//! The write-ahead log of an SQLite store taken into its file, beside whoever writes.
//!
//! Left to itself SQLite does it inside of the commit that makes the log a thousand pages long: that commit, and all that queue behind it, wait until
//! a thousand pages are written and the disk was flushed three times. Here a connection of its own does it, once a second if anything was written:
//!
//! 1. `PASSIVE` moves what no reader needs any more, and keeps nobody waiting. Writers go on, so the log is never empty and grows on.
//! 2. Once it is long, `RESTART` moves the few pages that came meanwhile with the writer kept out, and the next commit begins the log anew. A reader of
//!    something old makes it give up at once: it comes again a second later.
//!
//! What is left to commits is a limit far above, for a process that has no time for the first.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{Connection as _, Row as _};

use crate::error::Result;
use crate::pool::{Db, Pools};

/// Pages of the log at which it is begun anew: 16 MiB.
const LONG: i64 = 4_096;
/// Pages at which a commit has to do it after all: 64 MiB.
pub(crate) const LIMIT: &str = "16384";
/// How long readers are waited for, while the writer is kept out.
const READERS: Duration = Duration::from_millis(10);

/// Keeps the log of one store short.
#[derive(Debug)]
pub struct Checkpointer {
    store: PathBuf,
    /// When the log was last written, as far as it was taken in.
    seen: Mutex<Option<SystemTime>>,
}

impl Checkpointer {
    /// For that store; none on a server, which sees to its own log.
    pub fn new(db: &Db) -> Option<Self> {
        match db.pools() {
            Pools::Sqlite { path, .. } => Some(Self { store: path.clone(), seen: Mutex::default() }),
            Pools::Postgres { .. } => None,
        }
    }

    /// The store's file.
    pub fn store(&self) -> &Path {
        &self.store
    }

    /// Takes in what was written since the last time.
    pub async fn run(&self) -> Result<()> {
        let Some(written) = written(&self.store) else { return Ok(()) };
        if *self.seen.lock().unwrap_or_else(PoisonError::into_inner) == Some(written) {
            return Ok(());
        }
        let options = SqliteConnectOptions::new().filename(&self.store).busy_timeout(READERS);
        let mut connection = SqliteConnection::connect_with(&options).await?;
        let pages = checkpoint(&mut connection, "PRAGMA wal_checkpoint(PASSIVE)").await?;
        if pages > LONG {
            checkpoint(&mut connection, "PRAGMA wal_checkpoint(RESTART)").await?;
        }
        connection.close().await?;
        *self.seen.lock().unwrap_or_else(PoisonError::into_inner) = Some(written);
        Ok(())
    }
}

/// Answers how many pages the log has.
async fn checkpoint(connection: &mut SqliteConnection, how: &'static str) -> Result<i64> {
    Ok(sqlx::query(how).fetch_one(connection).await?.get("log"))
}

fn written(store: &Path) -> Option<SystemTime> {
    let mut log = store.as_os_str().to_owned();
    log.push("-wal");
    std::fs::metadata(log).and_then(|found| found.modified()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::{Durability, Location};
    use crate::{Migration, Migrations, params};

    const PAGE: usize = 4_096;

    fn pages(store: &Path) -> usize {
        let log = std::fs::metadata(store.with_extension("sqlite-wal")).unwrap();
        usize::try_from(log.len()).unwrap() / PAGE
    }

    async fn things(folder: &Path) -> (PathBuf, Db) {
        let store = folder.join("thing.sqlite");
        let db = Db::new(&Location::File(store.clone()), Durability::Lazy).unwrap();
        let table = Migration { version: 1, name: "thing", sql: "CREATE TABLE thing (id BIGINT PRIMARY KEY, body TEXT NOT NULL)" };
        db.migrate(&Migrations::new([table])).await.unwrap();
        (store, db)
    }

    async fn write(db: &Db, id: i64, body: &str) {
        let mut tx = db.begin().await.unwrap();
        tx.execute("INSERT INTO thing (id, body) VALUES ($1, $2)", &params![id, body]).await.unwrap();
        tx.commit().await.unwrap();
    }

    #[tokio::test]
    async fn a_log_stays_short_while_it_is_written_and_nothing_is_lost() {
        let folder = tempfile::tempdir().unwrap();
        let (store, db) = things(folder.path()).await;
        let checkpointer = Checkpointer::new(&db).unwrap();
        let body = "x".repeat(100 * PAGE);
        for id in 0..200 {
            write(&db, id, &body).await;
            if id % 10 == 9 {
                checkpointer.run().await.unwrap();
            }
        }
        // A thousand pages come between two runs.
        assert!(pages(&store) < usize::try_from(LONG).unwrap() + 2_000, "{} pages", pages(&store));
        let rows = db.query("SELECT id FROM thing", &[]).await.unwrap();
        assert_eq!(rows.len(), 200);
    }

    #[tokio::test]
    async fn a_reader_of_something_old_keeps_no_writer_waiting() {
        let folder = tempfile::tempdir().unwrap();
        let (store, db) = things(folder.path()).await;
        let mut reader = SqliteConnection::connect_with(&SqliteConnectOptions::new().filename(&store)).await.unwrap();
        sqlx::query("BEGIN").execute(&mut reader).await.unwrap();
        sqlx::query("SELECT COUNT(*) FROM thing").fetch_one(&mut reader).await.unwrap();
        let checkpointer = Checkpointer::new(&db).unwrap();
        let body = "x".repeat(1_000 * PAGE);
        for id in 0..8 {
            write(&db, id, &body).await;
            checkpointer.run().await.unwrap();
        }
        let old: i64 = sqlx::query("SELECT COUNT(*) AS n FROM thing").fetch_one(&mut reader).await.unwrap().get("n");
        assert_eq!(old, 0, "the reader still sees what there was");
    }
}
