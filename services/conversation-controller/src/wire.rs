//! Between contracts and domain: rows and conversations in, calls out.

use contracts::bot_framework::BotEvent;
use contracts::cim::{Activity, Header, Sender as WireSender, SenderType};
use contracts::conversation_manager::change::Kind as Change;
use contracts::conversation_manager::{
    AppendRequest, AssignBot, Change as WireChange, ChangeParticipantRole, Conversation as WireConversation, EndConversation, MergeData,
    Message, Participant as WireParticipant, Resume, SessionEnded, SessionView,
};
use contracts::routing_engine::{AssignResourceRequest, ReleaseConversationRequest, RevokeResourceRequest, TaskCard};
use serde_json::{Map, Value, json};

use crate::domain::effect::{Action, Card, Effect};
use crate::domain::facts::{Conversation, Event, Facts, Participant, Request, Sender, Session};
use crate::domain::rules::ACTION_MESSAGE;
use crate::store::Timer;

/// A row of the log as an event. What somebody asks for goes by its own name.
pub(crate) fn event(id: &str, activity: &Activity) -> Event {
    let header = activity.header.clone().unwrap_or_default();
    let body: Value = serde_json::from_slice(&activity.body_json).unwrap_or_default();
    let name = match body.get("name").and_then(Value::as_str) {
        Some(asked) if activity.name == ACTION_MESSAGE => asked.to_owned(),
        _ => activity.name.clone(),
    };
    let data = data_of(body);
    let session_id = if header.channel_session_id.is_empty() { text(&data, "sessionId") } else { header.channel_session_id.clone() };
    Event { id: id.to_owned(), name, at: activity.at_ms, sender: sender(&header), session_id, subject: String::new(), data }
}

fn data_of(body: Value) -> Map<String, Value> {
    let Value::Object(mut body) = body else {
        return Map::new();
    };
    for member in ["notificationData", "data"] {
        if let Some(Value::Object(data)) = body.get_mut(member) {
            return std::mem::take(data);
        }
    }
    body
}

fn text(data: &Map<String, Value>, name: &str) -> String {
    data.get(name).and_then(Value::as_str).unwrap_or_default().to_owned()
}

