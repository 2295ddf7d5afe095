//! A provider's webhook → 200, durable; and on to an agent's desk.
//!
//! First the answers at a steady rate, each timed from the moment it was due; then, at a rate that real shops have, until the desk shows the
//! message. The floor is the flush of the same disk in the same run, and the bare hash of one signature.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use anyhow::Context as _;
use clap::Args;
use connector::sign;
use hdrhistogram::Histogram;
use providers::fake::{Account, Fake};
use serde_json::{Value, json};
use testing::Desk;

use crate::house::House;
use crate::pace::Pace;
use crate::{Report, machine};

/// How long what was sent may take to arrive once nothing more is sent.
const PATIENCE: Duration = Duration::from_mins(1);

#[derive(Args)]
pub(crate) struct Options {
    /// Webhooks a second while answers are measured.
    #[arg(long, default_value_t = 2_000)]
    rate: u64,
    /// How long.
    #[arg(long, default_value_t = 10)]
    seconds: u64,
    /// Webhooks a second while the way to the desk is measured.
    #[arg(long, default_value_t = 200)]
    desk_rate: u64,
    /// Customers who write.
    #[arg(long, default_value_t = 40)]
    customers: usize,
    /// Agents who read.
    #[arg(long, default_value_t = 4)]
    agents: usize,
}

/// Sends webhooks as 360dialog does.
#[derive(Clone)]
struct Sender {
    client: reqwest::Client,
    account: Account,
    answered: Arc<Mutex<Histogram<u64>>>,
    refused: Arc<AtomicU64>,
    open: Arc<AtomicU64>,
}

impl Sender {
    fn new(account: Account) -> anyhow::Result<Self> {
        Ok(Self {
            client: reqwest::Client::builder().pool_max_idle_per_host(512).timeout(Duration::from_secs(30)).build()?,
            account,
            answered: Arc::new(Mutex::new(histogram()?)),
            refused: Arc::default(),
            open: Arc::default(),
        })
    }

    fn body(&self, customer: usize, text: &str) -> Vec<u8> {
        let from = format!("4477009{customer:05}");
        let id = format!("wamid.{}", ids::new_id());
        let seconds = (ids::Clock::System.now() / 1000).to_string();
        let message = json!({ "from": from, "id": id, "timestamp": seconds, "type": "text", "text": { "body": text } });
        let value = json!({ "messaging_product": "whatsapp", "metadata": { "display_phone_number": self.account.address, "phone_number_id": "1" },
            "contacts": [{ "profile": { "name": "Ana" }, "wa_id": from }], "messages": [message] });
        json!({ "object": "whatsapp_business_account", "entry": [{ "id": "1", "changes": [{ "field": "messages", "value": value }] }] })
            .to_string()
            .into_bytes()
    }

    async fn send(&self, due: Instant, customer: usize, text: &str) {
        let body = self.body(customer, text);
        let signature = sign::hmac_sha256_hex(self.account.secret.as_bytes(), &[&body]);
        let request = self.client.post(&self.account.webhook).header("x-360dialog-signature", signature).body(body);
        let answer = request.send().await;
        if answer.is_ok_and(|answer| answer.status() == 200) {
            let micros = u64::try_from(due.elapsed().as_micros()).unwrap_or(u64::MAX);
            self.answered.lock().unwrap_or_else(PoisonError::into_inner).saturating_record(micros);
        } else {
            self.refused.fetch_add(1, Ordering::Relaxed);
        }
        self.open.fetch_sub(1, Ordering::Relaxed);
    }

