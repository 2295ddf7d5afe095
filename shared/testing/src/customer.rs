//! A customer at the widget's protocol: follows the rule of `prev` and `seq`, and keeps what it applied.

use std::collections::BTreeMap;

use anyhow::Context as _;
use serde_json::{Value, json};

use crate::socket::{Refused, Socket};
use crate::steps::{self, Steps};

const PATH: &str = "/web-channel-manager/socket.io";

/// One applied row.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Number in the conversation.
    pub seq: i64,
    /// Message id.
    pub id: String,
    /// `CUSTOMER_MESSAGE`, …
    pub name: String,
    /// The whole activity.
    pub activity: Value,
}

/// What a client holds of a conversation: rows applied by the protocol's rule.
#[derive(Clone, Debug, Default)]
pub struct Applied {
    /// In the order they were applied.
    pub rows: Vec<Row>,
    /// The last number.
    pub last: i64,
    /// A hole was seen: resume from `last`.
    pub gap: bool,
}

impl Applied {
    /// Applies an activity: in order once, whatever comes twice or early.
    pub fn take(&mut self, activity: &Value) {
        let number = |key: &str| activity[key].as_i64().unwrap_or_default();
        let (seq, prev) = (number("seq"), number("prev"));
        if seq <= self.last {
            return;
        }
        if prev > self.last {
            self.gap = true;
            return;
        }
        self.last = seq;
        let text = |key: &str| activity[key].as_str().unwrap_or_default().to_owned();
        self.rows.push(Row { seq, id: text("id"), name: text("name"), activity: activity.clone() });
    }

    /// Texts by sender type, for a glance.
    pub fn texts(&self) -> Vec<(String, String)> {
        let shown = |row: &Row| {
            let text = row.activity["body"]["markdownText"].as_str()?;
            Some((row.activity["header"]["sender"]["type"].as_str()?.to_owned(), text.to_owned()))
        };
        self.rows.iter().filter_map(shown).collect()
    }
}

/// A customer in a browser tab.
pub struct Customer {
    base: String,
    service: String,
    /// The identifier the browser made.
    pub identifier: String,
    /// Proves the identity.
    pub token: Option<String>,
    /// The live connection, if any.
    pub socket: Option<Socket>,
    /// What the tab shows.
    pub applied: Applied,
    /// The session, once it started.
    pub session: Option<Value>,
    /// Latest signals by name.
    pub signals: BTreeMap<String, Value>,
    /// The chat is over.
    pub ended: Option<String>,
}

impl Customer {
    /// A visitor nobody has seen before.
    pub fn new(base: &str, service: &str) -> Self {
        Self {
            base: base.to_owned(),
            service: service.to_owned(),
            identifier: ids::new_id(),
            token: None,
            socket: None,
            applied: Applied::default(),
            session: None,
            signals: BTreeMap::new(),
            ended: None,
        }
    }

    /// The same visitor in another tab.
    #[must_use]
    pub fn tab(&self) -> Self {
        Self { identifier: self.identifier.clone(), token: self.token.clone(), ..Self::new(&self.base, &self.service) }
    }

    /// Where the installation is.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// Follows the installation to another address, as after a restart.
    pub fn moved(&mut self, base: &str) {
        base.clone_into(&mut self.base);
    }

    fn auth(&self) -> Value {
        let mut auth = json!({ "serviceIdentifier": self.service, "channelCustomerIdentifier": self.identifier });
        if let Some(token) = &self.token {
            auth["token"] = token.as_str().into();
        }
        auth
    }

    fn identity(&self) -> Value {
        json!({ "serviceIdentifier": self.service, "channelCustomerIdentifier": self.identifier })
    }

    /// Connects; a refusal is an error.
    pub async fn connect(&mut self) -> anyhow::Result<()> {
        match Socket::connect(&self.base, PATH, &self.auth()).await? {
            Ok(socket) => self.socket = Some(socket),
            Err(Refused(reason)) => anyhow::bail!("refused: {reason}"),
        }
        Ok(())
    }

    /// Connects, asks for a chat and waits until it has started.
    pub async fn start(&mut self, form: &[(&str, &str)]) -> anyhow::Result<()> {
        self.connect().await?;
        let attributes: Vec<_> = form.iter().map(|(key, value)| json!({ "key": key, "type": "string", "value": value })).collect();
        let mut request = self.identity();
        request["additionalAttributes"] = json!([{ "key": "WebChannelData", "type": "WebChannelData", "value": {
            "browserDeviceInfo": { "browserName": "test", "deviceType": "desktop" }, "queue": "", "locale": { "language": "en" },
            "formData": { "formId": "pre-chat", "attributes": attributes } } }]);
        self.socket()?.emit("CHAT_REQUESTED", &request).await?;
        self.until("the session", |customer| customer.session.is_some()).await
    }

