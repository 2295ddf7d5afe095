//! Whoever is woken by an alert finds a page that tells what it means, how to see it, what to do, and how to prove that it is over.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::Context as _;

const PARTS: [&str; 4] = ["## What it means", "## How to see it", "## What to do", "## How to prove it is over"];

/// Names of all alerts, as the chart's templates write them.
fn alerts(charts: &Path) -> anyhow::Result<BTreeSet<String>> {
    let template = std::fs::read_to_string(charts.join("service/templates/_monitoring.tpl"))?;
    let names = template.split("\"name\" \"").skip(1).filter_map(|rest| rest.split('"').next());
    Ok(names.map(str::to_owned).collect())
}

#[test]
fn every_alert_has_its_page_and_every_page_its_alert() -> anyhow::Result<()> {
    let charts = Path::new(env!("CARGO_MANIFEST_DIR")).join("../charts");
    let alerts = alerts(&charts)?;
    assert!(alerts.len() > 5, "{alerts:?}");
    let pages = charts.join("switchboard/runbooks");
    for alert in &alerts {
        let page = std::fs::read_to_string(pages.join(format!("{alert}.md"))).with_context(|| format!("{alert} has no page"))?;
        assert!(page.starts_with(&format!("# {alert}\n")), "{alert}: the page is of another alert");
        for part in PARTS {
            let text = page.split(&format!("\n{part}\n")).nth(1).unwrap_or_default();
            assert!(text.trim_start().chars().take_while(|c| *c != '#').count() > 40, "{alert}: {part} says nothing");
        }
    }
    for page in std::fs::read_dir(pages)? {
        let name = page?.file_name().to_string_lossy().into_owned();
        let alert = name.strip_suffix(".md").context(name.clone())?;
        assert!(alert == "backup" || alerts.contains(alert), "{name} is of no alert");
    }
    Ok(())
}
