//! What every store and the bus get without asking: they are looked after, and asked how they are.

use std::sync::Arc;
use std::time::Duration;

use bus::Bus;
use db::{Checkpointer, Db, Migrations};

use crate::app::{Check, Tick};

/// How often a publisher's outbox is pruned.
pub(super) const PRUNE: Duration = Duration::from_secs(10);
/// How often a store's write-ahead log is taken into its file.
pub(super) const CHECKPOINT: Duration = Duration::from_secs(1);

pub(super) fn store_check(db: &Db, migrations: Migrations) -> Check {
    let db = db.clone();
    Arc::new(move || {
        let (db, migrations) = (db.clone(), migrations.clone());
        Box::pin(async move {
            match db.is_current(&migrations).await {
                Ok(true) => db.has_room().map_err(|error| chain(&error)),
                Ok(false) => Err("migrations are pending: run `migrate`".to_owned()),
                Err(error) => Err(chain(&error)),
            }
        })
    })
}

pub(super) fn bus_check(bus: &Bus) -> Check {
    let bus = bus.clone();
    Arc::new(move || {
        let flows = bus.check();
        Box::pin(async move { flows })
    })
}

pub(super) fn prune(bus: &Bus, package: &'static str, db: &Db) -> Tick {
    let (bus, db) = (bus.clone(), db.clone());
    Arc::new(move || {
        let (bus, db) = (bus.clone(), db.clone());
        Box::pin(async move {
            bus.prune(package, &db).await?;
            Ok(())
        })
    })
}

pub(super) fn checkpoint(db: &Db) -> Tick {
    let checkpointer = Arc::new(Checkpointer::new(db));
    Arc::new(move || {
        let checkpointer = checkpointer.clone();
        Box::pin(async move { Ok(checkpointer.run().await?) })
    })
}

/// An error with its causes: what the driver says is what an operator can act on. It names no address and no password.
pub(crate) fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        let more = cause.to_string();
        if !text.contains(&more) {
            text = format!("{text}: {more}");
        }
        next = cause.source();
    }
    text
}
