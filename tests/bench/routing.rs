//! The routing core: decisions a second, memory, replay, edits, and decisions that are in a log on the disk.

mod load;

use std::path::Path;
use std::time::{Duration, Instant};

use db::{Db, Durability, Location, Migration, Migrations, params};
use routing_core::Event;
use serde_json::{Value, json};

use crate::{Report, machine};
use load::{Load, Rate, Size, replay};

/// Commands that one flush makes durable.
const BATCH: usize = 256;

#[derive(clap::Args)]
pub(crate) struct Options {
    /// Requests of each measurement.
    #[arg(long, default_value_t = 300_000)]
    requests: u64,
}

pub(crate) async fn run(options: Options) -> anyhow::Result<Report> {
    let folder = tempfile::tempdir()?;
    let (flush, flush_p99) = machine::flush(folder.path())?;
    let requests = options.requests;
    let small = Load::new(Size { agents: 1_000, queues: 50, each: 5, unique: false }, false).run(requests, 970);
    println!("1,000 agents, 50 queues: {small:?}");
    let (middle, replayed, edit) = middle(requests);
    println!("10,000 agents, 200 queues: {middle:?}; replay {replayed} events/s; an edit of an agent {edit:?}");
    let durable = durable(folder.path(), requests.min(100_000)).await?;
    println!("durable: {durable} decisions/s");
    let (large, resident, crowd) = large(requests.min(200_000))?;
    println!("100,000 agents, 2,000 queues, {crowd} waiting: {large:?}, {resident} MiB");
    let met = middle.events_per_second >= 3_000_000 && resident <= 400 && large.events_per_second >= 1_000_000 && durable >= 20_000;
    Ok(Report {
        figures: json!({
            "ra1": shown(small), "ra2": shown(middle), "ra3": shown(large), "ra3_resident_mib": resident, "ra3_waiting": crowd,
            "ra5_log_decisions_per_second": durable, "ra8_replay_events_per_second": replayed,
            "ra13_edit_micros": u64::try_from(edit.as_micros())?,
        }),
        floor: json!({ "flush_p50_ms": flush, "flush_p99_ms": flush_p99, "clock_pair_ns": clock_pair() }),
        targets: json!({
            "ra2_events_per_second": 3_000_000, "ra3_events_per_second": 1_000_000, "ra3_resident_mib": 400,
            "ra5_log_decisions_per_second": 20_000, "ra8_replay_events_per_second": 2_000_000, "ra13_edit_micros": 50,
        }),
        met: met && replayed >= 2_000_000 && edit <= Duration::from_micros(50),
    })
}

fn shown(rate: Rate) -> Value {
    json!({ "events_per_second": rate.events_per_second, "p50_ns": rate.p50_ns, "p99_ns": rate.p99_ns, "p99_9_ns": rate.p999_ns })
}

/// What is measured around each command.
fn clock_pair() -> u64 {
    let begun = Instant::now();
    for _ in 0..1_000 {
        let one = Instant::now();
        std::hint::black_box(one.elapsed());
    }
    u64::try_from(begun.elapsed().as_nanos() / 1_000).unwrap_or(u64::MAX)
}

/// Rate, replay of the same day, and the median edit of an agent's attributes.
fn middle(requests: u64) -> (Rate, u64, Duration) {
    let size = Size { agents: 10_000, queues: 200, each: 10, unique: false };
    let rate = Load::new(size, false).run(requests, 970);
    let mut recorded = Load::new(size, true);
    recorded.run(requests.min(200_000), 970);
    let (replayed, same) = replay(&recorded.log, &recorded.shard);
    assert!(same, "the replay of a log gives another state");
    let mut edits: Vec<_> = (0..501).map(|agent| recorded.edit(agent * 17 % 10_000)).collect();
    edits.sort_unstable();
    (rate, replayed, edits[edits.len() / 2])
}

/// Rate and memory with half a million waiting.
fn large(requests: u64) -> anyhow::Result<(Rate, u64, u64)> {
    let own = std::process::id();
    let before = machine::resident_kib(own)?;
    let mut load = Load::new(Size { agents: 100_000, queues: 2_000, each: 10, unique: false }, false);
    for _ in 0..600_000 {
        load.ask();
    }
    let rate = load.run(requests, 1_000);
    let waiting = load.shard.queues().map(|queue| u64::from(load.shard.waiting(queue.id))).sum();
    Ok((rate, machine::resident_kib(own)?.saturating_sub(before) / 1024, waiting))
}

/// Decisions a second whose events and commands are in a table, one row and one flush for each batch: what the service's log costs, without
/// its answers and reports.
async fn durable(folder: &Path, requests: u64) -> anyhow::Result<u64> {
    let db = Db::new(&Location::File(folder.join("log.sqlite")), Durability::Flushed)?;
    let sql = "CREATE TABLE log (idx BIGINT NOT NULL, events TEXT NOT NULL, PRIMARY KEY (idx))";
    db.migrate(&Migrations::new([Migration { version: 1, name: "log", sql }])).await?;
    let mut load = Load::new(Size { agents: 1_000, queues: 50, each: 5, unique: false }, true);
    load.log.clear();
    let (begun, mut idx) = (Instant::now(), 0_i64);
    for _ in 0..requests.div_ceil(u64::try_from(BATCH)?) {
        load.run(u64::try_from(BATCH)?, 970);
        let events: Vec<Event> = std::mem::take(&mut load.log);
        idx += 1;
        let mut tx = db.begin().await?;
        tx.execute("INSERT INTO log (idx, events) VALUES ($1, $2)", &params![idx, serde_json::to_string(&events)?]).await?;
        tx.commit().await?;
    }
    let micros = u64::try_from(begun.elapsed().as_micros())?.max(1);
    Ok(requests * 1_000_000 / micros)
}
