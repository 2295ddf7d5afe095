//! What a customer was merged from, and what was taken back.

use ids::Principal;

use crate::domain::merge::{Evidence, Merge};
use crate::error::Result;
use crate::ops::get_customer::get_customer;
use crate::state::State;

/// A merge, and whether it may be taken back now.
pub(crate) struct Seen {
    pub(crate) merge: Merge,
    pub(crate) undoable: bool,
}

pub(crate) async fn show_merges(state: &State, principal: &Principal, id: &str) -> Result<Vec<Seen>> {
    let tenant = &principal.tenant;
    let customer = get_customer(state, tenant, id).await?;
    let last = state.store.last_merge(tenant, &customer.id).await?;
    let mut merges = state.store.merges(tenant, &customer.id).await?;
    for merge in &mut merges {
        mask_evidence(state, principal, &mut merge.evidence).await?;
    }
    let undoable = |merge: &Merge| last.as_ref().is_some_and(|last| last.id == merge.id);
    Ok(merges.into_iter().map(|merge| Seen { undoable: undoable(&merge), merge }).collect())
}

/// Hides what of the evidence somebody must not see.
pub(crate) async fn mask_evidence(state: &State, principal: &Principal, evidence: &mut [Evidence]) -> Result<()> {
    if evidence.is_empty() || !state.is_masked(principal).await? {
        return Ok(());
    }
    let schema = state.schema(&principal.tenant).await?;
    for one in evidence {
        one.value = crate::domain::mask::mask_contact(&one.kind, &one.value, &schema);
    }
    Ok(())
}
