//! Desks that have their lists open: each gets its own anew soon after something happened in one of them.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use contracts::routing_engine::ListFetchableRequest;
use runtime::call;
use serde_json::{Value, json};

use crate::board;
use crate::core::Core;
use crate::desk::Desk;
use crate::hub::emit;

/// Shortest time between two states of a list.
const PACE: Duration = Duration::from_millis(500);
/// Lists come and go without an event.
const STALE: Duration = Duration::from_secs(15);

struct Watch {
    desk: Arc<Desk>,
    /// The lists it was shown.
    queues: HashSet<String>,
    dirty: bool,
    read_at: Instant,
}

/// Who has their lists open.
#[derive(Clone, Default)]
pub(crate) struct Lists(Arc<Mutex<Vec<Watch>>>);

impl Lists {
    fn lock(&self) -> MutexGuard<'_, Vec<Watch>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn join(&self, desk: &Arc<Desk>) {
        let mut watched = self.lock();
        if !watched.iter().any(|watch| Arc::ptr_eq(&watch.desk, desk)) {
            watched.push(Watch { desk: desk.clone(), queues: HashSet::new(), dirty: true, read_at: Instant::now() });
        }
    }

    pub(crate) fn leave(&self, desk: &Arc<Desk>) {
        self.lock().retain(|watch| !Arc::ptr_eq(&watch.desk, desk));
    }

    /// Something happened in a queue.
    pub(crate) fn touch(&self, tenant: &str, queue: &str) {
        for watch in self.lock().iter_mut().filter(|watch| watch.desk.principal.tenant.as_str() == tenant) {
            watch.dirty |= watch.queues.contains(queue);
        }
    }

    /// Hints were lost.
    pub(crate) fn touch_all(&self) {
        self.lock().iter_mut().for_each(|watch| watch.dirty = true);
    }

    fn due(&self) -> Vec<Arc<Desk>> {
        let now = Instant::now();
        let due = |watch: &&mut Watch| watch.dirty || now.duration_since(watch.read_at) >= STALE;
        let taken = |watch: &mut Watch| {
            (watch.dirty, watch.read_at) = (false, now);
            watch.desk.clone()
        };
        self.lock().iter_mut().filter(due).map(taken).collect()
    }

    fn shown(&self, desk: &Arc<Desk>, queues: HashSet<String>) {
        if let Some(watch) = self.lock().iter_mut().find(|watch| Arc::ptr_eq(&watch.desk, desk)) {
            watch.queues = queues;
        }
    }

    fn again(&self, desk: &Arc<Desk>) {
        if let Some(watch) = self.lock().iter_mut().find(|watch| Arc::ptr_eq(&watch.desk, desk)) {
            watch.dirty = true;
        }
    }

    /// Sends lists until the process ends.
    pub(crate) async fn run(self, core: Core) {
        let mut timer = tokio::time::interval(PACE);
        timer.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            timer.tick().await;
            for desk in self.due() {
                match read(&core, &desk).await {
                    Ok((queues, lists)) => {
                        self.shown(&desk, queues);
                        emit(&desk, "lists", &json!({ "lists": lists }));
                    }
                    Err(fault) => {
                        tracing::debug!(error = fault.chain(), "the lists are read again");
                        self.again(&desk);
                    }
                }
            }
        }
    }
}

/// The lists of the desk's agent: their ids, and as the desk gets them.
pub(crate) async fn read(core: &Core, desk: &Desk) -> errors::Result<(HashSet<String>, Vec<Value>)> {
    let request = ListFetchableRequest { agent_id: desk.agent_id().to_owned() };
    let answer = core.routing().list_fetchable(call(&desk.principal, request)).await?.into_inner();
    let ids = answer.queues.iter().filter_map(|list| list.queue.as_ref()).map(|queue| queue.id.clone()).collect();
    Ok((ids, answer.queues.iter().map(board::queue).collect()))
}
