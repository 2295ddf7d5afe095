//! The door with the real log behind it and a customer register that only pretends.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{LazyLock, Mutex, PoisonError};
use std::time::Duration;

use auth::{SigningKey, UserClaims};
use contracts::ccm::ccm_service_client::CcmServiceClient;
use contracts::ccm::{
    GetSessionRequest, ReceiveMessageRequest, ReceiveMessageResponse, Session, StartSessionRequest, StartSessionResponse,
};
use contracts::cim::Activity;
use contracts::cim_customer::cim_customer_service_server::{CimCustomerService, CimCustomerServiceServer};
use contracts::cim_customer::{Customer, GetCustomerRequest, GetCustomerResponse, IdentifyCustomerRequest, IdentifyCustomerResponse};
use contracts::conversation_manager::conversation_manager_service_client::ConversationManagerServiceClient;
use contracts::conversation_manager::{
    AppendRequest, Change, Conversation, GetConversationRequest, ListConversationsRequest, ReadActivitiesRequest, View, change::Kind,
};
use errors::Fault;
use ids::{Clock, Principal, Role, TenantId};
use reqwest::Method;
use runtime::{App, Context, Host, Peer, Running, Service, call};
use serde::Deserialize;
use serde_json::{Value, json};
use tempfile::TempDir;
use tonic::{Request, Response, Status};

/// Peers of running tests, by the installation's folder.
static PEERS: LazyLock<Mutex<HashMap<PathBuf, (Peer, Peer)>>> = LazyLock::new(Mutex::default);

/// No settings at all.
#[derive(Deserialize)]
struct Nothing {}

impl runtime::Config for Nothing {}

/// Whoever comes with one identifier is one customer, whatever the channel.
struct Register;

#[tonic::async_trait]
impl CimCustomerService for Register {
    async fn identify_customer(&self, request: Request<IdentifyCustomerRequest>) -> Result<Response<IdentifyCustomerResponse>, Status> {
        let identifier = request.into_inner().channel_customer_identifier;
        tokio::task::yield_now().await;
        let customer = Customer { id: format!("customer-{identifier}"), first_name: "Ada".to_owned(), ..Customer::default() };
        Ok(Response::new(IdentifyCustomerResponse { customer: Some(customer), ..IdentifyCustomerResponse::default() }))
    }

    async fn get_customer(&self, _: Request<GetCustomerRequest>) -> Result<Response<GetCustomerResponse>, Status> {
        Err(Status::unimplemented("nobody asks"))
    }
}

fn register() -> Service {
    fn build(cx: &Context, _: Nothing) -> runtime::Result<App> {
        let peers = (cx.peer("ccm"), cx.peer("conversation-manager"));
        PEERS.lock().unwrap_or_else(PoisonError::into_inner).insert(cx.data().to_owned(), peers);
        Ok(App::new().grpc(CimCustomerServiceServer::new(Register)))
    }
    Service::new("cim-customer", "", build)
}

/// An installation of its own, with the channels `web` and `mobile` (WEB) and `off` (WEB, switched off) of tenant `default`.
pub(crate) struct House {
    _running: Running,
    _folder: TempDir,
    client: reqwest::Client,
    key: SigningKey,
    public: String,
    pub(crate) door: CcmServiceClient<Peer>,
    log: ConversationManagerServiceClient<Peer>,
}

/// A call for a tenant.
pub(crate) fn of<T>(tenant: &str, message: T) -> Request<T> {
    call(&Principal::service(TenantId::new(tenant), "cim-customer"), message)
}

pub(crate) fn start(channel: &str, customer: &str) -> StartSessionRequest {
    StartSessionRequest {
        service_identifier: channel.to_owned(),
        channel_type: "WEB".to_owned(),
        channel_customer_identifier: customer.to_owned(),
        data_json: b"{\"browser\":\"Lynx\"}".to_vec(),
        ..StartSessionRequest::default()
    }
}

pub(crate) fn channel(name: &str) -> Value {
    json!({ "name": name, "serviceIdentifier": name, "channelType": "WEB", "botId": "assistant", "queue": "general" })
}

/// The code of a refusal.
pub(crate) fn code<T: std::fmt::Debug>(answer: Result<T, Status>) -> String {
    Fault::from(answer.unwrap_err()).code().to_owned()
}

