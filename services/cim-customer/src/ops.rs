//! What this service does, one behaviour a file.

/// An agent changes what is known of a customer.
pub(crate) mod change_customer;
/// An agent enters a customer.
pub(crate) mod create_customer;
/// A customer is forgotten.
pub(crate) mod erase_customer;
/// The tenant's settings this service acts on.
pub(crate) mod follow_settings;
/// One customer.
pub(crate) mod get_customer;
/// What a change of the schema must respect.
pub(crate) mod guards;
/// The customer behind a channel's identifier.
pub(crate) mod identify_customer;
/// Somebody puts an identity where it belongs.
pub(crate) mod link_identity;
/// A page of customers.
pub(crate) mod list_customers;
/// Two customers turn out to be one person.
pub(crate) mod merge_customers;
/// Every tenant has the system's attributes.
pub(crate) mod seed_schema;
/// A customer as somebody sees it.
pub(crate) mod show_customer;
/// Under what a customer turns up on channels.
pub(crate) mod show_identities;
/// What a customer was merged from.
pub(crate) mod show_merges;
/// Who a customer may be besides.
pub(crate) mod suggest_customers;
/// A merge is taken back.
pub(crate) mod undo_merge;
