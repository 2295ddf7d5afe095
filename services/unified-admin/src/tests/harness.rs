//! A running service and somebody who talks to it.

use std::time::Duration;

use ids::Clock;
use reqwest::header::HeaderMap;
use reqwest::{Client, Method, StatusCode};
use runtime::{Host, Running};
use serde_json::{Value, json};
use tempfile::TempDir;

pub(super) const V1: &str = "/unified-admin/v1";

/// A service of its own.
pub(super) struct Office {
    pub(super) clock: Clock,
    pub(super) folder: TempDir,
    running: Running,
    client: Client,
}

/// What came back.
#[derive(Debug)]
pub(super) struct Reply {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: Value,
}

/// Somebody who is signed in.
#[derive(Clone, Debug)]
pub(super) struct Person {
    pub(super) token: String,
    pub(super) cookie: String,
    pub(super) id: String,
}

impl Office {
    pub(super) async fn open() -> Self {
        Self::reopen(TempDir::new().unwrap(), Clock::manual(Clock::System.now()), &[]).await
    }

    pub(super) async fn open_with(settings: &[(&str, Value)]) -> Self {
        Self::reopen(TempDir::new().unwrap(), Clock::manual(Clock::System.now()), settings).await
    }

    pub(super) async fn reopen(folder: TempDir, clock: Clock, settings: &[(&str, Value)]) -> Self {
        // Another test may have installed it.
        drop(rustls::crypto::ring::default_provider().install_default());
        let services = vec![crate::service()];
        let mut figment = runtime::load(&services, None).unwrap();
        figment = figment.merge(("data", folder.path())).merge(("listen.public", "127.0.0.1:0")).merge(("listen.admin", "127.0.0.1:0"));
        for (key, value) in settings {
            figment = figment.merge((format!("unified_admin.{key}"), value));
        }
        let running = Host::launch(services, &figment, clock.clone()).await.unwrap().start().await.unwrap();
        let office = Self { clock, folder, running, client: Client::new() };
        office.until("operator.token").await;
        office.until("links.json").await;
        office
    }

    async fn until(&self, file: &str) {
        for _ in 0..500 {
            if self.folder.path().join(file).exists() {
                return;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("{file} did not appear");
    }

    /// Stops the service; the folder stays.
    pub(super) async fn close(self) -> TempDir {
        self.running.stop();
        self.running.stopped().await;
        self.folder
    }

    pub(super) fn file(&self, name: &str) -> String {
        std::fs::read_to_string(self.folder.path().join(name)).unwrap()
    }

    /// The one-time token of the first start.
    pub(super) fn link(&self, who: &str) -> String {
        let links: Value = serde_json::from_str(&self.file("links.json")).unwrap();
        token_of(links[who].as_str().unwrap())
    }

    pub(super) async fn send(&self, method: Method, path: &str, headers: &[(&str, &str)], body: Option<Value>) -> Reply {
        let url = format!("http://{}{path}", self.running.public.unwrap());
        let mut request = self.client.request(method, url);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if let Some(body) = body {
            request = request.json(&body);
        }
        let response = request.send().await.unwrap();
        let (status, headers) = (response.status(), response.headers().clone());
        let text = response.text().await.unwrap();
        Reply { status, headers, body: serde_json::from_str(&text).unwrap_or(Value::String(text)) }
    }

    /// As that person.
    pub(super) async fn call(&self, person: &Person, method: Method, path: &str, body: Option<Value>) -> Reply {
        let bearer = format!("Bearer {}", person.token);
        self.send(method, &format!("{V1}{path}"), &[("authorization", &bearer)], body).await
    }

    pub(super) async fn get(&self, person: &Person, path: &str) -> Reply {
        self.call(person, Method::GET, path, None).await
    }

    pub(super) async fn post(&self, person: &Person, path: &str, body: Value) -> Reply {
        self.call(person, Method::POST, path, Some(body)).await
    }

    pub(super) async fn put(&self, person: &Person, path: &str, body: Value) -> Reply {
        self.call(person, Method::PUT, path, Some(body)).await
    }

    /// As nobody.
    pub(super) async fn knock(&self, path: &str, body: Value) -> Reply {
        self.send(Method::POST, &format!("{V1}{path}"), &[], Some(body)).await
    }

    pub(super) async fn sign_in(&self, username: &str, password: &str) -> Reply {
        self.knock("/auth/sign-in", json!({"username": username, "password": password})).await
    }

    pub(super) async fn refresh(&self, cookie: &str) -> Reply {
        let cookie = format!("other=1; switchboard_refresh={cookie}");
        self.send(Method::POST, &format!("{V1}/auth/refresh"), &[("cookie", &cookie), ("x-switchboard", "1")], Some(json!({}))).await
    }

    /// Signs in with the first start's link.
    pub(super) async fn enter(&self, who: &str) -> Person {
        self.knock("/auth/links", json!({"token": self.link(who)})).await.person()
    }

    /// Signs in with a link and chooses a password.
    pub(super) async fn enter_with_password(&self, who: &str, password: &str) -> Person {
        let person = self.enter(who).await;
        let chosen = self.post(&person, "/auth/password", json!({"newPassword": password})).await;
        assert_eq!(chosen.status, StatusCode::NO_CONTENT, "{chosen:?}");
        person
    }

    /// An administrator of another tenant.
    pub(super) async fn stranger(&self) -> Person {
        let admin = self.operator().await;
        let tenant = self.post(&admin, "/tenants", json!({"id": "acme", "name": "Acme", "hosts": ["chat.acme.test"]})).await;
        assert_eq!(tenant.status, StatusCode::CREATED, "{tenant:?}");
        let link = self.post(&admin, "/tenants/acme/administrators", json!({"username": "root.acme", "name": "Root"})).await;
        assert_eq!(link.status, StatusCode::CREATED, "{link:?}");
        let token = token_of(link.body["url"].as_str().unwrap());
        self.knock("/auth/links", json!({"token": token})).await.person()
    }

    pub(super) async fn operator(&self) -> Person {
        self.knock("/auth/operator", json!({"token": self.file("operator.token")})).await.person()
    }

    /// Asks again until the answer is right: for what arrives over the bus.
    pub(super) async fn eventually(&self, person: &Person, path: &str, right: impl Fn(&Reply) -> bool) -> Reply {
        let mut reply = self.get(person, path).await;
        for _ in 0..250 {
            if right(&reply) {
                return reply;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
            reply = self.get(person, path).await;
        }
        panic!("still {reply:?}");
    }
}

impl Reply {
    pub(super) fn code(&self) -> (u16, &str) {
        (self.status.as_u16(), self.body["code"].as_str().unwrap_or_default())
    }

    pub(super) fn set_cookie(&self) -> &str {
        self.headers.get("set-cookie").map_or("", |value| value.to_str().unwrap())
    }

    pub(super) fn cookie(&self) -> String {
        let text = self.set_cookie().trim_start_matches("switchboard_refresh=");
        text.split(';').next().unwrap().to_owned()
    }

    pub(super) fn person(&self) -> Person {
        assert_eq!(self.status, StatusCode::OK, "{self:?}");
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        Person { token: text(&self.body["accessToken"]), cookie: self.cookie(), id: text(&self.body["user"]["id"]) }
    }
}

pub(super) fn token_of(url: &str) -> String {
    url.split_once("link=").unwrap().1.to_owned()
}
