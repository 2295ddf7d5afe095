//! Decisions whose events are in a table, one row and one commit for each batch: what the service's log costs, without its answers and reports.

use std::path::Path;
use std::time::Instant;

use db::{Db, Durability, Location, Migration, Migrations, params};
use routing_core::Event;
use serde_json::{Value, json};

use super::load::{Load, Size};

/// Requests whose decisions one commit makes durable.
const BATCH: u64 = 256;
/// Commits of a single decision that are timed, and bare ones beside them.
const SINGLE: usize = 500;
/// Where the server is expected.
const SERVER: &str = "postgres://postgres@127.0.0.1:5432/postgres";

/// What was measured.
#[derive(Clone, Copy, Debug)]
pub(super) struct Durable {
    pub(super) per_second: u64,
    /// Median of one decision with its commit, in microseconds.
    single_us: u64,
    /// The same of a commit of one small row: the floor.
    pub(super) commit_us: u64,
}

impl Durable {
    /// A decision's commit beside a bare one.
    pub(super) fn single_ratio(self) -> f64 {
        self.single_us as f64 / self.commit_us.max(1) as f64
    }

    pub(super) fn json(self) -> Value {
        json!({ "decisions_per_second": self.per_second, "single_p50_us": self.single_us, "single_to_commit": (self.single_ratio() * 100.0).round() / 100.0 })
    }
}

/// In a file of that folder, flushed at every commit.
pub(super) async fn on_disk(folder: &Path, requests: u64) -> anyhow::Result<Durable> {
    measure(&Db::new(&Location::File(folder.join("log.sqlite")), Durability::Flushed)?, requests).await
}

/// In a schema of its own on the local server; none where no server listens.
pub(super) async fn on_server(requests: u64) -> anyhow::Result<Option<Durable>> {
    if tokio::net::TcpStream::connect("127.0.0.1:5432").await.is_err() {
        return Ok(None);
    }
    let schema = format!("bench_{}", ids::new_id().replace('-', ""));
    let db = Db::new(&Location::Schema { url: SERVER.to_owned(), schema: schema.clone() }, Durability::Flushed)?;
    let measured = measure(&db, requests).await;
    let mut tx = db.begin().await?;
    tx.execute(format!("DROP SCHEMA \"{schema}\" CASCADE"), &[]).await?;
    tx.commit().await?;
    measured.map(Some)
}

async fn measure(db: &Db, requests: u64) -> anyhow::Result<Durable> {
    let sql = "CREATE TABLE log (idx BIGINT NOT NULL, events TEXT NOT NULL, PRIMARY KEY (idx))";
    db.migrate(&Migrations::new([Migration { version: 1, name: "log", sql }])).await?;
    let mut load = Load::new(Size { agents: 1_000, queues: 50, each: 5, unique: false }, true);
    load.log.clear();
    let (begun, mut idx) = (Instant::now(), 0_i64);
    for _ in 0..requests.div_ceil(BATCH) {
        append(db, &mut idx, &decided(&mut load, BATCH)?).await?;
    }
    let micros = u64::try_from(begun.elapsed().as_micros())?.max(1);
    let (mut single, mut bare) = (Vec::new(), Vec::new());
    for _ in 0..SINGLE {
        let begun = Instant::now();
        append(db, &mut idx, &decided(&mut load, 1)?).await?;
        single.push(begun.elapsed().as_micros());
        let begun = Instant::now();
        append(db, &mut idx, "").await?;
        bare.push(begun.elapsed().as_micros());
    }
    let median = |mut micros: Vec<u128>| {
        micros.sort_unstable();
        u64::try_from(micros[micros.len() / 2]).unwrap_or(u64::MAX)
    };
    Ok(Durable { per_second: requests * 1_000_000 / micros, single_us: median(single), commit_us: median(bare) })
}

/// The events of so many requests, as a row holds them.
fn decided(load: &mut Load, requests: u64) -> anyhow::Result<String> {
    load.run(requests, 970);
    let events: Vec<Event> = std::mem::take(&mut load.log);
    Ok(serde_json::to_string(&events)?)
}

async fn append(db: &Db, idx: &mut i64, events: &str) -> anyhow::Result<()> {
    *idx += 1;
    let mut tx = db.begin().await?;
    tx.execute("INSERT INTO log (idx, events) VALUES ($1, $2)", &params![*idx, events]).await?;
    tx.commit().await?;
    Ok(())
}
