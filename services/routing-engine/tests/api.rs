//! The service as others see it: HTTP for configuration, gRPC for everything else, events in the outbox.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::path::Path;

use auth::{Keyring, ServiceTokens, SigningKey, UserClaims};
use contracts::routing_engine::routing_engine_service_client::RoutingEngineServiceClient;
use contracts::routing_engine::{
    AcceptTaskRequest, Agent, AssignResourceRequest, FinishWrapUpRequest, GetAgentRequest, LeaveTaskRequest, ListQueuesRequest,
    LoginAgentRequest, SetAgentStateRequest, TaskCard, TaskChangedEvent, TransferTaskRequest,
};
use db::{Db, Durability, Location, params};
use ids::{Clock, Principal, Role, TenantId};
use prost::Message as _;
use runtime::{Host, Running, call, load};
use serde_json::{Value, json};
use tonic::transport::Channel;
use tonic::{Code, Request};

struct Bench {
    running: Running,
    folder: tempfile::TempDir,
    grpc: RoutingEngineServiceClient<Channel>,
    http: reqwest::Client,
    tokens: ServiceTokens,
    admin: SigningKey,
}

impl Bench {
    async fn start() -> Self {
        // Another test may have installed it already.
        drop(rustls::crypto::ring::default_provider().install_default());
        let folder = tempfile::tempdir().unwrap();
        let services = vec![routing_engine::service()];
        let figment = load(&services, None).unwrap().merge(("data", folder.path())).merge(("listen.public", "127.0.0.1:0"));
        let figment = figment.merge(("listen.grpc", "127.0.0.1:0")).merge(("listen.admin", "127.0.0.1:0"));
        let keys = folder.path().join("keys");
        let key = SigningKey::load_or_create(&keys, "tester", "svc:tester").unwrap();
        let admin = SigningKey::load_or_create(&keys, "users", "usr:test").unwrap();
        let tokens = ServiceTokens::new(key, Keyring::default(), Clock::System);
        let running = Host::launch(services, &figment, Clock::System).await.unwrap().start().await.unwrap();
        let address = format!("http://{}", running.grpc.unwrap());
        let grpc = RoutingEngineServiceClient::connect(address).await.unwrap();
        Self { running, folder, grpc, http: reqwest::Client::new(), tokens, admin }
    }

    fn call<T>(&self, tenant: &str, message: T) -> Request<T> {
        let mut request = call(&Principal::service(TenantId::new(tenant), "tester"), message);
        let token = self.tokens.bearer("routing-engine").unwrap();
        request.metadata_mut().insert("authorization", token.parse().unwrap());
        request
    }

    fn user(&self, tenant: &str, role: Role) -> String {
        let exp = Clock::System.now() / 1000 + 300;
        let claims = UserClaims {
            sub: "u-1".to_owned(),
            aud: "user".to_owned(),
            tid: tenant.to_owned(),
            roles: vec![role],
            name: "Tester".to_owned(),
            team: String::new(),
            sid: "s".to_owned(),
            exp,
        };
        auth::sign(&self.admin, &claims).unwrap()
    }

    fn url(&self, path: &str) -> String {
        format!("http://{}/routing-engine/v1/{path}", self.running.public.unwrap())
    }

    async fn post(&self, tenant: &str, path: &str, body: Value) -> (u16, Value) {
        let request = self.http.post(self.url(path)).bearer_auth(self.user(tenant, Role::Admin)).json(&body);
        let response = request.send().await.unwrap();
        (response.status().as_u16(), response.json().await.unwrap_or_default())
    }

    /// A command of an administrator with that `Idempotency-Key`.
    async fn command(&self, key: &str, path: &str, body: Value) -> (u16, Value) {
        let request = self.http.post(self.url(path)).bearer_auth(self.user("default", Role::Admin)).header("idempotency-key", key);
        let response = request.json(&body).send().await.unwrap();
        (response.status().as_u16(), response.json().await.unwrap_or_default())
    }

