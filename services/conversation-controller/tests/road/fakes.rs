//! A log and a router that note what they are asked. They share a process with the service under test.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bus::{Event, Publisher};
use contracts::cim::Activity;
use contracts::conversation_manager::conversation_manager_service_server::{ConversationManagerService, ConversationManagerServiceServer};
use contracts::conversation_manager::{self as log, ActivityEvent, AppendRequest, Conversation, ConversationContext};
use contracts::routing_engine::routing_engine_service_server::{RoutingEngineService, RoutingEngineServiceServer};
use contracts::routing_engine::{self as routing, AssignResourceRequest, ReleaseConversationRequest, RevokeResourceRequest};
use db::{Db, Durability, Migrations};
use ids::{Clock, TenantId};
use runtime::{App, Config, Context, Host, Running, Service};
use serde_json::{Value, json};
use tonic::{Request, Response, Status};

/// A call the service made.
#[derive(Clone, Debug)]
#[expect(dead_code, reason = "what is not looked at in detail is still shown when a test fails")]
pub(crate) enum Call {
    Append(AppendRequest),
    Assign(AssignResourceRequest),
    Revoke(RevokeResourceRequest),
    Release(ReleaseConversationRequest),
}

#[derive(Default)]
struct Notes {
    conversation: Mutex<Conversation>,
    calls: Mutex<Vec<Call>>,
    reads: AtomicUsize,
    /// Calls that go through before the next one is refused, and how.
    refusals: Mutex<Vec<(usize, Status)>>,
    publisher: Mutex<Option<(Publisher, Db)>>,
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

    fn note(&self, call: Call) -> Result<(), Status> {
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
        Ok(App::new().store(&db, Migrations::default()).grpc(ConversationManagerServiceServer::new(fake)))
    }
    Service::new("conversation-manager", "", build)
}

