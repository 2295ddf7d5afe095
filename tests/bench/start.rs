//! Start to ready, and memory at rest.

use std::time::{Duration, Instant};

use serde_json::json;
use testing::Process;

use crate::{Report, machine};

/// Starts measured; the first one also makes the stores and is reported apart.
const STARTS: usize = 5;

pub(crate) async fn run() -> anyhow::Result<Report> {
    let folder = tempfile::tempdir()?;
    let ports = testing::free_ports::<2>()?;
    let mut millis = Vec::new();
    let (mut resident, mut own) = (0, 0);
    for _ in 0..=STARTS {
        let begun = Instant::now();
        let mut process = Process::start(folder.path(), ports, &[], &[])?;
        process.ready().await?;
        millis.push(u64::try_from(begun.elapsed().as_millis())?);
        let data = folder.path();
        testing::eventually("the demonstration", || async { Ok(data.join("demo.done").exists().then_some(())) }).await?;
        tokio::time::sleep(Duration::from_secs(3)).await;
        (resident, own) = (machine::resident_kib(process.id())?, machine::own_kib(process.id())?);
        process.terminate().await?;
    }
    let floor = bare_process().await?;
    let first = millis.remove(0);
    millis.sort_unstable();
    let median = millis[millis.len() / 2];
    Ok(Report {
        figures: json!({ "ready_ms": median, "first_ready_ms": first, "resident_mb": resident / 1024, "own_mb": own / 1024 }),
        floor: json!({ "process_that_does_nothing_ms": floor }),
        targets: json!({ "ready_ms": 1000, "resident_mb": 60 }),
        met: median < 1000 && resident / 1024 < 60,
    })
}

/// The same binary asked only for its version.
async fn bare_process() -> anyhow::Result<u64> {
    let begun = Instant::now();
    tokio::process::Command::new(testing::binary()?).arg("--version").stdout(std::process::Stdio::null()).status().await?;
    Ok(u64::try_from(begun.elapsed().as_millis())?)
}
