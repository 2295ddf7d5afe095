//! The connections of one store.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use sqlx::Connection as _;
use sqlx::postgres::{PgConnectOptions, PgConnection, PgPool, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous};

use crate::checkpoint;
use crate::error::{Error, Result};
use crate::fail::{Boundary, Points};
use crate::migrate::Migrations;
use crate::settings::{Durability, Engine, Location};
use crate::tx::{Tx, fetch};
use crate::value::{Row, Value};

/// How long a caller waits for a connection before it hears `STORE_UNAVAILABLE`.
const ACQUIRE: Duration = Duration::from_secs(3);

/// Connections to a server that one store uses at most, if nobody says how many.
const CONNECTIONS: u32 = 5;
/// A connection to a server that nobody needed for so long is given back.
const IDLE: Duration = Duration::from_secs(20);
/// A connection to a server that was in use so short a time ago is not asked whether it still works: that is a journey for every statement. One that
/// broke since then says so by itself, as one that breaks in use does.
const FRESH: Duration = Duration::from_secs(1);
/// Connections that read an SQLite file; each is a thread of the driver's.
const READERS: u32 = 2;

/// One service's store. Cheap to clone; connects when first used.
#[derive(Clone, Debug)]
pub struct Db(Arc<Pools>, Points);

#[derive(Debug)]
pub(crate) enum Pools {
    Sqlite { write: SqlitePool, read: SqlitePool, path: PathBuf },
    Postgres { pool: PgPool, schema: String },
}

impl Db {
    /// A store at that place. No I/O happens here.
    pub fn new(location: &Location, durability: Durability) -> Result<Self> {
        Self::at_most(CONNECTIONS, location, durability)
    }

    /// The same with so many connections to a server at most: it has few to give, and all replicas of all services share them.
    pub fn at_most(connections: u32, location: &Location, durability: Durability) -> Result<Self> {
        let pools = match location {
            Location::File(path) => {
                let synchronous = match durability {
                    Durability::Flushed => SqliteSynchronous::Full,
                    Durability::Lazy => SqliteSynchronous::Normal,
                };
                let options = SqliteConnectOptions::new()
                    .filename(path)
                    .create_if_missing(true)
                    .journal_mode(SqliteJournalMode::Wal)
                    .synchronous(synchronous)
                    .pragma("wal_autocheckpoint", checkpoint::LIMIT)
                    .busy_timeout(ACQUIRE)
                    .foreign_keys(true);
                Pools::Sqlite { write: sqlite(options.clone(), 1), read: sqlite(options, READERS), path: path.clone() }
            }
            Location::Schema { url, schema } => {
                let options: PgConnectOptions = url.parse().map_err(Error::Unavailable)?;
                let options = options.options([("search_path", schema.as_str())]).application_name(schema);
                let pool = PgPoolOptions::new()
                    .max_connections(connections)
                    .acquire_timeout(ACQUIRE)
                    .idle_timeout(IDLE)
                    .test_before_acquire(false)
                    .before_acquire(|connection, used| {
                        Box::pin(async move {
                            if used.idle_for > FRESH {
                                connection.ping().await?;
                            }
                            Ok(true)
                        })
                    })
                    .connect_lazy_with(options);
                Pools::Postgres { pool, schema: schema.clone() }
            }
        };
        Ok(Self(Arc::new(pools), Points::default()))
    }

    /// Somebody else's SQLite file, to read only.
    pub fn read_only(path: &std::path::Path) -> Self {
        let options = SqliteConnectOptions::new().filename(path).read_only(true).busy_timeout(ACQUIRE);
        let pool = sqlite(options, 2);
        Self(Arc::new(Pools::Sqlite { write: pool.clone(), read: pool, path: path.to_owned() }), Points::default())
    }

    /// Which engine this is, for the few who must know.
    pub fn engine(&self) -> Engine {
        match &*self.0 {
            Pools::Sqlite { .. } => Engine::Sqlite,
            Pools::Postgres { .. } => Engine::Postgres,
        }
    }

    pub(crate) fn pools(&self) -> &Pools {
        &self.0
    }

    pub(crate) fn points(&self) -> &Points {
        &self.1
    }

    /// Reads rows, outside any transaction.
    pub async fn query(&self, sql: impl Into<Statement>, params: &[Value]) -> Result<Vec<Row>> {
        match &*self.0 {
            Pools::Sqlite { read, .. } => fetch::sqlite(&mut *read.acquire().await?, sql.into(), params).await,
            Pools::Postgres { pool, .. } => fetch::postgres(&mut *pool.acquire().await?, sql.into(), params).await,
        }
    }

