//! Supervisors who watch the board: it is read once for all of a tenant, soon after something happened and not more often than a person can see.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use contracts::routing_engine::{BoardQueue, GetBoardRequest, GetBoardResponse, Request, WaitEstimate};
use ids::{Ms, TenantId, rfc3339};
use runtime::call;
use serde_json::{Value, json};

use crate::core::Core;
use crate::desk::Desk;
use crate::hub::emit;
use crate::show;

/// Shortest time between two boards.
const PACE: Duration = Duration::from_millis(500);
/// Estimates and service levels move without an event.
const STALE: Duration = Duration::from_secs(5);

#[derive(Default)]
struct Watch {
    desks: Vec<Arc<Desk>>,
    /// Something happened since it was read.
    dirty: bool,
    read_at: Option<Instant>,
}

/// Who watches, by tenant.
#[derive(Clone, Default)]
pub(crate) struct Boards(Arc<Mutex<HashMap<TenantId, Watch>>>);

impl Boards {
    fn lock(&self) -> MutexGuard<'_, HashMap<TenantId, Watch>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The desk watches from now on.
    pub(crate) fn join(&self, desk: &Arc<Desk>) {
        let mut watched = self.lock();
        let watch = watched.entry(desk.principal.tenant.clone()).or_default();
        watch.dirty = true;
        if !watch.desks.iter().any(|other| Arc::ptr_eq(other, desk)) {
            watch.desks.push(desk.clone());
        }
    }

    /// The desk does not watch any more, or is gone.
    pub(crate) fn leave(&self, desk: &Arc<Desk>) {
        let mut watched = self.lock();
        if let Some(watch) = watched.get_mut(&desk.principal.tenant) {
            watch.desks.retain(|other| !Arc::ptr_eq(other, desk));
            if watch.desks.is_empty() {
                watched.remove(&desk.principal.tenant);
            }
        }
    }

    /// Something of that tenant happened.
    pub(crate) fn touch(&self, tenant: &str) {
        if let Some(watch) = self.lock().get_mut(&TenantId::new(tenant)) {
            watch.dirty = true;
        }
    }

    /// Every tenant's may have changed: hints were lost.
    pub(crate) fn touch_all(&self) {
        self.lock().values_mut().for_each(|watch| watch.dirty = true);
    }

    /// The desks whose board is to be read now.
    fn due(&self) -> Vec<Vec<Arc<Desk>>> {
        let now = Instant::now();
        let due = |watch: &&mut Watch| watch.dirty || watch.read_at.is_none_or(|at| now.duration_since(at) >= STALE);
        let taken = |watch: &mut Watch| {
            (watch.dirty, watch.read_at) = (false, Some(now));
            watch.desks.clone()
        };
        self.lock().values_mut().filter(due).map(taken).collect()
    }

    /// Sends boards until the process ends.
    pub(crate) async fn run(self, core: Core) {
        let mut timer = tokio::time::interval(PACE);
        timer.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            timer.tick().await;
            for desks in self.due() {
                let Some(first) = desks.first() else { continue };
                match read(&core, first).await {
                    Ok(board) => desks.iter().for_each(|desk| emit(desk, "board", &board)),
                    Err(fault) => {
                        tracing::debug!(error = fault.chain(), "the board is read again");
                        self.touch(first.principal.tenant.as_str());
                    }
                }
            }
        }
    }
}

/// The board as a desk gets it.
pub(crate) async fn read(core: &Core, desk: &Desk) -> errors::Result<Value> {
    let board: GetBoardResponse = core.routing().get_board(call(&desk.principal, GetBoardRequest {})).await?.into_inner();
    let agents = board.agents.iter().map(|agent| {
        let mut shown = show::presence(agent);
        shown["name"] = agent.name.clone().into();
        shown["connected"] = agent.connected.into();
        shown["tasks"] = agent.tasks.iter().map(show::task).collect();
        shown
    });
    Ok(
        json!({ "at": rfc3339(board.at_ms), "queues": board.queues.iter().map(queue).collect::<Vec<_>>(), "agents": agents.collect::<Vec<_>>() }),
    )
}

fn time(at: Ms) -> Option<String> {
    (at > 0).then(|| rfc3339(at))
}

pub(crate) fn wait(wait: &WaitEstimate) -> Value {
    json!({ "lowMs": wait.low_ms, "likelyMs": wait.likely_ms, "highMs": wait.high_ms })
}

/// A queue with who waits.
pub(crate) fn queue(board: &BoardQueue) -> Value {
    let queue = board.queue.clone().unwrap_or_default();
    let level = board.service_level.unwrap_or_default();
    json!({
        "id": queue.id, "name": queue.name, "mrdId": queue.mrd_id, "mode": board.mode, "waiting": queue.waiting,
        "oldestAt": time(board.oldest_at_ms), "activeTasks": board.active_tasks,
        "available": queue.available_agents.len(), "estimatedWait": board.estimate.as_ref().map(wait),
        "serviceLevel": {
            "thresholdMs": level.threshold_ms, "windowMs": level.window_ms, "accepted": level.accepted, "within": level.within,
            "abandoned": level.abandoned, "perMille": (level.per_mille >= 0).then_some(level.per_mille),
        },
        "requests": board.requests.iter().map(request).collect::<Vec<_>>(),
    })
}

fn request(request: &Request) -> Value {
    let card = request.card.clone().unwrap_or_default();
    json!({
        "id": request.id, "conversationId": request.conversation_id, "position": request.position, "priority": request.priority,
        "direction": request.direction, "enqueuedAt": rfc3339(request.enqueued_at_ms), "ttlAt": time(request.ttl_at_ms),
        "estimatedWait": request.estimate.as_ref().map(wait), "customerName": card.customer_name, "customerKnown": card.customer_known,
        "channelType": card.channel_type,
    })
}
