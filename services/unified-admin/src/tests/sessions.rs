//! Refresh tokens, cookies, access tokens.

use auth::{SigningKey, UserClaims};
use ids::{Clock, Role};
use reqwest::Method;
use serde_json::json;

use super::harness::{Office, Person, V1};

const HOUR: i64 = 3_600_000;

#[tokio::test(flavor = "multi_thread")]
async fn a_refresh_token_is_traded_at_each_use() {
    let office = Office::open().await;
    let alice = office.enter("agent1").await;
    let second = office.refresh(&alice.cookie).await.person();
    assert_ne!(second.cookie, alice.cookie);
    assert_eq!(second.id, alice.id);
    let third = office.refresh(&second.cookie).await.person();
    assert_eq!(office.get(&third, "/auth/me").await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_tabs_that_wake_up_together_get_the_same_successor() {
    let office = Office::open().await;
    let alice = office.enter("agent1").await;
    let (a, b) = tokio::join!(office.refresh(&alice.cookie), office.refresh(&alice.cookie));
    assert_eq!(a.person().cookie, b.person().cookie);
    office.clock.advance(9_000);
    assert_eq!(office.refresh(&alice.cookie).await.person().cookie, a.cookie());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_traded_token_that_comes_back_ends_the_session() {
    let office = Office::open().await;
    let alice = office.enter("agent1").await;
    let thief = office.refresh(&alice.cookie).await.person();
    office.clock.advance(11_000);
    assert_eq!(office.refresh(&alice.cookie).await.code(), (401, "REFRESH_REUSED"));
    assert_eq!(office.refresh(&thief.cookie).await.code(), (401, "SESSION_OVER"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_ends_at_last_however_much_it_is_used() {
    let office = Office::open().await;
    let mut alice = office.enter("agent1").await;
    for _ in 0..15 {
        office.clock.advance(11 * HOUR);
        alice = office.refresh(&alice.cookie).await.person();
    }
    office.clock.advance(4 * HOUR);
    assert_eq!(office.refresh(&alice.cookie).await.code(), (401, "SESSION_OVER"), "169 hours are more than seven days");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_nobody_uses_ends() {
    let office = Office::open().await;
    let bob = office.enter("agent2").await;
    office.clock.advance(12 * HOUR);
    assert_eq!(office.refresh(&bob.cookie).await.code(), (401, "SESSION_OVER"));
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_out_ends_the_session_and_the_cookie() {
    let office = Office::open().await;
    let alice = office.enter("agent1").await;
    let cookie = format!("switchboard_refresh={}", alice.cookie);
    let path = format!("{V1}/auth/sign-out");
    let forged = office.send(Method::POST, &path, &[("cookie", &cookie)], Some(json!({}))).await;
    assert_eq!(forged.code(), (403, "HEADER_MISSING"));
    let out = office.send(Method::POST, &path, &[("cookie", &cookie), ("x-switchboard", "1")], Some(json!({}))).await;
    assert_eq!(out.status, 204);
    assert!(out.set_cookie().contains("Max-Age=0"));
    assert_eq!(office.refresh(&alice.cookie).await.code(), (401, "SESSION_OVER"));
    let nobody = office.send(Method::POST, &path, &[("x-switchboard", "1")], None).await;
    assert_eq!(nobody.status, 204, "signing out twice is no error");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refresh_needs_cookie_and_header() {
    let office = Office::open().await;
    let alice = office.enter("agent1").await;
    let path = format!("{V1}/auth/refresh");
    let cookie = format!("switchboard_refresh={}", alice.cookie);
    assert_eq!(office.send(Method::POST, &path, &[("cookie", &cookie)], None).await.code(), (403, "HEADER_MISSING"));
    assert_eq!(office.send(Method::POST, &path, &[("x-switchboard", "1")], None).await.code(), (401, "SESSION_OVER"));
    assert_eq!(office.refresh("guess").await.code(), (401, "SESSION_OVER"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_cookie_is_secure_exactly_where_the_browser_speaks_https() {
    let office = Office::open().await;
    let alice = office.enter("agent1").await;
    let plain = office.refresh(&alice.cookie).await;
    for part in ["HttpOnly", "SameSite=Strict", "Path=/unified-admin/v1/auth", "Max-Age=43200"] {
        assert!(plain.set_cookie().contains(part), "{part}");
    }
    assert!(!plain.set_cookie().contains("Secure"));
    let cookie = format!("switchboard_refresh={}", plain.cookie());
    let headers = [("cookie", cookie.as_str()), ("x-switchboard", "1"), ("x-forwarded-proto", "https")];
    let secure = office.send(Method::POST, &format!("{V1}/auth/refresh"), &headers, None).await;
    assert!(secure.set_cookie().ends_with("; Secure"));
}

#[tokio::test(flavor = "multi_thread")]
async fn only_our_own_fresh_tokens_are_believed() {
    let office = Office::open().await;
    let alice = office.enter("agent1").await;
    let kid = auth::key_id(&alice.token).unwrap();
    let key = SigningKey::load_or_create(&office.folder.path().join("keys"), "issuer", &kid).unwrap();
    let now = Clock::System.now() / 1000;
    let claims = |exp| UserClaims {
        sub: alice.id.clone(),
        aud: "user".to_owned(),
        tid: "default".to_owned(),
        roles: vec![Role::Admin],
        name: "Alice".to_owned(),
        team: String::new(),
        sid: "s".to_owned(),
        exp,
    };
    let with = |token: String| Person { token, ..alice.clone() };
    let signed = |key: &SigningKey, exp| with(auth::sign(key, &claims(exp)).unwrap());
    assert_eq!(office.get(&signed(&key, now + 60), "/audit").await.status, 200, "the premise");
    assert_eq!(office.get(&signed(&key, now - 60), "/audit").await.code(), (401, "TOKEN_EXPIRED"));
    let forged = SigningKey::generate(&kid).unwrap();
    assert_eq!(office.get(&signed(&forged, now + 60), "/audit").await.code(), (401, "TOKEN_INVALID"));
    let unknown = SigningKey::generate("usr:unknown").unwrap();
    assert_eq!(office.get(&signed(&unknown, now + 60), "/audit").await.code(), (401, "TOKEN_ISSUER_UNKNOWN"));
    let (head, body) = alice.token.rsplit_once('.').unwrap();
    assert_eq!(office.get(&with(format!("{head}.A{body}")), "/audit").await.status, 401);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_public_keys_are_published_and_survive_a_restart() {
    let office = Office::open().await;
    let alice = office.enter("agent1").await;
    let path = format!("{V1}/.well-known/jwks.json");
    let keys = office.send(Method::GET, &path, &[], None).await.body;
    assert_eq!(keys["keys"][0]["kid"].as_str(), auth::key_id(&alice.token).as_deref());
    assert_eq!(keys["keys"].as_array().unwrap().len(), 1, "only the issuer of users");
    let clock = office.clock.clone();
    let office = Office::reopen(office.close().await, clock, &[]).await;
    assert_eq!(office.send(Method::GET, &path, &[], None).await.body, keys);
    assert_eq!(office.get(&alice, "/auth/me").await.status, 200);
    assert_eq!(office.refresh(&alice.cookie).await.status, 200);
}
