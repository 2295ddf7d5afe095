//! An agent hands a task to a queue or to a colleague, and keeps it until somebody has accepted.

use contracts::routing_engine::{Request, TransferTaskRequest, TransferTaskResponse};
use ids::TenantId;
use routing_core::{AgentId, Command, GlobalState, QueueId, Refusal, RequestId, TaskFacts, Transfer, TransferTo, Ttl};

use super::assign_resource::enter;
use crate::State;
use crate::engine::{Turn, parse_task};
use crate::error::Error;
use crate::key::key;
use crate::store::{Card, CardText};

pub(crate) async fn transfer_task(state: &State, tenant: &TenantId, request: TransferTaskRequest) -> Result<TransferTaskResponse, Error> {
    if request.to_queue.is_empty() == request.to_agent_id.is_empty() {
        return Err(Error::Malformed { field: "to_queue", problem: "needs either a queue or an agent" });
    }
    if request.note.len() > 4_096 {
        return Err(Error::Malformed { field: "note", problem: "has more than 4096 bytes" });
    }
    let id = request.request_id.clone();
    state.engine.change(tenant, ("transfer", &id), move |turn| transfer(turn, request)).await
}

fn transfer(turn: &mut Turn<'_>, wanted: TransferTaskRequest) -> Result<TransferTaskResponse, Error> {
    send(turn, wanted, Command::Transfer)?;
    Ok(TransferTaskResponse {})
}

/// Sends what an agent asks of others, with the card that they are shown.
pub(super) fn send(turn: &mut Turn<'_>, wanted: TransferTaskRequest, command: impl FnOnce(Transfer) -> Command) -> Result<Request, Error> {
    let agent = turn.room.find_agent(&wanted.agent_id)?;
    let task = parse_task(&wanted.task_id);
    let facts = turn.room.told.task(task).filter(|facts| facts.agent == agent).cloned().ok_or(Refusal::UnknownTask)?;
    let (to, queue, ttl) = destination(turn, &wanted, &facts)?;
    let priority = turn.room.told.request(facts.request).map_or(1, |request| request.priority.clamp(1, 10));
    let request = RequestId(key(&wanted.request_id));
    let card = card(turn, wanted, (&facts, queue), priority);
    let command = command(Transfer { task, agent, request, to, priority, ttl });
    enter(turn, request, card, &command)
}

fn destination(turn: &Turn<'_>, wanted: &TransferTaskRequest, facts: &TaskFacts) -> Result<(TransferTo, QueueId, Ttl), Error> {
    if !wanted.to_queue.is_empty() {
        let found = turn.room.find_queue(&wanted.to_queue);
        let queue = found.ok_or_else(|| Error::NotFound { what: "queue", id: wanted.to_queue.clone() })?;
        return Ok((TransferTo::Queue(queue), queue, turn.room.ttl(queue)));
    }
    let agent = turn.room.find_agent(&wanted.to_agent_id)?;
    if !is_here(turn, agent) {
        return Err(Refusal::NotLoggedIn.into());
    }
    // As long as it would ring: the sender is not kept waiting for somebody who has no room.
    let window = turn.room.told.queue_config(facts.queue).map(|queue| queue.offer).unwrap_or_default();
    Ok((TransferTo::Agent { agent, window }, facts.queue, Ttl::Never))
}

fn is_here(turn: &Turn<'_>, agent: AgentId) -> bool {
    turn.room.told.agent(agent).is_some_and(|view| view.global != GlobalState::Logout)
}

/// The sender's card with the sender's note.
fn card(turn: &Turn<'_>, wanted: TransferTaskRequest, (facts, queue): (&TaskFacts, QueueId), priority: u8) -> Card {
    let before = turn.room.cards.get(&facts.request);
    let text = before.map(|card| card.text.clone()).unwrap_or_default();
    Card {
        conversation_id: before.map_or_else(|| crate::key::text(facts.conversation.0), |card| card.conversation_id.clone()),
        request_id: wanted.request_id,
        queue_id: turn.room.queue_label(queue).id,
        priority: i32::from(priority),
        enqueued_at: turn.now,
        text: CardText { note: wanted.note, requested_by: wanted.agent_id, requested_by_name: turn.room.agent_name(facts.agent), ..text },
    }
}
