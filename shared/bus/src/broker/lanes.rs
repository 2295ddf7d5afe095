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
        // One that is busy again is ready once more when that is over, and may have been served meanwhile.
        let is_ready = |key: &String| !self.busy.contains(key) && self.waiting.contains_key(key);
        let key = std::iter::from_fn(|| self.ready.pop_front()).find(is_ready)?;
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const KEYS: [&str; 3] = ["a", "b", "c"];

    #[derive(Clone, Debug)]
    enum Act {
        Push(usize),
        Next,
        /// The n-th of those that are served is done.
        Done(usize),
        /// A mark of the key is on its way, or has followed.
        Stop(usize),
        Marked(usize),
    }

    fn acts() -> impl Strategy<Value = Vec<Act>> {
        let key = 0..KEYS.len();
        let act = prop_oneof![
            key.clone().prop_map(Act::Push),
            Just(Act::Next),
            (0..3_usize).prop_map(Act::Done),
            key.clone().prop_map(Act::Stop),
            key.prop_map(Act::Marked)
        ];
        proptest::collection::vec(act, 1..80)
    }

    /// The lanes, and what a test knows of them.
    #[derive(Default)]
    struct Seen {
        lanes: Lanes,
        pushed: [i64; 3],
        served: [i64; 3],
        serving: Vec<usize>,
        stopped: Vec<usize>,
    }

    impl Seen {
        fn push(&mut self, key: usize) {
            self.pushed[key] += 1;
            let event = Envelope { key: KEYS[key].to_owned(), sequence: self.pushed[key], ..Envelope::default() };
            self.lanes.push(event, Message::mock(1, "".into(), "".into(), false, Vec::new()));
        }

        /// False if nothing is given out.
        fn next(&mut self) -> bool {
            let Some((event, _, _)) = self.lanes.next() else {
                let free = |key: &usize| !self.serving.contains(key) && !self.stopped.contains(key);
                assert!((0..KEYS.len()).filter(free).all(|key| self.pushed[key] == self.served[key]), "something could be served");
                return false;
            };
            let key = KEYS.iter().position(|key| *key == event.key).unwrap();
            assert!(!self.serving.contains(&key) && !self.stopped.contains(&key), "{} is busy", KEYS[key]);
            self.served[key] += 1;
            assert_eq!(event.sequence, self.served[key], "in the order they came");
            self.serving.push(key);
            true
        }

        fn done(&mut self, place: usize) {
            if place < self.serving.len() {
                let key = self.serving.remove(place);
                self.lanes.done(KEYS[key].to_owned(), None);
            }
        }

        fn marked(&mut self, key: usize) {
            if let Some(place) = self.stopped.iter().position(|stopped| *stopped == key) {
                self.stopped.remove(place);
                self.lanes.marked("", KEYS[key].to_owned(), 1);
            }
        }
    }

    proptest! {
        #[test]
        fn a_key_is_served_by_one_in_order_and_none_is_forgotten(acts in acts()) {
            let mut seen = Seen::default();
            for act in acts {
                match act {
                    Act::Push(key) => seen.push(key),
                    Act::Next => {
                        let _given_out = seen.next();
                    }
                    Act::Done(place) => seen.done(place),
                    Act::Stop(key) if seen.lanes.stop(KEYS[key]) => seen.stopped.push(key),
                    Act::Stop(_) => {}
                    Act::Marked(key) => seen.marked(key),
                }
            }
            for key in 0..KEYS.len() {
                seen.marked(key);
            }
            while seen.next() || !seen.serving.is_empty() {
                seen.done(0);
            }
            prop_assert_eq!(seen.pushed, seen.served);
        }
    }
}
