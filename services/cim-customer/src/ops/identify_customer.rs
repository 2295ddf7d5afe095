//! The customer behind a channel's identifier; made (anonymous) if there is none.
//!
//! Three things are told apart. The *identity* (channel type, identifier) is a unique key: whoever comes with it again is the same
//! customer, and of two who come at once with a new one, one creates and the other finds. An identifier that the channel *vouches*
//! for (a phone number on WhatsApp) and that exactly one customer has as an attribute joins that customer; so does one that the provider
//! tells together with a known one (a WhatsApp user id beside a number), and all that were told are kept. What somebody *claims*
//! in a form proves nothing (anybody can type somebody else's address and would see their conversation), so it only suggests: an
//! agent decides.

use std::collections::{BTreeMap, BTreeSet};

use ids::TenantId;

use crate::domain::customer::Customer;
use crate::domain::identity::Identity;
use crate::domain::merge::Evidence;
use crate::domain::schema::Schema;
use crate::error::{Error, Result};
use crate::state::State;
use crate::store::{Likeness, Store};

/// How often a race is run again.
const TRIES: usize = 5;

/// Somebody who turned up.
#[derive(Clone, Debug)]
pub(crate) struct Arrival {
    pub(crate) channel_type: String,
    pub(crate) identifier: String,
    /// What they said of themselves, by attribute key.
    pub(crate) said: BTreeMap<String, String>,
    /// Further identifiers of the same person, for which the provider vouches.
    pub(crate) others: Vec<String>,
}

/// Further identifiers of one arrival at most.
const OTHERS: usize = 4;

/// How many customers matched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Match {
    One,
    Many,
    None,
}

impl Match {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::One => "ONE",
            Self::Many => "MANY",
            Self::None => "NONE",
        }
    }
}

/// Who it is.
#[derive(Debug)]
pub(crate) struct Identified {
    pub(crate) customer: Customer,
    pub(crate) matched: Match,
    /// Who it might be besides.
    pub(crate) suggestions: Vec<Customer>,
}

pub(crate) async fn identify_customer(state: &State, tenant: &TenantId, arrival: Arrival) -> Result<Identified> {
    let arrival = checked(arrival)?;
    let schema = state.schema(tenant).await?;
    for _ in 0..TRIES {
        let known = state.store.identity(tenant, &arrival.channel_type, &arrival.identifier).await?;
        let found = match known {
            Some(customer) => returning(state, tenant, &schema, (customer, &arrival)).await?,
            None => match told_together(state, tenant, &arrival).await? {
                Some((customer, via)) => join(state, tenant, &schema, (customer, &arrival, &via)).await?,
                None => first_visit(state, tenant, &schema, &arrival).await?,
            },
        };
        if let Some(identified) = found {
            keep_others(state, tenant, &arrival, &identified.customer).await?;
            metrics::counter!("cim_customer_identified_total", "tenant" => tenant.to_string(), "match" => identified.matched.as_str())
                .increment(1);
            return Ok(identified);
        }
    }
    Err(Error::Contended { id: arrival.identifier })
}

fn checked(arrival: Arrival) -> Result<Arrival> {
    let (channel_type, identifier) = checked_identity(&arrival.channel_type, &arrival.identifier)?;
    let others: BTreeSet<_> =
        arrival.others.iter().filter_map(|other| checked_identity(&channel_type, other).ok()).map(|(_, id)| id).collect();
    let others = others.into_iter().filter(|other| *other != identifier).take(OTHERS).collect();
    Ok(Arrival { channel_type, identifier, said: arrival.said, others })
}

/// A channel type and an identifier in the form in which they are kept.
pub(crate) fn checked_identity(channel_type: &str, identifier: &str) -> Result<(String, String)> {
    let within = |field, text: &str, most| {
        let text = text.trim();
        let fits = !text.is_empty() && text.chars().count() <= most && !runtime::text::is_deceptive(text);
        if fits { Ok(text.to_owned()) } else { Err(Error::IdentityInvalid { field, most }) }
    };
    Ok((within("channel_type", channel_type, 64)?.to_uppercase(), within("channel_customer_identifier", identifier, 256)?))
}

/// Whom another identifier of the arrival belongs to, and that identifier.
async fn told_together(state: &State, tenant: &TenantId, arrival: &Arrival) -> Result<Option<(Customer, String)>> {
    for other in &arrival.others {
        if let Some(customer) = state.store.identity(tenant, &arrival.channel_type, other).await? {
            return Ok(Some((customer, other.clone())));
        }
    }
    Ok(None)
}

