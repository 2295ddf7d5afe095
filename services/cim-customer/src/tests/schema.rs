//! The tenant's schema and labels.

use ids::Role;
use serde_json::{Value, json};

use super::harness::Desk;

fn keys(body: &Value) -> Vec<&str> {
    body["items"].as_array().unwrap().iter().map(|item| item["key"].as_str().unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_system_s_attributes_are_there_editable_and_stay() {
    let desk = Desk::open().await;
    let schema = desk.get(Role::Agent, "/schema").await.body;
    assert_eq!(keys(&schema), ["email", "firstName", "phoneNumber", "voice", "web"]);
    assert_eq!(desk.delete(Role::Admin, "/schema/firstName").await.code(), (409, "SYSTEM_ATTRIBUTE"));
    let mut name = desk.get(Role::Admin, "/schema/firstName").await.body;
    name["default"] = json!("Visitor");
    assert_eq!(desk.put(Role::Admin, "/schema/firstName", name.clone()).await.status, 200);
    assert_eq!(desk.identify("WEB", "v", &[]).await.customer.unwrap().first_name, "Visitor");
    name["type"] = json!("Number");
    name["version"] = json!(2);
    name["default"] = json!("");
    assert_eq!(desk.put(Role::Admin, "/schema/firstName", name).await.code(), (409, "SYSTEM_ATTRIBUTE"));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_own_attribute_is_filled_checked_and_taken_away() {
    let desk = Desk::open().await;
    let made = desk.post(Role::Admin, "/schema", json!({"id": "tier", "key": "tier", "label": "Tier", "type": "Number"})).await;
    assert_eq!(made.status, 201, "{made:?}");
    let jane = desk.identify("WEB", "v", &[("tier", "3")]).await.customer.unwrap();
    let path = format!("/customers/{}", jane.id);
    let doc = desk.get(Role::Agent, &path).await.body;
    assert_eq!(doc["attributes"]["tier"], json!(3));
    let wrong = desk.put(Role::Agent, &path, json!({"version": 1, "attributes": {"tier": "gold"}})).await;
    assert_eq!(wrong.body["violations"][0]["field"], "attributes.tier");
    assert_eq!(
        desk.put(Role::Admin, "/schema/tier", json!({"version": 1, "key": "level", "label": "T", "type": "Number"})).await.code(),
        (409, "ATTRIBUTE_FIXED")
    );
    assert_eq!(desk.delete(Role::Admin, "/schema/tier").await.status, 204);
    assert_eq!(desk.put(Role::Agent, &path, doc).await.status, 200, "its values are no obstacle");
}

#[tokio::test(flavor = "multi_thread")]
async fn labels_are_named_by_capitals_too_and_follow_a_new_name() {
    let desk = Desk::open().await;
    let vip = desk.post(Role::Admin, "/labels", json!({"name": "VIP", "colour": "#ff0000"})).await;
    assert_eq!(desk.post(Role::Admin, "/labels", json!({"name": "vip"})).await.status, 201);
    assert_eq!(desk.post(Role::Admin, "/labels", json!({"name": "VIP"})).await.code(), (409, "NAME_TAKEN"));
    assert_eq!(desk.post(Role::Admin, "/labels", json!({"name": "x", "colour": "red;}"})).await.code(), (400, "NOT_VALID"));
    let made = desk.post(Role::Agent, "/customers", json!({"firstName": "Ada", "labels": ["VIP"]})).await;
    assert_eq!(made.body["labels"], json!(["VIP"]));
    let mut renamed = vip.body.clone();
    renamed["name"] = json!("Important");
    assert_eq!(desk.put(Role::Admin, &format!("/labels/{}", vip.id()), renamed).await.status, 200);
    let path = format!("/customers/{}", made.id());
    assert_eq!(desk.get(Role::Agent, &path).await.body["labels"], json!(["Important"]));
    assert_eq!(desk.delete(Role::Admin, &format!("/labels/{}", vip.id())).await.status, 204);
    assert_eq!(desk.get(Role::Agent, &path).await.body["labels"], json!([]));
}
