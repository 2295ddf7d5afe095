//! Who is who, over HTTP: likely same persons, merges, identities.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State as Shared};
use axum::http::StatusCode;
use errors::Fault;
use runtime::Caller;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::customer::Shown;
use crate::domain::identity::Identity;
use crate::domain::merge::Evidence;
use crate::ops;
use crate::ops::merge_customers::Ask;
use crate::ops::show_merges::Seen;
use crate::state::State;

#[derive(Serialize, ToSchema)]
#[schema(as = CustomerSuggestions)]
pub(super) struct Suggestions {
    items: Vec<Suggested>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = CustomerSuggestion)]
struct Suggested {
    customer: Shown,
    evidence: Vec<Evidence>,
}

#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = CustomerMergeRequest)]
pub(super) struct MergeBody {
    /// Who becomes part of the customer in the path.
    customer_id: String,
    /// May be empty if the two have something in common.
    #[serde(default)]
    reason: String,
}

#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = CustomerOther)]
pub(super) struct OtherBody {
    customer_id: String,
}

#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = CustomerMergeUndo)]
pub(super) struct UndoBody {
    #[serde(default)]
    reason: String,
}

#[derive(Serialize, ToSchema)]
#[schema(as = CustomerMerges)]
pub(super) struct Merges {
    items: Vec<MergeShown>,
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = CustomerMerge)]
pub(super) struct MergeShown {
    id: String,
    /// Whom both are now.
    customer_id: String,
    merged_customer_id: String,
    /// The name of the one that was merged.
    merged_name: String,
    at: String,
    actor: String,
    reason: String,
    evidence: Vec<Evidence>,
    /// Null while it stands.
    undone_at: Option<String>,
    undone_by: Option<String>,
    undo_reason: Option<String>,
    /// The newest that stands may be taken back.
    undoable: bool,
}

#[derive(Serialize, ToSchema)]
#[schema(as = CustomerIdentities)]
pub(super) struct Identities {
    items: Vec<IdentityShown>,
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = CustomerIdentity)]
struct IdentityShown {
    channel_type: String,
    identifier: String,
    added_at: Option<String>,
    /// Who put it here by hand; null if it came by itself.
    linked_by: Option<String>,
}

#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = CustomerIdentityLink)]
pub(super) struct LinkBody {
    channel_type: String,
    identifier: String,
}

/// Who a customer may be besides.
#[utoipa::path(get, path = "/cim-customer/v1/customers/{id}/suggestions", params(("id" = String, Path)), responses((status = 200, description = "Who a customer may be besides", body = Suggestions)))]
pub(super) async fn suggestions(
    Shared(state): Shared<Arc<State>>,
    caller: Caller,
    Path(id): Path<String>,
) -> errors::Result<Json<Suggestions>> {
    let found = ops::suggest_customers::suggest_customers(&state, &caller.principal.tenant, &id).await?;
    let mut items = Vec::new();
    for suggestion in found {
        let mut evidence = suggestion.evidence;
        ops::show_merges::mask_evidence(&state, &caller.principal, &mut evidence).await?;
        let mut shown = ops::show_customer::show_customers(&state, &caller.principal, &[suggestion.customer]).await?;
        let customer = shown.pop().ok_or_else(|| Fault::internal("one customer in, none out"))?;
        items.push(Suggested { customer, evidence });
    }
    Ok(Json(Suggestions { items }))
}

