//! Which desks there are, and what hints mean for them.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use bus::{Envelope, Hint, Subscription};
use contracts::conversation_manager::{ActivityEvent, SignalEvent};
use contracts::routing_engine::{AgentChangedEvent, ReportPresenceRequest, Task, TaskChangedEvent};
use ids::TenantId;
use prost::Message as _;
use runtime::call;
use runtime::files::Links;
use runtime::follow::Step;
use serde::Serialize;
use serde_json::json;
use tokio_util::task::TaskTracker;

use crate::board::Boards;
use crate::core::Core;
use crate::desk::Desk;
use crate::lists::Lists;
use crate::show;
use crate::{ACTIVITY, AGENT, SIGNAL, TASK};

type Key = (TenantId, String);

#[derive(Clone)]
pub(crate) struct Hub(pub(crate) Arc<Inner>);

pub(crate) struct Inner {
    pub(crate) core: Core,
    pub(crate) links: Links,
    pub(crate) tracker: TaskTracker,
    pub(crate) snapshot: i32,
    /// By agent.
    desks: Mutex<HashMap<Key, Arc<Desk>>>,
    /// By conversation.
    pub(crate) following: Mutex<HashMap<Key, Vec<Arc<Desk>>>>,
    boards: Boards,
    lists: Lists,
}

/// Sends to a desk; one that takes no more is cut off and resumes.
pub(crate) fn emit<T: Serialize + ?Sized>(desk: &Desk, event: &str, payload: &T) {
    if desk.socket.emit(event, payload).is_err() {
        metrics::counter!("agent_manager_cut_off_total").increment(1);
        // Closed already is as good.
        let _closed = desk.socket.clone().disconnect();
    }
}

impl Hub {
    pub(crate) fn new(core: Core, links: Links, tracker: TaskTracker, snapshot: i32) -> Self {
        Self(Arc::new(Inner {
            core,
            links,
            tracker,
            snapshot,
            desks: Mutex::default(),
            following: Mutex::default(),
            boards: Boards::default(),
            lists: Lists::default(),
        }))
    }

    /// Seats an agent; the desk where they sat before is told and cut off.
    pub(crate) fn seat(&self, desk: &Arc<Desk>) {
        let key = (desk.principal.tenant.clone(), desk.agent_id().to_owned());
        let before = self.0.desks.lock().unwrap_or_else(PoisonError::into_inner).insert(key, desk.clone());
        metrics::gauge!("agent_manager_desks").increment(1.0);
        let Some(before) = before else { return };
        self.unfollow_all(&before);
        self.0.boards.leave(&before);
        self.0.lists.leave(&before);
        metrics::gauge!("agent_manager_desks").decrement(1.0);
        if before.session_id != desk.session_id {
            emit(&before, "socketSessionRemoved", &json!({ "reason": "the desk was opened elsewhere" }));
        }
        let _closed = before.socket.clone().disconnect();
    }

    /// Frees the seat; false if somebody else sits there by now.
    pub(crate) fn leave(&self, desk: &Arc<Desk>) -> bool {
        let key = (desk.principal.tenant.clone(), desk.agent_id().to_owned());
        let mut desks = self.0.desks.lock().unwrap_or_else(PoisonError::into_inner);
        let own = desks.get(&key).is_some_and(|seated| Arc::ptr_eq(seated, desk));
        if own {
            desks.remove(&key);
            drop(desks);
            metrics::gauge!("agent_manager_desks").decrement(1.0);
            self.unfollow_all(desk);
            self.0.boards.leave(desk);
            self.0.lists.leave(desk);
        }
        own
    }

    /// Supervisors who watch.
    pub(crate) fn boards(&self) -> &Boards {
        &self.0.boards
    }

    /// Agents who have their lists open.
    pub(crate) fn lists(&self) -> &Lists {
        &self.0.lists
    }

