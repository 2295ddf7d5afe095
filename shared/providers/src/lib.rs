//! Providers to try connectors with: a fake of each (`switchboard providers fake`), and the conformance kit that holds any connector, ours or
//! a stranger's, against the shared cases (`switchboard connectors check`).
//!
//! Never part of a service: the one binary has it as two verbs, tests use it as a library.

pub mod cases;
pub mod check;
mod cli;
pub mod fake;
mod matching;
mod report;
mod resign;

pub use cli::{connectors, providers};
pub use matching::subset;
