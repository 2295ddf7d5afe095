//! A running service, somebody who talks to it, and a stand-in for the administration.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use auth::{SigningKey, UserClaims};
use bus::{Delivery, Envelope, Group, Handler};
use contracts::cim_customer as proto;
use contracts::cim_customer::cim_customer_service_client::CimCustomerServiceClient;
use ids::{Clock, Principal, Role, TenantId};
use reqwest::{Client, Method, StatusCode};
use runtime::objects::{Access, Object, Objects};
use runtime::{App, Context, Host, Peer, Running, Service};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tempfile::TempDir;

/// What the stand-ins of running tests leave behind, by the test's folder.
static STAND_INS: Mutex<Option<HashMap<PathBuf, StandIn>>> = Mutex::new(None);

#[derive(Clone)]
struct StandIn {
    peer: Peer,
    heard: Arc<Mutex<Vec<Envelope>>>,
}

#[derive(Serialize, Deserialize, utoipa::ToSchema)]
struct Setting {
    name: String,
    value: Value,
}

impl Object for Setting {
    const KIND: &'static str = "setting";

    fn name(&self) -> &str {
        &self.name
    }
}

/// No settings at all.
#[derive(Deserialize)]
struct Nothing {}

impl runtime::Config for Nothing {}

struct Ear(Arc<Mutex<Vec<Envelope>>>);

#[async_trait]
impl Handler for Ear {
    async fn handle(&self, delivery: &mut Delivery<'_>) -> errors::Result<()> {
        self.0.lock().unwrap().push(delivery.event.clone());
        Ok(())
    }
}

/// Has settings, calls the service, and listens to what it publishes.
fn administration() -> Service {
    fn build(cx: &Context, _: Nothing) -> runtime::Result<App> {
        let db = cx.db(db::Durability::Lazy)?;
        let settings: Objects<Setting> = Objects::new(cx, &db);
        let heard = Arc::<Mutex<Vec<Envelope>>>::default();
        let stand_in = StandIn { peer: cx.peer("cim-customer"), heard: heard.clone() };
        STAND_INS.lock().unwrap().get_or_insert_default().insert(cx.data().to_owned(), stand_in);
        let topics = vec!["cim_customer.customer_changed.v1"];
        let group = Group { name: "listener", topics, service: "unified-admin", db: db.clone(), handler: Arc::new(Ear(heard)) };
        Ok(App::new()
            .store(&db, runtime::objects::migrations())
            .http("/unified-admin", settings.routes("/unified-admin/v1/settings", Access::ADMIN_WRITES))
            .consume(group))
    }
    Service::new("unified-admin", "", build)
}

/// A service of its own.
pub(super) struct Desk {
    folder: TempDir,
    running: Running,
    client: Client,
    key: SigningKey,
    stand_in: StandIn,
}

/// What came back.
#[derive(Debug)]
pub(super) struct Reply {
    pub(super) status: StatusCode,
    pub(super) body: Value,
}

impl Reply {
    pub(super) fn code(&self) -> (u16, &str) {
        (self.status.as_u16(), self.body["code"].as_str().unwrap_or_default())
    }

    pub(super) fn id(&self) -> String {
        self.body["id"].as_str().unwrap_or_else(|| panic!("{self:?}")).to_owned()
    }
}

impl Desk {
    pub(super) async fn open() -> Self {
        // Another test may have installed it.
        drop(rustls::crypto::ring::default_provider().install_default());
        let folder = TempDir::new().unwrap();
        let key = SigningKey::load_or_create(&folder.path().join("keys"), "issuer", "usr:test").unwrap();
        let services = vec![crate::service(), administration()];
        let mut figment = runtime::load(&services, None).unwrap();
        figment = figment.merge(("data", folder.path())).merge(("listen.public", "127.0.0.1:0")).merge(("listen.admin", "127.0.0.1:0"));
        let running = Host::launch(services, &figment, Clock::System).await.unwrap().start().await.unwrap();
        let stand_in = stand_in(folder.path());
        Self { folder, running, client: Client::new(), key, stand_in }
    }

    fn token(&self, tenant: &str, role: Role) -> String {
        let claims = UserClaims {
            sub: format!("{tenant}-{}", role.as_str()),
            aud: "user".to_owned(),
            tid: tenant.to_owned(),
            roles: vec![role],
            name: "Somebody".to_owned(),
            team: String::new(),
            sid: "s".to_owned(),
            exp: Clock::System.now() / 1000 + 300,
        };
        auth::sign(&self.key, &claims).unwrap()
    }

    pub(super) fn bearer(&self, role: Role) -> String {
        self.token("default", role)
    }