    async fn put(&self, path: &str, body: &Value) -> (u16, Value) {
        let request = self.http.put(self.url(path)).bearer_auth(self.user("default", Role::Admin)).json(body);
        let response = request.send().await.unwrap();
        (response.status().as_u16(), response.json().await.unwrap_or_default())
    }

    async fn get(&self, tenant: &str, path: &str) -> (u16, Value) {
        let response = self.http.get(self.url(path)).bearer_auth(self.user(tenant, Role::Agent)).send().await.unwrap();
        (response.status().as_u16(), response.json().await.unwrap_or_default())
    }

    async fn configure(&self, tenant: &str) {
        let made = [
            self.post(tenant, "mrds", json!({ "id": "chat", "name": "Chat", "maxRequests": 2 })).await,
            self.post(tenant, "attributes", json!({ "id": "english", "name": "english", "type": "PROFICIENCY_LEVEL" })).await,
            self.post(
                tenant,
                "queues",
                json!({ "id": "support", "name": "Support", "mrdId": "chat", "wrapUp": { "enabled": true, "seconds": 60 } }),
            )
            .await,
        ];
        for (status, body) in made {
            assert_eq!(status, 201, "{body}");
        }
    }

    async fn ready(&mut self, tenant: &str, agent: &str) -> Agent {
        let login = LoginAgentRequest {
            agent_id: agent.to_owned(),
            agent_name: format!("Agent {agent}"),
            session_id: format!("session-{agent}"),
            team: String::new(),
        };
        let request = self.call(tenant, login);
        self.grpc.login_agent(request).await.unwrap();
        let ready = SetAgentStateRequest {
            request_id: ids::new_id(),
            agent_id: agent.to_owned(),
            state: "READY".to_owned(),
            reason: String::new(),
        };
        let request = self.call(tenant, ready);
        self.grpc.set_agent_state(request).await.unwrap().into_inner().agent.unwrap()
    }

    async fn task_of(&mut self, tenant: &str, agent: &str) -> Option<contracts::routing_engine::Task> {
        let request = self.call(tenant, GetAgentRequest { agent_id: agent.to_owned() });
        let found = self.grpc.get_agent(request).await.unwrap().into_inner().agent.unwrap();
        found.tasks.first().cloned()
    }

    async fn reports(&self) -> Vec<(String, String, String)> {
        let db = reader(self.folder.path());
        let rows = db
            .query("SELECT payload FROM bus_outbox WHERE topic = $1 ORDER BY pos", &params!["routing_engine.task_changed.v1"])
            .await
            .unwrap();
        let read = |row: &db::Row| {
            let event = TaskChangedEvent::decode(row.get::<Vec<u8>>(0).unwrap().as_slice()).unwrap();
            let task = event.task.unwrap_or_default();
            (event.name, task.state, event.reason_code)
        };
        rows.iter().map(read).collect()
    }
}

fn reader(folder: &Path) -> Db {
    Db::new(&Location::File(folder.join("routing_engine.sqlite")), Durability::Lazy).unwrap()
}

fn assign(request: &str, conversation: &str) -> AssignResourceRequest {
    let card = TaskCard { customer_name: "Ada".to_owned(), ..TaskCard::default() };
    AssignResourceRequest {
        request_id: request.to_owned(),
        conversation_id: conversation.to_owned(),
        queue: "Support".to_owned(),
        direction: "INBOUND".to_owned(),
        mrd_id: "chat".to_owned(),
        card: Some(card),
        ..AssignResourceRequest::default()
    }
}

