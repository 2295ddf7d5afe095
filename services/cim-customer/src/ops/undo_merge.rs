//! A merge is taken back: both are as they were.
//!
//! What was typed since the merge stays with the customer that was kept. Identities go back to whom they belonged; of those that came since, the
//! ones that came by such an identity, or that only the other's document knows, go with it. The newest merge is taken back first: an older
//! one below it would not be known apart from it.

use ids::Principal;

use crate::domain::customer::Customer;
use crate::domain::merge::{Merge, Undone, going, parted, restored};
use crate::error::{Error, Result};
use crate::ops::merge_customers::reason;
use crate::state::State;
use crate::store::{Likeness, Store};

/// How often a race is run again.
const TRIES: usize = 5;

/// Takes back the merge; says so again if it was.
pub(crate) async fn undo_merge(state: &State, principal: &Principal, id: &str, why: &str) -> Result<Merge> {
    let why = reason(why)?;
    for _ in 0..TRIES {
        let merge = state.store.merge_of(&principal.tenant, id).await?.ok_or_else(|| Error::NoMerge { id: id.to_owned() })?;
        if merge.undone.is_some() {
            return Ok(merge);
        }
        if let Some(undone) = once(state, principal, merge, &why).await? {
            tracing::info!(customer = undone.winner, other = undone.loser, actor = &*principal.actor, "a merge was taken back");
            return Ok(undone);
        }
    }
    Err(Error::Contended { id: id.to_owned() })
}

async fn once(state: &State, principal: &Principal, merge: Merge, why: &str) -> Result<Option<Merge>> {
    let tenant = &principal.tenant;
    let winner = state.store.customer(tenant, &merge.winner).await?;
    let last = state.store.last_merge(tenant, &merge.winner).await?;
    let Some(winner) = winner.filter(|_| last.is_some_and(|last| last.id == merge.id)) else {
        return Err(Error::MergeBelow { id: merge.id });
    };
    let schema = state.schema(tenant).await?;
    let now = state.clock.now();
    let undone = Undone { at: now, actor: principal.actor.to_string(), reason: why.to_owned() };
    let merge = Merge { undone: Some(undone), ..merge };
    let mut tx = state.store.begin().await?;
    let Some(version) = Store::part_version(&mut tx, tenant, &merge.loser).await? else {
        return Ok(None);
    };
    let loser = restored(&merge, version + 1);
    let document = parted(&merge.kept, &winner.document);
    let identities = Store::identities_in(&mut tx, tenant, &winner.id).await?;
    let leaving = going(&merge, &schema, &document, &identities);
    let after = Customer { version: winner.version + 1, updated_at: now, document, ..winner };
    if !state.store.part(&mut tx, tenant, (&merge, &after, &loser), &schema).await? {
        return Ok(None);
    }
    state.store.move_identities(&mut tx, tenant, &leaving, &loser.id).await?;
    let two = Likeness {
        one: merge.winner.clone(),
        other: merge.loser.clone(),
        not_same: true,
        evidence: merge.evidence.clone(),
        actor: principal.actor.to_string(),
        at: now,
    };
    Store::note_likeness(&mut tx, tenant, &two).await?;
    tx.commit().await?;
    Ok(Some(merge))
}
