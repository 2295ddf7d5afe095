//! `deploy`: image, compose file and chart, checked without an engine or a cluster.
//!
//! What a service serves and whom it calls is told three times: by the binary, by the compose file and by the chart's values.
//! The binary is right; the others are compared with it.

mod chart;
pub(crate) mod compose;
mod restricted;
mod tools;

use std::fs;

use anyhow::{Context as _, ensure};

use crate::shell::{output, root, run, target};
use tools::Tools;

/// What the flow says of one service.
pub(crate) struct Row {
    /// Pod name.
    pod: String,
    /// Its HTTP prefixes.
    http: Vec<String>,
    /// Whether others call it.
    grpc: bool,
    /// Whether one replica leads, to which the others hand on.
    leads: bool,
    /// Whether it publishes, consumes or follows anything.
    events: bool,
    /// Whom it calls.
    calls: Vec<String>,
}

/// Checks everything that is needed to install the product.
pub(crate) fn check() -> anyhow::Result<()> {
    let tools = Tools::ensure()?;
    let flow = flow()?;
    run(&tools.path("hadolint"), &["Dockerfile"])?;
    compose::check(&tools, &flow)?;
    chart::check(&tools, &flow)?;
    println!("Dockerfile, compose file and chart are in order for {} services", flow.len());
    Ok(())
}

/// The binary, if it is built.
fn binary() -> Option<String> {
    let path = target().join("debug/switchboard");
    path.is_file().then(|| path.to_string_lossy().into_owned())
}

/// From the binary; from ARCHITECTURE.md, which holds the same, if it is not built.
fn flow() -> anyhow::Result<Vec<Row>> {
    let text = match binary() {
        Some(binary) => output(&binary, &["--data", &target().join("flow").to_string_lossy(), "flow"])?,
        None => fs::read_to_string(root().join("ARCHITECTURE.md"))?,
    };
    let rows = rows(&text);
    ensure!(!rows.is_empty(), "there is no flow to compare with");
    Ok(rows)
}

/// The services of the table; the one without an edge is the process that holds them all.
fn rows(text: &str) -> Vec<Row> {
    let lines = text.lines().filter_map(|line| line.strip_prefix("| `")?.strip_suffix(" |"));
    let rows = lines.filter_map(|line| {
        let (pod, rest) = line.split_once("` | ")?;
        let cells: Vec<Vec<&str>> =
            rest.split(" | ").map(|cell| cell.split("<br>").map(str::trim).filter(|word| !word.is_empty()).collect()).collect();
        let [serves, consumes, follows, publishes, calls] = cells.as_slice() else { return None };
        Some(Row {
            pod: pod.to_owned(),
            http: serves.iter().filter_map(|word| word.strip_prefix("HTTP ")).map(str::to_owned).collect(),
            grpc: serves.iter().any(|word| word.starts_with("gRPC ")),
            leads: serves.contains(&"one replica leads"),
            events: !(consumes.is_empty() && follows.is_empty() && publishes.is_empty()),
            calls: calls.iter().map(|&word| word.to_owned()).collect(),
        })
    });
    rows.filter(|row| row.pod != "switchboard").collect()
}

/// Fails unless both are the same set.
fn same(what: &str, found: impl IntoIterator<Item = String>, wanted: impl IntoIterator<Item = String>) -> anyhow::Result<()> {
    let sorted = |items: &mut Vec<String>| items.sort();
    let (mut found, mut wanted): (Vec<_>, Vec<_>) = (found.into_iter().collect(), wanted.into_iter().collect());
    sorted(&mut found);
    sorted(&mut wanted);
    ensure!(found == wanted, "{what}: there is [{}], the binary has [{}]", found.join(", "), wanted.join(", "));
    Ok(())
}

/// The list of texts at that place of a document; empty if there is none.
fn texts(value: &serde_json::Value) -> Vec<String> {
    value.as_array().into_iter().flatten().filter_map(|item| item.as_str()).map(str::to_owned).collect()
}

/// A YAML file of this repository.
fn yaml(path: &str) -> anyhow::Result<serde_json::Value> {
    let text = fs::read_to_string(root().join(path)).with_context(|| path.to_owned())?;
    serde_saphyr::from_str(&text).map_err(|error| anyhow::anyhow!("{path}: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_of_the_flow_is_understood() {
        let table = "| service | serves | consumes | follows | publishes | calls |\n|---|---|---|---|---|---|\n\
            | `ccm` | gRPC switchboard.ccm.v1.CcmService<br>HTTP /ccm<br>one replica leads | a.b.v1 |  | c.d.v1 | cim-customer<br>conversation-manager |\n\
            | `web-widget` | HTTP /web-widget |  |  |  |  |\n| `switchboard` |  |  |  |  |  |\n";
        let rows = rows(table);
        assert_eq!(rows.len(), 2);
        assert!(
            rows[0].grpc
                && rows[0].leads
                && rows[0].events
                && rows[0].http == ["/ccm"]
                && rows[0].calls == ["cim-customer", "conversation-manager"]
        );
        assert!(!rows[1].grpc && !rows[1].leads && !rows[1].events && rows[1].calls.is_empty());
    }
}
