//! Who may do what: one table of all operations, held against the descriptions of the interfaces and against a running installation.

mod table;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::Context as _;
use figment::providers::Serialized;
use reqwest::Method;
use runtime::Host;
use serde_json::{Value, json};
use testing::Client;

use crate::journeys::Shop;
use crate::tenants::{DOCUMENTS, OPERATIONS};
use table::{KINDS, TABLE};

/// Operations without a user: what they are given proves whose it is, or they are public.
pub(crate) fn without_a_user() -> BTreeSet<String> {
    table().into_iter().filter(|(_, roles)| roles.is_none()).map(|(operation, _)| operation).collect()
}

const ROLES: [&str; 3] = ["agent", "supervisor", "admin"];

/// Files with routes that are not described, as `.route(` and its kin stand in them, with how many: each is a place where somebody could forget to say
/// who may. A route that is described is in the table.
const UNDESCRIBED: &[(&str, usize, &str)] = &[
    ("services/file-engine/src/http.rs", 2, "streams of other services, which check the caller's token themselves"),
    ("services/unified-admin/src/http.rs", 1, "nothing is there"),
    ("shared/connector/src/http.rs", 2, "webhooks: the provider proves itself"),
    ("shared/runtime/src/api.rs", 1, "the descriptions, which are public"),
    ("shared/runtime/src/assets.rs", 3, "files of the web applications, which are public"),
    ("shared/runtime/src/objects/routes.rs", 2, "kinds of documents, described beside them"),
    ("shared/runtime/src/ops.rs", 9, "the admin listener, which is not public"),
    ("shared/runtime/src/sockets.rs", 1, "sockets, which are let in by their gateways"),
];

/// Roles by operation, `GET /path`; none for operations without a user.
fn table() -> BTreeMap<String, Option<&'static str>> {
    let mut all = BTreeMap::new();
    for (path, read, write) in KINDS {
        all.insert(format!("GET {path}"), Some(*read));
        all.insert(format!("GET {path}/{{id}}"), Some(*read));
        all.insert(format!("POST {path}"), Some(*write));
        all.insert(format!("PUT {path}/{{id}}"), Some(*write));
        all.insert(format!("DELETE {path}/{{id}}"), Some(*write));
    }
    all.extend(TABLE.iter().map(|(operation, roles)| ((*operation).to_owned(), *roles)));
    all
}

/// All descriptions by pod.
pub(crate) fn documents() -> anyhow::Result<Value> {
    let folder = tempfile::tempdir()?;
    let services = switchboard::all();
    let figment = runtime::load(&services, None)?.merge(Serialized::default("data", folder.path()));
    Ok(serde_json::to_value(Host::assemble(services, &figment)?.documents())?)
}

/// Every operation that is described, `GET /path`.
pub(crate) fn described() -> anyhow::Result<BTreeSet<String>> {
    let documents = documents()?;
    let mut all = BTreeSet::new();
    for document in documents.as_object().context("documents by pod")?.values() {
        for (path, item) in document["paths"].as_object().into_iter().flatten() {
            let methods = item.as_object().into_iter().flatten().map(|(method, _)| method.to_uppercase());
            all.extend(methods.map(|method| format!("{method} {path}")));
        }
    }
    Ok(all)
}

#[tokio::test]
async fn every_operation_that_is_described_is_in_the_table_and_the_other_way_round() -> anyhow::Result<()> {
    let (described, table) = (described()?, table());
    let listed: BTreeSet<String> = table.keys().cloned().collect();
    assert_eq!(described.difference(&listed).collect::<Vec<_>>(), Vec::<&String>::new(), "say who may do this");
    assert_eq!(listed.difference(&described).collect::<Vec<_>>(), Vec::<&String>::new(), "nobody serves this");
    Ok(())
}

