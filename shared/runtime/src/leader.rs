//! One of several replicas leads: for services whose state lives in one writer's memory.
//!
//! # How a leader is found, without trusting clocks
//!
//! A row in the service's own store names the holder and counts two things: `epoch` grows with every new leader, `beat` every
//! [`BEAT`] while one lives. Replicas compare what they *see*: a row that has not changed for [`LEASE`] of a follower's own monotonic
//! clock belongs to nobody, and is taken by an update that names the epoch and beat that were seen. So a clock that is wrong, or set,
//! changes nothing. The leader in turn stops serving when its last beat was written longer ago than [`TRUST`], before anybody takes over:
//! a process that was stopped and goes on notices before it answers.
//!
//! This is a hint, not the fence: the protected store must check an epoch of its own in every commit, as routing-engine's log does.
//! A planned stop gives the row back, and a follower takes it at its next look.
//!
//! # Everybody can be asked
//!
//! A replica that does not lead hands whatever it is asked to the one that does, over HTTP/2, once.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::{Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse as _, Response};
use db::{Db, Migration, Migrations, params};
use errors::{Fault, Kind};
use http::HeaderValue;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;
use tonic::Status;
use tonic::transport::Channel;
use tower::Service as _;

use crate::peer::endpoints::channel;

/// A row that stands still for so long belongs to nobody.
const LEASE: Duration = Duration::from_secs(2);
/// The leader counts.
const BEAT: Duration = Duration::from_millis(400);
/// A leader whose last beat is older serves no more.
const TRUST: Duration = Duration::from_millis(1_500);
/// A follower looks.
const LOOK: Duration = Duration::from_millis(200);
/// Marks what was handed on, so that it is never handed on again.
const HANDED_ON: &str = "switchboard-handed-on";

/// The table; part of the service's migrations.
pub fn migrations() -> Migrations {
    Migrations::new([Migration {
        version: 920_001,
        name: "leader",
        sql: "
CREATE TABLE leader (
    name TEXT NOT NULL PRIMARY KEY,
    epoch BIGINT NOT NULL,
    beat BIGINT NOT NULL,
    holder TEXT NOT NULL,
    grpc TEXT NOT NULL,
    http TEXT NOT NULL
);
",
    }])
}

/// Where a replica is reached by the others.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Reached {
    pub(crate) grpc: Option<SocketAddr>,
    pub(crate) http: Option<SocketAddr>,
}

/// What a follower sees.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Seen {
    epoch: i64,
    beat: i64,
    holder: String,
}

/// This replica's part in the election. Cheap to clone.
#[derive(Clone)]
pub struct Leader(Arc<Inner>);

struct Inner {
    service: &'static str,
    db: Db,
    /// The only replica there can be.
    sole: bool,
    id: String,
    me: Reached,
    began: Instant,
    /// Milliseconds since `began` until which our last beat is trusted; 0 when not leading.
    trusted: AtomicU64,
    leading: watch::Sender<bool>,
    /// The leader's channels, if another leads.
    other: watch::Sender<Option<Channels>>,
    released: CancellationToken,
}

#[derive(Clone)]
struct Channels {
    reached: Reached,
    grpc: Option<Channel>,
    http: Option<Channel>,
}

impl Leader {
    pub(crate) fn new(service: &'static str, db: &Db, sole: bool, me: Reached) -> Self {
        Self(Arc::new(Inner {
            service,
            db: db.clone(),
            sole,
            id: ids::new_id(),
            me,
            began: Instant::now(),
            trusted: AtomicU64::new(0),
            leading: watch::Sender::new(sole),
            other: watch::Sender::new(None),
            released: CancellationToken::new(),
        }))
    }

    /// Whether other replicas would be told an address at which nobody is.
    pub(crate) fn is_nowhere(&self) -> bool {
        !self.0.sole && [self.0.me.grpc, self.0.me.http].into_iter().flatten().any(|address| address.ip().is_unspecified())
    }

    /// Whether this replica leads at this moment.
    pub fn leads(&self) -> bool {
        self.0.sole || self.0.trusted.load(Ordering::Acquire) > self.elapsed()
    }

    /// Waits until this replica leads.
    pub async fn elected(&self) {
        let mut leading = self.0.leading.subscribe();
        // The sender lives as long as this does.
        let _closed = leading.wait_for(|leading| *leading).await;
    }

    /// Waits until it leads no more.
    pub async fn deposed(&self) {
        let mut leading = self.0.leading.subscribe();
        let _closed = leading.wait_for(|leading| !*leading).await;
    }

    /// Whether there is a leader that can be asked, here or elsewhere.
    pub fn is_known(&self) -> bool {
        self.leads() || self.0.other.borrow().is_some()
    }

