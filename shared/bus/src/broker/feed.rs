//! From the broker to a group's handler.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures::future::{BoxFuture, Fuse, FusedFuture as _, try_join_all};
use futures::stream::{self, BoxStream, FuturesUnordered, SelectAll};
use futures::{FutureExt as _, StreamExt as _};
use lapin::Channel;
use lapin::message::Delivery as Message;
use lapin::options::{BasicAckOptions, BasicConsumeOptions, BasicQosOptions, BasicRejectOptions};
use lapin::types::FieldTable;
use prost::Message as _;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::connection::{DECLARED, answer, answer_within, close};
use super::error::{Error, READ};
use super::lanes::Lanes;
use super::lease::Lease;
use super::marks::{self, Known};
use super::waiting::Place;
use super::{Rabbit, pause};
use crate::chaos::Chaos;
use crate::event::Envelope;
use crate::group::{Group, KEYS_AT_ONCE, Mark, handle_event};
use crate::hold::{Failure, Hold};
use crate::resync;

/// Unacknowledged events of a partition at most.
const PREFETCH: u16 = 100;

/// Between two statements that move marks, the first after a rest excepted: what is handled meanwhile goes together.
const PACE: Duration = Duration::from_millis(5);

/// Marks that are moved with one statement at most.
const TOGETHER: usize = 256;

/// How often it is asked whether a group that has missed events may go on.
const WHOLE: Duration = Duration::from_secs(2);

/// One group on one source, in one replica.
pub(crate) struct Feed {
    bus: Arc<Rabbit>,
    group: Group,
    source: String,
    topics: Vec<&'static str>,
    part: String,
    chaos: Option<Mutex<Chaos>>,
}

/// What one try came to.
enum Attempt {
    /// The event may be acknowledged. What is known of its key is worth keeping while nobody else moves it.
    Settled(Option<Known>),
    /// The handler wrote nothing: only the mark has to move.
    Unmarked(Known),
    /// The key was not where it was thought to be: look again.
    Elsewhere,
}

impl Attempt {
    /// An event that waits in the store is the retrier's, which moves the key from now on.
    fn stored(stored: bool) -> Self {
        if stored { Self::Settled(None) } else { Self::Elsewhere }
    }
}

/// What all consumers of a channel give; none where one of them ended.
type Messages = SelectAll<BoxStream<'static, Option<lapin::Result<Message>>>>;

/// An event that went through its handler.
struct Handled {
    event: Envelope,
    message: Message,
    /// What is known of (topic, key) now.
    known: Option<Known>,
    /// Whether it is marked and acknowledged; else its mark has to move yet.
    is_marked: bool,
}

/// Events whose marks were to move together; whether all of them did.
type Marked = Result<(Vec<Handled>, bool), Error>;

/// What is under way in a session.
struct Work<'a> {
    lanes: Lanes,
    running: FuturesUnordered<BoxFuture<'a, Result<Handled, Error>>>,
    /// Their keys stay busy until they are marked.
    unmarked: Vec<Handled>,
    marking: Fuse<BoxFuture<'a, Marked>>,
    /// When the next marks may be moved.
    due: Instant,
}

impl Work<'_> {
    fn none() -> Self {
        Self {
            lanes: Lanes::default(),
            running: FuturesUnordered::new(),
            unmarked: Vec::new(),
            marking: Fuse::terminated(),
            due: Instant::now(),
        }
    }

    /// Whether marks are to be moved once it is time.
    fn waits(&self) -> bool {
        self.marking.is_terminated() && !self.unmarked.is_empty()
    }

    fn handled(&mut self, handled: Handled) {
        if handled.is_marked {
            self.lanes.done(handled.event.key, handled.known);
        } else {
            self.unmarked.push(handled);
        }
    }
}

impl Feed {
    pub(crate) fn new(bus: Arc<Rabbit>, group: Group, source: String, topics: Vec<&'static str>) -> Self {
        let part = format!("{} from {source}", group.name);
        bus.health.expect(&part);
        let chaos = bus.options.chaos.map(|seed| Mutex::new(Chaos::seeded(seed)));
        Self { bus, group, source, topics, part, chaos }
    }

