//! An agent changes what is known of a customer.

use std::collections::BTreeMap;

use errors::Violation;
use ids::{Principal, TenantId};
use serde_json::Value;

use crate::domain::customer::{Customer, Document};
use crate::domain::mask::restore;
use crate::domain::merge::LABELS;
use crate::error::{Error, Result};
use crate::ops::get_customer::get_customer;
use crate::state::State;

/// What somebody typed; what is absent stays.
#[derive(Debug, Default)]
pub(crate) struct Edit {
    pub(crate) first_name: Option<String>,
    pub(crate) is_anonymous: Option<bool>,
    pub(crate) phone_number: Option<Vec<String>>,
    pub(crate) email: Option<Vec<String>>,
    /// By id or by name.
    pub(crate) labels: Option<Vec<String>>,
    pub(crate) attributes: Option<BTreeMap<String, Value>>,
}

pub(crate) async fn change_customer(state: &State, principal: &Principal, id: &str, given: i64, edit: Edit) -> Result<Customer> {
    let tenant = &principal.tenant;
    let before = get_customer(state, tenant, id).await?;
    let stale = |current| Error::Stale { id: id.to_owned(), current, given };
    if before.version != given {
        return Err(stale(before.version));
    }
    let schema = state.schema(tenant).await?;
    let mut document = before.document.clone();
    let mut violations = apply(state, tenant, &mut document, edit).await?;
    if state.is_masked(principal).await? {
        restore(&mut document, &before.document, &schema);
    }
    violations.extend(schema.check(&mut document, Some(&before.document)));
    if !violations.is_empty() {
        return Err(Error::CustomerInvalid { violations });
    }
    let after = Customer { version: given + 1, updated_at: state.clock.now(), document, ..before };
    let mut tx = state.store.begin().await?;
    if !state.store.replace(&mut tx, tenant, &after, &schema).await? {
        return Err(stale(after.version));
    }
    tx.commit().await?;
    Ok(after)
}

/// Puts an edit into a document; says which labels there are not.
pub(crate) async fn apply(state: &State, tenant: &TenantId, document: &mut Document, edit: Edit) -> Result<Vec<Violation>> {
    let mut violations = Vec::new();
    // Whom an agent gives a name is known from then on; sending back what was read says nothing about it.
    let said = edit.is_anonymous.filter(|said| *said != document.is_anonymous);
    let named = edit.first_name.as_ref().is_some_and(|name| *name != document.first_name);
    document.is_anonymous = said.unwrap_or(document.is_anonymous && !named);
    if let Some(first_name) = edit.first_name {
        document.first_name = first_name;
    }
    if let Some(phone_number) = edit.phone_number {
        document.phone_number = phone_number;
    }
    if let Some(email) = edit.email {
        document.email = email;
    }
    if let Some(attributes) = edit.attributes {
        document.attributes = attributes;
    }
    if let Some(labels) = edit.labels {
        let known = state.label_names(tenant).await?;
        document.labels = resolve(&known, &labels, &mut violations);
    }
    Ok(violations)
}

fn resolve(known: &BTreeMap<String, String>, labels: &[String], violations: &mut Vec<Violation>) -> Vec<String> {
    if labels.len() > LABELS {
        violations.push(Violation::new("labels", format!("must be at most {LABELS}")));
    }
    let mut found = Vec::new();
    for (index, label) in labels.iter().enumerate() {
        let id = known.get_key_value(label).map(|(id, _)| id).or_else(|| known.iter().find(|(_, name)| *name == label).map(|(id, _)| id));
        match id {
            Some(id) if !found.contains(id) => found.push(id.clone()),
            Some(_) => {}
            None => violations.push(Violation::new(format!("labels[{index}]"), "names no label")),
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_go_by_id_or_name_and_once() {
        let known = BTreeMap::from([("l1".to_owned(), "VIP".to_owned()), ("l2".to_owned(), "vip".to_owned())]);
        let mut violations = Vec::new();
        let labels = ["VIP", "l1", "vip", "Vip"].map(str::to_owned);
        assert_eq!(resolve(&known, &labels, &mut violations), ["l1", "l2"]);
        assert_eq!(violations[0].field, "labels[3]");
    }
}
