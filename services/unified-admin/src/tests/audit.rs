//! The audit log.

use serde_json::{Value, json};

use super::harness::Office;

fn items(body: &Value) -> Vec<Value> {
    body["items"].as_array().unwrap().clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_of_roles_is_there_with_before_and_after() {
    let office = Office::open().await;
    let admin = office.enter("admin").await;
    let alice = office.enter("agent1").await;
    let path = format!("/users/{}", alice.id);
    let mut doc = office.get(&admin, &path).await.body;
    doc["roles"] = json!(["agent", "supervisor"]);
    assert_eq!(office.put(&admin, &path, doc).await.status, 200);
    let changed = |item: &Value| item["objectId"] == alice.id.as_str() && item["action"] == "changed";
    let log = office.eventually(&admin, "/audit", |reply| items(&reply.body).iter().any(changed)).await;
    let entry = items(&log.body).into_iter().find(changed).unwrap();
    assert_eq!(entry["kind"], "user");
    assert_eq!(entry["actor"], admin.id.as_str());
    assert_eq!(entry["address"], "127.0.0.1");
    assert_eq!(entry["before"]["roles"], json!(["agent"]));
    assert_eq!(entry["after"]["roles"], json!(["agent", "supervisor"]));
}

#[tokio::test(flavor = "multi_thread")]
async fn sign_ins_are_there_and_never_what_was_typed() {
    let office = Office::open().await;
    let alice = office.enter_with_password("agent1", "correct horse battery").await;
    office.sign_in("alice", "my wrong password").await;
    office.sign_in("my-password-in-the-wrong-field", "x").await;
    office.sign_in("alice", "correct horse battery").await;
    let admin = office.operator().await;
    let log = office.get(&admin, "/audit").await.body;
    let of = |action: &str| items(&log).into_iter().filter(|item| item["action"] == action).collect::<Vec<_>>();
    assert_eq!(of("sign_in_failed").len(), 2);
    assert_eq!(of("sign_in_failed")[1]["objectId"], alice.id.as_str());
    assert_eq!(of("sign_in_failed")[0]["objectId"], "", "no name of nobody");
    assert_eq!(of("signed_in").len(), 2);
    assert_eq!(of("password_changed").len(), 1);
    let text = log.to_string();
    for secret in ["correct horse", "wrong password", "wrong-field", office.file("operator.token").as_str()] {
        assert!(!text.contains(secret), "{secret}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_read_in_pages_newest_first() {
    let office = Office::open().await;
    let admin = office.operator().await;
    let full = |reply: &super::harness::Reply| items(&reply.body).iter().filter(|item| item["action"] == "created").count() >= 18;
    let all = items(&office.eventually(&admin, "/audit", full).await.body);
    let mut seen = Vec::new();
    let mut path = "/audit?limit=7".to_owned();
    loop {
        let page = office.get(&admin, &path).await.body;
        seen.extend(items(&page));
        let Some(next) = page["next"].as_i64() else {
            break;
        };
        path = format!("/audit?limit=7&before={next}");
    }
    assert_eq!(seen, all);
    assert!(seen.is_sorted_by_key(|item| -item["id"].as_i64().unwrap()));
    assert_eq!(office.get(&admin, "/audit?before=x").await.code(), (400, "MALFORMED"));
}
