//! Customers on WhatsApp, by SMS and on Messenger, through fake providers that speak the real ones' APIs.

use anyhow::Context as _;
use providers::fake::{Account, Fake, Kept, Trouble};
use serde_json::{Value, json};
use testing::{Client, Desk};

use super::{Shop, fast};

/// An installation whose demonstration speaks with fake providers.
pub(super) struct Line {
    pub(super) shop: Shop,
    pub(super) fake: Fake,
}

impl Line {
    pub(super) async fn open() -> anyhow::Result<Self> {
        Self::with(true, &json!({})).await
    }

    /// `files`: whether the installation's connectors may fetch files from the fake, which is no public place; `more`: settings by service and name.
    pub(super) async fn with(files: bool, more: &Value) -> anyhow::Result<Self> {
        let fake = Fake::new(Vec::new());
        let at = fake.listen("127.0.0.1:0".parse()?).await?;
        let mut settings = fast();
        for connector in ["connector_360", "twilio_connector", "facebook_connector"].into_iter().filter(|_| files) {
            settings[connector] = json!({ "media_hosts": [at.to_string()] });
        }
        settings["switchboard"] = json!({ "fake": format!("http://{at}") });
        for (service, own) in more.as_object().into_iter().flatten() {
            for (name, value) in own.as_object().into_iter().flatten() {
                settings[service][name] = value.clone();
            }
        }
        let shop = Shop::with(settings).await?;
        let accounts: Vec<Account> = serde_json::from_slice(&std::fs::read(shop.installation.data().join("providers.json"))?)?;
        for account in accounts {
            fake.add(account);
        }
        Ok(Self { shop, fake })
    }

    /// What the company sent to a customer, once it begins with that.
    async fn sent(&self, customer: &str, text: &str) -> anyhow::Result<Kept> {
        testing::eventually(&format!("{text:?} to {customer}"), || async {
            let sent = self.fake.said().into_iter().find(|kept| !kept.inbound && kept.customer == customer && kept.text.starts_with(text));
            Ok(sent)
        })
        .await
    }

    /// A customer who was greeted by the bot and now talks to the agent at the desk.
    pub(super) async fn talking(&self, desk: &mut Desk, kind: &str, customer: &str) -> anyhow::Result<String> {
        self.fake.say(kind, customer, "Ana", "I want to talk to a person")?;
        desk.take_offer().await
    }
}

pub(super) async fn outbound(admin: &Client, conversation: &str) -> anyhow::Result<Vec<Value>> {
    let found = admin.get(&format!("/ccm/v1/conversations/{conversation}/outbound")).await?;
    Ok(found["items"].as_array().cloned().unwrap_or_default())
}

/// What became of a message, once it has that state or status.
async fn becomes(admin: &Client, conversation: &str, said: &Value, what: (&str, &str)) -> anyhow::Result<Value> {
    testing::eventually(&format!("{said} has {} {}", what.0, what.1), || async {
        let all = outbound(admin, conversation).await?;
        Ok(all.into_iter().find(|row| row["seq"] == said["seq"] && row[what.0] == what.1))
    })
    .await
}

/// Steps until the desk shows a row of that name.
pub(super) async fn shows(desk: &mut Desk, conversation: &str, name: &str) -> anyhow::Result<()> {
    desk.until(name, |desk| desk.conversations.get(conversation).is_some_and(|applied| applied.rows.iter().any(|row| row.name == name)))
        .await
}

#[tokio::test]
async fn a_whatsapp_customer_and_an_agent_talk_and_the_desk_sees_what_was_read() -> anyhow::Result<()> {
    let line = Line::open().await?;
    let admin = line.shop.installation.operator().await?;
    let mut alice = line.shop.ready_desk("agent1").await?;
    let conversation = line.talking(&mut alice, "whatsapp", "447700900123").await?;
    alice.hears(&conversation, "I want to talk to a person").await?;
    let id = alice.say(&conversation, "Hello Ana, \u{645}\u{631}\u{62d}\u{628}\u{627} 👋🏽").await?;
    line.sent("447700900123", "Hello Ana, \u{645}\u{631}\u{62d}\u{628}\u{627} 👋🏽").await?;
    let row = becomes(&admin, &conversation, &id, ("status", "read")).await?;
    assert_eq!((row["state"].as_str(), row["attempts"].as_i64()), (Some("SENT"), Some(1)));
    assert!(row["deliveredAt"].is_string() && row["readAt"].is_string(), "{row}");
    line.fake.say("whatsapp", "447700900123", "Ana", "thank you")?;
    alice.hears(&conversation, "thank you").await?;
    reconciled(&admin).await
}

