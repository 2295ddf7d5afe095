//! `replay`.

use std::io::Read as _;
use std::path::{Path, PathBuf};

use clap::Args;
use ids::TenantId;

use super::{Outcome, source};
use crate::replay::{Head, Report, read_all, replay};
use crate::store::LogRow;

#[derive(Args)]
pub(super) struct Options {
    /// A store's file, a folder of data, or what `export` wrote.
    log: PathBuf,
    /// Whose, of a store.
    #[arg(long, default_value = "default")]
    tenant: String,
    /// For programs.
    #[arg(long)]
    json: bool,
}

pub(super) async fn run(options: Options) -> Result<Outcome, String> {
    let (head, rows) = read(&options.log, &TenantId::new(options.tenant.as_str())).await?;
    let report = replay(&head, &rows);
    let text = if options.json { serde_json::to_string(&report).map_err(|error| error.to_string())? } else { sentences(&report) };
    Ok(Outcome { text, well: report.difference.is_none() && report.faults.is_empty() })
}

async fn read(path: &Path, tenant: &TenantId) -> Result<(Head, Vec<LogRow>), String> {
    if path.is_dir() || is_store(path)? {
        return read_all(&source::open(path)?, tenant).await.map_err(|error| error.to_string());
    }
    let text = std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    parse(&text).map_err(|problem| format!("{}:{problem}", path.display()))
}

/// An exported log. A problem begins with the line it is in.
pub(crate) fn parse(text: &str) -> Result<(Head, Vec<LogRow>), String> {
    let mut lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    let (_, first) = lines.next().ok_or("1: the file is empty")?;
    let head: Head = serde_json::from_str(first).map_err(|error| format!("1: is no head of an exported log: {error}"))?;
    head.check().map_err(|problem| format!("1: {problem}"))?;
    let row = |(number, line): (usize, &str)| serde_json::from_str(line).map_err(|error| format!("{}: {error}", number + 1));
    Ok((head, lines.map(row).collect::<Result<_, String>>()?))
}

fn is_store(path: &Path) -> Result<bool, String> {
    let mut magic = [0; 15];
    let mut file = std::fs::File::open(path).map_err(|error| format!("{}: {error}", path.display()))?;
    // A file that is shorter is no store.
    Ok(file.read_exact(&mut magic).is_ok() && &magic == b"SQLite format 3")
}

fn sentences(report: &Report) -> String {
    let mut lines = vec![
        format!(
            "{} rows, {} events, {} offers; {} rows decided again, {} only folded",
            report.rows, report.events, report.offers, report.decided, report.folded
        ),
        format!("decisions {}", report.hash),
    ];
    lines.extend(report.difference.as_ref().map(|difference| format!("DIFFERENT: {difference}")));
    lines.extend(report.faults.iter().map(|fault| format!("FAULT: {fault}")));
    lines.join("\n")
}
