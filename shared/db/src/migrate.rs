//! Migrations: forward only, one table of them per service.

use std::collections::BTreeSet;
use std::path::Path;

use sqlx::migrate::{Migration as Step, MigrationType, Migrator};
use sqlx::postgres::PgConnection;
use sqlx::{AssertSqlSafe, Connection as _, SqlSafeStr};

use crate::error::{Error, Result};
use crate::fail::{Boundary, MIGRATE};
use crate::pool::{Db, Pools};
use crate::settings::Engine;

/// One step: its number and its portable SQL.
#[derive(Clone, Copy, Debug)]
pub struct Migration {
    /// From 1, growing.
    pub version: i64,
    /// What it is about.
    pub name: &'static str,
    /// Portable SQL; `{{identity}}` is replaced by the engine's growing primary key.
    pub sql: &'static str,
}

/// All steps of one service, oldest first. Several lists may be joined: a crate that keeps tables in its users' stores brings its own.
#[derive(Clone, Debug, Default)]
pub struct Migrations(Vec<Migration>);

impl Migrations {
    /// The steps, in any order.
    pub fn new(steps: impl IntoIterator<Item = Migration>) -> Self {
        let mut steps: Vec<_> = steps.into_iter().collect();
        steps.sort_by_key(|step| step.version);
        Self(steps)
    }

    /// Both lists together.
    #[must_use]
    pub fn and(self, more: Self) -> Self {
        Self::new(self.0.into_iter().chain(more.0))
    }

    /// Whether the step of that number is one of these.
    pub fn knows(&self, version: i64) -> bool {
        self.0.iter().any(|step| step.version == version)
    }

    fn migrator(&self, engine: Engine) -> Migrator {
        let identity = match engine {
            Engine::Sqlite => "INTEGER PRIMARY KEY AUTOINCREMENT",
            Engine::Postgres => "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY",
        };
        let steps = self.0.iter().map(|step| {
            let sql = AssertSqlSafe(step.sql.replace("{{identity}}", identity)).into_sql_str();
            Step::new(step.version, step.name.into(), MigrationType::Simple, sql, false)
        });
        let mut migrator = Migrator::with_migrations(steps.collect());
        // Those of a later version only add: this version works beside it, and may be started anew beside it.
        migrator.set_ignore_missing(true);
        migrator
    }

    pub(crate) async fn run(&self, db: &Db) -> Result<()> {
        let migrator = self.migrator(db.engine());
        let mut boundary = Boundary::of(db.points());
        boundary.saw(MIGRATE);
        boundary.before().await?;
        let done = match db.pools() {
            Pools::Sqlite { write, path, .. } => {
                if let Some(newest) = self.upgrades(db).await? {
                    copy(write, path, newest).await?;
                }
                migrator.run(write).await
            }
            Pools::Postgres { pool, schema } => {
                fits(pool).await?;
                // The name is the service's own, from its constructor: letters and underscores.
                let made = sqlx::query(AssertSqlSafe(format!("CREATE SCHEMA IF NOT EXISTS \"{schema}\""))).execute(pool).await;
                // Of two replicas that make it at once, one hears that it is there, whatever the statement says. The steps have a lock.
                let there = |error: &sqlx::Error| error.as_database_error().is_some_and(sqlx::error::DatabaseError::is_unique_violation);
                made.map(drop).or_else(|error| if there(&error) { Ok(()) } else { Err(error) })?;
                migrator.run(pool).await
            }
        };
        done.map_err(Error::Migrate)?;
        boundary.after().await
    }

    /// Whether every step is applied. Steps that only a later version knows do not matter: they only add.
    pub(crate) async fn applied(&self, db: &Db) -> Result<bool> {
        let versions = versions(db).await?;
        Ok(self.0.iter().all(|step| versions.contains(&step.version)))
    }

    /// The newest applied step, if there is one and others are to be applied behind it.
    async fn upgrades(&self, db: &Db) -> Result<Option<i64>> {
        let versions = versions(db).await?;
        let pending = self.0.iter().any(|step| !versions.contains(&step.version));
        Ok(if pending { versions.last().copied() } else { None })
    }
}

/// The oldest PostgreSQL whose statements we use and that its makers still mend.
const OLDEST: i32 = 13;

/// Whether the server is new enough.
async fn fits(pool: &sqlx::PgPool) -> Result<()> {
    // Not through the pool, which tries until its time is up and then does not say what was wrong.
    let mut connection = PgConnection::connect_with(&pool.connect_options()).await?;
    let sql = "SELECT CAST(current_setting('server_version_num') AS INTEGER)";
    let number: i32 = sqlx::query_scalar(sql).fetch_one(&mut connection).await?;
    connection.close().await?;
    new_enough(number)
}

