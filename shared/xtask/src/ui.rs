//! The web applications: installed and built when their sources changed.

use std::fs;
use std::path::Path;
use std::time::SystemTime;

use crate::shell::{root, run};

const APPLICATIONS: [&str; 4] = ["customer-widget", "web-widget", "unified-agent", "unified-admin"];

/// Installs the packages if the lock file is newer than they are.
pub(crate) fn install() -> anyhow::Result<()> {
    let root = root();
    let lock = modified(&root.join("package-lock.json"));
    let installed = modified(&root.join("node_modules/.package-lock.json"));
    if installed.is_none() || lock > installed {
        run("npm", &["ci", "--no-audit", "--no-fund"])?;
    }
    Ok(())
}

/// Builds what is older than its sources.
pub(crate) fn build() -> anyhow::Result<()> {
    install()?;
    let root = root();
    let stale = APPLICATIONS.iter().any(|application| {
        let ui = root.join("services").join(application).join("ui");
        newest(&ui.join("dist")).is_none_or(|built| newest_source(&ui).is_some_and(|source| source > built))
    });
    if stale { run("npm", &["run", "build"]) } else { Ok(()) }
}

fn modified(path: &Path) -> Option<SystemTime> {
    fs::metadata(path).ok()?.modified().ok()
}

fn newest_source(ui: &Path) -> Option<SystemTime> {
    let entries = fs::read_dir(ui).ok()?.flatten().map(|entry| entry.path());
    let sources = entries.filter(|path| !path.ends_with("dist") && !path.ends_with("node_modules"));
    sources.filter_map(|path| newest(&path)).max()
}

/// The newest file below a path.
fn newest(path: &Path) -> Option<SystemTime> {
    if path.is_dir() {
        return fs::read_dir(path).ok()?.flatten().filter_map(|entry| newest(&entry.path())).max();
    }
    modified(path)
}
