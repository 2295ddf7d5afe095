//! `check`.

use clap::Args;
use routing_core::{Finding, Severity};
use serde_json::json;

use super::Outcome;
use super::source::Source;
use crate::names::Names;
use crate::ops::check_rules::{rules, severity, shown};

#[derive(Args)]
pub(super) struct Options {
    /// For programs.
    #[arg(long)]
    json: bool,
    /// Warnings count as faults, for a pipeline.
    #[arg(long)]
    strict: bool,
    #[command(flatten)]
    source: Source,
}

pub(super) async fn run(options: Options) -> Result<Outcome, String> {
    let (store, tenant) = (options.source.store()?, options.source.tenant());
    let docs = store.documents(&tenant).await.map_err(|error| error.to_string())?;
    let names = Names::read(&store, &tenant, &docs).await.map_err(|error| error.to_string())?;
    let findings = rules(&docs).check();
    let bad = |finding: &Finding| options.strict || finding.severity == Severity::Fault;
    let text = if options.json {
        json!({ "findings": findings.iter().map(|finding| shown(finding, &names)).collect::<Vec<_>>() }).to_string()
    } else {
        sentences(&findings, &names, docs.queues.len())
    };
    Ok(Outcome { text, well: !findings.iter().any(bad) })
}

fn sentences(findings: &[Finding], names: &Names, queues: usize) -> String {
    if findings.is_empty() {
        return format!("{queues} queues: nothing is wrong");
    }
    let line = |finding: &Finding| {
        let queue = names.queue(finding.queue);
        let step = finding.step.map(|step| format!(", step {step}")).unwrap_or_default();
        format!("{} {}{step}: {} ({})", severity(finding), queue.shown(), finding.trouble.text(), finding.trouble.name())
    };
    findings.iter().map(line).collect::<Vec<_>>().join("\n")
}