    fn desk(&self, tenant: &str, agent_id: &str) -> Option<Arc<Desk>> {
        let key = (TenantId::new(tenant), agent_id.to_owned());
        self.0.desks.lock().unwrap_or_else(PoisonError::into_inner).get(&key).cloned()
    }

    /// Follows the hints until the process ends.
    pub(crate) async fn run(&self, mut hints: Subscription) {
        while let Some(hint) = hints.next().await {
            match hint {
                Hint::Event(event) => match event.topic.as_str() {
                    ACTIVITY => self.activity(&event),
                    SIGNAL => self.signal(&event),
                    TASK => self.task(&event),
                    AGENT => self.agent(&event),
                    _ => {}
                },
                Hint::Lagged => self.lagged(),
            }
        }
    }

    pub(crate) fn followers(&self, tenant: &str, conversation_id: &str) -> Vec<Arc<Desk>> {
        let key = (TenantId::new(tenant), conversation_id.to_owned());
        self.0.following.lock().unwrap_or_else(PoisonError::into_inner).get(&key).cloned().unwrap_or_default()
    }

    fn activity(&self, event: &Envelope) {
        let desks = self.followers(&event.tenant, &event.key);
        if desks.is_empty() {
            return;
        }
        let Ok(ActivityEvent { activity: Some(activity), body_left_out, .. }) = ActivityEvent::decode(event.payload.as_slice()) else {
            tracing::error!(event = event.id, "an activity cannot be read");
            return;
        };
        // Made once for all desks, unless it has links.
        let common = desks.first().filter(|_| !show::is_personal(&activity)).map(|desk| show::shown(&activity, self.viewer(desk)));
        // Whatever is not said changes who takes part, or how.
        let head_changed = !activity.name.ends_with("_MESSAGE");
        for desk in desks {
            if body_left_out > 0 {
                let read = desk.lock().followers.get_mut(&event.key).and_then(|follower| follower.absent(activity.seq));
                if read.is_some() {
                    self.fill(desk.clone(), event.key.clone());
                }
                if head_changed {
                    self.refresh(desk, event.key.clone());
                }
                continue;
            }
            let shown = common.clone().unwrap_or_else(|| show::shown(&activity, self.viewer(&desk)));
            let step = desk.lock().followers.get_mut(&event.key).map(|follower| follower.hint(activity.seq - 1, activity.seq, shown));
            match step {
                Some(Step::Deliver(row)) => emit(&desk, "activity", &*row),
                Some(Step::Read(_)) => self.fill(desk.clone(), event.key.clone()),
                Some(Step::Nothing) | None => {}
            }
            if head_changed {
                self.refresh(desk, event.key.clone());
            }
        }
    }

