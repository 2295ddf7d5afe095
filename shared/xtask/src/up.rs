//! `up`: the main job. Builds the web applications and the one binary, then runs it.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context as _, ensure};
use clap::Args;

use crate::shell::{command, root, run, target};
use crate::ui;

/// Builds everything and runs it in one process.
#[derive(Args)]
pub(crate) struct Up {
    /// Optimised, as for figures.
    #[arg(long)]
    release: bool,
    /// Throws the data folder away first.
    #[arg(long)]
    fresh: bool,
    /// Folder of stores, keys and links.
    #[arg(long, default_value = "data")]
    data: PathBuf,
}

impl Up {
    pub(crate) fn run(&self) -> anyhow::Result<()> {
        println!("1/3 web applications");
        ui::build()?;
        println!("2/3 services");
        let mut arguments = vec!["build", "--workspace", "--bin", "switchboard"];
        if self.release {
            arguments.push("--release");
        }
        run("cargo", &arguments)?;
        println!("3/3 start");
        let data = root().join(&self.data);
        if self.fresh {
            self.throw_away(&data)?;
        }
        let binary = target().join(if self.release { "release" } else { "debug" }).join("switchboard");
        let data = data.to_string_lossy();
        // The demonstration's customers on WhatsApp, by SMS and on Messenger: it waits until the demonstration is set up.
        let mut fake = command(&binary.to_string_lossy(), &["providers", "fake", "--data", &data])
            .spawn()
            .context("the fake providers cannot be run")?;
        // Ctrl-C reaches the whole foreground group: the children stop in order, and so do we.
        let status = command(&binary.to_string_lossy(), &["--data", &data]).status().context("the binary cannot be run")?;
        // Gone already after Ctrl-C.
        let _gone = fake.kill();
        fake.wait()?;
        ensure!(status.success(), "switchboard ended with {status}");
        Ok(())
    }

    /// Only a folder that is recognisably ours.
    fn throw_away(&self, data: &std::path::Path) -> anyhow::Result<()> {
        if !data.exists() {
            return Ok(());
        }
        let ours = data.join("locks").is_dir() || fs::read_dir(data)?.next().is_none();
        ensure!(ours, "{} does not look like a data folder of Switchboard: it stays", self.data.display());
        fs::remove_dir_all(data).with_context(|| format!("cannot remove {}", data.display()))
    }
}