    pub(crate) async fn run(self, stop: CancellationToken) {
        let mut failures = 0;
        while !stop.is_cancelled() {
            let Err(error) = self.session(&mut failures, &stop).await else { return };
            if error.is_harmless() {
                continue;
            }
            self.bus.health.missing(&self.part, error.problem());
            tokio::select! {
                () = tokio::time::sleep(pause(failures)) => {}
                () = stop.cancelled() => {}
            }
            failures += 1;
        }
    }

    /// From a new channel to the first trouble, or to the end.
    async fn session(&self, failures: &mut u32, stop: &CancellationToken) -> Result<(), Error> {
        let channel = tokio::select! {
            channel = self.bus.consuming.channel() => channel?,
            () = stop.cancelled() => return Ok(()),
        };
        let mut messages = SelectAll::new();
        let fed = self.consume(&channel, &mut messages, failures, stop).await;
        // What was not acknowledged goes to whoever consumes next, here or elsewhere, in its old order: but only while the consumers
        // stay until the channel ends. One that is cancelled before (the client library does that to a consumer that is dropped) makes
        // way for the next at once and keeps what it holds: later events would overtake it.
        close(&channel).await;
        drop(messages);
        if matches!(fed, Err(Error::Silent(_))) {
            self.bus.consuming.abandon().await;
        }
        fed
    }

    async fn consume(&self, channel: &Channel, messages: &mut Messages, failures: &mut u32, stop: &CancellationToken) -> Result<(), Error> {
        tokio::select! {
            declared = answer_within(DECLARED, "declare", self.declare(channel)) => declared?,
            () = stop.cancelled() => return Ok(()),
        }
        *failures = 0;
        self.bus.declared(self.group.name, &self.source);
        self.bus.health.fine(&self.part);
        if !self.until_whole(stop).await? {
            return Ok(());
        }
        tokio::select! {
            opened = answer_within(DECLARED, "consume", self.open(channel, messages)) => opened?,
            () = stop.cancelled() => return Ok(()),
        }
        self.feed(messages, stop).await
    }

    async fn declare(&self, channel: &Channel) -> Result<(), Error> {
        let (group, source, topology) = (self.group.name, self.source.as_str(), &self.bus.topology);
        self.bus.notice_loss(&self.group, source).await?;
        topology.declare_source(channel, source).await?;
        topology.declare_group(channel, group, source, &self.topics).await?;
        Ok(resync::begin(&self.group, source).await?)
    }

    /// Waits until what the group has missed is made good; false if the process stops before. What is published meanwhile waits in the queues.
    async fn until_whole(&self, stop: &CancellationToken) -> Result<bool, Error> {
        let mut lease = Lease::new(format!("resync of {} from {}", self.group.name, self.source));
        while resync::is_marked(&self.group, &self.source).await? {
            // One replica builds.
            if lease.is_ours(&self.group.db).await? {
                match resync::rebuild(&self.group, &self.source, (0, 0)).await {
                    Ok(()) => break,
                    Err(fault) => tracing::warn!(part = self.part, error = fault.chain(), "what is missing is built later"),
                }
            }
            tokio::select! {
                () = tokio::time::sleep(WHOLE) => {}
                () = stop.cancelled() => return Ok(false),
            }
        }
        lease.release(&self.group.db).await;
        Ok(true)
    }

    async fn open(&self, channel: &Channel, messages: &mut Messages) -> Result<(), Error> {
        let (group, source, topology) = (self.group.name, self.source.as_str(), &self.bus.topology);
        channel.basic_qos(PREFETCH, BasicQosOptions::default()).await?;
        for queue in topology.queues(group, source)? {
            let consumer = channel.basic_consume(queue, "".into(), BasicConsumeOptions::default(), FieldTable::default()).await;
            let consumer = consumer.map_err(|error| Error::from(error).needing(READ))?;
            // A consumer that ends alone must be noticed among the others.
            messages.push(consumer.map(Some).chain(stream::once(async { None })).boxed());
        }
        Ok(())
    }

