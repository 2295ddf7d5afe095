//! A conversation needs an agent.

use contracts::routing_engine::{AssignResourceRequest, AssignResourceResponse, Request};
use ids::TenantId;
use routing_core::{AgentId, Answer, Command, ConversationId, Enqueue, Fallback, NamedAgent, QueueId, Refusal, RequestId, Span, Ttl};

use crate::State;
use crate::catalogue::Mrd;
use crate::engine::Turn;
use crate::error::Error;
use crate::key::key;
use crate::store::{Card, CardText};
use crate::wire;

/// How long a request waits for its last agent.
const LAST_AGENT: Span = Span::seconds(20);

pub(crate) async fn assign_resource(
    state: &State,
    tenant: &TenantId,
    request: AssignResourceRequest,
) -> Result<AssignResourceResponse, Error> {
    if request.conversation_id.is_empty() || request.conversation_id.len() > 128 {
        return Err(Error::Malformed { field: "conversation_id", problem: "has no or more than 128 bytes" });
    }
    let id = request.request_id.clone();
    let assign = move |turn: &mut Turn<'_>| Ok(AssignResourceResponse { request: Some(assign(turn, request)?) });
    state.engine.change(tenant, ("assign", &id), assign).await
}

fn assign(turn: &mut Turn<'_>, wanted: AssignResourceRequest) -> Result<Request, Error> {
    let id = RequestId(key(&wanted.request_id));
    // Known for longer than answers are kept.
    if let Some(facts) = turn.room.told.request(id) {
        return Ok(turn.room.request_view(facts));
    }
    let queue = queue(turn, &wanted)?;
    let priority = match wanted.priority {
        0 => 1,
        given => u8::try_from(given).map_err(|_| Refusal::BadPriority)?,
    };
    let ttl = if wanted.ttl_ms > 0 { Ttl::In(wire::span(wanted.ttl_ms)) } else { turn.room.ttl(queue) };
    let enqueue = Enqueue {
        request: id,
        conversation: ConversationId(key(&wanted.conversation_id)),
        queue,
        priority,
        ttl,
        direction: wire::direction(&wanted.direction)?,
        target: named(turn, &wanted)?,
        exclude: wanted.exclude_agent_ids.iter().map(|agent| AgentId(key(agent))).collect(),
    };
    let card = Card {
        request_id: wanted.request_id,
        conversation_id: wanted.conversation_id,
        queue_id: turn.room.queue_label(queue).id,
        priority: i32::from(priority),
        enqueued_at: turn.now,
        text: wanted.card.map(CardText::from).unwrap_or_default(),
    };
    enter(turn, id, card, &Command::Enqueue(enqueue))
}

/// The agent who is tried first. One who is not known any more is passed over: a last agent may have left the company.
fn named(turn: &Turn<'_>, wanted: &AssignResourceRequest) -> Result<Option<NamedAgent>, Error> {
    let fallback = match wanted.agent_fallback.as_str() {
        "" | "QUEUE" => Fallback::Queue,
        "CLOSE" => Fallback::Close,
        _ => return Err(Error::Malformed { field: "agent_fallback", problem: "is neither QUEUE nor CLOSE" }),
    };
    if wanted.agent_id.is_empty() {
        return Ok(None);
    }
    let window = match wanted.agent_window_ms {
        0 => LAST_AGENT,
        given => wire::span(given),
    };
    match (turn.room.find_agent(&wanted.agent_id), fallback) {
        (Ok(agent), fallback) => Ok(Some(NamedAgent { agent, window, fallback })),
        (Err(_), Fallback::Queue) => Ok(None),
        (Err(error), _) => Err(error),
    }
}

/// Lets a request in together with its card, and says where it is.
pub(crate) fn enter(turn: &mut Turn<'_>, id: RequestId, card: Card, command: &Command) -> Result<Request, Error> {
    if turn.room.told.request(id).is_some() {
        return Err(Refusal::DuplicateRequest.into());
    }
    let view = closed_view(turn, &card);
    turn.keep_card(id, card);
    match turn.send(command) {
        Err(error) => {
            turn.drop_card(id);
            Err(error)
        }
        Ok(Answer::Closed(_)) => Ok(view),
        Ok(_) => Ok(turn.room.told.request(id).map_or(view, |facts| turn.room.request_view(facts))),
    }
}

/// A request that was closed at once.
fn closed_view(turn: &Turn<'_>, card: &Card) -> Request {
    Request {
        id: card.request_id.clone(),
        conversation_id: card.conversation_id.clone(),
        queue_id: card.queue_id.clone(),
        queue_name: turn.room.queue_label(crate::catalogue::Queue::id(&card.queue_id)).name,
        state: "CLOSED".to_owned(),
        priority: card.priority,
        enqueued_at_ms: card.enqueued_at,
        ..Request::default()
    }
}

fn queue(turn: &Turn<'_>, wanted: &AssignResourceRequest) -> Result<QueueId, Error> {
    let queue = turn.room.find_queue(&wanted.queue).ok_or_else(|| Error::NotFound { what: "queue", id: wanted.queue.clone() })?;
    let mrd = turn.room.told.queue_config(queue).map(|config| config.mrd);
    if !wanted.mrd_id.is_empty() && mrd != Some(Mrd::id(&wanted.mrd_id)) {
        return Err(Error::MrdMismatch { queue: wanted.queue.clone(), mrd: wanted.mrd_id.clone() });
    }
    Ok(queue)
}
