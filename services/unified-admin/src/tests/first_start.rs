//! The first start, and later ones.

use std::os::unix::fs::PermissionsExt as _;

use reqwest::Method;
use serde_json::{Value, json};

use super::harness::Office;

#[tokio::test(flavor = "multi_thread")]
async fn links_are_there_for_their_owner_only() {
    let office = Office::open_with(&[("public_url", json!("https://chat.example/"))]).await;
    for file in ["links.json", "operator.token"] {
        let mode = std::fs::metadata(office.folder.path().join(file)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{file}");
    }
    let links: Value = serde_json::from_str(&office.file("links.json")).unwrap();
    let keys: Vec<_> = links.as_object().unwrap().keys().collect();
    assert_eq!(keys, ["admin", "agent1", "agent2", "supervisor"]);
    assert!(links["admin"].as_str().unwrap().starts_with("https://chat.example/unified-admin/sign-in?link="));
}

#[tokio::test(flavor = "multi_thread")]
async fn later_starts_leave_everything_alone() {
    let office = Office::open().await;
    let admin = office.enter("admin").await;
    let reason = office.get(&admin, "/reasons").await.body["items"][0]["id"].as_str().unwrap().to_owned();
    assert_eq!(office.call(&admin, Method::DELETE, &format!("/reasons/{reason}"), None).await.status, 204);
    let links = office.file("links.json");
    let clock = office.clock.clone();
    let office = Office::reopen(office.close().await, clock, &[]).await;
    assert_eq!(office.file("links.json"), links);
    assert_eq!(office.get(&admin, "/reasons").await.body["items"].as_array().unwrap().len(), 4);
    assert_eq!(office.enter("agent1").await.id.len(), 36, "links that were not used are still good");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_operator_token_comes_from_deleting_the_file() {
    let office = Office::open().await;
    let old = office.file("operator.token");
    let clock = office.clock.clone();
    let folder = office.close().await;
    std::fs::remove_file(folder.path().join("operator.token")).unwrap();
    let office = Office::reopen(folder, clock, &[]).await;
    assert_ne!(office.file("operator.token"), old);
    office.operator().await;
    assert_eq!(office.knock("/auth/operator", json!({"token": old})).await.status, 401);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_demonstration_there_is_one_administrator() {
    let office = Office::open_with(&[("first_start", json!("admin"))]).await;
    let admin = office.enter("admin").await;
    assert_eq!(office.get(&admin, "/users").await.body["items"].as_array().unwrap().len(), 1);
    assert_eq!(office.get(&admin, "/reasons").await.body["items"], json!([]));
}
