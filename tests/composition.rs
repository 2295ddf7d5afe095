//! All services together: no cycle of calls, no topic without an owner, and a new service that compiles.

use figment::providers::Serialized;
use runtime::Host;

#[tokio::test]
async fn calls_have_no_cycle_and_every_topic_its_owner() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let services = switchboard::all();
    let figment = runtime::load(&services, None)?.merge(Serialized::default("data", folder.path()));
    let flow = Host::assemble(services, &figment)?.flow();
    assert_eq!(flow.cycle(), None);
    assert_eq!(flow.orphans(), Vec::<String>::new());
    Ok(())
}

#[test]
fn every_service_has_a_readme_with_all_headings() -> anyhow::Result<()> {
    let services = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../services");
    for entry in std::fs::read_dir(services)? {
        let readme = entry?.path().join("README.md");
        let text = std::fs::read_to_string(&readme).map_err(|error| anyhow::anyhow!("{}: {error}", readme.display()))?;
        for heading in ["Purpose", "Serves", "Consumes", "Publishes", "Calls", "Data", "Configuration", "Runbook"] {
            assert!(text.contains(&format!("\n## {heading}\n")), "{} has no heading {heading}", readme.display());
        }
    }
    Ok(())
}
