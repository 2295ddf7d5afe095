//! Two customers turn out to be one person: the one that is kept gets what it lacks and all identities, the other leads to it.
//!
//! What it takes to part them again is written down with the merge. Both are guarded by their versions; whoever was quicker is read again.

use ids::{Principal, TenantId};

use crate::domain::customer::Customer;
use crate::domain::merge::{Evidence, Kept, Merge, merged, shared};
use crate::domain::text::line;
use crate::error::{Error, Result};
use crate::ops::get_customer::get_customer;
use crate::state::State;
use crate::store::Store;

/// How often a race is run again.
const TRIES: usize = 5;
/// Characters of a reason at most.
pub(crate) const REASON: usize = 500;

/// Who becomes part of whom.
pub(crate) struct Ask<'a> {
    /// Stays, and names both from then on.
    pub(crate) keep: &'a str,
    pub(crate) other: &'a str,
    pub(crate) reason: &'a str,
}

/// Merges them; the merge that was made before, if the other is part of the first already.
pub(crate) async fn merge_customers(state: &State, principal: &Principal, ask: Ask<'_>) -> Result<Merge> {
    let tenant = &principal.tenant;
    let reason = reason(ask.reason)?;
    for _ in 0..TRIES {
        let winner = get_customer(state, tenant, ask.keep).await?;
        let loser = get_customer(state, tenant, ask.other).await?;
        if winner.id == loser.id {
            return earlier(state, tenant, (&winner.id, ask.other)).await;
        }
        if let Some(merge) = once(state, principal, (&winner, &loser), &reason).await? {
            tracing::info!(customer = winner.id, other = loser.id, actor = &*principal.actor, "two customers were merged");
            metrics::counter!("cim_customer_merges_total", "tenant" => tenant.to_string()).increment(1);
            return Ok(merge);
        }
    }
    Err(Error::Contended { id: ask.keep.to_owned() })
}

/// A reason as it is kept.
pub(crate) fn reason(text: &str) -> Result<String> {
    line(text, REASON).map_err(|message| Error::FieldInvalid { field: "reason", message })
}

async fn earlier(state: &State, tenant: &TenantId, (winner, other): (&str, &str)) -> Result<Merge> {
    let merges = state.store.merges(tenant, other).await?;
    let standing = merges.into_iter().find(|merge| merge.winner == winner && merge.loser == other && merge.undone.is_none());
    standing.ok_or_else(|| Error::SameCustomer { id: winner.to_owned() })
}

async fn once(state: &State, principal: &Principal, (winner, loser): (&Customer, &Customer), reason: &str) -> Result<Option<Merge>> {
    let tenant = &principal.tenant;
    let schema = state.schema(tenant).await?;
    let evidence = evidence(state, tenant, (winner, loser)).await?;
    if evidence.is_empty() && reason.is_empty() {
        return Err(Error::ReasonMissing);
    }
    let document = merged(&schema, &winner.document, &loser.document).map_err(|violations| Error::CustomerInvalid { violations })?;
    let now = state.clock.now();
    let mut tx = state.store.begin().await?;
    let identities = Store::identities_in(&mut tx, tenant, &loser.id).await?;
    let merge = Merge {
        id: ids::new_id(),
        winner: winner.id.clone(),
        loser: loser.id.clone(),
        at: now,
        actor: principal.actor.to_string(),
        reason: reason.to_owned(),
        evidence,
        kept: Kept {
            before: winner.document.clone(),
            after: document.clone(),
            loser: loser.document.clone(),
            loser_created_at: loser.created_at,
            loser_updated_at: loser.updated_at,
            identities: identities.into_iter().map(|identity| (identity.channel_type, identity.identifier)).collect(),
        },
        undone: None,
    };
    let after = Customer { version: winner.version + 1, updated_at: now, document, ..winner.clone() };
    if !state.store.merge(&mut tx, tenant, (&merge, &after, loser), &schema).await? {
        return Ok(None);
    }
    tx.commit().await?;
    Ok(Some(merge))
}

/// What says that they are one person: what they share, and what providers said.
pub(crate) async fn evidence(state: &State, tenant: &TenantId, (one, other): (&Customer, &Customer)) -> Result<Vec<Evidence>> {
    let schema = state.schema(tenant).await?;
    let mut evidence = shared(&schema, &one.document, &other.document);
    let hints = state.store.likenesses(tenant, &one.id).await?;
    let hints = hints.into_iter().filter(|known| !known.not_same && [&known.one, &known.other].contains(&&other.id));
    evidence.extend(hints.flat_map(|known| known.evidence));
    Ok(evidence)
}
