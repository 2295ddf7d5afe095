//! Who had an address was erased: what they wrote and were told goes, and what counts stays.

use bus::Delivery;
use contracts::ccm::ErasedEvent;
use contracts::connector::LedgerEntry;
use errors::{Fault, Kind};
use ids::TenantId;
use prost::Message as _;

use crate::State;
use crate::class::{ErrorClass, Refusal};
use crate::event::Event;
use crate::ledger::Entries;
use crate::send::{failed, told};
use crate::store::{NewThing, Store};

/// Letters of an address at least, before broken items are searched for it: fewer would be found in anybody's.
const TELLING: usize = 6;

pub(crate) async fn erase(state: &State, delivery: &mut Delivery<'_>) -> errors::Result<()> {
    let tenant = TenantId::new(delivery.event.tenant.as_str());
    let event = ErasedEvent::decode(delivery.event.payload.as_slice()).map_err(Fault::internal)?;
    let (channel_id, now) = (event.channel_id, state.clock.now());
    let identities = identities(state, &tenant, (&channel_id, event.channel_customer_identifier)).await?;
    let nobody = format!("{channel_id}:");
    let gone = failed(&Refusal::new(ErrorClass::RecipientUnavailable, "ERASED", "the customer was erased"));
    let mut entries = Entries::default();
    let tx = delivery.tx().await?;
    for identity in identities {
        let lane = format!("{channel_id}:{identity}");
        let mut ends = Vec::new();
        for send in Store::pending_of(tx, &tenant, &lane).await? {
            if Store::end_send(tx, &send, &gone, now).await? {
                ends.push(NewThing { lane: nobody.clone(), ..told(&send, &gone, now) });
            }
        }
        Store::add_things_in(tx, &ends).await?;
        let core = identity.trim_start_matches('+');
        let telling = (core.len() >= TELLING).then_some(core);
        Store::erase_requests(tx, &tenant, (&channel_id, &lane), telling).await?;
        for (id, received_ms, stored_ms) in Store::drop_waiting(tx, &tenant, &lane, now).await? {
            let entry = LedgerEntry {
                id,
                what: "REJECTED".to_owned(),
                reason: "ERASED".to_owned(),
                received_ms,
                stored_ms,
                ..LedgerEntry::default()
            };
            entries.add(&tenant, &channel_id, entry);
        }
        Store::erase_lane(tx, &tenant, (&lane, &nobody)).await?;
        if Store::is_under_way(tx, &tenant, &lane).await? {
            // Its end is written with the address: once more when it is there.
            return Err(Fault::new(Kind::Unavailable, "UNDER_WAY", "a message to the customer is being sent"));
        }
    }
    Ok(entries.publish(state, tx).await?)
}

/// The address, and those that the provider told beside it.
async fn identities(state: &State, tenant: &TenantId, (channel_id, identity): (&str, String)) -> errors::Result<Vec<String>> {
    let payloads = state.store.events_of(tenant, &format!("{channel_id}:{identity}")).await?;
    let mut all = vec![identity];
    // A channel that is gone cannot be asked how its provider writes addresses.
    if let Some(channel) = state.directory.channel(channel_id).await? {
        let events = payloads.iter().filter_map(|payload| serde_json::from_str::<Event>(payload).ok());
        all.extend(events.flat_map(|event| state.provider.also_known_as(&channel, &event)));
    }
    all.sort();
    all.dedup();
    Ok(all)
}