    /// Connects again and resumes from the last number; false if the chat is over, or not to be had now.
    pub async fn resume(&mut self) -> anyhow::Result<bool> {
        Ok(self.resumed().await? == Some(true))
    }

    /// The same, telling both apart: none if it may be had at another try.
    pub async fn resumed(&mut self) -> anyhow::Result<Option<bool>> {
        self.connect().await?;
        let mut request = self.identity();
        request["lastSeq"] = self.applied.last.into();
        let id = self.socket()?.start("CHAT_RESUMED", &request).await?;
        let answer = self.socket()?.acknowledged(id).await?;
        if answer["isChatAvailable"] != true {
            let passing = answer["code"].as_i64().is_some_and(|code| code == 429 || code >= 500);
            return Ok(if passing { None } else { Some(false) });
        }
        self.session = Some(answer["data"]["session"].clone());
        for activity in answer["data"]["activities"].as_array().into_iter().flatten() {
            self.applied.take(activity);
        }
        self.applied.gap = false;
        Ok(Some(true))
    }

    /// The live connection.
    pub fn socket(&mut self) -> anyhow::Result<&mut Socket> {
        self.socket.as_mut().context("not connected")
    }

    /// A message of that id, as the protocol has it.
    pub fn message(&self, id: &str, text: &str) -> Value {
        json!({ "id": id, "header": { "channelData": self.identity() }, "body": { "type": "PLAIN", "markdownText": text }, "timestamp": "" })
    }

    /// Says something and waits for the acknowledgement.
    pub async fn say(&mut self, text: &str) -> anyhow::Result<Value> {
        let message = self.message(&ids::new_id(), text);
        self.socket()?.call("MESSAGE_RECEIVED", &message).await
    }

    /// Uploads a file and sends it in a message; answers its id.
    pub async fn sends_file(&mut self, name: &str, mime_type: &str, bytes: &[u8]) -> anyhow::Result<String> {
        let announced = json!({ "name": name, "mimeType": mime_type, "size": bytes.len() });
        let opened = self.socket()?.call("UPLOAD_REQUESTED", &announced).await?;
        let stored = crate::files::put_file(&self.base, &opened, bytes).await?;
        let mut message = self.message(&ids::new_id(), "");
        message["body"] = json!({ "type": "FILE", "attachment": { "fileId": stored } });
        let answer = self.socket()?.call("MESSAGE_RECEIVED", &message).await?;
        anyhow::ensure!(answer["code"] == 200, "{answer}");
        Ok(stored)
    }

    /// Ends the chat and waits until everybody was told.
    pub async fn end(&mut self) -> anyhow::Result<()> {
        let identity = self.identity();
        self.socket()?.emit("CHAT_ENDED", &identity).await?;
        self.until("the end", |customer| customer.ended.is_some()).await
    }

    /// Takes the next event in.
    pub async fn step(&mut self) -> anyhow::Result<()> {
        let (name, data) = self.socket()?.event().await?.context("the server closed")?;
        self.take(&name, &data)
    }

    /// Takes in one event.
    pub fn take(&mut self, name: &str, data: &Value) -> anyhow::Result<()> {
        match name {
            "AUTHENTICATED" => self.token = data["token"].as_str().map(str::to_owned),
            "CHANNEL_SESSION_STARTED" => self.session = Some(data.clone()),
            "MESSAGE_RECEIVED" => self.applied.take(data),
            "SIGNAL" => drop(self.signals.insert(data["name"].as_str().unwrap_or_default().to_owned(), data.clone())),
            "CHAT_ENDED" => self.ended = Some(data["reason"].as_str().unwrap_or_default().to_owned()),
            "ERRORS" => anyhow::bail!("ERRORS {data}"),
            _ => {}
        }
        Ok(())
    }

    /// Steps until the condition holds.
    pub async fn until(&mut self, what: &str, condition: impl Fn(&Self) -> bool) -> anyhow::Result<()> {
        steps::until(self, what, condition).await
    }

    /// Steps until a text arrives that contains `part`.
    pub async fn hears(&mut self, part: &str) -> anyhow::Result<()> {
        self.until(part, |customer| customer.applied.texts().iter().any(|(_, text)| text.contains(part))).await
    }

    /// Steps until a row of that name arrives.
    pub async fn sees(&mut self, name: &str) -> anyhow::Result<()> {
        self.until(name, |customer| customer.applied.rows.iter().any(|row| row.name == name)).await
    }
}

impl Steps for Customer {
    async fn next(&mut self) -> anyhow::Result<()> {
        self.step().await
    }

    fn held(&self) -> String {
        let rows: Vec<_> = self.applied.rows.iter().map(|row| (row.seq, row.name.as_str())).collect();
        format!("the customer holds {rows:?}, gap {}", self.applied.gap)
    }
}
