//! The customer behind a channel's identifier; made (anonymous) if there is none.
//!
//! Three things are told apart. The *identity* (channel type, identifier) is a unique key: whoever comes with it again is the same
//! customer, and of two who come at once with a new one, one creates and the other finds. An identifier that the channel *vouches*
//! for (a phone number on WhatsApp) and that exactly one customer has as an attribute joins that customer. What somebody *claims*
//! in a form proves nothing (anybody can type somebody else's address and would see their conversation), so it only suggests: an
//! agent decides.

use std::collections::{BTreeMap, BTreeSet};

use ids::TenantId;

use crate::domain::customer::Customer;
use crate::domain::schema::Schema;
use crate::error::{Error, Result};
use crate::state::State;

/// How often a race is run again.
const TRIES: usize = 5;

/// Somebody who turned up.
#[derive(Clone, Debug)]
pub(crate) struct Arrival {
    pub(crate) channel_type: String,
    pub(crate) identifier: String,
    /// What they said of themselves, by attribute key.
    pub(crate) said: BTreeMap<String, String>,
}

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
            None => first_visit(state, tenant, &schema, &arrival).await?,
        };
        if let Some(identified) = found {
            metrics::counter!("cim_customer_identified_total", "tenant" => tenant.to_string(), "match" => identified.matched.as_str())
                .increment(1);
            return Ok(identified);
        }
    }
    Err(Error::Contended { id: arrival.identifier })
}

fn checked(arrival: Arrival) -> Result<Arrival> {
    let within = |field, text: &str, most| {
        let text = text.trim();
        if text.is_empty() || text.chars().count() > most { Err(Error::IdentityInvalid { field, most }) } else { Ok(text.to_owned()) }
    };
    Ok(Arrival {
        channel_type: within("channel_type", &arrival.channel_type, 64)?.to_uppercase(),
        identifier: within("channel_customer_identifier", &arrival.identifier, 256)?,
        said: arrival.said,
    })
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
        return join(state, tenant, schema, (customer.clone(), arrival)).await;
    }
    let claimed = state.store.with_contacts(tenant, &schema.claimed(&arrival.said), most).await?;
    let mut seen = BTreeSet::new();
    let mut suggestions: Vec<_> = vouched.into_iter().chain(claimed).filter(|customer| seen.insert(customer.id.clone())).collect();
    let matched = if suggestions.len() > 1 { Match::Many } else { Match::None };
    suggestions.truncate(usize::try_from(state.config.suggestions).unwrap_or(usize::MAX));
    let created = create(state, tenant, schema, arrival).await?;
    Ok(created.map(|customer| Identified { customer, matched, suggestions }))
}

/// Adds the identity to the one customer the channel vouches for.
async fn join(state: &State, tenant: &TenantId, schema: &Schema, (customer, arrival): (Customer, &Arrival)) -> Result<Option<Identified>> {
    let mut document = customer.document.clone();
    schema.fill(&mut document, &arrival.said);
    let changed = document != customer.document;
    let mut tx = state.store.begin().await?;
    if !state.store.add_identity(&mut tx, tenant, (&arrival.channel_type, &arrival.identifier), &customer.id).await? {
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
    if !state.store.add_identity(&mut tx, tenant, (&arrival.channel_type, &arrival.identifier), &customer.id).await? {
        return Ok(None);
    }
    state.store.add(&mut tx, tenant, &customer, schema).await?;
    tx.commit().await?;
    Ok(Some(customer))
}