#[tokio::test]
async fn a_customer_is_offered_to_an_agent_who_accepts_leaves_and_writes_it_up() {
    let mut bench = Bench::start().await;
    bench.configure("default").await;
    let agent = bench.ready("default", "a-1").await;
    assert_eq!((agent.state.as_str(), agent.mrds[0].state.as_str(), agent.mrds[0].max), ("READY", "READY", 2));

    let request = bench.call("default", assign("r-1", "c-1"));
    let given = bench.grpc.assign_resource(request).await.unwrap().into_inner().request.unwrap();
    assert_eq!((given.state.as_str(), given.conversation_id.as_str(), given.queue_name.as_str()), ("RESERVED", "c-1", "Support"));

    let task = bench.task_of("default", "a-1").await.unwrap();
    assert_eq!((task.state.as_str(), task.card.unwrap().customer_name.as_str()), ("RESERVED", "Ada"));
    let accept = AcceptTaskRequest { request_id: "x-1".to_owned(), agent_id: "a-1".to_owned(), task_id: task.id.clone() };
    let request = bench.call("default", accept);
    let accepted = bench.grpc.accept_task(request).await.unwrap().into_inner().task.unwrap();
    assert_eq!((accepted.state.as_str(), accepted.agent_name.as_str()), ("ACTIVE", "Agent a-1"));

    let leave = LeaveTaskRequest { request_id: "x-2".to_owned(), agent_id: "a-1".to_owned(), task_id: task.id.clone(), wrap_up: true };
    let request = bench.call("default", leave);
    bench.grpc.leave_task(request).await.unwrap();
    assert_eq!(bench.task_of("default", "a-1").await.unwrap().state, "WRAP_UP");
    let finish = FinishWrapUpRequest { request_id: "x-3".to_owned(), agent_id: "a-1".to_owned(), task_id: task.id, applied: true };
    let request = bench.call("default", finish);
    bench.grpc.finish_wrap_up(request).await.unwrap();
    assert_eq!(bench.task_of("default", "a-1").await, None);

    let told = bench.reports().await;
    let told: Vec<_> = told.iter().map(|(name, state, reason)| (name.as_str(), state.as_str(), reason.as_str())).collect();
    let expected = [
        ("TASK_ENQUEUED", "QUEUED", ""),
        ("AGENT_RESERVED", "RESERVED", ""),
        ("TASK_STATE_CHANGED", "ACTIVE", ""),
        ("TASK_STATE_CHANGED", "WRAP_UP", "DONE"),
        ("TASK_STATE_CHANGED", "CLOSED", "DONE"),
    ];
    assert_eq!(told, expected);
    let (status, shown) = bench.get("default", "requests/r-1").await;
    assert_eq!((status, shown["state"].as_str(), shown["reasonCode"].as_str()), (200, Some("CLOSED"), Some("DONE")));
    bench.running.stop();
}

#[tokio::test]
async fn an_agent_transfers_to_a_colleague_and_keeps_the_task_until_it_is_accepted() {
    let mut bench = Bench::start().await;
    bench.configure("default").await;
    bench.ready("default", "a-1").await;
    let request = bench.call("default", assign("r-1", "c-1"));
    bench.grpc.assign_resource(request).await.unwrap();
    let first = bench.task_of("default", "a-1").await.unwrap();
    let request =
        bench.call("default", AcceptTaskRequest { request_id: "x-1".to_owned(), agent_id: "a-1".to_owned(), task_id: first.id.clone() });
    bench.grpc.accept_task(request).await.unwrap();
    bench.ready("default", "a-2").await;
    let request = bench.call("default", ListQueuesRequest { mrd_id: "chat".to_owned() });
    let queues = bench.grpc.list_queues(request).await.unwrap().into_inner().queues;
    assert_eq!(queues[0].available_agents.len(), 2);

    let transfer = TransferTaskRequest {
        request_id: "r-2".to_owned(),
        agent_id: "a-1".to_owned(),
        task_id: first.id,
        to_agent_id: "a-2".to_owned(),
        note: "knows the case".to_owned(),
        ..TransferTaskRequest::default()
    };
    let request = bench.call("default", transfer);
    bench.grpc.transfer_task(request).await.unwrap();
    assert!(bench.task_of("default", "a-1").await.unwrap().transferring);
    let second = bench.task_of("default", "a-2").await.unwrap();
    let card = second.card.unwrap();
    assert_eq!((card.customer_name.as_str(), card.note.as_str(), card.requested_by.as_str()), ("Ada", "knows the case", "a-1"));
    assert_eq!((second.direction.as_str(), second.conversation_id.as_str()), ("DIRECT_TRANSFER", "c-1"));
    let request = bench.call("default", AcceptTaskRequest { request_id: "x-2".to_owned(), agent_id: "a-2".to_owned(), task_id: second.id });
    bench.grpc.accept_task(request).await.unwrap();
    let left = bench.task_of("default", "a-1").await.unwrap();
    assert_eq!((left.state.as_str(), left.reason_code.as_str()), ("WRAP_UP", "TRANSFERRED"));
    bench.running.stop();
}