/// Keeps the other identifiers as the customer's. One that is somebody else's is a hint that the two are one person: people decide.
async fn keep_others(state: &State, tenant: &TenantId, arrival: &Arrival, customer: &Customer) -> Result<()> {
    for other in &arrival.others {
        let owner = state.store.identity(tenant, &arrival.channel_type, other).await?;
        if owner.as_ref().is_some_and(|owner| owner.id == customer.id) {
            continue;
        }
        let mut tx = state.store.begin().await?;
        match owner {
            None => {
                let identity = Identity { via: arrival.identifier.clone(), ..came(state, arrival, other) };
                let added = state.store.add_identity(&mut tx, tenant, &identity, &customer.id).await?;
                // The version in the statement proves that they were not erased or merged meanwhile: then the next arrival keeps it.
                if !added || !state.store.hold(&mut tx, tenant, customer).await? {
                    continue;
                }
            }
            Some(owner) => {
                let evidence = vec![Evidence { kind: "provider".to_owned(), value: other.clone() }];
                let (one, actor) = (customer.id.clone(), String::new());
                let hint = Likeness { one, other: owner.id, not_same: false, evidence, actor, at: state.clock.now() };
                Store::note_likeness(&mut tx, tenant, &hint).await?;
            }
        }
        tx.commit().await?;
    }
    Ok(())
}

fn came(state: &State, arrival: &Arrival, identifier: &str) -> Identity {
    let (channel_type, identifier) = (arrival.channel_type.clone(), identifier.to_owned());
    Identity { channel_type, identifier, added_at: state.clock.now(), ..Identity::default() }
}

/// Somebody with a known identity. None if they were changed meanwhile.
async fn returning(
    state: &State,
    tenant: &TenantId,
    schema: &Schema,
    (customer, arrival): (Customer, &Arrival),
) -> Result<Option<Identified>> {
    let mut document = customer.document.clone();
    schema.fill(&mut document, &arrival.said);
    let one = |customer| Identified { customer, matched: Match::One, suggestions: Vec::new() };
    if document == customer.document {
        return Ok(Some(one(customer)));
    }
    let customer = Customer { version: customer.version + 1, updated_at: state.clock.now(), document, ..customer };
    let mut tx = state.store.begin().await?;
    if !state.store.replace(&mut tx, tenant, &customer, schema).await? {
        return Ok(None);
    }
    tx.commit().await?;
    Ok(Some(one(customer)))
}

/// Somebody with a new identity. None if the identity, or whom it belongs to, was written meanwhile.
async fn first_visit(state: &State, tenant: &TenantId, schema: &Schema, arrival: &Arrival) -> Result<Option<Identified>> {
    let most = i64::from(state.config.suggestions) + 1;
    let vouched = state.store.with_contacts(tenant, &schema.vouched(&arrival.channel_type, &arrival.identifier), most).await?;
    if let [customer] = vouched.as_slice() {
        return join(state, tenant, schema, (customer.clone(), arrival, "")).await;
    }
    let claimed = state.store.with_contacts(tenant, &schema.claimed(&arrival.said), most).await?;
    let mut seen = BTreeSet::new();
    let mut suggestions: Vec<_> = vouched.into_iter().chain(claimed).filter(|customer| seen.insert(customer.id.clone())).collect();
    let matched = if suggestions.len() > 1 { Match::Many } else { Match::None };
    suggestions.truncate(usize::try_from(state.config.suggestions).unwrap_or(usize::MAX));
    let created = create(state, tenant, schema, arrival).await?;
    Ok(created.map(|customer| Identified { customer, matched, suggestions }))
}

/// Adds the identity to the one customer the channel vouches for, or who has the identifier that was told together with it.
async fn join(
    state: &State,
    tenant: &TenantId,
    schema: &Schema,
    (customer, arrival, via): (Customer, &Arrival, &str),
) -> Result<Option<Identified>> {
    let mut document = customer.document.clone();
    schema.fill(&mut document, &arrival.said);
    schema.note_identifier(&mut document, &arrival.channel_type, &arrival.identifier);
    let changed = document != customer.document;
    let mut tx = state.store.begin().await?;
    let identity = Identity { via: via.to_owned(), ..came(state, arrival, &arrival.identifier) };
    if !state.store.add_identity(&mut tx, tenant, &identity, &customer.id).await? {
        return Ok(None);
    }
    // Written even if nothing changed: the version in the statement proves that the customer was not erased meanwhile.
    let version = customer.version + i64::from(changed);
    let after = Customer { version, updated_at: state.clock.now(), document, ..customer };
    let kept = if changed {
        state.store.replace(&mut tx, tenant, &after, schema).await?
    } else {
        state.store.hold(&mut tx, tenant, &after).await?
    };
    if !kept {
        return Ok(None);
    }
    tx.commit().await?;
    Ok(Some(Identified { customer: after, matched: Match::One, suggestions: Vec::new() }))
}

async fn create(state: &State, tenant: &TenantId, schema: &Schema, arrival: &Arrival) -> Result<Option<Customer>> {
    let mut document = schema.anonymous(&arrival.said);
    schema.note_identifier(&mut document, &arrival.channel_type, &arrival.identifier);
    let now = state.clock.now();
    let customer = Customer { id: ids::new_id(), version: 1, created_at: now, updated_at: now, document };
    let mut tx = state.store.begin().await?;
    if !state.store.add_identity(&mut tx, tenant, &came(state, arrival, &arrival.identifier), &customer.id).await? {
        return Ok(None);
    }
    state.store.add(&mut tx, tenant, &customer, schema).await?;
    tx.commit().await?;
    Ok(Some(customer))
}
