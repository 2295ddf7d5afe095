//! A process per service on PostgreSQL, RabbitMQ and Redis of the bench's own: latency at a steady rate, the highest rate that is kept, what each
//! service costs, how the events of a broker's outage are made up for, and how long after each kind of death a customer is answered again.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use clap::Args;
use serde_json::{Value, json};
use testing::{Customer, Fleet, Flush, Private};

use crate::house::{House, Part};
use crate::messages::Road;
use crate::{Report, floor, machine};

/// A broker that is away for so long, and messages a second meanwhile, is what the backlog is scaled to.
const OUTAGE: Duration = Duration::from_mins(10);
const MEANWHILE: u64 = 500;
/// How long anything may take to come back.
const PATIENCE: Duration = Duration::from_mins(3);
/// Hand-overs of routing that are measured, planned ones and crashes each.
const HAND_OVERS: usize = 5;
/// Service identifier of the demonstration's channel.
const SHOP: &str = "5155";

#[derive(Args)]
pub(crate) struct Options {
    /// Messages a second while latency is measured.
    #[arg(long, default_value_t = 1_000)]
    rate: u64,
    /// How long.
    #[arg(long, default_value_t = 15)]
    seconds: u64,
    /// Customers who write.
    #[arg(long, default_value_t = 100)]
    customers: usize,
    /// Agents who read.
    #[arg(long, default_value_t = 4)]
    agents: usize,
    /// How long each rate of the search is tried; 0 leaves the search out.
    #[arg(long, default_value_t = 6)]
    search_seconds: u64,
    /// How long the broker is away, in seconds; the backlog is scaled to ten minutes. 0 leaves it out.
    #[arg(long, default_value_t = 30)]
    outage: u64,
    /// Takes a build with debug assertions too, to try the bench itself: nothing is met then.
    #[arg(long)]
    any_build: bool,
}

pub(crate) async fn run(options: Options) -> anyhow::Result<Report> {
    anyhow::ensure!(
        options.customers.is_multiple_of(options.agents) && options.rate > 0,
        "every agent has as many customers as the others"
    );
    if !options.any_build {
        release_only()?;
    }
    let mut house = House::open_cluster().await?;
    let (idle, own) = memory(&house).await?;
    let each = options.customers / options.agents;
    let mut desks = house.desks(options.agents, each).await?;
    let tabs = house.conversations(&mut desks, each).await?;
    println!("{} customers talk to {} agents", options.customers, options.agents);
    let mut road = Road::new(house.ids(), tabs, desks);
    let before = cpu(&house)?;
    let steady = road.send(options.rate, options.seconds).await?;
    println!("steady {steady:?}");
    let by_service = per_message(&before, &cpu(&house)?, steady.sent);
    let best = if options.search_seconds > 0 { road.search(options.rate, 250, options.search_seconds).await? } else { None };
    let (loaded, own_loaded) = memory(&house).await?;
    let bare = floor::bare(house.servers()?, Duration::from_secs(5)).await?;
    let flush = machine::flush(house.data())?;
    let outage = if options.outage > 0 { Some(outage(&mut house, &mut road, options.outage).await?) } else { None };
    let recovery = recovery(&mut house).await?;
    let kept = best.as_ref().map_or(0, |best| best.rate);
    let ratio = (kept as f64 / bare.0 * 100.0).round() / 100.0;
    let most_idle = idle.values().copied().max().unwrap_or_default();
    let drained = outage.as_ref().is_none_or(|outage| outage["ten_minutes_drain_s"].as_f64().is_some_and(|seconds| seconds <= 60.0));
    house.close().await?;
    let hand_over = hand_over().await?;
    Ok(Report {
        figures: json!({
            "rate": options.rate, "sent": steady.sent, "acknowledged": steady.acknowledged, "received": steady.received, "twice": steady.twice,
            "out_of_order": steady.disorder, "p50_ms": steady.millis(0.5), "p99_ms": steady.millis(0.99), "cpu_us_per_message": steady.cpu_us,
            "cpu_us_per_message_by_service": by_service, "sustained_per_second": kept, "sustained": best.map(|best| best.json()),
            "ratio_to_floor": ratio, "idle_mb": megabytes(&idle), "loaded_mb": megabytes(&loaded), "idle_own_mb": megabytes(&own),
            "loaded_own_mb": megabytes(&own_loaded), "outage": outage, "recovery_ms": recovery,
            "hand_over_ms": hand_over,
        }),
        floor: json!({ "bare_per_second": bare.0, "bare_p50_ms": bare.1, "fdatasync_p50_ms": flush.0, "fdatasync_p99_ms": flush.1 }),
        targets: json!({ "rate": 1_000, "p50_ms": 5, "p99_ms": 20, "ratio_to_floor": 0.5, "idle_mb": 15, "ten_minutes_drain_s": 60,
            "hand_over_planned_ms": 1_000, "hand_over_crash_ms": 3_000 }),
        met: !options.any_build
            && steady.kept()
            && options.rate >= 1_000
            && steady.millis(0.5) <= 5.0
            && steady.millis(0.99) <= 20.0
            && ratio >= 0.5
            && most_idle <= 15 * 1024
            && hand_over.iter().all(|(how, times)| times.iter().all(|time| *time <= if *how == "planned" { 1_000 } else { 3_000 }))
            && drained,
    })
}

