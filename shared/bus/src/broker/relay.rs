//! From a publisher's outbox to the broker.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use db::Db;
use lapin::options::{BasicPublishOptions, ConfirmSelectOptions};
use lapin::types::{AMQPValue, FieldTable};
use lapin::{BasicProperties, Channel, Confirmation, PublisherConfirm};
use prost::Message as _;
use tokio::time::{Instant, timeout};
use tokio_util::sync::CancellationToken;

use super::connection::{ANSWER, answer, close};
use super::error::{Error, WRITE};
use super::lease::Lease;
use super::{Rabbit, pause};
use crate::backlog::Backlog;
use crate::broadcast::Hub;
use crate::event::Envelope;
use crate::outbox::{self, Placed};

/// Events on their way at most: past a hundred the broker takes no more a second, only later.
const WINDOW: usize = 64;
/// Rows read at once, and deleted at once.
const BATCH: usize = 500;
/// How often the outbox is looked at when nobody woke us: another replica may have committed.
const POLL: Duration = Duration::from_millis(150);
/// Between two looks at an outbox that fills slowly, the first after a rest excepted: what comes meanwhile goes together, which costs everybody on the
/// way less. Customers and agents do not wait for it: what is said reaches them by hints.
const PACE: Duration = Duration::from_millis(10);
/// How often a confirm that is awaited is looked after.
const LOOK: Duration = Duration::from_millis(100);
/// How often the outbox is counted.
const COUNT: Duration = Duration::from_secs(5);

/// The relay of one publisher, in one replica.
pub(crate) struct Relay {
    bus: Arc<Rabbit>,
    source: &'static str,
    part: String,
    store: Db,
    hub: Hub,
    backlog: Backlog,
    counted_at: Option<Instant>,
}

/// What a window came to: the places that are confirmed, a prefix of what was published.
#[derive(Default)]
struct Window {
    open: VecDeque<(i64, PublisherConfirm)>,
    confirmed: Vec<i64>,
}

