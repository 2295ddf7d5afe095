//! The process dies between a provider and the log, at every commit on the way, in both directions: what the provider was told 200 for is in the log
//! once, nothing goes out twice without saying so, and what providers say of messages afterwards arrives.

use std::collections::BTreeMap;

use anyhow::Context as _;
use serde_json::Value;
use testing::{Client, Process};

use super::provider_stage::{Line, MESSENGER, SMS, Stage, WHATSAPP, outbound, rows, word};

/// Commits on the way in and out, by a statement in them. Between every two of them lies everything that a process does with a message.
const WAY: [&str; 10] = [
    // In: stored, taken apart, may be written back to, noted by ccm, handed on.
    "INSERT INTO webhook",
    "UPDATE webhook SET done",
    "INSERT INTO reach",
    "SET handed_at",
    "UPDATE thing SET state = 'DONE'",
    // Out: accounted for by ccm, queued by the connector, begun, ended, its end noted by ccm.
    "INSERT INTO outbound",
    "INSERT INTO send",
    "UPDATE send SET state = 'SENDING'",
    "UPDATE send SET state = $3, provider",
    "UPDATE outbound SET state",
];

/// Of these, where providers differ: how a message is named, what the answer says, and how its statuses are told.
const OWN: [&str; 4] =
    ["UPDATE webhook SET done", "UPDATE send SET state = 'SENDING'", "UPDATE send SET state = $3, provider", "UPDATE outbound SET state"];

/// The second time: the first message of a conversation is not the only one that is under way.
fn points(statements: &[&str]) -> Vec<String> {
    let both = |statement: &&str| ["before", "after"].map(|when| format!("{when}; {statement}; abort; 2"));
    statements.iter().flat_map(both).collect()
}

/// What became of a customer's conversation, once nothing is under way.
struct Aftermath {
    /// Times that the log has each text of the customer.
    heard: BTreeMap<String, usize>,
    outbound: Vec<Value>,
}

/// None while something is under way: an attempt, or what the provider says of one that it has.
async fn aftermath(stage: &Stage, admin: &Client, (line, customer): (Line, &str)) -> anyhow::Result<Option<Aftermath>> {
    let things = stage.things(admin, line, customer).await?;
    if things.len() < 2 || things.iter().any(|thing| thing["state"] != "DONE") {
        return Ok(None);
    }
    let conversation = word(&things[0], "conversationId");
    let outbound = outbound(admin, &conversation).await?;
    let told = |row: &Value| row["state"] != "SENT" || row["status"] == "delivered" || row["status"] == "read";
    if outbound.len() < 3 || outbound.iter().any(|row| row["state"] == "PENDING" || !told(row)) {
        return Ok(None);
    }
    let mut heard = BTreeMap::new();
    for row in rows(admin, &conversation).await?.iter().filter(|row| row["name"] == "CUSTOMER_MESSAGE") {
        *heard.entry(word(&row["body"], "markdownText")).or_default() += 1;
    }
    Ok(Some(Aftermath { heard, outbound }))
}

fn ask(stage: &Stage, line: Line, customer: &str) -> anyhow::Result<()> {
    for text in ["What are your opening hours?", "And when are you open today?"] {
        stage.fake.say(line.kind, customer, "Ana", text)?;
    }
    Ok(())
}

/// Once nothing of the customer's is under way any more.
async fn settled(stage: &Stage, process: &Process, (line, customer): (Line, &str), when: &str) -> anyhow::Result<Aftermath> {
    let admin = stage.operator(process).await?;
    match testing::eventually(when, || aftermath(stage, &admin, (line, customer))).await {
        Ok(after) => Ok(after),
        Err(error) => Err(error).context(stage.standing(&admin, line, customer).await?),
    }
}

/// Kills at each of the points; answers those after which a message was in doubt.
async fn kill_at(stage: &Stage, line: Line, statements: &[&str]) -> anyhow::Result<Vec<String>> {
    let mut doubtful = Vec::new();
    for (round, point) in points(statements).into_iter().enumerate() {
        let customer = line.customer(round);
        let mut process = stage.start(Some(&point)).await?;
        ask(stage, line, &customer)?;
        anyhow::ensure!(process.ended().await?.is_none(), "{point}: the process ended by itself");

        let mut process = stage.start(None).await?;
        let after = settled(stage, &process, (line, &customer), &point).await?;
        assert_eq!(after.heard.values().copied().collect::<Vec<_>>(), [1, 1], "{point}: {:?}", after.heard);
        let in_doubt = stage.account_for(&after.outbound, &point)?;
        // While one message is at any point of its way, the one before may just be going out; a customer's go out one by one.
        assert!(in_doubt <= 1, "{point}: {in_doubt} messages are in doubt");
        doubtful.extend(std::iter::repeat_n(point, in_doubt));
        process.kill().await?;
    }
    Ok(doubtful)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bot_that_answers_before_ccm_has_noted_the_message_may_write_back() -> anyhow::Result<()> {
    let stage = Stage::set().await?;
    let mut process = stage.start(Some("before; SET handed_at; sleep; 1")).await?;
    let customer = WHATSAPP.customer(0);
    ask(&stage, WHATSAPP, &customer)?;
    let after = settled(&stage, &process, (WHATSAPP, &customer), "while ccm takes its time").await?;
    assert!(after.outbound.iter().all(|row| row["state"] == "SENT"), "{:?}", after.outbound);
    process.kill().await
}

#[tokio::test(flavor = "multi_thread")]
async fn kill_9_at_every_point_between_provider_and_log_loses_nothing_and_sends_nothing_twice_silently() -> anyhow::Result<()> {
    let doubtful = kill_at(&Stage::set().await?, WHATSAPP, &WAY).await?;
    assert!(doubtful.iter().any(|point| point.starts_with("after; UPDATE send SET state = 'SENDING'")), "{doubtful:?}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn kill_9_between_twilio_and_the_log_loses_no_message_and_no_status() -> anyhow::Result<()> {
    kill_at(&Stage::set().await?, SMS, &OWN).await.map(|_| ())
}

#[tokio::test(flavor = "multi_thread")]
async fn kill_9_between_messenger_and_the_log_loses_no_message_and_no_status() -> anyhow::Result<()> {
    let doubtful = kill_at(&Stage::set().await?, MESSENGER, &OWN).await?;
    // No status names an attempt there: what was cut off stays in doubt, and somebody is asked.
    assert!(doubtful.iter().any(|point| point.starts_with("after; UPDATE send SET state = 'SENDING'")), "{doubtful:?}");
    Ok(())
}