impl House {
    pub(crate) async fn open() -> Self {
        // Another test may have installed it.
        drop(rustls::crypto::ring::default_provider().install_default());
        let folder = TempDir::new().unwrap();
        let key = SigningKey::load_or_create(&folder.path().join("keys"), "issuer", "usr:test").unwrap();
        let services = vec![ccm::service(), conversation_manager::service(), register()];
        let figment = runtime::load(&services, None).unwrap().merge(("data", folder.path()));
        let figment = figment.merge(("listen.public", "127.0.0.1:0")).merge(("listen.admin", "127.0.0.1:0"));
        let running = Host::launch(services, &figment, Clock::System).await.unwrap().start().await.unwrap();
        let (door, log) = PEERS.lock().unwrap_or_else(PoisonError::into_inner).remove(folder.path()).unwrap();
        let public = format!("http://{}", running.public.unwrap());
        let (door, log) = (CcmServiceClient::new(door), ConversationManagerServiceClient::new(log));
        let house = Self { _running: running, _folder: folder, client: reqwest::Client::new(), key, public, door, log };
        house.make("channel-types", json!({ "name": "WEB", "mrdId": "chat" })).await;
        for name in ["web", "mobile"] {
            house.make("channels", channel(name)).await;
        }
        let mut off = channel("off");
        off["enabled"] = false.into();
        house.make("channels", off).await;
        house
    }

    /// Status and body of an administrator's request.
    pub(crate) async fn admin(&self, method: Method, path: &str, body: Value) -> (u16, Value) {
        let claims = UserClaims {
            sub: "admin".to_owned(),
            aud: "user".to_owned(),
            tid: TenantId::DEFAULT.to_owned(),
            roles: vec![Role::Admin],
            name: "Admin".to_owned(),
            team: String::new(),
            sid: "s".to_owned(),
            exp: Clock::System.now() / 1000 + 300,
        };
        let token = auth::sign(&self.key, &claims).unwrap();
        let response =
            self.client.request(method, format!("{}/ccm/v1/{path}", self.public)).bearer_auth(token).json(&body).send().await.unwrap();
        let status = response.status().as_u16();
        (status, response.json().await.unwrap_or_default())
    }

    pub(crate) async fn make(&self, kind: &str, body: Value) -> Value {
        let (status, made) = self.admin(Method::POST, kind, body).await;
        assert_eq!(status, 201, "{made}");
        made
    }

    pub(crate) async fn try_start(&self, request: StartSessionRequest) -> Result<StartSessionResponse, Status> {
        Ok(self.door.clone().start_session(of("default", request)).await?.into_inner())
    }

    pub(crate) async fn start(&self, channel: &str, customer: &str) -> (Session, bool) {
        let started = self.try_start(start(channel, customer)).await.unwrap();
        (started.session.unwrap(), started.created)
    }

    pub(crate) async fn session(&self, channel: &str, customer: &str) -> Option<Session> {
        let request = GetSessionRequest {
            service_identifier: channel.to_owned(),
            channel_type: "WEB".to_owned(),
            channel_customer_identifier: customer.to_owned(),
        };
        self.door.clone().get_session(of("default", request)).await.unwrap().into_inner().session
    }

    /// The session once it has ended.
    pub(crate) async fn ended(&self, channel: &str, customer: &str) -> Session {
        for _ in 0..250 {
            let session = self.session(channel, customer).await.unwrap();
            if session.state == "ENDED" {
                return session;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("the session of {customer} does not end");
    }

    pub(crate) async fn say(&self, tenant: &str, session: &str, id: &str) -> Result<ReceiveMessageResponse, Status> {
        let body_json = json!({ "type": "PLAIN", "markdownText": id }).to_string().into_bytes();
        let request = ReceiveMessageRequest { session_id: session.to_owned(), id: id.to_owned(), header: None, body_json };
        Ok(self.door.clone().receive_message(of(tenant, request)).await?.into_inner())
    }

    pub(crate) async fn append(&self, conversation: &str, request: &str, change: Kind) {
        let change = Some(Change { kind: Some(change) });
        let request = AppendRequest { request_id: request.to_owned(), conversation_id: conversation.to_owned(), change };
        self.log.clone().append(of("default", request)).await.unwrap();
    }

    pub(crate) async fn conversation(&self, id: &str) -> Conversation {
        let request = GetConversationRequest { conversation_id: id.to_owned() };
        self.log.clone().get_conversation(of("default", request)).await.unwrap().into_inner().conversation.unwrap()
    }

    pub(crate) async fn conversations(&self, customer: &str) -> Vec<Conversation> {
        let request = ListConversationsRequest { customer_id: format!("customer-{customer}"), ..ListConversationsRequest::default() };
        self.log.clone().list_conversations(of("default", request)).await.unwrap().into_inner().conversations
    }

    pub(crate) async fn rows(&self, conversation: &str) -> Vec<Activity> {
        let request = ReadActivitiesRequest {
            conversation_id: conversation.to_owned(),
            view: View::Agent.into(),
            ..ReadActivitiesRequest::default()
        };
        self.log.clone().read_activities(of("default", request)).await.unwrap().into_inner().activities
    }
}
