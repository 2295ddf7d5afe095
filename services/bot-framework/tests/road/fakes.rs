//! A log that notes what it is asked. It shares a process with the service under test.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bus::{Event, Hint, Publisher};
use contracts::bot_framework::BotEvent;
use contracts::cim::{Activity, Header};
use contracts::conversation_manager::conversation_manager_service_server::{ConversationManagerService, ConversationManagerServiceServer};
use contracts::conversation_manager::{self as log, ActivityEvent, AppendRequest, ConversationContext};
use contracts::routing_engine::WaitEstimate;
use db::{Db, Durability, Location, Migrations, params};
use ids::{Clock, TenantId};
use prost::Message as _;
use runtime::{App, Config, Context, Host, OnExit, Running, Service};
use serde_json::{Value, json};
use tonic::{Request, Response, Status};

#[derive(Default)]
struct Notes {
    calls: Mutex<Vec<AppendRequest>>,
    /// Calls that go through before the next one is refused, and how.
    refusals: Mutex<Vec<(usize, Status)>>,
    publisher: Mutex<Option<(Publisher, Db)>>,
    /// Rows of the log, where a test wants others than the usual one.
    rows: Mutex<Option<Vec<Activity>>>,
    /// What rules would hear of bots.
    told: Mutex<Vec<BotEvent>>,
    signals: Mutex<Vec<log::SignalRequest>>,
}

/// The constructors of services take no arguments, so the notes are found by the folder of the installation.
static NOTES: LazyLock<Mutex<HashMap<PathBuf, Arc<Notes>>>> = LazyLock::new(Mutex::default);

fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[derive(Clone)]
struct Fake(Arc<Notes>);

impl Fake {
    fn of(cx: &Context) -> Self {
        Self(held(&NOTES).entry(cx.data().to_owned()).or_default().clone())
    }

    fn note(&self, call: AppendRequest) -> Result<(), Status> {
        let mut refusals = held(&self.0.refusals);
        if let Some((0, status)) = refusals.first().cloned() {
            refusals.remove(0);
            return Err(status);
        }
        if let Some(first) = refusals.first_mut() {
            first.0 -= 1;
        }
        held(&self.0.calls).push(call);
        Ok(())
    }
}

#[derive(serde::Deserialize)]
struct NoSettings {}

impl Config for NoSettings {}

fn log_service() -> Service {
    fn build(cx: &Context, _: NoSettings) -> runtime::Result<App> {
        let db = cx.db(Durability::Lazy)?;
        let fake = Fake::of(cx);
        *held(&fake.0.publisher) = Some((cx.publisher(), db.clone()));
        let (mut hints, notes) = (cx.bus().subscribe(&["bot_framework.bot_event.v1"]), fake.0.clone());
        let listen = async move {
            while let Some(hint) = hints.next().await {
                if let Hint::Event(event) = hint {
                    held(&notes.told).push(BotEvent::decode(event.payload.as_slice())?);
                }
            }
            Ok(())
        };
        let app = App::new().store(&db, Migrations::default()).grpc(ConversationManagerServiceServer::new(fake));
        Ok(app.worker("listen", OnExit::Ignore, listen))
    }
    Service::new("conversation-manager", "", build)
}

fn unused<T>() -> Result<Response<T>, Status> {
    Err(Status::unimplemented("the fake has no such method"))
}

