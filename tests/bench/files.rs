//! A large file up and down: memory over idle, and how fast beside a plain copy through the same HTTP stack.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anyhow::Context as _;
use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::routing::put;
use bytes::Bytes;
use clap::Args;
use futures::{StreamExt as _, stream};
use serde_json::{Value, json};
use testing::Customer;
use tokio::io::AsyncWriteExt as _;
use tokio::process::{Child, Command};

use crate::Report;
use crate::house::House;
use crate::machine::resident_kib;

/// What a sender gives at a time.
const CHUNK: usize = 1024 * 1024;
const MEGABYTE: f64 = 1_000_000.0;

#[derive(Args)]
pub(crate) struct Options {
    /// Size of the file, in MiB.
    #[arg(long, default_value_t = 1024)]
    mib: usize,
    /// Both ways are taken so often, in turn; the best of each counts.
    #[arg(long, default_value_t = 3)]
    rounds: usize,
}

pub(crate) async fn run(options: Options) -> anyhow::Result<Report> {
    let house = House::open().await?;
    let operator = testing::Client::operator(house.base(), house.data()).await?;
    let policy = json!({ "name": "WEB", "maxBytes": 2_u64 * 1024 * 1024 * 1024, "types": ["video/*"] });
    operator.post("/file-engine/v1/policies", &policy).await?;
    let mut customer = Customer::new(house.base(), "5155");
    customer.start(&[]).await?;
    let copier = Copier::start(house.data()).await?;
    // What both need once is there before anything is measured.
    upload(&house, &mut customer, 8).await?;
    copier.copy(8).await?;
    tokio::time::sleep(Duration::from_secs(5)).await;
    let idle = resident_kib(house.id())?;

    let peak = Peak::watch(house.id());
    let (mut best_upload, mut best_copy) = (0.0_f64, 0.0_f64);
    let mut file = Value::Null;
    for _ in 0..options.rounds {
        let begun = Instant::now();
        file = upload(&house, &mut customer, options.mib).await?;
        best_upload = best_upload.max(rate(options.mib, begun));
        let begun = Instant::now();
        copier.copy(options.mib).await?;
        best_copy = best_copy.max(rate(options.mib, begun));
    }
    let up_kib = peak.end();
    let peak = Peak::watch(house.id());
    let begun = Instant::now();
    let down = download(&operator, &file).await?;
    let download_rate = rate(options.mib, begun);
    let down_kib = peak.end();
    anyhow::ensure!(down == options.mib * CHUNK, "{down} bytes came back");

    let over = |kib: u64| kib.saturating_sub(idle) as f64 / 1024.0;
    let rounded = |figure: f64| (figure * 10.0).round() / 10.0;
    let times = best_upload / best_copy;
    copier.end().await?;
    house.close().await?;
    Ok(Report {
        figures: json!({
            "file_mib": options.mib, "upload_mb_per_second": rounded(best_upload), "times_copy": (times * 100.0).round() / 100.0,
            "upload_mib_over_idle": rounded(over(up_kib)), "download_mb_per_second": rounded(download_rate),
            "download_mib_over_idle": rounded(over(down_kib)), "idle_mib": rounded(idle as f64 / 1024.0),
        }),
        floor: json!({ "copy_mb_per_second": rounded(best_copy) }),
        targets: json!({ "upload_mib_over_idle": 20, "times_copy": 0.7 }),
        met: over(up_kib) <= 20.0 && times >= 0.7,
    })
}

fn rate(mib: usize, begun: Instant) -> f64 {
    (mib * CHUNK) as f64 / MEGABYTE / begun.elapsed().as_secs_f64()
}

/// A body that looks like a film.
fn film(mib: usize) -> reqwest::Body {
    let mut first = vec![0x5A; CHUNK];
    first[..12].copy_from_slice(b"\0\0\0\x18ftypisom");
    let rest = Bytes::from(vec![0x5A; CHUNK]);
    let chunks = std::iter::once(Bytes::from(first)).chain(std::iter::repeat_n(rest, mib - 1));
    reqwest::Body::wrap_stream(stream::iter(chunks.map(Ok::<_, std::io::Error>)))
}

