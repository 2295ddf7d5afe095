//! Figures, and the kills behind the promise.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use clap::Args;

use crate::shell::{run, run_with, target};
use crate::{services, ui};

/// Measures: start, messages, sockets, resume, widget.
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
        ui::build()?;
        run("cargo", &["build", "--release", "--workspace", "--bin", "switchboard", "--bin", "bench"])?;
        let binary = target().join("release/switchboard");
        let mut arguments = vec![self.name.as_str()];
        arguments.extend(self.arguments.iter().map(String::as_str));
        let bench = target().join("release/bench");
        run_with(&bench.to_string_lossy(), &arguments, &[("SWITCHBOARD_BIN", binary.as_os_str())])
    }
}

/// Lets processes die at random points under load, and checks what both sides see.
#[derive(Args)]
pub(crate) struct Chaos {
    /// `cluster`: two processes of every service on PostgreSQL, RabbitMQ and Redis. `embedded`: the one process.
    #[arg(long, default_value = "cluster", value_parser = ["cluster", "embedded"])]
    profile: String,
    /// Faults.
    #[arg(long, default_value_t = 60)]
    rounds: u32,
    /// The same seed gives the same run.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Where the report goes; of the cluster only.
    #[arg(long)]
    report: Option<PathBuf>,
}

impl Chaos {
    pub(crate) fn run(&self) -> anyhow::Result<()> {
        run("cargo", &["build", "--workspace", "--bin", "switchboard"])?;
        println!("profile {}, {} rounds, seed {}", self.profile, self.rounds, self.seed);
        if self.profile == "cluster" {
            services::ensure()?;
            return cluster(self.rounds, self.seed, self.report.as_deref());
        }
        let (rounds, seed, binary) = (self.rounds.to_string(), self.seed.to_string(), target().join("debug/switchboard"));
        let environment = [
            ("SWITCHBOARD_BIN", binary.as_os_str()),
            ("SWITCHBOARD_CHAOS_ROUNDS", OsStr::new(&rounds)),
            ("SWITCHBOARD_CHAOS_SEED", OsStr::new(&seed)),
        ];
        run_with(
            "cargo",
            &["nextest", "run", "--workspace", "--no-capture", "-E", "binary(platform) and test(kill_9_at_random)"],
            &environment,
        )
    }
}

/// So many rounds of the cluster, with the built binary.
pub(crate) fn cluster(rounds: u32, seed: u64, report: Option<&Path>) -> anyhow::Result<()> {
    let (rounds, seed, binary) = (rounds.to_string(), seed.to_string(), target().join("debug/switchboard"));
    let corner = services::Corner::make();
    let mut environment = vec![
        ("SWITCHBOARD_BIN", binary.as_os_str()),
        ("SWITCHBOARD_CHAOS_ROUNDS", OsStr::new(&rounds)),
        ("SWITCHBOARD_CHAOS_SEED", OsStr::new(&seed)),
        ("SWITCHBOARD_TEST_RUN", OsStr::new(corner.name())),
    ];
    environment.extend(report.map(|path| ("SWITCHBOARD_CHAOS_REPORT", path.as_os_str())));
    let only = "binary(platform) and test(a_cluster_in_which)";
    run_with("cargo", &["nextest", "run", "--workspace", "--run-ignored", "only", "--no-capture", "-E", only], &environment)
}
