//! The recorded transcripts of real widget clients, replayed frame by frame.

use std::path::Path;
use std::time::Duration;

use anyhow::Context as _;
use futures::{SinkExt as _, StreamExt as _};
use serde_json::Value;
use tokio_tungstenite::tungstenite::Message;

use super::{CHANNEL, SHOP, Shop};

type Stream = tokio_tungstenite::WebSocketStream<tokio_tungstenite::MaybeTlsStream<tokio::net::TcpStream>>;

const PATH: &str = "/web-channel-manager/socket.io/";

/// Replays one transcript against a fresh installation.
async fn replay(file: &str) -> anyhow::Result<()> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/web").join(file);
    let sample: Value = serde_json::from_slice(&std::fs::read(path)?)?;
    let shop = Shop::open().await?;
    // The recorded clients know no tokens.
    shop.installation.operator().await?.patch(CHANNEL, |channel| channel["legacyIdentity"] = true.into()).await?;
    if let Some(live) = sample.pointer("/precondition/active_session") {
        let mut customer = testing::Customer::new(&shop.installation.base(), SHOP);
        live["channelCustomerIdentifier"].as_str().unwrap_or_default().clone_into(&mut customer.identifier);
        customer.start(&[]).await?;
    }
    let mut player = Player { base: shop.installation.base(), sid: String::new(), socket: None };
    if sample["transport"] == "websocket" {
        player.open("EIO=4&transport=websocket").await?;
    }
    for (index, frame) in sample["frames"].as_array().into_iter().flatten().enumerate() {
        tokio::time::timeout(Duration::from_secs(15), player.play(frame))
            .await
            .context("in time")
            .flatten()
            .with_context(|| format!("{file}, frame {index}: {frame}"))?;
    }
    Ok(())
}

struct Player {
    base: String,
    sid: String,
    socket: Option<Stream>,
}

impl Player {
    async fn open(&mut self, query: &str) -> anyhow::Result<()> {
        let url = format!("{}{PATH}?{}", self.base.replacen("http", "ws", 1), query.replace("$SID", &self.sid));
        self.socket = Some(tokio_tungstenite::connect_async(url).await?.0);
        Ok(())
    }

    async fn play(&mut self, frame: &Value) -> anyhow::Result<()> {
        match frame["dir"].as_str() {
            Some("http") => self.http(frame).await,
            Some("ws-open") => self.open(frame["query"].as_str().unwrap_or_default()).await,
            Some("c2s") => {
                let text = frame["data"].as_str().unwrap_or_default().to_owned();
                Ok(self.socket.as_mut().context("no socket")?.send(Message::text(text)).await?)
            }
            Some("s2c") => self.expect(&frame["expect"]).await,
            other => anyhow::bail!("direction {other:?}"),
        }
    }

    async fn http(&mut self, frame: &Value) -> anyhow::Result<()> {
        let query = frame["query"].as_str().unwrap_or_default().replace("$SID", &self.sid);
        let url = format!("{}{PATH}?{query}", self.base);
        let client = reqwest::Client::new();
        let post = |body: String| client.post(&url).body(body).send();
        let mut body;
        loop {
            let answer = if frame["method"] == "POST" {
                post(frame["body"].as_str().unwrap_or_default().to_owned()).await?
            } else {
                client.get(&url).send().await?
            };
            let status = u64::from(answer.status().as_u16());
            anyhow::ensure!(status == frame["expect_status"].as_u64().unwrap_or(200), "status {status}");
            body = answer.text().await?;
            // Packets of one answer are joined by 0x1E; a ping among them is answered, and is not what the transcript is about.
            let packets: Vec<&str> = body.split('\u{1e}').collect();
            if packets.contains(&"2") {
                post("3".to_owned()).await?;
            }
            let rest: Vec<&str> = packets.into_iter().filter(|packet| *packet != "2").collect();
            let joined = rest.join("\u{1e}");
            if !joined.is_empty() {
                body = joined;
                break;
            }
        }
        if let Some(open) = body.strip_prefix('0') {
            let open: Value = serde_json::from_str(open)?;
            open["sid"].as_str().unwrap_or_default().clone_into(&mut self.sid);
        }
        anyhow::ensure!(frame["expect_body"].as_str().is_none_or(|expected| body == expected), "body {body}");
        anyhow::ensure!(frame["expect_prefix"].as_str().is_none_or(|prefix| body.starts_with(prefix)), "body {body}");
        Ok(())
    }

