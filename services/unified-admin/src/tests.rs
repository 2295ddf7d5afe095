//! The service as a whole: HTTP in front, a store in a temporary folder behind, a clock that is moved by hand.

mod audit;
mod documents;
mod first_start;
mod harness;
mod roles;
mod second_factor;
mod sessions;
mod signing_in;
