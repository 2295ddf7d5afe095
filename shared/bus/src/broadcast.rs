//! Hints to every replica, and wake-ups for the groups.

use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::futures::Notified;
use tokio::sync::{Notify, mpsc};

use crate::event::Envelope;

/// How many hints wait for a slow subscriber before it is told to catch up from the log instead.
const CAPACITY: usize = 16_384;

/// Ids of events that are remembered as told, so that two roads to one listener tell it once.
const REMEMBERED: usize = 16_384;

/// What a subscriber hears.
#[derive(Clone, Debug)]
pub enum Hint {
    /// Something happened.
    Event(Arc<Envelope>),
    /// Hints were or may have been lost: read what you follow from its log.
    Lagged,
}

/// A receiver of hints.
#[derive(Debug)]
pub struct Subscription {
    receiver: mpsc::Receiver<Arc<Envelope>>,
    lagged: Arc<Lagged>,
}

/// Whether a subscriber lost hints, and a bell that says so.
#[derive(Debug, Default)]
struct Lagged {
    is_set: AtomicBool,
    bell: Notify,
}

impl Lagged {
    fn set(&self) {
        self.is_set.store(true, Ordering::Release);
        self.bell.notify_one();
    }
}

impl Subscription {
    /// The next hint; none when the process stops.
    pub async fn next(&mut self) -> Option<Hint> {
        loop {
            if self.lagged.is_set.swap(false, Ordering::AcqRel) {
                return Some(Hint::Lagged);
            }
            tokio::select! {
                // The flag is looked at first, so a bell without it only costs a turn.
                () = self.lagged.bell.notified() => {}
                envelope = self.receiver.recv() => return envelope.map(Hint::Event),
            }
        }
    }
}

struct Subscriber {
    topics: Vec<&'static str>,
    sender: mpsc::Sender<Arc<Envelope>>,
    lagged: Arc<Lagged>,
}

/// Rings whenever a source commits events in this process.
#[derive(Debug, Default)]
pub(crate) struct Bell {
    rung: AtomicU64,
    notify: Notify,
}

impl Bell {
    fn ring(&self) {
        self.rung.fetch_add(1, Ordering::AcqRel);
        self.notify.notify_waiters();
    }

    /// How often it has rung.
    pub(crate) fn rung(&self) -> u64 {
        self.rung.load(Ordering::Acquire)
    }

    /// Resolves at the next ring after this call.
    pub(crate) fn heard(&self) -> Notified<'_> {
        self.notify.notified()
    }
}

/// What goes to the other processes.
#[derive(Clone, Debug)]
pub(crate) enum Outward {
    /// From the process that committed or made it.
    Hint(Arc<Envelope>),
    /// From a relay that found it in the outbox: whoever committed it may have died before telling anybody.
    Found(Arc<Envelope>),
}

/// Where committed events meet their listeners inside one process, and leave for those in others.
#[derive(Clone, Default)]
pub(crate) struct Hub(Arc<Shared>);

#[derive(Default)]
struct Shared {
    subscribers: Mutex<Vec<Subscriber>>,
    /// Rung when somebody follows another topic.
    subscribed: Notify,
    wake: Mutex<HashMap<String, Arc<Bell>>>,
    outside: Option<Outside>,
}

/// The road to other processes.
struct Outside {
    sender: mpsc::Sender<Outward>,
    /// Topics of which a hint could not be sent.
    lost: Mutex<HashSet<String>>,
    told: Mutex<Told>,
}

/// The last ids that were told here.
#[derive(Default)]
struct Told {
    ids: HashSet<String>,
    order: VecDeque<String>,
}

impl Told {
    /// Remembers the id; false if it was known.
    fn insert(&mut self, id: &str) -> bool {
        if !self.ids.insert(id.to_owned()) {
            return false;
        }
        self.order.push_back(id.to_owned());
        if self.order.len() > REMEMBERED
            && let Some(oldest) = self.order.pop_front()
        {
            self.ids.remove(&oldest);
        }
        true
    }
}

