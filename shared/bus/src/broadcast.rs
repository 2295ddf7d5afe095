//! Hints to every replica, and wake-ups for the groups.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{Notify, mpsc};

use crate::event::Envelope;

/// How many hints wait for a slow subscriber before it is told to catch up from the log instead.
const CAPACITY: usize = 16_384;

/// What a subscriber hears.
#[derive(Clone, Debug)]
pub enum Hint {
    /// Something happened.
    Event(Arc<Envelope>),
    /// Hints were dropped because this subscriber was slow: read what you follow from its log.
    Lagged,
}

/// A receiver of hints.
#[derive(Debug)]
pub struct Subscription {
    receiver: mpsc::Receiver<Arc<Envelope>>,
    lagged: Arc<AtomicBool>,
}

impl Subscription {
    /// The next hint; none when the process stops.
    pub async fn next(&mut self) -> Option<Hint> {
        if self.lagged.swap(false, Ordering::AcqRel) {
            return Some(Hint::Lagged);
        }
        self.receiver.recv().await.map(Hint::Event)
    }
}

struct Subscriber {
    topics: Vec<&'static str>,
    sender: mpsc::Sender<Arc<Envelope>>,
    lagged: Arc<AtomicBool>,
}

/// Where committed events meet their listeners inside one process.
#[derive(Clone, Default)]
pub(crate) struct Hub(Arc<Shared>);

#[derive(Default)]
struct Shared {
    subscribers: Mutex<Vec<Subscriber>>,
    wake: Mutex<HashMap<String, Arc<Notify>>>,
}

impl Hub {
    pub(crate) fn subscribe(&self, topics: &[&'static str]) -> Subscription {
        let (sender, receiver) = mpsc::channel(CAPACITY);
        let lagged = Arc::new(AtomicBool::new(false));
        let subscriber = Subscriber { topics: topics.to_vec(), sender, lagged: lagged.clone() };
        self.0.subscribers.lock().unwrap_or_else(PoisonError::into_inner).push(subscriber);
        Subscription { receiver, lagged }
    }

    /// All topics that anybody follows.
    pub(crate) fn followed(&self) -> Vec<&'static str> {
        let subscribers = self.0.subscribers.lock().unwrap_or_else(PoisonError::into_inner);
        let mut topics: Vec<_> = subscribers.iter().flat_map(|subscriber| subscriber.topics.clone()).collect();
        topics.sort_unstable();
        topics.dedup();
        topics
    }

    /// Woken whenever the source commits events in this process.
    pub(crate) fn wake(&self, source: &str) -> Arc<Notify> {
        let mut wake = self.0.wake.lock().unwrap_or_else(PoisonError::into_inner);
        wake.entry(source.to_owned()).or_default().clone()
    }

    pub(crate) fn committed(&self, source: &'static str, envelopes: Vec<Envelope>) {
        self.wake(source).notify_waiters();
        for envelope in envelopes {
            self.ephemeral(&Arc::new(envelope));
        }
    }

    pub(crate) fn ephemeral(&self, envelope: &Arc<Envelope>) {
        let mut subscribers = self.0.subscribers.lock().unwrap_or_else(PoisonError::into_inner);
        subscribers.retain(|subscriber| {
            if !subscriber.topics.contains(&envelope.topic.as_str()) {
                return true;
            }
            match subscriber.sender.try_send(envelope.clone()) {
                Ok(()) => true,
                Err(mpsc::error::TrySendError::Full(_)) => {
                    subscriber.lagged.store(true, Ordering::Release);
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
}
