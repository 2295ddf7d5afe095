//! A day in the engine's log, exported and simulated: what the log holds comes back.

use std::path::Path;

use db::{Db, Durability, Location, Migration, Migrations, params};
use ids::TenantId;
use routing_core::{ConfigChange, Event, EventKind};
use routing_simulate::measure::Metric;
use routing_simulate::plan::Plan;
use routing_simulate::record::{self, Recording, Window};
use routing_simulate::report::Report;
use routing_simulate::store::Store;
use routing_simulate::study::Study;
use routing_simulate::world::replicate;

/// 2026-11-20T00:00:00Z.
const MIDNIGHT: i64 = 1_795_132_800_000;
const DAY: i64 = 86_400_000;

const YAML: &str = "name: lived
replications: 2
horizon: 10h
attributes: {english: PROFICIENCY_LEVEL, vip desk: BOOLEAN}
domains: [{name: chat, maxRequests: 2}]
queues:
- name: sales
  serviceLevelThresholdSeconds: 30
  maxWaiting: 12
  steps:
  - {expression: english >= 7, waitSeconds: 20}
  - {expression: 'english >= 3 && !(attr(\"vip desk\"))'}
- name: care
  steps: [{expression: 'true'}]
classes:
- {name: a, queue: sales, priority: 2, arrivals: {piecewise: {every: 9h, perHour: [90]}}, handle: {lognormal: {mean: 3m, cv: 0.7}}, patience: {exponential: 2m}}
- {name: b, queue: care, arrivals: {piecewise: {every: 9h, perHour: [60]}}, handle: {exponential: 4m}, patience: {exponential: 3m}}
agents:
- {name: ann, attributes: {english: 9}, shifts: [{from: 0, until: 4h}, {from: 5h, until: 9h}]}
- {name: bob, count: 2, attributes: {english: 4}}
- {name: eve, attributes: {english: 4, vip desk: true}}
";

/// The events of a simulated day, as an engine would have written them on the 20th of November from eight o'clock.
fn lived() -> Vec<Event> {
    let plan = Plan::parse(YAML, Path::new(".")).unwrap();
    let mut events = Vec::new();
    for (version, change) in (1..).zip(plan.changes.clone()) {
        events.push(Event { version: 1, at: routing_core::Ms(0), kind: EventKind::ConfigApplied { version, change: Box::new(change) } });
    }
    replicate(&plan, plan.shard(), 0, |event| events.push(event.clone())).unwrap();
    let late = MIDNIGHT + 8 * 3_600_000;
    let shift = |at: &mut routing_core::Ms| at.0 += late;
    for event in &mut events {
        shift(&mut event.at);
        match &mut event.kind {
            EventKind::Offered { until, .. } => shift(until),
            EventKind::Enqueued(new) => new.ttl_at.iter_mut().for_each(shift),
            _ => {}
        }
    }
    events
}

/// A store as the engine makes it, with one commit for every three events.
async fn store(folder: &Path, events: &[Event]) -> String {
    let path = folder.join("routing_engine.sqlite");
    let db = Db::new(&Location::File(path), Durability::Lazy).unwrap();
    let objects = "CREATE TABLE object (tenant TEXT NOT NULL, kind TEXT NOT NULL, id TEXT NOT NULL, name TEXT NOT NULL, doc TEXT NOT NULL)";
    let steps = [
        Migration { version: 1, name: "routing", sql: include_str!("../../../migrations/0001_routing.sql") },
        Migration { version: 900, name: "objects", sql: objects },
    ];
    db.migrate(&Migrations::new(steps)).await.unwrap();
    let tenant = TenantId::new("default");
    let mut tx = db.begin().await.unwrap();
    tx.execute("INSERT INTO routing_shard (tenant, epoch, idx) VALUES ($1, 1, 0)", &params![&tenant]).await.unwrap();
    for (index, events) in (1_i64..).zip(events.chunks(3)) {
        let sql = "INSERT INTO routing_log (tenant, idx, epoch, at, events) VALUES ($1, $2, 1, $3, $4)";
        tx.execute(sql, &params![&tenant, index, events[0].at.0, serde_json::to_string(events).unwrap()]).await.unwrap();
    }
    for (kind, id, name) in documents() {
        let sql = "INSERT INTO object (tenant, kind, id, name, doc) VALUES ($1, $2, $3, $4, $5)";
        tx.execute(sql, &params![&tenant, kind, id, name, "{\"serviceLevelThresholdSeconds\": 30}"]).await.unwrap();
    }
    tx.commit().await.unwrap();
    db.close().await;
    folder.display().to_string()
}

