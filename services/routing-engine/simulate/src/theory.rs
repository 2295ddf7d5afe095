//! Closed forms and exact numbers of queueing models; times are in the unit of the rates that are handed in.
//!
//! Nothing here knows the engine: an oracle that shared code with what it judges would repeat its mistakes.

pub mod birth_death;
pub mod constant;
pub mod erlang;
pub mod priority;
pub mod retry;
pub mod skills;
pub mod transient;

/// What a model says of the customers it lets in.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Waiting {
    /// Probability that nobody is free at once.
    pub p_wait: f64,
    /// Mean wait of all.
    pub mean_wait: f64,
}
