//! The whole road in a real browser, against the real binary on ports and a folder of its own.

use std::ffi::OsStr;
use std::fs;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};

use crate::shell::{command, run_with, target};

/// How long a fresh installation may take to be ready, on a busy machine.
const PATIENCE: Duration = Duration::from_mins(1);

/// The whole road on an installation with its demonstration, then the administration on one that has nothing yet.
pub(crate) fn run() -> anyhow::Result<()> {
    let fake = free()?;
    let (at, hosts) = (format!("http://{fake}"), format!("[\"{fake}\"]"));
    // The fake is no public place: its files are fetched because the installation says so.
    let served = [("SWITCHBOARD__SWITCHBOARD__FAKE", at.as_str()), ("SWITCHBOARD__CONNECTOR_360__MEDIA_HOSTS", hosts.as_str())];
    on_fresh_installation(&served, "demo.done", |data, url| with_fake(data, fake, || road(data, url, &at)))?;
    // The journeys play the virus scanner where the server looks for one.
    let scanner = format!("tcp://{}", free()?);
    let empty = [
        ("SWITCHBOARD__SWITCHBOARD__DEMO", "false"),
        ("SWITCHBOARD__UNIFIED_ADMIN__FIRST_START", "admin"),
        ("SWITCHBOARD__FILE_ENGINE__SCANNER", scanner.as_str()),
    ];
    on_fresh_installation(&empty, "links.json", |data, url| administration(data, url, &scanner))
}

/// Starts the binary, waits for `sign` in its folder, drives the pages, stops the binary, removes its folder.
pub(crate) fn on_fresh_installation(
    settings: &[(&str, &str)],
    sign: &str,
    drive: impl FnOnce(&Path, &str) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let data = target().join(format!("browser-{}", std::process::id()));
    fs::create_dir_all(&data)?;
    let mut server = start(&data, settings)?;
    let done = wait(&data.join(sign), &data, &mut server).and_then(|()| drive(&data, &server.url));
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

fn start(data: &Path, settings: &[(&str, &str)]) -> anyhow::Result<Server> {
    let (public, admin) = (free()?, free()?);
    let url = format!("http://{public}");
    let log = fs::File::create(data.join("switchboard.log"))?;
    let child = command(&target().join("debug/switchboard").to_string_lossy(), &["--data", &data.to_string_lossy()])
        .env("SWITCHBOARD__LISTEN__PUBLIC", public.to_string())
        .env("SWITCHBOARD__LISTEN__ADMIN", admin.to_string())
        .envs(settings.iter().copied())
        .stdout(Stdio::null())
        .stderr(log)
        .spawn()
        .context("the binary cannot be run")?;
    Ok(Server { child, url })
}

fn free() -> anyhow::Result<SocketAddr> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?)
}

fn wait(sign: &Path, data: &Path, server: &mut Server) -> anyhow::Result<()> {
    let begun = Instant::now();
    while !sign.exists() {
        if let Some(status) = server.child.try_wait()? {
            anyhow::bail!("the server ended with {status}: {}", fs::read_to_string(data.join("switchboard.log"))?);
        }
        ensure!(begun.elapsed() < PATIENCE, "the server was not ready in time");
        std::thread::sleep(Duration::from_millis(50));
    }
    Ok(())
}

/// Drives while the fake providers of the installation in `data` listen there.
fn with_fake(data: &Path, at: SocketAddr, drive: impl FnOnce() -> anyhow::Result<()>) -> anyhow::Result<()> {
    let (listen, folder) = (at.to_string(), data.to_string_lossy());
    let arguments = ["providers", "fake", "--listen", &listen, "--data", &folder];
    let mut fake = command(&target().join("debug/switchboard").to_string_lossy(), &arguments)
        .stdout(Stdio::null())
        .spawn()
        .context("the fake providers cannot be run")?;
    let begun = Instant::now();
    let there = loop {
        if TcpStream::connect(at).is_ok() {
            break Ok(());
        }
        if begun.elapsed() > PATIENCE {
            break Err(anyhow::anyhow!("the fake providers were not there in time"));
        }
        std::thread::sleep(Duration::from_millis(50));
    };
    let done = there.and_then(|()| drive());
    // It may have ended by itself; the result says so.
    let _ended = fake.kill();
    let _waited = fake.wait();
    done
}

fn road(data: &Path, url: &str, fake: &str) -> anyhow::Result<()> {
    let links = fs::read_to_string(data.join("links.json"))?;
    let environment =
        [("SWITCHBOARD_URL", OsStr::new(url)), ("SWITCHBOARD_LINKS", OsStr::new(&links)), ("SWITCHBOARD_FAKE", OsStr::new(fake))];
    run_with("npm", &["run", "test:browser"], &environment)
}

fn administration(data: &Path, url: &str, scanner: &str) -> anyhow::Result<()> {
    // The journeys start the fake providers themselves, once there is an account that they can serve.
    let binary = target().join("debug/switchboard");
    let environment = [
        ("SWITCHBOARD_URL", OsStr::new(url)),
        ("SWITCHBOARD_DATA", data.as_os_str()),
        ("SWITCHBOARD_BINARY", binary.as_os_str()),
        ("SWITCHBOARD_SCANNER", OsStr::new(scanner)),
    ];
    run_with("npm", &["run", "smoke", "-w", "@switchboard/unified-admin"], &environment)
}