    /// Lets another replica lead at once. Call it when everything that was asked is answered.
    pub async fn release(&self) {
        self.0.released.cancel();
        if self.0.sole || self.0.trusted.swap(0, Ordering::AcqRel) == 0 {
            return;
        }
        self.0.leading.send_replace(false);
        let sql = "UPDATE leader SET holder = '', beat = beat + 1 WHERE name = $1 AND holder = $2";
        if let Err(error) = self.write(sql).await {
            tracing::warn!(%error, "the lead could not be given back: it lapses");
        }
    }

    /// Stands for election until released.
    pub(crate) async fn run(self, stop: CancellationToken) -> crate::Result<()> {
        if self.0.sole {
            return Ok(());
        }
        let mut watched: Option<(Seen, Instant)> = None;
        while !self.0.released.is_cancelled() {
            let pause = if *self.0.leading.borrow() {
                self.beat().await;
                BEAT
            } else {
                if !stop.is_cancelled() {
                    self.look(&mut watched).await;
                }
                LOOK
            };
            tokio::select! {
                () = tokio::time::sleep(pause) => {}
                () = self.0.released.cancelled() => {}
            }
        }
        Ok(())
    }

    async fn beat(&self) {
        let begun = self.elapsed();
        match self.write("UPDATE leader SET beat = beat + 1 WHERE name = $1 AND holder = $2").await {
            Ok(1) => self.trust(begun),
            Ok(_) => self.step_down("another replica leads now"),
            Err(error) => {
                tracing::warn!(service = self.0.service, %error, "no beat could be written");
                if !self.leads() {
                    self.step_down("no beat could be written for too long");
                }
            }
        }
    }

    /// From when the beat was begun: how long it took to be written must not prolong it.
    fn trust(&self, begun: u64) {
        let millis = u64::try_from(TRUST.as_millis()).unwrap_or(0);
        if !self.0.released.is_cancelled() {
            self.0.trusted.store(begun + millis, Ordering::Release);
        }
    }

    fn step_down(&self, why: &str) {
        tracing::warn!(service = self.0.service, why, "leads no more");
        metrics::counter!("leader_changes_total", "service" => self.0.service, "to" => "follower").increment(1);
        self.0.trusted.store(0, Ordering::Release);
        self.0.leading.send_replace(false);
    }

    async fn look(&self, watched: &mut Option<(Seen, Instant)>) {
        let begun = self.elapsed();
        match self.seen().await {
            Ok(None) => {
                let sql = "INSERT INTO leader (name, epoch, beat, holder, grpc, http) VALUES ($1, 0, 0, '', '', '') ON CONFLICT (name) DO NOTHING";
                if let Err(error) = self.0.db.execute(sql, &params![self.0.service]).await {
                    tracing::debug!(%error, "the row of the leader could not be made");
                }
            }
            Ok(Some((seen, reached))) => {
                if !seen.holder.is_empty() && watched.as_ref().is_none_or(|(before, _)| *before != seen) {
                    *watched = Some((seen, Instant::now()));
                    self.follow(reached);
                    return;
                }
                let lapsed = watched.as_ref().is_some_and(|(before, since)| *before == seen && since.elapsed() >= LEASE);
                if seen.holder.is_empty() || lapsed {
                    self.take(&seen, begun).await;
                    *watched = None;
                }
            }
            Err(error) => {
                tracing::debug!(service = self.0.service, %error, "the row of the leader could not be read");
                // What stands still while it cannot be seen proves nothing.
                *watched = None;
            }
        }
    }

    async fn seen(&self) -> db::Result<Option<(Seen, Reached)>> {
        let sql = "SELECT epoch, beat, holder, grpc, http FROM leader WHERE name = $1";
        let Some(row) = self.0.db.query_one(sql, &params![self.0.service]).await? else { return Ok(None) };
        let seen = Seen { epoch: row.get(0)?, beat: row.get(1)?, holder: row.get(2)? };
        let (grpc, http): (String, String) = (row.get(3)?, row.get(4)?);
        Ok(Some((seen, Reached { grpc: grpc.parse().ok(), http: http.parse().ok() })))
    }

    async fn take(&self, seen: &Seen, begun: u64) {
        let text = |address: Option<SocketAddr>| address.map(|address| address.to_string()).unwrap_or_default();
        let sql = "UPDATE leader SET epoch = epoch + 1, beat = 0, holder = $2, grpc = $3, http = $4
                   WHERE name = $1 AND epoch = $5 AND beat = $6";
        let params = params![self.0.service, &self.0.id, text(self.0.me.grpc), text(self.0.me.http), seen.epoch, seen.beat];
        match self.0.db.execute(sql, &params).await {
            Ok(1) => {
                tracing::info!(service = self.0.service, epoch = seen.epoch + 1, "leads");
                metrics::counter!("leader_changes_total", "service" => self.0.service, "to" => "leader").increment(1);
                self.0.other.send_replace(None);
                self.trust(begun);
                self.0.leading.send_replace(true);
            }
            Ok(_) => {}
            Err(error) => tracing::debug!(service = self.0.service, %error, "the lead could not be taken"),
        }
    }

