//! A connection to the broker that is made when a channel is wanted.

use std::time::Duration;

use lapin::uri::AMQPUri;
use lapin::{Channel, Connection, ConnectionProperties};
use tokio::sync::{Mutex, OnceCell};
use tokio::time::timeout;

use super::error::Error;
use super::greeting;

/// How long the broker may take to answer anything but a publish.
pub(crate) const ANSWER: Duration = Duration::from_secs(10);

/// How long declaring a group's queues may take: on a new installation each is an election, and everybody declares at once.
pub(crate) const DECLARED: Duration = Duration::from_mins(1);

/// Seconds between heartbeats, unless the address says otherwise: a peer that vanished is noticed after two.
const HEARTBEAT: u16 = 10;

/// Bytes of a frame, unless the address says otherwise. The client library keeps room for 32 of them each way, for as long as it is connected; with
/// the broker's own 128 KiB that was two thirds of what a service at rest has of its own. Events are small, and what is larger is cut up.
const FRAME: u32 = 16 * 1024;

/// One connection, shared by all channels of one purpose.
pub(crate) struct Link {
    url: String,
    name: String,
    connection: Mutex<Option<Connection>>,
    /// Set once the broker was found new enough.
    greeted: OnceCell<()>,
}

impl Link {
    pub(crate) fn new(url: &str, prefix: &str, purpose: &str) -> Self {
        Self { url: url.to_owned(), name: format!("{prefix} {purpose}"), connection: Mutex::default(), greeted: OnceCell::new() }
    }

    /// A new channel, on a new connection if there is none that works.
    pub(crate) async fn channel(&self) -> Result<Channel, Error> {
        let mut slot = self.connection.lock().await;
        if let Some(connection) = slot.take_if(|connection| !connection.status().connected()) {
            drop(connection);
        }
        if slot.is_none() {
            *slot = Some(self.connect().await?);
        }
        let Some(connection) = &*slot else { return Err(Error::Silent("connect")) };
        let opened = answer("open a channel", connection.create_channel()).await;
        if matches!(opened, Err(Error::Silent(_))) {
            *slot = None;
        }
        opened
    }

    async fn connect(&self) -> Result<Connection, Error> {
        let mut uri: AMQPUri = self.url.parse().map_err(Error::Address)?;
        uri.query.heartbeat.get_or_insert(HEARTBEAT);
        uri.query.frame_max.get_or_insert(FRAME);
        self.greeted.get_or_try_init(|| async { greeting::too_old(&uri).await.map_or(Ok(()), |version| Err(Error::Old(version))) }).await?;
        let properties = ConnectionProperties::default().with_connection_name(self.name.as_str().into());
        answer("connect", Connection::connect_uri(uri, properties)).await
    }

    /// Whether the broker told us to stop publishing.
    pub(crate) async fn is_blocked(&self) -> bool {
        self.connection.lock().await.as_ref().is_some_and(|connection| connection.status().blocked())
    }

    /// Gives the connection up: it does not answer. Whatever hangs on it ends.
    pub(crate) async fn abandon(&self) {
        *self.connection.lock().await = None;
    }
}

/// What the broker answers, or that it does not. The client library waits for ever by itself.
pub(crate) async fn answer<T, E: Into<Error>>(what: &'static str, call: impl Future<Output = Result<T, E>>) -> Result<T, Error> {
    answer_within(ANSWER, what, call).await
}

/// As [`answer`], for what takes longer.
pub(crate) async fn answer_within<T, E: Into<Error>>(
    limit: Duration,
    what: &'static str,
    call: impl Future<Output = Result<T, E>>,
) -> Result<T, Error> {
    match timeout(limit, call).await {
        Ok(answer) => answer.map_err(Into::into),
        Err(_elapsed) => Err(Error::Silent(what)),
    }
}

/// Closes a channel, so that the broker hands over what was not acknowledged. A channel that cannot be closed is gone already.
pub(crate) async fn close(channel: &Channel) {
    if !channel.status().connected() {
        return;
    }
    match timeout(ANSWER, channel.close(200, "done".into())).await {
        Ok(Ok(())) => {}
        Ok(Err(error)) => tracing::debug!(%error, "a channel was closed already"),
        Err(_elapsed) => tracing::debug!("a channel did not close in time"),
    }
}
