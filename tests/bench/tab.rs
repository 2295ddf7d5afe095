//! A customer's tab that costs the generator next to nothing: small buffers, frames looked at and not taken apart.

use std::net::SocketAddr;

use anyhow::Context as _;
use futures::{SinkExt as _, StreamExt as _};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;

/// The customers' protocol.
pub(crate) const PATH: &str = "/web-channel-manager/socket.io";
/// Service identifier of the demonstration's channel.
const SERVICE: &str = "5155";

/// One connected socket of one customer.
pub(crate) struct Tab {
    stream: WebSocketStream<TcpStream>,
    /// The identifier the browser made.
    pub(crate) identifier: String,
    /// Proves the identity, once `AUTHENTICATED` came.
    pub(crate) token: Option<String>,
}

#[derive(Deserialize)]
struct Authenticated<'a> {
    #[serde(borrow)]
    token: std::borrow::Cow<'a, str>,
}

impl Tab {
    /// Connects a visitor nobody has seen before.
    pub(crate) async fn new(base: &str) -> anyhow::Result<Self> {
        Self::connect(base, ids::new_id(), None).await
    }

    /// Connects a known one; waits until the server has let it in.
    pub(crate) async fn connect(base: &str, identifier: String, token: Option<String>) -> anyhow::Result<Self> {
        let address: SocketAddr = base.strip_prefix("http://").context("http")?.parse()?;
        let tcp = TcpStream::connect(address).await?;
        tcp.set_nodelay(true)?;
        let config = WebSocketConfig::default().read_buffer_size(4096).write_buffer_size(0);
        let url = format!("ws://{address}{PATH}/?EIO=4&transport=websocket");
        let (stream, _) = tokio_tungstenite::client_async_with_config(url, tcp, Some(config)).await?;
        let mut this = Self { stream, identifier, token };
        let mut auth = this.identity();
        if let Some(token) = &this.token {
            auth["token"] = token.as_str().into();
        }
        this.wait("the engine's open packet", |frame| frame.starts_with('0')).await?;
        this.send(format!("40{auth}")).await?;
        let answer = this.wait("CONNECT", |frame| frame.starts_with("40") || frame.starts_with("44")).await?;
        anyhow::ensure!(answer.starts_with("40"), "refused: {answer}");
        Ok(this)
    }

    fn identity(&self) -> Value {
        json!({ "serviceIdentifier": SERVICE, "channelCustomerIdentifier": self.identifier })
    }

    pub(crate) async fn send(&mut self, frame: String) -> anyhow::Result<()> {
        Ok(self.stream.send(Message::text(frame)).await?)
    }

    /// The next frame; pings are answered, the token is kept.
    pub(crate) async fn frame(&mut self) -> anyhow::Result<String> {
        loop {
            let message = self.stream.next().await.context("the server closed")??;
            let Message::Text(text) = message else {
                anyhow::ensure!(!matches!(message, Message::Close(_)), "the server closed");
                continue;
            };
            match text.as_str() {
                "2" => self.send("3".to_owned()).await?,
                text => {
                    if let Some(data) = event(text, "AUTHENTICATED") {
                        self.token = Some(serde_json::from_str::<Authenticated<'_>>(data)?.token.into_owned());
                    }
                    return Ok(text.to_owned());
                }
            }
        }
    }

    /// The next frame that fits.
    pub(crate) async fn wait(&mut self, what: &str, fits: impl Fn(&str) -> bool) -> anyhow::Result<String> {
        let waiting = async {
            loop {
                let frame = self.frame().await?;
                anyhow::ensure!(event(&frame, "ERRORS").is_none(), "{frame}");
                if fits(&frame) {
                    return Ok(frame);
                }
            }
        };
        let waited = tokio::time::timeout(testing::PATIENCE * 3, waiting).await;
        waited.unwrap_or_else(|_| Err(anyhow::anyhow!("it did not come in time"))).with_context(|| what.to_owned())
    }

    /// Asks for a chat and waits until it has begun.
    pub(crate) async fn request(&mut self) -> anyhow::Result<()> {
        let mut request = self.identity();
        request["additionalAttributes"] = json!([{ "key": "WebChannelData", "type": "WebChannelData", "value": {
            "browserDeviceInfo": { "browserName": "bench", "deviceType": "desktop" }, "queue": "", "locale": { "language": "en" },
            "formData": { "formId": "pre-chat", "attributes": [{ "key": "firstName", "type": "string", "value": "Ana" }] } } }]);
        self.send(format!("42{}", json!(["CHAT_REQUESTED", request]))).await?;
        self.wait("the session", |frame| event(frame, "CHANNEL_SESSION_STARTED").is_some()).await?;
        Ok(())
    }

    /// The same, and until the bot has greeted.
    pub(crate) async fn start(&mut self) -> anyhow::Result<()> {
        self.request().await?;
        self.wait("the greeting", |frame| frame.contains("\"BOT_MESSAGE\"")).await?;
        Ok(())
    }

    /// Asks to resume; the answer is the frame of the acknowledgement.
    pub(crate) async fn resume(&mut self, asked: Value) -> anyhow::Result<String> {
        let mut request = self.identity();
        if let (Some(request), Value::Object(asked)) = (request.as_object_mut(), asked) {
            request.extend(asked);
        }
        self.send(format!("421{}", json!(["CHAT_RESUMED", request]))).await?;
        self.wait("the answer to CHAT_RESUMED", |frame| frame.starts_with("431[")).await
    }

    /// A message of that id, as a frame that asks for an acknowledgement.
    pub(crate) fn message(&self, id: &str, text: &str) -> String {
        let message = json!({ "id": id, "header": { "channelData": self.identity() }, "body": { "type": "PLAIN", "markdownText": text }, "timestamp": "" });
        format!("420{}", json!(["MESSAGE_RECEIVED", message]))
    }
}

/// The payload of a frame if it is that event.
pub(crate) fn event<'a>(frame: &'a str, name: &str) -> Option<&'a str> {
    frame.strip_prefix("42[\"")?.strip_prefix(name)?.strip_prefix("\",")?.strip_suffix(']')
}