#[tokio::test]
async fn tenants_see_nothing_of_each_other() {
    let mut bench = Bench::start().await;
    bench.configure("default").await;
    bench.configure("other").await;
    bench.ready("default", "a-1").await;
    let request = bench.call("default", assign("r-1", "c-1"));
    bench.grpc.assign_resource(request).await.unwrap();
    let task = bench.task_of("default", "a-1").await.unwrap();

    let request = bench.call("other", GetAgentRequest { agent_id: "a-1".to_owned() });
    assert_eq!(bench.grpc.get_agent(request).await.unwrap_err().code(), Code::NotFound);
    let request = bench.call("other", AcceptTaskRequest { request_id: "x-1".to_owned(), agent_id: "a-1".to_owned(), task_id: task.id });
    assert_eq!(bench.grpc.accept_task(request).await.unwrap_err().code(), Code::NotFound);
    assert_eq!(bench.get("other", "requests/r-1").await.0, 404);
    assert_eq!(bench.get("other", "agents/a-1/state").await.0, 404);
    bench.running.stop();
}

#[tokio::test]
async fn what_the_core_refuses_is_not_saved() {
    let bench = Bench::start().await;
    bench.configure("default").await;
    let wrong =
        json!({ "id": "q-2", "name": "Wrong", "mrdId": "chat", "steps": [{ "expression": "true" }, { "expression": "english > x" }] });
    let (status, body) = bench.post("default", "queues", wrong).await;
    assert_eq!((status, body["violations"][0]["field"].as_str()), (400, Some("steps[1].expression")));
    assert!(body["violations"][0]["message"].as_str().unwrap().contains("at column"), "{body}");
    let (status, body) = bench.post("default", "queues", json!({ "id": "q-3", "name": "Wrong", "mrdId": "nowhere" })).await;
    assert_eq!((status, body["code"].as_str()), (400, Some("UNKNOWN_REFERENCE")));
    let response = bench.http.delete(bench.url("mrds/chat")).bearer_auth(bench.user("default", Role::Admin)).send().await.unwrap();
    assert_eq!(response.status().as_u16(), 409);
    assert_eq!(bench.get("default", "queues/q-2").await.0, 404);
    bench.running.stop();
}