#[tonic::async_trait]
impl ConversationManagerService for Fake {
    async fn open_conversation(&self, _: Request<log::OpenConversationRequest>) -> Result<Response<log::OpenConversationResponse>, Status> {
        unused()
    }
    async fn append(&self, request: Request<AppendRequest>) -> Result<Response<log::AppendResponse>, Status> {
        self.note(request.into_inner())?;
        Ok(Response::new(log::AppendResponse::default()))
    }
    async fn signal(&self, request: Request<log::SignalRequest>) -> Result<Response<log::SignalResponse>, Status> {
        held(&self.0.signals).push(request.into_inner());
        Ok(Response::new(log::SignalResponse::default()))
    }
    async fn raise_receipt(&self, _: Request<log::RaiseReceiptRequest>) -> Result<Response<log::RaiseReceiptResponse>, Status> {
        unused()
    }
    async fn get_conversation(
        &self,
        request: Request<log::GetConversationRequest>,
    ) -> Result<Response<log::GetConversationResponse>, Status> {
        let id = request.into_inner().conversation_id;
        let estimate = Some(WaitEstimate { low_ms: 60_000, likely_ms: 120_000, high_ms: 180_000 });
        let waits = log::TaskChange {
            request_id: "r1".to_owned(),
            state: "QUEUED".to_owned(),
            position: 3,
            estimate,
            ..log::TaskChange::default()
        };
        let conversation = log::Conversation { id, customer_id: "cu1".to_owned(), request: Some(waits), ..log::Conversation::default() };
        Ok(Response::new(log::GetConversationResponse { conversation: Some(conversation) }))
    }
    async fn read_activities(&self, request: Request<log::ReadActivitiesRequest>) -> Result<Response<log::ReadActivitiesResponse>, Status> {
        if let Some(rows) = held(&self.0.rows).clone() {
            let before = request.into_inner().before_seq;
            let activities = rows.into_iter().filter(|row| row.seq < before).collect();
            return Ok(Response::new(log::ReadActivitiesResponse { activities, more: false }));
        }
        let body = json!({"type": "PLAIN", "markdownText": "I wrote from ana@example.org"}).to_string().into_bytes();
        let before = Activity { name: "CUSTOMER_MESSAGE".to_owned(), seq: 1, body_json: body, ..Activity::default() };
        Ok(Response::new(log::ReadActivitiesResponse { activities: vec![before], more: false }))
    }
    async fn may_read(&self, _: Request<log::MayReadRequest>) -> Result<Response<log::MayReadResponse>, Status> {
        unused()
    }
    async fn list_conversations(
        &self,
        _: Request<log::ListConversationsRequest>,
    ) -> Result<Response<log::ListConversationsResponse>, Status> {
        unused()
    }
}

/// The service beside its fake.
pub(crate) struct Stage {
    folder: tempfile::TempDir,
    notes: Arc<Notes>,
    running: Running,
    clock: Clock,
}

impl Stage {
    pub(crate) async fn start() -> Self {
        Self::start_in(tempfile::tempdir().unwrap(), 0, "").await
    }

    /// Starts so that bots at that host may be called.
    pub(crate) async fn start_with_host(host: &str) -> Self {
        let _already = rustls::crypto::ring::default_provider().install_default();
        Self::start_in(tempfile::tempdir().unwrap(), 0, &format!("[bot_framework]\nallowed_hosts = [{host:?}]\n")).await
    }

    /// Starts with a clock that stands that far after now: tokens are checked against the machine's clock too.
    pub(crate) async fn start_in(folder: tempfile::TempDir, later: i64, more: &str) -> Self {
        let clock = Clock::manual(Clock::System.now() + later);
        let services = || vec![log_service(), bot_framework::service()];
        let file = folder.path().join("test.toml");
        let listen = "[listen]\npublic = \"127.0.0.1:0\"\nadmin = \"127.0.0.1:0\"\n";
        std::fs::write(&file, format!("data = {:?}\n{listen}{more}", folder.path().display().to_string())).unwrap();
        held(&NOTES).remove(folder.path());
        let figment = runtime::load(&services(), Some(&file)).unwrap();
        let host = Host::launch(services(), &figment, clock.clone()).await.unwrap();
        let running = host.start().await.unwrap();
        let notes = held(&NOTES)[folder.path()].clone();
        Self { folder, notes, running, clock }
    }

    pub(crate) async fn stop(self) -> tempfile::TempDir {
        self.running.stop();
        self.running.stopped().await;
        self.folder
    }

    /// Lets time pass.
    pub(crate) fn advance(&self, by: i64) {
        self.clock.advance(by);
    }

    /// Registers the sample bot before anything has happened.
    pub(crate) async fn register_bot(&self) {
        let mut body: serde_json::Map<String, Value> = serde_saphyr::from_str(include_str!("../../samples/assistant.yaml")).unwrap();
        body.remove("id");
        self.register(&Value::Object(body)).await;
    }

    /// Registers a bot of the id `assistant`.
    pub(crate) async fn register(&self, bot: &Value) {
        let db = Db::new(&Location::File(self.folder.path().join("bot_framework.sqlite")), Durability::Lazy).unwrap();
        let mut tx = db.begin().await.unwrap();
        let sql = "INSERT INTO object (tenant, kind, id, name, version, updated_at, updated_by, doc) VALUES ('default', 'bot', 'assistant', 'Assistant', 1, 1, 'test', $1)";
        tx.execute(sql, &params![bot.to_string()]).await.unwrap();
        tx.commit().await.unwrap();
        db.close().await;
    }

