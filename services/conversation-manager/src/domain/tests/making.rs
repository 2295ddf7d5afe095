//! Changes by chance and by hand, and ways through them.

use std::collections::{BTreeSet, HashSet};

use contracts::cim::{Header, Sender};
use contracts::conversation_manager::{
    AssignBot, ChangeCustomer, ChangeParticipantRole, ChannelSession, EndConversation, FindAgent, MergeData, Message, Pause, Resume,
    SessionEnded, SessionStarted, SettleSuggestion, TaskChange, WrapUp, change::Kind,
};
use proptest::prelude::*;
use proptest::sample::select;

use crate::domain::{Conversation, Row};
use crate::error::Error;

const ROLES: &[&str] = &["PRIMARY", "ASSISTANT", "WRAP_UP", "SILENT_MONITOR", "WHISPER", "CUSTOMER", ""];
const BODIES: &[&str] = &[
    r#"{"type":"PLAIN","markdownText":"hello"}"#,
    r#"{"type":"PLAIN"}"#,
    r#"{"wrapups":[{}],"note":"n"}"#,
    "{}",
    "[1]",
    "7",
    "null",
    "no JSON",
    "",
];
const NAMES: &[&str] = &["TASK_ENQUEUED", "AGENT_RESERVED", "NO_AGENT_AVAILABLE", "TASK_STATE_CHANGED", "UNHEARD_OF"];
const STATES: &[&str] = &["QUEUED", "RESERVED", "ACTIVE", "WRAP_UP", "CLOSED", "UNHEARD_OF"];

pub(super) fn anyone() -> impl Strategy<Value = &'static str> {
    select(&["agent-1", "agent-2", "agent-3", "bot-1", "bot-2", "customer", "nobody", ""][..])
}

pub(super) fn bot() -> impl Strategy<Value = &'static str> {
    select(&["bot-1", "bot-2"][..])
}

fn agent() -> impl Strategy<Value = &'static str> {
    select(&["agent-1", "agent-2", "agent-3"][..])
}

pub(super) fn session() -> impl Strategy<Value = &'static str> {
    select(&["web", "sms", "mail"][..])
}

pub(super) fn kind_of_message() -> impl Strategy<Value = &'static str> {
    select(&["CUSTOMER_MESSAGE", "AGENT_MESSAGE", "WHISPER_MESSAGE", "BOT_MESSAGE", "BOT_SUGGESTION", "SYSTEM_MESSAGE", "UNHEARD_OF"][..])
}

fn body() -> impl Strategy<Value = &'static str> {
    prop_oneof![3 => Just(BODIES[0]), 2 => select(BODIES)]
}

fn task_change() -> impl Strategy<Value = Kind> {
    let name = prop_oneof![3 => Just("TASK_STATE_CHANGED"), 1 => select(NAMES)];
    let state = prop_oneof![2 => Just("ACTIVE"), 3 => select(STATES)];
    let direction = select(&["INBOUND", "CONSULT", "DIRECT_TRANSFER"][..]);
    (name, state, agent(), select(&["task-1", "task-2", ""][..]), direction, select(&["request-1", "request-2"][..])).prop_map(
        |(name, state, agent, task_id, direction, request)| {
            let Kind::TaskChange(change) = task(name, state, (agent, task_id)) else { unreachable!() };
            Kind::TaskChange(TaskChange { direction: direction.to_owned(), request_id: request.to_owned(), ..change })
        },
    )
}

/// Any change, by anybody.
pub(super) fn change() -> impl Strategy<Value = Kind> {
    let durations = select(&[-1, 0, 1, 1000, 86_400_000, i64::MAX][..]);
    prop_oneof![
        30 => session().prop_map(session_started),
        20 => (session(), select(&["CUSTOMER", "INACTIVITY", ""][..])).prop_map(|(id, reason)| Kind::SessionEnded(SessionEnded { session_id: id.to_owned(), reason_code: reason.to_owned() })),
        20 => (bot(), select(ROLES)).prop_map(|(id, role)| assign(id, role)),
        20 => (anyone(), select(ROLES)).prop_map(|(id, role)| Kind::ChangeParticipantRole(ChangeParticipantRole { participant_id: id.to_owned(), role: role.to_owned() })),
        40 => (kind_of_message(), anyone(), session(), body()).prop_map(|(name, who, session, body)| say(name, "m", (who, session), body)),
        60 => task_change(),
        20 => (agent(), durations.clone()).prop_map(|(id, duration)| pause(id, duration)),
        5 => (anyone(), durations).prop_map(|(id, duration)| pause(id, duration)),
        5 => anyone().prop_map(|id| Kind::Resume(Resume { agent_id: id.to_owned() })),
        5 => body().prop_map(|body| Kind::MergeData(MergeData { data_json: body.as_bytes().to_vec() })),
        10 => (anyone(), body()).prop_map(|(id, body)| wrap_up(id, body)),
        3 => anyone().prop_map(|id| Kind::FindAgent(FindAgent { requested_by: id.to_owned(), ..FindAgent::default() })),
        3 => anyone().prop_map(|id| Kind::ChangeCustomer(ChangeCustomer { customer_id: id.to_owned(), actor: String::new() })),
        3 => (anyone(), select(&["ACCEPTED", "IGNORED", ""][..])).prop_map(|(id, outcome)| settle(id, outcome)),
        2 => Just(Kind::SessionStarted(SessionStarted { session: None })),
        1 => Just(end()),
    ]
}