    pub(super) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.running.public.unwrap())
    }

    pub(super) async fn send(&self, (tenant, role): (&str, Role), method: Method, path: &str, body: Option<Value>) -> Reply {
        self.request(Some(self.token(tenant, role)), method, path, body).await
    }

    pub(super) async fn request(&self, token: Option<String>, method: Method, path: &str, body: Option<Value>) -> Reply {
        let mut request = self.client.request(method, self.url(path));
        if let Some(token) = token {
            request = request.bearer_auth(token);
        }
        if let Some(body) = body {
            request = request.json(&body);
        }
        let response = request.send().await.unwrap();
        let status = response.status();
        let text = response.text().await.unwrap();
        Reply { status, body: serde_json::from_str(&text).unwrap_or(Value::String(text)) }
    }

    pub(super) async fn get(&self, role: Role, path: &str) -> Reply {
        self.send(("default", role), Method::GET, &format!("/cim-customer/v1{path}"), None).await
    }

    pub(super) async fn post(&self, role: Role, path: &str, body: Value) -> Reply {
        self.send(("default", role), Method::POST, &format!("/cim-customer/v1{path}"), Some(body)).await
    }

    pub(super) async fn put(&self, role: Role, path: &str, body: Value) -> Reply {
        self.send(("default", role), Method::PUT, &format!("/cim-customer/v1{path}"), Some(body)).await
    }

    pub(super) async fn delete(&self, role: Role, path: &str) -> Reply {
        self.send(("default", role), Method::DELETE, &format!("/cim-customer/v1{path}"), None).await
    }

    pub(super) fn grpc(&self) -> CimCustomerServiceClient<Peer> {
        CimCustomerServiceClient::new(self.stand_in.peer.clone())
    }

    pub(super) async fn identify(&self, channel: &str, identifier: &str, said: &[(&str, &str)]) -> proto::IdentifyCustomerResponse {
        self.try_identify("default", (channel, identifier), said).await.unwrap()
    }

    pub(super) async fn try_identify(
        &self,
        tenant: &str,
        (channel, identifier): (&str, &str),
        said: &[(&str, &str)],
    ) -> Result<proto::IdentifyCustomerResponse, tonic::Status> {
        self.ask(
            tenant,
            proto::IdentifyCustomerRequest {
                channel_type: channel.to_owned(),
                channel_customer_identifier: identifier.to_owned(),
                attributes: said.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect(),
                other_identifiers: Vec::new(),
            },
        )
        .await
    }

    /// Somebody of whom the provider tells more than one identifier.
    pub(super) async fn identify_with(&self, channel: &str, identifier: &str, others: &[&str]) -> proto::IdentifyCustomerResponse {
        let message = proto::IdentifyCustomerRequest {
            channel_type: channel.to_owned(),
            channel_customer_identifier: identifier.to_owned(),
            other_identifiers: others.iter().map(|other| (*other).to_owned()).collect(),
            ..proto::IdentifyCustomerRequest::default()
        };
        self.ask("default", message).await.unwrap()
    }

    async fn ask(&self, tenant: &str, message: proto::IdentifyCustomerRequest) -> Result<proto::IdentifyCustomerResponse, tonic::Status> {
        let request = runtime::call(&Principal::service(TenantId::new(tenant), "unified-admin"), message);
        Ok(self.grpc().identify_customer(request).await?.into_inner())
    }

    /// The events of a customer, once there are that many.
    pub(super) async fn events(&self, id: &str, count: usize) -> Vec<Envelope> {
        let mut events = Vec::new();
        for _ in 0..250 {
            events = self.stand_in.heard.lock().unwrap().iter().filter(|event| event.key == id).cloned().collect();
            if events.len() >= count {
                return events;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("only {events:?}");
    }

    /// Turns masking on and waits until the service knows.
    pub(super) async fn mask_pii(&self, id: &str) {
        let setting = serde_json::json!({"name": "maskPii", "value": true});
        let made = self.send(("default", Role::Admin), Method::POST, "/unified-admin/v1/settings", Some(setting)).await;
        assert_eq!(made.status, 201, "{made:?}");
        let path = format!("/customers/{id}");
        let plain = self.get(Role::Admin, &path).await.body;
        for _ in 0..250 {
            if self.get(Role::Agent, &path).await.body != plain {
                return;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("nothing is masked in {}", self.folder.path().display());
    }
}

fn stand_in(folder: &Path) -> StandIn {
    STAND_INS.lock().unwrap().as_mut().and_then(|all| all.remove(folder)).unwrap()
}

pub(super) fn document(customer: Option<&proto::Customer>) -> Value {
    serde_json::from_slice(&customer.unwrap().document_json).unwrap()
}