    /// What rules have heard of bots.
    pub(crate) async fn told(&self, count: usize) -> Vec<BotEvent> {
        for _ in 0..1_000 {
            let told = held(&self.notes.told).clone();
            if told.len() >= count {
                return told;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("expected {count} events, got {:?}", held(&self.notes.told));
    }

    /// Where the service is reached.
    pub(crate) fn base(&self) -> String {
        format!("http://{}", self.running.public.unwrap())
    }

    /// The time the service goes by, in milliseconds.
    pub(crate) fn now(&self) -> i64 {
        self.clock.now()
    }

    /// Lets that many calls through and refuses the one after them.
    pub(crate) fn refuse_after(&self, calls: usize, status: Status) {
        held(&self.notes.refusals).push((calls, status));
    }

    /// The log has these rows, numbered from 1; texts are the customer's.
    pub(crate) fn holds(&self, rows: &[(&str, &str)]) {
        let row = |(seq, (name, text)): (i64, &(&str, &str))| Activity {
            id: format!("row-{seq}"),
            conversation_id: "c1".to_owned(),
            seq,
            name: (*name).to_owned(),
            header: Some(Header { channel_session_id: "s1".to_owned(), ..Header::default() }),
            body_json: json!({"type": "PLAIN", "markdownText": text}).to_string().into_bytes(),
            ..Activity::default()
        };
        *held(&self.notes.rows) = Some((1..).zip(rows).map(row).collect());
    }

    /// A bot gets its role, in a conversation of that context.
    pub(crate) async fn joins(&self, name: &str, context: ConversationContext, sequence: i64) {
        let data = json!({"botId": "assistant", "participantId": "assistant", "role": "PRIMARY"});
        let body = json!({"type": "NOTIFICATION", "notificationType": name, "notificationData": data});
        self.row(name, &body, context, sequence).await;
    }

    /// Publishes a notification.
    pub(crate) async fn notify(&self, name: &str, data: &Value, sequence: i64) {
        let body = json!({"type": "NOTIFICATION", "notificationType": name, "notificationData": data});
        self.row(name, &body, ConversationContext { state: "CREATED".to_owned(), ..ConversationContext::default() }, sequence).await;
    }

    /// Publishes what a customer says.
    pub(crate) async fn say(&self, text: &str, context: ConversationContext, sequence: i64) {
        self.row("CUSTOMER_MESSAGE", &json!({"type": "PLAIN", "markdownText": text}), context, sequence).await;
    }

    async fn row(&self, name: &str, body: &Value, context: ConversationContext, sequence: i64) {
        let header = Header { channel_session_id: "s1".to_owned(), ..Header::default() };
        let activity = Activity {
            conversation_id: "c1".to_owned(),
            seq: sequence,
            name: name.to_owned(),
            header: Some(header),
            body_json: body.to_string().into_bytes(),
            ..Activity::default()
        };
        let message = ActivityEvent { activity: Some(activity), context: Some(context), body_left_out: 0 };
        let event = Event::new("conversation_manager.activity.v1", "c1", name, TenantId::default(), &message).numbered(sequence);
        let (publisher, db) = held(&self.notes.publisher).clone().unwrap();
        let mut tx = db.begin().await.unwrap();
        publisher.publish(&mut tx, vec![event]).await.unwrap();
        tx.commit().await.unwrap();
    }

    pub(crate) fn signals(&self) -> Vec<log::SignalRequest> {
        held(&self.notes.signals).clone()
    }

    /// All calls, repeated ones once.
    pub(crate) fn distinct(&self) -> Vec<AppendRequest> {
        let mut seen = Vec::new();
        let calls = held(&self.notes.calls).clone();
        let is_fresh = |call: &AppendRequest| {
            let text = format!("{call:?}");
            let fresh = !seen.contains(&text);
            seen.push(text);
            fresh
        };
        calls.into_iter().filter(is_fresh).collect()
    }

    /// Waits for that many different calls.
    pub(crate) async fn calls(&self, count: usize) -> Vec<AppendRequest> {
        for _ in 0..1_000 {
            let calls = self.distinct();
            if calls.len() >= count {
                return calls;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("expected {count} calls, got {:?}", self.distinct());
    }

    /// Waits until the service has passed everything that was published.
    pub(crate) async fn settled(&self) {
        let (_, log) = held(&self.notes.publisher).clone().unwrap();
        let end: i64 = log.query_one("SELECT COALESCE(MAX(pos), 0) FROM bus_outbox", &[]).await.unwrap().unwrap().get(0).unwrap();
        let own = Db::read_only(&self.folder.path().join("bot_framework.sqlite"));
        for _ in 0..1_000 {
            let row = own.query_one("SELECT pos FROM bus_cursor WHERE grp = 'bot-framework'", &[]).await.unwrap();
            if row.is_some_and(|row| row.get::<i64>(0).unwrap() >= end) {
                return own.close().await;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("the service does not keep up");
    }
}