    fn signal(&self, event: &Envelope) {
        let desks = self.followers(&event.tenant, &event.key);
        if desks.is_empty() {
            return;
        }
        let Ok(signal) = SignalEvent::decode(event.payload.as_slice()) else { return };
        if signal.draft.is_some() {
            // Agents see that the bot writes; what it says they read in the log.
            return;
        }
        let payload = match (&signal.receipt, &signal.sender) {
            (Some(receipt), _) => json!({ "conversationId": event.key, "name": "RECEIPT", "receipt": show::receipt(receipt) }),
            (None, Some(sender)) => json!({ "conversationId": event.key, "name": signal.name, "sender": {
                "id": sender.id, "type": show::sender_type(sender.r#type), "senderName": sender.name } }),
            (None, None) => return,
        };
        let own = signal.sender.map(|sender| sender.id).unwrap_or_default();
        for desk in desks.iter().filter(|desk| desk.agent_id() != own) {
            // Latest wins: a signal that finds no room is not missed.
            let _full = desk.socket.emit("signal", &payload);
        }
    }

    fn task(&self, event: &Envelope) {
        self.0.boards.touch(&event.tenant);
        let Ok(changed) = TaskChangedEvent::decode(event.payload.as_slice()) else { return };
        let Some(task) = changed.task else { return };
        self.0.lists.touch(&event.tenant, &task.queue_id);
        if task.id.is_empty() {
            return;
        }
        let Some(desk) = self.desk(&event.tenant, &task.agent_id) else { return };
        if !desk.is_later(event) {
            return;
        }
        let task = Task { reason_code: changed.reason_code, ..task };
        match task.state.as_str() {
            "RESERVED" => emit(&desk, "taskRequest", &show::task(&task)),
            "ACTIVE" => {
                emit(&desk, "taskState", &show::task(&task));
                self.take_up(desk, task);
            }
            "WRAP_UP" => {
                desk.lock().tasks.insert(task.conversation_id.clone(), task.clone());
                emit(&desk, "taskState", &show::task(&task));
            }
            "CLOSED" => self.closed(&desk, &task),
            _ => {}
        }
    }

    fn closed(&self, desk: &Arc<Desk>, task: &Task) {
        let own = desk.lock().tasks.get(&task.conversation_id).is_some_and(|held| held.id == task.id);
        if !own {
            let payload = json!({ "taskId": task.id, "conversationId": task.conversation_id, "reasonCode": task.reason_code });
            emit(desk, "revokeTask", &payload);
            return;
        }
        desk.lock().tasks.remove(&task.conversation_id);
        emit(desk, "taskState", &show::task(task));
        emit(desk, "topicClosed", &json!({ "conversationId": task.conversation_id, "reason": task.reason_code }));
        self.unfollow(desk, &task.conversation_id);
    }

    fn agent(&self, event: &Envelope) {
        self.0.boards.touch(&event.tenant);
        let Some(desk) = self.desk(&event.tenant, &event.key) else { return };
        let Ok(AgentChangedEvent { agent: Some(agent), changed }) = AgentChangedEvent::decode(event.payload.as_slice()) else { return };
        if !desk.is_later(event) {
            return;
        }
        if agent.session_id == desk.session_id {
            desk.lock().seated = true;
        } else if agent.connected && desk.lock().seated {
            // Opened elsewhere, at another replica. What was said before this desk took its seat does not count.
            return self.unseat(&desk);
        }
        if !agent.connected && agent.state != "LOGOUT" {
            self.still_here(desk.clone());
        }
        let action = if changed { "AGENT_STATE_CHANGED" } else { "AGENT_STATE_UNCHANGED" };
        emit(&desk, "agentPresence", &json!({ "presence": show::presence(&agent), "action": action }));
    }

    /// The agent sits at another desk.
    fn unseat(&self, desk: &Arc<Desk>) {
        if self.leave(desk) {
            emit(desk, "socketSessionRemoved", &json!({ "reason": "the desk was opened elsewhere" }));
            let _closed = desk.socket.clone().disconnect();
        }
    }

    /// routing-engine does not know that somebody sits here: it was restarted, or a report got lost.
    fn still_here(&self, desk: Arc<Desk>) {
        let this = self.clone();
        self.0.tracker.spawn(async move {
            let request =
                ReportPresenceRequest { agent_id: desk.agent_id().to_owned(), session_id: desk.session_id.clone(), connected: true };
            if let Err(status) = this.0.core.routing().report_presence(call(&desk.principal, request)).await {
                tracing::warn!(error = status.message(), "a desk that routing-engine does not know is cut off; it signs in again");
                let _closed = desk.socket.clone().disconnect();
            }
        });
    }

    /// Hints were lost: every desk is brought up to date from the owners.
    fn lagged(&self) {
        self.0.boards.touch_all();
        self.0.lists.touch_all();
        let desks: Vec<_> = self.0.desks.lock().unwrap_or_else(PoisonError::into_inner).values().cloned().collect();
        for desk in desks {
            let this = self.clone();
            self.0.tracker.spawn(async move {
                if let Err(fault) = this.resync(&desk).await {
                    tracing::warn!(error = fault.chain(), "a desk that could not be brought up to date is cut off");
                    let _closed = desk.socket.clone().disconnect();
                }
            });
        }
    }
}
