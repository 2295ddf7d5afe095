//! The floor of the cluster bench: what the same servers do for a program that does nothing else. Each message is a commit in PostgreSQL and a publish
//! to a quorum queue that the broker confirms, as many at once as a relay has open.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anyhow::Context as _;
use lapin::options::{BasicPublishOptions, ConfirmSelectOptions, QueueDeclareOptions};
use lapin::types::{AMQPValue, FieldTable};
use lapin::{BasicProperties, Channel, Connection, ConnectionProperties};
use sqlx::PgPool;
use sqlx::postgres::PgPoolOptions;
use testing::Private;

/// Messages on their way at the same time.
const ABREAST: usize = 64;
/// Connections to the store, as a service has them.
const CONNECTIONS: u32 = 8;
/// Bytes of a message with its envelope.
const BYTES: usize = 512;
const QUEUE: &str = "bare";

/// Messages a second that are committed and confirmed, and the median of one in milliseconds.
pub(crate) async fn bare(servers: &Private, stretch: Duration) -> anyhow::Result<(f64, f64)> {
    let store = PgPoolOptions::new().max_connections(CONNECTIONS).connect(&servers.database()).await?;
    sqlx::query("CREATE TABLE IF NOT EXISTS bare (id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, body BYTEA NOT NULL)")
        .execute(&store)
        .await?;
    let amqp = format!("amqp://guest:guest@127.0.0.1:{}/%2f", servers.rabbitmq.port);
    let connection = Connection::connect(&amqp, ConnectionProperties::default()).await?;
    let channel = connection.create_channel().await?;
    channel.confirm_select(ConfirmSelectOptions::default()).await?;
    let mut quorum = FieldTable::default();
    quorum.insert("x-queue-type".into(), AMQPValue::LongString("quorum".into()));
    let durable = QueueDeclareOptions { durable: true, ..QueueDeclareOptions::default() };
    channel.queue_declare(QUEUE.into(), durable, quorum).await?;
    let (done, begun) = (Arc::new(AtomicU64::new(0)), Instant::now());
    let lanes = (0..ABREAST).map(|_| lane(&store, &channel, &done, begun + stretch));
    let waits = futures::future::try_join_all(lanes).await?;
    let rate = done.load(Ordering::Relaxed) as f64 / begun.elapsed().as_secs_f64();
    let mut waits: Vec<Duration> = waits.into_iter().flatten().collect();
    waits.sort_unstable();
    let median = waits.get(waits.len() / 2).copied().unwrap_or_default();
    sqlx::query("DROP TABLE bare").execute(&store).await?;
    channel.queue_delete(QUEUE.into(), lapin::options::QueueDeleteOptions::default()).await?;
    connection.close(200, "done".into()).await?;
    store.close().await;
    Ok((rate.round(), median.as_secs_f64() * 1000.0))
}

/// One message after the other until the time is up; answers how long each took.
async fn lane(store: &PgPool, channel: &Channel, done: &AtomicU64, until: Instant) -> anyhow::Result<Vec<Duration>> {
    let (body, mut waits) = (vec![0x55_u8; BYTES], Vec::new());
    while Instant::now() < until {
        let begun = Instant::now();
        sqlx::query("INSERT INTO bare (body) VALUES ($1)").bind(&body).execute(store).await?;
        let properties = BasicProperties::default().with_delivery_mode(2);
        let sent = channel.basic_publish("".into(), QUEUE.into(), BasicPublishOptions::default(), &body, properties).await?;
        let confirmed = tokio::time::timeout(Duration::from_secs(10), sent).await.context("the broker does not confirm")??;
        anyhow::ensure!(confirmed.is_ack(), "the broker refuses");
        waits.push(begun.elapsed());
        done.fetch_add(1, Ordering::Relaxed);
    }
    Ok(waits)
}
