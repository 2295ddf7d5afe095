//! A running service, a gateway that calls it, and people.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use auth::{SigningKey, UserClaims};
use axum::body::Body;
use contracts::cim::{Sender, SenderType};
use contracts::file_engine::{OpenUploadRequest, OpenUploadResponse};
use figment::providers::Serialized;
use ids::{Clock, Principal, Role, TenantId};
use reqwest::{Client, Method, Response, StatusCode};
use runtime::files::{Files, Links, StoredFile, Upload};
use runtime::{App, Context, Host, NoSettings, Running, Service};
use serde_json::{Value, json};
use tempfile::TempDir;

/// What the gateways of running tests hold, by the test's folder.
static GATEWAYS: Mutex<Option<HashMap<PathBuf, Gateway>>> = Mutex::new(None);

#[derive(Clone)]
struct Gateway {
    files: Files,
    links: Links,
}

/// A service that has the client and signs links.
fn gateway() -> Service {
    fn build(cx: &Context, _: NoSettings) -> runtime::Result<App> {
        let gateway = Gateway { files: Files::new(cx), links: Links::new(cx) };
        GATEWAYS.lock().unwrap().get_or_insert_default().insert(cx.data().to_owned(), gateway);
        Ok(App::new())
    }
    Service::new("web-channel-manager", "", build)
}

/// A service of its own, with the owner of customers beside it.
pub(super) struct House {
    pub(super) folder: TempDir,
    pub(super) clock: Clock,
    pub(super) client: Client,
    running: Running,
    key: SigningKey,
    gateway: Gateway,
}

/// Now, by the machine: tokens are checked against it.
fn now() -> ids::Ms {
    Clock::System.now()
}

impl House {
    pub(super) async fn open() -> Self {
        Self::with(json!({})).await
    }

    /// With settings of the service.
    pub(super) async fn with(settings: Value) -> Self {
        // Another test may have installed it.
        drop(rustls::crypto::ring::default_provider().install_default());
        let folder = TempDir::new().unwrap();
        let key = SigningKey::load_or_create(&folder.path().join("keys"), "issuer", "usr:test").unwrap();
        let services = vec![crate::service(), cim_customer::service(), gateway()];
        let mut all = json!({ "sweep": "50ms" });
        for (name, value) in settings.as_object().unwrap() {
            all[name] = value.clone();
        }
        let figment = runtime::load(&services, None)
            .unwrap()
            .merge(("data", folder.path()))
            .merge(("listen.public", "127.0.0.1:0"))
            .merge(("listen.admin", "127.0.0.1:0"))
            .merge(Serialized::default("file_engine", all));
        let clock = Clock::manual(now());
        let running = Host::launch(services, &figment, clock.clone()).await.unwrap().start().await.unwrap();
        let gateway = GATEWAYS.lock().unwrap().as_mut().and_then(|all| all.remove(folder.path())).unwrap();
        Self { folder, clock, client: Client::new(), running, key, gateway }
    }

    pub(super) fn address(&self) -> std::net::SocketAddr {
        self.running.public.unwrap()
    }