/// From the server's own number, such as 150020.
fn new_enough(number: i32) -> Result<()> {
    let found = number / 10_000;
    if found >= OLDEST { Ok(()) } else { Err(Error::Old { found, needed: OLDEST }) }
}

/// What is applied, oldest first. A store without the table of migrations has nothing applied.
async fn versions(db: &Db) -> Result<BTreeSet<i64>> {
    match db.query("SELECT version FROM _sqlx_migrations WHERE success", &[]).await {
        Ok(rows) => rows.iter().map(|row| row.get(0)).collect(),
        Err(Error::Statement(_)) => Ok(BTreeSet::new()),
        Err(error) => Err(error),
    }
}

/// A whole copy of a store beside it, before steps that cannot be taken back: `<file>.before-<newest applied step>`.
async fn copy(write: &sqlx::SqlitePool, path: &Path, newest: i64) -> Result<()> {
    let mut copy = path.as_os_str().to_owned();
    copy.push(format!(".before-{newest}"));
    // Left by an attempt that failed: the store has not changed since.
    let _absent = std::fs::remove_file(&copy);
    tracing::info!(copy = %copy.display(), "a store is copied before it is migrated");
    sqlx::query("VACUUM INTO $1").bind(copy.to_string_lossy().into_owned()).execute(write).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::{Durability, Location};

    const FIRST: Migration = Migration { version: 1, name: "first", sql: "CREATE TABLE thing (id BIGINT PRIMARY KEY)" };
    const SECOND: Migration = Migration { version: 2, name: "second", sql: "ALTER TABLE thing ADD COLUMN name TEXT" };
    /// As the bus brings: numbered far behind the service's own.
    const OTHER: Migration = Migration { version: 900_001, name: "other", sql: "CREATE TABLE other (id BIGINT PRIMARY KEY)" };

    fn open(folder: &Path) -> Db {
        Db::new(&Location::File(folder.join("store.sqlite")), Durability::Lazy).unwrap()
    }

    #[test]
    fn a_server_that_is_too_old_is_told_which_is_needed() {
        assert!(new_enough(150_020).is_ok() && new_enough(130_000).is_ok());
        let error = new_enough(120_017).unwrap_err();
        assert_eq!(error.to_string(), "the server is PostgreSQL 12; 13 or newer is needed");
    }

    #[tokio::test]
    async fn a_step_in_the_middle_of_applied_ones_is_pending_until_it_runs() {
        let folder = tempfile::tempdir().unwrap();
        let db = open(folder.path());
        let (before, after) = (Migrations::new([FIRST, OTHER]), Migrations::new([FIRST, SECOND, OTHER]));
        assert!(!db.is_current(&before).await.unwrap());
        db.migrate(&before).await.unwrap();
        assert!(db.is_current(&before).await.unwrap());
        assert!(!db.is_current(&after).await.unwrap());
        db.migrate(&after).await.unwrap();
        assert!(db.is_current(&after).await.unwrap());
        // The version before runs beside this one: what only this one knows adds to it.
        assert!(db.is_current(&before).await.unwrap());
        db.migrate(&before).await.unwrap();
        assert!(db.is_current(&after).await.unwrap(), "nothing is taken back");
    }

    #[tokio::test]
    async fn a_store_with_data_is_copied_before_it_is_changed() {
        let folder = tempfile::tempdir().unwrap();
        let db = open(folder.path());
        db.migrate(&Migrations::new([FIRST])).await.unwrap();
        let copies =
            || std::fs::read_dir(folder.path()).unwrap().flatten().filter(|e| e.file_name().to_string_lossy().contains("before")).count();
        assert_eq!(copies(), 0, "there was nothing to lose");
        let mut tx = db.begin().await.unwrap();
        tx.execute("INSERT INTO thing (id) VALUES (7)", &[]).await.unwrap();
        tx.commit().await.unwrap();
        db.migrate(&Migrations::new([FIRST, SECOND])).await.unwrap();
        let copy = Db::read_only(&folder.path().join("store.sqlite.before-1"));
        let row = copy.query_one("SELECT id FROM thing", &[]).await.unwrap().unwrap();
        assert_eq!(row.get::<i64>(0).unwrap(), 7);
        assert!(copy.query("SELECT name FROM thing", &[]).await.is_err(), "the copy is as it was");
        db.migrate(&Migrations::new([FIRST, SECOND])).await.unwrap();
        assert_eq!(copies(), 1, "nothing pending, nothing copied");
    }
}
