//! Scenarios run through the production routing core under a virtual clock.
//!
//! The road of a scenario: [`scenario`] is the file as written, [`plan`] the same checked and compiled, [`world`] one
//! replication around the core, [`study`] all of them, [`report`] what they say. [`theory`] has closed forms of
//! queueing models, [`oracle`] holds the core against them, [`staff`] answers how many agents are needed.

pub mod cli;
pub mod distribution;
pub mod measure;
pub mod number;
pub mod oracle;
pub mod plan;
pub mod problem;
pub mod random;
pub mod record;
pub mod recorded;
pub mod report;
pub mod router;
pub mod scenario;
mod source;
pub mod staff;
pub mod statistics;
pub mod store;
pub mod study;
pub mod theory;
pub mod units;
pub mod world;

/// The JSON Schema of scenarios.
pub fn schema() -> String {
    let schema = schemars::schema_for!(scenario::Scenario);
    serde_json::to_string_pretty(&schema).unwrap_or_default() + "\n"
}
