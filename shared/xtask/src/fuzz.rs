//! `fuzz`: decoders against what libFuzzer makes of real inputs.

use std::ffi::OsStr;
use std::fs;
use std::path::Path;

use anyhow::Context as _;
use clap::Args;

use crate::shell::{root, run, run_with, succeeds, target};

/// The fuzz targets of `tests/fuzz`.
const TARGETS: [&str; 4] = ["command", "log", "expression", "webhook"];
const GOLDEN: &str = "services/routing-engine/src/tests/golden/log-1.jsonl";
/// Expressions from which others are made.
const EXPRESSIONS: [&str; 4] =
    ["english >= 5 && (vip || !english == 3)", "attr(\"Any Name\") != 3 || false", "waiting > 5 || priority >= 8", "true && !(vip)"];

/// Feeds a decoder whatever libFuzzer finds.
#[derive(Args)]
pub(crate) struct Fuzz {
    /// Which; every one if it is left out.
    #[arg(value_parser = TARGETS)]
    target: Option<String>,
    /// How long each is fed.
    #[arg(long, default_value_t = 60)]
    seconds: u32,
}

impl Fuzz {
    pub(crate) fn run(&self) -> anyhow::Result<()> {
        if !succeeds("cargo", &["fuzz", "--version"]) {
            run("cargo", &["install", "--locked", "cargo-fuzz"])?;
        }
        let folder = target().join("fuzz");
        // The flags that instrument a program are not stable; what they instrument is.
        let environment = [("RUSTC_BOOTSTRAP", OsStr::new("1")), ("CARGO_TARGET_DIR", folder.as_os_str())];
        let time = format!("-max_total_time={}", self.seconds);
        for name in TARGETS.into_iter().filter(|name| self.target.as_deref().is_none_or(|wanted| wanted == *name)) {
            let corpus = folder.join("corpus").join(name);
            seed(name, &corpus)?;
            // No sanitizer: nothing here is unsafe, and panics are what is looked for.
            let arguments =
                ["fuzz", "run", "--fuzz-dir", "tests/fuzz", "--sanitizer", "none", name, &corpus.to_string_lossy(), "--", &time];
            run_with("cargo", &arguments, &environment)?;
        }
        Ok(())
    }
}

/// Real inputs, from which libFuzzer goes on.
fn seed(name: &str, corpus: &Path) -> anyhow::Result<()> {
    fs::create_dir_all(corpus)?;
    let seeds: Vec<Vec<u8>> = match name {
        "command" => golden(|row| row["commands"].as_array().into_iter().flatten().map(|pair| pair[1].clone()).collect())?,
        "log" => golden(|row| row["events"].as_array().cloned().unwrap_or_default())?,
        "expression" => EXPRESSIONS.iter().map(|text| text.as_bytes().to_vec()).collect(),
        _ => samples()?,
    };
    for (number, seed) in seeds.iter().enumerate() {
        fs::write(corpus.join(format!("seed-{number}")), seed)?;
    }
    Ok(())
}

/// What the golden log has in its rows, a row a seed.
fn golden(of: impl Fn(&serde_json::Value) -> Vec<serde_json::Value>) -> anyhow::Result<Vec<Vec<u8>>> {
    let text = fs::read_to_string(root().join(GOLDEN)).context(GOLDEN)?;
    let rows = text.lines().skip(1).filter_map(|line| serde_json::from_str(line).ok());
    let lines = rows.map(|row| of(&row).iter().map(serde_json::Value::to_string).collect::<Vec<_>>().join("\n").into_bytes());
    Ok(lines.filter(|seed| !seed.is_empty()).collect())
}

/// The bodies of the recorded webhooks, behind the byte that chooses provider and form.
fn samples() -> anyhow::Result<Vec<Vec<u8>>> {
    let mut seeds = Vec::new();
    for (provider, folder) in [(0, "360dialog"), (1, "twilio"), (2, "facebook"), (2, "instagram")] {
        for entry in fs::read_dir(root().join("tests/samples").join(folder))? {
            let sample: serde_json::Value = serde_json::from_slice(&fs::read(entry?.path())?)?;
            let Some(body) = sample.get("body").and_then(serde_json::Value::as_str) else { continue };
            let form = u8::from(!body.trim_start().starts_with(['{', '[']));
            seeds.push([&[provider * 2 + form], body.as_bytes()].concat());
        }
    }
    anyhow::ensure!(!seeds.is_empty(), "no recorded webhook has a body");
    Ok(seeds)
}