    /// A steady rate; answers when everything is answered.
    async fn pace(&self, pace: Pace, count: u64, customers: usize, mark: &'static str) -> anyhow::Result<()> {
        self.open.store(count, Ordering::Relaxed);
        let (this, runtime) = (self.clone(), tokio::runtime::Handle::current());
        let sending = pace.run(count, move |number| {
            let this = this.clone();
            runtime.spawn(async move {
                let customer = usize::try_from(number).unwrap_or_default() % customers;
                this.send(pace.due(number), customer, &format!("{mark}{number} ")).await;
            });
        });
        let begun = Instant::now();
        while self.open.load(Ordering::Relaxed) > 0 {
            anyhow::ensure!(begun.elapsed() < PATIENCE * 2, "not every webhook was answered");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        sending.join().map_err(|_| anyhow::anyhow!("the generator panicked"))
    }

    fn take(&self) -> anyhow::Result<Histogram<u64>> {
        Ok(std::mem::replace(&mut *self.answered.lock().unwrap_or_else(PoisonError::into_inner), histogram()?))
    }
}

pub(crate) async fn run(options: Options) -> anyhow::Result<Report> {
    let fake = Fake::new(Vec::new());
    let at = fake.listen("127.0.0.1:0".parse()?).await?;
    let house = House::with(&[("SWITCHBOARD__SWITCHBOARD__FAKE", format!("http://{at}"))]).await?;
    let accounts: Vec<Account> = serde_json::from_slice(&std::fs::read(house.data().join("providers.json"))?)?;
    let account = accounts.into_iter().find(|account| account.kind == "whatsapp").context("an account")?;
    fake.add(account.clone());
    let each = options.customers.div_ceil(options.agents);
    let mut desks = house.desks(options.agents, each).await?;
    let sender = Sender::new(account.clone())?;
    for customer in 0..options.customers {
        sender.send(Instant::now(), customer, "I want to talk to a person").await;
    }
    for desk in &mut desks {
        for _ in 0..each.min(options.customers) {
            desk.take_offer().await?;
        }
    }
    println!("{} WhatsApp customers talk to {} agents", options.customers, options.agents);
    let floor = machine::flush(house.data())?;
    let desk = to_desk(&sender, &mut desks, &options).await?;
    println!("to the desk: p50 {:.2} ms, p99 {:.2} ms", millis(&desk, 0.5), millis(&desk, 0.99));
    sender.take()?;
    let cpu = machine::cpu_seconds(house.id())?;
    let pace = Pace { begun: Instant::now() + Duration::from_millis(200), rate: options.rate };
    let count = options.rate * options.seconds;
    sender.pace(pace, count, options.customers, "flood-").await?;
    let cpu = (machine::cpu_seconds(house.id())? - cpu) * 1e6 / count as f64;
    let answered = sender.take()?;
    let refused = sender.refused.load(Ordering::Relaxed);
    let checks = checks_per_second(&sender);
    house.close().await?;
    let (p50, p99, desk_p99) = (millis(&answered, 0.5), millis(&answered, 0.99), millis(&desk, 0.99));
    Ok(Report {
        figures: json!({
            "sent": count, "answered": answered.len(), "refused": refused, "per_second": options.rate, "p50_ms": p50, "p99_ms": p99,
            "p999_ms": millis(&answered, 0.999), "server_cpu_us_per_webhook": cpu, "to_desk_per_second": options.desk_rate,
            "to_desk": desk.len(), "to_desk_p50_ms": millis(&desk, 0.5), "to_desk_p99_ms": desk_p99, "signature_checks_per_second": checks,
        }),
        floor: json!({ "fdatasync_p50_ms": floor.0, "fdatasync_p99_ms": floor.1 }),
        targets: json!({ "per_second": 2_000, "p99_ms": 20, "to_desk_p99_ms": 50 }),
        met: options.rate >= 2_000 && refused == 0 && answered.len() == count && p99 <= 20.0 && desk_p99 <= 50.0,
    })
}

/// From the moment a webhook is due until a desk shows its text.
async fn to_desk(sender: &Sender, desks: &mut [Desk], options: &Options) -> anyhow::Result<Histogram<u64>> {
    let count = options.desk_rate * options.seconds;
    let pace = Pace { begun: Instant::now() + Duration::from_millis(200), rate: options.desk_rate };
    let seen = Arc::new(Mutex::new(histogram()?));
    let arrived = Arc::new(AtomicU64::new(0));
    let reading = futures::future::try_join_all(desks.iter_mut().map(|desk| {
        let (seen, arrived) = (seen.clone(), arrived.clone());
        async move {
            while arrived.load(Ordering::Relaxed) < count {
                let event = desk.socket()?.event_within(Duration::from_millis(200)).await?;
                let Some((name, data)) = event else { continue };
                if let Some(number) = marked(&name, &data, "desk-") {
                    let micros = u64::try_from(pace.due(number).elapsed().as_micros()).unwrap_or(u64::MAX);
                    seen.lock().unwrap_or_else(PoisonError::into_inner).saturating_record(micros);
                    arrived.fetch_add(1, Ordering::Relaxed);
                }
            }
            anyhow::Ok(())
        }
    }));
    let both = futures::future::try_join(sender.pace(pace, count, options.customers, "desk-"), reading);
    tokio::time::timeout(PATIENCE + Duration::from_secs(options.seconds), both).await.context("not every message reached a desk")??;
    let seen = seen.lock().unwrap_or_else(PoisonError::into_inner).clone();
    Ok(seen)
}

/// The number of a marked text.
fn marked(name: &str, data: &Value, mark: &str) -> Option<u64> {
    if name != "activity" {
        return None;
    }
    data["body"]["markdownText"].as_str()?.strip_prefix(mark)?.trim().parse().ok()
}

/// Of one processor.
fn checks_per_second(sender: &Sender) -> u64 {
    let body = sender.body(1, "Hello, is my parcel on its way?");
    let right = sign::hmac_sha256_hex(sender.account.secret.as_bytes(), &[&body]);
    let begun = Instant::now();
    let mut checks = 0;
    while begun.elapsed() < Duration::from_secs(1) {
        for _ in 0..100 {
            checks += u64::from(sign::same(&sign::hmac_sha256_hex(sender.account.secret.as_bytes(), &[&body]), &right));
        }
    }
    checks
}

/// Microseconds up to ten minutes. One without bounds would take every time for its smallest bound, since it does not grow when it saturates.
fn histogram() -> anyhow::Result<Histogram<u64>> {
    Ok(Histogram::new_with_bounds(1, 600_000_000, 3)?)
}

fn millis(histogram: &Histogram<u64>, quantile: f64) -> f64 {
    histogram.value_at_quantile(quantile) as f64 / 1000.0
}
