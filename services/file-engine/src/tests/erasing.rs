//! The end of files: erased, past their time, or never sent.

use ids::Role;
use reqwest::Method;
use runtime::files::Upload;
use serde_json::json;

use super::house::House;

const HOUR: i64 = 3_600_000;

#[tokio::test]
async fn an_erased_customers_files_are_gone_with_their_bytes() {
    let house = House::open().await;
    let admin = ("default", Role::Admin);
    let named = json!({ "firstName": "Ana" });
    let (status, customer) = house.ask(admin, Method::POST, "/cim-customer/v1/customers", Some(named)).await;
    assert_eq!(status, 201, "{customer}");
    let id = customer["id"].as_str().unwrap();
    let upload = Upload { name: "a.txt", mime_type: "text/plain", customer_id: id, conversation_id: "c9", ..Upload::default() };
    let theirs = house.bring(upload, "theirs").await.unwrap();
    let other = house.sent("b.txt", "text/plain", b"somebody else's").await;
    assert_eq!(house.ask(admin, Method::DELETE, &format!("/cim-customer/v1/customers/{id}"), None).await.0, 204);
    house.becomes(&theirs.id, "ERASED").await;
    let erased = house.get("default", &theirs.id).await.unwrap();
    assert_eq!((erased.name.as_str(), erased.sha256.as_str()), ("", ""));
    assert_eq!(house.follow(&theirs.id, &[]).await.status(), 409);
    assert_eq!(house.kept().len(), 1);
    assert_eq!(house.follow(&other.id, &[]).await.status(), 200);
}

#[tokio::test]
async fn files_of_a_conversation_are_erased_when_somebody_who_may_asks() {
    let house = House::open().await;
    let file = house.sent("a.txt", "text/plain", b"hello").await;
    let erasures = "/file-engine/v1/erasures";
    let body = || Some(json!({ "conversationId": "c1" }));
    assert_eq!(house.ask(("default", Role::Agent), Method::POST, erasures, body()).await.0, 403);
    let (_, elsewhere) = house.ask(("elsewhere", Role::Admin), Method::POST, erasures, body()).await;
    assert_eq!(elsewhere, json!({ "files": 0 }));
    let (_, both) =
        house.ask(("default", Role::Admin), Method::POST, erasures, Some(json!({ "conversationId": "c1", "customerId": "k1" }))).await;
    assert_eq!(both["code"], "MALFORMED");
    let (_, erased) = house.ask(("default", Role::Supervisor), Method::POST, erasures, body()).await;
    assert_eq!(erased, json!({ "files": 1 }));
    assert_eq!(house.get("default", &file.id).await.unwrap().state, "ERASED");
    assert!(house.kept().is_empty());
}

#[tokio::test]
async fn a_file_lives_as_long_as_the_tenant_says_now() {
    let house = House::open().await;
    let file = house.sent("a.txt", "text/plain", b"hello").await;
    house.clock.advance(48 * HOUR);
    house.policy("default", 1000, &["text/*"], 3).await;
    let fresh = house.sent("b.txt", "text/plain", b"hello").await;
    house.clock.advance(30 * HOUR);
    house.becomes(&file.id, "ERASED").await;
    assert_eq!(house.get("default", &fresh.id).await.unwrap().state, "AVAILABLE");
}

#[tokio::test]
async fn a_file_that_no_message_names_goes_after_a_day() {
    let house = House::open().await;
    let opened = house.announce("a.txt", "text/plain", 5).await.unwrap();
    assert_eq!(house.put(&opened, b"hello").await.status(), 200);
    let sent = house.sent("b.txt", "text/plain", b"hello").await;
    house.clock.advance(25 * HOUR);
    house.becomes(&opened.file_id, "ERASED").await;
    assert_eq!(house.get("default", &sent.id).await.unwrap().state, "AVAILABLE");
    assert_eq!(house.kept().len(), 1);
}
