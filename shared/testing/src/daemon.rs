//! A server of a test's own: a child process on a free port, in a folder of its own, which may be stopped, killed and started again without
//! anybody else's noticing.

use std::ffi::OsString;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::process::Stdio;

use anyhow::Context as _;
use sqlx::{Connection as _, PgConnection};
use tokio::net::TcpStream;
use tokio::process::{Child, Command};
use tokio::time::{Duration, Instant};

use crate::process::free_port_list;

/// A broker on a busy machine takes its time.
const PATIENCE: Duration = Duration::from_mins(4);

/// Whether a server's disk is waited for: a bench must, a test of what dies need not, since the machine does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flush {
    /// As in production.
    Always,
    /// The operating system has it, which outlives every process.
    Never,
}

/// One server.
pub struct Daemon {
    name: &'static str,
    /// Program, then arguments.
    line: Vec<OsString>,
    environment: Vec<(&'static str, OsString)>,
    /// Whose process it is, where it must not be root's.
    user: Option<(u32, u32)>,
    log: PathBuf,
    /// Where it listens, on 127.0.0.1.
    pub port: u16,
    child: Option<Child>,
}

impl Daemon {
    /// PostgreSQL, with its files in `folder`, which must be there and empty.
    pub async fn postgres(folder: &Path, flush: Flush) -> anyhow::Result<Self> {
        let bin = postgres_bin()?;
        let user = if is_root()? { Some(user("postgres")?) } else { None };
        if let Some((user, group)) = user {
            std::os::unix::fs::chown(folder, Some(user), Some(group))?;
        }
        let data = folder.join("data");
        let mut initdb = Command::new(bin.join("initdb"));
        initdb.arg("-D").arg(&data).args(["-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C", "--no-sync"]).current_dir(folder);
        run_as(&mut initdb, user);
        let made = initdb.stdout(Stdio::null()).output().await.context("initdb")?;
        anyhow::ensure!(made.status.success(), "initdb: {}", String::from_utf8_lossy(&made.stderr));
        let [port] = ports()?;
        let fsync = if flush == Flush::Always { "fsync=on" } else { "fsync=off" };
        let mut line: Vec<OsString> = vec![bin.join("postgres").into(), "-D".into(), data.into(), "-p".into(), port.to_string().into()];
        // Every process of two dozen has a pool for its service and one for its relay.
        let sockets = format!("unix_socket_directories={}", folder.display());
        for option in ["listen_addresses=127.0.0.1", "max_connections=500", "max_wal_size=128MB", "min_wal_size=32MB", fsync, &sockets] {
            line.extend(["-c".into(), option.into()]);
        }
        let log = beside(folder, "postgres.log");
        Ok(Self { name: "PostgreSQL", line, environment: Vec::new(), user, log, port, child: None })
    }

    /// RabbitMQ. Its name server, `epmd`, is the machine's: there is one for all brokers.
    pub fn rabbitmq(folder: &Path) -> anyhow::Result<Self> {
        let [port, distribution] = ports()?;
        let settings = folder.join("rabbitmq.conf");
        // No more memory than a test machine can spare; nothing else may stop publishers here.
        std::fs::write(&settings, "vm_memory_high_watermark.absolute = 1GB\ndisk_free_limit.absolute = 50MB\nlog.console = false\n")?;
        let plugins = folder.join("plugins");
        std::fs::write(&plugins, "[].\n")?;
        let place = |name: &str| folder.join(name).into_os_string();
        let environment = vec![
            ("HOME", folder.into()),
            ("RABBITMQ_NODENAME", format!("switchboard-{port}@localhost").into()),
            ("RABBITMQ_NODE_IP_ADDRESS", "127.0.0.1".into()),
            ("RABBITMQ_NODE_PORT", port.to_string().into()),
            ("RABBITMQ_DIST_PORT", distribution.to_string().into()),
            ("RABBITMQ_MNESIA_BASE", place("mnesia")),
            ("RABBITMQ_LOG_BASE", place("log")),
            ("RABBITMQ_CONFIG_FILE", settings.into()),
            ("RABBITMQ_ENABLED_PLUGINS_FILE", plugins.into()),
            ("RABBITMQ_CONF_ENV_FILE", place("no-such-file")),
            // The script becomes the server instead of starting one, so that what is killed here is the server.
            ("RUNNING_UNDER_SYSTEMD", "true".into()),
        ];
        let line = vec!["/usr/lib/rabbitmq/bin/rabbitmq-server".into()];
        Ok(Self { name: "RabbitMQ", line, environment, user: None, log: beside(folder, "rabbitmq.log"), port, child: None })
    }

    /// Redis that keeps nothing.
    pub fn redis(folder: &Path) -> anyhow::Result<Self> {
        let [port] = ports()?;
        let words = ["--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--port"];
        let mut line: Vec<OsString> = vec!["redis-server".into()];
        line.extend(words.map(OsString::from));
        line.extend([port.to_string().into(), "--dir".into(), folder.into()]);
        Ok(Self { name: "Redis", line, environment: Vec::new(), user: None, log: beside(folder, "redis.log"), port, child: None })
    }

