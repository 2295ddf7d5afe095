//! Customers, their schema, and the rules about both. Pure: no store, no clock, no wire.

pub(crate) mod attribute;
pub(crate) mod customer;
pub(crate) mod identity;
pub(crate) mod label;
pub(crate) mod mask;
pub(crate) mod merge;
pub(crate) mod schema;
pub(crate) mod text;
