//! What browsers are told about our pages: every page says where its scripts and styles may come from, and lives by it.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, ensure};

use crate::journeys::Shop;

/// Every page a browser is sent, and the loader that sites embed. `all_pages_are_in_the_list` holds it complete.
const PAGES: [(&str, &str); 6] = [
    ("customer-widget/ui/index.html", "/customer-widget/"),
    ("unified-admin/ui/index.html", "/unified-admin/"),
    ("unified-admin/ui/sign-in.html", "/unified-admin/sign-in"),
    ("unified-agent/ui/index.html", "/unified-agent/"),
    ("web-widget/ui/demo.html", "/web-widget/demo"),
    ("web-widget/ui/transcript.html", "/web-widget/transcript"),
];

#[test]
fn all_pages_are_in_the_list() -> anyhow::Result<()> {
    let services = Path::new(env!("CARGO_MANIFEST_DIR")).join("../services");
    let mut found = BTreeSet::new();
    for service in fs::read_dir(&services)? {
        let ui = service?.path().join("ui");
        let Ok(files) = fs::read_dir(&ui) else { continue };
        let pages = files.flatten().map(|file| file.path()).filter(|path| path.extension().is_some_and(|kind| kind == "html"));
        found.extend(pages.filter_map(|path| path.strip_prefix(&services).map(PathBuf::from).ok()));
    }
    assert_eq!(found, PAGES.iter().map(|(file, _)| PathBuf::from(file)).collect());
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn no_page_allows_scripts_or_styles_but_its_own_files_and_none_needs_more() -> anyhow::Result<()> {
    let shop = Shop::open().await?;
    let base = shop.installation.base();
    for (_, path) in PAGES.into_iter().chain([("", "/web-widget/loader.js"), ("", "/unified-agent/any/address/within")]) {
        let answer = reqwest::get(format!("{base}{path}")).await?;
        let policy = answer.headers().get("content-security-policy").with_context(|| format!("{path} has no policy"))?;
        let policy = policy.to_str()?.to_owned();
        for forbidden in ["unsafe-inline", "unsafe-eval", "unsafe-hashes"] {
            ensure!(!policy.contains(forbidden), "{path} allows {forbidden}: {policy}");
        }
        for kind in ["script-src", "style-src"] {
            let own = policy.split(';').any(|directive| directive.trim() == format!("{kind} 'self'"));
            ensure!(own, "{path}: {kind} is not this host alone: {policy}");
        }
        let text = answer.text().await?;
        if text.trim_start().starts_with("<!doctype html") {
            stays_within(path, &text)?;
        }
    }
    Ok(())
}

/// The policy would make these parts of a page do nothing.
fn stays_within(path: &str, page: &str) -> anyhow::Result<()> {
    for inline in ["<style", " style=", " onclick=", " onload=", "javascript:"] {
        ensure!(!page.contains(inline), "{path} has {inline}");
    }
    for script in page.split("<script").skip(1) {
        let body = script.split_once('>').map_or("", |(_, rest)| rest.split("</script>").next().unwrap_or_default());
        ensure!(body.trim().is_empty(), "{path} has a script in the page");
    }
    Ok(())
}
