//! What a log may look like at one moment, and what may become of it from one moment to the next. Pure, and shown to have teeth.

use std::collections::{BTreeMap, BTreeSet};

use bus::Envelope;
use contracts::conversation_manager::ActivityEvent;
use prost::Message as _;
use sha2::{Digest as _, Sha256};

use super::places::{Place, Stored};
use crate::store::Key;

/// One conversation as its store holds it.
#[derive(Clone, Debug)]
pub(super) struct Moment {
    pub(super) log: Vec<Stored>,
    pub(super) outbox: Vec<Envelope>,
}

/// One conversation through a history.
#[derive(Clone, Debug, Default)]
pub(super) struct Story {
    pub(super) moments: Vec<Moment>,
    /// Numbers that senders were told, by the id of their message, in the order they heard them.
    pub(super) told: Vec<(String, i64)>,
    /// Rows whose bodies were erased: everything up to this number.
    pub(super) erased: i64,
}

impl Moment {
    pub(super) async fn of(place: &Place, key: &Key) -> Self {
        Self { log: place.log(key).await, outbox: place.outbox(key).await }
    }

    /// What is wrong with it (M1, M3, the customers' chain): nothing, hopefully.
    pub(super) fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        let mut customer_prev = 0;
        for (row, number) in self.log.iter().zip(1..) {
            if row.seq != number {
                faults.push(format!("a gap: {} stands where {number} should", row.seq));
            }
            if row.body.as_ref().is_some_and(|body| row.hash != Sha256::digest(body).to_vec()) {
                faults.push(format!("{} does not have the hash of its body", row.seq));
            }
            if row.customer_prev != customer_prev {
                faults.push(format!("{} names {} as the customer's row before, not {customer_prev}", row.seq, row.customer_prev));
            }
            if row.for_customers {
                customer_prev = row.seq;
            }
        }
        let requests: Vec<_> = self.log.iter().filter_map(|row| row.request_id.as_deref()).collect();
        if requests.len() != requests.iter().collect::<BTreeSet<_>>().len() {
            faults.push("a request was written twice".to_owned());
        }
        if self.log.len() != self.outbox.len() {
            faults.push(format!("{} rows have {} events", self.log.len(), self.outbox.len()));
        }
        faults.extend(self.log.iter().zip(&self.outbox).filter_map(|(row, event)| announced(row, event)));
        faults
    }
}

/// What differs between a row and the event that tells of it.
fn announced(row: &Stored, event: &Envelope) -> Option<String> {
    let Ok(message) = ActivityEvent::decode(event.payload.as_slice()) else {
        return Some(format!("the event of {} cannot be read", row.seq));
    };
    let (activity, context) = (message.activity.unwrap_or_default(), message.context.unwrap_or_default());
    let same = (event.sequence, activity.seq, activity.prev) == (row.seq, row.seq, row.seq - 1)
        && (&event.r#type, &activity.name, context.customer_prev) == (&row.name, &row.name, row.customer_prev)
        && row.body.as_ref().is_none_or(|body| *body == activity.body_json);
    (!same).then(|| format!("the event of {} tells something else: {event:?}", row.seq))
}

impl Story {
    /// What is wrong with it: every moment, every step from one to the next, and what senders were told (M1, M2, M3).
    pub(super) fn faults(&self) -> Vec<String> {
        let mut faults: Vec<String> = self.moments.iter().flat_map(Moment::faults).collect();
        for pair in self.moments.windows(2) {
            faults.extend(only_appended(&pair[0].log, &pair[1].log));
        }
        if let Some(last) = self.moments.last() {
            faults.extend(self.kept(last));
        }
        faults
    }

    fn kept(&self, last: &Moment) -> Vec<String> {
        let written: BTreeMap<&str, i64> =
            last.log.iter().filter_map(|row| row.request_id.as_deref().map(|request| (request, row.seq))).collect();
        let told = self.told.iter().filter(|(id, seq)| written.get(id.as_str()) != Some(seq));
        let mut faults: Vec<String> =
            told.map(|(id, seq)| format!("{id} was told {seq}, and the log has {:?}", written.get(id.as_str()))).collect();
        let whole = last.log.iter().filter(|row| row.seq <= self.erased && row.body.is_some());
        faults.extend(whole.map(|row| format!("{} was erased and has its body", row.seq)));
        let lost = last.log.iter().filter(|row| row.seq > self.erased && row.body.is_none());
        faults.extend(lost.map(|row| format!("{} was not erased and has no body", row.seq)));
        faults
    }
}

/// Rows stay as they were, but for bodies that go.
fn only_appended(before: &[Stored], after: &[Stored]) -> Vec<String> {
    let mut faults = Vec::new();
    for (at, old) in before.iter().enumerate() {
        let kept = after.get(at).is_some_and(|new| {
            let same = (new.seq, &new.name, &new.request_id, &new.hash) == (old.seq, &old.name, &old.request_id, &old.hash);
            same && (new.body.is_none() || new.body == old.body)
        });
        if !kept {
            faults.push(format!("{} was changed: {:?}", old.seq, after.get(at)));
        }
    }
    faults
}
