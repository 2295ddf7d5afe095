//! The whole service between a fake log and a fake router: events in, calls out.
#![expect(clippy::unwrap_used, reason = "a test ends where something is not as it should be")]

mod fakes;

use std::time::Duration;

use contracts::cim::SenderType;
use contracts::conversation_manager::change::Kind;
use contracts::conversation_manager::{ChannelSession, Conversation, Participant, SessionView};
use serde_json::json;

use fakes::{Call, Stage};

fn session(active: bool) -> SessionView {
    let session = ChannelSession {
        id: "s1".to_owned(),
        bot_id: "b1".to_owned(),
        queue_id: "q1".to_owned(),
        customer_activity_timeout_ms: 60_000,
        ..ChannelSession::default()
    };
    SessionView { session: Some(session), active, started_at_ms: ids::Clock::System.now(), ..SessionView::default() }
}

fn bot(role: &str) -> Participant {
    Participant { id: "b1".to_owned(), r#type: SenderType::Bot.into(), role: role.to_owned(), active: true, ..Participant::default() }
}

fn conversation(participants: Vec<Participant>, active: bool) -> Conversation {
    Conversation {
        id: "c1".to_owned(),
        customer_id: "cu1".to_owned(),
        state: "CREATED".to_owned(),
        participants,
        sessions: vec![session(active)],
        ..Conversation::default()
    }
}

fn appended(call: &Call) -> Option<&Kind> {
    match call {
        Call::Append(request) => request.change.as_ref().and_then(|change| change.kind.as_ref()),
        _ => None,
    }
}

#[tokio::test]
async fn a_new_conversation_gets_its_bot_once_however_often_the_event_comes() {
    let stage = Stage::start().await;
    stage.set(conversation(vec![], true));
    let event = stage.publish("CONVERSATION_STARTED", &json!({}), 1).await;
    let calls = stage.calls(1).await;
    assert!(
        matches!(appended(&calls[0]), Some(Kind::AssignBot(assign)) if assign.bot_id == "b1" && assign.role == "PRIMARY"),
        "{event} {calls:?}"
    );
    stage.publish("CONVERSATION_STARTED", &json!({}), 1).await;
    stage.settled().await;
    assert_eq!(stage.distinct().len(), 1);
    stage.stop().await;
}

#[tokio::test]
async fn plain_messages_cause_no_call_at_all() {
    let stage = Stage::start().await;
    stage.set(conversation(vec![bot("PRIMARY")], true));
    for sequence in 1..=20 {
        stage.publish("CUSTOMER_MESSAGE", &json!({"type": "PLAIN", "markdownText": "hello"}), sequence).await;
    }
    stage.settled().await;
    assert_eq!((stage.distinct().len(), stage.reads()), (0, 0));
    stage.stop().await;
}

#[tokio::test]
async fn a_wish_for_an_agent_reaches_routing_and_the_customers_leaving_takes_it_back() {
    let stage = Stage::start().await;
    stage.set(conversation(vec![bot("PRIMARY")], true));
    stage.action("FIND_AGENT", &json!({"queue": "sales", "priority": 3, "reason": "ASKED", "requestedBy": "b1"}), 1).await;
    let calls = stage.calls(1).await;
    assert!(
        matches!(&calls[0], Call::Assign(request) if request.queue == "sales" && request.priority == 3 && request.direction == "INBOUND"),
        "{calls:?}"
    );
    // The log does not know of the request yet.
    stage.set(conversation(vec![bot("PRIMARY")], false));
    stage.publish("CHANNEL_SESSION_ENDED", &json!({"sessionId": "s1", "reasonCode": "CUSTOMER"}), 2).await;
    let calls = stage.calls(3).await;
    assert!(
        matches!(&calls[1], Call::Revoke(request) if request.conversation_id == "c1" && request.reason_code == "CANCELLED"),
        "{calls:?}"
    );
    assert!(matches!(appended(&calls[2]), Some(Kind::EndConversation(_))));
    stage.stop().await;
}

#[tokio::test]
async fn a_refusal_by_routing_is_told_to_the_customer() {
    let stage = Stage::start().await;
    stage.set(conversation(vec![bot("PRIMARY")], true));
    stage.refuse_after(0, tonic::Status::not_found("there is no queue"));
    stage.action("FIND_AGENT", &json!({"queue": "nowhere"}), 1).await;
    let calls = stage.calls(1).await;
    assert!(matches!(appended(&calls[0]), Some(Kind::Message(message)) if message.name == "SYSTEM_MESSAGE"), "{calls:?}");
    stage.stop().await;
}

#[tokio::test]
async fn a_plan_is_carried_out_to_its_end_although_the_first_try_changed_the_conversation() {
    let stage = Stage::start().await;
    stage.set(conversation(vec![bot("ASSISTANT")], true));
    // The text is said, then the log goes away before the bot changes its role.
    stage.refuse_after(1, tonic::Status::unavailable("away"));
    stage.publish("NO_AGENT_AVAILABLE", &json!({"requestId": "r1"}), 1).await;
    stage.calls(1).await;
    // Meanwhile the rules would want nothing any more.
    stage.set(conversation(vec![bot("PRIMARY")], true));
    tokio::time::sleep(Duration::from_millis(200)).await;
    stage.advance(1_000);
    let calls = stage.calls(2).await;
    assert!(matches!(appended(&calls[1]), Some(Kind::ChangeParticipantRole(change)) if change.role == "PRIMARY"), "{calls:?}");
    stage.stop().await;
}

#[tokio::test]
async fn a_timer_that_fell_due_while_the_process_was_away_fires_at_the_next_start() {
    let stage = Stage::start().await;
    stage.set(conversation(vec![bot("PRIMARY")], true));
    stage.publish("CHANNEL_SESSION_STARTED", &json!({"sessionId": "s1"}), 1).await;
    stage.settled().await;
    let folder = stage.stop().await;
    let stage = Stage::start_in(folder, 90_000).await;
    stage.set(conversation(vec![bot("PRIMARY")], true));
    // In case it fired before the log knew the conversation.
    stage.advance(10_000);
    let calls = stage.calls(2).await;
    assert!(matches!(appended(&calls[0]), Some(Kind::Message(message)) if message.name == "SYSTEM_MESSAGE"), "{calls:?}");
    assert!(
        matches!(appended(&calls[1]), Some(Kind::SessionEnded(ended)) if ended.session_id == "s1" && ended.reason_code == "INACTIVITY"),
        "{calls:?}"
    );
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(stage.distinct().len(), 2);
    stage.stop().await;
}
