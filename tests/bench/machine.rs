//! What the system says of processes, and what its disk can do.

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::Context as _;

/// Resident memory of a process, in KiB.
pub(crate) fn resident_kib(id: u32) -> anyhow::Result<u64> {
    status_kib(id, "VmRSS:")
}

/// What of it is the process's own, in KiB: the rest are pages of files, the program's first of all, which all its processes on a machine share
/// and which the system takes back when it needs them.
pub(crate) fn own_kib(id: u32) -> anyhow::Result<u64> {
    status_kib(id, "RssAnon:")
}

fn status_kib(id: u32, field: &'static str) -> anyhow::Result<u64> {
    let status = fs::read_to_string(format!("/proc/{id}/status"))?;
    let line = status.lines().find(|line| line.starts_with(field)).context(field)?;
    Ok(line.split_whitespace().nth(1).context("a number")?.parse()?)
}

/// The same once it has come to rest: what was needed on the way and given back is not counted.
pub(crate) async fn settled_kib(id: u32) -> anyhow::Result<u64> {
    let mut before = resident_kib(id)?;
    for _ in 0..20 {
        tokio::time::sleep(Duration::from_secs(3)).await;
        let now = resident_kib(id)?;
        if now.abs_diff(before) * 500 < now {
            return Ok(now);
        }
        before = now;
    }
    Ok(before)
}

/// Processor seconds of a process so far, all threads.
pub(crate) fn cpu_seconds(id: u32) -> anyhow::Result<f64> {
    let stat = fs::read_to_string(format!("/proc/{id}/stat"))?;
    let fields: Vec<&str> = stat.rsplit_once(')').context("a name")?.1.split_whitespace().collect();
    let ticks: u64 = fields[11].parse::<u64>()? + fields[12].parse::<u64>()?;
    // USER_HZ is 100 on every Linux we run on.
    Ok(ticks as f64 / 100.0)
}

/// Raises the number of files this process and its children may open to the hard limit; answers that limit.
pub(crate) fn open_files() -> anyhow::Result<u64> {
    let limits = fs::read_to_string("/proc/self/limits")?;
    let line = limits.lines().find(|line| line.starts_with("Max open files")).context("a limit of open files")?;
    let hard: u64 = line.split_whitespace().nth(4).context("a hard limit")?.parse()?;
    let own = std::process::id().to_string();
    let status = Command::new("prlimit").args(["--pid", &own, &format!("--nofile={hard}:{hard}")]).status().context("prlimit")?;
    anyhow::ensure!(status.success(), "prlimit cannot raise the number of open files to {hard}");
    Ok(hard)
}

/// Median and 99th percentile of a flush of a small append, in milliseconds.
pub(crate) fn flush(folder: &Path) -> anyhow::Result<(f64, f64)> {
    let mut file = fs::File::create(folder.join("floor"))?;
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
