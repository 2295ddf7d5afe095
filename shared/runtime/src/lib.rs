//! The process: configuration, telemetry, listeners, lifecycle. A process is a list of services; a service is one
//! constructor, `(Context, Config) → App`, that does no I/O.
//!
//! What happens at start, in this order, and only here:
//!
//! 1. the command line; 2. configuration of all services, every problem reported at once (exit 78); 3. telemetry;
//! 4. every port is bound; 5. every service is built inside a span of its name; 6. migrations: applied when embedded, elsewhere only
//!    checked: the process is not ready while any is pending; 7. serving, workers, consumers; ready when every check passes;
//! 8. on a signal: not ready, sockets go to other replicas, no new work, what is in flight finishes, workers end, stores close. A second
//!    signal or the deadline ends it hard. A worker that ends early ends the process: exit code 1.

mod api;
mod app;
mod assets;
mod backup;
pub mod channels;
mod cli;
mod client;
mod config;
mod context;
mod deadline;
pub mod files;
mod flow;
pub mod follow;
mod grpc;
mod host;
mod http;
pub mod leader;
mod lifecycle;
mod listen;
pub mod log;
pub mod objects;
pub mod once;
mod ops;
mod peer;
mod scope;
mod service;
mod settings;
pub mod sockets;
mod telemetry;
pub mod text;

pub use api::{Api, routes};
pub use app::{App, OnExit};
pub use assets::{Assets, assets};
pub use cli::main;
pub use client::ClientAddress;
pub use config::{Config, ConfigError, NoSettings, load};
pub use context::Context;
pub use flow::Flow;
pub use host::{Host, HostError, Running};
pub use http::{Caller, host_name};
pub use leader::Leader;
pub use peer::Peer;
pub use scope::{Scoped, call, principal_of, scope};
pub use service::Service;
pub use settings::{Listen, Profile, Settings};

/// What a service's constructor returns.
pub type Result<T> = std::result::Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// Durations in configuration, as people write them: `"30s"`. For `#[serde(with = "runtime::duration")]`.
pub use humantime_serde as duration;
