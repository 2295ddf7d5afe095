//! The process dies between a provider and the log, at every commit on the way, in both directions: what the provider was told 200 for is in the log
//! once, and nothing goes out twice without saying so.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Context as _;
use providers::fake::{Account, Fake};
use serde_json::Value;
use testing::{Client, Process};

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

/// The second time: the first message of a conversation is not the only one that is under way.
fn points() -> impl Iterator<Item = String> {
    WAY.iter().flat_map(|statement| ["before", "after"].map(|when| format!("{when}; {statement}; abort; 2")))
}

async fn start(data: &Path, ports: [u16; 2], fake: &str, armed: Option<&str>) -> anyhow::Result<Process> {
    let mut environment = vec![("SWITCHBOARD__SWITCHBOARD__FAKE", fake.to_owned())];
    environment.extend(armed.map(|point| ("SWITCHBOARD_FAIL", point.to_owned())));
    let mut process = Process::start(data, ports, &[], &environment)?;
    process.ready().await?;
    Ok(process)
}

/// The things of a customer that the connector has seen, oldest first.
async fn things(admin: &Client, channel: &str, customer: &str) -> anyhow::Result<Vec<Value>> {
    let mut found = Vec::new();
    let mut after = 0;
    loop {
        let page = admin.get(&format!("/360-connector/v1/channels/{channel}/events?after={after}&limit=500")).await?;
        let items = page["items"].as_array().cloned().unwrap_or_default();
        let Some(last) = items.last() else { return Ok(found) };
        after = last["position"].as_i64().unwrap_or_default();
        found.extend(items.into_iter().filter(|item| item["kind"] == "EVENT" && item["content"]["from"] == customer));
    }
}

/// What became of a customer's conversation, once nothing is under way.
struct Aftermath {
    /// Times that the log has each text of the customer.
    heard: BTreeMap<String, usize>,
    /// Id and state of each message to the customer.
    outbound: Vec<(String, String)>,
}

async fn aftermath(admin: &Client, channel: &str, customer: &str) -> anyhow::Result<Option<Aftermath>> {
    let things = things(admin, channel, customer).await?;
    if things.len() < 2 || things.iter().any(|thing| thing["state"] != "DONE") {
        return Ok(None);
    }
    let conversation = things[0]["conversationId"].as_str().context("a conversation")?;
    let sent = admin.get(&format!("/ccm/v1/conversations/{conversation}/outbound")).await?;
    let word = |row: &Value, name: &str| row[name].as_str().unwrap_or_default().to_owned();
    let outbound: Vec<_> = sent["items"].as_array().into_iter().flatten().map(|row| (word(row, "id"), word(row, "state"))).collect();
    if outbound.len() < 3 || outbound.iter().any(|(_, state)| state == "PENDING") {
        return Ok(None);
    }
    let rows = admin.get(&format!("/conversation-manager/v1/conversations/{conversation}/activities?after=0&limit=500")).await?;
    let mut heard = BTreeMap::new();
    for row in rows["items"].as_array().into_iter().flatten().filter(|row| row["name"] == "CUSTOMER_MESSAGE") {
        *heard.entry(word(&row["body"], "markdownText")).or_default() += 1;
    }
    Ok(Some(Aftermath { heard, outbound }))
}

/// How far everything of a customer has come, for whoever reads why it went no further.
async fn standing(admin: &Client, channel: &str, customer: &str) -> anyhow::Result<String> {
    let things = things(admin, channel, customer).await?;
    let conversation = things.first().and_then(|thing| thing["conversationId"].as_str()).unwrap_or_default();
    let word = |row: &Value, names: &[&str]| names.iter().map(|name| row[*name].to_string()).collect::<Vec<_>>().join(" ");
    let mut lines: Vec<_> = things.iter().map(|thing| word(thing, &["state", "reason", "attempts", "seq"])).collect();
    if !conversation.is_empty() {
        let sent = admin.get(&format!("/ccm/v1/conversations/{conversation}/outbound")).await?;
        lines.extend(
            sent["items"].as_array().into_iter().flatten().map(|row| word(row, &["seq", "state", "status", "attempts", "errorText"])),
        );
        let rows = admin.get(&format!("/conversation-manager/v1/conversations/{conversation}/activities?after=0&limit=500")).await?;
        lines.extend(rows["items"].as_array().into_iter().flatten().map(|row| word(row, &["seq", "name"])));
    }
    Ok(lines.join("; "))
}

