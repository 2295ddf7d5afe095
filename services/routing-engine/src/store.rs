//! Every SQL statement of the service.

mod agents;
mod answers;
mod cards;
mod documents;
mod log;
#[cfg(test)]
mod tests;

use db::{Db, Migration, Migrations};

pub(crate) use agents::AgentNote;
pub(crate) use answers::{Kept, KeptRefusal, Said};
pub(crate) use cards::{Card, CardText};
pub(crate) use log::{Covers, Given, Row as LogRow};

/// Logs, snapshots and what is kept beside them.
#[derive(Clone)]
pub(crate) struct Store {
    pub(crate) db: Db,
}

impl Store {
    pub(crate) fn new(db: Db) -> Self {
        Self { db }
    }
}

pub(crate) fn migrations() -> Migrations {
    Migrations::new([
        Migration { version: 1, name: "routing", sql: include_str!("../migrations/0001_routing.sql") },
        Migration { version: 2, name: "commands", sql: include_str!("../migrations/0002_commands.sql") },
    ])
}
