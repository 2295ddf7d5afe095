//! What the message ledger is told: events in the transaction of what they tell of.

use std::collections::BTreeMap;

use bus::Event;
use contracts::connector::{LedgerEntry, LedgerEvent};
use db::{Batch, Tx};
use ids::TenantId;

use crate::State;

/// Entries of one event at most.
const TOGETHER: usize = 100;

/// Entries of one transaction, by whose they are.
#[derive(Default)]
pub(crate) struct Entries(BTreeMap<(TenantId, String), Vec<LedgerEntry>>);

impl Entries {
    pub(crate) fn add(&mut self, tenant: &TenantId, channel_id: &str, entry: LedgerEntry) {
        self.0.entry((tenant.clone(), channel_id.to_owned())).or_default().push(entry);
    }

    pub(crate) async fn publish(self, state: &State, tx: &mut Tx) -> db::Result<()> {
        state.publisher.publish(tx, self.events(state)).await
    }

    /// The same as a part of a batch.
    pub(crate) async fn add_to(self, batch: &mut Batch, state: &State) -> db::Result<()> {
        state.publisher.add_next(state.store.db(), batch, self.events(state)).await
    }

    fn events(self, state: &State) -> Vec<Event> {
        let mut events = Vec::new();
        for ((tenant, channel_id), entries) in self.0 {
            for entries in entries.chunks(TOGETHER) {
                let message = LedgerEvent { channel_id: channel_id.clone(), entries: entries.to_vec() };
                events.push(Event::new(state.ledger_topic, channel_id.clone(), "ENTRIES", tenant.clone(), &message));
            }
        }
        events
    }
}