impl Relay {
    pub(crate) fn new(bus: Arc<Rabbit>, (source, backlog): (&'static str, Backlog), hub: Hub) -> Self {
        let part = format!("relay of {source}");
        bus.health.expect(&part);
        let store = (bus.options.locate)(source);
        Self { bus, source, part, store, hub, backlog, counted_at: None }
    }

    pub(crate) async fn run(mut self, stop: CancellationToken) {
        let mut lease = Lease::new(format!("relay of {}", self.source));
        let mut failures = 0;
        while !stop.is_cancelled() {
            let Err(error) = self.session(&mut lease, &mut failures, &stop).await else { break };
            if !error.is_harmless() {
                self.bus.health.missing(&self.part, error.problem());
            }
            self.count().await;
            tokio::select! {
                () = tokio::time::sleep(pause(failures)) => {}
                () = stop.cancelled() => {}
            }
            failures += 1;
        }
        lease.release(&self.store).await;
    }

    /// From a new channel to the first trouble, or to the end.
    async fn session(&mut self, lease: &mut Lease, failures: &mut u32, stop: &CancellationToken) -> Result<(), Error> {
        let bus = self.bus.clone();
        loop {
            tokio::select! {
                () = bus.until_declared(self.source) => break,
                () = tokio::time::sleep(COUNT) => self.count().await,
                () = stop.cancelled() => return Ok(()),
            }
        }
        while !lease.is_ours(&self.store).await? {
            // Another replica relays: this one stands by.
            self.bus.health.fine(&self.part);
            self.count_now_and_then().await;
            tokio::select! {
                () = tokio::time::sleep(POLL) => {}
                () = stop.cancelled() => return Ok(()),
            }
        }
        let opened = tokio::select! {
            opened = self.open() => opened,
            () = stop.cancelled() => return Ok(()),
        };
        let relayed = match opened {
            Ok(channel) => {
                let relayed = self.relay(&channel, lease, failures, stop).await;
                close(&channel).await;
                relayed
            }
            Err(error) => Err(error),
        };
        if matches!(relayed, Err(Error::Silent(_))) {
            self.bus.publishing.abandon().await;
        }
        relayed
    }

    async fn open(&self) -> Result<Channel, Error> {
        let channel = self.bus.publishing.channel().await?;
        answer("confirm", channel.confirm_select(ConfirmSelectOptions::default())).await?;
        answer("declare", self.bus.topology.declare_source(&channel, self.source)).await?;
        Ok(channel)
    }

    async fn relay(&mut self, channel: &Channel, lease: &mut Lease, failures: &mut u32, stop: &CancellationToken) -> Result<(), Error> {
        let bell = self.hub.bell(self.source);
        let mut due = Instant::now();
        loop {
            tokio::time::sleep_until(due).await;
            due = Instant::now() + PACE;
            let woken = bell.heard();
            if !lease.is_ours(&self.store).await? {
                return Err(Error::Replaced);
            }
            let rows = outbox::oldest(&self.store, BATCH).await?;
            if rows.is_empty() {
                self.flows(failures);
                self.backlog.measured(0);
                tokio::select! {
                    () = woken => {}
                    () = tokio::time::sleep(POLL) => {}
                    () = stop.cancelled() => return Ok(()),
                }
                continue;
            }
            if rows.len() >= BATCH {
                due = Instant::now();
            }
            for (_, event) in &rows {
                self.hub.found(event);
            }
            let mut window = Window::default();
            let published = self.publish(channel, &rows, &mut window).await.map_err(|error| error.needing(WRITE));
            self.delete(lease, &window.confirmed).await?;
            if let Err(error) = published {
                let again = u64::try_from(window.open.len()).unwrap_or(u64::MAX);
                metrics::counter!("bus_relay_republished_total", "source" => self.source).increment(again);
                return Err(error);
            }
            self.flows(failures);
            self.count_now_and_then().await;
            if stop.is_cancelled() {
                return Ok(());
            }
        }
    }

    fn flows(&self, failures: &mut u32) {
        *failures = 0;
        self.bus.health.fine(&self.part);
    }

    /// Publishes the rows in order and waits until all are confirmed.
    async fn publish(&self, channel: &Channel, rows: &[Placed], window: &mut Window) -> Result<(), Error> {
        for (pos, event) in rows {
            if window.open.len() >= WINDOW {
                self.confirm_oldest(channel, window).await?;
            }
            let confirm = self.send(channel, event).await?;
            window.open.push_back((*pos, confirm));
        }
        while !window.open.is_empty() {
            self.confirm_oldest(channel, window).await?;
        }
        Ok(())
    }

    async fn send(&self, channel: &Channel, event: &Envelope) -> Result<PublisherConfirm, Error> {
        let mandatory = BasicPublishOptions { mandatory: true, ..BasicPublishOptions::default() };
        let (exchange, route) = (self.bus.topology.exchange(self.source)?, self.bus.topology.route(&event.topic, &event.key)?);
        let bytes = event.encode_to_vec();
        let sent = channel.basic_publish(exchange, route, mandatory, &bytes, properties(event));
        match timeout(ANSWER, sent).await {
            Ok(confirm) => Ok(confirm?),
            Err(_elapsed) => Err(self.silent("publish").await),
        }
    }

    async fn confirm_oldest(&self, channel: &Channel, window: &mut Window) -> Result<(), Error> {
        let Some((pos, confirm)) = window.open.front_mut() else { return Ok(()) };
        let started = Instant::now();
        let confirmation = loop {
            match timeout(LOOK, &mut *confirm).await {
                Ok(confirmation) => break confirmation?,
                // A confirm whose connection is gone may stay open for ever.
                Err(_elapsed) if !channel.status().connected() => return Err(Error::Lost),
                Err(_elapsed) if started.elapsed() >= ANSWER => return Err(self.silent("confirm").await),
                Err(_elapsed) => {}
            }
        };
        match confirmation {
            // Acknowledged and returned at once means: taken, and thrown away.
            Confirmation::Ack(Some(returned)) => Err(Error::Unroutable(returned.delivery.routing_key.to_string())),
            Confirmation::Ack(None) => {
                window.confirmed.push(*pos);
                window.open.pop_front();
                Ok(())
            }
            Confirmation::Nack(_) | Confirmation::NotRequested => Err(Error::Refused),
        }
    }

    /// A broker that blocks publishers does not answer either, and says so.
    async fn silent(&self, what: &'static str) -> Error {
        if self.bus.publishing.is_blocked().await { Error::Blocked } else { Error::Silent(what) }
    }

    /// Deletes what was confirmed, if the lease is still ours.
    async fn delete(&self, lease: &mut Lease, confirmed: &[i64]) -> Result<(), Error> {
        if confirmed.is_empty() {
            return Ok(());
        }
        let mut tx = self.store.begin().await?;
        if !lease.fence(&mut tx).await? {
            lease.lost();
            return Err(Error::Replaced);
        }
        let rows = outbox::delete(&mut tx, confirmed).await?;
        tx.commit().await?;
        metrics::counter!("bus_relay_confirmed_total", "source" => self.source).increment(rows);
        Ok(())
    }

    async fn count_now_and_then(&mut self) {
        if self.counted_at.is_none_or(|at| at.elapsed() >= COUNT) {
            self.count().await;
        }
    }

    async fn count(&mut self) {
        self.counted_at = Some(Instant::now());
        match outbox::count(&self.store).await {
            Ok(rows) => self.backlog.measured(rows),
            Err(error) => tracing::debug!(%error, "the outbox was not counted"),
        }
    }
}

fn properties(event: &Envelope) -> BasicProperties {
    let mut headers = FieldTable::default();
    if !event.traceparent.is_empty() {
        headers.insert("traceparent".into(), AMQPValue::LongString(event.traceparent.as_str().into()));
    }
    BasicProperties::default()
        .with_content_type("application/x-protobuf".into())
        // Kept on disk.
        .with_delivery_mode(2)
        .with_message_id(event.id.as_str().into())
        .with_headers(headers)
}
