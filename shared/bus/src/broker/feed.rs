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
use super::pending::{Moving, Open, Pending, Receipt};
use super::waiting::Place;
use super::{Rabbit, pause};
use crate::chaos::Chaos;
use crate::event::Envelope;
use crate::group::{Group, KEYS_AT_ONCE, Mark, handle_event};
use crate::hold::{Failure, Hold};
use crate::resync;

/// Unacknowledged events of a partition at most.
const PREFETCH: u16 = 100;

/// Between two statements that move marks, the first after a rest excepted: what is handled meanwhile goes together. Keys do not wait for it.
const PACE: Duration = Duration::from_millis(50);

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
    /// The handler wrote nothing: only the mark has to follow.
    Ahead(Known),
    /// Somebody else has the key, and what was handled of it is not marked. Only a new session knows where it stands.
    Lost,
    /// The key was not where it was thought to be: look again.
    Elsewhere,
}

impl Attempt {
    /// An event that waits in the store is the retrier's, which moves the key from now on.
    fn stored(stored: bool, known: &Known) -> Self {
        if stored { Self::Settled(None) } else { Self::elsewhere(known) }
    }

    fn elsewhere(known: &Known) -> Self {
        if known.is_ahead() { Self::Lost } else { Self::Elsewhere }
    }
}

/// What all consumers of a channel give; none where one of them ended.
type Messages = SelectAll<BoxStream<'static, Option<lapin::Result<Message>>>>;

/// An event that went through its handler.
struct Handled {
    event: Envelope,
    /// What is known of (topic, key) now.
    known: Option<Known>,
    receipt: Receipt,
    /// Whether it is marked and acknowledged; else its mark has to follow yet.
    is_marked: bool,
}

/// What is under way in a session.
struct Work<'a> {
    lanes: Lanes,
    open: Open,
    running: FuturesUnordered<BoxFuture<'a, Result<Handled, Error>>>,
    pending: Pending,
    marking: Fuse<BoxFuture<'a, Result<Vec<Moving>, Error>>>,
    /// When the next marks may move.
    due: Instant,
}

