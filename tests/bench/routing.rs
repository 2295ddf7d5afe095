//! The routing core: decisions a second, memory, replay, edits, timers, how true it is to theory; decisions that are in a log on the disk or
//! on a server; and how soon an agent who becomes ready hears it ring.

mod durable;
mod load;
mod ring;
mod timers;

use std::time::{Duration, Instant};

use routing_simulate::oracle::{self, Verdict};
use serde_json::{Value, json};

use crate::{Report, machine};
use durable::Durable;
use load::{Load, Rate, Size, replay};

/// Replications of each row that is held against theory, and the seed of them all.
const REPLICATIONS: u32 = 20;
const SEED: u64 = 1;

#[derive(clap::Args)]
pub(crate) struct Options {
    /// Requests of each measurement.
    #[arg(long, default_value_t = 300_000)]
    requests: u64,
    /// Customers of each replication that is held against theory; of fewer, a day that begins empty is not yet like any other.
    #[arg(long, default_value_t = 20_000, value_parser = clap::value_parser!(u32).range(4_000..))]
    customers: u32,
    /// Timers that live at once.
    #[arg(long, default_value_t = 100_000)]
    timers: u32,
    /// How often an agent becomes ready.
    #[arg(long, default_value_t = 500)]
    rings: usize,
}

pub(crate) async fn run(options: Options) -> anyhow::Result<Report> {
    let folder = tempfile::tempdir()?;
    let (flush, flush_p99) = machine::flush(folder.path())?;
    let requests = options.requests;
    let small = Load::new(Size { agents: 1_000, queues: 50, each: 5, unique: false }, false).run(requests, 970);
    println!("1,000 agents, 50 queues: {small:?}");
    let (middle, replayed, edit) = middle(requests);
    println!("10,000 agents, 200 queues: {middle:?}; replay {replayed} events/s; an edit of an agent {edit:?}");
    let file = durable::on_disk(folder.path(), requests.min(100_000)).await?;
    println!("durable: {file:?}");
    let server = durable::on_server(requests.min(100_000)).await?;
    println!("durable on PostgreSQL: {server:?}");
    let timers = timers::run(options.timers);
    println!("{timers:?}");
    let ring = ring::run(options.rings).await?;
    println!("{ring:?}");
    let size = oracle::Size { replications: REPLICATIONS, customers: options.customers };
    let theory = oracle::run(size, SEED).map_err(anyhow::Error::msg)?;
    println!("theory: {}, joint p {:.3}", if theory.passed { "passed" } else { "FAILED" }, theory.joint_p);
    let (large, resident, crowd) = large(requests.min(200_000))?;
    println!("100,000 agents, 2,000 queues, {crowd} waiting: {large:?}, {resident} MiB");
    let core = middle.events_per_second >= 3_000_000 && resident <= 400 && large.events_per_second >= 1_000_000;
    let kept = file.per_second >= 20_000 && server.is_some_and(|server| server.per_second >= 30_000 && server.single_ratio() <= 1.5);
    let met = core && kept && replayed >= 2_000_000 && edit <= Duration::from_micros(50);
    Ok(Report {
        figures: json!({
            "ra1": shown(small), "ra2": shown(middle), "ra3": shown(large), "ra3_resident_mib": resident, "ra3_waiting": crowd,
            "ra5_log_decisions_per_second": file.per_second, "ra6_server": server.map(Durable::json), "ra7_ring": ring.json(),
            "ra8_replay_events_per_second": replayed, "ra10_theory": against(&theory), "ra12_timers": timers.json(),
            "ra13_edit_micros": u64::try_from(edit.as_micros())?,
        }),
        floor: json!({
            "flush_p50_ms": flush, "flush_p99_ms": flush_p99, "clock_pair_ns": clock_pair(),
            "ra6_commit_p50_us": server.map(|server| server.commit_us),
        }),
        targets: json!({
            "ra2_events_per_second": 3_000_000, "ra3_events_per_second": 1_000_000, "ra3_resident_mib": 400,
            "ra5_log_decisions_per_second": 20_000, "ra6_decisions_per_second": 30_000, "ra6_single_to_commit": 1.5,
            "ra7_p50_ms": 1, "ra7_p99_ms": 5, "ra8_replay_events_per_second": 2_000_000, "ra10_passed": true,
            "ra12_early": 0, "ra12_late": 0, "ra12_insert_cancel_ns": 250, "ra13_edit_micros": 50,
        }),
        met: met && ring.met() && timers.met() && theory.passed,
    })
}

/// What the rows of exactly known models say.
fn against(theory: &Verdict) -> Value {
    json!({
        "passed": theory.passed, "rows": theory.rows, "comparisons": theory.findings.len(), "beyond_three": theory.beyond_three,
        "joint_p": theory.joint_p,
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
