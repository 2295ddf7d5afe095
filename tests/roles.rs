//! Who may do what: one table of all operations, held against the descriptions of the interfaces and against a running installation.

mod table;

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Context as _;
use figment::providers::Serialized;
use reqwest::Method;
use runtime::Host;
use serde_json::{Value, json};
use testing::Client;

use crate::journeys::Shop;
use crate::tenants::{DOCUMENTS, OPERATIONS};
use table::{KINDS, TABLE};

const ROLES: [&str; 3] = ["agent", "supervisor", "admin"];

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

fn described() -> anyhow::Result<BTreeSet<String>> {
    let folder = tempfile::tempdir()?;
    let services = switchboard::all();
    let figment = runtime::load(&services, None)?.merge(Serialized::default("data", folder.path()));
    let documents = serde_json::to_value(Host::assemble(services, &figment)?.documents())?;
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
