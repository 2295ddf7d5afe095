//! One small SQL layer over SQLite and PostgreSQL: a service writes portable statements once, and one contract suite
//! runs them on both engines.
//!
//! The portable subset: `BIGINT`, `TEXT`, `BYTEA`, `DOUBLE PRECISION`; `$1` placeholders; times as milliseconds; booleans as
//! 0/1; JSON as text, never touched by SQL; `CAST(SUM(x) AS BIGINT)`. `{{identity}}` in a migration is the engine's way to
//! say "a growing number the database gives". What only one engine has stays inside this crate.
//!
//! Two traps are closed here, once: a PostgreSQL `BEGIN` whose caller goes away must not leave its connection inside a
//! transaction (so it runs in a task of its own), and SQLite has one writer (so writers queue for one connection and say
//! `BEGIN IMMEDIATE`, while readers have connections of their own).

mod batch;
mod checkpoint;
mod copy;
mod error;
mod fail;
mod migrate;
mod pool;
mod room;
mod settings;
mod tx;
mod value;

pub use batch::Batch;
pub use checkpoint::Checkpointer;
pub use copy::copy;
pub use error::{Error, Result};
pub use migrate::{Migration, Migrations};
pub use pool::Db;
pub use settings::{Durability, Engine, Location};
pub use tx::Tx;
pub use value::{FromRow, Row, Value, placeholders};

/// Binds of one statement: `params![tenant, id, 5_i64]`.
#[macro_export]
macro_rules! params {
    ($($value:expr),* $(,)?) => { [$($crate::Value::from($value)),*] };
}
