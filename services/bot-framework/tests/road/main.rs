//! The whole service beside a fake log: rows in, appends out.
#![expect(clippy::unwrap_used, reason = "a test ends where something is not as it should be")]

mod fakes;
mod outside;
mod streaming;

use std::time::Duration;

use contracts::conversation_manager::change::Kind;
use contracts::conversation_manager::{AppendRequest, ConversationContext};
use errors::Fault;
use serde_json::{Value, json};

use fakes::Stage;

pub(crate) fn with_bot() -> ConversationContext {
    ConversationContext {
        state: "CREATED".to_owned(),
        primary_bot_id: "assistant".to_owned(),
        active_sessions: 1,
        ..ConversationContext::default()
    }
}

pub(crate) fn with_agent() -> ConversationContext {
    let nobody = Some(String::new());
    ConversationContext {
        state: "ACTIVE".to_owned(),
        active_agents: 1,
        active_sessions: 1,
        listening_bot_id: nobody,
        ..ConversationContext::default()
    }
}

/// An agent talks, and the bot that did so before listens.
pub(crate) fn with_listener() -> ConversationContext {
    ConversationContext { listening_bot_id: Some("assistant".to_owned()), ..with_agent() }
}

/// Name and text of what was said; `FIND_AGENT` and reason of a wish.
pub(crate) fn said(request: &AppendRequest) -> (String, String) {
    match request.change.clone().and_then(|change| change.kind) {
        Some(Kind::Message(message)) => {
            assert_eq!(message.id, request.request_id);
            let body: Value = serde_json::from_slice(&message.body_json).unwrap();
            (message.name, body["markdownText"].as_str().unwrap().to_owned())
        }
        Some(Kind::FindAgent(wish)) => ("FIND_AGENT".to_owned(), wish.reason),
        other => panic!("{other:?}"),
    }
}

pub(crate) fn names(requests: &[AppendRequest]) -> Vec<String> {
    requests.iter().map(|request| said(request).0).collect()
}

async fn on_stage() -> Stage {
    let stage = Stage::start().await;
    stage.register_bot().await;
    stage
}

#[tokio::test]
async fn a_bot_greets_once_and_answers_every_message_once_however_often_it_comes() {
    let stage = on_stage().await;
    for _ in 0..2 {
        stage.notify("BOT_SUBSCRIBED", &json!({"botId": "assistant", "role": "PRIMARY"}), 1).await;
        stage.say("What are your opening hours?", with_bot(), 2).await;
        stage.say("xyzzy", with_bot(), 3).await;
    }
    stage.notify("PARTICIPANT_ROLE_CHANGED", &json!({"participantId": "assistant", "role": "PRIMARY"}), 4).await;
    stage.settled().await;
    let calls = stage.distinct();
    let texts: Vec<_> = calls.iter().map(said).collect();
    let ids: std::collections::BTreeSet<_> = calls.iter().map(|call| call.request_id.clone()).collect();
    assert_eq!(ids.len(), 3, "{texts:?}");
    assert!(texts[0].1.starts_with("Hello!") && texts[1].1.contains("Monday") && texts[2].1.starts_with("Sorry"), "{texts:?}");
    stage.stop().await;
}

#[tokio::test]
async fn misunderstandings_in_a_row_ask_for_an_agent_after_a_word() {
    let stage = on_stage().await;
    stage.say("xyzzy", with_bot(), 1).await;
    stage.settled().await;
    stage.say("plugh", with_bot(), 2).await;
    stage.settled().await;
    assert_eq!(names(&stage.distinct()), ["BOT_MESSAGE", "BOT_MESSAGE", "FIND_AGENT"]);
    // The wish is on its way: nothing is asked for twice, but what the bot is sure of is still answered.
    stage.say("agent", with_bot(), 3).await;
    stage.say("opening hours", with_bot(), 4).await;
    stage.settled().await;
    assert_eq!(names(&stage.distinct()), ["BOT_MESSAGE", "BOT_MESSAGE", "FIND_AGENT", "BOT_MESSAGE"]);
    stage.stop().await;
}

#[tokio::test]
async fn while_an_agent_talks_the_bot_only_suggests_what_it_is_sure_of() {
    let stage = on_stage().await;
    stage.say("opening hours", with_agent(), 1).await;
    stage.notify("PARTICIPANT_ROLE_CHANGED", &json!({"participantId": "assistant", "role": "ASSISTANT"}), 2).await;
    stage.say("opening hours", with_listener(), 3).await;
    stage.say("xyzzy", with_listener(), 4).await;
    stage.say("agent!", with_listener(), 5).await;
    stage.settled().await;
    assert_eq!(names(&stage.distinct()), ["BOT_SUGGESTION"]);
    stage.stop().await;
}

