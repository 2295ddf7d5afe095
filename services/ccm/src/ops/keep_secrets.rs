//! Keys and tokens of an account: set by administrators, shown to nobody.

use std::collections::BTreeMap;

use bus::Event;
use contracts::bus::ConfigChanged;
use errors::{Fault, Violation};
use ids::TenantId;
use runtime::objects::By;
use serde_json::json;

use crate::State;
use crate::domain::{ChannelConnector, SECRETS};
use crate::error::Error;
use crate::store::{SecretName, Store};

/// Bytes of a secret.
const LONGEST: usize = 4096;

/// Sets the named secrets; one without a value is taken away. The audit log hears which, never what.
pub(crate) async fn set_secrets(state: &State, by: By<'_>, id: &str, secrets: BTreeMap<String, Option<String>>) -> errors::Result<()> {
    let tenant = &by.principal.tenant;
    connector(state, tenant, id).await?;
    let wrong: Vec<_> = secrets.iter().filter_map(|(name, value)| wrong(name, value.as_deref())).collect();
    if !wrong.is_empty() {
        return Err(Fault::invalid("NOT_VALID", "the secrets are not valid").with_violations(wrong));
    }
    let before: Vec<_> = state.store.secret_names(tenant, id).await?.into_iter().map(|secret| secret.name).collect();
    let now = state.clock.now();
    let mut tx = state.store.begin().await?;
    for (name, value) in &secrets {
        Store::set_secret(&mut tx, (tenant, id), (name, value.as_deref()), (&by.principal.actor, now)).await?;
    }
    let changed: Vec<_> = secrets.iter().map(|(name, value)| json!({ "name": name, "set": value.is_some() })).collect();
    let message = ConfigChanged {
        kind: SECRETS.to_owned(),
        id: id.to_owned(),
        before_json: json!({ "names": before }).to_string().into_bytes(),
        after_json: json!({ "changed": changed }).to_string().into_bytes(),
        version: now,
        actor: by.principal.actor.to_string(),
        source_address: by.address.to_owned(),
    };
    let event = Event::new(state.config_topic, format!("{SECRETS}:{id}"), SECRETS, tenant.clone(), &message);
    state.publisher.publish(&mut tx, vec![event]).await?;
    tx.commit().await.map_err(Error::from)?;
    Ok(())
}

/// Which secrets are set.
pub(crate) async fn list_secrets(state: &State, tenant: &TenantId, id: &str) -> errors::Result<Vec<SecretName>> {
    connector(state, tenant, id).await?;
    Ok(state.store.secret_names(tenant, id).await?)
}

async fn connector(state: &State, tenant: &TenantId, id: &str) -> errors::Result<()> {
    let found = state.connectors.get(tenant, id).await?;
    found.map(|_| ()).ok_or_else(|| Fault::not_found(<ChannelConnector as runtime::objects::Object>::KIND, id))
}

fn wrong(name: &str, value: Option<&str>) -> Option<Violation> {
    let named = !name.is_empty() && name.len() <= 64 && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
    if !named {
        return Some(Violation::new(name, "a secret's name has 1 to 64 letters, digits, `_` or `-`"));
    }
    // Said without the value.
    let fits = value.is_none_or(|value| !value.is_empty() && value.len() <= LONGEST && !value.chars().any(char::is_control));
    (!fits).then(|| Violation::new(name, "must have 1 to 4096 bytes and no control characters"))
}
