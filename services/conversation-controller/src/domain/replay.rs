//! What rules would have decided in a conversation that is in the log.
//!
//! The conversation is told again from its rows, and two sets of rules decide at each of them. Rows happened because of the rules that
//! were in force then: what the other set would have done differently is shown, not what would have followed from that. Timers and
//! refusals are not in the log and do not run.

use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use crate::domain::engine::{self, Plan};
use crate::domain::facts::{Conversation, Event, Facts, Participant, Request, Session};
use crate::domain::rules::RuleSet;

/// One row: the event it is, and its own name where the event goes by another.
#[derive(Clone, Debug, Default)]
pub(crate) struct Row {
    pub(crate) seq: i64,
    pub(crate) name: String,
    pub(crate) event: Event,
}

/// A row at which the two sets part.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Difference {
    pub(crate) conversation_id: String,
    /// The row's number in the log.
    pub(crate) seq: i64,
    pub(crate) event: String,
    /// What the rules in force do.
    pub(crate) now: Vec<Value>,
    /// What the others would do.
    pub(crate) then: Vec<Value>,
    /// Rules of the others that cannot be evaluated there.
    pub(crate) faults: Vec<String>,
}

/// A set of rules with what it remembers of the conversation.
struct Side<'a> {
    rules: &'a RuleSet,
    slots: Map<String, Value>,
}

impl Side<'_> {
    fn decide(&mut self, facts: &Facts) -> Plan {
        let plan = engine::decide(self.rules, facts, &self.slots);
        if let Some(slots) = &plan.slots {
            self.slots.clone_from(slots);
        }
        plan
    }
}

/// Compares two sets of rules along one conversation. `known` is what rows do not say: the conversation as it ended.
pub(crate) fn compare(known: &Conversation, rows: &[Row], (now, then): (&RuleSet, &RuleSet)) -> Vec<Difference> {
    let mut told = Conversation {
        id: known.id.clone(),
        customer_id: known.customer_id.clone(),
        state: "CREATED".to_owned(),
        ..Conversation::default()
    };
    told.customer_name.clone_from(&known.customer_name);
    let (mut now, mut then) = (Side { rules: now, slots: Map::new() }, Side { rules: then, slots: Map::new() });
    let mut differences = Vec::new();
    for row in rows {
        happen(&mut told, known, row);
        let facts = Facts { event: row.event.clone(), conversation: told.clone(), session: Session::default() }.derived();
        let (ours, theirs) = (now.decide(&facts), then.decide(&facts));
        let (ours, faults, theirs) = (effects(&ours), theirs.faults.clone(), effects(&theirs));
        if ours != theirs || !faults.is_empty() {
            let (conversation_id, event) = (known.id.clone(), row.event.name.clone());
            differences.push(Difference { conversation_id, seq: row.seq, event, now: ours, then: theirs, faults });
        }
    }
    differences
}

fn effects(plan: &Plan) -> Vec<Value> {
    plan.steps.iter().map(|step| serde_json::to_value(&step.effect).unwrap_or_default()).collect()
}

/// The conversation after a row.
fn happen(told: &mut Conversation, known: &Conversation, row: &Row) {
    let data = &row.event.data;
    let text = |name: &str| data.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    match row.name.as_str() {
        "CHANNEL_SESSION_STARTED" => told.sessions.push(session(known, data, row.event.at)),
        "CHANNEL_SESSION_ENDED" | "CHANNEL_SESSION_EXPIRED" => {
            let (id, reason) = (text("sessionId"), text("reasonCode"));
            for session in told.sessions.iter_mut().filter(|session| session.id == id) {
                (session.active, session.reason_code) = (false, reason.clone());
            }
        }
        "CUSTOMER_MESSAGE" => {
            told.last_customer_at = row.event.at;
            for session in told.sessions.iter_mut().filter(|session| session.id == row.event.session_id) {
                session.last_customer_at = row.event.at;
            }
        }
        "AGENT_MESSAGE" => told.last_agent_at = row.event.at,
        "BOT_SUBSCRIBED" => join(&mut told.bots, (text("botId"), text("name"), text("role")), row.event.at),
        "AGENT_SUBSCRIBED" => join(&mut told.agents, (text("agentId"), text("agentName"), text("role")), row.event.at),
        "AGENT_UNSUBSCRIBED" => told.agents.retain(|agent| agent.id != text("agentId")),
        "PARTICIPANT_ROLE_CHANGED" => {
            let (id, role) = (text("participantId"), text("role"));
            for participant in told.agents.iter_mut().chain(&mut told.bots).filter(|participant| participant.id == id) {
                participant.role.clone_from(&role);
            }
        }
        "TASK_ENQUEUED" => {
            let request = &mut told.request;
            (request.id, request.queue_id, request.queue_name) = (text("requestId"), text("queueId"), text("queueName"));
            (request.direction, request.state) = (text("direction"), "QUEUED".to_owned());
        }
        "NO_AGENT_AVAILABLE" => told.request = Request::default(),
        "TASK_STATE_CHANGED" if text("requestId") == told.request.id && ["ACTIVE", "CLOSED"].contains(&text("state").as_str()) => {
            told.request = Request::default();
        }
        "TOPIC_STATE_CHANGE_EVENT" => told.state = text("state"),
        "CONVERSATION_PAUSED" => told.hold_until = data.get("untilMs").and_then(Value::as_i64).unwrap_or(0),
        "CONVERSATION_RESUMED" => told.hold_until = 0,
        "CONVERSATION_DATA_CHANGED" => merge(told, data.get("data")),
        "ASSOCIATED_CUSTOMER_CHANGED" => told.customer_id = text("customerId"),
        _ => {}
    }
    // An agent who has come is the end of the request for one.
    if row.name == "AGENT_SUBSCRIBED" {
        told.request = Request::default();
    }
}