/// What is measured is what people install: nothing in it fails on purpose.
fn release_only() -> anyhow::Result<()> {
    let bytes = std::fs::read(testing::binary()?)?;
    let word = b"SWITCHBOARD_FAIL";
    anyhow::ensure!(!bytes.windows(word.len()).any(|found| found == word), "this is no release build: it has points that fail on purpose");
    Ok(())
}

/// Resident memory of every service in KiB, and what of it is its own, once it has come to rest.
async fn memory(house: &House) -> anyhow::Result<(BTreeMap<String, u64>, BTreeMap<String, u64>)> {
    tokio::time::sleep(Duration::from_secs(5)).await;
    let parts = house.parts();
    let read = |kib: fn(u32) -> anyhow::Result<u64>| -> anyhow::Result<BTreeMap<_, _>> {
        parts.iter().map(|Part { pod, id }| Ok((pod.clone(), kib(*id)?))).collect()
    };
    Ok((read(machine::resident_kib)?, read(machine::own_kib)?))
}

fn megabytes(memory: &BTreeMap<String, u64>) -> BTreeMap<&str, f64> {
    memory.iter().map(|(pod, kib)| (pod.as_str(), (*kib as f64 / 102.4).round() / 10.0)).collect()
}

fn cpu(house: &House) -> anyhow::Result<BTreeMap<String, f64>> {
    house.parts().into_iter().map(|Part { pod, id }| Ok((pod, machine::cpu_seconds(id)?))).collect()
}

fn per_message(before: &BTreeMap<String, f64>, after: &BTreeMap<String, f64>, messages: u64) -> BTreeMap<String, f64> {
    let micros = |(pod, seconds): (&String, &f64)| (pod.clone(), (seconds - before.get(pod).unwrap_or(seconds)) * 1e6 / messages as f64);
    after.iter().map(micros).map(|(pod, micros)| (pod, micros.round())).collect()
}

