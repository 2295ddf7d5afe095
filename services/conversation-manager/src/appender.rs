//! The one writer of a store's log: group commit.
//!
//! Changes queue up while a commit is in flight; the next commit takes all of them in a few multi-row statements, so that one flush of the
//! disk serves hundreds of messages and the latency of each is about one flush. An answer is given only after the commit.
//!
//! Heads of conversations are cached here, never believed: a head is written only at the version after the one it was read at, so
//! another replica's write makes ours fail, and we read again. The order of a conversation's rows is the order of commits.

mod batch;
#[cfg(test)]
pub(crate) mod tests;

use std::future::Future;
use std::sync::Arc;

use bus::Publisher;
use contracts::conversation_manager::change::Kind;
use ids::{Clock, TenantId, Trace};
use tokio::sync::{mpsc, oneshot};

use crate::appender::batch::{Batcher, Heads};
use crate::config::Config;
use crate::domain::Conversation;
use crate::error::Error;
use crate::store::{Key, Store};

/// Changes that wait at most; more is told to come again.
const QUEUE: usize = 8_192;

/// What was appended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Appended {
    /// Number of the change's first row; of the last row before it if it made none.
    pub(crate) seq: i64,
    /// The change was made earlier.
    pub(crate) duplicate: bool,
}

/// The customer's open conversation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Opened {
    pub(crate) conversation_id: String,
    pub(crate) created: bool,
}

pub(crate) enum Job {
    Append { key: Key, request_id: String, change: Box<Kind>, trace: Option<Trace>, answer: oneshot::Sender<Result<Appended, Error>> },
    Open { tenant: TenantId, customer_id: String, answer: oneshot::Sender<Result<Opened, Error>> },
}

impl Job {
    fn trace(&self) -> Option<Trace> {
        match self {
            Self::Append { trace, .. } => *trace,
            Self::Open { .. } => None,
        }
    }
}

/// A door to the one writer.
#[derive(Clone)]
pub(crate) struct Appender {
    jobs: mpsc::Sender<Job>,
    heads: Heads,
    max_body: usize,
}

/// The door and the writer behind it.
pub(crate) fn new(
    store: Store,
    publisher: Publisher,
    clock: Clock,
    config: &Config,
) -> (Appender, impl Future<Output = runtime::Result<()>> + Send + 'static) {
    let (jobs, queue) = mpsc::channel(QUEUE);
    let heads = batch::heads();
    let writer = write(Batcher::new(store, publisher, clock, heads.clone()), queue, config.batch);
    (Appender { jobs, heads, max_body: config.max_body }, writer)
}

async fn write(mut batcher: Batcher, mut queue: mpsc::Receiver<Job>, most: usize) -> runtime::Result<()> {
    let mut jobs = Vec::with_capacity(most);
    while queue.recv_many(&mut jobs, most).await > 0 {
        metrics::histogram!("conversation_manager_batch").record(f64::from(u32::try_from(jobs.len()).unwrap_or(u32::MAX)));
        batcher.run(std::mem::take(&mut jobs)).await;
    }
    Ok(())
}

impl Appender {
    /// Appends a change; the answer means it is durable. The same request id gives the same answer.
    pub(crate) async fn append(&self, key: Key, request_id: String, change: Kind) -> Result<Appended, Error> {
        let size = body_size(&change);
        if size > self.max_body {
            return Err(Error::TooLarge { size, max: self.max_body });
        }
        if request_id.is_empty() || request_id.len() > 128 {
            return Err(Error::Malformed { field: "request_id", problem: "has no or more than 128 bytes" });
        }
        storable("request_id", &request_id)?;
        storable("conversation_id", &key.id)?;
        let (answer, answered) = oneshot::channel();
        self.ask(Job::Append { key, request_id, change: Box::new(change), trace: Trace::current(), answer })?;
        answered.await.unwrap_or(Err(Error::Overloaded))
    }

    /// A conversation's head as it was when this process last had to do with it.
    pub(crate) fn remembered(&self, key: &Key) -> Option<Arc<Conversation>> {
        self.heads.get(key).map(|(head, _)| head)
    }

    /// The customer's open conversation, made if there is none.
    pub(crate) async fn open(&self, tenant: TenantId, customer_id: String) -> Result<Opened, Error> {
        storable("customer_id", &customer_id)?;
        let (answer, answered) = oneshot::channel();
        self.ask(Job::Open { tenant, customer_id, answer })?;
        answered.await.unwrap_or(Err(Error::Overloaded))
    }

    fn ask(&self, job: Job) -> Result<(), Error> {
        self.jobs.try_send(job).map_err(|_| {
            metrics::counter!("conversation_manager_overloaded_total").increment(1);
            Error::Overloaded
        })
    }
}

/// PostgreSQL's text has no NUL: one would make the whole batch fail.
fn storable(field: &'static str, text: &str) -> Result<(), Error> {
    if text.contains('\0') { Err(Error::Malformed { field, problem: "has a NUL" }) } else { Ok(()) }
}

fn body_size(change: &Kind) -> usize {
    match change {
        Kind::Message(message) => message.body_json.len(),
        Kind::WrapUp(change) => change.body_json.len(),
        Kind::MergeData(change) => change.data_json.len(),
        Kind::SessionStarted(change) => change.session.as_ref().map_or(0, |session| session.data_json.len()),
        _ => 0,
    }
}

/// Shared by the answers of one batch that failed as a whole.
pub(crate) fn same(error: &Arc<Error>) -> Error {
    match &**error {
        Error::Contended => Error::Contended,
        Error::Overloaded => Error::Overloaded,
        _ => Error::Unavailable,
    }
}
