//! Supervisors watch queues and agents, move what waits, and enter conversations.

use reqwest::Method;
use serde_json::{Value, json};
use testing::Desk;

use super::{SUPPORT, Shop};

fn support(desk: &Desk) -> &Value {
    let queues = desk.board["queues"].as_array();
    queues.and_then(|queues| queues.iter().find(|queue| SUPPORT.ends_with(queue["id"].as_str().unwrap_or("?")))).unwrap_or(&Value::Null)
}

fn agent<'a>(desk: &'a Desk, id: &str) -> &'a Value {
    desk.board["agents"].as_array().and_then(|agents| agents.iter().find(|agent| agent["agentId"] == id)).unwrap_or(&Value::Null)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_board_moves_by_itself_and_one_click_moves_what_is_on_it() -> anyhow::Result<()> {
    let shop = Shop::open().await?;
    let user = shop.user("supervisor").await?;
    let mut lead = Desk::new(&shop.installation.base(), &user);
    lead.connect().await?;
    lead.call("watchBoard", &json!({ "on": true })).await?;
    lead.until("the first board", |desk| desk.board.is_object()).await?;
    let mut customer = shop.greeted().await?;
    customer.say("I want to talk to a person").await?;
    lead.until("somebody who waits", |desk| support(desk)["waiting"] == 1).await?;
    let request = support(&lead)["requests"][0].clone();
    assert_eq!(request["customerName"], "Ana", "{request}");
    assert!(support(&lead)["oldestAt"].is_string());

    let path = format!("/routing-engine/v1/requests/{}", request["id"].as_str().unwrap_or_default());
    let why = user.get(&format!("{path}/explanation")).await?;
    assert!(why["sentence"].as_str().is_some_and(|text| text.starts_with("Waits in")), "{why}");
    user.post(&format!("{path}/change"), &json!({ "priority": 9 })).await?;
    lead.until("the new priority", |desk| support(desk)["requests"][0]["priority"] == 9).await?;

    let mut alice = shop.desk("agent1").await?;
    let id = alice.agent_id.clone();
    lead.until("the agent", |desk| agent(desk, &id)["state"] == "NOT_READY").await?;
    user.post(&format!("/routing-engine/v1/agents/{id}/state"), &json!({ "state": "READY" })).await?;
    alice.take_offer().await?;
    lead.until("the agent at work", |desk| agent(desk, &id)["tasks"][0]["state"] == "ACTIVE").await?;
    let level = &support(&lead)["serviceLevel"];
    assert_eq!((&level["accepted"], &level["abandoned"]), (&json!(1), &json!(0)), "{level}");

    let second = shop.greeted().await;
    let mut second = second?;
    user.post(&format!("/routing-engine/v1/agents/{id}/state"), &json!({ "state": "NOT_READY" })).await?;
    second.say("I want to talk to a person").await?;
    lead.until("the second one waits", |desk| support(desk)["waiting"] == 1).await?;
    let gone = support(&lead)["requests"][0]["id"].as_str().unwrap_or_default().to_owned();
    let flushed = user.post(&format!("{SUPPORT}/flush"), &json!({})).await?;
    assert_eq!(flushed["flushed"], 1);
    lead.until("an empty queue", |desk| support(desk)["waiting"] == 0).await?;
    let why = user.get(&format!("/routing-engine/v1/requests/{gone}/explanation")).await?;
    let sentence = why["sentence"].as_str().unwrap_or_default();
    assert!(sentence.contains("it was closed by force") && sentence.contains("are not ready"), "{sentence}");
    assert_eq!(why["ended"]["reasonCode"], "FORCE_CLOSED", "{why}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn agents_may_neither_watch_the_board_nor_enter_conversations() -> anyhow::Result<()> {
    let shop = Shop::open().await?;
    let mut alice = shop.ready_desk("agent1").await?;
    let (_customer, conversation) = shop.talking(&mut alice).await?;
    let agent = shop.user("agent2").await?;
    let mut bob = Desk::new(&shop.installation.base(), &agent);
    bob.connect().await?;
    for (event, data) in [("watchBoard", json!({})), ("joinConversation", json!({ "conversationId": conversation, "as": "MONITOR" }))] {
        let refused = bob.ask(event, &data).await?;
        assert_eq!(refused["code"], 403, "{event}: {refused}");
    }
    for path in ["board", "agent-states", "events"] {
        let (status, answer) = agent.send(Method::GET, &format!("/routing-engine/v1/{path}"), None).await?;
        assert_eq!(status.as_u16(), 403, "{path}: {answer}");
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_supervisor_listens_unseen_whispers_and_joins_in() -> anyhow::Result<()> {
    let shop = Shop::open().await?;
    let mut alice = shop.ready_desk("agent1").await?;
    let (mut customer, conversation) = shop.talking(&mut alice).await?;
    let mut lead = shop.desk("supervisor").await?;
    let rows = customer.applied.rows.len();
    let say = |kind: &str, text: &str| {
        let body = json!({ "type": "PLAIN", "markdownText": text });
        json!({ "conversationId": conversation, "id": ids::new_id(), "kind": kind, "body": body })
    };
    let leave = json!({ "conversationId": conversation, "wrapUp": true });
    let there = |role: &'static str| {
        let id = conversation.clone();
        move |desk: &Desk| {
            let people = desk.heads.get(&id).and_then(|head| head["participants"].as_array().cloned()).unwrap_or_default();
            people.iter().any(|one| one["id"] == desk.agent_id.as_str() && one["role"] == role && one["active"] == true)
        }
    };
    let closed = |desk: &Desk| desk.closed.contains_key(&conversation);

    lead.call("joinConversation", &json!({ "conversationId": conversation, "as": "MONITOR" })).await?;
    lead.until("listening", there("SILENT_MONITOR")).await?;
    for kind in ["AGENT_MESSAGE", "WHISPER_MESSAGE"] {
        let refused = lead.ask("sendMessage", &say(kind, "must not be heard")).await?;
        assert_eq!(refused["error"], "NOT_A_PARTICIPANT", "{kind}: {refused}");
    }
    let refused = lead.ask("setConversationData", &json!({ "conversationId": conversation, "data": { "a": 1 } })).await?;
    assert_eq!(refused["error"], "LISTENING_ONLY", "{refused}");
    lead.call("receipt", &json!({ "conversationId": conversation, "readSeq": 500 })).await?;
    lead.call("leaveConversation", &leave).await?;
    lead.until("gone", closed).await?;

    lead.closed.clear();
    lead.call("joinConversation", &json!({ "conversationId": conversation, "as": "WHISPER" })).await?;
    lead.until("whispering", there("WHISPER")).await?;
    let refused = lead.ask("sendMessage", &say("AGENT_MESSAGE", "must not be heard")).await?;
    assert_eq!(refused["error"], "NOT_A_PARTICIPANT", "{refused}");
    lead.call("sendMessage", &say("WHISPER_MESSAGE", "offer a refund")).await?;
    alice.hears(&conversation, "offer a refund").await?;
    lead.call("leaveConversation", &leave).await?;
    lead.until("gone", closed).await?;

    alice.say(&conversation, "shall I refund it?").await?;
    customer.hears("refund it").await?;
    assert_eq!(customer.applied.rows.len(), rows + 1, "the customer learned of the supervisor: {:?}", customer.applied.rows);
    assert!(!customer.signals.values().any(|signal| signal["receipt"]["readSeq"] == 500), "{:?}", customer.signals);

    lead.closed.clear();
    lead.call("joinConversation", &json!({ "conversationId": conversation, "as": "BARGE" })).await?;
    lead.until("speaking", there("PRIMARY")).await?;
    lead.say(&conversation, "I am the manager").await?;
    customer.hears("the manager").await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_supervisor_who_listens_does_not_keep_a_conversation_open() -> anyhow::Result<()> {
    let shop = Shop::open().await?;
    let mut alice = shop.ready_desk("agent1").await?;
    let (mut customer, conversation) = shop.talking(&mut alice).await?;
    let mut lead = shop.desk("supervisor").await?;
    lead.call("joinConversation", &json!({ "conversationId": conversation, "as": "MONITOR" })).await?;
    lead.until("listening", |desk| desk.conversations.contains_key(&conversation)).await?;
    customer.end().await?;
    alice.call("leaveConversation", &json!({ "conversationId": conversation, "wrapUp": false })).await?;
    lead.until("let go", |desk| desk.closed.contains_key(&conversation)).await
}