fn routing_service() -> Service {
    #[expect(clippy::unnecessary_wraps, reason = "the shape of every service's constructor")]
    fn build(cx: &Context, _: NoSettings) -> runtime::Result<App> {
        Ok(App::new().grpc(RoutingEngineServiceServer::new(Fake::of(cx))))
    }
    Service::new("routing-engine", "", build)
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
        self.note(Call::Append(request.into_inner()))?;
        Ok(Response::new(log::AppendResponse::default()))
    }
    async fn signal(&self, _: Request<log::SignalRequest>) -> Result<Response<log::SignalResponse>, Status> {
        unused()
    }
    async fn raise_receipt(&self, _: Request<log::RaiseReceiptRequest>) -> Result<Response<log::RaiseReceiptResponse>, Status> {
        unused()
    }
    async fn get_conversation(&self, _: Request<log::GetConversationRequest>) -> Result<Response<log::GetConversationResponse>, Status> {
        self.0.reads.fetch_add(1, Ordering::SeqCst);
        let conversation = held(&self.0.conversation).clone();
        if conversation.id.is_empty() {
            return Err(Status::unavailable("the test is not ready"));
        }
        Ok(Response::new(log::GetConversationResponse { conversation: Some(conversation) }))
    }
    async fn read_activities(&self, _: Request<log::ReadActivitiesRequest>) -> Result<Response<log::ReadActivitiesResponse>, Status> {
        unused()
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

macro_rules! unused_methods {
    ($($name:ident: $request:ident => $response:ident),* $(,)?) => {
        #[tonic::async_trait]
        impl RoutingEngineService for Fake {
            async fn assign_resource(&self, request: Request<AssignResourceRequest>) -> Result<Response<routing::AssignResourceResponse>, Status> {
                self.note(Call::Assign(request.into_inner()))?;
                Ok(Response::new(routing::AssignResourceResponse::default()))
            }
            async fn revoke_resource(&self, request: Request<RevokeResourceRequest>) -> Result<Response<routing::RevokeResourceResponse>, Status> {
                self.note(Call::Revoke(request.into_inner()))?;
                Ok(Response::new(routing::RevokeResourceResponse::default()))
            }
            async fn release_conversation(&self, request: Request<ReleaseConversationRequest>) -> Result<Response<routing::ReleaseConversationResponse>, Status> {
                self.note(Call::Release(request.into_inner()))?;
                Ok(Response::new(routing::ReleaseConversationResponse::default()))
            }
            $(async fn $name(&self, _: Request<routing::$request>) -> Result<Response<routing::$response>, Status> {
                unused()
            })*
        }
    };
}

unused_methods! {
    accept_task: AcceptTaskRequest => AcceptTaskResponse,
    decline_task: DeclineTaskRequest => DeclineTaskResponse,
    leave_task: LeaveTaskRequest => LeaveTaskResponse,
    finish_wrap_up: FinishWrapUpRequest => FinishWrapUpResponse,
    login_agent: LoginAgentRequest => LoginAgentResponse,
    logout_agent: LogoutAgentRequest => LogoutAgentResponse,
    set_agent_state: SetAgentStateRequest => SetAgentStateResponse,
    set_mrd_state: SetMrdStateRequest => SetMrdStateResponse,
    report_presence: ReportPresenceRequest => ReportPresenceResponse,
    get_agent: GetAgentRequest => GetAgentResponse,
    transfer_task: TransferTaskRequest => TransferTaskResponse,
    invite_agent: InviteAgentRequest => InviteAgentResponse,
    convert_consultation: ConvertConsultationRequest => ConvertConsultationResponse,
    join_conversation: JoinConversationRequest => JoinConversationResponse,
    fetch_request: FetchRequestRequest => FetchRequestResponse,
    change_request: ChangeRequestRequest => ChangeRequestResponse,
    explain_request: ExplainRequestRequest => ExplainRequestResponse,
    list_queues: ListQueuesRequest => ListQueuesResponse,
    get_board: GetBoardRequest => GetBoardResponse,
    flush_queue: FlushQueueRequest => FlushQueueResponse,
    list_fetchable: ListFetchableRequest => ListFetchableResponse,
    withdraw_invitation: WithdrawInvitationRequest => WithdrawInvitationResponse,
}

/// The service between its two fakes.
pub(crate) struct Stage {
    folder: tempfile::TempDir,
    notes: Arc<Notes>,
    running: Running,
    clock: Clock,
}

impl Stage {
    pub(crate) async fn start() -> Self {
        Self::start_in(tempfile::tempdir().unwrap(), 0).await
    }

    /// Starts with a clock that stands that far after now: tokens are checked against the machine's clock too.
    pub(crate) async fn start_in(folder: tempfile::TempDir, later: i64) -> Self {
        let clock = Clock::manual(Clock::System.now() + later);
        let services = || vec![log_service(), routing_service(), conversation_controller::service()];
        let file = folder.path().join("test.toml");
        let listen = "[listen]\npublic = \"127.0.0.1:0\"\nadmin = \"127.0.0.1:0\"\n";
        std::fs::write(&file, format!("data = {:?}\n{listen}", folder.path().display().to_string())).unwrap();
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

    /// What the log says the conversation is.
    pub(crate) fn set(&self, conversation: Conversation) {
        *held(&self.notes.conversation) = conversation;
    }

    /// Lets that many calls through and refuses the one after them.
    pub(crate) fn refuse_after(&self, calls: usize, status: Status) {
        held(&self.notes.refusals).push((calls, status));
    }

    pub(crate) async fn publish(&self, name: &str, data: &Value, sequence: i64) -> i64 {
        let is_message = name.ends_with("_MESSAGE");
        let body =
            if is_message { data.clone() } else { json!({"type": "NOTIFICATION", "notificationType": name, "notificationData": data}) };
        self.row(name, &body, sequence).await
    }

    pub(crate) async fn action(&self, name: &str, data: &Value, sequence: i64) {
        self.row("ACTION_MESSAGE", &json!({"type": "ACTION", "name": name, "data": data}), sequence).await;
    }

    async fn row(&self, name: &str, body: &Value, sequence: i64) -> i64 {
        let activity = Activity {
            conversation_id: "c1".to_owned(),
            seq: sequence,
            name: name.to_owned(),
            body_json: body.to_string().into_bytes(),
            at_ms: self.clock.now(),
            ..Activity::default()
        };
        let context = ConversationContext { state: "CREATED".to_owned(), ..ConversationContext::default() };
        let message = ActivityEvent { activity: Some(activity), context: Some(context), body_left_out: 0 };
        let event = Event::new("conversation_manager.activity.v1", "c1", name, TenantId::default(), &message).numbered(sequence);
        let (publisher, db) = held(&self.notes.publisher).clone().unwrap();
        let mut tx = db.begin().await.unwrap();
        publisher.publish(&mut tx, vec![event]).await.unwrap();
        tx.commit().await.unwrap();
        sequence
    }

    pub(crate) fn reads(&self) -> usize {
        self.notes.reads.load(Ordering::SeqCst)
    }

    /// All calls, repeated ones once.
    pub(crate) fn distinct(&self) -> Vec<Call> {
        let mut seen = Vec::new();
        let calls = held(&self.notes.calls).clone();
        let is_fresh = |call: &Call| {
            let text = format!("{call:?}");
            let fresh = !seen.contains(&text);
            seen.push(text);
            fresh
        };
        calls.into_iter().filter(is_fresh).collect()
    }

    /// Waits for that many different calls.
    pub(crate) async fn calls(&self, count: usize) -> Vec<Call> {
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
        let own = Db::read_only(&self.folder.path().join("conversation_controller.sqlite"));
        for _ in 0..1_000 {
            let row = own.query_one("SELECT pos FROM bus_cursor WHERE grp = 'conversation-controller'", &[]).await.unwrap();
            if row.is_some_and(|row| row.get::<i64>(0).unwrap() >= end) {
                return own.close().await;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("the service does not keep up");
    }
}
