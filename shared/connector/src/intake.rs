//! Requests are written down together: whoever comes while one flush is under way shares the next.

use std::sync::Arc;

use errors::{Fault, Kind};
use ids::Clock;
use tokio::sync::{mpsc, oneshot};

use crate::State;
use crate::store::{NewWebhook, Store};

/// Requests that may wait for a flush.
const WAITING: usize = 4096;
/// Requests that share one.
const TOGETHER: usize = 256;

type Job = (NewWebhook, oneshot::Sender<bool>);

/// The way to the store.
#[derive(Clone)]
pub(crate) struct Intake(mpsc::Sender<Job>);

/// The way, and the worker at its end.
pub(crate) fn new(store: Store, clock: Clock) -> (Intake, impl FnOnce(Arc<State>) -> Writing) {
    let (sender, jobs) = mpsc::channel(WAITING);
    let writing = move |state| -> Writing { Box::pin(write(state, store, clock, jobs)) };
    (Intake(sender), writing)
}

type Writing = std::pin::Pin<Box<dyn Future<Output = runtime::Result<()>> + Send>>;

impl Intake {
    /// Stores a request; the answer means that it is durable.
    pub(crate) async fn store(&self, request: NewWebhook) -> errors::Result<()> {
        let full = || Fault::new(Kind::Unavailable, "INTAKE_FULL", "too much at once: send it again");
        let (answer, answered) = oneshot::channel();
        self.0.try_send((request, answer)).map_err(|_| full())?;
        if answered.await.unwrap_or(false) {
            Ok(())
        } else {
            Err(Fault::new(Kind::Unavailable, "NOT_STORED", "the request could not be stored: send it again"))
        }
    }
}

async fn write(state: Arc<State>, store: Store, clock: Clock, mut jobs: mpsc::Receiver<Job>) -> runtime::Result<()> {
    let mut batch = Vec::with_capacity(TOGETHER);
    while jobs.recv_many(&mut batch, TOGETHER).await > 0 {
        let (requests, answers): (Vec<_>, Vec<_>) = batch.drain(..).unzip();
        let stored = store.store_webhooks(&requests, clock.now()).await;
        if let Err(error) = &stored {
            let error: &dyn std::error::Error = error;
            tracing::error!(error, requests = requests.len(), "requests could not be stored");
        }
        metrics::counter!("connector_stored_total", "pod" => state.pod).increment(if stored.is_ok() { requests.len() as u64 } else { 0 });
        for answer in answers {
            // A provider that went away sends it again.
            let _gone = answer.send(stored.is_ok());
        }
        state.raw_there.notify_one();
    }
    Ok(())
}
