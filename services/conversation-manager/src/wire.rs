//! Domain → contract.

use contracts::cim::SenderType;
use contracts::conversation_manager::{ChannelSession, Conversation as Wire, Participant as WireParticipant, SessionView, TaskChange};

use crate::domain::{Conversation, Participant, Request, Role, Session};

pub(crate) fn conversation(head: Conversation) -> Wire {
    Wire {
        id: head.id,
        customer_id: head.customer_id,
        state: head.state.as_str().to_owned(),
        participants: head.participants.into_iter().map(participant).collect(),
        sessions: head.sessions.into_iter().map(session).collect(),
        data_json: serde_json::Value::Object(head.data).to_string().into_bytes(),
        last_seq: head.last_seq,
        last_customer_seq: head.last_customer_seq,
        created_at_ms: head.created_at,
        ended_at_ms: head.ended_at.unwrap_or_default(),
        hold_until_ms: head.hold_until.unwrap_or_default(),
        request: head.request.map(request),
        last_customer_at_ms: head.last_customer_at,
        last_agent_at_ms: head.last_agent_at,
        receipts: Vec::new(),
        preview: head.preview,
        last_agent_id: String::new(),
        last_agent_name: String::new(),
    }
}

fn participant(participant: Participant) -> WireParticipant {
    let kind = if participant.bot { SenderType::Bot } else { SenderType::Agent };
    WireParticipant {
        id: participant.id,
        r#type: kind.into(),
        name: participant.name,
        role: Role::as_str(participant.role).to_owned(),
        active: participant.active,
        joined_at_ms: participant.joined_at,
        task_id: participant.task_id,
        wrap_up_until_ms: participant.wrap_up_until,
    }
}

fn session(session: Session) -> SessionView {
    SessionView {
        active: session.active,
        reason_code: session.reason_code,
        started_at_ms: session.started_at,
        last_customer_at_ms: session.last_customer_at,
        session: Some(ChannelSession {
            id: session.id,
            channel_id: session.channel_id,
            channel_name: session.channel_name,
            channel_type: session.channel_type,
            service_identifier: session.service_identifier,
            channel_customer_identifier: session.channel_customer_identifier,
            bot_id: session.bot_id,
            queue_id: session.queue_id,
            mrd_id: session.mrd_id,
            agent_request_ttl_ms: session.agent_request_ttl_ms,
            customer_activity_timeout_ms: session.customer_activity_timeout_ms,
            data_json: session.data.bytes(),
            routing_mode: session.routing_mode,
        }),
    }
}

fn request(request: Request) -> TaskChange {
    TaskChange {
        request_id: request.id,
        state: request.state,
        queue_id: request.queue_id,
        queue_name: request.queue_name,
        direction: request.direction,
        position: request.position,
        ..TaskChange::default()
    }
}
