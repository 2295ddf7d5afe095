//! The whole road in a real browser, against the real binary on ports and a folder of its own.

use std::ffi::OsStr;
use std::fs;
use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};

use crate::shell::{command, run_with, target};

/// How long a fresh installation may take to be ready, on a busy machine.
const PATIENCE: Duration = Duration::from_mins(1);

/// Starts the binary, drives the pages, stops the binary, removes its folder.
pub(crate) fn run() -> anyhow::Result<()> {
    let data = target().join(format!("browser-{}", std::process::id()));
    fs::create_dir_all(&data)?;
    let mut server = start(&data)?;
    let done = drive(&data, &mut server);
    // It may have ended by itself; the result says so.
    let _ended = server.child.kill();
    let _waited = server.child.wait();
    fs::remove_dir_all(&data)?;
    done
}

struct Server {
    child: Child,
    url: String,
}

fn start(data: &Path) -> anyhow::Result<Server> {
    let (public, admin) = (free()?, free()?);
    let url = format!("http://{public}");
    let log = fs::File::create(data.join("switchboard.log"))?;
    let child = command(&target().join("debug/switchboard").to_string_lossy(), &["--data", &data.to_string_lossy()])
        .env("SWITCHBOARD__LISTEN__PUBLIC", public.to_string())
        .env("SWITCHBOARD__LISTEN__ADMIN", admin.to_string())
        .env("SWITCHBOARD__UNIFIED_ADMIN__PUBLIC_URL", &url)
        .stdout(Stdio::null())
        .stderr(log)
        .spawn()
        .context("the binary cannot be run")?;
    Ok(Server { child, url })
}

fn free() -> anyhow::Result<SocketAddr> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?)
}

fn drive(data: &Path, server: &mut Server) -> anyhow::Result<()> {
    let begun = Instant::now();
    while !data.join("demo.done").exists() {
        if let Some(status) = server.child.try_wait()? {
            anyhow::bail!("the server ended with {status}: {}", fs::read_to_string(data.join("switchboard.log"))?);
        }
        ensure!(begun.elapsed() < PATIENCE, "the server was not ready in time");
        std::thread::sleep(Duration::from_millis(50));
    }
    let links = fs::read_to_string(data.join("links.json"))?;
    let environment = [("SWITCHBOARD_URL", OsStr::new(&server.url)), ("SWITCHBOARD_LINKS", OsStr::new(&links))];
    run_with("npm", &["run", "test:browser"], &environment)
}
