//! Customer socket → agent socket, durable: latency at a steady rate, and the processor time of one message.
//!
//! One agent talks to as many customers as the domain allows; each customer sends at a steady pace and every message is timed from
//! before it is sent until the agent's desk has it. The floor is the flush of the same disk in the same run.

use std::collections::HashMap;
use std::io::Write as _;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use anyhow::Context as _;
use hdrhistogram::Histogram;
use serde_json::json;
use testing::{Client, Customer, Desk, Process};

use crate::Report;

const MRD: &str = "/routing-engine/v1/mrds/0192a000-0000-7000-8000-000000000001";
const CUSTOMERS: usize = 40;
/// Messages a second, all customers together.
const RATE: u64 = 2_000;
const SECONDS: u64 = 10;

type Sent = Arc<Mutex<HashMap<String, Instant>>>;

pub(crate) async fn run() -> anyhow::Result<Report> {
    let folder = tempfile::tempdir()?;
    let data = folder.path();
    let ports = testing::free_ports::<2>()?;
    let many = "1000000".to_owned();
    let environment = [
        ("SWITCHBOARD__WEB_CHANNEL_MANAGER__EVENTS_PER_CUSTOMER", many.clone()),
        ("SWITCHBOARD__WEB_CHANNEL_MANAGER__EVENTS_PER_ADDRESS", many),
    ];
    let mut process = Process::start(data, ports, &[], &environment)?;
    process.ready().await?;
    testing::eventually("the demonstration", || async { Ok(data.join("demo.done").exists().then_some(())) }).await?;
    let (mut desk, customers) = talk(&process.base, data).await?;
    let sent: Sent = Arc::default();
    let before = cpu_seconds(process.id())?;
    let begun = Instant::now();
    let writers: Vec<_> = customers.into_iter().map(|customer| write(customer, sent.clone())).collect();
    let total = RATE * SECONDS;
    let reading = read(&mut desk, &sent, total);
    let (written, histogram) = futures::join!(futures::future::join_all(writers), reading);
    let written: u64 = written.into_iter().collect::<anyhow::Result<Vec<u64>>>()?.iter().sum();
    let histogram = histogram?;
    let elapsed = begun.elapsed().as_secs_f64();
    let cpu = (cpu_seconds(process.id())? - before) * 1e6 / written as f64;
    let floor = flush(data)?;
    process.terminate().await?;
    let millis = |quantile: f64| histogram.value_at_quantile(quantile) as f64 / 1000.0;
    let (p50, p99) = (millis(0.5), millis(0.99));
    Ok(Report {
        figures: json!({ "messages": written, "per_second": (written as f64 / elapsed).round(), "p50_ms": p50, "p99_ms": p99, "server_cpu_us_per_message": cpu.round() }),
        floor: json!({ "fdatasync_p50_ms": floor.0, "fdatasync_p99_ms": floor.1 }),
        targets: json!({ "p50_ms": 1.5, "p99_ms": 10, "server_cpu_us_per_message": 150, "per_second": RATE }),
        met: p50 <= 1.5 && p99 <= 10.0 && cpu <= 150.0,
    })
}

/// One agent in conversation with all customers.
async fn talk(base: &str, data: &std::path::Path) -> anyhow::Result<(Desk, Vec<Customer>)> {
    let operator = Client::operator(base, data).await?;
    operator.patch(MRD, |mrd| mrd["maxRequests"] = CUSTOMERS.into()).await?;
    let links: serde_json::Value = serde_json::from_slice(&std::fs::read(data.join("links.json"))?)?;
    let client = Client::link(base, links["agent1"].as_str().context("a link")?).await?;
    let mut desk = Desk::new(base, &client);
    desk.connect().await?;
    let agent = format!("/routing-engine/v1/agents/{}", desk.agent_id);
    operator.patch(&agent, |agent| agent["mrds"] = json!({ "0192a000-0000-7000-8000-000000000001": CUSTOMERS })).await?;
    desk.state("READY").await?;
    let mut customers = Vec::new();
    for _ in 0..CUSTOMERS {
        let mut customer = Customer::new(base, "5155");
        customer.start(&[]).await?;
        customer.hears("I am Robin").await?;
        customer.say("I want to talk to a person").await?;
        desk.take_offer().await?;
        customers.push(customer);
    }
    Ok((desk, customers))
}

/// Sends at a steady pace, whether or not answers have come; answers how many.
async fn write(mut customer: Customer, sent: Sent) -> anyhow::Result<u64> {
    let count = RATE * SECONDS / CUSTOMERS as u64;
    let mut timer = tokio::time::interval(Duration::from_micros(1_000_000 * CUSTOMERS as u64 / RATE));
    timer.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Burst);
    for number in 0..count {
        timer.tick().await;
        let id = ids::new_id();
        let message = customer.message(&id, &format!("message {number} of a steady stream of them"));
        sent.lock().unwrap_or_else(PoisonError::into_inner).insert(id, Instant::now());
        customer.socket()?.start("MESSAGE_RECEIVED", &message).await?;
        while customer.socket()?.event_within(Duration::ZERO).await?.is_some() {}
    }
    Ok(count)
}

/// Times every message that reaches the desk.
async fn read(desk: &mut Desk, sent: &Sent, total: u64) -> anyhow::Result<Histogram<u64>> {
    let mut histogram = Histogram::new_with_bounds(1, 60_000_000, 3)?;
    while histogram.len() < total {
        let (name, data) = desk.socket()?.event().await?.context("the desk was closed")?;
        if name != "activity" {
            continue;
        }
        let begun = sent.lock().unwrap_or_else(PoisonError::into_inner).remove(data["id"].as_str().unwrap_or_default());
        if let Some(begun) = begun {
            histogram.record(u64::try_from(begun.elapsed().as_micros())?.max(1))?;
        }
    }
    Ok(histogram)
}

/// Processor seconds of a process so far, all threads.
fn cpu_seconds(id: u32) -> anyhow::Result<f64> {
    let stat = std::fs::read_to_string(format!("/proc/{id}/stat"))?;
    let fields: Vec<&str> = stat.rsplit_once(')').context("a name")?.1.split_whitespace().collect();
    let ticks: u64 = fields[11].parse::<u64>()? + fields[12].parse::<u64>()?;
    // USER_HZ is 100 on every Linux we run on.
    Ok(ticks as f64 / 100.0)
}

/// Median and worst-of-a-hundred flush of a small append, in milliseconds.
fn flush(folder: &std::path::Path) -> anyhow::Result<(f64, f64)> {
    let mut file = std::fs::File::create(folder.join("floor"))?;
    let mut micros = Vec::new();
    for _ in 0..500 {
        let begun = Instant::now();
        file.write_all(&[0_u8; 256])?;
        file.sync_data()?;
        micros.push(begun.elapsed().as_micros());
    }
    micros.sort_unstable();
    Ok((micros[250] as f64 / 1000.0, micros[495] as f64 / 1000.0))
}
