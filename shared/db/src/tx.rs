//! A transaction, and what happens when it commits.

use std::fmt;

use sqlx::{Postgres, Sqlite, Transaction};

use crate::error::Result;
use crate::fail::Boundary;
use crate::pool::Statement;
use crate::value::{Row, Value};

/// A transaction that may write. Dropped without [`Tx::commit`], it is rolled back.
pub struct Tx {
    inner: Inner,
    after_commit: Vec<Box<dyn FnOnce() + Send>>,
    boundary: Boundary,
}

enum Inner {
    Sqlite(Transaction<'static, Sqlite>),
    Postgres(Transaction<'static, Postgres>),
}

impl fmt::Debug for Tx {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Tx")
    }
}

impl Tx {
    pub(crate) fn sqlite(inner: Transaction<'static, Sqlite>, boundary: Boundary) -> Self {
        Self { inner: Inner::Sqlite(inner), after_commit: Vec::new(), boundary }
    }

    pub(crate) fn postgres(inner: Transaction<'static, Postgres>, boundary: Boundary) -> Self {
        Self { inner: Inner::Postgres(inner), after_commit: Vec::new(), boundary }
    }

    /// Reads rows inside the transaction.
    pub async fn query(&mut self, sql: impl Into<Statement>, params: &[Value]) -> Result<Vec<Row>> {
        let sql = sql.into();
        self.boundary.saw(sql.text());
        match &mut self.inner {
            Inner::Sqlite(tx) => fetch::sqlite(tx, sql, params).await,
            Inner::Postgres(tx) => fetch::postgres(tx, sql, params).await,
        }
    }

    /// Reads the first row, if there is one.
    pub async fn query_one(&mut self, sql: impl Into<Statement>, params: &[Value]) -> Result<Option<Row>> {
        Ok(self.query(sql, params).await?.into_iter().next())
    }

    /// Writes; answers how many rows were touched.
    pub async fn execute(&mut self, sql: impl Into<Statement>, params: &[Value]) -> Result<u64> {
        let sql = sql.into();
        self.boundary.saw(sql.text());
        match &mut self.inner {
            Inner::Sqlite(tx) => fetch::execute_sqlite(tx, sql, params).await,
            Inner::Postgres(tx) => fetch::execute_postgres(tx, sql, params).await,
        }
    }

    /// Runs `action` once the transaction is committed, and not at all otherwise.
    pub fn after_commit(&mut self, action: impl FnOnce() + Send + 'static) {
        self.after_commit.push(Box::new(action));
    }

    /// Makes everything durable, then runs what waited for it.
    pub async fn commit(self) -> Result<()> {
        self.boundary.before().await?;
        match self.inner {
            Inner::Sqlite(tx) => tx.commit().await?,
            Inner::Postgres(tx) => tx.commit().await?,
        }
        self.boundary.after().await?;
        for action in self.after_commit {
            action();
        }
        Ok(())
    }
}

/// Binding and running, once per engine.
pub(crate) mod fetch {
    use sqlx::query::Query;
    use sqlx::{AssertSqlSafe, Postgres, Sqlite};

    use super::{Result, Row, Statement, Value};

    macro_rules! engine {
        ($database:ty, $fetch:ident, $execute:ident, $bind:ident, $row:path) => {
            fn $bind(sql: Statement, params: &[Value]) -> Query<'_, $database, <$database as sqlx::Database>::Arguments> {
                let mut query = match sql {
                    Statement::Fixed(sql) => sqlx::query(sql),
                    // Built from literals and `$n` only; see `Statement`.
                    Statement::Built(sql) => sqlx::query(AssertSqlSafe(sql)),
                };
                for value in params {
                    query = match value {
                        Value::Int(value) => query.bind(*value),
                        Value::Real(value) => query.bind(*value),
                        Value::Text(value) => query.bind(value.as_deref()),
                        Value::Bytes(value) => query.bind(value.as_deref()),
                    };
                }
                query
            }

            pub(crate) async fn $fetch(
                connection: &mut <$database as sqlx::Database>::Connection,
                sql: Statement,
                params: &[Value],
            ) -> Result<Vec<Row>> {
                let rows = $bind(sql, params).fetch_all(connection).await?;
                Ok(rows.into_iter().map($row).collect())
            }

            pub(crate) async fn $execute(
                connection: &mut <$database as sqlx::Database>::Connection,
                sql: Statement,
                params: &[Value],
            ) -> Result<u64> {
                Ok($bind(sql, params).execute(connection).await?.rows_affected())
            }
        };
    }

    engine!(Sqlite, sqlite, execute_sqlite, bind_sqlite, Row::Sqlite);
    engine!(Postgres, postgres, execute_postgres, bind_postgres, Row::Postgres);
}
