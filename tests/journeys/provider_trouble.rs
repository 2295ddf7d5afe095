//! Every slider of the fake providers, one by one: whatever a provider does on the way, the log has each message once.

use anyhow::Context as _;
use providers::fake::{Account, Trouble};
use serde_json::Value;
use testing::Client;

use super::providers::{Line, outbound};

/// Messages of a customer in each story.
const SAID: usize = 6;

/// What the connector has seen of a customer, in the order of arrival; all of it handed on.
async fn arrived(line: &Line, admin: &Client, customer: &str) -> anyhow::Result<Vec<Value>> {
    let accounts: Vec<Account> = serde_json::from_slice(&std::fs::read(line.shop.installation.data().join("providers.json"))?)?;
    let whatsapp = accounts.iter().find(|account| account.kind == "whatsapp").context("an account")?;
    let channel = whatsapp.webhook.rsplit('/').next().unwrap_or_default().to_owned();
    testing::eventually("everything that was said", || async {
        let page = admin.get(&format!("/360-connector/v1/channels/{channel}/events?after=0&limit=500")).await?;
        let mut items = page["items"].as_array().cloned().unwrap_or_default();
        items.retain(|item| item["kind"] == "EVENT" && item["content"]["from"] == customer && item["state"] == "DONE");
        Ok((items.len() >= SAID).then_some(items))
    })
    .await
}

/// A customer writes under that trouble; answers the texts in the order of their arrival. The log has each of them once.
async fn told(line: &Line, admin: &Client, customer: &str, trouble: Trouble) -> anyhow::Result<Vec<String>> {
    line.fake.make(trouble);
    let texts: Vec<String> = (0..SAID).map(|number| format!("message {number} of {customer}")).collect();
    for text in &texts {
        line.fake.say("whatsapp", customer, "Ana", text)?;
    }
    let things = arrived(line, admin, customer).await?;
    line.fake.make(Trouble::default());
    let conversation = things[0]["conversationId"].as_str().context("a conversation")?;
    let rows = admin.get(&format!("/conversation-manager/v1/conversations/{conversation}/activities?after=0&limit=500")).await?;
    let said = |row: &&Value| row["name"] == "CUSTOMER_MESSAGE";
    let mut heard: Vec<_> =
        rows["items"].as_array().into_iter().flatten().filter(said).map(|row| row["body"]["markdownText"].to_string()).collect();
    heard.sort();
    let mut expected: Vec<_> = texts.iter().map(|text| Value::from(text.as_str()).to_string()).collect();
    expected.sort();
    assert_eq!(heard, expected, "each once");
    Ok(things.iter().map(|thing| thing["content"]["text"].as_str().unwrap_or_default().to_owned()).collect())
}

#[tokio::test(flavor = "multi_thread")]
async fn webhooks_that_are_lost_late_doubled_overtaken_or_forged_on_their_way_are_messages_once() -> anyhow::Result<()> {
    let line = Line::open().await?;
    let admin = line.shop.installation.operator().await?;
    told(&line, &admin, "447700900141", Trouble { loss: 1.0, ..Trouble::default() }).await?;
    told(&line, &admin, "447700900142", Trouble { delay_ms: 300, ..Trouble::default() }).await?;

    told(&line, &admin, "447700900143", Trouble { doubles: 1.0, ..Trouble::default() }).await?;
    testing::eventually("the ledger counts the doubles", || async {
        let ledger = admin.get("/ccm/v1/ledger").await?;
        Ok((ledger["duplicates"].as_i64() >= i64::try_from(SAID).ok()).then_some(()))
    })
    .await?;

    // A coin is thrown for each: that all fall on one side has a chance of one in thirty-two a round.
    let mut overtaken = false;
    for round in 0..8 {
        let customer = format!("44770090015{round}");
        let order = told(&line, &admin, &customer, Trouble { reorder: 0.5, ..Trouble::default() }).await?;
        overtaken = overtaken || !order.is_sorted();
        if overtaken {
            break;
        }
    }
    assert!(overtaken, "the fake reorders");

    told(&line, &admin, "447700900144", Trouble { bad_signatures: 1.0, ..Trouble::default() }).await?;
    let accounts: Vec<Account> = serde_json::from_slice(&std::fs::read(line.shop.installation.data().join("providers.json"))?)?;
    let channel = accounts[0].webhook.rsplit('/').next().unwrap_or_default();
    let health = admin.get(&format!("/360-connector/v1/channels/{channel}/health")).await?;
    assert!(health["refusedWebhooks"].as_u64().is_some_and(|refused| refused >= SAID as u64), "{health}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_that_takes_little_at_once_gets_every_message_once_and_in_order() -> anyhow::Result<()> {
    let line = Line::open().await?;
    let admin = line.shop.installation.operator().await?;
    let mut alice = line.shop.ready_desk("agent1").await?;
    let conversation = line.talking(&mut alice, "whatsapp", "447700900145").await?;
    line.fake.make(Trouble { rate_limit: 1, ..Trouble::default() });
    let texts = ["first", "second", "third"];
    for text in texts {
        alice.say(&conversation, text).await?;
    }
    let sent = testing::eventually("all of them at the provider", || async {
        let said = line.fake.said().into_iter().filter(|kept| !kept.inbound && texts.contains(&kept.text.as_str()));
        let said: Vec<_> = said.map(|kept| kept.text).collect();
        Ok((said.len() >= texts.len()).then_some(said))
    })
    .await?;
    assert_eq!(sent, texts);
    let tried = testing::eventually("all of them sent", || async {
        let rows = outbound(&admin, &conversation).await?;
        Ok(rows.iter().all(|row| row["state"] == "SENT").then_some(rows))
    })
    .await?;
    assert!(tried.iter().any(|row| row["attempts"].as_i64() > Some(1)), "somebody was asked to slow down: {tried:?}");
    Ok(())
}