    /// Reads the first row, if there is one.
    pub async fn query_one(&self, sql: impl Into<Statement>, params: &[Value]) -> Result<Option<Row>> {
        Ok(self.query(sql, params).await?.into_iter().next())
    }

    /// Writes with one statement, which is a transaction of its own; answers how many rows were touched. It takes one journey to the store, where
    /// `BEGIN` and `COMMIT` around it take three.
    pub async fn execute(&self, sql: impl Into<Statement>, params: &[Value]) -> Result<u64> {
        let sql = sql.into();
        let mut boundary = Boundary::of(&self.1);
        boundary.saw(sql.text());
        boundary.before().await?;
        let touched = match &*self.0 {
            Pools::Sqlite { write, .. } => fetch::execute_sqlite(&mut *write.acquire().await?, sql, params).await?,
            Pools::Postgres { pool, .. } => fetch::execute_postgres(&mut *pool.acquire().await?, sql, params).await?,
        };
        boundary.after().await?;
        Ok(touched)
    }

    /// Starts a transaction that may write.
    pub async fn begin(&self) -> Result<Tx> {
        let this = self.clone();
        // In a task of its own: a caller that goes away during BEGIN must not leave the connection inside a transaction.
        #[expect(clippy::disallowed_methods, reason = "short, bounded by the acquire time-out, and must outlive its caller")]
        let begun = tokio::spawn(async move {
            let boundary = Boundary::of(&this.1);
            match &*this.0 {
                Pools::Sqlite { write, .. } => write.begin_with("BEGIN IMMEDIATE").await.map(|inner| Tx::sqlite(inner, boundary)),
                Pools::Postgres { pool, .. } => pool.begin().await.map(|inner| Tx::postgres(inner, boundary)),
            }
        });
        Ok(begun.await.map_err(|error| Error::Unavailable(sqlx::Error::Io(std::io::Error::other(error))))??)
    }

    /// Brings the tables to this version.
    pub async fn migrate(&self, migrations: &Migrations) -> Result<()> {
        migrations.run(self).await
    }

    /// Whether the tables are those of this version.
    pub async fn is_current(&self, migrations: &Migrations) -> Result<bool> {
        match (migrations.applied(self).await, &*self.0) {
            // The pool does not say why it got no connection; a connection of our own does.
            (Err(Error::Unavailable(sqlx::Error::PoolTimedOut)), Pools::Postgres { pool, .. }) => {
                PgConnection::connect_with(&pool.connect_options()).await?.close().await?;
                Err(Error::Unavailable(sqlx::Error::PoolTimedOut))
            }
            (answer, _) => answer,
        }
    }

    /// Closes all connections, waiting for those in use.
    pub async fn close(&self) {
        match &*self.0 {
            Pools::Sqlite { write, read, .. } => {
                read.close().await;
                write.close().await;
            }
            Pools::Postgres { pool, .. } => pool.close().await,
        }
    }
}

fn sqlite(options: SqliteConnectOptions, connections: u32) -> SqlitePool {
    // Connections to a file cost nothing to keep, and opening one costs a schema parse.
    SqlitePoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(ACQUIRE)
        .idle_timeout(None)
        .max_lifetime(None)
        // A file does not go away, and every test costs two switches to the connection's thread.
        .test_before_acquire(false)
        // On a full disk SQLite rolls back by itself; the driver then counts a transaction for ever that is not there, and refuses the next.
        .before_acquire(|connection, _| {
            let whole = !connection.is_in_transaction();
            Box::pin(std::future::ready(Ok(whole)))
        })
        .connect_lazy_with(options)
}

/// The text of a statement: fixed, or put together from fixed parts and placeholders.
#[derive(Debug)]
pub enum Statement {
    /// A literal.
    Fixed(&'static str),
    /// Put together; values still travel as parameters.
    Built(String),
}

impl Statement {
    pub(crate) fn text(&self) -> &str {
        match self {
            Self::Fixed(sql) => sql,
            Self::Built(sql) => sql,
        }
    }
}

impl From<&'static str> for Statement {
    fn from(sql: &'static str) -> Self {
        Self::Fixed(sql)
    }
}

impl From<String> for Statement {
    fn from(sql: String) -> Self {
        Self::Built(sql)
    }
}
