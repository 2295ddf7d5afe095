//! A customer chats, a bot answers, an agent takes over.

use serde_json::json;

use super::Shop;

#[tokio::test(flavor = "multi_thread")]
async fn a_bot_answers_an_agent_takes_over_wraps_up_and_the_bot_takes_over_again() -> anyhow::Result<()> {
    let shop = Shop::open().await?;
    let mut alice = shop.ready_desk("agent1").await?;
    let mut customer = shop.greeted().await?;

    customer.say("What are your opening hours?").await?;
    customer.hears("9:00 to 18:00").await?;
    customer.say("I want to talk to a person").await?;
    customer.hears("looking for a colleague").await?;
    customer.sees("TASK_ENQUEUED").await?;

    let conversation = alice.take_offer().await?;
    customer.sees("AGENT_SUBSCRIBED").await?;
    alice.hears(&conversation, "opening hours").await?;

    alice.say(&conversation, "Good morning Ana, this is Alice.").await?;
    customer.hears("this is Alice").await?;
    customer.say("Hello Alice").await?;
    alice.hears(&conversation, "Hello Alice").await?;

    let typing = json!({ "conversationId": conversation, "state": "STARTED" });
    alice.call("typing", &typing).await?;
    customer.until("typing", |customer| customer.signals.contains_key("TYPING_STARTED")).await?;
    let last = customer.applied.last;
    customer.socket()?.emit("RECEIPT", &json!({ "deliveredSeq": last, "readSeq": last })).await?;
    alice.until("the read mark", |desk| desk.signals.iter().any(|signal| signal["receipt"]["readSeq"] == last)).await?;

    alice.call("leaveConversation", &json!({ "conversationId": conversation, "wrapUp": true })).await?;
    alice.until("wrap-up", |desk| desk.tasks[&conversation]["state"] == "WRAP_UP").await?;
    let wrap_up = json!({ "conversationId": conversation, "wrapups": [{ "categoryName": "Support", "value": "Opening hours" }], "note": "Asked for hours." });
    alice.call("finishWrapUp", &wrap_up).await?;
    alice.until("the end of the task", |desk| desk.closed.contains_key(&conversation)).await?;
    customer.sees("AGENT_UNSUBSCRIBED").await?;

    customer.say("and delivery?").await?;
    customer.hears("two to three working days").await?;
    customer.end().await?;
    assert_eq!(customer.ended.as_deref(), Some("CUSTOMER"));

    let transcript: serde_json::Value = reqwest::Client::new()
        .get(format!("{}/web-channel-manager/v1/transcript", shop.installation.base()))
        .bearer_auth(customer.token.as_deref().unwrap_or_default())
        .send()
        .await?
        .json()
        .await?;
    let seqs = |rows: &[serde_json::Value]| rows.iter().filter_map(|row| row["seq"].as_i64()).collect::<Vec<_>>();
    let shown = seqs(transcript["activities"].as_array().unwrap());
    assert_eq!(shown, customer.applied.rows.iter().map(|row| row.seq).collect::<Vec<_>>(), "the transcript is what the customer saw");
    assert!(!transcript.to_string().contains("Asked for hours"), "notes are for agents");
    Ok(())
}

/// Bodies of more than 8 KiB do not travel with events.
#[tokio::test(flavor = "multi_thread")]
async fn a_text_too_long_for_an_event_reaches_bot_desk_and_customer() -> anyhow::Result<()> {
    let shop = Shop::open().await?;
    let mut alice = shop.ready_desk("agent1").await?;
    let mut customer = shop.greeted().await?;
    let long = |text: &str| format!("{text} {}", "and so on ".repeat(1_500));

    customer.say(&long("What are your opening hours?")).await?;
    customer.hears("9:00 to 18:00").await?;
    customer.say("I want to talk to a person").await?;
    let conversation = alice.take_offer().await?;
    customer.sees("AGENT_SUBSCRIBED").await?;

    alice.say(&conversation, &long("This is a long story.")).await?;
    customer.hears("a long story").await?;
    customer.say(&long("Mine is longer.")).await?;
    alice.hears(&conversation, "Mine is longer").await?;
    customer.say("Short now").await?;
    alice.hears(&conversation, "Short now").await?;
    alice.say(&conversation, "Yes").await?;
    customer.hears("Yes").await?;
    customer.end().await?;
    Ok(())
}
