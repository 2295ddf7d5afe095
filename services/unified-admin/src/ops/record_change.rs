//! A change of configuration enters the audit log; a user who is gone or disabled is signed out.

use bus::Delivery;
use contracts::bus::ConfigChanged;
use errors::Fault;
use ids::TenantId;
use prost::Message as _;
use runtime::objects::Object as _;

use crate::domain::audit::Entry;
use crate::domain::user::User;
use crate::events::CONFIG_CHANGED;
use crate::state::State;
use crate::store::Store;

pub(crate) async fn record_change(state: &State, delivery: &mut Delivery<'_>) -> errors::Result<()> {
    let event = delivery.event;
    let change = ConfigChanged::decode(event.payload.as_slice()).map_err(Fault::internal)?;
    let entry = Entry::of_change(event, &change);
    let tenant = TenantId::new(event.tenant.as_str());
    let out = event.topic == CONFIG_CHANGED && change.kind == User::KIND && !may_stay(&change.after_json);
    let tx = delivery.tx().await?;
    Store::add_entry(tx, &entry).await?;
    if out {
        Store::end_other_sessions(tx, (&tenant, &change.id), "", state.clock.now()).await?;
    }
    if out && change.after_json.is_empty() {
        Store::forget_user(tx, &tenant, &change.id).await?;
    }
    Ok(())
}

fn may_stay(after: &[u8]) -> bool {
    serde_json::from_slice::<User>(after).is_ok_and(|user| user.enabled)
}
