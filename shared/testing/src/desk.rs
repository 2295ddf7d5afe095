//! An agent at the desk's protocol.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Context as _;
use serde_json::{Value, json};

use crate::client::Client;
use crate::customer::Applied;
use crate::socket::{Refused, Socket};
use crate::steps::{self, Steps};

const PATH: &str = "/agent-manager/socket.io";

/// An agent at a desk.
pub struct Desk {
    base: String,
    token: String,
    /// Kept for the life of the tab.
    pub session_id: String,
    /// The live connection, if any.
    pub socket: Option<Socket>,
    /// What the desk shows, by conversation.
    pub conversations: BTreeMap<String, Applied>,
    /// Offers that ring.
    pub offers: Vec<Value>,
    /// Offers that stopped ringing: task id and reason.
    pub revoked: Vec<(String, String)>,
    /// The latest presence.
    pub presence: Value,
    /// Latest task by conversation.
    pub tasks: BTreeMap<String, Value>,
    /// Latest head by conversation.
    pub heads: BTreeMap<String, Value>,
    /// Conversations the agent is out of, with the reason.
    pub closed: BTreeMap<String, String>,
    /// Another desk took over.
    pub removed: bool,
    /// Signals in order.
    pub signals: Vec<Value>,
    /// The latest board, once it is watched.
    pub board: Value,
    /// The latest lists, once they are watched.
    pub lists: Value,
    /// Who sits here.
    pub agent_id: String,
}

impl Desk {
    /// A desk of the signed-in user, not connected yet.
    pub fn new(base: &str, client: &Client) -> Self {
        Self {
            base: base.to_owned(),
            token: client.token().to_owned(),
            session_id: ids::new_id(),
            socket: None,
            conversations: BTreeMap::new(),
            offers: Vec::new(),
            revoked: Vec::new(),
            presence: Value::Null,
            tasks: BTreeMap::new(),
            heads: BTreeMap::new(),
            closed: BTreeMap::new(),
            removed: false,
            signals: Vec::new(),
            board: Value::Null,
            lists: Value::Null,
            agent_id: String::new(),
        }
    }

    /// A desk of somebody in the demonstration whose folder is `data`, such as `agent1`: signed in by link, connected, and ready for offers.
    pub async fn seated(base: &str, data: &Path, who: &str) -> anyhow::Result<Self> {
        let links: Value = serde_json::from_slice(&std::fs::read(data.join("links.json"))?)?;
        let client = Client::link(base, links[who].as_str().context("a link")?).await?;
        let mut desk = Self::new(base, &client);
        desk.connect().await?;
        desk.state("READY").await?;
        Ok(desk)
    }

    /// Where the installation is.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// The access token.
    pub fn token(&self) -> &str {
        &self.token
    }

    /// Follows the installation to another address with another token, as after a restart.
    pub fn moved(&mut self, base: &str, client: &Client) {
        base.clone_into(&mut self.base);
        client.token().clone_into(&mut self.token);
    }

    /// Connects with the numbers it holds, and waits until it is live.
    pub async fn connect(&mut self) -> anyhow::Result<()> {
        let cursors: BTreeMap<_, _> = self.conversations.iter().map(|(id, applied)| (id.clone(), applied.last)).collect();
        let auth = json!({ "token": self.token, "sessionId": self.session_id, "cursors": cursors });
        match Socket::connect(&self.base, PATH, &auth).await? {
            Ok(socket) => self.socket = Some(socket),
            Err(Refused(reason)) => anyhow::bail!("refused: {reason}"),
        }
        loop {
            let (name, data) = self.socket()?.event().await?.context("the server closed")?;
            self.take(&name, &data);
            if name == "live" {
                return Ok(());
            }
        }
    }

    /// The live connection.
    pub fn socket(&mut self) -> anyhow::Result<&mut Socket> {
        self.socket.as_mut().context("not connected")
    }

    /// Sends an event; any answer but 200 is an error that names it.
    pub async fn call(&mut self, event: &str, data: &Value) -> anyhow::Result<Value> {
        let answer = self.ask(event, data).await?;
        anyhow::ensure!(answer["code"] == 200, "{event} answered {answer}");
        Ok(answer)
    }

    /// Sends an event and answers whatever comes.
    pub async fn ask(&mut self, event: &str, data: &Value) -> anyhow::Result<Value> {
        self.socket()?.call(event, data).await
    }

    /// Goes `READY` or `NOT_READY`.
    pub async fn state(&mut self, name: &str) -> anyhow::Result<Value> {
        self.call("changeAgentState", &json!({ "action": "agentState", "state": { "name": name } })).await
    }

    /// Takes the next event in.
    pub async fn step(&mut self) -> anyhow::Result<()> {
        let (name, data) = self.socket()?.event().await?.context("the server closed")?;
        self.take(&name, &data);
        Ok(())
    }

