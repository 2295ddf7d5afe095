//! Receipts: raised in memory at once, stored a little later. They are signals, not messages: the last few milliseconds of
//! them may be lost with the process, and readers say again how far they are when they come back.

use std::collections::HashMap;
use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use contracts::conversation_manager::Receipt;

use crate::store::{Key, Raised, Store};

/// Receipts that wait to be stored.
#[derive(Clone, Default)]
pub(crate) struct Receipts(Arc<Mutex<HashMap<(Key, String), Receipt>>>);

pub(crate) fn new(store: Store, period: Duration) -> (Receipts, impl Future<Output = runtime::Result<()>> + Send + 'static) {
    let receipts = Receipts::default();
    let flushing = flush(receipts.clone(), store, period);
    (receipts, flushing)
}

async fn flush(receipts: Receipts, store: Store, period: Duration) -> runtime::Result<()> {
    let mut timer = tokio::time::interval(period);
    timer.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        timer.tick().await;
        let waiting = receipts.take();
        if waiting.is_empty() {
            continue;
        }
        if let Err(error) = store.raise(&waiting).await {
            tracing::warn!(%error, "receipts are kept for the next try");
            for raised in waiting {
                receipts.raise(raised.key, &raised.receipt);
            }
        }
    }
}

impl Receipts {
    /// Raises how far a reader has come; never lowers it.
    pub(crate) fn raise(&self, key: Key, receipt: &Receipt) {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let known = waiting.entry((key, receipt.recipient.clone())).or_insert_with(|| receipt.clone());
        known.delivered_seq = known.delivered_seq.max(receipt.delivered_seq).max(receipt.read_seq);
        known.read_seq = known.read_seq.max(receipt.read_seq);
    }

    /// What was raised in the conversation and is not stored yet.
    pub(crate) fn waiting(&self, key: &Key) -> Vec<Receipt> {
        let waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.iter().filter(|((of, _), _)| of == key).map(|(_, receipt)| receipt.clone()).collect()
    }

    fn take(&self) -> Vec<Raised> {
        let waiting = std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        waiting.into_iter().map(|((key, _), receipt)| Raised { key, receipt }).collect()
    }
}
