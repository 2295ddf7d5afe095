//! Whole-system tests: stories over the public edges, one binary.

mod chaos;
mod composition;
pub(crate) mod journeys;
mod pages;
mod refusals;
mod repeats;
mod roles;
mod runbooks;
mod tenants;
mod upgrade;
