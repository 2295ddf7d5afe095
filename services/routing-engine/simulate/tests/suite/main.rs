//! The simulator: its theory against the literature, its input against mistakes, and the core against its theory.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails, helpers included")]

mod oracles;
mod record;
mod robustness;
mod scenarios;
mod staffing;
mod statistics;
mod theory;