/// An installation with its demonstration, stopped; the fake that its WhatsApp account is at, and that account's channel.
struct Stage {
    folder: tempfile::TempDir,
    ports: [u16; 2],
    fake: Fake,
    at: String,
    channel: String,
}

impl Stage {
    async fn set() -> anyhow::Result<Self> {
        let folder = tempfile::tempdir()?;
        let ports = testing::free_ports::<2>()?;
        let fake = Fake::new(Vec::new());
        let at = format!("http://{}", fake.listen("127.0.0.1:0".parse()?).await?);
        let mut process = start(folder.path(), ports, &at, None).await?;
        testing::eventually("the demonstration", || async { Ok(folder.path().join("demo.done").exists().then_some(())) }).await?;
        let accounts: Vec<Account> = serde_json::from_slice(&std::fs::read(folder.path().join("providers.json"))?)?;
        let whatsapp = accounts.iter().find(|account| account.kind == "whatsapp").context("an account")?;
        let channel = whatsapp.webhook.rsplit('/').next().unwrap_or_default().to_owned();
        for account in accounts {
            fake.add(account);
        }
        process.kill().await?;
        Ok(Self { folder, ports, fake, at, channel })
    }

    async fn start(&self, armed: Option<&str>) -> anyhow::Result<Process> {
        start(self.folder.path(), self.ports, &self.at, armed).await
    }

    fn ask(&self, customer: &str) -> anyhow::Result<()> {
        for text in ["What are your opening hours?", "And when are you open today?"] {
            self.fake.say("whatsapp", customer, "Ana", text)?;
        }
        Ok(())
    }

    /// Once nothing of the customer's is under way any more.
    async fn settled(&self, process: &Process, customer: &str, when: &str) -> anyhow::Result<Aftermath> {
        let admin = Client::operator(&process.base, self.folder.path()).await?;
        let after = match testing::eventually(when, || aftermath(&admin, &self.channel, customer)).await {
            Ok(after) => after,
            Err(error) => anyhow::bail!("{error}: {}", standing(&admin, &self.channel, customer).await?),
        };
        if after.outbound.iter().any(|(_, state)| state == "FAILED") {
            anyhow::bail!("{when}: a message ended FAILED: {}", standing(&admin, &self.channel, customer).await?);
        }
        Ok(after)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bot_that_answers_before_ccm_has_noted_the_message_may_write_back() -> anyhow::Result<()> {
    let stage = Stage::set().await?;
    let mut process = stage.start(Some("before; SET handed_at; sleep; 1")).await?;
    let customer = "447700900123";
    stage.ask(customer)?;
    let after = stage.settled(&process, customer, "while ccm takes its time").await?;
    assert!(after.outbound.iter().all(|(_, state)| state == "SENT"), "{:?}", after.outbound);
    process.kill().await
}

#[tokio::test(flavor = "multi_thread")]
async fn kill_9_at_every_point_between_provider_and_log_loses_nothing_and_sends_nothing_twice_silently() -> anyhow::Result<()> {
    let stage = Stage::set().await?;
    let mut doubtful = Vec::new();
    for (round, point) in points().enumerate() {
        let customer = format!("4477009{round:05}");
        let mut process = stage.start(Some(&point)).await?;
        stage.ask(&customer)?;
        anyhow::ensure!(process.ended().await?.is_none(), "{point}: the process ended by itself");

        let mut process = stage.start(None).await?;
        let after = stage.settled(&process, &customer, &point).await?;
        assert_eq!(after.heard.values().copied().collect::<Vec<_>>(), [1, 1], "{point}: {:?}", after.heard);
        for (id, state) in &after.outbound {
            let said = stage.fake.said();
            let times = said.iter().filter(|kept| !kept.inbound && kept.request["biz_opaque_callback_data"] == id.as_str()).count();
            match state.as_str() {
                "SENT" => assert_eq!(times, 1, "{point}: a message that is said to be sent"),
                "UNKNOWN" => assert!(times <= 1, "{point}: a message of which nobody knows went out {times} times"),
                other => anyhow::bail!("{point}: a message ended {other}"),
            }
            if state == "UNKNOWN" {
                doubtful.push(point.clone());
            }
        }
        process.kill().await?;
    }
    assert!(doubtful.iter().any(|point| point.starts_with("after; UPDATE send SET state = 'SENDING'")), "{doubtful:?}");
    assert!(doubtful.iter().all(|point| point.contains("UPDATE send SET state")), "only a send that was cut off is in doubt: {doubtful:?}");
    Ok(())
}
