//! Second factors: set up, asked for, given once, lost, required by roles; sessions that are ended.

use reqwest::Method;
use serde_json::{Value, json};
use totp_rs::{Builder, Secret};

use super::harness::{Office, Person, Reply, token_of};

const PASSWORD: &str = "correct horse battery";
const MINUTE: i64 = 60_000;

/// The code that a telephone with this secret shows now.
fn code(office: &Office, secret: &Value) -> String {
    let secret = Secret::try_from_base32(secret.as_str().unwrap()).unwrap();
    let totp = Builder::new().with_secret(secret).build_noncompliant();
    totp.generate(u64::try_from(office.clock.now() / 1000).unwrap()).to_string()
}

/// Sets a factor up for somebody who is signed in; the secret and the recovery codes.
async fn enrol(office: &Office, person: &Person, password: &str) -> (Value, Vec<String>) {
    let begun = office.post(person, "/auth/second-factor", json!({"currentPassword": password})).await;
    assert_eq!(begun.status, 201, "{begun:?}");
    assert_eq!(begun.headers["cache-control"], "no-store");
    let secret = begun.body["secret"].clone();
    let done = office.knock("/auth/second-factor/confirm", json!({"ticket": begun.body["ticket"], "code": code(office, &secret)})).await;
    assert_eq!(done.status, 200, "{done:?}");
    assert!(done.body.get("session").is_none(), "who is in needs no other session");
    let codes = serde_json::from_value(done.body["recoveryCodes"].clone()).unwrap();
    // A code is good once, also the first.
    office.clock.advance(MINUTE);
    (secret, codes)
}

