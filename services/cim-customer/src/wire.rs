//! Domain → protobuf.

use contracts::cim_customer as proto;
use errors::Fault;

use crate::domain::customer::{Customer, Shown};

/// A customer with its document as somebody sees it.
pub(crate) fn customer(customer: &Customer, shown: &Shown) -> errors::Result<proto::Customer> {
    Ok(proto::Customer {
        id: customer.id.clone(),
        first_name: customer.document.first_name.clone(),
        is_anonymous: customer.document.is_anonymous,
        document_json: serde_json::to_vec(shown).map_err(Fault::internal)?,
        version: customer.version,
        merged_into: String::new(),
    })
}

/// A customer as events carry it: labels by id, nothing masked.
pub(crate) fn event(customer: &Customer) -> proto::Customer {
    let labels = customer.document.labels.iter().map(|id| (id.clone(), id.clone())).collect();
    let shown = Shown::new(customer, customer.document.clone(), &labels);
    proto::Customer {
        id: customer.id.clone(),
        first_name: customer.document.first_name.clone(),
        is_anonymous: customer.document.is_anonymous,
        // Texts, numbers and lists of them: nothing in it can fail to be written.
        document_json: serde_json::to_vec(&shown).unwrap_or_default(),
        version: customer.version,
        merged_into: String::new(),
    }
}

/// What is left of an erased one.
pub(crate) fn erased(id: &str, version: i64) -> proto::Customer {
    proto::Customer { id: id.to_owned(), version, ..proto::Customer::default() }
}

/// One that became part of another.
pub(crate) fn merged(customer: &Customer, into: &str) -> proto::Customer {
    proto::Customer { merged_into: into.to_owned(), ..erased(&customer.id, customer.version + 1) }
}
