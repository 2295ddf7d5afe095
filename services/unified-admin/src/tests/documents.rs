//! Users and the tenant's vocabulary.

use reqwest::Method;
use serde_json::{Value, json};

use super::harness::Office;

#[tokio::test(flavor = "multi_thread")]
async fn the_desk_finds_its_vocabulary() {
    let office = Office::open().await;
    let alice = office.enter("agent1").await;
    let names = |reply: Value, field: &str| {
        let mut names: Vec<_> = reply["items"].as_array().unwrap().iter().map(|item| item[field].as_str().unwrap().to_owned()).collect();
        names.sort();
        names
    };
    let reasons = office.get(&alice, "/reasons").await.body;
    assert_eq!(names(reasons.clone(), "name"), ["Break", "End of shift", "Lunch", "Meeting", "Training"]);
    assert!(reasons["items"].as_array().unwrap().iter().all(|reason| reason["type"] == "NOT_READY" || reason["type"] == "LOGOUT"));
    assert_eq!(names(office.get(&alice, "/wrap-up-codes").await.body, "categoryName"), ["Complaint", "Sales", "Support"]);
    assert!(names(office.get(&alice, "/canned-answers").await.body, "shortcut").contains(&"hello".to_owned()));
    assert_eq!(names(office.get(&alice, "/teams").await.body, "name"), ["Front line"]);
    assert_eq!(names(office.get(&alice, "/forms").await.body, "title"), ["Before we chat"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_user_is_made_changed_and_found_stale() {
    let office = Office::open().await;
    let admin = office.enter("admin").await;
    let made = office.post(&admin, "/users", json!({"username": "carol", "name": "Carol", "roles": ["agent"]})).await;
    assert_eq!(made.status, 201, "{made:?}");
    let path = format!("/users/{}", made.body["id"].as_str().unwrap());
    let mut doc = made.body.clone();
    doc["roles"] = json!(["agent", "supervisor"]);
    assert_eq!(office.put(&admin, &path, doc.clone()).await.body["version"], 2);
    assert_eq!(office.put(&admin, &path, doc).await.code(), (409, "STALE_VERSION"));
    let twice = office.post(&admin, "/users", json!({"username": "carol", "name": "Other", "roles": ["agent"]})).await;
    assert_eq!(twice.code(), (409, "NAME_TAKEN"));
    let wrong = office.post(&admin, "/users", json!({"username": "Dave!", "name": "", "roles": []})).await;
    assert_eq!(wrong.code(), (400, "NOT_VALID"));
    assert_eq!(wrong.body["violations"].as_array().unwrap().len(), 3);
    let team = office.post(&admin, "/users", json!({"username": "dave", "name": "Dave", "roles": ["agent"], "teamId": "none"})).await;
    assert_eq!(team.body["violations"][0]["field"], "teamId");
}

#[tokio::test(flavor = "multi_thread")]
async fn html_in_a_name_is_text() {
    let office = Office::open().await;
    let admin = office.enter("admin").await;
    let name = "<img src=x onerror=alert(1)>";
    let made = office.post(&admin, "/users", json!({"username": "mallory", "name": name, "roles": ["agent"]})).await;
    assert_eq!(made.body["name"], name);
    let shown = office.get(&admin, &format!("/users/{}", made.body["id"].as_str().unwrap())).await;
    assert_eq!(shown.body["name"], name);
    assert_eq!(shown.headers["content-type"], "application/json");
    assert_eq!(shown.headers["x-content-type-options"], "nosniff");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_administrator_and_a_team_in_use_stay() {
    let office = Office::open().await;
    let admin = office.enter("admin").await;
    let path = format!("/users/{}", admin.id);
    assert_eq!(office.call(&admin, Method::DELETE, &path, None).await.code(), (409, "LAST_ADMINISTRATOR"));
    let mut doc = office.get(&admin, &path).await.body;
    doc["roles"] = json!(["agent"]);
    assert_eq!(office.put(&admin, &path, doc).await.code(), (409, "LAST_ADMINISTRATOR"));
    let team = office.get(&admin, "/teams").await.body["items"][0]["id"].as_str().unwrap().to_owned();
    let refused = office.call(&admin, Method::DELETE, &format!("/teams/{team}"), None).await;
    assert_eq!(refused.code(), (409, "IN_USE"));
    assert!(refused.body["detail"].as_str().unwrap().contains("Alice Weber"));
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_of_another_tenant_is_there() {
    let office = Office::open().await;
    let ours = office.enter("admin").await;
    let stranger = office.stranger().await;
    assert_eq!(office.get(&stranger, "/auth/me").await.body["tenant"], "acme");
    for kind in ["users", "teams", "reasons", "wrap-up-codes", "canned-answers", "forms"] {
        let own = office.get(&ours, &format!("/{kind}")).await.body;
        let id = own["items"][0]["id"].as_str().unwrap();
        let path = format!("/{kind}/{id}");
        assert_eq!(office.get(&stranger, &path).await.code(), (404, "NOT_FOUND"), "{path}");
        assert_eq!(office.call(&stranger, Method::DELETE, &path, None).await.code(), (404, "NOT_FOUND"), "{path}");
        let theirs = office.get(&stranger, &format!("/{kind}")).await.body;
        assert!(!theirs.to_string().contains(id));
    }
    let link = office.post(&stranger, &format!("/users/{}/links", ours.id), json!({})).await;
    assert_eq!(link.code(), (404, "NOT_FOUND"));
    let audit = office.get(&stranger, "/audit").await.body;
    assert!(!audit.to_string().contains(&ours.id));
    assert_eq!(office.post(&stranger, "/tenants", json!({"name": "Mine"})).await.code(), (403, "TENANTS_ELSEWHERE"));
    let inside = office.post(&stranger, "/tenants/default/administrators", json!({"username": "evil", "name": "E"})).await;
    assert_eq!(inside.code(), (403, "TENANTS_ELSEWHERE"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_host_name_says_which_tenant_somebody_signs_in_to() {
    let office = Office::open().await;
    let stranger = office.stranger().await;
    let password = "their own long secret";
    assert_eq!(office.post(&stranger, "/auth/password", json!({"newPassword": password})).await.status, 204);
    let body = json!({"username": "root.acme", "password": password});
    assert_eq!(office.knock("/auth/sign-in", body.clone()).await.status, 401, "nobody of that name here");
    let path = "/unified-admin/v1/auth/sign-in";
    let there = office.send(Method::POST, path, &[("host", "Chat.acme.test:8080")], Some(body)).await;
    assert_eq!(there.body["user"]["tenant"], "acme", "{there:?}");
    let admin = office.operator().await;
    let clash = office.post(&admin, "/tenants", json!({"name": "Other", "hosts": ["chat.acme.test"]})).await;
    assert_eq!(clash.body["violations"][0]["field"], "hosts");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_supervisor_writes_answers_but_no_reasons() {
    let office = Office::open().await;
    let sara = office.enter("supervisor").await;
    assert_eq!(office.post(&sara, "/canned-answers", json!({"shortcut": "refund", "text": "Your money is on its way."})).await.status, 201);
    assert_eq!(office.post(&sara, "/reasons", json!({"name": "Nap", "type": "NOT_READY"})).await.code(), (403, "ROLE_MISSING"));
}
