//! One writer per tenant, and the doors to them.
//!
//! A shard lives in one task. Commands queue up while a commit is in flight; the next commit takes all of them as one row of the log,
//! with their answers and events in the same transaction. Nothing is answered and nothing rings before it is durable. What fails to
//! commit never happened: the task throws its memory away and reads the log again.
//!
//! Whoever opened the shard last owns it: every commit names the epoch taken then and fails under an older one. Of several replicas
//! one leads, for a *term*: it opens all shards when the term begins, and none is left when it has ended. That two never lead is
//! likely; that two never commit is certain.

mod actor;
mod batch;
mod feed;
mod follow;
mod levels;
mod project;
mod room;
mod turn;
mod views;
mod waits;

use std::collections::{BTreeSet, HashMap};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bus::Publisher;
use ids::{Clock, Principal, TenantId, Trace};
use prost::Message;
use routing_core::{AttributeId, ConfigChange, Refusal};
use runtime::{Context, Leader};
use tokio::sync::{mpsc, oneshot};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

pub(crate) use feed::{Cursor, Feed, Page, Report, Said};
pub(crate) use levels::{Goal, WINDOW};
pub(crate) use room::Room;
pub(crate) use turn::Turn;
pub(crate) use views::{parse_task, wait_view};
pub(crate) use waits::Waits;

use crate::catalogue::{Catalogue, Docs, Scope};
use crate::config::Config;
use crate::error::Error;
use crate::store::Store;

/// Pause before a store that is away is asked again.
const RETRY: Duration = Duration::from_secs(1);

