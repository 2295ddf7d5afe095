//! Real servers behind an installation: its own database and its own names on the broker and the cache, all beginning with the run's.
//!
//! Whoever starts a run (the task runner) makes a virtual host for it, and takes it and all databases of the run away afterwards:
//! a test that is killed cannot.

use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::Context as _;
use serde_json::{Value, json};
use sqlx::{AssertSqlSafe, Connection as _, PgConnection};
use tempfile::TempDir;

use crate::daemon::{Daemon, Flush, passable};

/// What stands behind an installation, and in how many processes it runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Profile {
    /// Files of one process.
    Embedded,
    /// Servers behind one process.
    Servers,
    /// Servers, and so many processes for every service.
    Apart {
        /// Processes per service.
        replicas: usize,
    },
}

impl Profile {
    /// As `SWITCHBOARD_TEST_PROFILE` says: `embedded` (the default), `servers`, `apart` or `replicas`.
    pub fn of_tests() -> anyhow::Result<Self> {
        match setting("SWITCHBOARD_TEST_PROFILE", "embedded").as_str() {
            "embedded" => Ok(Self::Embedded),
            "servers" => Ok(Self::Servers),
            "apart" => Ok(Self::Apart { replicas: 1 }),
            "replicas" => Ok(Self::Apart { replicas: 2 }),
            other => anyhow::bail!("SWITCHBOARD_TEST_PROFILE is {other:?}; it is embedded, servers, apart or replicas"),
        }
    }
}

/// Installations of this process that stand on servers now.
static STANDING: AtomicUsize = AtomicUsize::new(0);

/// Counted among [`STANDING`] as long as it lives.
struct Standing {
    is_first: bool,
}

impl Standing {
    fn up() -> Self {
        Self { is_first: STANDING.fetch_add(1, Ordering::Relaxed) == 0 }
    }
}

impl Drop for Standing {
    fn drop(&mut self) {
        STANDING.fetch_sub(1, Ordering::Relaxed);
    }
}

/// One installation's share of the servers.
pub struct Servers {
    name: String,
    _standing: Standing,
    /// A database server that is nobody else's, and its folder; they end with the value.
    _own: Option<(Daemon, TempDir)>,
    postgres: String,
    amqp: String,
    redis: String,
}

impl Servers {
    /// Makes a database of the run's name on the servers that `SWITCHBOARD_TEST_POSTGRES`, `…_AMQP` and `…_REDIS` name. Replicas, and a second
    /// installation beside the first, get a database server of their own: a service's stores take seven connections each, and PostgreSQL gives a hundred
    /// unless it is told otherwise.
    pub async fn make(profile: Profile) -> anyhow::Result<Self> {
        let run = setting("SWITCHBOARD_TEST_RUN", "by_hand");
        let name = format!("run_{run}_{}", ids::new_id().replace('-', ""));
        let standing = Standing::up();
        let own = if matches!(profile, Profile::Apart { replicas } if replicas > 1 || !standing.is_first) {
            Some(own_database().await?)
        } else {
            None
        };
        let server = match &own {
            Some((daemon, _)) => format!("postgres://postgres@127.0.0.1:{}/postgres", daemon.port),
            None => setting("SWITCHBOARD_TEST_POSTGRES", "postgres://postgres@127.0.0.1:5432/postgres?sslmode=disable"),
        };
        let mut connection = PgConnection::connect(&server).await.context("PostgreSQL")?;
        // The name is made of letters, digits and underscores.
        sqlx::query(AssertSqlSafe(format!("CREATE DATABASE {name}"))).execute(&mut connection).await?;
        connection.close().await?;
        let mut postgres = url::Url::parse(&server)?;
        postgres.set_path(&name);
        Ok(Self {
            name,
            _standing: standing,
            _own: own,
            postgres: postgres.into(),
            amqp: setting("SWITCHBOARD_TEST_AMQP", "amqp://guest:guest@127.0.0.1:5672/%2f"),
            redis: setting("SWITCHBOARD_TEST_REDIS", "redis://127.0.0.1:6379"),
        })
    }

    /// As settings of a process. Two partitions: few, so that tests are quick; more than one, so that there is something to mix up.
    pub fn settings(&self) -> Value {
        json!({
            "profile": "external", "database": self.postgres, "broker": self.amqp, "cache": self.redis,
            // What a killed test leaves on the broker goes by itself.
            "bus": { "partitions": 2, "prefix": self.name, "keep": "1m" },
        })
    }
}

async fn own_database() -> anyhow::Result<(Daemon, TempDir)> {
    let folder = tempfile::tempdir()?;
    passable(folder.path())?;
    let place = folder.path().join("postgres");
    std::fs::create_dir(&place)?;
    let mut daemon = Daemon::postgres(&place, Flush::Never).await?;
    daemon.launch()?;
    daemon.ready().await?;
    Ok((daemon, folder))
}

fn setting(name: &str, usual: &str) -> String {
    #[expect(clippy::disallowed_methods, reason = "the task runner tells tests where servers are")]
    std::env::var(name).unwrap_or_else(|_| usual.to_owned())
}
