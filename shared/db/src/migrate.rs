//! Migrations: forward only, one table of them per service.

use sqlx::migrate::{Migration as Step, MigrationType, Migrator};
use sqlx::{AssertSqlSafe, SqlSafeStr};

use crate::error::{Error, Result};
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

    fn migrator(&self, engine: Engine) -> Migrator {
        let identity = match engine {
            Engine::Sqlite => "INTEGER PRIMARY KEY AUTOINCREMENT",
            Engine::Postgres => "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY",
        };
        let steps = self.0.iter().map(|step| {
            let sql = AssertSqlSafe(step.sql.replace("{{identity}}", identity)).into_sql_str();
            Step::new(step.version, step.name.into(), MigrationType::Simple, sql, false)
        });
        Migrator::with_migrations(steps.collect())
    }

    pub(crate) async fn run(&self, db: &Db) -> Result<()> {
        let migrator = self.migrator(db.engine());
        let done = match db.pools() {
            Pools::Sqlite { write, .. } => migrator.run(write).await,
            Pools::Postgres { pool, schema } => {
                // The name is the service's own, from its constructor: letters and underscores.
                sqlx::query(AssertSqlSafe(format!("CREATE SCHEMA IF NOT EXISTS \"{schema}\""))).execute(pool).await?;
                migrator.run(pool).await
            }
        };
        done.map_err(Error::Migrate)
    }

    /// A store without the table of migrations has none applied.
    pub(crate) async fn applied(&self, db: &Db) -> Result<bool> {
        let Some(newest) = self.0.last() else { return Ok(true) };
        let sql = "SELECT COUNT(*) FROM _sqlx_migrations WHERE version = $1 AND success";
        match db.query_one(sql, &crate::params![newest.version]).await {
            Ok(row) => Ok(row.map_or(Ok(0), |row| row.get::<i64>(0))? > 0),
            Err(Error::Statement(_)) => Ok(false),
            Err(error) => Err(error),
        }
    }
}