/// Names by the numbers that a plan gives: those of UUIDs.
fn documents() -> Vec<(&'static str, String, String)> {
    let plan = Plan::parse(YAML, Path::new(".")).unwrap();
    let id = |number: u128| uuid::Uuid::from_u128(number).to_string();
    let mut documents =
        vec![("attribute", id(1), "english".to_owned()), ("attribute", id(2), "vip desk".to_owned()), ("mrd", id(1), "chat".to_owned())];
    documents.extend(plan.queues.iter().map(|queue| ("queue", id(queue.config.id.0), queue.name.clone())));
    documents.extend(plan.agents.iter().map(|agent| ("agent", id(agent.config.id.0), agent.name.clone())));
    documents
}

fn recording(window: Window) -> Result<Recording, String> {
    let folder = tempfile::tempdir().unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let place = store(folder.path(), &lived()).await;
        record::read(&Store::open(&place)?, &TenantId::new("default"), window).await
    })
}

const WHOLE: Window = Window { from: MIDNIGHT, until: MIDNIGHT + DAY };

#[test]
fn a_recorded_day_holds_what_the_log_holds() {
    let recording = recording(WHOLE).unwrap();
    let events = lived();
    for (queue, held) in [1_u128, 2].iter().zip(&recording.held) {
        let here = |event: &&Event| matches!(&event.kind, EventKind::Enqueued(new) if new.queue.0 == *queue);
        assert_eq!(held.offered, events.iter().filter(here).count());
        assert_eq!(held.offered, held.served + held.abandoned + held.expired + held.rejected + held.unfinished);
        assert!(held.served > 200 && held.abandoned > 5, "{held:?}");
    }
    let assigned = events.iter().filter(|event| matches!(event.kind, EventKind::Assigned { .. })).count();
    assert_eq!(recording.held.iter().map(|held| held.served).sum::<usize>(), assigned);
    assert_eq!(recording.arrivals.values().map(Vec::len).sum::<usize>(), recording.held.iter().map(|held| held.offered).sum::<usize>());
}

#[test]
fn a_recorded_day_simulated_is_the_day_that_was() {
    let recording = recording(WHOLE).unwrap();
    let plan = Plan::with(&recording.scenario, &|_| Ok(recording.arrivals.clone())).unwrap();
    let report = Report::new(&Study::run(plan).unwrap());
    for (held, group) in recording.held.iter().zip(&report.queues) {
        let mean = |metric| group.figures.get(metric).and_then(|one| one.mean).unwrap();
        let near = |simulated: f64, was: f64| assert!((simulated - was).abs() < 1e-6, "{simulated} is not {was}: {held:?}");
        near(mean(Metric::Offered), f64::from(u32::try_from(held.offered).unwrap()));
        near(mean(Metric::Served), f64::from(u32::try_from(held.served).unwrap()));
        near(mean(Metric::Abandoned), f64::from(u32::try_from(held.abandoned).unwrap()));
        near(mean(Metric::Rejected), f64::from(u32::try_from(held.rejected).unwrap()));
        near(mean(Metric::MeanWait), held.mean_wait.unwrap());
        near(mean(Metric::MeanAnswer), held.mean_answer.unwrap());
        near(mean(Metric::ServiceLevel), held.service_level.unwrap());
    }
}

#[test]
fn an_exported_day_reads_back_as_the_same_scenario() {
    let recording = recording(WHOLE).unwrap();
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join(record::ARRIVALS), recording.csv()).unwrap();
    let yaml = serde_saphyr::to_string(&recording.scenario).unwrap();
    let read = Plan::parse(&yaml, folder.path()).unwrap_or_else(|problems| panic!("{problems:?}\n{yaml}"));
    let kept = Plan::with(&recording.scenario, &|_| Ok(recording.arrivals.clone())).unwrap();
    assert_eq!(format!("{read:?}"), format!("{kept:?}"));
    let written: Vec<_> = kept.changes.iter().filter(|change| matches!(change, ConfigChange::Queue(_))).collect();
    assert_eq!(written.len(), 2);
}

#[test]
fn a_day_without_anybody_and_a_store_that_is_not_there_are_told() {
    let empty = Window { from: MIDNIGHT + DAY, until: MIDNIGHT + 2 * DAY };
    assert_eq!(recording(empty).unwrap_err(), "nobody came that day");
    let before = Window { from: MIDNIGHT - DAY, until: MIDNIGHT };
    assert_eq!(recording(before).unwrap_err(), "the log begins after that day");
    assert!(Store::open("/nowhere").unwrap_err().contains("/nowhere: there is no such store"));
}
