//! The floor of the socket benches: the same Socket.IO server with the same settings, and nothing behind it.

use std::convert::Infallible;
use std::net::SocketAddr;

use axum::serve::ListenerExt as _;
use runtime::sockets::{self, Limits};
use serde_json::{Value, json};
use socketioxide::extract::{AckSender, SocketRef, TryData};
use socketioxide::handler::ConnectHandler as _;
use tokio::process::{Child, Command};

use crate::tab::PATH;

/// A bare server in a process of its own.
pub(crate) struct Bare {
    child: Child,
    /// Where it is.
    pub(crate) base: String,
}

impl Bare {
    pub(crate) async fn start() -> anyhow::Result<Self> {
        let [port] = testing::free_ports::<1>()?;
        let child = Command::new(std::env::current_exe()?).args(["bare", &port.to_string()]).kill_on_drop(true).spawn()?;
        testing::eventually("the bare server", || async { Ok(tokio::net::TcpStream::connect(("127.0.0.1", port)).await.ok().map(drop)) })
            .await?;
        Ok(Self { child, base: format!("http://127.0.0.1:{port}") })
    }

    pub(crate) fn id(&self) -> u32 {
        self.child.id().unwrap_or_default()
    }

    pub(crate) async fn end(mut self) -> anyhow::Result<()> {
        Ok(self.child.kill().await?)
    }
}

/// The settings of `services/web-channel-manager/config.toml`.
const LIMITS: Limits = Limits {
    ping_interval: std::time::Duration::from_secs(20),
    ping_timeout: std::time::Duration::from_secs(20),
    max_payload: 131_072,
    max_buffer: 1024,
};

/// Lets everybody in, greets them with a token's worth of bytes, echoes, and hands out rows it never had to read.
pub(crate) async fn serve(port: u16) -> anyhow::Result<()> {
    let (routes, io) = sockets::server(PATH, LIMITS, false);
    // Before they hear that they are connected, as in the real one: the first event may come right behind.
    let listen = |socket: SocketRef| async move {
        socket.on("CHAT_REQUESTED", async |socket: SocketRef, TryData(data): TryData<Value>| {
            let _gone = socket.emit("CHANNEL_SESSION_STARTED", &data.unwrap_or_default());
        });
        socket.on("CHAT_RESUMED", async |ack: AckSender, TryData(data): TryData<Value>| {
            let data = data.unwrap_or_default();
            let _gone = ack.send(&rows(data["rows"].as_u64().unwrap_or_default(), data["bytes"].as_u64().unwrap_or_default()));
        });
        Ok::<_, Infallible>(())
    };
    let greet = |socket: SocketRef| async move {
        // A socket that is gone needs no greeting.
        let _gone = socket.emit("AUTHENTICATED", &json!({ "token": "t".repeat(300), "expiresAt": "" }));
    };
    io.ns("/", greet.with(listen));
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", port)).await?.tap_io(|stream| {
        // As the real one does.
        let _gone = stream.set_nodelay(true);
    });
    axum::serve(listener, routes.into_make_service_with_connect_info::<SocketAddr>()).await?;
    Ok(())
}

/// An answer with that many rows of that many bytes.
fn rows(count: u64, bytes: u64) -> Value {
    let text = "x".repeat(usize::try_from(bytes.saturating_sub(20)).unwrap_or_default());
    let row = || json!({ "seq": 0, "prev": 0, "id": text });
    json!({ "isChatAvailable": true, "data": { "activities": (0..count).map(|_| row()).collect::<Vec<_>>(), "seq": 0 } })
}