type Run = Box<dyn FnOnce(&mut Turn<'_>) -> Result<Vec<u8>, Error> + Send>;

/// One command of a caller.
struct Job {
    /// RPC and request id, if a repetition must hear the same.
    once: Option<String>,
    run: Run,
    /// The request that asks.
    trace: Option<Trace>,
    answer: oneshot::Sender<Result<Vec<u8>, Error>>,
}

/// The way to one shard.
#[derive(Clone)]
struct Door {
    jobs: mpsc::Sender<Job>,
    /// Documents that changed and that the shard has not been told of.
    pending: Arc<Mutex<BTreeSet<Scope>>>,
    /// Another process took the shard over.
    moved: Arc<AtomicBool>,
    /// What was reported of late.
    feed: Feed,
}

/// What every shard works with.
struct Shared {
    store: Store,
    publisher: Publisher,
    catalogue: Catalogue,
    clock: Clock,
    config: Config,
    leader: Leader,
    stop: CancellationToken,
    name: &'static str,
    term: Mutex<Option<Term>>,
}

/// A time during which this replica leads: its end, its shards, and the ways to them.
struct Term {
    end: CancellationToken,
    tracker: TaskTracker,
    doors: HashMap<TenantId, Door>,
}

impl Term {
    fn new(stop: &CancellationToken) -> Self {
        Self { end: stop.child_token(), tracker: TaskTracker::new(), doors: HashMap::new() }
    }
}

/// All shards of this process. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Engine(Arc<Shared>);

impl Engine {
    pub(crate) fn new(cx: &Context, store: Store, catalogue: Catalogue, (config, clock): (Config, Clock)) -> Self {
        let (leader, stop) = (cx.leader(&store.db), cx.stop());
        // Where there is but one replica, its term is the life of the process.
        let term = leader.leads().then(|| Term::new(&stop));
        Self(Arc::new(Shared {
            store,
            publisher: cx.publisher(),
            catalogue,
            clock,
            config,
            leader,
            stop,
            name: cx.name(),
            term: Mutex::new(term),
        }))
    }

    /// Opens the shards of all tenants that have one: their deadlines run whether or not somebody calls.
    async fn open_all(&self) -> Result<(), Error> {
        for tenant in self.0.store.tenants().await? {
            self.door(&tenant)?;
        }
        Ok(())
    }

    /// Routes whenever this replica leads, until the process stops.
    pub(crate) async fn lead(self) -> runtime::Result<()> {
        let (leader, stop) = (self.0.leader.clone(), self.0.stop.clone());
        while stop.run_until_cancelled(leader.elected()).await.is_some() {
            self.term().get_or_insert_with(|| Term::new(&stop));
            let open = async {
                while let Err(error) = self.open_all().await {
                    tracing::warn!(%error, "the store is not there yet");
                    tokio::time::sleep(RETRY).await;
                }
                leader.deposed().await;
            };
            stop.run_until_cancelled(open).await;
            let ended = self.term().take();
            if let Some(Term { end, tracker, doors }) = ended {
                end.cancel();
                drop(doors);
                tracker.close();
                tracker.wait().await;
            }
        }
        leader.release().await;
        Ok(())
    }

    /// Changes something. The same RPC with the same request id is answered the same, and changes nothing again.
    pub(crate) async fn change<R: Message + Default>(
        &self,
        tenant: &TenantId,
        (rpc, request_id): (&'static str, &str),
        run: impl FnOnce(&mut Turn<'_>) -> Result<R, Error> + Send + 'static,
    ) -> Result<R, Error> {
        if request_id.is_empty() || request_id.len() > 128 {
            return Err(Error::Malformed { field: "request_id", problem: "has no or more than 128 bytes" });
        }
        let once = Some(format!("{rpc}:{request_id}"));
        let run: Run = Box::new(move |turn| run(turn).map(|answer| answer.encode_to_vec()));
        let bytes = self.ask(tenant, once, run).await?;
        Ok(R::decode(bytes.as_slice())?)
    }

    /// Reads, or changes something that needs no repetition.
    pub(crate) async fn look<T: Send + 'static>(
        &self,
        tenant: &TenantId,
        run: impl FnOnce(&mut Turn<'_>) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let found = Arc::new(Mutex::new(None));
        let place = found.clone();
        let run: Run = Box::new(move |turn| {
            let answer = run(turn)?;
            *place.lock().unwrap_or_else(PoisonError::into_inner) = Some(answer);
            Ok(Vec::new())
        });
        self.ask(tenant, None, run).await?;
        let answer = found.lock().unwrap_or_else(PoisonError::into_inner).take();
        answer.ok_or(Error::Unavailable)
    }

    async fn ask(&self, tenant: &TenantId, once: Option<String>, run: Run) -> Result<Vec<u8>, Error> {
        // A process that was stopped and goes on must not answer from a memory that is another's by now.
        if !self.0.leader.leads() {
            return Err(Error::Moved);
        }
        let door = self.door(tenant)?;
        let (answer, answered) = oneshot::channel();
        door.jobs.try_send(Job { once, run, trace: Trace::current(), answer }).map_err(|refused| match refused {
            mpsc::error::TrySendError::Full(_) => {
                metrics::counter!("routing_engine_overloaded_total").increment(1);
                Error::Overloaded
            }
            mpsc::error::TrySendError::Closed(_) => Error::Unavailable,
        })?;
        answered.await.unwrap_or(Err(Error::Unavailable))
    }

    /// The tenants for whom this replica routes now.
    pub(crate) fn tenants(&self) -> Vec<TenantId> {
        self.term().as_ref().map(|term| term.doors.keys().cloned().collect()).unwrap_or_default()
    }

    /// Says something that nobody needs to hear.
    pub(crate) fn hint(&self, event: bus::Event) {
        self.0.publisher.hint(event);
    }

    /// What a tenant's shard reported of late.
    pub(crate) fn feed(&self, tenant: &TenantId) -> Result<Feed, Error> {
        if !self.0.leader.leads() {
            return Err(Error::Moved);
        }
        Ok(self.door(tenant)?.feed)
    }

    /// The documents of a tenant.
    pub(crate) async fn docs(&self, tenant: &TenantId) -> db::Result<Docs> {
        self.0.catalogue.docs(tenant).await
    }

    /// The core's objection to these changes together, if it has one; nothing is changed.
    pub(crate) async fn rehearse(&self, tenant: &TenantId, changes: Vec<ConfigChange>) -> Result<Option<Refusal>, Error> {
        self.look(tenant, move |turn| Ok(turn.rehearse(&changes))).await
    }

    /// Whether a queue or an agent names the attribute.
    pub(crate) async fn is_attribute_used(&self, tenant: &TenantId, attribute: AttributeId) -> Result<bool, Error> {
        self.look(tenant, move |turn| Ok(turn.rehearse(&[ConfigChange::RemoveAttribute(attribute)]) == Some(Refusal::InUse))).await
    }

    /// A document changed: the shard is told before anything that is asked later.
    pub(crate) fn follow(&self, tenant: &TenantId, scope: Scope) {
        // A replica that does not lead reads all documents when it does.
        let Ok(door) = self.door(tenant) else { return };
        door.pending.lock().unwrap_or_else(PoisonError::into_inner).insert(scope);
        let (answer, _) = oneshot::channel();
        // Only a wake-up: whatever the queue holds already makes the shard look as well.
        drop(door.jobs.try_send(Job { once: None, run: Box::new(|_| Ok(Vec::new())), trace: None, answer }));
    }

    /// Whether somebody routes: we do, with all shards ours, or another replica that we can hand on to.
    pub(crate) fn is_routing(&self) -> bool {
        let ours = self.term().as_ref().is_some_and(|term| term.doors.values().all(|door| !door.moved.load(Ordering::Acquire)));
        if self.0.leader.leads() { ours } else { self.0.leader.is_known() }
    }

    pub(crate) fn leader(&self) -> &Leader {
        &self.0.leader
    }

    /// The service acting for itself.
    pub(crate) fn own(&self, tenant: &TenantId) -> Principal {
        Principal::service(tenant.clone(), self.0.name)
    }

    pub(crate) fn catalogue(&self) -> &Catalogue {
        &self.0.catalogue
    }

    pub(crate) fn store(&self) -> &Store {
        &self.0.store
    }

    /// The way to a shard, which is opened if it is not open yet; none while another replica leads.
    fn door(&self, tenant: &TenantId) -> Result<Door, Error> {
        let mut term = self.term();
        let Some(Term { end, tracker, doors }) = term.as_mut() else { return Err(Error::Moved) };
        let open = || {
            let (jobs, queue) = mpsc::channel(self.0.config.queue);
            let door = Door { jobs, pending: Arc::default(), moved: Arc::default(), feed: Feed::default() };
            tracker.spawn(actor::run(self.0.clone(), (tenant.clone(), end.clone()), door.clone(), queue));
            door
        };
        Ok(doors.entry(tenant.clone()).or_insert_with(open).clone())
    }

    fn term(&self) -> MutexGuard<'_, Option<Term>> {
        self.0.term.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
