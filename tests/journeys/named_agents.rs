//! Customers who are to have a certain agent: the one they spoke to last, or one whom a rule or a bot names.

use std::net::SocketAddr;
use std::sync::{Arc, OnceLock};

use axum::routing::post;
use axum::{Json, Router};
use serde_json::{Value, json};
use testing::Customer;
use tokio::net::TcpListener;
use tokio::task::JoinSet;

use super::{Shop, fast};

const RULES: &str = "/conversation-controller/v1/rules";
const BOT: &str = "/bot-framework/v1/bots/0192a000-0000-7000-8000-000000000031";

async fn asks(customer: &mut Customer) -> anyhow::Result<()> {
    customer.hears("I am Robin").await?;
    customer.say("I want to talk to a person").await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_customer_who_comes_back_gets_the_agent_of_before_where_rules_want_that() -> anyhow::Result<()> {
    let shop = Shop::open().await?;
    let operator = shop.installation.operator().await?;
    operator.put(RULES, &json!({ "yaml": "extends: built-in\nsettings: {lastAgentRouting: true}\n" })).await?;
    let mut alice = shop.ready_desk("agent1").await?;
    let (mut first, conversation) = shop.talking(&mut alice).await?;
    alice.say(&conversation, "nice to meet you").await?;
    first.hears("nice to meet you").await?;
    alice.call("leaveConversation", &json!({ "conversationId": conversation, "wrapUp": false })).await?;
    alice.until("the end of the task", |desk| desk.closed.contains_key(&conversation)).await?;
    first.end().await?;
    let over = async || {
        let now = operator.get(&format!("/conversation-manager/v1/conversations/{conversation}")).await?;
        Ok((now["state"] == "CLOSED").then_some(()))
    };
    testing::eventually("the end of the conversation", over).await?;
    // Somebody rings at hers already, and he has nothing to do: whoever comes anew would be his.
    let mut stranger = shop.customer();
    stranger.start(&[]).await?;
    asks(&mut stranger).await?;
    alice.until("a stranger", |desk| desk.offers.len() == 1).await?;
    let bob = shop.ready_desk("agent2").await?;

    let mut again = first.tab();
    again.start(&[]).await?;
    asks(&mut again).await?;
    let session = again.session.clone().unwrap_or_default();
    let wanted = session["header"]["conversationId"].as_str().unwrap_or_default().to_owned();
    alice.until("the customer of before", |desk| desk.offers.iter().any(|offer| offer["conversationId"] == wanted.as_str())).await?;
    assert!(bob.offers.is_empty());
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rule_names_an_agent_and_who_has_no_room_is_not_waited_for() -> anyhow::Result<()> {
    let shop = Shop::open().await?;
    let operator = shop.installation.operator().await?;
    // He has been ready for longer: without a rule it would be his.
    let mut bob = shop.ready_desk("agent2").await?;
    let mut alice = shop.ready_desk("agent1").await?;
    let rule = "extends: built-in\nrules:\n- name: find-agent\n  on: FIND_AGENT\n  when: conversation.requestOpen == false\n  then:\n";
    let yaml = format!("{rule}  - {{action: FIND_AGENT, agent: {}, agentWindowMs: -1}}\n", alice.agent_id);
    operator.put(RULES, &json!({ "yaml": yaml })).await?;
    let mut customer = shop.greeted().await?;
    customer.say("I want to talk to a person").await?;
    alice.take_offer().await?;
    customer.sees("AGENT_SUBSCRIBED").await?;

    alice.state("NOT_READY").await?;
    let mut other = shop.greeted().await?;
    other.say("I want to talk to a person").await?;
    bob.take_offer().await?;
    other.sees("AGENT_SUBSCRIBED").await
}

/// A bot that lives elsewhere and knows whom its customers want, once it is told.
async fn matchmaker(host: &mut JoinSet<()>, agent: Arc<OnceLock<String>>) -> anyhow::Result<SocketAddr> {
    let answer = move |Json(asked): Json<Value>| async move {
        if asked["type"] != "message" {
            return Json(json!([]));
        }
        let data = json!({ "agentId": agent.get() });
        let say = json!({ "body": { "type": "PLAIN", "markdownText": "I know just the one." } });
        Json(json!([say, { "body": { "type": "ACTION", "name": "FIND_AGENT", "data": data } }]))
    };
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let at = listener.local_addr()?;
    let app = Router::new().route("/bot", post(answer));
    host.spawn(async move {
        let _ended_with_the_test = axum::serve(listener, app).await;
    });
    Ok(at)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bot_from_outside_names_the_agent_whom_its_customer_gets() -> anyhow::Result<()> {
    let (mut host, agent) = (JoinSet::new(), Arc::new(OnceLock::new()));
    let at = matchmaker(&mut host, agent.clone()).await?;
    let mut settings = fast();
    settings["bot_framework"] = json!({ "allowed_hosts": [at.to_string()] });
    let shop = Shop::with(settings).await?;
    let operator = shop.installation.operator().await?;
    operator
        .patch(BOT, |bot| {
            bot["type"] = "WEBHOOK".into();
            bot["webhook"] = json!({ "url": format!("http://{at}/bot"), "secret": "", "sendEvents": false });
        })
        .await?;
    // He has been ready for longer: without a name it would be his.
    let bob = shop.ready_desk("agent2").await?;
    let mut alice = shop.ready_desk("agent1").await?;
    agent.set(alice.agent_id.clone()).map_err(|_| anyhow::anyhow!("told once"))?;

    let mut customer = shop.greeted().await?;
    customer.say("Who could help me with my invoice?").await?;
    customer.hears("just the one").await?;
    let conversation = alice.take_offer().await?;
    customer.sees("AGENT_SUBSCRIBED").await?;
    alice.hears(&conversation, "my invoice").await?;
    assert!(bob.offers.is_empty(), "nobody else was asked");
    Ok(())
}