#[tokio::test]
async fn a_message_that_a_provider_refuses_is_shown_with_its_reason_and_sent_again_when_somebody_says_so() -> anyhow::Result<()> {
    let line = Line::open().await?;
    let admin = line.shop.installation.operator().await?;
    let mut alice = line.shop.ready_desk("agent1").await?;
    let conversation = line.talking(&mut alice, "whatsapp", "447700900124").await?;
    line.fake.make(Trouble { refuse_with: "131026".to_owned(), ..Trouble::default() });
    let id = alice.say(&conversation, "are you there?").await?;
    let row = becomes(&admin, &conversation, &id, ("state", "FAILED")).await?;
    assert_eq!((row["errorCode"].as_str(), row["errorClass"].as_str()), (Some("131026"), Some("recipient_unavailable")));
    shows(&mut alice, &conversation, "DELIVERY_FAILED").await?;
    line.fake.make(Trouble::default());
    let again = admin.post(&format!("/ccm/v1/outbound/{}/send-again", row["id"].as_str().context("an id")?), &json!({})).await?;
    let twice = admin.post(&format!("/ccm/v1/outbound/{}/send-again", row["id"].as_str().context("an id")?), &json!({})).await?;
    assert_eq!(again["id"], twice["id"], "asked twice, sent once");
    testing::eventually("the message arrives", || async {
        let all = outbound(&admin, &conversation).await?;
        Ok(all.into_iter().find(|row| row["id"] == again["id"] && row["status"] == "read"))
    })
    .await?;
    let texts = line.fake.said().into_iter().filter(|kept| kept.text == "are you there?").count();
    assert_eq!(texts, 1, "the refused attempt did not count as one");
    reconciled(&admin).await
}

#[tokio::test]
async fn customers_of_sms_and_messenger_reach_the_same_desk() -> anyhow::Result<()> {
    let line = Line::open().await?;
    let admin = line.shop.installation.operator().await?;
    let mut alice = line.shop.ready_desk("agent1").await?;
    for (kind, customer) in [("sms", "+12025550147"), ("messenger", "6543210987654321")] {
        let conversation = line.talking(&mut alice, kind, customer).await?;
        let id = alice.say(&conversation, "how can I help?").await?;
        let row = becomes(&admin, &conversation, &id, ("state", "SENT")).await?;
        assert!(row["providerMessageId"].as_str().is_some_and(|id| !id.is_empty()), "{row}");
        becomes(&admin, &conversation, &id, ("status", if kind == "sms" { "delivered" } else { "read" })).await?;
        line.sent(customer, "how can I help?").await?;
        // Messenger tells names only when it is asked.
        let head = admin.get(&format!("/conversation-manager/v1/conversations/{conversation}")).await?;
        let who = admin.get(&format!("/cim-customer/v1/customers/{}", head["customerId"].as_str().unwrap_or_default())).await?;
        assert_eq!(who["firstName"], "Ana", "{kind}: {who}");
    }
    reconciled(&admin).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_stopped_to_tell_us_is_told_to_go_on() -> anyhow::Result<()> {
    let line = Line::with(true, &json!({ "facebook_connector": { "subscriptions": "1s" } })).await?;
    assert!(line.fake.subscribed().is_empty());
    line.fake.say("messenger", "6543210987654399", "Ana", "hello")?;
    testing::eventually("the subscription", || async { Ok(line.fake.subscribed().iter().any(|field| field == "messages").then_some(())) })
        .await
}

/// The ledger's sums come out even, and its table has what happened.
pub(super) async fn reconciled(admin: &Client) -> anyhow::Result<()> {
    let ledger = testing::eventually("a ledger that reconciles", || async {
        let ledger = admin.get("/ccm/v1/ledger").await?;
        Ok((ledger["reconciled"] == true).then_some(ledger))
    })
    .await?;
    let number = |name: &str| ledger[name].as_i64().unwrap_or(-1);
    assert!(number("received") > 0 && number("received") == number("appended"), "{ledger}");
    assert_eq!(number("outbound"), number("sent") + number("failed") + number("unknown"), "{ledger}");
    Ok(())
}
