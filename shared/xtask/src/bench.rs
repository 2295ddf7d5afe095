//! Figures, and the kills behind the promise.

use std::ffi::OsStr;

use clap::Args;

use crate::shell::{run, run_with, target};
use crate::ui;

/// Measures: start, messages, widget.
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

/// Kills the process at random points under load, and checks what both sides see.
#[derive(Args)]
pub(crate) struct Chaos {
    /// `embedded` is the one there is so far.
    #[arg(long, default_value = "embedded", value_parser = ["embedded"])]
    profile: String,
    /// Kills.
    #[arg(long, default_value_t = 60)]
    rounds: u32,
    /// The same seed gives the same run.
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

impl Chaos {
    pub(crate) fn run(&self) -> anyhow::Result<()> {
        run("cargo", &["build", "--workspace", "--bin", "switchboard"])?;
        let binary = target().join("debug/switchboard");
        let (rounds, seed) = (self.rounds.to_string(), self.seed.to_string());
        println!("profile {}, {rounds} rounds, seed {seed}", self.profile);
        let environment = [
            ("SWITCHBOARD_BIN", binary.as_os_str()),
            ("SWITCHBOARD_CHAOS_ROUNDS", OsStr::new(&rounds)),
            ("SWITCHBOARD_CHAOS_SEED", OsStr::new(&seed)),
        ];
        run_with("cargo", &["nextest", "run", "--package", "tests", "--no-capture", "kill_9"], &environment)
    }
}