/// The broker goes away under load and comes back; how fast the relay makes up for it.
async fn outage(house: &mut House, road: &mut Road, seconds: u64) -> anyhow::Result<Value> {
    house.servers_mut()?.rabbitmq.kill().await?;
    let phase = road.send(MEANWHILE, seconds).await?;
    let backlog = house.servers()?.outbox().await?;
    let servers = house.servers_mut()?;
    servers.rabbitmq.launch()?;
    servers.rabbitmq.ready().await?;
    let begun = Instant::now();
    // From the first event that leaves: until then the relay waits for its next try.
    let mut moving = None;
    loop {
        let left = house.servers()?.outbox().await?;
        if left < backlog && moving.is_none() {
            moving = Some((Instant::now(), left));
        }
        if left == 0 {
            break;
        }
        anyhow::ensure!(begun.elapsed() < PATIENCE, "{left} of {backlog} events are still there");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let drained = begun.elapsed().as_secs_f64();
    let (since, first) = moving.context("nothing was in the outbox")?;
    let rate = first as f64 / since.elapsed().as_secs_f64().max(0.001);
    Ok(json!({
        "seconds": seconds, "per_second": MEANWHILE, "sent": phase.sent, "acknowledged": phase.acknowledged, "received": phase.received,
        "twice": phase.twice, "out_of_order": phase.disorder, "backlog": backlog, "drain_s": (drained * 10.0).round() / 10.0,
        "relay_per_second": rate.round(),
        // Not measured: what ten minutes would leave behind, at the rate that was.
        "ten_minutes_drain_s": ((OUTAGE.as_secs() * MEANWHILE) as f64 / rate).round(),
    }))
}

/// By kind of death: from it until a customer who keeps trying is answered, in milliseconds.
async fn recovery(house: &mut House) -> anyhow::Result<BTreeMap<String, u64>> {
    let mut customer = Customer::new(house.base(), SHOP);
    customer.start(&[]).await?;
    let mut found = BTreeMap::new();
    for pod in ["web-channel-manager", "ccm", "conversation-manager", "cim-customer", "routing-engine"] {
        let begun = Instant::now();
        house.restart(Some(pod)).await?;
        found.insert(format!("kill {pod}"), answered(&mut customer, begun).await?);
    }
    let begun = Instant::now();
    house.restart(None).await?;
    found.insert("kill all services".to_owned(), answered(&mut customer, begun).await?);
    for name in ["PostgreSQL", "RabbitMQ", "Redis"] {
        let begun = Instant::now();
        let servers = house.servers_mut()?;
        let server = match name {
            "PostgreSQL" => &mut servers.postgres,
            "RabbitMQ" => &mut servers.rabbitmq,
            _ => &mut servers.redis,
        };
        server.kill().await?;
        server.launch()?;
        found.insert(format!("kill {name}"), answered(&mut customer, begun).await?);
        house.servers_mut()?.ready().await?;
    }
    Ok(found)
}

/// For how long nobody leads routing when its leader stops, and when it is killed, with a second replica beside it, in milliseconds.
async fn hand_over() -> anyhow::Result<BTreeMap<&'static str, Vec<u64>>> {
    let (folder, servers) = (tempfile::tempdir()?, Private::start(Flush::Always).await?);
    let mut fleet = Fleet::start(&["routing-engine"], 2, folder.path(), &servers.settings()).await?;
    let base = fleet.base();
    let mut found: BTreeMap<_, Vec<u64>> = BTreeMap::new();
    // The one that is left leads when the other is back: it is the next to go.
    for round in 0..=2 * HAND_OVERS {
        let leader = round % 2;
        let mut process = fleet.members[leader].process.take().context("it runs")?;
        let how = if round <= HAND_OVERS { "planned" } else { "crash" };
        let end = async { if how == "planned" { process.terminate().await.map(drop) } else { process.kill().await } };
        let (ended, leaderless) = testing::leaderless(&base, end).await?;
        ended?;
        fleet.launch(leader)?;
        fleet.ready().await?;
        // Nobody knows who led at first.
        if round > 0 {
            found.entry(how).or_default().push(u64::try_from(leaderless.as_millis())?);
        }
    }
    fleet.stop().await;
    Ok(found)
}

/// Tries until a message is acknowledged.
async fn answered(customer: &mut Customer, begun: Instant) -> anyhow::Result<u64> {
    let id = ids::new_id();
    loop {
        let trying = async {
            let message = customer.message(&id, "are you there?");
            let answer = customer.socket()?.call("MESSAGE_RECEIVED", &message).await?;
            anyhow::ensure!(answer["code"] == 200, "{answer}");
            anyhow::Ok(())
        };
        if matches!(tokio::time::timeout(Duration::from_secs(1), trying).await, Ok(Ok(()))) {
            return Ok(u64::try_from(begun.elapsed().as_millis())?);
        }
        anyhow::ensure!(begun.elapsed() < PATIENCE, "a customer is not answered any more");
        customer.socket = None;
        let _not_yet = tokio::time::timeout(Duration::from_secs(1), customer.resume()).await;
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}
