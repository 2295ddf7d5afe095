//! Customers over HTTP.

use ids::Role;
use reqwest::Method;
use serde_json::json;

use super::harness::{Desk, document};

#[tokio::test(flavor = "multi_thread")]
async fn a_customer_is_made_read_changed_and_found_stale() {
    let desk = Desk::open().await;
    let made = desk.post(Role::Agent, "/customers", json!({"firstName": "<b>Ada</b>", "email": ["ada@mail.example"]})).await;
    assert_eq!(made.status, 201, "{made:?}");
    assert_eq!(made.body["firstName"], "<b>Ada</b>", "text is text");
    for field in ["phoneNumber", "labels", "attributes", "version", "isAnonymous"] {
        assert!(!made.body[field].is_null(), "{field}");
    }
    let path = format!("/customers/{}", made.id());
    assert_eq!(desk.get(Role::Agent, &path).await.body, made.body);
    let mut doc = made.body.clone();
    doc["firstName"] = json!("Ada");
    let changed = desk.put(Role::Agent, &path, doc.clone()).await;
    assert_eq!((&changed.body["firstName"], &changed.body["version"]), (&json!("Ada"), &json!(2)));
    assert_eq!(changed.body["email"], made.body["email"]);
    assert_eq!(desk.put(Role::Agent, &path, doc).await.code(), (409, "STALE_VERSION"));
    assert_eq!(desk.put(Role::Agent, &path, json!({"firstName": "X"})).await.code(), (400, "VERSION_MISSING"));
    let part = desk.put(Role::Agent, &path, json!({"version": 2, "phoneNumber": ["12345"]})).await;
    assert_eq!((&part.body["firstName"], &part.body["email"]), (&json!("Ada"), &json!(["ada@mail.example"])), "what is absent stays");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_does_not_fit_the_schema_is_refused_by_field() {
    let desk = Desk::open().await;
    let body = json!({"firstName": "Ada", "email": ["nonsense"], "labels": ["VIP"], "attributes": {"shoe": "42", "email": "x"}});
    let refused = desk.post(Role::Agent, "/customers", body).await;
    assert_eq!(refused.code(), (400, "NOT_VALID"));
    let fields: Vec<_> = refused.body["violations"].as_array().unwrap().iter().map(|one| one["field"].as_str().unwrap()).collect();
    assert_eq!(fields, ["labels[0]", "email", "attributes.email", "attributes.shoe"]);
    assert_eq!(desk.post(Role::Agent, "/customers", json!({"hash": 1})).await.code(), (400, "MALFORMED"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_key_makes_one_customer() {
    let desk = Desk::open().await;
    let send = || async {
        let client = reqwest::Client::new();
        let token = desk.bearer(Role::Agent);
        let request = client.post(desk.url("/cim-customer/v1/customers")).bearer_auth(token).header("idempotency-key", "k1");
        request.json(&json!({"firstName": "Ada"})).send().await.unwrap().json::<serde_json::Value>().await.unwrap()
    };
    let (a, b) = tokio::join!(send(), send());
    assert_eq!(a["id"], b["id"]);
    assert_eq!(desk.get(Role::Agent, "/customers").await.body["items"].as_array().unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn customers_are_listed_in_pages_and_found_by_any_word() {
    let desk = Desk::open().await;
    for (name, phone) in [("Ada Lovelace", "+49 30 1111"), ("Alan Turing", "+49 30 2222"), ("100%_sure", "+49 30 3333")] {
        desk.post(Role::Agent, "/customers", json!({"firstName": name, "phoneNumber": [phone]})).await;
    }
    let names = |body: &serde_json::Value| {
        body["items"].as_array().unwrap().iter().map(|item| item["firstName"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let first = desk.get(Role::Agent, "/customers?limit=2").await.body;
    assert_eq!(names(&first), ["100%_sure", "Alan Turing"], "newest first");
    let second = desk.get(Role::Agent, &format!("/customers?limit=2&after={}", first["next"].as_str().unwrap())).await.body;
    assert_eq!((names(&second), &second["next"]), (vec!["Ada Lovelace".to_owned()], &json!(null)));
    for (query, found) in [
        ("lovelace", vec!["Ada Lovelace"]),
        ("a+30+LOVE", vec!["Ada Lovelace"]),
        ("%2B49302222", vec!["Alan Turing"]),
        ("0%25_", vec!["100%_sure"]),
        ("%25a", vec![]),
        ("zzz", vec![]),
    ] {
        assert_eq!(names(&desk.get(Role::Agent, &format!("/customers?q={query}")).await.body), found, "{query}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_erased_customer_is_gone_and_comes_back_as_somebody_new() {
    let desk = Desk::open().await;
    let jane = desk.identify("WEB", "v", &[("first_name", "Jane")]).await.customer.unwrap();
    let path = format!("/customers/{}", jane.id);
    assert_eq!(desk.delete(Role::Supervisor, &path).await.status, 204);
    assert_eq!(desk.get(Role::Agent, &path).await.code(), (404, "NOT_FOUND"));
    assert_eq!(desk.delete(Role::Supervisor, &path).await.code(), (404, "NOT_FOUND"));
    let events = desk.events(&jane.id, 2).await;
    assert_eq!((events[1].r#type.as_str(), events[1].sequence), ("ERASED", 2));
    assert!(!String::from_utf8_lossy(&events[1].payload).contains("Jane"));
    let again = desk.identify("WEB", "v", &[]).await;
    assert_eq!(again.r#match, "NONE");
    assert_ne!(again.customer.unwrap().id, jane.id);
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_of_another_tenant_is_there() {
    let desk = Desk::open().await;
    let id = desk.post(Role::Agent, "/customers", json!({"firstName": "Ada"})).await.id();
    let path = format!("/cim-customer/v1/customers/{id}");
    for (method, body) in [(Method::GET, None), (Method::PUT, Some(json!({"version": 1, "firstName": "X"}))), (Method::DELETE, None)] {
        let reply = desk.send(("acme", Role::Admin), method.clone(), &path, body).await;
        assert_eq!(reply.code(), (404, "NOT_FOUND"), "{method}");
    }
    let list = desk.send(("acme", Role::Admin), Method::GET, "/cim-customer/v1/customers", None).await;
    assert_eq!(list.body["items"], json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn agents_see_masked_data_where_the_tenant_says_so_and_cannot_destroy_it() {
    let desk = Desk::open().await;
    let body = json!({"firstName": "Ada", "email": ["ada.lovelace@mail.example"], "phoneNumber": ["+49301234567"]});
    let id = desk.post(Role::Agent, "/customers", body.clone()).await.id();
    let path = format!("/customers/{id}");
    desk.mask_pii(&id).await;
    let mut masked = desk.get(Role::Agent, &path).await.body;
    assert_eq!((&masked["phoneNumber"], &masked["firstName"]), (&json!(["**********67"]), &json!("Ada")));
    let listed = desk.get(Role::Agent, "/customers").await.body;
    assert_eq!(listed["items"][0]["phoneNumber"], masked["phoneNumber"]);
    assert_eq!(desk.get(Role::Supervisor, &path).await.body["email"], body["email"]);
    masked["firstName"] = json!("Ada L.");
    assert_eq!(desk.put(Role::Agent, &path, masked).await.status, 200);
    let kept = desk.get(Role::Admin, &path).await.body;
    assert_eq!((&kept["firstName"], &kept["email"], &kept["phoneNumber"]), (&json!("Ada L."), &body["email"], &body["phoneNumber"]));
    let service = desk.identify("WHATSAPP", "+49301234567", &[]).await;
    assert_eq!(document(service.customer.as_ref())["email"], body["email"], "services see everything");
}
