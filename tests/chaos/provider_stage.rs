//! An installation whose process is killed on its way between a provider and the log, and the fake providers beside it.

use anyhow::Context as _;
use providers::fake::{Account, Fake, Kept};
use serde_json::{Value, json};
use testing::{Client, Process};

/// A provider, as the fake and its connector name it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line {
    pub(super) kind: &'static str,
    pod: &'static str,
    /// Customers' addresses begin so.
    numbers: &'static str,
}

pub(super) const WHATSAPP: Line = Line { kind: "whatsapp", pod: "360-connector", numbers: "4477009" };
pub(super) const SMS: Line = Line { kind: "twilio", pod: "twilio-connector", numbers: "+1202556" };
pub(super) const MESSENGER: Line = Line { kind: "messenger", pod: "facebook-connector", numbers: "65432109" };

impl Line {
    /// The customer of a round.
    pub(super) fn customer(self, round: usize) -> String {
        format!("{}{round:05}", self.numbers)
    }
}

/// How often a process may end before anybody could write.
const STARTS: usize = 8;

/// Whether a message that a provider got is that attempt: each carries our id in its own way.
pub(super) fn is_attempt(kept: &Kept, id: &str) -> bool {
    let request = &kept.request;
    let callback = request["StatusCallback"].as_str().is_some_and(|callback| callback.ends_with(&format!("m={id}")));
    callback || request["biz_opaque_callback_data"] == id || request["message"]["metadata"] == id
}

pub(super) fn word(row: &Value, name: &str) -> String {
    row[name].as_str().unwrap_or_default().to_owned()
}

/// An installation with its demonstration, stopped; the fake that its accounts are at.
pub(super) struct Stage {
    folder: tempfile::TempDir,
    ports: [u16; 2],
    pub(super) fake: Fake,
    at: String,
    accounts: Vec<Account>,
}

impl Stage {
    pub(super) async fn set() -> anyhow::Result<Self> {
        let fake = Fake::new(Vec::new());
        let at = format!("http://{}", fake.listen("127.0.0.1:0".parse()?).await?);
        let mut this = Self { folder: tempfile::tempdir()?, ports: testing::free_ports::<2>()?, fake, at, accounts: Vec::new() };
        let mut process = this.start(None).await?;
        let folder = this.folder.path().to_owned();
        testing::eventually("the demonstration", || async { Ok(folder.join("demo.done").exists().then_some(())) }).await?;
        this.accounts = serde_json::from_slice(&std::fs::read(folder.join("providers.json"))?)?;
        for account in &this.accounts {
            this.fake.add(account.clone());
        }
        process.kill().await?;
        Ok(this)
    }

    /// `armed`: the point at which the process dies. What earlier customers are still owed may bring it there before anybody can write: each start
    /// does a part of that.
    pub(super) async fn start(&self, armed: Option<&str>) -> anyhow::Result<Process> {
        // The fake is no public place: its files are fetched because the installation says so.
        let hosts = json!({ "media_hosts": [self.at.trim_start_matches("http://")] });
        let settings = json!({
            "switchboard": { "fake": self.at }, "connector_360": hosts, "twilio_connector": hosts, "facebook_connector": hosts });
        let named = testing::environment(&settings);
        let mut environment: Vec<_> = named.iter().map(|(name, value)| (name.as_str(), value.clone())).collect();
        environment.extend(armed.map(|point| ("SWITCHBOARD_FAIL", point.to_owned())));
        for _ in 0..STARTS {
            let mut process = Process::start(self.folder.path(), self.ports, &[], &environment)?;
            let ready = process.ready().await;
            if ready.is_ok() || armed.is_none() || process.is_running()? {
                return ready.map(|()| process);
            }
        }
        anyhow::bail!("{armed:?}: the process ended {STARTS} times before anybody wrote")
    }

    pub(super) async fn operator(&self, process: &Process) -> anyhow::Result<Client> {
        Client::operator(&process.base, self.folder.path()).await
    }

    /// The things of a customer that the connector has seen, oldest first.
    pub(super) async fn things(&self, admin: &Client, line: Line, customer: &str) -> anyhow::Result<Vec<Value>> {
        let account = self.accounts.iter().find(|account| account.kind == line.kind).context("an account")?;
        let channel = account.webhook.rsplit('/').next().unwrap_or_default();
        let mut found = Vec::new();
        let mut after = 0;
        loop {
            let page = admin.get(&format!("/{}/v1/channels/{channel}/events?after={after}&limit=500", line.pod)).await?;
            let items = page["items"].as_array().cloned().unwrap_or_default();
            let Some(last) = items.last() else { return Ok(found) };
            after = last["position"].as_i64().unwrap_or_default();
            found.extend(items.into_iter().filter(|item| item["kind"] == "EVENT" && item["content"]["from"] == customer));
        }
    }

    /// How far everything of a customer has come, for whoever reads why it went no further.
    pub(super) async fn standing(&self, admin: &Client, line: Line, customer: &str) -> anyhow::Result<String> {
        let things = self.things(admin, line, customer).await?;
        let conversation = things.first().and_then(|thing| thing["conversationId"].as_str()).unwrap_or_default();
        let told = |row: &Value, names: &[&str]| names.iter().map(|name| row[*name].to_string()).collect::<Vec<_>>().join(" ");
        let mut lines: Vec<_> = things.iter().map(|thing| told(thing, &["state", "reason", "attempts", "seq"])).collect();
        if !conversation.is_empty() {
            let sent = outbound(admin, conversation).await?;
            lines.extend(sent.iter().map(|row| told(row, &["seq", "state", "status", "attempts", "errorText"])));
            lines.extend(rows(admin, conversation).await?.iter().map(|row| told(row, &["seq", "name"])));
        }
        Ok(lines.join("; "))
    }

    /// Every attempt went out as often as it says: what is SENT once, what is UNKNOWN once at most. Answers how many are in doubt.
    pub(super) fn account_for(&self, outbound: &[Value], point: &str) -> anyhow::Result<usize> {
        let mut doubtful = 0;
        for row in outbound {
            let id = word(row, "id");
            let times = self.fake.said().iter().filter(|kept| !kept.inbound && is_attempt(kept, &id)).count();
            match word(row, "state").as_str() {
                "SENT" => anyhow::ensure!(times == 1, "{point}: a message that is said to be sent went out {times} times"),
                "UNKNOWN" => {
                    anyhow::ensure!(times <= 1, "{point}: a message of which nobody knows went out {times} times");
                    doubtful += 1;
                }
                other => anyhow::bail!("{point}: a message ended {other}: {row}"),
            }
        }
        Ok(doubtful)
    }
}

/// Messages of a conversation to its provider.
pub(super) async fn outbound(admin: &Client, conversation: &str) -> anyhow::Result<Vec<Value>> {
    let sent = admin.get(&format!("/ccm/v1/conversations/{conversation}/outbound")).await?;
    Ok(sent["items"].as_array().cloned().unwrap_or_default())
}

/// The conversation's log.
pub(super) async fn rows(admin: &Client, conversation: &str) -> anyhow::Result<Vec<Value>> {
    let rows = admin.get(&format!("/conversation-manager/v1/conversations/{conversation}/activities?after=0&limit=500")).await?;
    Ok(rows["items"].as_array().cloned().unwrap_or_default())
}