    /// Takes in one event.
    pub fn take(&mut self, name: &str, data: &Value) {
        let conversation = |data: &Value| data["conversationId"].as_str().unwrap_or_default().to_owned();
        match name {
            "welcome" => {
                data["agent"]["id"].as_str().unwrap_or_default().clone_into(&mut self.agent_id);
                self.presence = data["presence"].clone();
            }
            "agentPresence" => self.presence = data["presence"].clone(),
            "taskRequest" => self.offers.push(data.clone()),
            "revokeTask" => {
                let text = |key: &str| data[key].as_str().unwrap_or_default().to_owned();
                self.offers.retain(|offer| offer["id"] != data["taskId"]);
                self.revoked.push((text("taskId"), text("reasonCode")));
            }
            "taskState" => {
                self.offers.retain(|offer| offer["id"] != data["id"]);
                self.tasks.insert(conversation(data), data.clone());
            }
            "snapshot" => self.snapshot(data),
            "activity" => self.conversations.entry(conversation(data)).or_default().take(data),
            "conversation" => drop(self.heads.insert(data["id"].as_str().unwrap_or_default().to_owned(), data.clone())),
            "topicClosed" => drop(self.closed.insert(conversation(data), data["reason"].as_str().unwrap_or_default().to_owned())),
            "signal" => self.signals.push(data.clone()),
            "board" => self.board = data.clone(),
            "lists" => self.lists = data["lists"].clone(),
            "socketSessionRemoved" => self.removed = true,
            _ => {}
        }
    }

    fn snapshot(&mut self, data: &Value) {
        let id = data["conversation"]["id"].as_str().unwrap_or_default().to_owned();
        let activities = data["activities"].as_array().cloned().unwrap_or_default();
        let first = activities.first().and_then(|activity| activity["seq"].as_i64()).unwrap_or(1);
        let mut applied = Applied { last: first - 1, ..Applied::default() };
        for activity in &activities {
            applied.take(activity);
        }
        self.conversations.insert(id.clone(), applied);
        self.heads.insert(id, data["conversation"].clone());
    }

    /// Steps until the condition holds.
    pub async fn until(&mut self, what: &str, condition: impl Fn(&Self) -> bool) -> anyhow::Result<()> {
        steps::until(self, what, condition).await
    }

    /// Waits for an offer and accepts it; answers the conversation once its snapshot is there.
    pub async fn take_offer(&mut self) -> anyhow::Result<String> {
        self.until("an offer", |desk| !desk.offers.is_empty()).await?;
        let offer = self.offers[0].clone();
        let conversation = offer["conversationId"].as_str().unwrap_or_default().to_owned();
        self.call("acceptTask", &json!({ "taskId": offer["id"] })).await?;
        self.until("the snapshot", |desk| desk.conversations.contains_key(&conversation)).await?;
        self.until("the log to have the agent", |desk| {
            desk.conversations[&conversation].rows.iter().any(|row| row.name == "AGENT_SUBSCRIBED")
        })
        .await?;
        Ok(conversation)
    }

    /// Writes to the customer.
    pub async fn say(&mut self, conversation: &str, text: &str) -> anyhow::Result<Value> {
        let message = json!({ "conversationId": conversation, "id": ids::new_id(), "kind": "AGENT_MESSAGE", "body": { "type": "PLAIN", "markdownText": text } });
        self.call("sendMessage", &message).await
    }

    /// Uploads a file and sends it to the customer; answers its id.
    pub async fn sends_file(&mut self, conversation: &str, file: (&str, &str), bytes: &[u8]) -> anyhow::Result<String> {
        self.sends_file_saying(conversation, file, bytes, "here you are").await
    }

    /// The same with these words.
    pub async fn sends_file_saying(
        &mut self,
        conversation: &str,
        (name, mime_type): (&str, &str),
        bytes: &[u8],
        words: &str,
    ) -> anyhow::Result<String> {
        let announced = json!({ "conversationId": conversation, "name": name, "mimeType": mime_type, "size": bytes.len() });
        let opened = self.call("openUpload", &announced).await?;
        let id = crate::files::put_file(&self.base, &opened, bytes).await?;
        let body = json!({ "type": "FILE", "caption": words, "attachment": { "fileId": id } });
        let message = json!({ "conversationId": conversation, "id": ids::new_id(), "kind": "AGENT_MESSAGE", "body": body });
        self.call("sendMessage", &message).await?;
        Ok(id)
    }

    /// Steps until a text arrives in the conversation that contains `part`.
    pub async fn hears(&mut self, conversation: &str, part: &str) -> anyhow::Result<()> {
        let heard = |desk: &Self| {
            desk.conversations.get(conversation).is_some_and(|applied| applied.texts().iter().any(|(_, text)| text.contains(part)))
        };
        self.until(part, heard).await
    }
}

impl Steps for Desk {
    async fn next(&mut self) -> anyhow::Result<()> {
        self.step().await
    }

    fn held(&self) -> String {
        format!("the desk has offers {:?}, tasks {:?}, presence {}", self.offers, self.tasks, self.presence)
    }
}
