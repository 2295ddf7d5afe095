//! A supervisor enters a conversation in which an agent works.

use contracts::routing_engine::{JoinConversationRequest, JoinConversationResponse};
use ids::TenantId;
use routing_core::{Answer, Command, ConversationId, Direction, Refusal, RequestId};

use crate::State;
use crate::engine::Turn;
use crate::error::Error;
use crate::key::key;
use crate::store::Card;
use crate::wire;

pub(crate) async fn join_conversation(
    state: &State,
    tenant: &TenantId,
    request: JoinConversationRequest,
) -> Result<JoinConversationResponse, Error> {
    let direction = wire::direction(&request.direction)?;
    let id = request.request_id.clone();
    state.engine.change(tenant, ("join", &id), move |turn| join(turn, request, direction)).await
}

fn join(turn: &mut Turn<'_>, wanted: JoinConversationRequest, direction: Direction) -> Result<JoinConversationResponse, Error> {
    let agent = turn.room.find_agent(&wanted.agent_id)?;
    let (id, conversation) = (RequestId(key(&wanted.request_id)), ConversationId(key(&wanted.conversation_id)));
    if turn.room.told.request(id).is_some() {
        return Err(Refusal::DuplicateRequest.into());
    }
    let there = turn.room.told.tasks_in(conversation).first().map(|task| (task.request, task.queue));
    let (request, queue) = there.ok_or(Refusal::NobodyThere)?;
    let text = turn.room.cards.get(&request).map(|card| card.text.clone()).unwrap_or_default();
    let card = Card {
        request_id: wanted.request_id,
        conversation_id: wanted.conversation_id,
        queue_id: turn.room.queue_label(queue).id,
        priority: 1,
        enqueued_at: turn.now,
        text,
    };
    turn.keep_card(id, card);
    match turn.send(&Command::Join { request: id, agent, conversation, direction }) {
        Ok(Answer::Offered(task)) => {
            let view = turn.room.told.task(task).map(|facts| turn.room.task_view(facts));
            Ok(JoinConversationResponse { task: view })
        }
        Ok(_) => Ok(JoinConversationResponse::default()),
        Err(error) => {
            turn.drop_card(id);
            Err(error)
        }
    }
}
