//! Offers nobody answers, desks that are lost and found, work that is handed over.

use serde_json::json;

use super::{SUPPORT, Shop};

#[tokio::test(flavor = "multi_thread")]
async fn an_offer_that_is_not_answered_goes_to_another_agent() -> anyhow::Result<()> {
    let shop = Shop::open().await?;
    let operator = shop.installation.operator().await?;
    operator.patch(SUPPORT, |queue| queue["offerSeconds"] = 1.into()).await?;
    let mut alice = shop.ready_desk("agent1").await?;
    let mut customer = shop.greeted().await?;
    customer.say("I want to talk to a person").await?;
    alice.until("the offer", |desk| !desk.offers.is_empty()).await?;

    let mut bob = shop.ready_desk("agent2").await?;
    alice.until("RONA", |desk| desk.revoked.iter().any(|(_, reason)| reason == "RONA")).await?;
    let not_ready = |desk: &testing::Desk| desk.presence["mrds"][0]["state"] == "NOT_READY" && desk.presence["mrds"][0]["reason"] == "RONA";
    alice.until("NOT_READY by RONA, in that domain only", not_ready).await?;
    assert_eq!(alice.presence["state"], "READY");
    let conversation = bob.take_offer().await?;
    bob.say(&conversation, "Bob here").await?;
    customer.hears("Bob here").await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_declined_offer_goes_to_another_agent_and_the_first_stays_ready() -> anyhow::Result<()> {
    let shop = Shop::open().await?;
    let mut alice = shop.ready_desk("agent1").await?;
    let mut customer = shop.greeted().await?;
    customer.say("I want to talk to a person").await?;
    alice.until("the offer", |desk| !desk.offers.is_empty()).await?;
    let mut bob = shop.ready_desk("agent2").await?;
    let task = alice.offers[0]["id"].clone();
    alice.call("declineTask", &json!({ "taskId": task, "reason": "DECLINED" })).await?;
    bob.take_offer().await?;
    alice.until("ready as before", |desk| desk.presence["mrds"][0]["state"] == "READY").await?;
    let late = alice.ask("acceptTask", &json!({ "taskId": task })).await?;
    assert_eq!((late["code"].as_i64(), late["error"].as_str()), (Some(409), Some("OFFER_GONE")), "{late}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agent_who_reloads_is_still_offered_the_next_customer_at_once() -> anyhow::Result<()> {
    let shop = Shop::open().await?;
    let mut alice = shop.desk("agent1").await?;
    alice.socket = None;
    alice.connect().await?;
    alice.state("READY").await?;
    let mut customer = shop.greeted().await?;
    customer.say("I want to talk to a person").await?;
    let offered = tokio::time::timeout(std::time::Duration::from_secs(5), alice.take_offer()).await;
    assert!(offered.is_ok(), "the first step names the agent's attribute");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_desk_that_lost_its_socket_gets_what_it_missed_and_nothing_twice() -> anyhow::Result<()> {
    let shop = Shop::open().await?;
    let mut alice = shop.ready_desk("agent1").await?;
    let (mut customer, conversation) = shop.talking(&mut alice).await?;
    alice.socket = None;
    for number in 0..20 {
        customer.say(&format!("missed {number}")).await?;
    }
    alice.connect().await?;
    alice.hears(&conversation, "missed 19").await?;
    let applied = &alice.conversations[&conversation];
    let seqs: Vec<i64> = applied.rows.iter().map(|row| row.seq).collect();
    assert!(seqs.windows(2).all(|pair| pair[1] == pair[0] + 1), "{seqs:?}");
    assert!(!applied.gap);
    alice.say(&conversation, "I am back").await?;
    customer.hears("I am back").await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_tab_takes_the_desk_over_with_all_its_conversations() -> anyhow::Result<()> {
    let shop = Shop::open().await?;
    let user = shop.user("agent1").await?;
    let mut first = testing::Desk::new(&shop.installation.base(), &user);
    first.connect().await?;
    first.state("READY").await?;
    let (mut customer, conversation) = shop.talking(&mut first).await?;
    let mut second = testing::Desk::new(&shop.installation.base(), &user);
    second.connect().await?;
    first.until("the first tab is told", |desk| desk.removed).await?;
    assert!(second.conversations.contains_key(&conversation));
    second.say(&conversation, "from the second tab").await?;
    customer.hears("from the second tab").await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrap_up_that_is_not_finished_ends_by_itself() -> anyhow::Result<()> {
    let shop = Shop::open().await?;
    let operator = shop.installation.operator().await?;
    operator.patch(SUPPORT, |queue| queue["wrapUp"] = json!({ "enabled": true, "seconds": 1 })).await?;
    let mut alice = shop.ready_desk("agent1").await?;
    let (mut customer, conversation) = shop.talking(&mut alice).await?;
    alice.call("leaveConversation", &json!({ "conversationId": conversation, "wrapUp": true })).await?;
    alice.until("wrap-up", |desk| desk.tasks[&conversation]["state"] == "WRAP_UP").await?;
    alice.until("its end", |desk| desk.closed.contains_key(&conversation)).await?;
    customer.sees("AGENT_UNSUBSCRIBED").await?;
    alice.until("room for the next one", |desk| desk.presence["mrds"][0]["load"] == 0).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_conversation_is_handed_over_and_stays_with_the_sender_until_the_target_accepts() -> anyhow::Result<()> {
    let shop = Shop::open().await?;
    let mut alice = shop.ready_desk("agent1").await?;
    let (mut customer, conversation) = shop.talking(&mut alice).await?;
    let mut bob = shop.ready_desk("agent2").await?;
    alice.call("transfer", &json!({ "conversationId": conversation, "toAgentId": bob.agent_id, "note": "Knows about linen" })).await?;
    bob.until("the offer", |desk| !desk.offers.is_empty()).await?;
    alice.say(&conversation, "still here").await?;
    customer.hears("still here").await?;
    bob.take_offer().await?;
    bob.say(&conversation, "and now me").await?;
    customer.hears("and now me").await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_note_to_colleagues_reaches_colleagues_only() -> anyhow::Result<()> {
    let shop = Shop::open().await?;
    let mut alice = shop.ready_desk("agent1").await?;
    let (mut customer, conversation) = shop.talking(&mut alice).await?;
    let note = json!({ "conversationId": conversation, "id": ids::new_id(), "kind": "WHISPER_MESSAGE", "body": { "type": "PLAIN", "markdownText": "between us" } });
    alice.call("sendMessage", &note).await?;
    alice.hears(&conversation, "between us").await?;
    alice.say(&conversation, "for everybody").await?;
    customer.hears("for everybody").await?;
    assert!(!customer.applied.texts().iter().any(|(_, text)| text.contains("between us")));
    assert!(!customer.applied.gap, "the hole in the customer's numbers is no gap");
    Ok(())
}
