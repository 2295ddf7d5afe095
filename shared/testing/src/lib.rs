//! What tests, benches and the chaos run share: installations that clean up after themselves, and clients that speak the public edges only.

mod client;
mod customer;
mod daemon;
mod desk;
mod files;
mod fleet;
mod gateway;
mod installation;
mod lead;
mod private;
mod process;
mod proxy;
mod servers;
mod small;
mod socket;
mod steps;

pub use client::Client;
pub use customer::{Applied, Customer, Row};
pub use daemon::{Daemon, Flush, postgres_bin};
pub use desk::Desk;
pub use files::{follow_link, put_file};
pub use fleet::{Fleet, Member, environment};
pub use installation::Installation;
pub use lead::leaderless;
pub use private::{Private, settings};
pub use process::{Process, binary, free_ports};
pub use proxy::{Link, Proxy};
pub use servers::{Profile, Servers};
pub use small::Small;
pub use socket::{Refused, Socket};

use std::time::Duration;

/// How long anything that must happen may take before a test gives up on it.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// Waits until `condition` gives something, looking again and again.
///
/// # Errors
/// If it does not within [`PATIENCE`]; the text names what was waited for.
pub async fn eventually<T, F: Future<Output = anyhow::Result<Option<T>>>>(what: &str, condition: impl FnMut() -> F) -> anyhow::Result<T> {
    within(PATIENCE, what, condition).await
}

/// The same for what takes longer, such as the start of twenty processes on two cores.
///
/// # Errors
/// If it does not within `patience`; the text names what was waited for.
pub async fn within<T, F: Future<Output = anyhow::Result<Option<T>>>>(
    patience: Duration,
    what: &str,
    mut condition: impl FnMut() -> F,
) -> anyhow::Result<T> {
    let begun = tokio::time::Instant::now();
    loop {
        if let Some(found) = condition().await? {
            return Ok(found);
        }
        anyhow::ensure!(begun.elapsed() < patience, "{what} did not happen in time");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
