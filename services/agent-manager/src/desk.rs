//! One agent's desk: who sits there, which tasks they hold, which conversations they follow.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use auth::UserClaims;
use bus::Envelope;
use contracts::routing_engine::Task;
use errors::{Fault, Kind};
use ids::{Principal, Role, TenantId};
use runtime::follow::Follower;
use serde::Deserialize;
use serde_json::value::RawValue;
use socketioxide::extract::{SocketRef, TryData};

use crate::{State, events};

/// A row's JSON, made once for all desks.
pub(crate) type Shown = Arc<RawValue>;

/// What a desk says of itself when it connects.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Auth {
    #[serde(default)]
    token: String,
    #[serde(default)]
    session_id: String,
    #[serde(default)]
    cursors: HashMap<String, i64>,
}

/// A desk that is connected.
pub(crate) struct Desk {
    pub(crate) socket: SocketRef,
    pub(crate) principal: Principal,
    pub(crate) claims: UserClaims,
    pub(crate) session_id: String,
    /// Numbers the desk already holds, by conversation.
    pub(crate) cursors: HashMap<String, i64>,
    inner: Mutex<Inner>,
}

#[derive(Default)]
pub(crate) struct Inner {
    pub(crate) followers: HashMap<String, Follower<Shown>>,
    /// The agent's task in each conversation.
    pub(crate) tasks: HashMap<String, Task>,
    /// Customers whose conversations the agent may open.
    pub(crate) customers: HashSet<String>,
    /// Last event that was heard of each topic and key.
    heard: HashMap<(String, String), i64>,
    /// routing-engine was heard saying that the agent sits here.
    pub(crate) seated: bool,
}

impl Desk {
    pub(crate) fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn agent_id(&self) -> &str {
        &self.principal.actor
    }

    /// Whether the event is later than what was heard of its key. A relay tells what it finds in an outbox to whoever may not have heard it, so
    /// that an event of yesterday may come after one of today.
    pub(crate) fn is_later(&self, event: &Envelope) -> bool {
        let mut inner = self.lock();
        let heard = inner.heard.entry((event.topic.clone(), event.key.clone())).or_default();
        let later = event.sequence == 0 || event.sequence > *heard;
        *heard = event.sequence.max(*heard);
        later
    }

    /// The agent's task in the conversation.
    pub(crate) fn task(&self, conversation_id: &str) -> errors::Result<Task> {
        let task = self.lock().tasks.get(conversation_id).cloned();
        task.ok_or_else(|| Fault::new(Kind::Conflict, "NO_TASK", "you have no task in this conversation"))
    }

    /// The same, of somebody who may do more than listen.
    pub(crate) fn working_task(&self, conversation_id: &str) -> errors::Result<Task> {
        let task = self.task(conversation_id)?;
        if task.direction == "SILENT_MONITOR" {
            return Err(Fault::new(Kind::Forbidden, "LISTENING_ONLY", "you only listen to this conversation"));
        }
        Ok(task)
    }

    /// Whether the desk follows the conversation.
    pub(crate) fn follows(&self, conversation_id: &str) -> bool {
        self.lock().followers.contains_key(conversation_id)
    }

    pub(crate) fn is_supervisor(&self) -> bool {
        self.principal.has(Role::Supervisor) || self.principal.has(Role::Admin)
    }
}

/// Lets a desk in or answers `CONNECT_ERROR`.
pub(crate) async fn check(state: State, socket: SocketRef, TryData(auth): TryData<Auth>) -> Result<(), String> {
    let admitted = auth.map_err(|_| "auth needs token and sessionId".to_owned()).and_then(|auth| admit(&state, &socket, auth));
    // The middleware is a future for the sake of the server's interface.
    std::future::ready(()).await;
    admitted.inspect_err(|_| metrics::counter!("agent_manager_refused_total").increment(1))
}

fn admit(state: &State, socket: &SocketRef, auth: Auth) -> Result<(), String> {
    if auth.session_id.is_empty() || auth.session_id.len() > 64 {
        return Err("auth needs a sessionId of 1 to 64 bytes".to_owned());
    }
    let claims: UserClaims = auth::verify(&state.keyring, &auth.token, "user", "usr:").map_err(|error| error.to_string())?;
    let principal =
        Principal { tenant: TenantId::new(claims.tid.as_str()), actor: claims.sub.as_str().into(), roles: claims.roles.clone() };
    if !principal.has(Role::Agent) && !principal.has(Role::Supervisor) {
        return Err("the desk needs the role agent or supervisor".to_owned());
    }
    let desk =
        Desk { socket: socket.clone(), principal, claims, session_id: auth.session_id, cursors: auth.cursors, inner: Mutex::default() };
    socket.extensions.insert(Arc::new(desk));
    events::listen(state, socket);
    Ok(())
}