fn sender(header: &Header) -> Sender {
    let sender = header.sender.clone().unwrap_or_default();
    let kind = sender.r#type().as_str_name().trim_start_matches("SENDER_TYPE_").to_owned();
    Sender { id: sender.id, r#type: kind, name: sender.name }
}

/// A bot that gave no answer, as an event.
pub(crate) fn bot_event(id: &str, told: BotEvent) -> Event {
    let data = json!({"botId": told.bot_id, "code": told.code, "detail": told.detail});
    let data = data.as_object().cloned().unwrap_or_default();
    let sender = Sender { id: told.bot_id, r#type: "BOT".to_owned(), name: String::new() };
    Event { id: id.to_owned(), name: told.name, at: told.at_ms, session_id: told.session_id, sender, data, ..Event::default() }
}

/// A timer that ran out, as an event.
pub(crate) fn timer_event(timer: &Timer, now: i64) -> Event {
    Event { id: timer.id.clone(), name: format!("TIMER {}", timer.name), at: now, subject: timer.subject.clone(), ..Event::default() }
}

/// Everything rules may look at.
pub(crate) fn facts(event: Event, conversation: WireConversation) -> Facts {
    Facts { event, conversation: conversation_of(conversation), session: Session::default() }.derived()
}

fn conversation_of(wire: WireConversation) -> Conversation {
    let of_type =
        |wanted: SenderType| wire.participants.iter().filter(move |participant| participant.active && participant.r#type() == wanted);
    let agents = of_type(SenderType::Agent).map(participant).collect();
    let bots = of_type(SenderType::Bot).map(participant).collect();
    let customer = wire.participants.iter().find(|participant| participant.r#type() == SenderType::Customer);
    let customer_name = customer.map(|customer| customer.name.clone()).unwrap_or_default();
    let request = wire.request.unwrap_or_default();
    let data: Map<String, Value> = serde_json::from_slice(&wire.data_json).unwrap_or_default();
    let sessions: Vec<_> = wire.sessions.into_iter().map(session).collect();
    Conversation {
        customer_name: if customer_name.is_empty() { name_in(&data, &sessions) } else { customer_name },
        agents,
        bots,
        sessions,
        request: Request {
            id: request.request_id,
            state: request.state,
            direction: request.direction,
            queue_id: request.queue_id,
            queue_name: request.queue_name,
            position: request.position,
            likely_wait_ms: request.estimate.map_or(0, |wait| wait.likely_ms),
        },
        id: wire.id,
        customer_id: wire.customer_id,
        state: wire.state,
        hold_until: wire.hold_until_ms,
        last_customer_at: wire.last_customer_at_ms,
        last_agent_at: wire.last_agent_at_ms,
        last_agent: wire.last_agent_id,
        data,
        ..Conversation::default()
    }
}

/// The customer's name as the conversation's data or the newest form has it.
fn name_in(data: &Map<String, Value>, sessions: &[Session]) -> String {
    let given = text(data, "customerName");
    let forms = sessions.iter().rev().filter_map(|session| session.data.get("formData")?.get("attributes")?.as_array());
    let is_name = |attribute: &&Value| {
        attribute["key"]
            .as_str()
            .is_some_and(|key| ["name", "firstname", "first_name", "customername"].contains(&key.to_lowercase().as_str()))
    };
    let named = forms.flatten().find(is_name).and_then(|attribute| attribute["value"].as_str()).unwrap_or_default();
    if given.is_empty() { named.chars().take(100).collect() } else { given }
}

fn participant(wire: &WireParticipant) -> Participant {
    Participant { id: wire.id.clone(), name: wire.name.clone(), role: wire.role.clone(), joined_at: wire.joined_at_ms }
}

fn session(view: SessionView) -> Session {
    let wire = view.session.unwrap_or_default();
    Session {
        id: wire.id,
        active: view.active,
        channel_id: wire.channel_id,
        channel_name: wire.channel_name,
        channel_type: wire.channel_type,
        bot_id: wire.bot_id,
        queue_id: wire.queue_id,
        mrd_id: wire.mrd_id,
        agent_request_ttl_ms: wire.agent_request_ttl_ms,
        customer_activity_timeout_ms: wire.customer_activity_timeout_ms,
        routing_mode: wire.routing_mode,
        reason_code: view.reason_code,
        started_at: view.started_at_ms,
        last_customer_at: view.last_customer_at_ms,
        data: serde_json::from_slice(&wire.data_json).unwrap_or_default(),
        ..Session::default()
    }
}

/// What an effect asks of whom.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Call {
    Append(AppendRequest),
    Assign(AssignResourceRequest),
    Revoke(RevokeResourceRequest),
    Release(ReleaseConversationRequest),
}

/// The call an effect needs, if it needs one. The request id makes a second call of the same effect harmless.
pub(crate) fn call(conversation_id: &str, request_id: &str, effect: &Effect) -> Option<Call> {
    let (conversation_id, request_id) = (conversation_id.to_owned(), request_id.to_owned());
    let change = match effect {
        Effect::Schedule(_) | Effect::Unschedule(_) => return None,
        Effect::Say(say) => Change::Message(system_message(&request_id, say.session.clone(), &say.text)),
        Effect::Act(action) => match Action::clone(action) {
            Action::AssignBot { bot, name, role } => Change::AssignBot(AssignBot { bot_id: bot, name, role }),
            Action::ChangeParticipantRole { participant, role } => {
                Change::ChangeParticipantRole(ChangeParticipantRole { participant_id: participant, role })
            }
            Action::RemoveChannelSession { session, reason } => {
                Change::SessionEnded(SessionEnded { session_id: session, reason_code: reason })
            }
            Action::UpdateConversationData { data } => {
                Change::MergeData(MergeData { data_json: Value::Object(data).to_string().into_bytes() })
            }
            Action::ResumeConversation {} => Change::Resume(Resume { agent_id: String::new() }),
            Action::EndConversation {} => Change::EndConversation(EndConversation {}),
            Action::FindAgent { queue, priority, ttl_ms, direction, note, requested_by, agent, agent_window_ms, agent_fallback, card } => {
                let mrd_id = card.mrd_id.clone();
                let card = Some(task_card(*card, note, requested_by));
                return Some(Call::Assign(AssignResourceRequest {
                    request_id,
                    conversation_id,
                    queue,
                    priority,
                    ttl_ms,
                    direction,
                    mrd_id,
                    card,
                    agent_id: agent,
                    agent_window_ms,
                    agent_fallback,
                    exclude_agent_ids: Vec::new(),
                }));
            }
            // Here the id names the request that is taken back; taking back twice changes nothing.
            Action::CancelResource { request, reason } => {
                return Some(Call::Revoke(RevokeResourceRequest { request_id: request, conversation_id, reason_code: reason }));
            }
            Action::RemoveAllAgents { reason } => {
                return Some(Call::Release(ReleaseConversationRequest { request_id, conversation_id, reason_code: reason }));
            }
        },
    };
    Some(Call::Append(AppendRequest { request_id, conversation_id, change: Some(WireChange { kind: Some(change) }) }))
}

fn task_card(card: Card, note: String, requested_by: String) -> TaskCard {
    TaskCard {
        customer_id: card.customer_id,
        customer_name: card.customer_name,
        customer_known: card.customer_known,
        channel_type: card.channel_type,
        channel_name: card.channel_name,
        channel_session_id: card.session_id,
        note,
        requested_by,
        requested_by_name: String::new(),
    }
}

fn system_message(id: &str, channel_session_id: String, text: &str) -> Message {
    let sender = WireSender { id: "system".to_owned(), r#type: SenderType::System.into(), name: "Switchboard".to_owned() };
    let header = Header { sender: Some(sender), channel_session_id, ..Header::default() };
    let body = json!({"type": "PLAIN", "markdownText": text});
    Message { name: "SYSTEM_MESSAGE".to_owned(), id: id.to_owned(), header: Some(header), body_json: body.to_string().into_bytes() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn activity(name: &str, body: &Value) -> Activity {
        Activity { name: name.to_owned(), body_json: body.to_string().into_bytes(), at_ms: 7, ..Activity::default() }
    }

    #[test]
    fn what_is_asked_for_goes_by_its_own_name() {
        let asked = event("e", &activity("ACTION_MESSAGE", &json!({"type": "ACTION", "name": "FIND_AGENT", "data": {"queue": "sales"}})));
        assert_eq!((asked.name.as_str(), &asked.data["queue"]), ("FIND_AGENT", &json!("sales")));
    }

    #[test]
    fn a_notification_gives_its_data_and_its_session() {
        let ended =
            event("e", &activity("CHANNEL_SESSION_ENDED", &json!({"type": "NOTIFICATION", "notificationData": {"sessionId": "s1"}})));
        assert_eq!((ended.session_id.as_str(), ended.at), ("s1", 7));
    }

    #[test]
    fn a_body_that_is_no_object_is_no_reason_to_fail() {
        let odd = event("e", &activity("X", &json!([1, 2])));
        assert!(odd.data.is_empty());
    }

    #[test]
    fn agents_who_wrap_up_do_not_count_as_active_and_those_who_left_not_at_all() {
        let agent = |role: &str, active: bool| WireParticipant {
            id: role.to_owned(),
            r#type: SenderType::Agent.into(),
            role: role.to_owned(),
            active,
            ..WireParticipant::default()
        };
        let wire = WireConversation {
            participants: vec![agent("WRAP_UP", true), agent("WRAP_UP", false), agent("PRIMARY", false)],
            ..WireConversation::default()
        };
        let facts = facts(Event::default(), wire);
        assert_eq!((facts.conversation.active_agents, facts.conversation.wrapping_agents), (0, 1));
    }

    #[test]
    fn the_customers_name_is_taken_from_the_form() {
        let form = json!({"formData": {"attributes": [{"key": "email", "value": "x"}, {"key": "firstName", "value": "Ann"}]}});
        let session = contracts::conversation_manager::ChannelSession { data_json: form.to_string().into_bytes(), ..Default::default() };
        let wire = WireConversation {
            sessions: vec![SessionView { session: Some(session), ..SessionView::default() }],
            ..WireConversation::default()
        };
        assert_eq!(facts(Event::default(), wire).conversation.customer_name, "Ann");
    }
}
