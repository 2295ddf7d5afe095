//! Links, passwords, throttling.

use reqwest::Method;
use serde_json::{Value, json};

use super::harness::{Office, V1, token_of};

const PASSWORD: &str = "correct horse battery";
const MINUTE: i64 = 60_000;

#[tokio::test(flavor = "multi_thread")]
async fn a_link_lets_in_once() {
    let office = Office::open().await;
    let token = office.link("agent1");
    let first = office.knock("/auth/links", json!({"token": token})).await;
    assert_eq!(first.body["user"]["name"], "Alice Weber");
    assert_eq!(first.body["user"]["roles"], json!(["agent"]));
    assert_eq!(first.headers["cache-control"], "no-store");
    let again = office.knock("/auth/links", json!({"token": token})).await;
    assert_eq!(again.code(), (401, "LINK_INVALID"));
    assert_eq!(office.knock("/auth/links", json!({"token": "guess"})).await.code(), (401, "LINK_INVALID"));
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_who_use_a_link_at_once_one_gets_in() {
    let office = Office::open().await;
    let body = json!({"token": office.link("admin")});
    let (a, b) = tokio::join!(office.knock("/auth/links", body.clone()), office.knock("/auth/links", body.clone()));
    let mut statuses = [a.status.as_u16(), b.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 401]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_expires_and_a_new_one_voids_the_old() {
    let office = Office::open().await;
    let admin = office.enter("admin").await;
    let users = office.get(&admin, "/users").await;
    let bob = users.body["items"].as_array().unwrap().iter().find(|user| user["username"] == "bob").unwrap().clone();
    let path = format!("/users/{}/links", bob["id"].as_str().unwrap());
    let link = office.post(&admin, &path, json!({})).await;
    assert_eq!(link.status, 201);
    assert_eq!(office.knock("/auth/links", json!({"token": office.link("agent2")})).await.status, 401, "voided");
    office.clock.advance(24 * 60 * MINUTE);
    let token = token_of(link.body["url"].as_str().unwrap());
    assert_eq!(office.knock("/auth/links", json!({"token": token})).await.code(), (401, "LINK_INVALID"));
    assert_eq!(office.post(&admin, "/users/nobody/links", json!({})).await.code(), (404, "NOT_FOUND"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_password_chosen_after_a_link_signs_in() {
    let office = Office::open().await;
    assert_eq!(office.sign_in("alice", PASSWORD).await.code(), (401, "CREDENTIALS_WRONG"), "no password yet");
    office.enter_with_password("agent1", PASSWORD).await;
    let session = office.sign_in(" Alice ", PASSWORD).await;
    assert_eq!(session.body["user"]["username"], "alice");
    let me = office.get(&session.person(), "/auth/me").await;
    assert_eq!(me.body, session.body["user"]);
    assert_eq!(office.sign_in("alice", "correct horse batterz").await.code(), (401, "CREDENTIALS_WRONG"));
    assert_eq!(office.sign_in(&session.person().id, PASSWORD).await.status, 401, "an id is no name");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_weak_password_is_refused_with_the_reason() {
    let office = Office::open().await;
    let alice = office.enter("agent1").await;
    for weak in ["short", "Alice Weber", "aaaaaaaaaaaaaaaa", &"long".repeat(65)] {
        let refused = office.post(&alice, "/auth/password", json!({"newPassword": weak})).await;
        assert_eq!(refused.code(), (400, "PASSWORD_REFUSED"), "{weak}");
        assert_eq!(refused.body["violations"][0]["field"], "newPassword");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn later_the_current_password_is_needed() {
    let office = Office::open().await;
    office.enter_with_password("agent1", PASSWORD).await;
    let elsewhere = office.sign_in("alice", PASSWORD).await.person();
    let here = office.sign_in("alice", PASSWORD).await.person();
    let new = "another long secret";
    assert_eq!(office.post(&here, "/auth/password", json!({"newPassword": new})).await.code(), (403, "CURRENT_PASSWORD_NEEDED"));
    let wrong = json!({"newPassword": new, "currentPassword": "not this one at all"});
    assert_eq!(office.post(&here, "/auth/password", wrong).await.code(), (401, "CREDENTIALS_WRONG"));
    let right = json!({"newPassword": new, "currentPassword": PASSWORD});
    assert_eq!(office.post(&here, "/auth/password", right).await.status, 204);
    assert_eq!(office.refresh(&elsewhere.cookie).await.code(), (401, "SESSION_OVER"), "other sessions are over");
    assert_eq!(office.refresh(&here.cookie).await.status, 200);
    assert_eq!(office.sign_in("alice", PASSWORD).await.status, 401);
    assert_eq!(office.sign_in("alice", new).await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_frees_from_the_current_password_for_a_quarter_of_an_hour() {
    let office = Office::open().await;
    let alice = office.enter("agent1").await;
    office.clock.advance(15 * MINUTE);
    let late = office.post(&alice, "/auth/password", json!({"newPassword": PASSWORD})).await;
    assert_eq!(late.code(), (403, "CURRENT_PASSWORD_NEEDED"));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_guesses_has_to_wait_and_so_does_the_right_password() {
    let office = Office::open().await;
    office.enter_with_password("agent1", PASSWORD).await;
    for _ in 0..5 {
        assert_eq!(office.sign_in("alice", "wrong wrong wrong").await.status, 401);
    }
    let refused = office.sign_in("alice", PASSWORD).await;
    assert_eq!(refused.code(), (429, "TOO_MANY_ATTEMPTS"));
    assert_eq!(refused.headers["retry-after"], "5");
    assert_eq!(office.sign_in("bob", "wrong wrong wrong").await.status, 401, "others need not wait");
    office.clock.advance(5_000);
    assert_eq!(office.sign_in("alice", "wrong wrong wrong").await.status, 401);
    assert_eq!(office.sign_in("alice", PASSWORD).await.headers["retry-after"], "10");
    office.clock.advance(10_000);
    assert_eq!(office.sign_in("alice", PASSWORD).await.status, 200);
    assert_eq!(office.sign_in("alice", PASSWORD).await.status, 200, "forgotten");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_guesses_at_many_names_has_to_wait() {
    let office = Office::open_with(&[("address_failures", json!(3))]).await;
    for name in ["u1", "u2", "u3"] {
        assert_eq!(office.sign_in(name, "wrong wrong wrong").await.status, 401);
    }
    assert_eq!(office.sign_in("u4", "wrong wrong wrong").await.status, 429);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_name_takes_as_long_as_a_wrong_password() {
    let office = Office::open().await;
    office.enter_with_password("agent1", PASSWORD).await;
    let mut times = [Vec::new(), Vec::new()];
    for n in 0..4 {
        for (index, name) in ["alice".to_owned(), format!("nobody{n}")].iter().enumerate() {
            let begun = std::time::Instant::now();
            assert_eq!(office.sign_in(name, "wrong wrong wrong").await.status, 401);
            times[index].push(begun.elapsed());
        }
    }
    let [known, unknown] = times.map(|times| times.into_iter().min().unwrap());
    // Without the decoy the unknown name is answered a hundred times faster.
    assert!(unknown > known / 3, "{known:?} {unknown:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_operator_signs_in_with_the_file_and_cannot_be_a_person() {
    let office = Office::open().await;
    let reply = office.knock("/auth/operator", json!({"token": office.file("operator.token")})).await;
    assert_eq!(reply.body["user"]["roles"], json!(["admin"]));
    assert_eq!(reply.set_cookie(), "");
    let text = reply.body["accessToken"].as_str().unwrap().to_owned();
    let operator = super::harness::Person { token: text, cookie: String::new(), id: String::new() };
    assert_eq!(office.get(&operator, "/auth/me").await.body["username"], "operator");
    let password = office.post(&operator, "/auth/password", json!({"newPassword": PASSWORD})).await;
    assert_eq!(password.code(), (403, "NOT_FOR_OPERATOR"));
    assert_eq!(office.knock("/auth/operator", json!({"token": "guess"})).await.status, 401);
    assert_eq!(office.sign_in("operator", &office.file("operator.token")).await.status, 401);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_disabled_or_deleted_user_is_out() {
    let office = Office::open().await;
    let admin = office.enter("admin").await;
    let alice = office.enter_with_password("agent1", PASSWORD).await;
    let path = format!("/users/{}", alice.id);
    let mut doc = office.get(&admin, &path).await.body;
    doc["enabled"] = json!(false);
    assert_eq!(office.put(&admin, &path, doc).await.status, 200);
    assert_eq!(office.sign_in("alice", PASSWORD).await.code(), (401, "CREDENTIALS_WRONG"));
    assert_eq!(office.refresh(&alice.cookie).await.code(), (401, "SESSION_OVER"));
    assert_eq!(office.call(&admin, Method::DELETE, &path, None).await.status, 204);
    assert_eq!(office.get(&alice, "/auth/me").await.code(), (401, "SESSION_OVER"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_typed_is_not_repeated_in_a_refusal() {
    let office = Office::open().await;
    let reply = office.knock("/auth/sign-in", json!({"username": "alice", "password": ["hunter2"]})).await;
    assert_eq!(reply.code(), (400, "MALFORMED"));
    assert!(!reply.body.to_string().contains("hunter2"));
    let form = office.send(Method::POST, &format!("{V1}/auth/sign-in"), &[("content-type", "text/plain")], Some(Value::Null)).await;
    assert_eq!(form.status, 400, "a form of another site cannot sign anybody in");
}