async fn with_code(office: &Office, code: &str) -> Reply {
    office.knock("/auth/sign-in", json!({"username": "alice", "password": PASSWORD, "code": code})).await
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_has_a_second_factor_needs_a_code_of_it_and_each_lets_in_once() {
    let office = Office::open().await;
    let alice = office.enter_with_password("agent1", PASSWORD).await;
    let (secret, _) = enrol(&office, &alice, PASSWORD).await;
    assert_eq!(office.get(&alice, "/auth/second-factor").await.body, json!({"enrolled": true, "required": false, "recoveryCodesLeft": 10}));
    assert_eq!(office.sign_in("alice", PASSWORD).await.code(), (401, "SECOND_FACTOR_NEEDED"));
    assert_eq!(with_code(&office, "000000").await.code(), (401, "CODE_WRONG"));
    let now = code(&office, &secret);
    assert_eq!(
        office.knock("/auth/sign-in", json!({"username": "alice", "password": "wrong", "code": now})).await.code(),
        (401, "CREDENTIALS_WRONG")
    );
    assert_eq!(with_code(&office, &now).await.status, 200);
    assert_eq!(with_code(&office, &now).await.code(), (401, "CODE_WRONG"), "a second time");
    office.clock.advance(MINUTE);
    assert_eq!(with_code(&office, &now).await.code(), (401, "CODE_WRONG"), "an old one");
    assert_eq!(with_code(&office, &code(&office, &secret)).await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_who_give_a_code_at_once_one_gets_in() {
    let office = Office::open().await;
    let alice = office.enter_with_password("agent1", PASSWORD).await;
    let (secret, _) = enrol(&office, &alice, PASSWORD).await;
    let now = code(&office, &secret);
    let (a, b) = tokio::join!(with_code(&office, &now), with_code(&office, &now));
    let mut statuses = [a.status.as_u16(), b.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 401]);
}

#[tokio::test(flavor = "multi_thread")]
async fn guesses_are_slowed_down_and_a_right_password_buys_no_more_of_them() {
    let office = Office::open().await;
    let alice = office.enter_with_password("agent1", PASSWORD).await;
    let (secret, _) = enrol(&office, &alice, PASSWORD).await;
    for _ in 0..5 {
        assert_eq!(office.sign_in("alice", PASSWORD).await.code(), (401, "SECOND_FACTOR_NEEDED"));
        assert_eq!(with_code(&office, "000000").await.code(), (401, "CODE_WRONG"));
    }
    let slowed = with_code(&office, &code(&office, &secret)).await;
    assert_eq!(slowed.code(), (429, "TOO_MANY_ATTEMPTS"), "even the right one");
    office.clock.advance(MINUTE);
    assert_eq!(with_code(&office, &code(&office, &secret)).await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_recovery_code_stands_in_once_and_the_audit_log_says_so() {
    let office = Office::open().await;
    let alice = office.enter_with_password("agent1", PASSWORD).await;
    let (secret, codes) = enrol(&office, &alice, PASSWORD).await;
    assert_eq!(codes.len(), 10);
    assert_eq!(with_code(&office, &codes[3].to_lowercase()).await.status, 200);
    assert_eq!(with_code(&office, &codes[3]).await.code(), (401, "CODE_WRONG"));
    assert_eq!(office.get(&alice, "/auth/second-factor").await.body["recoveryCodesLeft"], 9);
    let admin = office.operator().await;
    let log = office.get(&admin, "/audit?limit=100").await;
    let actions: Vec<_> = log.body["items"].as_array().unwrap().iter().map(|entry| entry["action"].as_str().unwrap()).collect();
    assert!(
        ["second_factor_set", "recovery_code_used", "second_factor_failed"].iter().all(|action| actions.contains(action)),
        "{actions:?}"
    );
    let text = log.body.to_string();
    assert!(!text.contains(secret.as_str().unwrap()) && codes.iter().all(|code| !text.contains(code)), "secrets stay out of the log");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_is_no_way_around_the_second_factor_and_is_not_used_up_without_a_code() {
    let office = Office::open().await;
    let alice = office.enter_with_password("agent1", PASSWORD).await;
    let (secret, _) = enrol(&office, &alice, PASSWORD).await;
    let admin = office.operator().await;
    let link = office.post(&admin, &format!("/users/{}/links", alice.id), json!({})).await;
    let token = token_of(link.body["url"].as_str().unwrap());
    assert_eq!(office.knock("/auth/links", json!({"token": token})).await.code(), (401, "SECOND_FACTOR_NEEDED"));
    assert_eq!(office.knock("/auth/links", json!({"token": token, "code": "000000"})).await.code(), (401, "CODE_WRONG"));
    assert_eq!(office.knock("/auth/links", json!({"token": token, "code": code(&office, &secret)})).await.status, 200);
    assert_eq!(office.knock("/auth/links", json!({"token": token, "code": "000000"})).await.code(), (401, "LINK_INVALID"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_role_that_asks_for_a_second_factor_lets_nobody_in_without() {
    let office = Office::open().await;
    let alice = office.enter_with_password("agent1", PASSWORD).await;
    let admin = office.operator().await;
    let asked = office.post(&admin, "/settings", json!({"name": "secondFactorRoles", "value": ["agent"]})).await;
    assert_eq!(asked.status, 201, "{asked:?}");
    assert_eq!(office.refresh(&alice.cookie).await.code(), (401, "SECOND_FACTOR_REQUIRED"), "sessions of before end at the next renewal");
    let enrolment = office.sign_in("alice", PASSWORD).await;
    assert_eq!(enrolment.status, 202);
    assert!(enrolment.body.get("accessToken").is_none() && enrolment.set_cookie().is_empty(), "not in yet");
    let (ticket, secret) = (&enrolment.body["ticket"], &enrolment.body["secret"]);
    assert_eq!(office.knock("/auth/second-factor/confirm", json!({"ticket": ticket, "code": "000000"})).await.code(), (401, "CODE_WRONG"));
    let first = json!({"ticket": ticket, "code": code(&office, secret)});
    let inside = office.knock("/auth/second-factor/confirm", first.clone()).await;
    assert_eq!(inside.status, 200, "{inside:?}");
    assert_eq!(inside.body["session"]["user"]["username"], "alice");
    assert_eq!(office.refresh(&inside.cookie()).await.status, 200);
    assert_eq!(office.knock("/auth/second-factor/confirm", first).await.code(), (401, "ENROLMENT_OVER"), "a ticket is good once");
    office.clock.advance(MINUTE);
    let me = with_code(&office, &code(&office, secret)).await.person();
    office.clock.advance(MINUTE);
    let given_up = office.post(&me, "/auth/second-factor/remove", json!({"code": code(&office, secret)})).await;
    assert_eq!(given_up.code(), (401, "SECOND_FACTOR_REQUIRED"));
    // A supervisor is not asked, a link is no way around for who is.
    assert_eq!(office.knock("/auth/links", json!({"token": office.link("supervisor")})).await.status, 200);
    assert_eq!(office.knock("/auth/links", json!({"token": office.link("agent2")})).await.status, 202);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_enrolment_that_took_too_long_begins_again() {
    let office = Office::open().await;
    let alice = office.enter_with_password("agent1", PASSWORD).await;
    assert_eq!(office.post(&alice, "/auth/second-factor", json!({"currentPassword": "not it"})).await.status, 201, "right after a link");
    let begun = office.post(&alice, "/auth/second-factor", json!({})).await;
    office.clock.advance(16 * MINUTE);
    let late = json!({"ticket": begun.body["ticket"], "code": code(&office, &begun.body["secret"])});
    assert_eq!(office.knock("/auth/second-factor/confirm", late).await.code(), (401, "ENROLMENT_OVER"));
    let alice = office.refresh(&alice.cookie).await.person();
    assert_eq!(office.post(&alice, "/auth/second-factor", json!({})).await.code(), (403, "CURRENT_PASSWORD_NEEDED"));
    assert_eq!(office.post(&alice, "/auth/second-factor", json!({"currentPassword": "not it"})).await.code(), (401, "CREDENTIALS_WRONG"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_factor_is_replaced_or_given_up_only_by_who_has_it_or_by_an_administrator() {
    let office = Office::open().await;
    let alice = office.enter_with_password("agent1", PASSWORD).await;
    let (secret, _) = enrol(&office, &alice, PASSWORD).await;
    assert_eq!(office.post(&alice, "/auth/second-factor", json!({})).await.code(), (401, "SECOND_FACTOR_NEEDED"));
    assert_eq!(office.post(&alice, "/auth/second-factor/remove", json!({"code": "000000"})).await.code(), (401, "CODE_WRONG"));
    assert_eq!(office.post(&alice, "/auth/second-factor/remove", json!({"code": code(&office, &secret)})).await.status, 204);
    assert_eq!(office.sign_in("alice", PASSWORD).await.status, 200);
    enrol(&office, &alice, PASSWORD).await;
    let admin = office.operator().await;
    let path = format!("/users/{}/second-factor", alice.id);
    assert_eq!(office.call(&admin, Method::DELETE, &path, None).await.status, 204);
    assert_eq!(office.refresh(&alice.cookie).await.code(), (401, "SESSION_OVER"), "who took the telephone may have one");
    assert_eq!(office.sign_in("alice", PASSWORD).await.status, 200);
    assert_eq!(office.call(&admin, Method::DELETE, "/users/nobody/second-factor", None).await.code(), (404, "NOT_FOUND"));
    let stranger = office.stranger().await;
    assert_eq!(office.call(&stranger, Method::DELETE, &path, None).await.code(), (404, "NOT_FOUND"), "another tenant's");
}

#[tokio::test(flavor = "multi_thread")]
async fn sessions_are_listed_and_ended_by_their_owner_and_by_administrators() {
    let office = Office::open().await;
    let alice = office.enter_with_password("agent1", PASSWORD).await;
    let (second, third) = (office.sign_in("alice", PASSWORD).await.person(), office.sign_in("alice", PASSWORD).await.person());
    let listed = office.get(&alice, "/auth/sessions").await;
    let items = listed.body["items"].as_array().unwrap();
    assert_eq!((items.len(), items.iter().filter(|item| item["current"] == true).count()), (3, 1), "{listed:?}");
    let current = |items: &[Value]| items.iter().find(|item| item["current"] == true).unwrap()["id"].as_str().unwrap().to_owned();
    let of_second = current(office.get(&second, "/auth/sessions").await.body["items"].as_array().unwrap());
    let bob = office.enter("agent2").await;
    let path = format!("/auth/sessions/{of_second}");
    assert_eq!(office.call(&bob, Method::DELETE, &path, None).await.code(), (404, "NOT_FOUND"), "not one's own");
    assert_eq!(office.call(&alice, Method::DELETE, &path, None).await.status, 204);
    assert_eq!(office.refresh(&second.cookie).await.code(), (401, "SESSION_OVER"));
    assert_eq!(office.refresh(&third.cookie).await.status, 200);
    assert_eq!(office.post(&alice, "/auth/sessions/end-others", json!({})).await.status, 204);
    assert_eq!(office.refresh(&alice.cookie).await.status, 200, "the one that asked goes on");
    let admin = office.operator().await;
    let of_alice = format!("/users/{}/sessions", alice.id);
    assert_eq!(office.get(&admin, &of_alice).await.body["items"].as_array().unwrap().len(), 1);
    let stranger = office.stranger().await;
    assert_eq!(office.call(&stranger, Method::DELETE, &of_alice, None).await.code(), (404, "NOT_FOUND"), "another tenant's");
    assert_eq!(office.call(&admin, Method::DELETE, &of_alice, None).await.status, 204);
    assert_eq!(office.get(&admin, &of_alice).await.body["items"], json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tenant_may_ask_for_longer_passwords() {
    let office = Office::open().await;
    let admin = office.operator().await;
    assert_eq!(office.post(&admin, "/settings", json!({"name": "passwordLength", "value": 30})).await.status, 201);
    let alice = office.enter("agent1").await;
    let short = office.post(&alice, "/auth/password", json!({"newPassword": PASSWORD})).await;
    assert_eq!(short.code(), (400, "PASSWORD_REFUSED"));
    assert_eq!(short.body["violations"][0]["message"], "must have at least 30 characters");
    let common = office.post(&alice, "/auth/password", json!({"newPassword": "Password1234Password1234Password"})).await;
    assert_eq!(common.code(), (400, "PASSWORD_REFUSED"));
}
