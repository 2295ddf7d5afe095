//! What every store and the bus get without asking: they are looked after, and asked how they are.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use bus::Bus;
use db::{Checkpointer, Db, Migrations};
use errors::{Coded as _, Fault};

use crate::app::{Check, Tick};

/// How often a publisher's outbox is pruned.
pub(super) const PRUNE: Duration = Duration::from_secs(10);
/// In so much time every store's write-ahead log is taken into its file once.
const CHECKPOINT: Duration = Duration::from_secs(1);

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

/// How often a store's log is taken in, and a job that does it for the next one each time; none without files. One store after the other: a commit
/// waits for the disk while a log is taken in, and would wait for all of them at once.
pub(super) fn checkpoint(stores: &[Db]) -> Option<(Duration, Tick)> {
    let all: Arc<[Checkpointer]> = stores.iter().filter_map(Checkpointer::new).collect();
    let every = CHECKPOINT.checked_div(u32::try_from(all.len()).ok()?)?;
    let turn = Arc::new(AtomicUsize::new(0));
    let tick: Tick = Arc::new(move || {
        let (all, turn) = (all.clone(), turn.fetch_add(1, Ordering::Relaxed));
        Box::pin(async move {
            let next = &all[turn % all.len()];
            // The job is the whole process's: without the file nobody knew whose log it was.
            let named = |error: db::Error| Fault::new(error.kind(), error.code(), format!("{}: {}", next.store().display(), chain(&error)));
            next.run().await.map_err(named)
        })
    });
    Some((every, tick))
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