    /// Starts it; [`Daemon::ready`] waits until it answers.
    pub fn launch(&mut self) -> anyhow::Result<()> {
        let file = std::fs::File::options().create(true).append(true).open(&self.log)?;
        let (program, arguments) = self.line.split_first().context("a program")?;
        let mut command = Command::new(program);
        command.args(arguments).envs(self.environment.iter().map(|(key, value)| (key, value)));
        command.current_dir("/").stdin(Stdio::null()).stdout(file.try_clone()?).stderr(file).kill_on_drop(true);
        run_as(&mut command, self.user);
        self.child = Some(command.spawn().with_context(|| format!("{} cannot be started", self.name))?);
        Ok(())
    }

    /// Waits until it serves.
    pub async fn ready(&mut self) -> anyhow::Result<()> {
        let begun = Instant::now();
        while !self.serves().await {
            if let Some(status) = self.child.as_mut().context("it was not started")?.try_wait()? {
                anyhow::bail!("{} ended with {status}: {}", self.name, std::fs::read_to_string(&self.log).unwrap_or_default());
            }
            anyhow::ensure!(begun.elapsed() < PATIENCE, "{} does not serve on port {}", self.name, self.port);
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        Ok(())
    }

    async fn serves(&self) -> bool {
        if self.name != "PostgreSQL" {
            return TcpStream::connect(("127.0.0.1", self.port)).await.is_ok();
        }
        // It listens before it has recovered.
        let connected = PgConnection::connect(&format!("postgres://postgres@127.0.0.1:{}/postgres", self.port)).await;
        match connected {
            Ok(connection) => connection.close().await.is_ok(),
            Err(_starting) => false,
        }
    }

    /// Whether it runs.
    pub fn is_running(&mut self) -> bool {
        self.child.as_mut().is_some_and(|child| matches!(child.try_wait(), Ok(None)))
    }

    /// Ends it without a chance to tidy up, and waits until it is gone.
    pub async fn kill(&mut self) -> anyhow::Result<()> {
        let Some(mut child) = self.child.take() else { return Ok(()) };
        if self.name == "PostgreSQL" {
            // Its own word for it: all of its processes end at once, and the next start recovers from the log.
            signal(&child, "-QUIT").await?;
            child.wait().await?;
        } else {
            child.kill().await?;
        }
        Ok(())
    }

    /// Asks it to end in its own time, and waits.
    pub async fn stop(&mut self) -> anyhow::Result<()> {
        let Some(mut child) = self.child.take() else { return Ok(()) };
        signal(&child, "-TERM").await?;
        child.wait().await?;
        Ok(())
    }

    /// RabbitMQ's own tool, for this broker.
    pub async fn rabbitmqctl(&self, arguments: &[&str]) -> anyhow::Result<()> {
        let mut command = Command::new("/usr/lib/rabbitmq/bin/rabbitmqctl");
        command.args(["--quiet", "--timeout", "60"]).args(arguments).envs(self.environment.iter().map(|(key, value)| (key, value)));
        // It may hang on a broker that does not answer.
        let done = tokio::time::timeout(PATIENCE, command.kill_on_drop(true).output()).await.context("rabbitmqctl hangs")??;
        anyhow::ensure!(done.status.success(), "rabbitmqctl {arguments:?}: {}", String::from_utf8_lossy(&done.stderr));
        Ok(())
    }

    /// Processor seconds and such are read by this.
    pub fn id(&self) -> u32 {
        self.child.as_ref().and_then(Child::id).unwrap_or_default()
    }
}

async fn signal(child: &Child, name: &str) -> anyhow::Result<()> {
    let Some(id) = child.id() else { return Ok(()) };
    // One that has ended meanwhile needs no signal.
    let _gone = Command::new("kill").arg(name).arg(id.to_string()).stderr(Stdio::null()).status().await?;
    Ok(())
}

fn run_as(command: &mut Command, user: Option<(u32, u32)>) {
    if let Some((user, group)) = user {
        command.uid(user).gid(group);
    }
}

fn ports<const N: usize>() -> anyhow::Result<[u16; N]> {
    free_port_list(N)?.try_into().map_err(|_| anyhow::anyhow!("not enough ports"))
}

fn beside(folder: &Path, name: &str) -> PathBuf {
    folder.parent().unwrap_or(folder).join(name)
}

/// Whether this process may mount, and must not be PostgreSQL.
pub(crate) fn is_root() -> std::io::Result<bool> {
    Ok(std::fs::metadata("/proc/self")?.uid() == 0)
}

/// Others may pass through it: a server that is not root's lies behind it.
pub(crate) fn passable(folder: &Path) -> std::io::Result<()> {
    std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o755))
}

/// User and group of that name.
fn user(name: &str) -> anyhow::Result<(u32, u32)> {
    let users = std::fs::read_to_string("/etc/passwd")?;
    let line = users.lines().find(|line| line.split(':').next() == Some(name)).with_context(|| format!("there is no user {name}"))?;
    let mut fields = line.split(':').skip(2);
    let mut number = || fields.next().and_then(|text| text.parse().ok());
    number().zip(number()).with_context(|| format!("the user {name} has no number"))
}

/// Debian keeps a folder for each version; elsewhere the programs are on the path.
pub fn postgres_bin() -> anyhow::Result<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let bins = versions.map(|version| version.path().join("bin")).filter(|bin| bin.join("initdb").is_file());
    Ok(bins.max().unwrap_or_default())
}
