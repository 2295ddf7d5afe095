//! Hints between processes, over Redis channels `<prefix>.hint.<topic>`.
//!
//! A hint may be lost, and whoever may have missed one is told to read ([`crate::Hint::Lagged`]): every subscriber right after the
//! channels are subscribed and about every second while they are not, and those elsewhere when hints could not be sent from here.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use futures::StreamExt as _;
use prost::Message as _;
use redis::aio::MultiplexedConnection;
use redis::{Client, Msg, RedisError};
use tokio::sync::mpsc;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

use super::Rabbit;
use crate::broadcast::{Hub, Outward};
use crate::event::Envelope;

/// Hints sent in one round trip.
const BATCH: usize = 256;
/// How long the server may take for anything.
const ANSWER: Duration = Duration::from_secs(2);
/// Between two tries to reach it.
const AGAIN: Duration = Duration::from_secs(1);
/// How often a quiet subscription is tested: a peer that vanished does not say so.
const PING: Duration = Duration::from_secs(5);

/// The oldest cache server: those before keep no script's own clock.
const OLDEST: u32 = 6;

/// First byte of what travels; the id of the sending process follows, then the envelope.
const HINT: u8 = 1;
const FOUND: u8 = 2;
const LOST: u8 = 3;
/// What the health calls this: named only where it is wrong for good.
const PART: &str = "hints";
/// Bytes of a process's id.
const ORIGIN: usize = 36;

#[derive(Debug, thiserror::Error)]
enum Error {
    #[error("{0}")]
    Redis(#[from] RedisError),
    #[error("no answer")]
    Silent,
    #[error("the connection ended")]
    Ended,
    #[error("the cache server is Redis {0}; {oldest}.0 or newer is needed", oldest = OLDEST)]
    Old(String),
}

/// Sends this process's hints.
pub(crate) struct Speaker {
    pub(crate) url: String,
    pub(crate) prefix: String,
    pub(crate) origin: String,
    pub(crate) hub: Hub,
}

impl Speaker {
    pub(crate) async fn run(self, mut hints: mpsc::Receiver<Outward>, stop: CancellationToken) {
        let mut connection = None;
        let mut batch = Vec::with_capacity(BATCH);
        loop {
            let received = tokio::select! {
                // What is there is still sent when the process stops.
                biased;
                received = hints.recv_many(&mut batch, BATCH) => received,
                // Nothing new, but others may not know yet that they missed something.
                () = tokio::time::sleep(AGAIN) => 0,
                () = stop.cancelled() => 0,
            };
            let lost = self.hub.take_lost();
            if received > 0 || !lost.is_empty() {
                self.send(&mut connection, &batch, lost).await;
                batch.clear();
            }
            if stop.is_cancelled() && received == 0 {
                return;
            }
        }
    }

    async fn send(&self, slot: &mut Option<MultiplexedConnection>, batch: &[Outward], lost: HashSet<String>) {
        let mut pipeline = redis::pipe();
        for hint in batch {
            let (Outward::Hint(envelope) | Outward::Found(envelope)) = hint;
            pipeline.publish(self.channel(&envelope.topic), self.encode(kind(hint), envelope)).ignore();
        }
        for topic in &lost {
            pipeline.publish(self.channel(topic), self.encode(LOST, &Envelope::default())).ignore();
        }
        let sent = async {
            let connection = match slot {
                Some(connection) => connection,
                None => slot.insert(Client::open(self.url.as_str())?.get_multiplexed_async_connection().await?),
            };
            pipeline.query_async::<()>(connection).await
        };
        let failed = match timeout(ANSWER, sent).await {
            Ok(Ok(())) => return,
            Ok(Err(error)) => Error::from(error),
            Err(_elapsed) => Error::Silent,
        };
        tracing::debug!(error = %failed, "hints did not leave this process");
        *slot = None;
        let topics = batch.iter().map(|(Outward::Hint(envelope) | Outward::Found(envelope))| envelope.topic.clone());
        self.hub.lose(topics.chain(lost));
    }

    fn channel(&self, topic: &str) -> String {
        channel(&self.prefix, topic)
    }

    fn encode(&self, kind: u8, envelope: &Envelope) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(1 + ORIGIN + envelope.encoded_len());
        bytes.push(kind);
        bytes.extend_from_slice(self.origin.as_bytes());
        bytes.extend_from_slice(&envelope.encode_to_vec());
        bytes
    }
}

/// Hears other processes' hints.
pub(crate) struct Listener {
    pub(crate) url: String,
    pub(crate) prefix: String,
    pub(crate) origin: String,
    pub(crate) bus: Arc<Rabbit>,
    pub(crate) hub: Hub,
}

