//! Who a customer may be besides: those who share a phone number, an address or an identifier, and those of whom a provider says so.
//! Whom somebody called another person is not suggested again.

use std::collections::{BTreeMap, BTreeSet};

use ids::{Principal, TenantId};

use crate::domain::customer::Customer;
use crate::domain::merge::{Evidence, shared};
use crate::error::{Error, Result};
use crate::ops::get_customer::get_customer;
use crate::state::State;
use crate::store::{Likeness, Store};

/// Somebody who may be the same person.
#[derive(Debug)]
pub(crate) struct Suggestion {
    pub(crate) customer: Customer,
    pub(crate) evidence: Vec<Evidence>,
}

pub(crate) async fn suggest_customers(state: &State, tenant: &TenantId, id: &str) -> Result<Vec<Suggestion>> {
    let customer = get_customer(state, tenant, id).await?;
    let schema = state.schema(tenant).await?;
    let known = known(state, tenant, &customer.id).await?;
    let two: BTreeSet<&String> = known.iter().filter(|(_, (not_same, _))| *not_same).map(|(id, _)| id).collect();
    let most = usize::try_from(state.config.suggestions).unwrap_or(usize::MAX);
    // Enough to be left with that many, whoever is passed over.
    let limit = i64::try_from(most.saturating_add(two.len()).saturating_add(1)).unwrap_or(i64::MAX);
    let mut found: BTreeMap<String, Suggestion> = BTreeMap::new();
    for other in state.store.with_contacts(tenant, &schema.contacts(&customer.document), limit).await? {
        let evidence = shared(&schema, &customer.document, &other.document);
        found.insert(other.id.clone(), Suggestion { customer: other, evidence });
    }
    for (id, (_, evidence)) in known.iter().filter(|(_, (not_same, _))| !*not_same) {
        match found.get_mut(id) {
            Some(suggestion) => suggestion.evidence.extend(evidence.iter().cloned()),
            None => {
                if let Some(other) = state.store.customer(tenant, id).await? {
                    found.insert(id.clone(), Suggestion { customer: other, evidence: evidence.clone() });
                }
            }
        }
    }
    let fits = |suggestion: &Suggestion| suggestion.customer.id != customer.id && !two.contains(&suggestion.customer.id);
    Ok(found.into_values().filter(fits).take(most).collect())
}

/// What is known of a customer, whoever was merged into it, and others: by the id that names those today.
async fn known(state: &State, tenant: &TenantId, id: &str) -> Result<BTreeMap<String, (bool, Vec<Evidence>)>> {
    let mut members = vec![id.to_owned()];
    members.extend(state.store.parts(tenant, id).await?.into_iter().map(|(part, _)| part));
    let mut known: BTreeMap<String, (bool, Vec<Evidence>)> = BTreeMap::new();
    for member in &members {
        for likeness in state.store.likenesses(tenant, member).await? {
            let Likeness { one, other, not_same, evidence, .. } = likeness;
            let other = if one == *member { other } else { one };
            let today = state.store.merged_into(tenant, &other).await?.unwrap_or(other);
            let entry = known.entry(today).or_default();
            entry.0 |= not_same;
            entry.1.extend(evidence);
        }
    }
    known.remove(id);
    Ok(known)
}

/// Remembers that two customers are two people.
pub(crate) async fn tell_apart(state: &State, principal: &Principal, id: &str, other: &str) -> Result<()> {
    let tenant = &principal.tenant;
    let one = get_customer(state, tenant, id).await?;
    let other = get_customer(state, tenant, other).await?;
    if one.id == other.id {
        return Err(Error::SameCustomer { id: one.id });
    }
    let evidence = super::merge_customers::evidence(state, tenant, (&one, &other)).await?;
    let two =
        Likeness { one: one.id, other: other.id, not_same: true, evidence, actor: principal.actor.to_string(), at: state.clock.now() };
    let mut tx = state.store.begin().await?;
    Store::note_likeness(&mut tx, tenant, &two).await?;
    tx.commit().await?;
    Ok(())
}