async fn upload(house: &House, customer: &mut Customer, mib: usize) -> anyhow::Result<Value> {
    let announced = json!({ "name": "film.mp4", "mimeType": "video/mp4", "size": mib * CHUNK });
    let opened = customer.socket()?.call("UPLOAD_REQUESTED", &announced).await?;
    let url = format!("{}{}", house.base(), opened["url"].as_str().with_context(|| format!("{opened}"))?);
    let sent = reqwest::Client::new().put(url).header("content-length", mib * CHUNK).body(film(mib)).send().await?;
    let (status, text) = (sent.status(), sent.text().await?);
    anyhow::ensure!(status.is_success(), "{status}: {text}");
    Ok(serde_json::from_str(&text)?)
}

/// Bytes that came.
async fn download(operator: &testing::Client, file: &Value) -> anyhow::Result<usize> {
    let url = format!("{}/file-engine/v1/files/{}/content", operator.base(), file["id"].as_str().context("an id")?);
    let answer = reqwest::Client::new().get(url).bearer_auth(operator.token()).send().await?.error_for_status()?;
    let mut chunks = answer.bytes_stream();
    let mut bytes = 0;
    while let Some(chunk) = chunks.next().await {
        bytes += chunk?.len();
    }
    Ok(bytes)
}

/// The most memory a process had while it was watched.
struct Peak {
    most: Arc<AtomicU64>,
    watching: tokio::task::JoinHandle<()>,
}

impl Peak {
    fn watch(id: u32) -> Self {
        let most = Arc::<AtomicU64>::default();
        let seen = most.clone();
        #[expect(clippy::disallowed_methods, reason = "ends with what it watches")]
        let watching = tokio::spawn(async move {
            loop {
                seen.fetch_max(resident_kib(id).unwrap_or_default(), Ordering::Relaxed);
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        });
        Self { most, watching }
    }

    fn end(self) -> u64 {
        self.watching.abort();
        self.most.load(Ordering::Relaxed)
    }
}

/// The floor: a server of the same HTTP stack that writes what comes into a file, and flushes it once, in a process of its own.
struct Copier {
    child: Child,
    base: String,
}

impl Copier {
    async fn start(folder: &Path) -> anyhow::Result<Self> {
        let [port] = testing::free_ports::<1>()?;
        let place = folder.join("copy");
        let mut command = Command::new(std::env::current_exe()?);
        let child = command.args(["copier", &port.to_string()]).arg(place).kill_on_drop(true).spawn()?;
        let there = || async { Ok(tokio::net::TcpStream::connect(("127.0.0.1", port)).await.ok().map(drop)) };
        testing::eventually("the copier", there).await?;
        Ok(Self { child, base: format!("http://127.0.0.1:{port}") })
    }

    async fn copy(&self, mib: usize) -> anyhow::Result<()> {
        let url = format!("{}/copy", self.base);
        reqwest::Client::new().put(url).header("content-length", mib * CHUNK).body(film(mib)).send().await?.error_for_status()?;
        Ok(())
    }

    async fn end(mut self) -> anyhow::Result<()> {
        Ok(self.child.kill().await?)
    }
}

/// The copier's own process.
pub(crate) async fn serve(port: u16, place: PathBuf) -> anyhow::Result<()> {
    async fn copy(State(place): State<PathBuf>, body: Body) -> Result<(), String> {
        let written = async {
            let mut file = tokio::fs::File::create(place).await?;
            let mut chunks = body.into_data_stream();
            while let Some(chunk) = chunks.next().await {
                file.write_all(&chunk.map_err(std::io::Error::other)?).await?;
            }
            file.flush().await?;
            file.sync_all().await
        };
        written.await.map_err(|error| error.to_string())
    }
    let router = Router::new().route("/copy", put(copy)).with_state(place);
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", port)).await?;
    axum::serve(listener, router.into_make_service_with_connect_info::<SocketAddr>()).await?;
    Ok(())
}
