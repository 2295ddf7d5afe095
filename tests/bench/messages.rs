//! Customer socket → agent socket, durable.
//!
//! First the latency at a steady rate, every message timed from the moment it was due until an agent's desk has it; then the highest rate
//! that the server keeps: everything acknowledged, everything received once and in order, and no backlog that grows. The floor is the
//! flush of the same disk in the same run. Whatever the server does, the bench ends and says how it went.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use clap::Args;
use hdrhistogram::Histogram;
use serde_json::{Value, json};
use testing::Desk;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use crate::house::House;
use crate::pace::Pace;
use crate::tab::Tab;
use crate::{Report, machine};

/// How long what was sent may take to arrive once nothing more is sent.
const PATIENCE: Duration = Duration::from_secs(10);
/// Steps of the search for the highest rate.
const STEP: u64 = 500;
/// What must be kept.
const SUSTAINED: u64 = 5_000;

#[derive(Args)]
pub(crate) struct Options {
    /// Messages a second while latency is measured, all customers together.
    #[arg(long, default_value_t = 2_000)]
    rate: u64,
    /// How long.
    #[arg(long, default_value_t = 20)]
    seconds: u64,
    /// Customers who write.
    #[arg(long, default_value_t = 200)]
    customers: usize,
    /// Agents who read.
    #[arg(long, default_value_t = 4)]
    agents: usize,
    /// How long each rate of the search is tried; 0 leaves the search out.
    #[arg(long, default_value_t = 6)]
    search_seconds: u64,
}

pub(crate) async fn run(options: Options) -> anyhow::Result<Report> {
    anyhow::ensure!(
        options.customers.is_multiple_of(options.agents) && options.rate > 0,
        "every agent has as many customers as the others"
    );
    let house = House::open().await?;
    let mut desks = house.desks(options.agents, options.customers / options.agents).await?;
    let tabs = house.conversations(&mut desks, options.customers / options.agents).await?;
    println!("{} customers talk to {} agents", options.customers, options.agents);
    let mut road = Road::new(house.ids(), tabs, desks);
    let steady = road.send(options.rate, options.seconds).await?;
    println!("steady {steady:?}");
    let best =
        if options.search_seconds > 0 && steady.complete() { road.search(SUSTAINED, STEP, options.search_seconds).await? } else { None };
    let floor = machine::flush(house.data())?;
    let cut_off = road.counts.cut_off.load(Ordering::Relaxed);
    house.close().await?;
    let kept = best.as_ref().map_or(0, |best| best.rate);
    Ok(Report {
        figures: json!({
            "sent": steady.sent, "acknowledged": steady.acknowledged, "received": steady.received, "twice": steady.twice, "out_of_order": steady.disorder,
            "per_second": steady.per_second(), "p50_ms": steady.millis(0.5), "p99_ms": steady.millis(0.99), "p999_ms": steady.millis(0.999),
            "server_cpu_us_per_message": steady.cpu_us, "sustained_per_second": kept, "sustained": best.map(|best| best.json()), "sockets_cut_off": cut_off,
        }),
        floor: json!({ "fdatasync_p50_ms": floor.0, "fdatasync_p99_ms": floor.1 }),
        targets: json!({ "p50_ms": 1.5, "p99_ms": 10, "server_cpu_us_per_message": 150, "per_second": 2_000, "sustained_per_second": SUSTAINED }),
        met: steady.kept()
            && options.rate >= 2_000
            && steady.millis(0.5) <= 1.5
            && steady.millis(0.99) <= 10.0
            && steady.cpu_us <= 150.0
            && kept >= SUSTAINED,
    })
}

/// One stretch at one rate, as the desks saw it.
pub(crate) struct Phase {
    name: u64,
    pub(crate) rate: u64,
    pace: Pace,
    pub(crate) sent: u64,
    pub(crate) acknowledged: u64,
    pub(crate) received: u64,
    pub(crate) twice: u64,
    pub(crate) disorder: u64,
    /// Not received when half, and when all, was due.
    behind: (u64, u64),
    elapsed: Duration,
    pub(crate) cpu_us: f64,
    seen: Vec<bool>,
    /// The last number of each customer.
    last: Vec<Option<u64>>,
    histogram: Histogram<u64>,
}

impl std::fmt::Debug for Phase {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.json())
    }
}