    fn follow(&self, reached: Reached) {
        if self.0.other.borrow().as_ref().is_some_and(|known| known.reached == reached) {
            return;
        }
        let channels = Channels { grpc: reached.grpc.map(channel), http: reached.http.map(channel), reached };
        self.0.other.send_replace(Some(channels));
    }

    async fn write(&self, sql: &'static str) -> db::Result<u64> {
        self.0.db.execute(sql, &params![self.0.service, &self.0.id]).await
    }

    fn elapsed(&self) -> u64 {
        u64::try_from(self.0.began.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    /// Hands requests on while another replica leads.
    pub(crate) fn handing_on(&self, router: Router, edge: Edge) -> Router {
        if self.0.sole { router } else { router.layer(from_fn_with_state((self.clone(), edge), hand_on)) }
    }
}

/// Which listener a request came to.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Edge {
    Grpc,
    Http,
}

async fn hand_on(State((leader, edge)): State<(Leader, Edge)>, mut request: Request, next: Next) -> Response {
    if leader.leads() || request.headers().contains_key(HANDED_ON) {
        return next.run(request).await;
    }
    let other = leader.0.other.borrow().clone();
    let channel = other.and_then(|other| match edge {
        Edge::Grpc => other.grpc,
        Edge::Http => other.http,
    });
    let Some(mut channel) = channel else { return refused(leader.0.service, edge) };
    request.headers_mut().insert(HANDED_ON, HeaderValue::from_static("1"));
    let ready = std::future::poll_fn(|cx| channel.poll_ready(cx)).await;
    let answered = match ready {
        Ok(()) => channel.call(request.map(tonic::body::Body::new)).await,
        Err(error) => Err(error),
    };
    match answered {
        Ok(response) => response.map(axum::body::Body::new),
        Err(error) => {
            tracing::debug!(service = leader.0.service, %error, "the leader could not be asked");
            refused(leader.0.service, edge)
        }
    }
}

fn refused(service: &str, edge: Edge) -> Response {
    let fault = Fault::new(Kind::Unavailable, "NO_LEADER", format!("no replica of {service} leads at this moment"));
    match edge {
        Edge::Grpc => Status::from(fault).into_http::<tonic::body::Body>().map(axum::body::Body::new),
        Edge::Http => fault.into_response(),
    }
}

#[cfg(test)]
mod tests {
    use db::{Durability, Location};

    use super::*;

    async fn store() -> (tempfile::TempDir, Db) {
        let folder = tempfile::tempdir().unwrap();
        let db = Db::new(&Location::File(folder.path().join("store.sqlite")), Durability::Lazy).unwrap();
        db.migrate(&migrations()).await.unwrap();
        (folder, db)
    }

    fn replica(db: &Db, port: u16) -> Leader {
        let address = SocketAddr::from(([127, 0, 0, 1], port));
        Leader::new("engine", db, false, Reached { grpc: Some(address), http: Some(address) })
    }

    fn start(leader: &Leader) -> tokio::task::JoinHandle<crate::Result<()>> {
        #[expect(clippy::disallowed_methods, reason = "the test ends it")]
        tokio::spawn(leader.clone().run(CancellationToken::new()))
    }

    #[tokio::test]
    async fn one_leads_the_other_knows_it_and_takes_over_when_it_is_given_back() {
        let (_folder, db) = store().await;
        let first = replica(&db, 1);
        let running = start(&first);
        first.elected().await;
        let second = replica(&db, 2);
        let follows = start(&second);
        while !second.is_known() {
            tokio::time::sleep(LOOK).await;
        }
        assert!(first.leads() && !second.leads());
        first.release().await;
        assert!(!first.leads());
        second.elected().await;
        assert!(second.leads());
        running.await.unwrap().unwrap();
        second.release().await;
        follows.await.unwrap().unwrap();
    }

    #[tokio::test]
    async fn a_leader_that_is_stopped_is_replaced_and_notices_before_it_answers() {
        let (_folder, db) = store().await;
        let first = replica(&db, 1);
        let running = start(&first);
        first.elected().await;
        // As a process that is stopped: its beats end, it says nothing.
        running.abort();
        let second = replica(&db, 2);
        let follows = start(&second);
        second.elected().await;
        assert!(!first.leads(), "two lead");
        // It goes on: the first beat tells it.
        first.beat().await;
        assert!(!*first.0.leading.borrow());
        assert!(second.leads());
        second.release().await;
        follows.await.unwrap().unwrap();
    }

    #[tokio::test]
    async fn nobody_takes_a_lead_that_is_alive() {
        let (_folder, db) = store().await;
        let (first, second) = (replica(&db, 1), replica(&db, 2));
        let running = start(&first);
        first.elected().await;
        let follows = start(&second);
        tokio::time::sleep(LEASE + LEASE).await;
        assert!(first.leads() && !second.leads());
        first.release().await;
        second.release().await;
        running.await.unwrap().unwrap();
        follows.await.unwrap().unwrap();
    }
}
