//! The owners' HTTP APIs, signed in.

use std::path::Path;

use anyhow::Context as _;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

/// A signed-in HTTP client.
#[derive(Clone)]
pub struct Client {
    http: reqwest::Client,
    base: String,
    token: String,
}

impl Client {
    /// The operator of the installation in that folder.
    pub async fn operator(base: &str, data: &Path) -> anyhow::Result<Self> {
        let file = data.join("operator.token");
        let token = crate::eventually("the operator token", || async { Ok(tokio::fs::read_to_string(&file).await.ok()) }).await?;
        Self::session(base, "operator", json!({ "token": token.trim() })).await
    }

    /// Signs in by a one-time link, such as those in `links.json`.
    pub async fn link(base: &str, link: &str) -> anyhow::Result<Self> {
        let token = link.split("link=").nth(1).and_then(|rest| rest.split('&').next()).context("a link carries a token")?;
        Self::session(base, "links", json!({ "token": token })).await
    }

    /// Somebody who has that access token.
    pub fn with_token(base: &str, token: &str) -> Self {
        Self { http: reqwest::Client::new(), base: base.to_owned(), token: token.to_owned() }
    }

    async fn session(base: &str, way: &str, body: Value) -> anyhow::Result<Self> {
        let http = reqwest::Client::new();
        let answer = http.post(format!("{base}/unified-admin/v1/auth/{way}")).json(&body).send().await?;
        let status = answer.status();
        let session: Value = answer.json().await?;
        let token = session["accessToken"].as_str().with_context(|| format!("sign-in answered {status}: {session}"))?;
        Ok(Self { http, base: base.to_owned(), token: token.to_owned() })
    }

    /// Where the installation is.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// The access token.
    pub fn token(&self) -> &str {
        &self.token
    }

    /// One request; answers status and body.
    pub async fn send(&self, method: Method, path: &str, body: Option<&Value>) -> anyhow::Result<(StatusCode, Value)> {
        Self::answer(self.request(method, path, body)).await
    }

    /// A `POST` that may be made again.
    pub async fn send_once(&self, path: &str, body: Option<&Value>, key: &str) -> anyhow::Result<(StatusCode, Value)> {
        Self::answer(self.request(Method::POST, path, body).header("idempotency-key", key)).await
    }

    fn request(&self, method: Method, path: &str, body: Option<&Value>) -> reqwest::RequestBuilder {
        let request = self.http.request(method, format!("{}{path}", self.base)).bearer_auth(&self.token);
        if let Some(body) = body { request.json(body) } else { request }
    }

    async fn answer(request: reqwest::RequestBuilder) -> anyhow::Result<(StatusCode, Value)> {
        let answer = request.send().await?;
        let status = answer.status();
        let text = answer.text().await?;
        Ok((status, serde_json::from_str(&text).unwrap_or(Value::String(text))))
    }

    async fn expect(&self, method: Method, path: &str, body: Option<&Value>) -> anyhow::Result<Value> {
        let (status, answer) = self.send(method.clone(), path, body).await?;
        anyhow::ensure!(status.is_success(), "{method} {path} answered {status}: {answer}");
        Ok(answer)
    }

    /// Reads.
    pub async fn get(&self, path: &str) -> anyhow::Result<Value> {
        self.expect(Method::GET, path, None).await
    }

    /// Creates.
    pub async fn post(&self, path: &str, body: &Value) -> anyhow::Result<Value> {
        self.expect(Method::POST, path, Some(body)).await
    }

    /// Changes.
    pub async fn put(&self, path: &str, body: &Value) -> anyhow::Result<Value> {
        self.expect(Method::PUT, path, Some(body)).await
    }

    /// Changes some fields of a document, from the version it has now.
    pub async fn patch(&self, path: &str, change: impl FnOnce(&mut Value)) -> anyhow::Result<Value> {
        let mut document = self.get(path).await?;
        change(&mut document);
        self.put(path, &document).await
    }
}
