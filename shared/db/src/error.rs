//! What may go wrong in a store.

use errors::{Coded, Kind};

/// An error of the database, as a service sees it.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A unique constraint refused the row.
    #[error("the row exists already")]
    Duplicate(#[source] sqlx::Error),
    /// A statement gave nothing to a column that must have something: how one refuses a row that is not as it has to be.
    #[error("the row is not at the version that was expected")]
    Guarded(#[source] sqlx::Error),
    /// No connection in time, a full disk, a server that went away.
    #[error("the store is not available")]
    Unavailable(#[source] sqlx::Error),
    /// A row holds what this code cannot read.
    #[error("column {column} holds something else than expected")]
    Contradiction {
        /// Index of the column.
        column: usize,
        #[source]
        /// What the driver says.
        source: sqlx::Error,
    },
    /// The tables are not those of this version.
    #[error("migrations are pending")]
    Pending,
    /// The server is older than what we can work with.
    #[error("the server is PostgreSQL {found}; {needed} or newer is needed")]
    Old {
        /// Its version.
        found: i32,
        /// The oldest that will do.
        needed: i32,
    },
    /// A migration failed.
    #[error("cannot migrate")]
    Migrate(#[source] sqlx::migrate::MigrateError),
    /// Anything else the driver says.
    #[error("the statement failed")]
    Statement(#[source] sqlx::Error),
}

/// What database calls return.
pub type Result<T> = std::result::Result<T, Error>;

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        let full_or_busy = |code: &str| matches!(code, "5" | "13" | "53100" | "53300" | "57P01" | "57P03");
        match &error {
            sqlx::Error::Database(inner) if inner.is_unique_violation() => Self::Duplicate(error),
            sqlx::Error::Database(inner) if inner.kind() == sqlx::error::ErrorKind::NotNullViolation => Self::Guarded(error),
            sqlx::Error::Database(inner) if inner.code().is_some_and(|code| full_or_busy(&code)) => Self::Unavailable(error),
            sqlx::Error::Io(_) | sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed => Self::Unavailable(error),
            _ => Self::Statement(error),
        }
    }
}

impl Coded for Error {
    fn kind(&self) -> Kind {
        match self {
            Self::Duplicate(_) => Kind::AlreadyExists,
            Self::Guarded(_) => Kind::Conflict,
            Self::Unavailable(_) | Self::Pending => Kind::Unavailable,
            Self::Contradiction { .. } | Self::Old { .. } | Self::Migrate(_) | Self::Statement(_) => Kind::Internal,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Duplicate(_) => "DUPLICATE",
            Self::Guarded(_) => "VERSION_CONFLICT",
            Self::Unavailable(_) => "STORE_UNAVAILABLE",
            Self::Pending => "MIGRATIONS_PENDING",
            Self::Contradiction { .. } | Self::Old { .. } | Self::Migrate(_) | Self::Statement(_) => "STORE_ERROR",
        }
    }
}
