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
    /// What the last event of a key left behind. It is looked up in the store otherwise, so it may be forgotten. It stays true while the session
    /// lasts: nobody else is given events of the key, and what is held is not in here. Who is wrong all the same finds the mark elsewhere.
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
        let key = self.ready.pop_front()?;
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
        self.busy.remove(&key);
        if self.waiting.contains_key(&key) {
            self.ready.push_back(key.clone());
        }
        if let Some(known) = known {
            if self.known.len() >= KNOWN {
                self.known.clear();
            }
            self.known.insert(key, known);
        }
    }
}
