//! Names and settings of everything on the broker.

use std::time::Duration;

use lapin::options::{ExchangeDeclareOptions, QueueBindOptions, QueueDeclareOptions};
use lapin::types::{AMQPValue, FieldTable, ShortString};
use lapin::{Channel, ExchangeKind};

use super::connection::{answer, close};
use super::error::{BIND, CONFIGURE, Error};

/// Bytes after which a queue refuses further events.
pub(crate) const MAX_BYTES: i64 = 1 << 30;

/// Deliveries without an answer after which the broker gives an event up. It is set because returned events keep their place only
/// where there is a limit, and high because giving up is not wanted: every restart of a consumer counts for everything it held.
const DELIVERY_LIMIT: i64 = 10_000;

/// How things are called.
#[derive(Debug)]
pub(crate) struct Topology {
    prefix: String,
    partitions: u16,
    keep: Duration,
}

impl Topology {
    pub(crate) fn new(prefix: &str, partitions: u16, keep: Duration) -> Self {
        Self { prefix: prefix.to_owned(), partitions: partitions.max(1), keep }
    }

    pub(crate) fn exchange(&self, source: &str) -> Result<ShortString, Error> {
        short(format!("{}.{source}", self.prefix))
    }

    pub(crate) fn queues(&self, group: &str, source: &str) -> Result<Vec<ShortString>, Error> {
        (0..self.partitions).map(|n| short(format!("{}.{group}.{source}.p{n}", self.prefix))).collect()
    }

    /// Where an event goes: its topic, and the partition of its key.
    pub(crate) fn route(&self, topic: &str, key: &str) -> Result<ShortString, Error> {
        let hash = ids::derived_uuid(&[key]).as_u128();
        short(format!("{topic}.p{}", hash % u128::from(self.partitions)))
    }

    /// The exchange of a source, and where its unwanted events go.
    pub(crate) async fn declare_source(&self, channel: &Channel, source: &str) -> Result<(), Error> {
        let unwanted = short(format!("{}.unwanted.p{}", self.prefix, self.partitions))?;
        fanout(channel, &unwanted).await?;
        let settings = table([("x-max-length", AMQPValue::LongLongInt(0))]);
        queue(channel, &unwanted, settings).await?;
        bind(channel, &unwanted, &unwanted, "".into()).await?;
        exchange(channel, &self.exchange(source)?, ExchangeKind::Direct, table([("alternate-exchange", text(&unwanted))])).await
    }

    /// Whether all queues of a group on a source exist. The broker ends the channel if one does not.
    pub(crate) async fn exists(&self, channel: &Channel, group: &str, source: &str) -> Result<bool, Error> {
        let passive = QueueDeclareOptions { passive: true, ..QueueDeclareOptions::default() };
        for name in self.queues(group, source)? {
            match answer("look for a queue", channel.queue_declare(name, passive, FieldTable::default())).await {
                Ok(_) => {}
                Err(error) if error.says_no_queue() => return Ok(false),
                Err(error) => return Err(error),
            }
        }
        close(channel).await;
        Ok(true)
    }

    /// The queues of a group on a source.
    pub(crate) async fn declare_group(&self, channel: &Channel, group: &str, source: &str, topics: &[&str]) -> Result<(), Error> {
        let given_up = short(format!("{}.given-up", self.prefix))?;
        fanout(channel, &given_up).await?;
        queue(channel, &given_up, table([("x-queue-type", text("quorum"))])).await?;
        bind(channel, &given_up, &given_up, "".into()).await?;
        for (n, name) in self.queues(group, source)?.into_iter().enumerate() {
            queue(channel, &name, partition_settings(&given_up, self.keep)).await?;
            for topic in topics {
                bind(channel, &name, &self.exchange(source)?, short(format!("{topic}.p{n}"))?).await?;
            }
        }
        Ok(())
    }
}

/// What makes a queue keep order, refuse rather than drop, and never lose while its group is heard of now and then.
fn partition_settings(given_up: &ShortString, keep: Duration) -> FieldTable {
    table([
        ("x-queue-type", text("quorum")),
        ("x-single-active-consumer", AMQPValue::Boolean(true)),
        ("x-delivery-limit", AMQPValue::LongLongInt(DELIVERY_LIMIT)),
        ("x-dead-letter-exchange", text(given_up)),
        ("x-dead-letter-strategy", text("at-least-once")),
        ("x-overflow", text("reject-publish")),
        ("x-max-length-bytes", AMQPValue::LongLongInt(MAX_BYTES)),
        ("x-expires", AMQPValue::LongLongInt(i64::try_from(keep.as_millis()).unwrap_or(i64::MAX))),
    ])
}

async fn fanout(channel: &Channel, name: &ShortString) -> Result<(), Error> {
    exchange(channel, name, ExchangeKind::Fanout, FieldTable::default()).await
}

async fn exchange(channel: &Channel, name: &ShortString, kind: ExchangeKind, settings: FieldTable) -> Result<(), Error> {
    let durable = ExchangeDeclareOptions { durable: true, ..ExchangeDeclareOptions::default() };
    let declared = channel.exchange_declare(name.clone(), kind, durable, settings).await;
    declared.map_err(|error| Error::from(error).needing(CONFIGURE))
}

async fn bind(channel: &Channel, queue: &ShortString, exchange: &ShortString, route: ShortString) -> Result<(), Error> {
    let bound = channel.queue_bind(queue.clone(), exchange.clone(), route, QueueBindOptions::default(), FieldTable::default()).await;
    bound.map_err(|error| Error::from(error).needing(BIND))
}

async fn queue(channel: &Channel, name: &ShortString, settings: FieldTable) -> Result<(), Error> {
    let durable = QueueDeclareOptions { durable: true, ..QueueDeclareOptions::default() };
    channel.queue_declare(name.clone(), durable, settings).await.map(|_| ()).map_err(|error| Error::from(error).needing(CONFIGURE))
}

fn table<const N: usize>(entries: [(&str, AMQPValue); N]) -> FieldTable {
    let mut table = FieldTable::default();
    for (name, value) in entries {
        table.insert(name.into(), value);
    }
    table
}

fn text(value: impl ToString) -> AMQPValue {
    AMQPValue::LongString(value.to_string().into())
}

/// Names on the broker have at most 255 bytes.
fn short(name: String) -> Result<ShortString, Error> {
    ShortString::try_new(name.clone()).map_err(|_too_long| Error::Name(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_has_one_partition_on_every_machine_and_for_every_topic() {
        let topology = Topology::new("switchboard", 16, Duration::from_mins(1));
        // Written down: another answer would split the key's events between two queues at an upgrade.
        assert_eq!(topology.route("a.b.v1", "conversation-1").unwrap().as_str(), "a.b.v1.p14");
        assert_eq!(topology.route("a.c.v1", "conversation-1").unwrap().as_str(), "a.c.v1.p14");
        let used: std::collections::BTreeSet<_> =
            (0..200).map(|key| topology.route("t", &key.to_string()).unwrap().as_str().to_owned()).collect();
        assert_eq!(used.len(), 16);
    }

    #[test]
    fn a_name_the_broker_would_refuse_is_an_error() {
        assert!(matches!(Topology::new(&"x".repeat(250), 16, Duration::from_mins(1)).exchange("shop.long"), Err(Error::Name(_))));
    }
}
