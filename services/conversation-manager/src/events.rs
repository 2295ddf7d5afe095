//! Topic → operation.

use async_trait::async_trait;
use bus::{Delivery, Handler};
use contracts::conversation_manager::{TaskChange, change::Kind};
use contracts::routing_engine::TaskChangedEvent;
use errors::Fault;
use ids::TenantId;
use prost::Message as _;

use crate::State;
use crate::error::Error;
use crate::store::Key;

/// Copies what routing-engine says of tasks into the log. The event's id is the change's, so a redelivery changes nothing.
pub(crate) struct Tasks(pub(crate) State);

#[async_trait]
impl Handler for Tasks {
    async fn handle(&self, delivery: &mut Delivery<'_>) -> errors::Result<()> {
        let envelope = delivery.event;
        let event = TaskChangedEvent::decode(envelope.payload.as_slice()).map_err(Fault::internal)?;
        let key = Key { tenant: TenantId::new(envelope.tenant.as_str()), id: envelope.key.clone() };
        match self.0.appender.append(key, envelope.id.clone(), Kind::TaskChange(change(event))).await {
            Ok(_) => Ok(()),
            // A task of a conversation that this store never had: nothing to copy it into.
            Err(Error::NoConversation(id)) => {
                tracing::warn!(conversation = id, "a task of an unknown conversation");
                Ok(())
            }
            Err(error) => Err(error.into()),
        }
    }
}

fn change(event: TaskChangedEvent) -> TaskChange {
    let request = event.request.unwrap_or_default();
    let task = event.task.unwrap_or_default();
    let or = |first: String, second: String| if first.is_empty() { second } else { first };
    let state = if task.id.is_empty() { request.state } else { task.state };
    TaskChange {
        name: event.name,
        request_id: or(task.request_id, request.id),
        task_id: task.id,
        state,
        reason_code: event.reason_code,
        agent_id: task.agent_id,
        agent_name: task.agent_name,
        queue_id: or(task.queue_id, request.queue_id),
        queue_name: or(task.queue_name, request.queue_name),
        direction: task.direction,
        deadline_ms: task.deadline_ms,
        position: request.position,
        requested_by: task.card.map(|card| card.requested_by).unwrap_or_default(),
        estimate: None,
    }
}
