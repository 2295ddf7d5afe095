//! Durable consumers: what a service declares, and the one place where its handler is called.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use db::{Db, Tx};
use errors::Fault;
use futures::FutureExt as _;
use ids::{Ms, Trace};
use tracing::Instrument as _;

use crate::event::Envelope;
use crate::hold::Failure;
use crate::{broker, embedded};

/// Keys of a group that are handled side by side.
pub(crate) const KEYS_AT_ONCE: usize = 32;

/// What comes so close behind an event is handled with it, usually.
const GATHER: Duration = Duration::from_millis(3);

/// What a group does with an event.
#[async_trait]
pub trait Handler: Send + Sync {
    /// Handles one event. An error holds the event's key back and is tried again; see the crate's essay.
    async fn handle(&self, delivery: &mut Delivery<'_>) -> errors::Result<()>;

    /// How long a first event waits for more, on a bus that can wait: what comes together costs less. Longer where nobody waits for the effect.
    fn gather(&self) -> Duration {
        GATHER
    }

    /// Events of the source were lost to this group, because it was away for longer than they are kept: builds anew what the group keeps of it,
    /// from whoever owns it. What is published meanwhile is handled afterwards, so some of it is met twice. An error is tried again.
    async fn rebuild(&self, _source: &str) -> errors::Result<Rebuilt> {
        Ok(Rebuilt::Unable)
    }
}

/// What became of a rebuild.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rebuilt {
    /// Nothing is missing any more.
    Whole,
    /// There is nobody to ask: it goes on without, and an operator has to see to it.
    Unable,
}

/// A durable consumer of some topics.
#[derive(Clone)]
pub struct Group {
    /// Unique in the installation; by custom the service's name.
    pub name: &'static str,
    /// What it wants.
    pub topics: Vec<&'static str>,
    /// The consuming service.
    pub service: &'static str,
    /// The consumer's store.
    pub db: Db,
    /// What it does.
    pub handler: Arc<dyn Handler>,
}

/// One event on its way through a handler.
pub struct Delivery<'a> {
    /// The event.
    pub event: &'a Envelope,
    /// 1 at the first try.
    pub attempt: i64,
    group: &'a Group,
    mark: Mark<'a>,
    tx: Option<Tx>,
    stale: bool,
}

/// How an event is marked as handled, in the transaction of its effects.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Mark<'a> {
    /// Its place in the outbox of its source. Only one dispatcher exists, so nobody else can have marked it.
    Place { source: &'a str, pos: i64 },
    /// Its number, if the last one marked is still `previous`: a consumer that was replaced without knowing it fails here.
    Sequence { previous: Option<i64>, now: Ms },
}

impl Delivery<'_> {
    /// The transaction in which the event is marked as handled, opened at the first call: effects written here happen exactly once.
    /// Open it last: it is the store's one writer on SQLite.
    pub async fn tx(&mut self) -> db::Result<&mut Tx> {
        if self.tx.is_none() {
            let mut tx = self.group.db.begin().await?;
            let name = self.group.name;
            match self.mark {
                Mark::Place { source, pos } => embedded::mark(&mut tx, name, source, &self.event.key, pos).await?,
                Mark::Sequence { previous, now } => {
                    let claimed = broker::claim(&mut tx, name, self.event, previous, now).await;
                    self.stale = matches!(claimed, Err(db::Error::Duplicate(_)));
                    claimed?;
                }
            }
            self.tx = Some(tx);
        }
        self.tx.as_mut().ok_or_else(|| unreachable!("opened above"))
    }

    /// Commits what the handler wrote; says whether there was anything to commit. If not, the event is not marked either.
    async fn commit(&mut self) -> db::Result<bool> {
        match self.tx.take() {
            Some(tx) => tx.commit().await.map(|()| true),
            None => Ok(false),
        }
    }
}

/// Runs the handler; says whether anything was committed.
pub(crate) async fn handle_event(group: &Group, event: &Envelope, attempt: i64, mark: Mark<'_>) -> Result<bool, Failure> {
    let mut delivery = Delivery { event, attempt, group, mark, tx: None, stale: false };
    let trace = event.traceparent.parse::<Trace>().unwrap_or_else(|_none| Trace::begin());
    let span = tracing::info_span!("event", group = group.name, trace_id = trace.id());
    let handling = trace.scope(group.handler.handle(&mut delivery)).instrument(span);
    let handled = AssertUnwindSafe(handling).catch_unwind().await;
    let committed = match handled {
        Ok(Ok(())) => delivery.commit().await.map_err(Fault::from),
        Ok(Err(fault)) => Err(fault),
        Err(_panic) => Err(Fault::internal("the handler panicked")),
    };
    if delivery.stale {
        return Err(Failure::stale());
    }
    metrics::counter!("bus_events_total", "group" => group.name, "ok" => if committed.is_ok() { "true" } else { "false" }).increment(1);
    committed.map_err(|fault| {
        let (topic, key, id) = (&event.topic, &event.key, &event.id);
        tracing::warn!(group = group.name, topic, key, event = id, attempt, error = fault.chain(), "an event failed");
        Failure::from(fault)
    })
}
