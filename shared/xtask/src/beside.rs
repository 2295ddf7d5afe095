//! `beside`: two versions at once, as while a rolling update is under way. The tables are this version's; of every two replicas one is the version
//! before.

use std::ffi::OsStr;
use std::path::PathBuf;

use clap::Args;

use crate::shell::{run, run_with, succeeds, target};
use crate::test::{MAIN_JOB, journeys};
use crate::{bench, services};

/// Runs the version before and this one side by side: the main job, then faults under load.
#[derive(Args)]
pub(crate) struct Beside {
    /// The version before: any revision of this repository.
    #[arg(long, default_value = BEFORE)]
    before: String,
    /// Faults that both have to stand together.
    #[arg(long, default_value_t = ROUNDS)]
    rounds: u32,
}

const BEFORE: &str = "HEAD~1";
const ROUNDS: u32 = 15;

impl Default for Beside {
    fn default() -> Self {
        Self { before: BEFORE.to_owned(), rounds: ROUNDS }
    }
}

impl Beside {
    pub(crate) fn run(&self) -> anyhow::Result<()> {
        services::ensure()?;
        let before = build(&self.before)?;
        run("cargo", &["build", "--workspace", "--bin", "switchboard"])?;
        journeys("replicas", MAIN_JOB, Some(&before))?;
        bench::chaos("cluster", self.rounds, 1, None, Some(&before))
    }
}

/// Builds a revision beside this one; its pages are not needed.
fn build(revision: &str) -> anyhow::Result<PathBuf> {
    let place = target().join("before");
    let (tree, built) = (place.join("tree"), place.join("built"));
    let path = tree.to_string_lossy();
    // Left by a run that was stopped.
    let _left = succeeds("git", &["worktree", "remove", "--force", &path]);
    run("git", &["worktree", "add", "--force", "--detach", &path, revision])?;
    let manifest = tree.join("Cargo.toml");
    let arguments = ["build", "--workspace", "--bin", "switchboard", "--manifest-path", &manifest.to_string_lossy()];
    let done = run_with("cargo", &arguments, &[("CARGO_TARGET_DIR", OsStr::new(&built))]);
    run("git", &["worktree", "remove", "--force", &path])?;
    done.map(|()| built.join("debug/switchboard"))
}
