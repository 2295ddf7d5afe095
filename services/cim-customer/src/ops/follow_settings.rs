//! The tenant's settings this service acts on: copied here when unified-admin announces them.

use bus::Delivery;
use contracts::bus::ConfigChanged;
use errors::Fault;
use ids::TenantId;
use prost::Message as _;
use serde::Deserialize;

use crate::store::Store;

/// The one setting of interest.
const MASK_PII: &str = "maskPii";

#[derive(Deserialize)]
struct Setting {
    name: String,
    value: serde_json::Value,
}

pub(crate) async fn follow_settings(delivery: &mut Delivery<'_>) -> errors::Result<()> {
    let event = delivery.event;
    if event.r#type != "setting" {
        return Ok(());
    }
    let change = ConfigChanged::decode(event.payload.as_slice()).map_err(Fault::internal)?;
    let read = |json: &[u8]| serde_json::from_slice::<Setting>(json).ok().filter(|setting| setting.name == MASK_PII);
    let value = match (read(&change.before_json), read(&change.after_json)) {
        (_, Some(after)) => after.value.as_bool().unwrap_or(false),
        (Some(_), None) => false,
        (None, None) => return Ok(()),
    };
    let tenant = TenantId::new(event.tenant.as_str());
    Ok(Store::set_masks_pii(delivery.tx().await?, &tenant, value).await?)
}