impl Phase {
    fn new(name: u64, rate: u64, sent: u64, customers: usize) -> anyhow::Result<Self> {
        Ok(Self {
            name,
            rate,
            // A moment to get ready.
            pace: Pace { begun: Instant::now() + Duration::from_millis(200), rate },
            sent,
            acknowledged: 0,
            received: 0,
            twice: 0,
            disorder: 0,
            behind: (0, 0),
            elapsed: Duration::ZERO,
            cpu_us: 0.0,
            seen: vec![false; usize::try_from(sent)?],
            last: vec![None; customers],
            histogram: Histogram::new_with_bounds(1, 600_000_000, 3)?,
        })
    }

    /// Takes in what a desk received, if it is of this stretch.
    fn take(&mut self, id: &str, at: Instant) {
        let Some(number) = id.strip_prefix(&format!("m{}-", self.name)).and_then(|number| number.parse::<u64>().ok()) else { return };
        let customer = usize::try_from(number).unwrap_or_default() % self.last.len();
        let Some(seen) = self.seen.get_mut(usize::try_from(number).unwrap_or(usize::MAX)) else { return };
        if std::mem::replace(seen, true) {
            self.twice += 1;
            return;
        }
        if self.last[customer].is_some_and(|last| last > number) {
            self.disorder += 1;
        }
        self.last[customer] = Some(number);
        self.received += 1;
        let micros = u64::try_from(at.saturating_duration_since(self.pace.due(number)).as_micros()).unwrap_or(u64::MAX);
        self.histogram.saturating_record(micros.max(1));
    }

    /// Everything came, once, in order.
    fn complete(&self) -> bool {
        self.received == self.sent && self.acknowledged == self.sent && self.twice == 0 && self.disorder == 0
    }

    /// Complete, and the backlog was small and did not grow.
    pub(crate) fn kept(&self) -> bool {
        let (half, end) = self.behind;
        self.complete() && end <= self.rate / 4 && end <= half + self.rate / 10
    }

    fn per_second(&self) -> f64 {
        (self.received as f64 / self.elapsed.as_secs_f64()).round()
    }

    pub(crate) fn millis(&self, quantile: f64) -> f64 {
        self.histogram.value_at_quantile(quantile) as f64 / 1000.0
    }

    pub(crate) fn json(&self) -> Value {
        json!({ "rate": self.rate, "sent": self.sent, "acknowledged": self.acknowledged, "received": self.received, "twice": self.twice,
            "out_of_order": self.disorder, "behind_at_half": self.behind.0, "behind_at_end": self.behind.1, "p50_ms": self.millis(0.5),
            "p99_ms": self.millis(0.99), "server_cpu_us_per_message": self.cpu_us, "kept": self.kept() })
    }
}

#[derive(Default)]
struct Counts {
    acknowledged: AtomicU64,
    refused: AtomicU64,
    cut_off: AtomicU64,
}

/// Customers on one side, desks on the other, and what is on the way.
pub(crate) struct Road {
    servers: Vec<u32>,
    writers: Vec<UnboundedSender<String>>,
    counts: Arc<Counts>,
    phase: Arc<Mutex<Option<Phase>>>,
    phases: u64,
}

