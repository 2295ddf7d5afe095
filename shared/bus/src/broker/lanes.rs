//! The events a feed holds, key by key.

use std::collections::{HashMap, HashSet, VecDeque};

use lapin::message::Delivery as Message;

use super::marks::Known;
use crate::event::Envelope;

/// Keys whose place is remembered at most.
const KNOWN: usize = 4_096;

/// Events by key, in the order they came. A key is served by one task at a time.
#[derive(Default)]
pub(super) struct Lanes {
    waiting: HashMap<String, VecDeque<(Envelope, Message)>>,
    /// What the last event of a key left behind. It is looked up in the store otherwise, so it may be forgotten, once the mark has followed. It stays
    /// true while the session lasts: nobody else is given events of the key, and what is held is not in here. Who is wrong all the same finds the mark
    /// elsewhere.
    known: HashMap<String, Known>,
    ready: VecDeque<String>,
    busy: HashSet<String>,
}

impl Lanes {
    pub(super) fn push(&mut self, event: Envelope, message: Message) {
        let key = event.key.clone();
        let lane = self.waiting.entry(key.clone()).or_default();
        lane.push_back((event, message));
        if lane.len() == 1 && !self.busy.contains(&key) {
            self.ready.push_back(key);
        }
    }

    /// The next event whose key is not busy.
    pub(super) fn next(&mut self) -> Option<(Envelope, Message, Option<Known>)> {
        // One that is busy again is ready once that is over.
        let key = std::iter::from_fn(|| self.ready.pop_front()).find(|key| !self.busy.contains(key))?;
        let lane = self.waiting.get_mut(&key)?;
        let (event, message) = lane.pop_front()?;
        if lane.is_empty() {
            self.waiting.remove(&key);
        }
        let known = self.known.remove(&key);
        self.busy.insert(key);
        Some((event, message, known))
    }

    pub(super) fn done(&mut self, key: String, known: Option<Known>) {
        if let Some(known) = known {
            if self.known.len() >= KNOWN {
                self.known.retain(|_, known| known.is_ahead());
            }
            self.known.insert(key.clone(), known);
        }
        self.free(key);
    }

    /// Keeps a key from being served while its mark is on the way; false if it is being served.
    pub(super) fn stop(&mut self, key: &str) -> bool {
        self.busy.insert(key.to_owned())
    }

    /// The mark of a key that was stopped has followed.
    pub(super) fn marked(&mut self, topic: &str, key: String, sequence: i64) {
        if let Some(known) = self.known.get_mut(&key) {
            known.follow(topic, sequence);
        }
        self.free(key);
    }

    fn free(&mut self, key: String) {
        self.busy.remove(&key);
        if self.waiting.contains_key(&key) {
            self.ready.push_back(key);
        }
    }
}
