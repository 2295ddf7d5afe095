//! Where a store lives and how hard it flushes.

use std::path::PathBuf;

/// Which engine runs the statements.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// Files of this process.
    Sqlite,
    /// A server.
    Postgres,
}

/// Where one service's tables are.
#[derive(Clone, Debug)]
pub enum Location {
    /// A file of its own.
    File(PathBuf),
    /// A schema of its own in a PostgreSQL database.
    Schema {
        /// `postgres://…`; secret, never logged.
        url: String,
        /// The service's schema.
        schema: String,
    },
}

/// What a commit waits for, on SQLite. PostgreSQL always flushes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Durability {
    /// Until the disk has it: for the logs whose answers are acknowledgements.
    Flushed,
    /// Until the operating system has it: survives the death of the process, not a power cut.
    /// For whatever is rebuilt from those logs.
    Lazy,
}
