//! `new-service`: a service of the house's shape, ready to compile.

use std::fs;
use std::path::PathBuf;

use anyhow::ensure;
use clap::Args;

use crate::shell::{root, run};

/// Writes a new service of the house's shape.
#[derive(Args)]
pub(crate) struct NewService {
    /// Pod name, such as `business-calendar`.
    name: String,
    /// Folder that gets it; `services` if left out.
    #[arg(long)]
    into: Option<PathBuf>,
}

impl NewService {
    pub(crate) fn run(&self) -> anyhow::Result<()> {
        let name = &self.name;
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        ensure!(
            name.starts_with(|c: char| c.is_ascii_lowercase()) && name.chars().all(plain),
            "{name:?} is not a pod name: lower-case letters, digits and hyphens"
        );
        let folder = self.into.clone().unwrap_or_else(|| root().join("services")).join(name);
        ensure!(!folder.exists(), "{} exists already", folder.display());
        fs::create_dir_all(folder.join("src/ops"))?;
        fs::create_dir_all(folder.join("migrations"))?;
        for (path, text) in files(name) {
            fs::write(folder.join(path), text)?;
        }
        println!(
            "{} is written. Next: add it to `workspace.dependencies` and to `switchboard::all()`, and to CODEOWNERS.",
            folder.display()
        );
        Ok(())
    }
}

/// Writes a service into the workspace, compiles it with everybody's lints, and takes it out again.
pub(crate) fn check() -> anyhow::Result<()> {
    let name = "generated-sample";
    let (folder, lock) = (root().join("services").join(name), root().join("Cargo.lock"));
    let before = fs::read(&lock)?;
    NewService { name: name.to_owned(), into: None }.run()?;
    let compiled = run("cargo", &["clippy", "--workspace", "--", "-D", "warnings"]);
    fs::remove_dir_all(folder)?;
    fs::write(lock, before)?;
    compiled
}

fn files(name: &str) -> [(&'static str, String); 10] {
    let module = name.replace('-', "_");
    let fill = |text: &str| text.replace("@NAME@", name).replace("@MODULE@", &module);
    [
        ("Cargo.toml", fill(include_str!("../template/Cargo.toml.txt"))),
        ("README.md", fill(include_str!("../template/README.md.txt"))),
        ("config.toml", fill(include_str!("../template/config.toml.txt"))),
        ("migrations/0001_notes.sql", fill(include_str!("../template/migration.sql.txt"))),
        ("src/main.rs", fill(include_str!("../template/main.rs.txt"))),
        ("src/lib.rs", fill(include_str!("../template/lib.rs.txt"))),
        ("src/error.rs", fill(include_str!("../template/error.rs.txt"))),
        ("src/store.rs", fill(include_str!("../template/store.rs.txt"))),
        ("src/ops.rs", fill(include_str!("../template/ops.rs.txt"))),
        ("src/ops/count_notes.rs", fill(include_str!("../template/count_notes.rs.txt"))),
    ]
}
