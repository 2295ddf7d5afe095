//! What is found is written together: rows that come while a commit is in flight go with the next one.
//!
//! Nobody waits for the search, and what it writes it may write again, so a row needs no mark and no transaction of its own: the group goes on
//! once the row is in the store, and after a crash it brings a few rows twice.

use std::future::Future;

use tokio::sync::{mpsc, oneshot};

use super::note::Note;
use super::store::SearchStore;
use crate::error::Error;

/// Rows that wait at most; who brings more waits.
const QUEUE: usize = 1_024;
/// Rows of a commit.
const MOST: usize = 256;

struct Job {
    note: Note,
    answer: oneshot::Sender<Result<(), Error>>,
}

/// A door to the writer.
#[derive(Clone)]
pub(super) struct Writer(mpsc::Sender<Job>);

/// The door and the writer behind it.
pub(super) fn new(search: SearchStore) -> (Writer, impl Future<Output = runtime::Result<()>> + Send + 'static) {
    let (jobs, queue) = mpsc::channel(QUEUE);
    (Writer(jobs), write(search, queue))
}

impl Writer {
    /// Puts a row into the store; answers once it is there.
    pub(super) async fn put(&self, note: Note) -> Result<(), Error> {
        let (answer, answered) = oneshot::channel();
        self.0.send(Job { note, answer }).await.map_err(|_closed| Error::Unavailable)?;
        answered.await.unwrap_or(Err(Error::Unavailable))
    }
}

async fn write(search: SearchStore, mut queue: mpsc::Receiver<Job>) -> runtime::Result<()> {
    let mut jobs = Vec::with_capacity(MOST);
    while queue.recv_many(&mut jobs, MOST).await > 0 {
        let (notes, answers): (Vec<_>, Vec<_>) = jobs.drain(..).map(|job| (job.note, job.answer)).unzip();
        match search.put(&notes).await {
            Ok(()) => {
                for answer in answers {
                    drop(answer.send(Ok(())));
                }
            }
            Err(error @ db::Error::Unavailable(_)) => {
                tracing::warn!(%error, rows = notes.len(), "the search's store is away");
                for answer in answers {
                    drop(answer.send(Err(Error::Unavailable)));
                }
            }
            // A row that cannot be written holds nobody else's back.
            Err(_) => {
                for (note, answer) in notes.iter().zip(answers) {
                    drop(answer.send(search.put(std::slice::from_ref(note)).await.map_err(Error::from)));
                }
            }
        }
    }
    Ok(())
}
