//! Every SQL statement of the service.

mod forget;
mod hosts;
mod ledger;
mod outbound;
mod prune;
mod secrets;
mod sessions;
#[cfg(test)]
mod tests;

use db::{Db, Migration, Migrations, Tx};

use crate::error::Error;

pub(crate) use ledger::{InboundRow, Told};
pub(crate) use outbound::Reach;
pub(crate) use secrets::SecretName;

pub(crate) fn migrations() -> Migrations {
    Migrations::new([
        Migration { version: 1, name: "sessions", sql: include_str!("../migrations/0001_sessions.sql") },
        Migration { version: 2, name: "hosts", sql: include_str!("../migrations/0002_hosts.sql") },
        Migration { version: 3, name: "providers", sql: include_str!("../migrations/0003_providers.sql") },
        Migration { version: 4, name: "ages", sql: include_str!("../migrations/0004_ages.sql") },
        Migration { version: 5, name: "customers", sql: include_str!("../migrations/0005_customers.sql") },
        Migration { version: 6, name: "in_doubt", sql: include_str!("../migrations/0006_in_doubt.sql") },
        Migration { version: 7, name: "entry", sql: include_str!("../migrations/0007_entry.sql") },
    ])
}

/// Sessions, secrets, what comes from providers and goes to them.
#[derive(Clone)]
pub(crate) struct Store {
    db: Db,
}

impl Store {
    pub(crate) fn new(db: Db) -> Self {
        Self { db }
    }

    pub(crate) async fn begin(&self) -> Result<Tx, Error> {
        Ok(self.db.begin().await?)
    }
}
