//! Services put side by side: one router of each kind, all that is asked about them, and what they do by themselves.

use std::time::Duration;

use axum::Router;
use db::{Db, Migrations};

use super::care;
use crate::app::{App, Check, Farewell, OnExit, Tick, Work};
use crate::context::{Context, Process};
use crate::leader::Edge;
use crate::lifecycle::Lifecycle;
use crate::once::Once;
use crate::peer::reach;
use crate::settings::Profile;
use crate::{grpc, http};

/// What the listeners serve and what runs beside them.
#[derive(Default)]
pub(super) struct Assembly {
    pub(super) public: Router,
    pub(super) grpc: Router,
    /// Service, name of the check, the check.
    pub(super) checks: Vec<(&'static str, &'static str, Check)>,
    pub(super) stores: Vec<Db>,
    pub(super) jobs: Vec<Jobs>,
    pub(super) farewells: Vec<Farewell>,
}

/// What one service does by itself.
pub(super) struct Jobs {
    service: &'static str,
    workers: Vec<(&'static str, OnExit, Work)>,
    ticks: Vec<(&'static str, Duration, Tick)>,
}

impl Assembly {
    /// Takes a service in.
    pub(super) fn take(&mut self, process: &Process, context: &Context, app: App) {
        let service = context.name();
        let settings = &process.settings;
        let mut public = asked_once(app.http, &app.stores, process);
        let mut grpc = grpc::guarded(service, app.grpc.routes(), context.tokens(), settings.call_deadline);
        grpc = grpc.merge(http::inner(app.streams));
        let mut workers = app.workers;
        if let Some(leader) = app.leader {
            public = leader.handing_on(public, Edge::Http);
            grpc = leader.handing_on(grpc, Edge::Grpc);
            workers.push(("leader", OnExit::Ignore, Box::pin(leader.run(context.stop()))));
        }
        self.public = std::mem::take(&mut self.public).merge(public);
        process.directory.register(service, grpc.clone());
        self.grpc = std::mem::take(&mut self.grpc).merge(grpc);
        for group in app.groups {
            process.bus.group(group);
        }
        let mut ticks = app.ticks;
        for (db, migrations) in app.stores {
            self.checks.push((service, "store", care::store_check(&db, migrations)));
            ticks.push(("prune-outbox", care::PRUNE, care::prune(&process.bus, context.package(), &db)));
            self.stores.push(db);
        }
        let elsewhere = context.calls().into_iter().filter_map(|callee| Some((callee, settings.peers.get(callee)?)));
        self.checks.extend(elsewhere.map(|(callee, address)| (service, callee, reach::check(callee, address))));
        self.checks.extend(app.checks.into_iter().map(|(check, run)| (service, check, run)));
        // Embedded there is no other replica to go to.
        self.farewells.extend(app.farewells.into_iter().filter(|_| settings.profile == Profile::External));
        self.jobs.push(Jobs { service, workers, ticks });
    }
}

impl Jobs {
    pub(super) fn start(self, lifecycle: &Lifecycle) {
        for (worker, on_exit, work) in self.workers {
            lifecycle.worker(self.service, worker, on_exit, work);
        }
        for (job, period, tick) in self.ticks {
            lifecycle.every(self.service, job, period, tick);
        }
    }
}

/// Routes of a service with a store answer a repetition as the first time.
fn asked_once(routes: Router, stores: &[(Db, Migrations)], process: &Process) -> Router {
    let Some((db, _)) = stores.first() else { return routes };
    let (clock, tracker) = (process.clock.clone(), process.tracker.clone());
    Once { db: db.clone(), clock, tracker, max_body: process.settings.max_body, waits: Duration::from_secs(5) }.around(routes)
}