impl Hub {
    /// A hub whose hints also leave the process.
    pub(crate) fn with_outside() -> (Self, mpsc::Receiver<Outward>) {
        let (sender, receiver) = mpsc::channel(CAPACITY);
        let outside = Outside { sender, lost: Mutex::default(), told: Mutex::default() };
        (Self(Arc::new(Shared { outside: Some(outside), ..Shared::default() })), receiver)
    }

    pub(crate) fn subscribe(&self, topics: &[&'static str]) -> Subscription {
        let (sender, receiver) = mpsc::channel(CAPACITY);
        let lagged = Arc::<Lagged>::default();
        let subscriber = Subscriber { topics: topics.to_vec(), sender, lagged: lagged.clone() };
        self.0.subscribers.lock().unwrap_or_else(PoisonError::into_inner).push(subscriber);
        self.0.subscribed.notify_one();
        Subscription { receiver, lagged }
    }

    /// Resolves when somebody follows another topic.
    pub(crate) async fn subscribed(&self) {
        self.0.subscribed.notified().await;
    }

    /// All topics that anybody follows.
    pub(crate) fn followed(&self) -> Vec<&'static str> {
        let subscribers = self.0.subscribers.lock().unwrap_or_else(PoisonError::into_inner);
        let mut topics: Vec<_> = subscribers.iter().flat_map(|subscriber| subscriber.topics.clone()).collect();
        topics.sort_unstable();
        topics.dedup();
        topics
    }

    /// Tells everybody who follows one of the topics that hints of it may have been lost.
    pub(crate) fn lagged(&self, is_lost: impl Fn(&str) -> bool) {
        let subscribers = self.0.subscribers.lock().unwrap_or_else(PoisonError::into_inner);
        for subscriber in subscribers.iter().filter(|subscriber| subscriber.topics.iter().any(|topic| is_lost(topic))) {
            subscriber.lagged.set();
        }
    }

    /// Rings whenever the source commits events in this process.
    pub(crate) fn bell(&self, source: &str) -> Arc<Bell> {
        let mut wake = self.0.wake.lock().unwrap_or_else(PoisonError::into_inner);
        wake.entry(source.to_owned()).or_default().clone()
    }

    pub(crate) fn committed(&self, source: &'static str, envelopes: Vec<Envelope>) {
        self.bell(source).ring();
        for envelope in envelopes {
            if self.is_news(&envelope.id) {
                self.ephemeral(&Arc::new(envelope));
            }
        }
    }

    /// A hint made here: for the listeners here and elsewhere.
    pub(crate) fn ephemeral(&self, envelope: &Arc<Envelope>) {
        self.deliver(envelope);
        self.send(Outward::Hint(envelope.clone()));
    }

    /// A relay read the event. If it was not told here, its process may not have told anybody.
    pub(crate) fn found(&self, envelope: &Arc<Envelope>) {
        if self.is_news(&envelope.id) {
            self.deliver(envelope);
            self.send(Outward::Found(envelope.clone()));
        }
    }

    /// A hint from another process.
    pub(crate) fn heard(&self, hint: Outward) {
        match hint {
            Outward::Hint(envelope) => {
                self.is_news(&envelope.id);
                self.deliver(&envelope);
            }
            Outward::Found(envelope) if self.is_news(&envelope.id) => self.deliver(&envelope),
            Outward::Found(_) => {}
        }
    }