    async fn feed(&self, messages: &mut Messages, stop: &CancellationToken) -> Result<(), Error> {
        let mut work = Work::none();
        let ended = loop {
            self.begin(&mut work, stop);
            tokio::select! {
                () = stop.cancelled() => break Ok(()),
                Some(handled) = work.running.next(), if !work.running.is_empty() => match handled {
                    Ok(handled) => work.handled(handled),
                    Err(error) => break Err(error),
                },
                marked = &mut work.marking, if !work.marking.is_terminated() => match marked {
                    Ok(marked) => self.marked(&mut work, marked, stop),
                    Err(error) => break Err(error),
                },
                () = tokio::time::sleep_until(work.due), if work.waits() => {}
                message = messages.next() => match message {
                    Some(Some(Ok(message))) => match self.read(&message) {
                        Some(event) => work.lanes.push(event, message),
                        None => match self.refuse(&message).await {
                            Ok(()) => {}
                            Err(error) => break Err(error),
                        },
                    },
                    Some(Some(Err(error))) => break Err(error.into()),
                    Some(None) | None => break Err(Error::Ended),
                },
            }
        };
        self.finish(work, stop).await;
        ended
    }

    /// Begins what can be begun: events of keys that are not busy, and the marks of those that were handled meanwhile.
    fn begin<'a>(&'a self, work: &mut Work<'a>, stop: &'a CancellationToken) {
        while work.running.len() < KEYS_AT_ONCE
            && let Some((event, message, known)) = work.lanes.next()
        {
            work.running.push(self.serve(event, message, known, stop).boxed());
        }
        if work.waits() && work.due <= Instant::now() {
            work.due = Instant::now() + PACE;
            let together = work.unmarked.len().min(TOGETHER);
            work.marking = self.mark(work.unmarked.drain(..together).collect(), stop).boxed().fuse();
        }
    }

    /// Keys whose marks have moved are free; of the others nobody knows where they are.
    fn marked<'a>(&'a self, work: &mut Work<'a>, (events, moved): (Vec<Handled>, bool), stop: &'a CancellationToken) {
        for Handled { event, message, known, .. } in events {
            if moved {
                let known = known.map(|known| known.after(&event));
                work.lanes.done(event.key, known);
            } else {
                work.running.push(self.serve(event, message, None, stop).boxed());
            }
        }
    }

    /// What is in a handler's hands is finished; its acknowledgement counts if the channel still lives.
    async fn finish(&self, mut work: Work<'_>, stop: &CancellationToken) {
        while let Some(handled) = work.running.next().await {
            if let Ok(handled) = handled {
                work.handled(handled);
            }
        }
        // What is not marked in the end comes again.
        if !work.marking.is_terminated() {
            let _finished = work.marking.await;
        }
        if !work.unmarked.is_empty() {
            let _finished = self.mark(work.unmarked, stop).await;
        }
    }

    fn read(&self, message: &Message) -> Option<Envelope> {
        Envelope::decode(message.data.as_slice())
            .inspect_err(|error| tracing::error!(group = self.group.name, %error, "something that is no event lies in a queue"))
            .ok()
    }

    /// Not an event of ours: set aside by the broker, where an operator finds it.
    async fn refuse(&self, message: &Message) -> Result<(), Error> {
        let set_aside = answer("reject", message.acker.reject(BasicRejectOptions { requeue: false })).await?;
        if set_aside { Ok(()) } else { Err(Error::NotAcknowledged) }
    }

    /// Handles one event, and acknowledges it if that is all.
    async fn serve(&self, event: Envelope, message: Message, known: Option<Known>, stop: &CancellationToken) -> Result<Handled, Error> {
        self.delay().await;
        let (known, is_marked) = match self.settle(&event, known, stop).await {
            Some(Attempt::Settled(known)) => (known, true),
            Some(Attempt::Unmarked(known)) => (Some(known), false),
            Some(Attempt::Elsewhere) | None => return Err(Error::NotAcknowledged),
        };
        if is_marked {
            self.acknowledge(&message).await?;
        }
        Ok(Handled { event, message, known, is_marked })
    }

    /// Moves the marks of events for which nothing was written, and acknowledges them.
    async fn mark(&self, events: Vec<Handled>, stop: &CancellationToken) -> Marked {
        let mut failures = 0;
        let moved = loop {
            let (all, now) = (events.iter().map(|one| &one.event).collect::<Vec<_>>(), self.bus.options.clock.now());
            match marks::step(&self.group.db, self.group.name, &all, now).await {
                Ok(moved) => break moved,
                Err(error) => self.wait(error, failures, stop).await.ok_or(Error::NotAcknowledged)?,
            }
            failures += 1;
        };
        self.recovered(failures);
        if moved {
            try_join_all(events.iter().map(|one| self.acknowledge(&one.message))).await?;
        }
        Ok((events, moved))
    }

    /// The store is away: says so and waits a little; none if asked to stop.
    async fn wait(&self, error: db::Error, failures: u32, stop: &CancellationToken) -> Option<()> {
        self.bus.health.missing(&self.part, Error::from(error).problem());
        tokio::select! {
            () = tokio::time::sleep(pause(failures)) => Some(()),
            () = stop.cancelled() => None,
        }
    }

    fn recovered(&self, failures: u32) {
        if failures > 0 {
            self.bus.health.fine(&self.part);
        }
    }

    async fn acknowledge(&self, message: &Message) -> Result<(), Error> {
        if self.with_chaos(Chaos::cut).unwrap_or_default() {
            return Err(Error::Chaos);
        }
        let sent = answer("acknowledge", message.acker.ack(BasicAckOptions::default())).await?;
        if sent { Ok(()) } else { Err(Error::NotAcknowledged) }
    }

    /// Until the event is handled, known as a duplicate, or safe in the store; none if asked to stop before.
    async fn settle(&self, event: &Envelope, mut known: Option<Known>, stop: &CancellationToken) -> Option<Attempt> {
        if !self.topics.contains(&event.topic.as_str()) {
            // A binding from an older version of the group.
            return Some(Attempt::Settled(None));
        }
        let mut failures = 0;
        while !stop.is_cancelled() {
            match self.attempt(event, known.take()).await {
                Ok(Attempt::Elsewhere) => {}
                Ok(attempt) => {
                    self.recovered(failures);
                    return Some(attempt);
                }
                Err(error) => {
                    self.wait(error, failures, stop).await?;
                    failures += 1;
                }
            }
        }
        None
    }

    async fn attempt(&self, event: &Envelope, known: Option<Known>) -> db::Result<Attempt> {
        let name = self.group.name;
        let known = match known {
            Some(known) if known.is_of(event) => known,
            _ => Known::load(&self.group.db, name, &self.source, event).await?,
        };
        if known.has_seen(event) {
            return Ok(Attempt::Settled(Some(known)));
        }
        let now = self.bus.options.clock.now();
        let place = Place { group: &self.group, source: &self.source, now };
        if known.is_held {
            return Ok(Attempt::stored(place.append(event, known.sequence).await?));
        }
        let failure = match known.gap_before(event) {
            Some((first, last)) => {
                metrics::counter!("bus_gaps_total", "group" => name).increment(1);
                tracing::error!(group = name, topic = event.topic, key = event.key, first, last, "events are missing");
                missing(event, (first, last))
            }
            None => match handle_event(&self.group, event, 1, Mark::Sequence { previous: known.sequence, now }).await {
                Ok(true) => return Ok(Attempt::Settled(Some(known.after(event)))),
                Ok(false) => return Ok(Attempt::Unmarked(known)),
                Err(failure) if failure.is_stale => return Ok(Attempt::Elsewhere),
                Err(failure) => failure,
            },
        };
        let hold = Hold::after_failure(None, &event.key, event.sequence, &failure, self.bus.options.clock.now());
        Ok(Attempt::stored(place.hold(event, known.sequence, &hold).await?))
    }

    async fn delay(&self) {
        if let Some(delay) = self.with_chaos(Chaos::delay) {
            tokio::time::sleep(delay).await;
        }
    }

    fn with_chaos<T>(&self, roll: impl FnOnce(&mut Chaos) -> T) -> Option<T> {
        let chaos = self.chaos.as_ref()?;
        Some(roll(&mut chaos.lock().unwrap_or_else(PoisonError::into_inner)))
    }
}

/// Events that should have come before this one did not. They are not skipped: the key waits for them.
pub(crate) fn missing(event: &Envelope, (first, last): (i64, i64)) -> Failure {
    let reason = format!("events {first} to {last} of {} are missing", event.topic);
    Failure { reason, peer_is_away: false, is_stale: false }
}
