//! The real binary as a process of its own, for tests that kill it.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use anyhow::Context as _;
use tokio::process::{Child, Command};

/// The built all-in-one binary: `SWITCHBOARD_BIN`, else the newest of the debug and release builds.
pub fn binary() -> anyhow::Result<PathBuf> {
    #[expect(clippy::disallowed_methods, reason = "tests are told by the task runner which binary to use")]
    if let Ok(path) = std::env::var("SWITCHBOARD_BIN") {
        return Ok(PathBuf::from(path));
    }
    let target = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target");
    let built = ["debug", "release"].iter().map(|profile| target.join(profile).join("switchboard"));
    let newest = built.filter_map(|path| Some((path.metadata().ok()?.modified().ok()?, path))).max();
    newest.map(|(_, path)| path).context("build the binary first: cargo build -p switchboard")
}

/// The binary of a replica: of every second one that of the version before, if `SWITCHBOARD_BIN_BEFORE` names it.
pub(crate) fn binary_of(replica: usize) -> anyhow::Result<PathBuf> {
    let before = std::env::var_os("SWITCHBOARD_BIN_BEFORE").filter(|_| replica % 2 == 1);
    before.map_or_else(binary, |path| Ok(PathBuf::from(path)))
}

/// Ports that nobody listens on right now.
pub fn free_ports<const N: usize>() -> anyhow::Result<[u16; N]> {
    free_port_list(N)?.try_into().map_err(|_| anyhow::anyhow!("not enough ports"))
}

/// Where ports are looked for: below those that the system gives to outgoing connections, so that a process that is killed finds its own again.
const PORTS: std::ops::Range<u32> = 10_000..32_000;

/// The same, as many as are asked for.
pub(crate) fn free_port_list(count: usize) -> anyhow::Result<Vec<u16>> {
    // Every test process begins elsewhere, and none gives a port twice.
    static GIVEN: AtomicU32 = AtomicU32::new(0);
    let width = PORTS.end - PORTS.start;
    let begin = std::process::id().wrapping_mul(2_654_435_761) % width;
    let mut held = Vec::new();
    for _ in 0..width {
        let port = u16::try_from(PORTS.start + (begin + GIVEN.fetch_add(1, Ordering::Relaxed)) % width)?;
        // All are held at once, so that no two are the same.
        if let Ok(listener) = TcpListener::bind(("127.0.0.1", port)) {
            held.push((port, listener));
        }
        if held.len() == count {
            return Ok(held.into_iter().map(|(port, _)| port).collect());
        }
    }
    anyhow::bail!("there are no {count} free ports")
}

/// How long a process may take to be ready: twelve may start at once, on two cores.
const STARTS: Duration = Duration::from_mins(1);

/// A running `switchboard`.
pub struct Process {
    child: Child,
    log: PathBuf,
    /// `http://127.0.0.1:…` of the public listener.
    pub base: String,
    /// `http://127.0.0.1:…` of the admin listener.
    pub admin: String,
}

impl Process {
    /// Starts the binary on a folder and ports; `arguments` follow `--data`, `environment` are settings. It logs into the folder.
    pub fn start(data: &Path, ports: [u16; 2], arguments: &[&str], environment: &[(&str, String)]) -> anyhow::Result<Self> {
        Self::start_logging(&data.join("switchboard.log"), data, ports, arguments, environment)
    }

    /// The same, logging into that file.
    pub fn start_logging(
        log: &Path,
        data: &Path,
        ports: [u16; 2],
        arguments: &[&str],
        environment: &[(&str, String)],
    ) -> anyhow::Result<Self> {
        Self::start_program((&binary()?, log), data, ports, arguments, environment)
    }

    /// The same with that program.
    pub(crate) fn start_program(
        (program, log): (&Path, &Path),
        data: &Path,
        ports: [u16; 2],
        arguments: &[&str],
        environment: &[(&str, String)],
    ) -> anyhow::Result<Self> {
        // Installed already by another test of the process.
        let _already = rustls::crypto::ring::default_provider().install_default();
        let file = std::fs::File::options().create(true).append(true).open(log)?;
        let mut command = Command::new(program);
        command
            .arg("--data")
            .arg(data)
            .args(arguments)
            .env("SWITCHBOARD__LISTEN__PUBLIC", format!("127.0.0.1:{}", ports[0]))
            .env("SWITCHBOARD__LISTEN__ADMIN", format!("127.0.0.1:{}", ports[1]))
            .env("SWITCHBOARD__LOG__FILTER", "warn")
            .envs(environment.iter().map(|(key, value)| (*key, value.as_str())))
            .stdin(Stdio::null())
            .stdout(file.try_clone()?)
            .stderr(file)
            .kill_on_drop(true);
        let child = command.spawn()?;
        let at = |port: u16| format!("http://127.0.0.1:{port}");
        Ok(Self { child, log: log.to_owned(), base: at(ports[0]), admin: at(ports[1]) })
    }

    /// Waits until every check passes.
    pub async fn ready(&mut self) -> anyhow::Result<()> {
        let client = reqwest::Client::new();
        let url = format!("{}/health/ready", self.admin);
        let begun = tokio::time::Instant::now();
        loop {
            if client.get(&url).send().await.is_ok_and(|answer| answer.status().is_success()) {
                return Ok(());
            }
            if let Some(status) = self.child.try_wait()? {
                anyhow::bail!("the process ended with {status}: {}", std::fs::read_to_string(&self.log)?);
            }
            anyhow::ensure!(begun.elapsed() < STARTS, "the process was not ready in time");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    /// Process id.
    pub fn id(&self) -> u32 {
        self.child.id().unwrap_or_default()
    }

    /// Waits until it has ended by itself; answers its exit code.
    pub async fn ended(&mut self) -> anyhow::Result<Option<i32>> {
        let ended = tokio::time::timeout(crate::PATIENCE, self.child.wait()).await;
        Ok(ended.context("the process did not end in time")??.code())
    }

    /// Whether it runs.
    pub fn is_running(&mut self) -> anyhow::Result<bool> {
        Ok(self.child.try_wait()?.is_none())
    }

    /// `kill -9`.
    pub async fn kill(&mut self) -> anyhow::Result<()> {
        Ok(self.child.kill().await?)
    }

    /// Asks it to stop and waits; answers its exit code.
    pub async fn terminate(mut self) -> anyhow::Result<Option<i32>> {
        let status = Command::new("kill").arg("-TERM").arg(self.id().to_string()).status().await?;
        anyhow::ensure!(status.success(), "the process cannot be signalled");
        Ok(self.child.wait().await?.code())
    }
}
