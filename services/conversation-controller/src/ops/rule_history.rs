//! Every version a tenant's rules have had, and the way back to one of them.

use bus::Delivery;
use contracts::bus::ConfigChanged;
use errors::Fault;
use ids::{Principal, TenantId};
use prost::Message as _;
use runtime::objects::Object as _;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use crate::State;
use crate::domain::rules::BUILT_IN;
use crate::ops::change_rules::{RuleDocument, Shown};
use crate::store::{self, Version};

/// A version, without its text.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = RulesVersion)]
pub(crate) struct Listed {
    /// Counts a tenant's changes of its rules from 1.
    number: i64,
    changed_at: String,
    actor: String,
    /// `tenant`, or `built-in`: the tenant's own were taken away.
    source: &'static str,
}

/// A version with its text.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = RulesVersionText)]
pub(crate) struct Told {
    #[serde(flatten)]
    version: Listed,
    yaml: String,
}

/// Where to go back to.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = RulesRollback)]
pub(crate) struct Back {
    /// Of the history.
    number: i64,
    /// Version of the rules in force from which this is decided; left out if they are the built-in ones.
    version: Option<i64>,
}

/// Keeps a version when it is made.
pub(crate) async fn keep_version(delivery: &mut Delivery<'_>) -> errors::Result<()> {
    let event = delivery.event;
    let change = ConfigChanged::decode(event.payload.as_slice()).map_err(Fault::internal)?;
    if change.kind != RuleDocument::KIND {
        return Ok(());
    }
    let document: Value = serde_json::from_slice(&change.after_json).unwrap_or_default();
    let yaml = document["yaml"].as_str().unwrap_or_default().to_owned();
    let version = Version { number: 0, changed_at: event.occurred_at_ms, actor: change.actor, yaml };
    let tenant = TenantId::new(event.tenant.as_str());
    Ok(store::add_version(delivery.tx().await?, &tenant, &version).await?)
}

pub(crate) async fn list_versions(state: &State, tenant: &TenantId) -> errors::Result<Vec<Listed>> {
    Ok(state.store.versions(tenant).await?.iter().map(listed).collect())
}

pub(crate) async fn read_version(state: &State, tenant: &TenantId, number: i64) -> errors::Result<Told> {
    let version = find(state, tenant, number).await?;
    let yaml = if version.yaml.is_empty() { BUILT_IN.to_owned() } else { version.yaml.clone() };
    Ok(Told { version: listed(&version), yaml })
}

/// Puts an earlier version in force again, as a new one.
pub(crate) async fn roll_back(state: &State, principal: &Principal, back: &Back, address: &str) -> errors::Result<Shown> {
    let version = find(state, &principal.tenant, back.number).await?;
    if version.yaml.is_empty() {
        state.rules.remove(principal, address).await?;
        return state.rules.show(&principal.tenant).await;
    }
    state.rules.replace(principal, version.yaml, back.version, address).await
}

async fn find(state: &State, tenant: &TenantId, number: i64) -> errors::Result<Version> {
    state.store.version(tenant, number).await?.ok_or_else(|| Fault::not_found("version of the rules", &number.to_string()))
}

fn listed(version: &Version) -> Listed {
    Listed {
        number: version.number,
        changed_at: ids::rfc3339(version.changed_at),
        actor: version.actor.clone(),
        source: if version.yaml.is_empty() { "built-in" } else { "tenant" },
    }
}
