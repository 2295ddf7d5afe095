//! Running other programs from the workspace's root.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context as _, ensure};

/// The workspace's root.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap_or_else(|_| PathBuf::from("."))
}

/// Where cargo puts what it builds.
pub(crate) fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from)
}

/// A program to run in the root.
pub(crate) fn command(program: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(program);
    command.args(arguments).current_dir(root());
    command
}

/// Runs it, its output on ours; an exit code other than 0 is an error.
pub(crate) fn run(program: &str, arguments: &[&str]) -> anyhow::Result<()> {
    run_with(program, arguments, &[])
}

/// The same with some environment.
pub(crate) fn run_with(program: &str, arguments: &[&str], environment: &[(&str, &OsStr)]) -> anyhow::Result<()> {
    println!("→ {program} {}", arguments.join(" "));
    let status =
        command(program, arguments).envs(environment.iter().copied()).status().with_context(|| format!("{program} cannot be run"))?;
    ensure!(status.success(), "{program} {} ended with {status}", arguments.join(" "));
    Ok(())
}

/// Runs it silently and answers what it printed.
pub(crate) fn output(program: &str, arguments: &[&str]) -> anyhow::Result<String> {
    let output = command(program, arguments).stderr(Stdio::inherit()).output().with_context(|| format!("{program} cannot be run"))?;
    ensure!(output.status.success(), "{program} {} ended with {}", arguments.join(" "), output.status);
    Ok(String::from_utf8(output.stdout)?)
}

/// Whether it runs and ends with 0.
pub(crate) fn succeeds(program: &str, arguments: &[&str]) -> bool {
    command(program, arguments).stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|status| status.success())
}
