//! Every SQL statement of a connector.
//!
//! Requests are answered once one writer has them, and the same writer does all that follows. So what happens for every request is read beside it and
//! written as one [`Batch`], which has the writer for as long as the rows take and not for a journey a statement. What another replica, or
//! another worker of this one, did since the reading makes the batch fail: a key that exists, a number that was taken, a request that is done.

mod erase;
mod fetches;
mod health;
mod sends;
#[cfg(test)]
mod tests;
mod things;
mod webhooks;

use db::{Batch, Db, Migration, Migrations, Tx, params};
use ids::Ms;

use crate::Config;

pub(crate) use fetches::Fetch;
pub(crate) use sends::{Ended, Send};
pub(crate) use things::{Handed, Key, NewThing, Thing};
pub(crate) use webhooks::{NewWebhook, Webhook};

pub(crate) fn migrations() -> Migrations {
    Migrations::new([
        Migration { version: 1, name: "connector", sql: include_str!("../migrations/0001_connector.sql") },
        Migration { version: 2, name: "media", sql: include_str!("../migrations/0002_media.sql") },
        Migration { version: 3, name: "erase", sql: include_str!("../migrations/0003_erase.sql") },
        Migration { version: 4, name: "health", sql: include_str!("../migrations/0004_health.sql") },
        Migration { version: 5, name: "waiting", sql: include_str!("../migrations/0005_waiting.sql") },
    ])
}

/// Requests, things and sends.
#[derive(Clone)]
pub(crate) struct Store {
    db: Db,
}

/// Rows that one statement inserts at most, well under the number of parameters either engine takes.
const CHUNK: usize = 200;

impl Store {
    pub(crate) fn new(db: Db) -> Self {
        Self { db }
    }

    pub(crate) async fn begin(&self) -> db::Result<Tx> {
        self.db.begin().await
    }

    /// The store, for whoever publishes with a batch.
    pub(crate) fn db(&self) -> &Db {
        &self.db
    }

    /// Writes a batch; false if somebody else was quicker, and nothing of it is written then.
    pub(crate) async fn write(&self, batch: Batch) -> db::Result<bool> {
        match self.db.write(batch).await {
            Ok(()) => Ok(true),
            Err(db::Error::Guarded(_) | db::Error::Duplicate(_)) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Deletes what is older than it is kept for; what is still open is not.
    pub(crate) async fn prune(&self, now: Ms, config: &Config) -> db::Result<()> {
        let before = now - i64::try_from(config.keep.as_millis()).unwrap_or(i64::MAX);
        let mut tx = self.db.begin().await?;
        tx.execute("DELETE FROM webhook WHERE stored_at < $1 AND done = 1", &params![before]).await?;
        tx.execute("DELETE FROM seen WHERE at < $1", &params![before]).await?;
        tx.execute("DELETE FROM repeated WHERE at < $1", &params![before]).await?;
        tx.execute("DELETE FROM customer_file WHERE changed_at < $1", &params![before]).await?;
        tx.execute("DELETE FROM thing WHERE ended_at < $1", &params![before]).await?;
        tx.execute("DELETE FROM send WHERE changed_at < $1 AND state IN ('SENT', 'FAILED', 'UNKNOWN')", &params![before]).await?;
        tx.commit().await
    }
}

/// PostgreSQL's text has no NUL: one would make a whole batch fail.
pub(crate) fn clean(text: &str) -> String {
    text.replace('\0', "")
}
