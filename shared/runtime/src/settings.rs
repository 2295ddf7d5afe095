//! Settings of the process itself, beside those of its services.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::path::PathBuf;
use std::time::Duration;

use serde::{Deserialize, Serialize};

/// The documented defaults.
pub(crate) const DEFAULTS: &str = include_str!("../config.toml");

/// How the process runs. See `shared/runtime/config.toml` for every key.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Which parts stand behind the services.
    pub profile: Profile,
    /// Folder of stores, keys and links.
    pub data: PathBuf,
    /// The listeners.
    pub listen: Listen,
    /// `postgres://…`; empty for SQLite files in `data`.
    pub database: String,
    /// Connections to that server which one store uses at most.
    pub database_connections: NonZeroU32,
    /// `amqp://…`, for the `external` profile.
    pub broker: String,
    /// `redis://…`, for the `external` profile.
    pub cache: String,
    /// How events are carried and kept.
    pub bus: BusSettings,
    /// Address at which other replicas reach this process; that of the listeners if it is absent.
    pub advertise: Option<std::net::IpAddr>,
    /// Folder of the services' keys; empty for `keys` in `data`.
    pub keys: PathBuf,
    /// Addresses of services that run elsewhere, by pod name.
    pub peers: BTreeMap<String, String>,
    /// Deadline of a call between services that sets none of its own.
    #[serde(with = "humantime_serde")]
    pub call_deadline: Duration,
    /// How long a stopping process may take: sockets go to other replicas first, then what is in flight ends.
    #[serde(with = "humantime_serde")]
    pub drain: Duration,
    /// Proxies in front of the public listener whose `X-Forwarded-For` is believed.
    pub trusted_proxies: usize,
    /// Largest body of an HTTP request, in bytes.
    pub max_body: usize,
    /// What is logged, and how.
    pub log: Log,
}

/// How events are carried and kept.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct BusSettings {
    /// Parts into which events are divided by key; fixed when an installation is made.
    pub partitions: u16,
    /// First word of every name on the servers: installations may share them.
    pub prefix: String,
    /// How long events wait for a group that does not come for them.
    #[serde(with = "humantime_serde")]
    pub keep: Duration,
    /// Events of one service that may wait to be carried away before new work is refused.
    pub backlog: u64,
}

/// Which parts stand behind the services.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Profile {
    /// Files and memory of this machine.
    Embedded,
    /// Servers.
    External,
}

/// The listeners; an absent one is not opened.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Listen {
    /// HTTP and sockets for the world.
    pub public: Option<SocketAddr>,
    /// Health, metrics, operations.
    pub admin: Option<SocketAddr>,
    /// gRPC for services in other processes.
    pub grpc: Option<SocketAddr>,
}

/// Logging.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Log {
    /// Directives as `RUST_LOG` has them.
    pub filter: String,
    /// `text` for people, `json` for machines.
    pub format: LogFormat,
}

/// Shape of a log line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// For people.
    Text,
    /// For machines.
    Json,
}
