//! A small Socket.IO client over one WebSocket, strict about what it gets. Independent of the server's library.

use std::collections::{HashMap, VecDeque};
use std::time::{Duration, Instant};

use anyhow::Context as _;
use futures::stream::{SplitSink, SplitStream};
use futures::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::frame::Frame;
use tokio_tungstenite::tungstenite::protocol::frame::coding::{Data, OpCode};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};

use crate::PATIENCE;

type Stream = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// The server answered `CONNECT_ERROR`.
#[derive(Debug)]
pub struct Refused(
    /// Its message.
    pub String,
);

/// One connected socket. Events are kept until they are asked for.
pub struct Socket {
    sink: SplitSink<Stream, Message>,
    stream: SplitStream<Stream>,
    next_ack: u64,
    acks: HashMap<u64, Value>,
    events: VecDeque<(String, Value)>,
    closed: bool,
    /// When to come to another replica, if this one asked for it.
    leaves_at: Option<Instant>,
}

impl Socket {
    /// Connects with `auth`; the inner result says whether the server let us in.
    pub async fn connect(base: &str, path: &str, auth: &Value) -> anyhow::Result<Result<Self, Refused>> {
        let url = format!("{}{path}/?EIO=4&transport=websocket", base.replacen("http", "ws", 1));
        let (stream, _) = timeout(PATIENCE, tokio_tungstenite::connect_async(url)).await??;
        let (sink, stream) = stream.split();
        let mut this = Self { sink, stream, next_ack: 0, acks: HashMap::new(), events: VecDeque::new(), closed: false, leaves_at: None };
        let open = this.frame().await?.context("the server closed at once")?;
        anyhow::ensure!(open.starts_with('0'), "the first frame is open, not {open}");
        this.raw(format!("40{auth}")).await?;
        loop {
            let frame = this.frame().await?.context("the server closed before CONNECT")?;
            if frame.starts_with("40") {
                return Ok(Ok(this));
            }
            if let Some(refused) = frame.strip_prefix("44") {
                let refused: Value = serde_json::from_str(refused)?;
                return Ok(Err(Refused(refused["message"].as_str().unwrap_or_default().to_owned())));
            }
            this.take(&frame)?;
        }
    }

    /// Sends a frame as it is.
    pub async fn raw(&mut self, frame: String) -> anyhow::Result<()> {
        Ok(self.sink.send(Message::text(frame)).await?)
    }

    /// Sends a text frame that is no text.
    pub async fn broken(&mut self, bytes: &'static [u8]) -> anyhow::Result<()> {
        let text = OpCode::Data(Data::Text);
        Ok(self.sink.send(Message::Frame(Frame::message(bytes, text, true))).await?)
    }

    /// The next frame; none once the server has closed. Pings are answered.
    async fn frame(&mut self) -> anyhow::Result<Option<String>> {
        loop {
            let Some(message) = timeout(PATIENCE, self.stream.next()).await.context("nothing came from the server in time")? else {
                self.closed = true;
                return Ok(None);
            };
            match message {
                Ok(Message::Text(text)) if text.as_str() == "2" => self.raw("3".to_owned()).await?,
                Ok(Message::Text(text)) => return Ok(Some(text.to_string())),
                Ok(Message::Close(_)) | Err(_) => {
                    self.closed = true;
                    return Ok(None);
                }
                Ok(_) => {}
            }
        }
    }

    /// Sorts a frame into events and acknowledgements.
    fn take(&mut self, frame: &str) -> anyhow::Result<()> {
        if let Some(event) = frame.strip_prefix("42") {
            let json = event.trim_start_matches(|c: char| c.is_ascii_digit());
            let parts: Vec<Value> = serde_json::from_str(json)?;
            let name = parts.first().and_then(Value::as_str).context("an event has a name")?;
            if name.eq_ignore_ascii_case("goaway") {
                let wait = parts[1]["retryMs"].as_u64().context("when to go")?;
                self.leaves_at = Some(Instant::now() + Duration::from_millis(wait));
            }
            self.events.push_back((name.to_owned(), parts.get(1).cloned().unwrap_or_default()));
        } else if let Some(ack) = frame.strip_prefix("43") {
            let digits = ack.len() - ack.trim_start_matches(|c: char| c.is_ascii_digit()).len();
            let parts: Vec<Value> = serde_json::from_str(&ack[digits..])?;
            self.acks.insert(ack[..digits].parse()?, parts.into_iter().next().unwrap_or_default());
        } else if frame.starts_with("41") {
            self.closed = true;
        }
        Ok(())
    }

    /// Sends an event without acknowledgement.
    pub async fn emit(&mut self, event: &str, data: &Value) -> anyhow::Result<()> {
        self.raw(format!("42{}", json!([event, data]))).await
    }

    /// Sends an event that will be acknowledged; answers the number to wait for.
    pub async fn start(&mut self, event: &str, data: &Value) -> anyhow::Result<u64> {
        let id = self.next_ack;
        self.next_ack += 1;
        self.raw(format!("42{id}{}", json!([event, data]))).await?;
        Ok(id)
    }

    /// Waits for an acknowledgement.
    pub async fn acknowledged(&mut self, id: u64) -> anyhow::Result<Value> {
        loop {
            if let Some(answer) = self.acks.remove(&id) {
                return Ok(answer);
            }
            let frame = self.frame().await?.context("the server closed before it acknowledged")?;
            self.take(&frame)?;
        }
    }

    /// Sends an event and waits for its acknowledgement.
    pub async fn call(&mut self, event: &str, data: &Value) -> anyhow::Result<Value> {
        let id = self.start(event, data).await?;
        self.acknowledged(id).await
    }

    /// The next event of any name; none once the server has closed.
    pub async fn event(&mut self) -> anyhow::Result<Option<(String, Value)>> {
        loop {
            if let Some(event) = self.events.pop_front() {
                return Ok(Some(event));
            }
            if self.closed {
                return Ok(None);
            }
            match self.frame().await? {
                Some(frame) => self.take(&frame)?,
                None => return Ok(None),
            }
        }
    }

    /// The next event if one comes within that time.
    pub async fn event_within(&mut self, time: Duration) -> anyhow::Result<Option<(String, Value)>> {
        if let Some(event) = self.events.pop_front() {
            return Ok(Some(event));
        }
        match timeout(time, self.event()).await {
            Ok(event) => event,
            Err(_) => Ok(None),
        }
    }

    /// Events that came and were not asked for, put back in front.
    pub fn put_back(&mut self, event: (String, Value)) {
        self.events.push_front(event);
    }

    /// Whether the server asked to come to another replica, and the time for it has come.
    pub fn is_sent_away(&self) -> bool {
        self.leaves_at.is_some_and(|at| at <= Instant::now())
    }

    /// Whether the server has closed.
    pub fn is_closed(&self) -> bool {
        self.closed
    }
}
