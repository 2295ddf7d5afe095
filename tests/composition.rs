//! All services together: no cycle of calls, no topic without an owner, and a new service that compiles.

use anyhow::Context as _;
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

/// What a document refers to, it defines; what it lets a caller do has a name.
#[tokio::test]
async fn every_http_interface_describes_itself_completely() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let services = switchboard::all();
    let figment = runtime::load(&services, None)?.merge(Serialized::default("data", folder.path()));
    let documents = serde_json::to_value(Host::assemble(services, &figment)?.documents())?;
    for pod in [
        "bot-framework",
        "ccm",
        "cim-customer",
        "conversation-controller",
        "conversation-manager",
        "file-engine",
        "routing-engine",
        "unified-admin",
    ] {
        let document = &documents[pod];
        assert_eq!(document["openapi"], "3.1.0", "{pod}");
        let text = document.to_string();
        for reference in text.split("\"#/components/schemas/").skip(1) {
            let name = reference.split('"').next().unwrap_or_default();
            assert!(document["components"]["schemas"][name].is_object(), "{pod} refers to {name}, which it does not define");
        }
        let paths = document["paths"].as_object().context("paths")?;
        assert!(!paths.is_empty(), "{pod}");
        for (path, item) in paths {
            assert!(path.starts_with(&format!("/{pod}/v1/")), "{path}");
            for operation in item.as_object().context("an item")?.values() {
                assert!(operation["operationId"].is_string(), "{path}");
                assert!(operation["responses"]["default"].is_object(), "{path}");
            }
        }
    }
    Ok(())
}

/// The administration's types are made from a copy of these documents.
#[tokio::test]
async fn the_administration_was_built_from_these_interfaces() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let services = switchboard::all();
    let figment = runtime::load(&services, None)?.merge(Serialized::default("data", folder.path()));
    let documents = serde_json::to_value(Host::assemble(services, &figment)?.documents())?;
    let copy = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../services/unified-admin/ui/src/api/openapi.json");
    let copy: serde_json::Value = serde_json::from_slice(&std::fs::read(copy)?)?;
    for (pod, document) in copy.as_object().context("documents by pod")? {
        let advice =
            "run `switchboard openapi >services/unified-admin/ui/src/api/openapi.json` and `npm run api -w @switchboard/unified-admin`";
        assert!(documents[pod] == *document, "{pod}'s interface has changed: {advice}");
    }
    Ok(())
}

#[tokio::test]
async fn two_services_with_one_store_are_refused() -> anyhow::Result<()> {
    let with_store = |cx: &runtime::Context, _: runtime::NoSettings| {
        cx.db(db::Durability::Lazy)?;
        Ok(runtime::App::new())
    };
    let folder = tempfile::tempdir()?;
    // Two names of services, and one of their package.
    let services = || vec![runtime::Service::new("shop-floor", "", with_store), runtime::Service::new("shop_floor", "", with_store)];
    let figment = runtime::load(&services(), None)?.merge(Serialized::default("data", folder.path()));
    let refused = Host::assemble(services(), &figment).err().context("it was put together")?;
    let said = refused.to_string();
    assert!(said.contains("cannot build shop_floor") && said.contains("its store shop_floor is the store of shop-floor"), "{said}");
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
