//! Several SQLite stores copied as they all were at one instant, while they are used.
//!
//! Each store follows others: its cursors count their rows, its rows name theirs. A copy in which one is older than another holds cursors
//! that lie ahead, so all of them are taken at one instant:
//!
//! 1. every store's one writer is kept out (`BEGIN IMMEDIATE`); 2. a reader begins on each, and the write-ahead logs are copied, which are
//!    small; 3. the writers go on; 4. the files are copied, however long that takes; 5. each copy is opened, takes its log in, and is checked.
//!
//! What makes the fourth step safe: while a reader is open, the engine moves nothing into a file that is newer than what the reader sees,
//! and whatever older it moves, even half of it, lies in the copied log as well, which wins.

use std::path::{Path, PathBuf};
use std::time::Duration;

use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{Connection as _, Row as _};

use crate::error::{Error, Result};

/// How long a store's writer may take to let us in.
const PATIENCE: Duration = Duration::from_secs(10);

/// Copies the stores into a folder, under their names.
pub async fn copy(stores: &[PathBuf], into: &Path) -> Result<()> {
    let mut writers = Vec::new();
    for store in stores {
        let mut writer = open(store).await?;
        sqlx::query("BEGIN IMMEDIATE").execute(&mut writer).await?;
        writers.push(writer);
    }
    let mut readers = Vec::new();
    for store in stores {
        let mut reader = open(store).await?;
        sqlx::query("BEGIN").execute(&mut reader).await?;
        sqlx::query("SELECT COUNT(*) FROM sqlite_master").fetch_one(&mut reader).await?;
        readers.push(reader);
        let log = beside(store, "-wal");
        if log.exists() {
            file(&log, into)?;
        }
    }
    for mut writer in writers {
        sqlx::query("ROLLBACK").execute(&mut writer).await?;
        writer.close().await?;
    }
    for store in stores {
        file(store, into)?;
    }
    for reader in readers {
        reader.close().await?;
    }
    for store in stores {
        settle(&into.join(store.file_name().unwrap_or_default())).await?;
    }
    Ok(())
}

/// Takes the log in and looks whether the copy is whole.
async fn settle(copy: &Path) -> Result<()> {
    let mut connection = open(copy).await?;
    sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").execute(&mut connection).await?;
    let said: String = sqlx::query("PRAGMA integrity_check(1)").fetch_one(&mut connection).await?.get(0);
    connection.close().await?;
    if said == "ok" { Ok(()) } else { Err(broken(copy, std::io::Error::other(said))) }
}

async fn open(store: &Path) -> Result<SqliteConnection> {
    let options = SqliteConnectOptions::new().filename(store).busy_timeout(PATIENCE);
    SqliteConnection::connect_with(&options).await.map_err(|error| broken(store, std::io::Error::other(error)))
}

fn file(from: &Path, into: &Path) -> Result<()> {
    let to = into.join(from.file_name().unwrap_or_default());
    std::fs::copy(from, to).map(drop).map_err(|error| broken(from, error))
}

fn beside(store: &Path, ending: &str) -> PathBuf {
    let mut name = store.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

fn broken(store: &Path, error: std::io::Error) -> Error {
    Error::Unavailable(sqlx::Error::Io(std::io::Error::new(error.kind(), format!("{}: {error}", store.display()))))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};

    use super::*;
    use crate::settings::{Durability, Location};
    use crate::{Db, Migration, Migrations, params};

    const TABLE: Migration = Migration { version: 1, name: "t", sql: "CREATE TABLE thing (id BIGINT PRIMARY KEY, text TEXT NOT NULL)" };

    async fn store(folder: &Path, name: &str) -> Db {
        let db = Db::new(&Location::File(folder.join(name)), Durability::Lazy).unwrap();
        db.migrate(&Migrations::new([TABLE])).await.unwrap();
        db
    }

    async fn insert(db: &Db, id: i64) {
        let mut tx = db.begin().await.unwrap();
        tx.execute("INSERT INTO thing (id, text) VALUES ($1, $2)", &params![id, "x".repeat(2_000)]).await.unwrap();
        tx.commit().await.unwrap();
    }

    async fn last(db: &Db) -> i64 {
        let row = db.query_one("SELECT COALESCE(MAX(id), 0), COUNT(*) FROM thing", &[]).await.unwrap().unwrap();
        assert_eq!(row.get::<i64>(0).unwrap(), row.get::<i64>(1).unwrap(), "no row is missing");
        row.get(0).unwrap()
    }

    /// Two stores of which the second follows the first: it never holds what the first does not.
    #[tokio::test(flavor = "multi_thread")]
    async fn copies_are_of_one_instant_while_both_are_written_and_checkpointed() {
        let folder = tempfile::tempdir().unwrap();
        let (first, second) = (store(folder.path(), "first.sqlite").await, store(folder.path(), "second.sqlite").await);
        let (stop, acknowledged) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicI64::new(0)));
        let (stopped, count) = (stop.clone(), acknowledged.clone());
        let (one, two) = (first.clone(), second.clone());
        #[expect(clippy::disallowed_methods, reason = "the test waits for it")]
        let writing = tokio::spawn(async move {
            let mut id = 0;
            while !stopped.load(Ordering::Acquire) {
                id += 1;
                insert(&one, id).await;
                insert(&two, id).await;
                count.store(id, Ordering::Release);
            }
        });
        let paths = ["first.sqlite", "second.sqlite"].map(|name| folder.path().join(name));
        for round in 0..15 {
            // The log is taken into the file every thousand pages: some rounds meet that.
            tokio::time::sleep(Duration::from_millis(40)).await;
            let before = acknowledged.load(Ordering::Acquire);
            let into = folder.path().join(format!("copy-{round}"));
            std::fs::create_dir(&into).unwrap();
            copy(&paths, &into).await.unwrap();
            let names = std::fs::read_dir(&into).unwrap().count();
            assert_eq!(names, 2, "a copy is one file");
            let (one, two) =
                (last(&Db::read_only(&into.join("first.sqlite"))).await, last(&Db::read_only(&into.join("second.sqlite"))).await);
            assert!(one == two || one == two + 1, "round {round}: {one} and {two} are not of one instant");
            assert!(two >= before, "round {round}: {before} was acknowledged before the copy, which ends at {two}");
        }
        stop.store(true, Ordering::Release);
        writing.await.unwrap();
        assert!(last(&first).await > 100, "that was no load");
    }

    #[tokio::test]
    async fn a_store_that_is_none_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let rubbish = folder.path().join("rubbish.sqlite");
        std::fs::write(&rubbish, "a shopping list, and a long one: ".repeat(200)).unwrap();
        let into = folder.path().join("copy");
        std::fs::create_dir(&into).unwrap();
        let error = copy(&[rubbish], &into).await.unwrap_err();
        assert!(format!("{error:?}").contains("not a database"), "{error:?}");
    }
}
