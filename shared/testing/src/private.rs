//! PostgreSQL, RabbitMQ and Redis that belong to one test: it may kill them, wipe them and fill their disk.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use sqlx::{Connection as _, PgConnection};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::daemon::{Daemon, Flush, is_root, passable};
use crate::small::Small;

/// Room for the databases of an installation, their logs, and little more.
const DISK: &str = "768m";
/// The database of the installation.
const DATABASE: &str = "switchboard";

/// The three servers. They end with the value.
pub struct Private {
    /// The store.
    pub postgres: Daemon,
    /// The broker.
    pub rabbitmq: Daemon,
    /// The cache.
    pub redis: Daemon,
    disk: Option<Small>,
    // Removed last.
    folder: TempDir,
}

impl Private {
    /// Starts all three and makes an empty database. Without [`Flush::Always`], and where this process may mount, PostgreSQL's files lie on a
    /// filesystem of their own, which can be filled.
    pub async fn start(flush: Flush) -> anyhow::Result<Self> {
        let folder = tempfile::tempdir()?;
        passable(folder.path())?;
        let places = ["postgres", "rabbitmq", "redis"].map(|name| folder.path().join(name));
        for place in &places[1..] {
            std::fs::create_dir(place)?;
        }
        let disk = if flush == Flush::Never && is_root()? { Small::mount(&places[0], DISK)? } else { None };
        if disk.is_none() && !places[0].exists() {
            std::fs::create_dir(&places[0])?;
        }
        let mut this = Self {
            postgres: Daemon::postgres(&places[0], flush).await?,
            rabbitmq: Daemon::rabbitmq(&places[1])?,
            redis: Daemon::redis(&places[2])?,
            disk,
            folder,
        };
        for daemon in [&mut this.postgres, &mut this.rabbitmq, &mut this.redis] {
            daemon.launch()?;
        }
        this.ready().await?;
        let mut connection = PgConnection::connect(&this.postgres_url("postgres")).await?;
        sqlx::query("CREATE DATABASE switchboard").execute(&mut connection).await?;
        connection.close().await?;
        Ok(this)
    }

    /// Waits until all three serve.
    pub async fn ready(&mut self) -> anyhow::Result<()> {
        for daemon in [&mut self.postgres, &mut self.rabbitmq, &mut self.redis] {
            daemon.ready().await?;
        }
        Ok(())
    }

    /// Where a database of that name is.
    pub fn postgres_url(&self, database: &str) -> String {
        format!("postgres://postgres@127.0.0.1:{}/{database}", self.postgres.port)
    }

    /// Where the installation's database is.
    pub fn database(&self) -> String {
        self.postgres_url(DATABASE)
    }

    /// Ports of store, broker and cache.
    pub fn ports(&self) -> [u16; 3] {
        [self.postgres.port, self.rabbitmq.port, self.redis.port]
    }

    /// As settings of a process.
    pub fn settings(&self) -> Value {
        settings(self.ports())
    }

    /// Fills the disk of PostgreSQL; none where it has none of its own. Removing the file frees it.
    pub fn fill_disk(&self) -> anyhow::Result<Option<PathBuf>> {
        self.disk.as_ref().map(Small::fill).transpose()
    }

    /// Whether the disk can be filled.
    pub fn has_disk(&self) -> bool {
        self.disk.is_some()
    }

    /// Ends every connection to the database.
    pub async fn cut_database(&self) -> anyhow::Result<()> {
        let mut connection = PgConnection::connect(&self.postgres_url("postgres")).await?;
        let sql = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1";
        sqlx::query(sql).bind(DATABASE).execute(&mut connection).await?;
        Ok(connection.close().await?)
    }

    /// Empties the cache.
    pub async fn flush_cache(&self) -> anyhow::Result<()> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.redis.port)).await?;
        stream.write_all(b"FLUSHALL\r\n").await?;
        let mut answer = [0_u8; 5];
        stream.read_exact(&mut answer).await?;
        anyhow::ensure!(&answer == b"+OK\r\n", "the cache server refused");
        Ok(())
    }

    /// The routing engine's log: index, epoch and events of every commit, oldest first.
    pub async fn routing_log(&self) -> anyhow::Result<Vec<(i64, i64, String)>> {
        let mut connection = PgConnection::connect(&self.database()).await?;
        let rows = sqlx::query_as("SELECT idx, epoch, events FROM routing_engine.routing_log ORDER BY tenant, idx")
            .fetch_all(&mut connection)
            .await?;
        connection.close().await?;
        Ok(rows)
    }

    /// Events of the conversation log that have not left for the broker.
    pub async fn outbox(&self) -> anyhow::Result<i64> {
        let mut connection = PgConnection::connect(&self.database()).await?;
        let waiting = sqlx::query_scalar("SELECT COUNT(*) FROM conversation_manager.bus_outbox").fetch_one(&mut connection).await?;
        connection.close().await?;
        Ok(waiting)
    }

    /// The servers' logs and files.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }
}

/// Settings of a process that reaches store, broker and cache at those ports. Two partitions: few, so that starts are quick; more than one, so
/// that there is something to mix up.
pub fn settings([postgres, rabbitmq, redis]: [u16; 3]) -> Value {
    json!({
        "profile": "external",
        "database": format!("postgres://postgres@127.0.0.1:{postgres}/{DATABASE}"),
        "broker": format!("amqp://guest:guest@127.0.0.1:{rabbitmq}/%2f"),
        "cache": format!("redis://127.0.0.1:{redis}"),
        "bus": { "partitions": 2, "keep": "1h" },
    })
}
