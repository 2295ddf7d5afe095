//! Real servers behind an installation: its own database and its own names on the broker and the cache, all beginning with the run's.
//!
//! Whoever starts a run (the task runner) makes a virtual host for it, and takes it and all databases of the run away afterwards:
//! a test that is killed cannot.

use anyhow::Context as _;
use serde_json::{Value, json};
use sqlx::{AssertSqlSafe, Connection as _, PgConnection};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

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

/// One installation's share of the servers.
#[derive(Clone, Debug)]
pub struct Servers {
    name: String,
    postgres: String,
    amqp: String,
    redis: String,
}

impl Servers {
    /// Makes a database of the run's name on the servers that `SWITCHBOARD_TEST_POSTGRES`, `…_AMQP` and `…_REDIS` name.
    pub async fn make() -> anyhow::Result<Self> {
        let run = setting("SWITCHBOARD_TEST_RUN", "by_hand");
        let name = format!("run_{run}_{}", ids::new_id().replace('-', ""));
        let server = setting("SWITCHBOARD_TEST_POSTGRES", "postgres://postgres@127.0.0.1:5432/postgres");
        let mut connection = PgConnection::connect(&server).await.context("PostgreSQL")?;
        // The name is made of letters, digits and underscores.
        sqlx::query(AssertSqlSafe(format!("CREATE DATABASE {name}"))).execute(&mut connection).await?;
        connection.close().await?;
        let mut postgres = url::Url::parse(&server)?;
        postgres.set_path(&name);
        Ok(Self {
            name,
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

    /// Ends every connection to the installation's database.
    pub async fn cut_database(&self) -> anyhow::Result<()> {
        let mut connection = PgConnection::connect(&self.postgres).await?;
        let sql = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1 AND pid <> pg_backend_pid()";
        sqlx::query(sql).bind(&self.name).execute(&mut connection).await?;
        Ok(connection.close().await?)
    }

    /// Empties the cache server, whoever uses it: nobody may miss anything.
    pub async fn flush_cache(&self) -> anyhow::Result<()> {
        let address = url::Url::parse(&self.redis)?;
        let (host, port) = (address.host_str().unwrap_or("127.0.0.1").to_owned(), address.port().unwrap_or(6379));
        let mut stream = TcpStream::connect((host, port)).await?;
        stream.write_all(b"FLUSHALL\r\n").await?;
        let mut answer = [0_u8; 5];
        stream.read_exact(&mut answer).await?;
        anyhow::ensure!(&answer == b"+OK\r\n", "the cache server refused");
        Ok(())
    }
}

fn setting(name: &str, usual: &str) -> String {
    #[expect(clippy::disallowed_methods, reason = "the task runner tells tests where servers are")]
    std::env::var(name).unwrap_or_else(|_| usual.to_owned())
}