pub(super) fn changes() -> impl Strategy<Value = Vec<Kind>> {
    proptest::collection::vec(change(), 0..40)
}

pub(super) fn session_started(id: &str) -> Kind {
    Kind::SessionStarted(SessionStarted { session: Some(ChannelSession { id: id.to_owned(), ..ChannelSession::default() }) })
}

pub(super) fn session_ended(id: &str) -> Kind {
    Kind::SessionEnded(SessionEnded { session_id: id.to_owned(), reason_code: "CUSTOMER".to_owned() })
}

pub(super) fn assign(id: &str, role: &str) -> Kind {
    Kind::AssignBot(AssignBot { bot_id: id.to_owned(), name: "Bot".to_owned(), role: role.to_owned() })
}

pub(super) fn pause(id: &str, duration_ms: i64) -> Kind {
    Kind::Pause(Pause { agent_id: id.to_owned(), duration_ms })
}

pub(super) fn wrap_up(id: &str, body: &str) -> Kind {
    Kind::WrapUp(WrapUp { agent_id: id.to_owned(), body_json: body.as_bytes().to_vec() })
}

fn settle(id: &str, outcome: &str) -> Kind {
    let (agent_id, outcome) = (id.to_owned(), outcome.to_owned());
    Kind::SettleSuggestion(SettleSuggestion { suggestion_id: "m".to_owned(), agent_id, outcome, ..SettleSuggestion::default() })
}

pub(super) fn end() -> Kind {
    Kind::EndConversation(EndConversation {})
}

pub(super) fn task(name: &str, state: &str, (agent, task): (&str, &str)) -> Kind {
    Kind::TaskChange(TaskChange {
        name: name.to_owned(),
        state: state.to_owned(),
        agent_id: agent.to_owned(),
        task_id: task.to_owned(),
        request_id: "request-1".to_owned(),
        ..TaskChange::default()
    })
}

/// A well-formed message.
pub(super) fn message(name: &str, who: &str, session: &str) -> Kind {
    say(name, "m", (who, session), BODIES[0])
}

pub(super) fn say(name: &str, id: &str, (who, session): (&str, &str), body: &str) -> Kind {
    let sender = Sender { id: who.to_owned(), ..Sender::default() };
    let header = Header { sender: Some(sender), channel_session_id: session.to_owned(), ..Header::default() };
    Kind::Message(Message { name: name.to_owned(), id: id.to_owned(), header: Some(header), body_json: body.as_bytes().to_vec() })
}

type Answer = Result<Vec<Row>, Error>;

/// Applies the changes one by one and shows before, change, answer and after; answers the last head.
pub(super) fn walk(
    changes: Vec<Kind>,
    mut check: impl FnMut(&Conversation, &Kind, &Answer, &Conversation) -> Result<(), TestCaseError>,
) -> Result<Conversation, TestCaseError> {
    let mut head = Conversation::new("conversation".to_owned(), "customer".to_owned(), 1);
    for change in changes {
        let before = head.clone();
        let answer = head.apply(&change, 1);
        check(&before, &change, &answer, &head)?;
    }
    Ok(head)
}

/// All heads that two sessions, two agents, a pause and the end can make; collects what `note` says of each step.
pub(super) fn closure<T: Ord>(note: impl Fn(&Conversation, &Conversation) -> Option<T>) -> BTreeSet<T> {
    let mut alphabet = vec![pause("agent-1", 1000), Kind::Resume(Resume::default()), assign("bot-1", "PRIMARY"), end()];
    for id in ["web", "sms"] {
        alphabet.extend([session_started(id), session_ended(id)]);
    }
    for whose in [("agent-1", "task-1"), ("agent-2", "task-2")] {
        alphabet.extend(["ACTIVE", "WRAP_UP", "CLOSED"].map(|state| task("TASK_STATE_CHANGED", state, whose)));
    }
    let mut noted = BTreeSet::new();
    let mut seen = HashSet::new();
    let mut todo = vec![Conversation::new("conversation".to_owned(), "customer".to_owned(), 1)];
    while let Some(head) = todo.pop() {
        for change in &alphabet {
            let mut after = head.clone();
            if after.apply(change, 1).is_ok() && after != head {
                noted.extend(note(&head, &after));
                if seen.insert(serde_json::to_string(&after).unwrap()) {
                    todo.push(after);
                }
            }
        }
    }
    noted
}