fn kinds(answer: &Value) -> Vec<&str> {
    answer["warnings"].as_array().unwrap().iter().map(|warning| warning["kind"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn saving_a_queue_answers_what_the_rules_make_of_it() {
    let mut bench = Bench::start().await;
    bench.configure("default").await;
    bench.ready("default", "a-1").await;
    let dead = json!([{ "waitSeconds": 60, "expression": "true" }, { "expression": "english >= 5" }]);
    let (status, made) = bench.post("default", "queues", json!({ "id": "q-2", "name": "Two", "mrdId": "chat", "steps": dead })).await;
    assert_eq!((status, kinds(&made)), (201, vec!["COVERED"]), "{made}");
    assert_eq!((made["warnings"][0]["step"].as_i64(), made["warnings"][0]["severity"].as_str()), (Some(2), Some("WARNING")));
    assert!(bench.get("default", "queues/q-2").await.1.get("warnings").is_none(), "they are no part of the document");
    let mut changed = made.clone();
    changed["steps"] = json!([{ "expression": "true" }]);
    let (status, rehearsed) = bench.put("queues/q-2?dryRun=true", &changed).await;
    assert_eq!((status, kinds(&rehearsed)), (200, vec![]), "a rehearsal tells the same");
    let (status, saved) = bench.put("queues/q-2", &changed).await;
    assert_eq!((status, kinds(&saved)), (200, vec![]), "an answer may be sent back: {saved}");
    for (request, priority) in [("r-1", 1), ("r-2", 7)] {
        let wanted = AssignResourceRequest { queue: "Two".to_owned(), priority, ..assign(request, request) };
        let request = bench.call("default", wanted);
        bench.grpc.assign_resource(request).await.unwrap();
    }
    let (_, again) = bench.put("queues/q-2", &saved).await;
    assert_eq!(kinds(&again), ["LOW_STARVE"], "several priorities come, and the order is strict");
    let mut fair = again.clone();
    fair["order"] = json!({ "policy": "AGEING", "secondsPerPriority": 60 });
    let (_, fair) = bench.put("queues/q-2", &fair).await;
    assert_eq!(kinds(&fair), ["MIXED_ORDERS", "MIXED_ORDERS"], "of either of the two queues, now that one of them is fair");
    bench.running.stop();
}

#[tokio::test]
async fn a_repeated_command_is_answered_the_same_and_changes_nothing_twice() {
    let bench = Bench::start().await;
    bench.configure("default").await;
    let wanted = |conversation: &str| json!({ "conversationId": conversation, "queue": "Support" });
    let (status, first) = bench.command("k-1", "requests", wanted("c-1")).await;
    assert_eq!((status, first["state"].as_str(), first["position"].as_i64()), (200, Some("QUEUED"), Some(1)));
    assert_eq!(bench.command("k-1", "requests", wanted("c-1")).await, (200, first.clone()));
    let reports = bench.reports().await.len();
    let (status, other) = bench.command("k-1", "requests", wanted("c-9")).await;
    assert_eq!((status, other["code"].as_str()), (409, Some("KEY_REUSED")), "something else is asked with the key");
    assert_eq!(bench.reports().await.len(), reports);

    let change = format!("requests/{}/change", first["id"].as_str().unwrap());
    let (_, raised) = bench.command("k-2", &change, json!({ "priority": 7 })).await;
    bench.command("k-3", &change, json!({ "priority": 2 })).await;
    assert_eq!(bench.command("k-2", &change, json!({ "priority": 7 })).await, (200, raised.clone()));
    assert_eq!(raised["priority"], 7);
    let (_, now) = bench.get("default", &format!("requests/{}", first["id"].as_str().unwrap())).await;
    assert_eq!(now["priority"], 2, "the answer is old, and so is what it did");

    assert_eq!(bench.command("k-4", "queues/support/flush", json!({})).await, (200, json!({ "flushed": 1 })));
    let (_, second) = bench.command("k-5", "requests", wanted("c-2")).await;
    assert_eq!(bench.command("k-4", "queues/support/flush", json!({})).await, (200, json!({ "flushed": 1 })));
    let waits = format!("requests/{}", second["id"].as_str().unwrap());
    assert_eq!(bench.get("default", &waits).await.1["state"], "QUEUED", "who came later is not swept away by the repetition");

    let (status, refused) = bench.command("k-6", "requests", json!({ "conversationId": "c-3", "queue": "Nowhere" })).await;
    assert_eq!((status, refused["code"].as_str()), (404, Some("NOT_FOUND")));
    bench.post("default", "queues", json!({ "name": "Nowhere", "mrdId": "chat" })).await;
    let again = bench.command("k-6", "requests", json!({ "conversationId": "c-3", "queue": "Nowhere" })).await;
    assert_eq!((again.0, again.1["code"].as_str()), (404, Some("NOT_FOUND")), "a refusal is an answer too");
    assert_eq!(bench.command("k-7", "requests", json!({ "conversationId": "c-3", "queue": "Nowhere" })).await.0, 200);
    assert_eq!(bench.command(&"k".repeat(129), "requests", wanted("c-4")).await.0, 400);
    bench.running.stop();
}