    pub(super) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address())
    }

    /// Somebody with that role.
    pub(super) async fn ask(&self, (tenant, role): (&str, Role), method: Method, path: &str, body: Option<Value>) -> (StatusCode, Value) {
        let claims = UserClaims {
            sub: "somebody".to_owned(),
            aud: "user".to_owned(),
            tid: tenant.to_owned(),
            roles: vec![role],
            name: "Somebody".to_owned(),
            team: String::new(),
            sid: "s".to_owned(),
            exp: now() / 1000 + 300,
        };
        let mut request = self.client.request(method, self.url(path)).bearer_auth(auth::sign(&self.key, &claims).unwrap());
        if let Some(body) = body {
            request = request.json(&body);
        }
        let response = request.send().await.unwrap();
        let status = response.status();
        let text = response.text().await.unwrap();
        (status, serde_json::from_str(&text).unwrap_or(Value::String(text)))
    }

    pub(super) async fn policy(&self, name: &str, max_bytes: i64, types: &[&str], days: i64) {
        let policy = json!({ "name": name, "maxBytes": max_bytes, "types": types, "retentionDays": days });
        let (status, answer) = self.ask(("default", Role::Admin), Method::POST, "/file-engine/v1/policies", Some(policy)).await;
        assert_eq!(status, 201, "{answer}");
    }

    /// A gateway's request for a customer of conversation `c1`.
    pub(super) async fn announce(&self, name: &str, mime_type: &str, size: usize) -> errors::Result<OpenUploadResponse> {
        let request = OpenUploadRequest {
            conversation_id: "c1".to_owned(),
            customer_id: "k1".to_owned(),
            channel_type: "WEB".to_owned(),
            uploader: Some(Sender { id: "k1".to_owned(), r#type: SenderType::Customer.into(), name: String::new() }),
            name: name.to_owned(),
            mime_type: mime_type.to_owned(),
            size: i64::try_from(size).unwrap(),
        };
        self.gateway.files.open_upload(&by("default"), request).await
    }

    /// The bytes of an announced file.
    pub(super) async fn put(&self, opened: &OpenUploadResponse, bytes: &[u8]) -> Response {
        self.client.put(self.url(&opened.url)).body(bytes.to_vec()).send().await.unwrap()
    }

    /// A customer's file, sent in a message.
    pub(super) async fn sent(&self, name: &str, mime_type: &str, bytes: &[u8]) -> StoredFile {
        let opened = self.announce(name, mime_type, bytes.len()).await.unwrap();
        let answer = self.put(&opened, bytes).await;
        assert_eq!(answer.status(), 200, "{}", answer.text().await.unwrap());
        self.attach(&opened.file_id, "c1").await.unwrap();
        self.get("default", &opened.file_id).await.unwrap()
    }

    /// The code with which an announced and uploaded file is refused.
    pub(super) async fn refusal(&self, name: &str, mime_type: &str, bytes: &[u8]) -> String {
        match self.announce(name, mime_type, bytes.len()).await {
            Err(fault) => fault.code().to_owned(),
            Ok(opened) => {
                let answer: Value = serde_json::from_str(&self.put(&opened, bytes).await.text().await.unwrap()).unwrap();
                assert!(self.kept().is_empty(), "{name}: {:?} is left", self.kept());
                assert_eq!(self.get("default", &opened.file_id).await.unwrap().state, "REFUSED", "{name}: {answer}");
                answer["code"].as_str().unwrap_or_default().to_owned()
            }
        }
    }

    pub(super) async fn attach(&self, file: &str, conversation: &str) -> errors::Result<String> {
        let mut body = json!({ "type": "FILE", "attachment": { "fileId": file, "size": 1, "mimeType": "text/html" } });
        self.gateway.files.attach(&by("default"), (conversation, "m1"), &mut body).await
    }

    pub(super) async fn get(&self, tenant: &str, file: &str) -> errors::Result<StoredFile> {
        Ok(self.gateway.files.get(&by(tenant), file).await?.into())
    }

    /// A connector brings a file.
    pub(super) async fn bring(&self, upload: Upload<'_>, body: impl Into<Body>) -> errors::Result<StoredFile> {
        self.gateway.files.upload(&by("default"), upload, body.into()).await
    }

    /// A connector fetches one.
    pub(super) async fn fetch(&self, tenant: &str, file: &str) -> errors::Result<(StoredFile, Vec<u8>)> {
        let fetched = self.gateway.files.fetch(&by(tenant), file).await?;
        let bytes = axum::body::to_bytes(fetched.body, usize::MAX).await.map_err(errors::Fault::internal)?;
        Ok((fetched.file, bytes.to_vec()))
    }

    /// A link, followed with those headers.
    pub(super) async fn follow(&self, file: &str, headers: &[(&str, &str)]) -> Response {
        let link = self.gateway.links.content(&TenantId::default(), file, "viewer").unwrap();
        let mut request = self.client.get(self.url(&link));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        request.send().await.unwrap()
    }

    /// Objects in the folder.
    pub(super) fn kept(&self) -> Vec<PathBuf> {
        fn below(folder: &Path, found: &mut Vec<PathBuf>) {
            for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
                if entry.path().is_dir() { below(&entry.path(), found) } else { found.push(entry.path()) }
            }
        }
        let mut found = Vec::new();
        below(&self.folder.path().join("files"), &mut found);
        found
    }

    /// Waits until the file is in that state.
    pub(super) async fn becomes(&self, file: &str, state: &str) {
        let reached = testing::eventually(state, || async {
            let is = self.get("default", file).await?.state;
            Ok((is == state).then_some(()))
        });
        reached.await.unwrap();
    }
}

/// The gateway acting for itself inside a tenant.
fn by(tenant: &str) -> Principal {
    Principal::service(TenantId::new(tenant), "web-channel-manager")
}

/// A picture of that size.
pub(super) fn picture(format: image::ImageFormat, width: u32, height: u32) -> Vec<u8> {
    let mut out = std::io::Cursor::new(Vec::new());
    let pixels = image::RgbImage::from_fn(width, height, |x, y| image::Rgb([x.to_le_bytes()[0], y.to_le_bytes()[0], 90]));
    pixels.write_to(&mut out, format).unwrap();
    out.into_inner()
}
