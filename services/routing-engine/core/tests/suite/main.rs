//! Behaviour of the routing core: examples, properties over random histories, and a naive model.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails, helpers included")]

mod acceptance;
mod differential;
mod examples;
mod invariants;
mod reference;
mod state_tables;
mod world;