    /// Topics of which hints did not leave this process; asked once per loss.
    pub(crate) fn take_lost(&self) -> HashSet<String> {
        let Some(outside) = &self.0.outside else { return HashSet::new() };
        std::mem::take(&mut *outside.lost.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Notes that hints of the topics did not leave this process.
    pub(crate) fn lose(&self, topics: impl IntoIterator<Item = String>) {
        let Some(outside) = &self.0.outside else { return };
        outside.lost.lock().unwrap_or_else(PoisonError::into_inner).extend(topics);
    }

    fn send(&self, hint: Outward) {
        let Some(outside) = &self.0.outside else { return };
        if let Err(refused) = outside.sender.try_send(hint) {
            let (Outward::Hint(envelope) | Outward::Found(envelope)) = refused.into_inner();
            self.lose([envelope.topic.clone()]);
        }
    }

    /// Remembers an event as told. Where hints have one road only, every event is news.
    fn is_news(&self, id: &str) -> bool {
        let Some(outside) = &self.0.outside else { return true };
        outside.told.lock().unwrap_or_else(PoisonError::into_inner).insert(id)
    }

    /// Gives a hint to the listeners of this process.
    pub(crate) fn deliver(&self, envelope: &Arc<Envelope>) {
        let mut subscribers = self.0.subscribers.lock().unwrap_or_else(PoisonError::into_inner);
        subscribers.retain(|subscriber| {
            if !subscriber.topics.contains(&envelope.topic.as_str()) {
                return true;
            }
            match subscriber.sender.try_send(envelope.clone()) {
                Ok(()) => true,
                Err(mpsc::error::TrySendError::Full(_)) => {
                    subscriber.lagged.set();
                    true
                }
                Err(mpsc::error::TrySendError::Closed(_)) => false,
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn envelope(topic: &str) -> Arc<Envelope> {
        Arc::new(Envelope { topic: topic.to_owned(), ..Envelope::default() })
    }

    #[tokio::test]
    async fn a_slow_subscriber_is_told_that_it_lagged() {
        let hub = Hub::default();
        let mut subscription = hub.subscribe(&["a.b.v1"]);
        for _ in 0..=CAPACITY {
            hub.ephemeral(&envelope("a.b.v1"));
        }
        assert!(matches!(subscription.next().await, Some(Hint::Lagged)));
        assert!(matches!(subscription.next().await, Some(Hint::Event(_))));
    }

    #[tokio::test]
    async fn only_subscribed_topics_arrive() {
        let hub = Hub::default();
        let mut subscription = hub.subscribe(&["a.b.v1"]);
        hub.ephemeral(&envelope("a.c.v1"));
        hub.ephemeral(&envelope("a.b.v1"));
        let Some(Hint::Event(event)) = subscription.next().await else { panic!("a hint") };
        assert_eq!(event.topic, "a.b.v1");
    }

    #[tokio::test]
    async fn what_a_relay_finds_is_told_unless_it_was_told_before() {
        let (hub, mut outward) = Hub::with_outside();
        let mut subscription = hub.subscribe(&["a.b.v1"]);
        let event = |id: &str| Envelope { id: id.to_owned(), topic: "a.b.v1".to_owned(), ..Envelope::default() };
        hub.committed("a", vec![event("1")]);
        hub.found(&Arc::new(event("1")));
        hub.found(&Arc::new(event("2")));
        hub.heard(Outward::Found(Arc::new(event("2"))));
        hub.heard(Outward::Hint(Arc::new(event("3"))));
        let mut heard = Vec::new();
        for _ in 0..3 {
            let Some(Hint::Event(event)) = subscription.next().await else { panic!("a hint") };
            heard.push(event.id.clone());
        }
        assert_eq!(heard, ["1", "2", "3"]);
        assert!(matches!(outward.recv().await, Some(Outward::Hint(event)) if event.id == "1"));
        assert!(matches!(outward.recv().await, Some(Outward::Found(event)) if event.id == "2"));
    }

    #[tokio::test]
    async fn a_waiting_subscriber_hears_that_hints_were_lost() {
        let hub = Hub::default();
        let mut subscription = hub.subscribe(&["a.b.v1"]);
        let waiting = async { subscription.next().await };
        let losing = async {
            tokio::task::yield_now().await;
            hub.lagged(|topic| topic == "a.b.v1");
        };
        let (hint, ()) = tokio::join!(waiting, losing);
        assert!(matches!(hint, Some(Hint::Lagged)));
    }
}