    /// Waits for the expected frame; other server events may come in between.
    async fn expect(&mut self, expect: &Value) -> anyhow::Result<()> {
        let socket = self.socket.as_mut().context("no socket")?;
        while let Some(message) = socket.next().await {
            let text = match message? {
                Message::Text(text) => text.to_string(),
                Message::Close(_) => break,
                _ => continue,
            };
            if text == "2" {
                socket.send(Message::text("3")).await?;
            }
            if matches(&text, expect)? {
                return Ok(());
            }
        }
        anyhow::ensure!(expect["closed"] == true, "the server closed");
        Ok(())
    }
}

fn matches(frame: &str, expect: &Value) -> anyhow::Result<bool> {
    if let Some(raw) = expect["raw"].as_str() {
        return Ok(frame == raw);
    }
    if expect["engine"] == "open" {
        let open: Value = serde_json::from_str(frame.strip_prefix('0').unwrap_or("null"))?;
        return Ok(has_keys(&open, &expect["payload_keys"]));
    }
    let prefix = match expect["type"].as_str() {
        Some("CONNECT") => "40",
        Some("CONNECT_ERROR") => "44",
        Some("EVENT") => "42",
        Some("ACK") => "43",
        other => anyhow::bail!("type {other:?}"),
    };
    let Some(rest) = frame.strip_prefix(prefix) else { return Ok(false) };
    let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    if expect["id"].as_u64().is_some_and(|id| rest[..digits] != id.to_string()) {
        return Ok(false);
    }
    let data: Value = serde_json::from_str(&rest[digits..])?;
    if let Some(name) = expect["name"].as_str() {
        return Ok(data[0] == name && subset(&data[1], &expect["data_subset"]));
    }
    Ok(subset(&data, &expect["data_subset"]) && has_keys(&data, &expect["data_keys"]))
}

fn has_keys(value: &Value, keys: &Value) -> bool {
    keys.as_array().into_iter().flatten().all(|key| value.get(key.as_str().unwrap_or_default()).is_some())
}

/// Every key that is given must be equal; more are allowed.
fn subset(value: &Value, expected: &Value) -> bool {
    match expected {
        Value::Null => true,
        Value::Object(fields) => fields.iter().all(|(key, expected)| value.get(key).is_some_and(|value| subset(value, expected))),
        Value::Array(items) => {
            items.iter().enumerate().all(|(index, expected)| value.get(index).is_some_and(|value| subset(value, expected)))
        }
        other => value == other,
    }
}

macro_rules! samples {
    ($($name:ident: $file:literal),* $(,)?) => {
        $(#[tokio::test(flavor = "multi_thread")]
        async fn $name() -> anyhow::Result<()> {
            replay($file).await
        })*
    };
}

samples! {
    a_client_connects_requests_writes_and_ends: "001-connect-request-message-end.json",
    a_client_polls_then_upgrades: "002-polling-then-upgrade.json",
    a_client_resumes: "003-resume.json",
    a_client_with_no_session_is_told_so: "004-resume-without-session.json",
    a_picture_is_stored_as_sent: "005-file-message.json",
    a_client_without_identity_is_refused: "006-missing-auth.json",
    an_old_protocol_is_refused: "007-wrong-protocol-version.json",
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_is_kept_as_sent_and_its_address_handed_to_nobody() -> anyhow::Result<()> {
    let shop = Shop::open().await?;
    let mut alice = shop.ready_desk("agent1").await?;
    let (mut customer, conversation) = shop.talking(&mut alice).await?;
    let mut picture = customer.message("picture", "");
    picture["body"] = serde_json::json!({ "type": "IMAGE", "caption": "damage", "attachment": { "mediaUrl": "https://elsewhere.example/a.png", "mimeType": "image/png", "size": 5 } });
    assert_eq!(customer.socket()?.call("MESSAGE_RECEIVED", &picture).await?["code"], 200);
    let has = |applied: &testing::Applied| applied.rows.iter().any(|row| row.id == "picture");
    alice.until("the picture", |desk| has(&desk.conversations[&conversation])).await?;
    let shown = alice.conversations[&conversation]
        .rows
        .iter()
        .find(|row| row.id == "picture")
        .map(|row| row.activity["body"].to_string())
        .unwrap_or_default();
    assert!(shown.contains("damage") && !shown.contains("elsewhere.example"), "{shown}");
    let stored = shop
        .installation
        .operator()
        .await?
        .get(&format!("/conversation-manager/v1/conversations/{conversation}/activities?limit=500"))
        .await?;
    assert!(stored.to_string().contains("https://elsewhere.example/a.png"), "the log keeps the sender's own bytes");
    Ok(())
}