fn session(known: &Conversation, data: &Map<String, Value>, at: i64) -> Session {
    let text = |name: &str| data.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let number = |name: &str| data.get(name).and_then(Value::as_i64).unwrap_or(0);
    let id = text("sessionId");
    let given = known.sessions.iter().find(|session| session.id == id).map(|session| session.data.clone()).unwrap_or_default();
    Session {
        active: true,
        channel_id: text("channelId"),
        channel_name: text("channelName"),
        channel_type: text("channelType"),
        bot_id: text("botId"),
        queue_id: text("queueId"),
        mrd_id: text("mrdId"),
        agent_request_ttl_ms: number("agentRequestTtlMs"),
        customer_activity_timeout_ms: number("customerActivityTimeoutMs"),
        routing_mode: text("routingMode"),
        started_at: at,
        data: given,
        id,
        ..Session::default()
    }
}

fn join(participants: &mut Vec<Participant>, (id, name, role): (String, String, String), joined_at: i64) {
    participants.retain(|participant| participant.id != id);
    participants.push(Participant { id, name, role, joined_at });
}

fn merge(told: &mut Conversation, data: Option<&Value>) {
    for (key, value) in data.and_then(Value::as_object).into_iter().flatten() {
        told.data.insert(key.clone(), value.clone());
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::domain::rules::BUILT_IN;

    fn row(seq: i64, name: &str, data: Value) -> Row {
        let Value::Object(data) = data else { panic!("an object") };
        let event = Event { id: seq.to_string(), name: name.to_owned(), at: seq * 1_000, data, ..Event::default() };
        Row { seq, name: name.to_owned(), event }
    }

    /// A chat with a bot, an agent, and a customer who leaves.
    fn chat() -> Vec<Row> {
        let session =
            json!({"sessionId": "s1", "botId": "b1", "queueId": "q1", "customerActivityTimeoutMs": 60_000, "routingMode": "PUSH"});
        let asked = Row { name: "ACTION_MESSAGE".to_owned(), ..row(5, "FIND_AGENT", json!({"queue": "", "requestedBy": "b1"})) };
        vec![
            row(1, "CONVERSATION_STARTED", json!({"customerId": "cu"})),
            row(2, "CHANNEL_SESSION_STARTED", session),
            row(3, "BOT_SUBSCRIBED", json!({"botId": "b1", "name": "Robin", "role": "PRIMARY"})),
            row(4, "CUSTOMER_MESSAGE", json!({"type": "PLAIN", "markdownText": "agent please"})),
            asked,
            row(6, "TASK_ENQUEUED", json!({"requestId": "r1", "queueId": "q1", "direction": "INBOUND"})),
            row(7, "AGENT_SUBSCRIBED", json!({"agentId": "a1", "agentName": "Ann", "role": "PRIMARY"})),
            row(8, "PARTICIPANT_ROLE_CHANGED", json!({"participantId": "b1", "role": "ASSISTANT"})),
            row(9, "CHANNEL_SESSION_ENDED", json!({"sessionId": "s1", "reasonCode": "CUSTOMER"})),
            row(10, "AGENT_UNSUBSCRIBED", json!({"agentId": "a1"})),
        ]
    }

    fn differences(yaml: &str) -> Vec<Difference> {
        let (now, then) = (RuleSet::parse(BUILT_IN).unwrap(), RuleSet::parse(yaml).unwrap());
        compare(&Conversation { id: "c1".to_owned(), ..Conversation::default() }, &chat(), (&now, &then))
    }

    #[test]
    fn the_same_rules_decide_the_same() {
        assert_eq!(differences(BUILT_IN), []);
    }

    #[test]
    fn what_would_have_been_different_is_told_row_by_row() {
        let found = differences(
            "extends: built-in\nrules:\n- name: find-agent\n  on: FIND_AGENT\n  when: conversation.primaryBot == 'b1' && session.queueId == 'q1'\n  then: [{action: FIND_AGENT, queue: vip, priority: 9}]\n",
        );
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!((found[0].seq, found[0].event.as_str()), (5, "FIND_AGENT"));
        assert_eq!((&found[0].now[0]["queue"], &found[0].then[0]["queue"]), (&json!("q1"), &json!("vip")));
    }

    #[test]
    fn the_conversation_is_as_it_was_at_each_row() {
        let found = differences(
            "extends: built-in\nrules:\n- name: x\n  on: CUSTOMER_MESSAGE, TASK_ENQUEUED, AGENT_UNSUBSCRIBED\n  when: conversation.requestOpen || conversation.activeSessions == 0 || conversation.lastCustomerAt > 0\n  then: [{text: =event.name + ' ' + string(conversation.activeAgents) + ' ' + conversation.primaryBot}]\n",
        );
        let said: Vec<_> = found.iter().map(|found| found.then.last().unwrap()["text"].as_str().unwrap().to_owned()).collect();
        assert_eq!(said, ["CUSTOMER_MESSAGE 0 b1", "TASK_ENQUEUED 0 b1", "AGENT_UNSUBSCRIBED 0 "]);
    }

    #[test]
    fn a_rule_that_cannot_be_evaluated_is_told() {
        let found =
            differences("extends: built-in\nrules:\n- {name: x, on: CUSTOMER_MESSAGE, when: event.data.none == 1, then: [{text: x}]}\n");
        assert_eq!((found.len(), found[0].faults.len()), (1, 1));
    }
}