#[tokio::test]
async fn who_listens_is_looked_up_for_a_row_of_the_version_before() {
    let stage = on_stage().await;
    let silent = ConversationContext { listening_bot_id: None, ..with_agent() };
    stage.say("opening hours", silent.clone(), 1).await;
    stage.notify("PARTICIPANT_ROLE_CHANGED", &json!({"participantId": "assistant", "role": "ASSISTANT"}), 2).await;
    stage.say("opening hours", silent, 3).await;
    stage.settled().await;
    assert_eq!(names(&stage.distinct()), ["BOT_SUGGESTION"]);
    stage.stop().await;
}

#[tokio::test]
async fn an_answer_that_comes_too_late_is_done_and_one_that_fails_is_tried_again() {
    let stage = on_stage().await;
    let refusal = Fault::new(errors::Kind::Conflict, "BOT_NOT_PRIMARY", "an agent speaks");
    stage.refuse_after(0, refusal.into());
    stage.say("talk to a human", with_bot(), 1).await;
    stage.settled().await;
    assert_eq!(names(&stage.distinct()), Vec::<String>::new());
    stage.refuse_after(0, tonic::Status::unavailable("away"));
    stage.say("talk to a human", with_bot(), 2).await;
    tokio::time::sleep(Duration::from_millis(300)).await;
    stage.advance(1_000);
    assert_eq!(names(&stage.calls(2).await), ["BOT_MESSAGE", "FIND_AGENT"]);
    stage.stop().await;
}

#[tokio::test]
async fn conversations_without_a_bot_of_ours_are_left_alone_and_orphans_get_an_agent() {
    let stage = on_stage().await;
    stage.notify("BOT_SUBSCRIBED", &json!({"botId": "somebody-else", "role": "PRIMARY"}), 1).await;
    stage.say("hello", ConversationContext { primary_bot_id: String::new(), ..with_bot() }, 2).await;
    stage.settled().await;
    assert_eq!(names(&stage.distinct()), Vec::<String>::new());
    for sequence in 3..6 {
        stage.say("hello", ConversationContext { primary_bot_id: "deleted".to_owned(), ..with_bot() }, sequence).await;
    }
    stage.settled().await;
    assert_eq!(stage.distinct().iter().map(said).collect::<Vec<_>>(), [("FIND_AGENT".to_owned(), "BOT_MISSING".to_owned())]);
    stage.stop().await;
}

#[tokio::test]
async fn a_message_that_came_before_the_bot_is_answered_once_when_it_joins() {
    let stage = on_stage().await;
    stage.holds(&[("CHANNEL_SESSION_STARTED", ""), ("CUSTOMER_MESSAGE", "What are your opening hours?")]);
    stage.say("What are your opening hours?", ConversationContext { primary_bot_id: String::new(), ..with_bot() }, 2).await;
    for _ in 0..2 {
        stage.joins("BOT_SUBSCRIBED", with_bot(), 3).await;
    }
    stage.settled().await;
    let calls = stage.distinct();
    let texts: Vec<_> = calls.iter().map(said).collect();
    let ids: std::collections::BTreeSet<_> = calls.iter().map(|call| call.request_id.clone()).collect();
    assert_eq!(ids.len(), 2, "{texts:?}");
    assert!(texts[0].1.starts_with("Hello!") && texts[1].1.contains("Monday"), "{texts:?}");
    stage.stop().await;
}

#[tokio::test]
async fn what_was_said_to_an_agent_or_answered_is_not_answered_when_the_bot_comes_back() {
    let stage = on_stage().await;
    stage.holds(&[
        ("CUSTOMER_MESSAGE", "opening hours"),
        ("AGENT_SUBSCRIBED", ""),
        ("CUSTOMER_MESSAGE", "opening hours"),
        ("AGENT_UNSUBSCRIBED", ""),
    ]);
    stage.joins("PARTICIPANT_ROLE_CHANGED", with_bot(), 5).await;
    stage.settled().await;
    let texts: Vec<_> = stage.distinct().iter().map(said).collect();
    assert!(texts.len() == 1 && texts[0].1.starts_with("Hello!"), "{texts:?}");
    // Somebody else speaks by the time the row is heard of: nothing is said.
    stage.holds(&[("CUSTOMER_MESSAGE", "opening hours")]);
    stage.joins("PARTICIPANT_ROLE_CHANGED", with_agent(), 6).await;
    stage.settled().await;
    assert_eq!(stage.distinct().len(), 1);
    stage.stop().await;
}

#[tokio::test]
async fn the_unheard_message_that_asks_for_a_person_asks_for_one_once() {
    let stage = on_stage().await;
    stage.holds(&[("CUSTOMER_MESSAGE", "I want to talk to a human"), ("CUSTOMER_MESSAGE", "a human please")]);
    for _ in 0..2 {
        stage.joins("BOT_SUBSCRIBED", with_bot(), 3).await;
    }
    stage.settled().await;
    let wishes = names(&stage.distinct()).into_iter().filter(|name| name == "FIND_AGENT").count();
    assert_eq!(wishes, 1);
    stage.stop().await;
}
