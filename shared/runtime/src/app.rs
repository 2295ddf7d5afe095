//! What a service declares.

use std::convert::Infallible;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use bus::Group;
use db::{Db, Migrations};
use tonic::body::Body;
use tonic::server::NamedService;
use tonic::service::RoutesBuilder;
use tower::Service;
use utoipa::openapi::OpenApi;

use crate::api::{Api, described};
use crate::leader::Leader;
use crate::once;

/// How a worker ends: what it means when it does so by itself, and what becomes of it when the process stops.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnExit {
    /// The service cannot go on without it: the process stops and exits 1. A process that stops drops it where it is.
    StopProcess,
    /// The same, but a process that stops waits for it: it hears of that by `Context::stop` and has something left to do.
    EndInOrder,
    /// It had one job and did it.
    Ignore,
}

pub(crate) type Work = Pin<Box<dyn Future<Output = crate::Result<()>> + Send>>;
pub(crate) type Check = Arc<dyn Fn() -> Pin<Box<dyn Future<Output = Result<(), String>> + Send>> + Send + Sync>;
pub(crate) type Tick = Arc<dyn Fn() -> Pin<Box<dyn Future<Output = errors::Result<()>> + Send>> + Send + Sync>;

pub(crate) type Farewell = Box<dyn FnOnce(Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> + Send + Sync>;

/// Everything a service serves, consumes and runs. Built without I/O.
#[derive(Default)]
pub struct App {
    pub(crate) stores: Vec<(Db, Migrations)>,
    pub(crate) grpc: RoutesBuilder,
    pub(crate) grpc_names: Vec<&'static str>,
    pub(crate) http: Router,
    pub(crate) streams: Router,
    pub(crate) paths: Vec<&'static str>,
    pub(crate) documents: Vec<OpenApi>,
    pub(crate) groups: Vec<Group>,
    pub(crate) publishes: Vec<&'static str>,
    pub(crate) hints: Vec<&'static str>,
    pub(crate) workers: Vec<(&'static str, OnExit, Work)>,
    pub(crate) ticks: Vec<(&'static str, Duration, Tick)>,
    pub(crate) checks: Vec<(&'static str, Check)>,
    pub(crate) leader: Option<Leader>,
    pub(crate) farewells: Vec<Farewell>,
}

impl App {
    /// A service that does nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// A store and its tables; those of the bus and of answers to `POST`s with a key are added. The first one keeps these answers.
    #[must_use]
    pub fn store(mut self, db: &Db, migrations: Migrations) -> Self {
        self.stores.push((db.clone(), migrations.and(bus::migrations()).and(once::migrations())));
        self
    }

    /// A gRPC service.
    #[must_use]
    pub fn grpc<S>(mut self, service: S) -> Self
    where
        S: Service<http::Request<Body>, Error = Infallible> + NamedService + Clone + Send + Sync + 'static,
        S::Response: axum::response::IntoResponse,
        S::Future: Send + 'static,
    {
        self.grpc.add_service(service);
        self.grpc_names.push(S::NAME);
        self
    }

    /// HTTP routes below `path` (`/<pod>`), given with their whole paths; described at `<path>/openapi.json`.
    #[must_use]
    pub fn http(mut self, path: &'static str, api: impl Into<Api>) -> Self {
        let (router, document) = described(path, api.into());
        self.http = self.http.merge(router);
        self.documents.extend(document);
        self.paths.push(path);
        self
    }

    /// HTTP routes with bodies that are streams, which other services reach beside gRPC ([`Peer::stream`](crate::Peer::stream)), without its
    /// deadline. They look at the caller's token themselves.
    #[must_use]
    pub fn streams(mut self, router: Router) -> Self {
        self.streams = self.streams.merge(router);
        self
    }

    /// One replica leads: the others hand on what they are asked. Goes with `leader::migrations()`.
    #[must_use]
    pub fn led_by(mut self, leader: &Leader) -> Self {
        self.leader = Some(leader.clone());
        self
    }

    /// A durable consumer.
    #[must_use]
    pub fn consume(mut self, group: Group) -> Self {
        self.groups.push(group);
        self
    }

    /// Topics whose hints this service follows, for the flow table; the subscription itself comes from the bus.
    #[must_use]
    pub fn follows(mut self, topics: &[&'static str]) -> Self {
        self.hints.extend(topics);
        self
    }

    /// Topics of this service.
    #[must_use]
    pub fn publishes(mut self, topics: &[&'static str]) -> Self {
        self.publishes.extend(topics);
        self
    }

    /// A task that runs as long as the process.
    #[must_use]
    pub fn worker(mut self, name: &'static str, on_exit: OnExit, work: impl Future<Output = crate::Result<()>> + Send + 'static) -> Self {
        self.workers.push((name, on_exit, Box::pin(work)));
        self
    }

    /// An idempotent job without input: the timer is its retry.
    #[must_use]
    pub fn every<F>(mut self, name: &'static str, period: Duration, job: impl Fn() -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = errors::Result<()>> + Send + 'static,
    {
        self.ticks.push((name, period, Arc::new(move || Box::pin(job()))));
        self
    }

    /// What is done first when the process is asked to stop and there may be other replicas, while everything still runs. It is told how long
    /// it may take.
    #[must_use]
    pub fn before_stop<F>(mut self, work: impl FnOnce(Duration) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = ()> + Send + 'static,
    {
        self.farewells.push(Box::new(move |time| Box::pin(work(time))));
        self
    }

    /// Something without which the service is not ready; the error says what is missing.
    #[must_use]
    pub fn check<F>(mut self, name: &'static str, check: impl Fn() -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<(), String>> + Send + 'static,
    {
        self.checks.push((name, Arc::new(move || Box::pin(check()))));
        self
    }
}