/// Remembers that two customers are two people.
#[utoipa::path(post, path = "/cim-customer/v1/customers/{id}/not-same", params(("id" = String, Path)), request_body = OtherBody, responses((status = 204, description = "Remembers that two customers are two people")))]
pub(super) async fn not_same(
    Shared(state): Shared<Arc<State>>,
    caller: Caller,
    Path(id): Path<String>,
    Json(body): Json<OtherBody>,
) -> errors::Result<StatusCode> {
    ops::suggest_customers::tell_apart(&state, &caller.principal, &id, &body.customer_id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What a customer was merged from.
#[utoipa::path(get, path = "/cim-customer/v1/customers/{id}/merges", params(("id" = String, Path)), responses((status = 200, description = "What a customer was merged from", body = Merges)))]
pub(super) async fn merges(Shared(state): Shared<Arc<State>>, caller: Caller, Path(id): Path<String>) -> errors::Result<Json<Merges>> {
    let seen = ops::show_merges::show_merges(&state, &caller.principal, &id).await?;
    Ok(Json(Merges { items: seen.into_iter().map(shown).collect() }))
}

/// Merges another customer into this one.
#[utoipa::path(post, path = "/cim-customer/v1/customers/{id}/merges", params(("id" = String, Path)), request_body = MergeBody, responses((status = 201, description = "Merges another customer into this one", body = MergeShown)))]
pub(super) async fn merge(
    Shared(state): Shared<Arc<State>>,
    caller: Caller,
    Path(id): Path<String>,
    Json(body): Json<MergeBody>,
) -> errors::Result<(StatusCode, Json<MergeShown>)> {
    let ask = Ask { keep: &id, other: &body.customer_id, reason: &body.reason };
    let mut merge = ops::merge_customers::merge_customers(&state, &caller.principal, ask).await?;
    ops::show_merges::mask_evidence(&state, &caller.principal, &mut merge.evidence).await?;
    Ok((StatusCode::CREATED, Json(shown(Seen { merge, undoable: true }))))
}

/// Takes a merge back.
#[utoipa::path(post, path = "/cim-customer/v1/merges/{id}/undo", params(("id" = String, Path)), request_body = UndoBody, responses((status = 200, description = "Takes a merge back", body = MergeShown)))]
pub(super) async fn undo(
    Shared(state): Shared<Arc<State>>,
    caller: Caller,
    Path(id): Path<String>,
    Json(body): Json<UndoBody>,
) -> errors::Result<Json<MergeShown>> {
    let mut merge = ops::undo_merge::undo_merge(&state, &caller.principal, &id, &body.reason).await?;
    ops::show_merges::mask_evidence(&state, &caller.principal, &mut merge.evidence).await?;
    Ok(Json(shown(Seen { merge, undoable: false })))
}

/// Under what a customer turns up on channels.
#[utoipa::path(get, path = "/cim-customer/v1/customers/{id}/identities", params(("id" = String, Path)), responses((status = 200, description = "Under what a customer turns up on channels", body = Identities)))]
pub(super) async fn identities(
    Shared(state): Shared<Arc<State>>,
    caller: Caller,
    Path(id): Path<String>,
) -> errors::Result<Json<Identities>> {
    let found = ops::show_identities::show_identities(&state, &caller.principal, &id).await?;
    Ok(Json(listed(found)))
}

/// Puts an identity to this customer, whoever had it.
#[utoipa::path(post, path = "/cim-customer/v1/customers/{id}/identities", params(("id" = String, Path)), request_body = LinkBody, responses((status = 200, description = "Puts an identity to this customer, whoever had it", body = Identities)))]
pub(super) async fn link(
    Shared(state): Shared<Arc<State>>,
    caller: Caller,
    Path(id): Path<String>,
    Json(body): Json<LinkBody>,
) -> errors::Result<Json<Identities>> {
    ops::link_identity::link_identity(&state, &caller.principal, &id, (&body.channel_type, &body.identifier)).await?;
    let found = ops::show_identities::show_identities(&state, &caller.principal, &id).await?;
    Ok(Json(listed(found)))
}

fn listed(identities: Vec<Identity>) -> Identities {
    let one = |identity: Identity| IdentityShown {
        channel_type: identity.channel_type,
        identifier: identity.identifier,
        added_at: (identity.added_at > 0).then(|| ids::rfc3339(identity.added_at)),
        linked_by: (!identity.linked_by.is_empty()).then_some(identity.linked_by),
    };
    Identities { items: identities.into_iter().map(one).collect() }
}

fn shown(seen: Seen) -> MergeShown {
    let Seen { merge, undoable } = seen;
    MergeShown {
        id: merge.id,
        customer_id: merge.winner,
        merged_customer_id: merge.loser,
        merged_name: merge.kept.loser.first_name,
        at: ids::rfc3339(merge.at),
        actor: merge.actor,
        reason: merge.reason,
        evidence: merge.evidence,
        undone_at: merge.undone.as_ref().map(|undone| ids::rfc3339(undone.at)),
        undone_by: merge.undone.as_ref().map(|undone| undone.actor.clone()),
        undo_reason: merge.undone.map(|undone| undone.reason),
        undoable,
    }
}