/// Rust files of the services and of what they share, without tests, by path from the root.
fn sources(folder: &Path, root: &Path, all: &mut BTreeMap<String, String>) -> anyhow::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path.is_dir() && !["tests", "ui", "samples", "target"].contains(&name.as_str()) {
            sources(&path, root, all)?;
        } else if path.extension().is_some_and(|extension| extension == "rs") && name != "tests.rs" {
            let text = std::fs::read_to_string(&path)?;
            let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default().to_owned();
            all.insert(path.strip_prefix(root)?.to_string_lossy().into_owned(), text);
        }
    }
    Ok(())
}

/// Routes in a source that no description comes with.
fn undescribed(source: &str) -> usize {
    [
        ".route(\"",
        ".route(&format!",
        ".route(path",
        ".route(config",
        ".route(access",
        ".route_service(",
        ".nest_service(",
        ".fallback_service(",
    ]
    .iter()
    .map(|how| source.matches(how).count())
    .sum()
}

#[test]
fn every_route_is_described_or_known_to_be_none_of_the_tables() -> anyhow::Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut all = BTreeMap::new();
    sources(&root.join("services"), &root, &mut all)?;
    for shared in ["connector", "runtime"] {
        sources(&root.join("shared").join(shared), &root, &mut all)?;
    }
    assert!(all.len() > 200, "only {} files were found", all.len());
    let found: BTreeMap<_, _> =
        all.iter().map(|(file, source)| (file.as_str(), undescribed(source))).filter(|(_, routes)| *routes > 0).collect();
    let known: BTreeMap<_, _> = UNDESCRIBED.iter().map(|(file, routes, _)| (*file, *routes)).collect();
    assert_eq!(found, known, "describe a route with `routes!`, or say here what it is");
    assert_eq!(undescribed("Router::new().route(\"/x/v1/y\", get(y)).route_service(\"/z\", z)"), 2, "the search has eyes");
    Ok(())
}

/// A body that the operation takes, so that it is the role that is refused and not the body.
fn body_of(method: &str, path: &str) -> Value {
    let listed = OPERATIONS.iter().find(|(of, at, ..)| *of == method && at.split('?').next() == Some(path));
    let text = listed.map_or("", |(.., body)| *body);
    serde_json::from_str(text).unwrap_or_else(|_| json!({}))
}

async fn answer(client: &Client, operation: &str) -> anyhow::Result<(u16, String)> {
    let (method, path) = operation.split_once(' ').context("method and path")?;
    let url = path.replace("{id}", "nothing").replace("{number}", "1").replace("{identifier}", "nothing");
    let body = body_of(method, path);
    let method: Method = method.parse()?;
    let (status, answer) = client.send(method.clone(), &url, (method != Method::GET).then_some(&body)).await?;
    Ok((status.as_u16(), answer["code"].as_str().unwrap_or_default().to_owned()))
}

#[tokio::test(flavor = "multi_thread")]
async fn every_operation_lets_in_the_roles_of_the_table_and_nobody_else() -> anyhow::Result<()> {
    let shop = Shop::open().await?;
    let nobody = Client::with_token(&shop.installation.base(), "");
    let people = [
        ("agent", shop.user("agent1").await?),
        ("supervisor", shop.user("supervisor").await?),
        ("admin", shop.installation.operator().await?),
    ];
    for (operation, roles) in table() {
        let Some(roles) = roles else { continue };
        assert_eq!(answer(&nobody, &operation).await?.0, 401, "{operation} as nobody");
        for (role, client) in &people {
            let (status, code) = answer(client, &operation).await?;
            let refused = (status, code.as_str()) == (403, "ROLE_MISSING");
            let allowed = roles.split(' ').any(|allowed| allowed == *role);
            assert_eq!(!refused, allowed, "{operation} as {role}: {status} {code}");
            assert!(status < 500, "{operation} as {role}: {status} {code}");
        }
        assert!(roles.split(' ').all(|role| ROLES.contains(&role)), "{operation}: {roles}");
    }
    assert!(DOCUMENTS.iter().all(|(path, _)| KINDS.iter().any(|(kind, ..)| kind == path)), "the sweep knows the same kinds");
    Ok(())
}