fn lock(phase: &Mutex<Option<Phase>>) -> MutexGuard<'_, Option<Phase>> {
    phase.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Road {
    pub(crate) fn new(servers: Vec<u32>, tabs: Vec<Tab>, desks: Vec<Desk>) -> Self {
        let (counts, phase): (Arc<Counts>, Arc<Mutex<Option<Phase>>>) = Default::default();
        for desk in desks {
            let (phase, counts) = (phase.clone(), counts.clone());
            drop(spawn(async move {
                read(desk, &phase).await;
                counts.cut_off.fetch_add(1, Ordering::Relaxed);
            }));
        }
        let mut writers = Vec::new();
        for tab in tabs {
            let (writer, messages) = unbounded_channel();
            writers.push(writer);
            let counts = counts.clone();
            drop(spawn(async move {
                if write(tab, messages, &counts).await.is_err() {
                    counts.cut_off.fetch_add(1, Ordering::Relaxed);
                }
            }));
        }
        Self { servers, writers, counts, phase, phases: 0 }
    }

    /// Sends at that rate for that long, then waits for the rest, but not for ever.
    pub(crate) async fn send(&mut self, rate: u64, seconds: u64) -> anyhow::Result<Phase> {
        self.phases += 1;
        let (name, count) = (self.phases, rate * seconds);
        let phase = Phase::new(name, rate, count, self.writers.len())?;
        let pace = phase.pace;
        *lock(&self.phase) = Some(phase);
        self.counts.acknowledged.store(0, Ordering::Relaxed);
        let cpu = self.cpu()?;
        let writers = self.writers.clone();
        let generator = pace.run(count, move |number| {
            let customer = usize::try_from(number).unwrap_or_default() % writers.len();
            // A tab that was cut off is counted there.
            let _gone = writers[customer].send(format!("m{name}-{number}"));
        });
        tokio::time::sleep_until((pace.due(count / 2)).into()).await;
        let half = count / 2 - self.received().min(count / 2);
        tokio::time::sleep_until(pace.due(count).into()).await;
        let end = count - self.received();
        let deadline = Instant::now() + PATIENCE;
        while (self.received() < count || self.counts.acknowledged.load(Ordering::Relaxed) < count) && Instant::now() < deadline {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        let elapsed = pace.begun.elapsed();
        generator.join().map_err(|_| anyhow::anyhow!("the generator panicked"))?;
        let cpu = (self.cpu()? - cpu) * 1e6 / count as f64;
        let Some(mut phase) = lock(&self.phase).take() else { anyhow::bail!("no phase") };
        phase.acknowledged = self.counts.acknowledged.load(Ordering::Relaxed);
        (phase.behind, phase.elapsed, phase.cpu_us) = ((half, end), elapsed, cpu.round());
        Ok(phase)
    }

    /// The highest rate that is kept: upwards from there, or else downwards.
    pub(crate) async fn search(&mut self, from: u64, step: u64, seconds: u64) -> anyhow::Result<Option<Phase>> {
        let mut best = None;
        let mut rate = from;
        let mut downwards = false;
        while rate >= step {
            let phase = self.send(rate, seconds).await?;
            println!("{phase:?}");
            let (kept, complete) = (phase.kept(), phase.complete());
            if kept {
                best = Some(phase);
                if downwards {
                    break;
                }
                rate += step * 2;
            } else if best.is_some() || !complete && !self.drained().await {
                break;
            } else {
                downwards = true;
                rate -= step;
            }
        }
        Ok(best)
    }

    fn received(&self) -> u64 {
        lock(&self.phase).as_ref().map_or(0, |phase| phase.received)
    }

    /// Processor seconds of all server processes. One that died has none any more.
    fn cpu(&self) -> anyhow::Result<f64> {
        self.servers.iter().map(|id| machine::cpu_seconds(*id)).sum()
    }

    /// Waits until nothing is on the way any more; false if that takes too long.
    async fn drained(&self) -> bool {
        let mut before = u64::MAX;
        for _ in 0..30 {
            let now = self.counts.acknowledged.load(Ordering::Relaxed) + self.counts.refused.load(Ordering::Relaxed);
            if now == before {
                return self.counts.cut_off.load(Ordering::Relaxed) == 0;
            }
            before = now;
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
        false
    }
}

#[expect(clippy::disallowed_methods, reason = "a benchmark's tasks end with its process")]
fn spawn(task: impl Future<Output = ()> + Send + 'static) -> tokio::task::JoinHandle<()> {
    tokio::spawn(task)
}

/// Sends what is due and counts the answers, until the server closes.
async fn write(mut tab: Tab, mut messages: UnboundedReceiver<String>, counts: &Counts) -> anyhow::Result<()> {
    loop {
        tokio::select! {
            frame = tab.frame() => {
                let frame = frame?;
                if frame.starts_with("430[") {
                    let counter = if frame.contains("\"code\":200") { &counts.acknowledged } else { &counts.refused };
                    counter.fetch_add(1, Ordering::Relaxed);
                }
            }
            id = messages.recv() => {
                let Some(id) = id else { return Ok(()) };
                let frame = tab.message(&id, "a message of a steady stream of messages, as long as most are");
                tab.send(frame).await?;
            }
        }
    }
}

/// Times every message that reaches the desk, until the server closes.
async fn read(mut desk: Desk, phase: &Mutex<Option<Phase>>) {
    while let Ok(socket) = desk.socket() {
        let Ok(Some((name, data))) = socket.event().await else { return };
        let at = Instant::now();
        if name == "activity"
            && let Some(phase) = lock(phase).as_mut()
        {
            phase.take(data["id"].as_str().unwrap_or_default(), at);
        }
    }
}
