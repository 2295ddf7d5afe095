//! More than one agent in a conversation, and agents who fetch their work.

use serde_json::{Value, json};
use testing::{Customer, Desk};

use super::{SUPPORT, Shop};

fn seen(customer: &Customer, name: &str) -> usize {
    customer.applied.rows.iter().filter(|row| row.name == name).count()
}

async fn message(desk: &mut Desk, conversation: &str, kind: &str, text: &str) -> anyhow::Result<Value> {
    let body = json!({ "type": "PLAIN", "markdownText": text });
    desk.ask("sendMessage", &json!({ "conversationId": conversation, "id": ids::new_id(), "kind": kind, "body": body })).await
}

/// Takes an offer of a colleague, and waits until the log has the helper.
async fn help(desk: &mut Desk, row: &str) -> anyhow::Result<Value> {
    desk.until("the offer", |desk| !desk.offers.is_empty()).await?;
    let offer = desk.offers[0].clone();
    desk.call("acceptTask", &json!({ "taskId": offer["id"] })).await?;
    let conversation = offer["conversationId"].as_str().unwrap_or_default().to_owned();
    desk.until("the log", |desk| desk.conversations.get(&conversation).is_some_and(|held| held.rows.iter().any(|one| one.name == row)))
        .await?;
    Ok(offer)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_colleague_advises_unseen_and_becomes_a_third_party() -> anyhow::Result<()> {
    let shop = Shop::open().await?;
    let mut alice = shop.ready_desk("agent1").await?;
    let (mut customer, conversation) = shop.talking(&mut alice).await?;
    let mut bob = shop.ready_desk("agent2").await?;
    let asked = json!({ "conversationId": conversation, "kind": "CONSULT", "toAgentId": bob.agent_id, "note": "Do we have it in blue?" });
    alice.call("invite", &asked).await?;
    let offer = help(&mut bob, "COLLEAGUE_JOINED").await?;
    assert_eq!((&offer["direction"], &offer["note"]), (&json!("CONSULT"), &json!("Do we have it in blue?")), "{offer}");
    assert_ne!(offer["requestedBy"], alice.agent_id.as_str(), "a name, not an id: {offer}");

    let refused = message(&mut bob, &conversation, "AGENT_MESSAGE", "I must not be heard").await?;
    assert_eq!(refused["error"], "NOT_A_PARTICIPANT", "{refused}");
    bob.call("typing", &json!({ "conversationId": conversation, "state": "STARTED" })).await?;
    bob.call("receipt", &json!({ "conversationId": conversation, "readSeq": 1_000 })).await?;
    message(&mut bob, &conversation, "WHISPER_MESSAGE", "only in green").await?;
    alice.hears(&conversation, "only in green").await?;
    alice.say(&conversation, "We have it in green.").await?;
    customer.hears("in green").await?;
    assert_eq!((seen(&customer, "AGENT_SUBSCRIBED"), seen(&customer, "TASK_ENQUEUED")), (1, 1), "the customer learned of the adviser");
    assert!(!customer.signals.values().any(|signal| signal["sender"]["id"] == bob.agent_id.as_str()), "{:?}", customer.signals);
    assert!(!customer.signals.values().any(|signal| signal["receipt"]["readSeq"] == 1_000), "{:?}", customer.signals);

    let consult = bob.tasks[&conversation]["id"].clone();
    alice.call("convertConsultation", &json!({ "conversationId": conversation, "consultTaskId": consult, "to": "CONFERENCE" })).await?;
    customer.until("the third party", |customer| seen(customer, "AGENT_SUBSCRIBED") == 2).await?;
    bob.say(&conversation, "Hello, Bob here").await?;
    customer.hears("Bob here").await?;
    bob.call("leaveConversation", &json!({ "conversationId": conversation, "wrapUp": false })).await?;
    customer.sees("AGENT_UNSUBSCRIBED").await?;
    alice.say(&conversation, "Bob had to go").await?;
    customer.hears("had to go").await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_consultation_becomes_a_transfer_and_the_asking_agent_goes() -> anyhow::Result<()> {
    let shop = Shop::open().await?;
    let mut alice = shop.ready_desk("agent1").await?;
    let (mut customer, conversation) = shop.talking(&mut alice).await?;
    let mut bob = shop.ready_desk("agent2").await?;
    alice.call("invite", &json!({ "conversationId": conversation, "kind": "CONSULT", "toAgentId": bob.agent_id })).await?;
    help(&mut bob, "COLLEAGUE_JOINED").await?;
    let consult = bob.tasks[&conversation]["id"].clone();
    alice.call("convertConsultation", &json!({ "conversationId": conversation, "consultTaskId": consult, "to": "TRANSFER" })).await?;
    customer.until("the colleague", |customer| seen(customer, "AGENT_SUBSCRIBED") == 2).await?;
    alice.until("out of it", |desk| desk.tasks[&conversation]["state"] != "ACTIVE").await?;
    bob.say(&conversation, "I go on from here").await?;
    customer.hears("go on from here").await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invitation_that_nobody_took_is_withdrawn_and_the_customer_never_hears_of_it() -> anyhow::Result<()> {
    let shop = Shop::open().await?;
    let mut alice = shop.ready_desk("agent1").await?;
    let (mut customer, conversation) = shop.talking(&mut alice).await?;
    let mut bob = shop.ready_desk("agent2").await?;
    let asked = alice.call("invite", &json!({ "conversationId": conversation, "kind": "CONFERENCE", "toAgentId": bob.agent_id })).await?;
    bob.until("the offer", |desk| !desk.offers.is_empty()).await?;
    assert_eq!(bob.offers[0]["direction"], "DIRECT_CONFERENCE");
    let foreign = bob.ask("withdrawInvitation", &json!({ "conversationId": conversation, "requestId": asked["requestId"] })).await?;
    assert_eq!(foreign["error"], "NO_TASK", "{foreign}");
    alice.call("withdrawInvitation", &json!({ "conversationId": conversation, "requestId": asked["requestId"] })).await?;
    bob.until("it stopped ringing", |desk| desk.offers.is_empty()).await?;
    alice.say(&conversation, "still the two of us").await?;
    customer.hears("two of us").await?;
    assert_eq!((seen(&customer, "AGENT_SUBSCRIBED"), seen(&customer, "TASK_ENQUEUED")), (1, 1));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn agents_fetch_from_a_list_and_nothing_rings() -> anyhow::Result<()> {
    let shop = Shop::open().await?;
    let operator = shop.installation.operator().await?;
    operator.patch(SUPPORT, |queue| queue["mode"] = "PULL".into()).await?;
    let mut alice = shop.ready_desk("agent1").await?;
    let lists = alice.call("watchLists", &json!({ "on": true })).await?;
    assert_eq!(lists["lists"][0]["waiting"], 0, "{lists}");
    let mut customer = shop.greeted().await?;
    customer.say("I want to talk to a person").await?;
    alice.until("somebody in the list", |desk| desk.lists[0]["waiting"] == 1).await?;
    assert!(alice.offers.is_empty(), "a list rings at nobody");
    let request = alice.lists[0]["requests"][0].clone();
    assert_eq!(request["customerName"], "Ana", "{request}");
    let fetched = alice.call("fetchRequest", &json!({ "requestId": request["id"] })).await?;
    assert_eq!(fetched["task"]["state"], "ACTIVE", "{fetched}");
    customer.sees("AGENT_SUBSCRIBED").await?;
    let conversation = request["conversationId"].as_str().unwrap_or_default().to_owned();
    alice.until("the snapshot", |desk| desk.conversations.contains_key(&conversation)).await?;
    alice.say(&conversation, "fetched you myself").await?;
    customer.hears("fetched you").await?;
    alice.until("an empty list", |desk| desk.lists[0]["waiting"] == 0).await?;
    let mut bob = shop.ready_desk("agent2").await?;
    let late = bob.ask("fetchRequest", &json!({ "requestId": request["id"] })).await?;
    assert_eq!(late["code"], 409, "{late}");
    Ok(())
}
