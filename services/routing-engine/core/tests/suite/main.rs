//! Behaviour of the routing core: examples, properties over random histories, and a naive model.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails, helpers included")]

mod acceptance;
mod checking;
mod company;
mod differential;
mod examples;
mod explaining;
mod expressions;
mod fuzz;
mod golden;
mod invariants;
mod leaps;
mod moves;
mod orders;
mod reference;
mod state_tables;
mod world;
