//! A host that runs, and how it ends.

use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::atomic::Ordering;
use std::time::Duration;

use axum::Router;
use axum::serve::ListenerExt as _;
use db::Db;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::app::Farewell;
use crate::lifecycle::Lifecycle;
use crate::ops::Ops;

/// A host that runs.
pub struct Running {
    /// Where the public listener is.
    pub public: Option<SocketAddr>,
    /// Where the admin listener is.
    pub admin: Option<SocketAddr>,
    /// Where the gRPC listener is.
    pub grpc: Option<SocketAddr>,
    pub(super) lifecycle: Lifecycle,
    pub(super) stores: Vec<Db>,
    pub(super) ops: Ops,
    pub(super) drain: Duration,
    /// Asked for a second time to end: nothing is waited for any more.
    pub(super) hard: CancellationToken,
    pub(super) farewells: Vec<Farewell>,
    pub(super) _locks: Vec<std::fs::File>,
}

impl Running {
    pub(super) fn serve(&self, listener: Option<TcpListener>, router: Router) {
        let Some(listener) = listener else { return };
        // Without it the last small frame of a burst waits for an acknowledgement.
        let listener = listener.tap_io(|stream| {
            if let Err(error) = stream.set_nodelay(true) {
                tracing::debug!(%error, "a connection went away at once");
            }
        });
        let stop = self.lifecycle.stop.clone();
        let service = router.into_make_service_with_connect_info::<SocketAddr>();
        self.lifecycle.tracker.spawn(async move {
            if let Err(error) = axum::serve(listener, service).with_graceful_shutdown(stop.cancelled_owned()).await {
                tracing::error!(%error, "a listener ended");
            }
        });
    }

    /// Whether every check passes.
    pub async fn is_ready(&self) -> bool {
        self.ops.is_ready().await
    }

    /// Asks everything to end: see [`Running::stopped`], which sees to it.
    pub fn stop(&self) {
        self.lifecycle.leaving.cancel();
    }

    /// Cancelled when the process is asked to end.
    pub fn stopping(&self) -> CancellationToken {
        self.lifecycle.leaving.clone()
    }

    /// Waits until asked to stop, by signal or otherwise, then for what can go elsewhere to go, then for what is in flight.
    pub async fn stopped(mut self) -> ExitCode {
        let hard = self.hard.clone();
        let Lifecycle { stop, leaving, tracker, .. } = self.lifecycle.clone();
        leaving.cancelled().await;
        let end = tokio::time::Instant::now() + self.drain;
        let time = self.drain * 3 / 4;
        let farewells = futures::future::join_all(std::mem::take(&mut self.farewells).into_iter().map(|farewell| farewell(time)));
        tokio::select! {
            _ = farewells => {}
            () = tokio::time::sleep(time) => {}
            // Something failed: there is no time for farewells.
            () = stop.cancelled() => {}
            () = hard.cancelled() => {}
        }
        stop.cancel();
        tracker.close();
        tokio::select! {
            () = tracker.wait() => {}
            () = tokio::time::sleep_until(end) => tracing::warn!("something is still in flight: ending anyway"),
            () = hard.cancelled() => {}
        }
        for store in &self.stores {
            // A transaction that never ends must not keep the process alive.
            let closed = tokio::time::timeout(Duration::from_secs(2), store.close()).await;
            if closed.is_err() {
                tracing::warn!("a store did not close in time");
            }
        }
        if self.lifecycle.failed.load(Ordering::Acquire) { ExitCode::FAILURE } else { ExitCode::SUCCESS }
    }
}
