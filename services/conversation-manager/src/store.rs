//! Every SQL statement of the service.

mod activities;
mod conversations;
mod customers;
#[cfg(test)]
mod tests;

use db::{Db, Migration, Migrations};

pub(crate) use activities::{NewActivity, Page, View};
pub(crate) use conversations::{Key, Raised};

/// The conversation log and the heads of conversations.
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
        Migration { version: 1, name: "log", sql: include_str!("../migrations/0001_log.sql") },
        Migration { version: 2, name: "open", sql: include_str!("../migrations/0002_open.sql") },
        Migration { version: 3, name: "merged", sql: include_str!("../migrations/0003_merged.sql") },
    ])
}