impl Work<'_> {
    fn none() -> Self {
        Self {
            lanes: Lanes::default(),
            open: Open::default(),
            running: FuturesUnordered::new(),
            pending: Pending::default(),
            marking: Fuse::terminated(),
            due: Instant::now(),
        }
    }

    /// Whether marks are to be moved once it is time.
    fn waits(&self) -> bool {
        self.marking.is_terminated() && !self.pending.is_empty()
    }

    fn handled(&mut self, Handled { event, known, receipt, is_marked }: Handled) {
        self.lanes.done(event.key.clone(), known);
        if is_marked {
            self.open.acknowledged(receipt.tag);
        } else {
            self.pending.add(event, receipt);
        }
    }

    /// Sets free the keys of marks that have moved; answers what can be acknowledged.
    fn marked(&mut self, marks: Vec<Moving>) -> Vec<Receipt> {
        let free = |Moving { topic, key, sequence, receipts }| {
            self.lanes.marked(&topic, key, sequence);
            receipts
        };
        marks.into_iter().flat_map(free).collect()
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
            let step = tokio::select! {
                () = stop.cancelled() => break Ok(()),
                Some(handled) = work.running.next(), if !work.running.is_empty() => handled.map(|handled| work.handled(handled)),
                marked = &mut work.marking, if !work.marking.is_terminated() => match marked {
                    Ok(marks) => self.acknowledge_all(&mut work, marks).await,
                    Err(error) => Err(error),
                },
                () = tokio::time::sleep_until(work.due), if work.waits() => Ok(()),
                message = messages.next() => self.take(&mut work, message.flatten()).await,
            };
            if step.is_err() {
                break step;
            }
        };
        self.finish(work, stop).await;
        ended
    }

    /// Puts what came into its lane.
    async fn take(&self, work: &mut Work<'_>, message: Option<lapin::Result<Message>>) -> Result<(), Error> {
        let message = message.ok_or(Error::Ended)??;
        match self.read(&message) {
            Some(event) => {
                work.open.delivered(message.delivery_tag);
                work.lanes.push(event, message);
                Ok(())
            }
            None => self.refuse(&message).await,
        }
    }

    /// Begins what can be begun: events of keys that are not busy, and the marks of those that were handled meanwhile.
    fn begin<'a>(&'a self, work: &mut Work<'a>, stop: &'a CancellationToken) {
        while work.running.len() < KEYS_AT_ONCE
            && let Some((event, message, known)) = work.lanes.next()
        {
            work.running.push(self.serve(event, message, known, stop).boxed());
        }
        if work.waits() && work.due <= Instant::now() {
            let Work { lanes, pending, .. } = work;
            let marks = pending.take(TOGETHER, |key| lanes.stop(key));
            work.due = Instant::now() + if marks.len() < TOGETHER { PACE } else { Duration::ZERO };
            if !marks.is_empty() {
                work.marking = self.mark(marks, stop).boxed().fuse();
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
        // What is not marked and acknowledged in the end comes again.
        if !work.marking.is_terminated()
            && let Ok(marks) = (&mut work.marking).await
        {
            let _finished = self.acknowledge_all(&mut work, marks).await;
        }
        let left = work.pending.take(usize::MAX, |_| true);
        if !left.is_empty()
            && let Ok(marks) = self.mark(left, stop).await
        {
            let _finished = self.acknowledge_all(&mut work, marks).await;
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
            Some(Attempt::Ahead(known)) => (Some(known), false),
            Some(Attempt::Lost) => return Err(Error::Replaced),
            Some(Attempt::Elsewhere) | None => return Err(Error::NotAcknowledged),
        };
        let receipt = Receipt { tag: message.delivery_tag, acker: message.acker };
        if is_marked {
            self.acknowledge(&receipt, false).await?;
        }
        Ok(Handled { event, known, receipt, is_marked })
    }

    /// Moves the marks of events for which nothing was written.
    async fn mark(&self, marks: Vec<Moving>, stop: &CancellationToken) -> Result<Vec<Moving>, Error> {
        let mut failures = 0;
        let steps: Vec<_> = marks.iter().map(Moving::step).collect();
        while let Err(error) = marks::step(&self.group.db, self.group.name, &steps, self.bus.options.clock.now()).await {
            self.wait(error, failures, stop).await.ok_or(Error::NotAcknowledged)?;
            failures += 1;
        }
        self.recovered(failures);
        Ok(marks)
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

    /// Acknowledges events whose marks have moved: with one word what nothing open lies before, since every word is a line in a queue's log.
    async fn acknowledge_all(&self, work: &mut Work<'_>, marks: Vec<Moving>) -> Result<(), Error> {
        let mut receipts = work.marked(marks);
        receipts.sort_unstable_by_key(|receipt| receipt.tag);
        let first = work.open.first(&receipts.iter().map(|receipt| receipt.tag).collect::<Vec<_>>());
        let (first, others) = receipts.split_at(first);
        if let Some(last) = first.last() {
            self.acknowledge(last, true).await?;
        }
        try_join_all(others.iter().map(|receipt| self.acknowledge(receipt, false))).await.map(drop)
    }

    /// Acknowledges an event, or all on the channel up to it.
    async fn acknowledge(&self, receipt: &Receipt, multiple: bool) -> Result<(), Error> {
        if self.with_chaos(Chaos::cut).unwrap_or_default() {
            return Err(Error::Chaos);
        }
        let sent = answer("acknowledge", receipt.acker.ack(BasicAckOptions { multiple })).await?;
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
            match self.attempt(event, known.clone()).await {
                Ok(Attempt::Elsewhere) => known = None,
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
        let now = self.bus.options.clock.now();
        let known = match known {
            Some(known) if known.is_of(event) => known,
            other => {
                // Of another topic of the key: what was handled of it must not be forgotten.
                let step = other.as_ref().and_then(|known| known.step(&event.key));
                marks::step(&self.group.db, name, step.as_slice(), now).await?;
                Known::load(&self.group.db, name, &self.source, event).await?
            }
        };
        if known.has_seen(event) {
            return Ok(Attempt::Settled(Some(known)));
        }
        let place = Place { group: &self.group, source: &self.source, now };
        if known.is_held {
            return Ok(Attempt::stored(place.append(event, known.sequence).await?, &known));
        }
        let failure = match known.gap_before(event) {
            Some((first, last)) => {
                metrics::counter!("bus_gaps_total", "group" => name).increment(1);
                tracing::error!(group = name, topic = event.topic, key = event.key, first, last, "events are missing");
                missing(event, (first, last))
            }
            None => match handle_event(&self.group, event, 1, Mark::Sequence { previous: known.marked, now }).await {
                Ok(true) => return Ok(Attempt::Settled(Some(known.after(event)))),
                Ok(false) => return Ok(Attempt::Ahead(known.ahead(event))),
                Err(failure) if failure.is_stale => return Ok(Attempt::elsewhere(&known)),
                Err(failure) => failure,
            },
        };
        let hold = Hold::after_failure(None, &event.key, event.sequence, &failure, self.bus.options.clock.now());
        Ok(Attempt::stored(place.hold(event, &known, &hold).await?, &known))
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
