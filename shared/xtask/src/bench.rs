//! Figures, and the faults behind the promise.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use clap::Args;

use crate::shell::{run, run_with, target};
use crate::{services, ui};

/// Measures: start, messages, sockets, resume, webhooks, routing, widget, web, files, cluster.
#[derive(Args)]
pub(crate) struct Bench {
    /// Which.
    name: String,
    /// Passed on, such as `--seconds 30`.
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<String>,
}

impl Bench {
    pub(crate) fn run(&self) -> anyhow::Result<()> {
        if self.name == "cluster" {
            services::programs()?;
        }
        ui::build()?;
        run("cargo", &["build", "--release", "--workspace", "--bin", "switchboard", "--bin", "bench"])?;
        let binary = target().join("release/switchboard");
        let mut arguments = vec![self.name.as_str()];
        arguments.extend(self.arguments.iter().map(String::as_str));
        let bench = target().join("release/bench");
        run_with(&bench.to_string_lossy(), &arguments, &[("SWITCHBOARD_BIN", binary.as_os_str())])
    }
}

/// Lets anything die or be cut off under load, and checks what everybody saw.
#[derive(Args)]
pub(crate) struct Chaos {
    /// `cluster`: two processes of every service on a PostgreSQL, a RabbitMQ and a Redis of the run's own. `embedded`: the one process.
    #[arg(long, default_value = "cluster", value_parser = ["cluster", "embedded"])]
    profile: String,
    /// Faults.
    #[arg(long, default_value_t = 60)]
    rounds: u32,
    /// The same seed draws the same faults.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Where the report goes, beside the last line.
    #[arg(long)]
    report: Option<PathBuf>,
}

impl Chaos {
    pub(crate) fn run(&self) -> anyhow::Result<()> {
        run("cargo", &["build", "--workspace", "--bin", "switchboard"])?;
        println!("profile {}, {} rounds, seed {}", self.profile, self.rounds, self.seed);
        chaos(&self.profile, self.rounds, self.seed, self.report.as_deref(), None)
    }
}

/// So many rounds, with the built binary, and in a cluster that of the version before on every second node if there is one. The cluster's
/// servers are its own: only their programs must be there.
pub(crate) fn chaos(profile: &str, rounds: u32, seed: u64, report: Option<&Path>, before: Option<&Path>) -> anyhow::Result<()> {
    services::programs()?;
    let (rounds, seed, binary) = (rounds.to_string(), seed.to_string(), target().join("debug/switchboard"));
    // Tests run in their package's folder.
    let report = report.map(std::path::absolute).transpose()?;
    let mut environment = vec![
        ("SWITCHBOARD_BIN", binary.as_os_str()),
        ("SWITCHBOARD_CHAOS_ROUNDS", OsStr::new(&rounds)),
        ("SWITCHBOARD_CHAOS_SEED", OsStr::new(&seed)),
    ];
    environment.extend(before.map(|binary| ("SWITCHBOARD_BIN_BEFORE", binary.as_os_str())));
    environment.extend(report.iter().map(|path| ("SWITCHBOARD_CHAOS_REPORT", path.as_os_str())));
    let which = if profile == "cluster" { "a_cluster_in_which" } else { "kill_9_at_random" };
    let only = format!("binary(platform) and test({which})");
    run_with(
        "cargo",
        &["nextest", "run", "--profile", "long", "--workspace", "--run-ignored", "all", "--no-capture", "-E", &only],
        &environment,
    )
}
