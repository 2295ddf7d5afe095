//! Files, as services use them: file-engine keeps them, messages name them by id, viewers get signed links.
//!
//! Why this is here: gateways and connectors all need the same three things (`services/file-engine/README.md`, Serves), and a
//! difference between them would be a file that somebody may not see, or that somebody sees who may not.

mod client;
mod links;

pub use client::{Fetched, Files, StoredFile, Upload};
pub use links::{Links, Pass, verify_pass};
