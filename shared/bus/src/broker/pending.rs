//! Events that were handled and for which nothing was written. Their marks move together, a little later, and then they are acknowledged.

use std::collections::{BTreeSet, HashMap};

use lapin::Acker;
use lapin::types::DeliveryTag;

use super::marks::Step;
use crate::event::Envelope;

/// By topic and key, since numbers count within both.
#[derive(Default)]
pub(super) struct Pending(HashMap<(String, String), Entry>);

/// What waits of one topic and key.
struct Entry {
    /// The last number handled.
    sequence: i64,
    receipts: Vec<Receipt>,
}

/// A mark on its way, and what may be acknowledged once it is there.
pub(super) struct Moving {
    pub(super) topic: String,
    pub(super) key: String,
    pub(super) sequence: i64,
    pub(super) receipts: Vec<Receipt>,
}

/// An event that the broker waits to hear of.
pub(super) struct Receipt {
    /// The broker's number of it within the channel.
    pub(super) tag: DeliveryTag,
    pub(super) acker: Acker,
}

/// What the broker waits to hear of, on one channel.
#[derive(Default)]
pub(super) struct Open(BTreeSet<DeliveryTag>);

impl Open {
    pub(super) fn delivered(&mut self, tag: DeliveryTag) {
        self.0.insert(tag);
    }

    pub(super) fn acknowledged(&mut self, tag: DeliveryTag) {
        self.0.remove(&tag);
    }

    /// How many of these, in the order of their tags, lie before everything that stays open: one word acknowledges them all.
    pub(super) fn first(&mut self, acknowledged: &[DeliveryTag]) -> usize {
        for tag in acknowledged {
            self.acknowledged(*tag);
        }
        self.0.first().map_or(acknowledged.len(), |open| acknowledged.partition_point(|tag| tag < open))
    }
}

impl Moving {
    pub(super) fn step(&self) -> Step<'_> {
        Step { topic: &self.topic, key: &self.key, sequence: self.sequence }
    }
}

impl Pending {
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn add(&mut self, event: Envelope, receipt: Receipt) {
        let entry = self.0.entry((event.topic, event.key)).or_insert_with(|| Entry { sequence: event.sequence, receipts: Vec::new() });
        entry.sequence = entry.sequence.max(event.sequence);
        entry.receipts.push(receipt);
    }

    /// Takes out what may move now, so many marks at most and one of a key.
    pub(super) fn take(&mut self, most: usize, mut may: impl FnMut(&str) -> bool) -> Vec<Moving> {
        let taken = self.0.extract_if(|(_, key), _| may(key)).take(most);
        taken.map(|((topic, key), Entry { sequence, receipts })| Moving { topic, key, sequence, receipts }).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_word_acknowledges_what_lies_before_everything_open_and_nothing_else() {
        let mut open = Open::default();
        for tag in 1..=8 {
            open.delivered(tag);
        }
        assert_eq!(open.first(&[1, 2, 4]), 2, "3 is open");
        open.acknowledged(3);
        assert_eq!(open.first(&[6, 8]), 0, "5 is open");
        assert_eq!(open.first(&[5, 7]), 2, "nothing is");
        open.delivered(9);
        assert_eq!(open.first(&[9]), 1);
        assert_eq!(open.first(&[]), 0);
    }
}