impl Listener {
    pub(crate) async fn run(self, stop: CancellationToken) {
        let mut warned = false;
        loop {
            tokio::select! {
                Err(error) = self.listen(&mut warned) => {
                    if let Error::Old(_) = error {
                        self.bus.health.missing(PART, error.to_string());
                    }
                    if !std::mem::replace(&mut warned, true) {
                        tracing::warn!(%error, "hints of other processes are not heard: readers poll their logs");
                    }
                }
                () = stop.cancelled() => return,
            }
            self.hub.lagged(|_| true);
            tokio::select! {
                () = tokio::time::sleep(AGAIN) => {}
                () = stop.cancelled() => return,
            }
        }
    }

    async fn listen(&self, warned: &mut bool) -> Result<std::convert::Infallible, Error> {
        while self.hub.followed().is_empty() {
            self.hub.subscribed().await;
        }
        if let Some(version) = too_old(&self.url).await {
            return Err(Error::Old(version));
        }
        let connection = answer(Client::open(self.url.as_str())?.get_async_pubsub()).await?;
        self.bus.health.fine(PART);
        let (mut sink, mut messages) = connection.split();
        let mut followed = HashSet::new();
        loop {
            let fresh: Vec<_> = self.hub.followed().into_iter().filter(|topic| followed.insert(*topic)).collect();
            if !fresh.is_empty() {
                let channels: Vec<_> = fresh.iter().map(|topic| channel(&self.prefix, topic)).collect();
                answer(sink.subscribe(&channels)).await?;
                // What was sent before the server knew of us is gone.
                self.hub.lagged(|topic| fresh.contains(&topic));
                if std::mem::take(warned) {
                    tracing::info!("hints of other processes are heard again");
                }
            }
            tokio::select! {
                message = messages.next() => self.hear(&message.ok_or(Error::Ended)?),
                () = self.hub.subscribed() => {}
                () = tokio::time::sleep(PING) => answer(sink.ping::<redis::Value>()).await.map(drop)?,
            }
        }
    }

    fn hear(&self, message: &Msg) {
        let bytes = message.get_payload_bytes();
        let Some((kind, rest)) = bytes.split_first() else { return };
        let Some((origin, encoded)) = rest.split_at_checked(ORIGIN) else { return };
        if origin == self.origin.as_bytes() {
            return;
        }
        let envelope = || Envelope::decode(encoded).map(Arc::new).inspect_err(|error| tracing::debug!(%error, "a hint cannot be read"));
        match *kind {
            HINT => drop(envelope().map(|envelope| self.hub.heard(Outward::Hint(envelope)))),
            FOUND => drop(envelope().map(|envelope| self.hub.heard(Outward::Found(envelope)))),
            LOST => {
                let lost = message.get_channel_name();
                self.hub.lagged(|topic| channel(&self.prefix, topic) == lost);
            }
            // A later version's.
            _ => {}
        }
    }
}

/// What is wrong with a cache server that answers and is too old.
pub(crate) async fn refusal(url: &str) -> Option<String> {
    too_old(url).await.map(|version| Error::Old(version).to_string())
}

/// The server's version, if it is known and too old. One that is away may come back as it likes.
async fn too_old(url: &str) -> Option<String> {
    let asked = async {
        let mut connection = Client::open(url)?.get_multiplexed_async_connection().await?;
        redis::cmd("INFO").arg("server").query_async::<String>(&mut connection).await
    };
    let said = answer(asked).await.ok()?;
    version(&said).filter(|version| is_old(version)).map(str::to_owned)
}

fn version(said: &str) -> Option<&str> {
    said.lines().find_map(|line| line.strip_prefix("redis_version:")).map(str::trim)
}

/// Versions that cannot be read are taken to be new.
fn is_old(version: &str) -> bool {
    version.split('.').next().and_then(|major| major.parse::<u32>().ok()).is_some_and(|major| major < OLDEST)
}

fn channel(prefix: &str, topic: &str) -> String {
    format!("{prefix}.hint.{topic}")
}

fn kind(hint: &Outward) -> u8 {
    match hint {
        Outward::Hint(_) => HINT,
        Outward::Found(_) => FOUND,
    }
}

async fn answer<T>(call: impl Future<Output = Result<T, RedisError>>) -> Result<T, Error> {
    match timeout(ANSWER, call).await {
        Ok(answer) => Ok(answer?),
        Err(_elapsed) => Err(Error::Silent),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cache_server_that_is_too_old_is_told_which_is_needed() {
        let said = "# Server\r\nredis_version:5.0.7\r\nredis_mode:standalone\r\n";
        let found = version(said).unwrap();
        assert!(is_old(found) && !is_old("6.0.16") && !is_old("7.2.4") && !is_old("255.255.255") && !is_old("unstable"));
        assert_eq!(Error::Old(found.to_owned()).to_string(), "the cache server is Redis 5.0.7; 6.0 or newer is needed");
        assert_eq!(version("# Server\r\n"), None);
    }
}
