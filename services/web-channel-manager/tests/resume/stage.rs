//! The service with a door and a log that only pretend: rows and hints are the test's to give.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bus::{Event, Publisher};
use contracts::ccm::ccm_service_server::{CcmService, CcmServiceServer};
use contracts::ccm::{self, Session};
use contracts::cim::{Activity, Audience};
use contracts::conversation_manager::{ActivityEvent, ConversationContext, SignalEvent};
use ids::{Clock, TenantId};
use runtime::{App, Config, Context, Host, Running, Service};
use serde_json::json;
use tonic::{Request, Response, Status};

/// Rows of one answer: few, so that most reads take several.
const PAGE: usize = 7;

/// What the fakes share, by the folder of the installation: constructors of services take no arguments.
static NOTES: LazyLock<Mutex<HashMap<PathBuf, Arc<Notes>>>> = LazyLock::new(Mutex::default);

#[derive(Default)]
struct Notes {
    /// By conversation, which has its customer's name.
    logs: Mutex<HashMap<String, Vec<Activity>>>,
    publisher: Mutex<Option<Publisher>>,
    /// A fault that is planted: reads leave out the row after the one they are asked for.
    skips: AtomicBool,
}

fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn notes(cx: &Context) -> Arc<Notes> {
    held(&NOTES).entry(cx.data().to_owned()).or_default().clone()
}

#[derive(serde::Deserialize)]
struct Nothing {}

impl Config for Nothing {}

fn log() -> Service {
    fn build(cx: &Context, _: Nothing) -> runtime::Result<App> {
        *held(&notes(cx).publisher) = Some(cx.publisher());
        Ok(App::new())
    }
    Service::new("conversation-manager", "", build)
}

fn files() -> Service {
    Service::new("file-engine", "", |_: &Context, _: Nothing| Ok(App::new()))
}

fn door() -> Service {
    fn build(cx: &Context, _: Nothing) -> runtime::Result<App> {
        Ok(App::new().grpc(CcmServiceServer::new(Door(notes(cx)))))
    }
    Service::new("ccm", "", build)
}

struct Door(Arc<Notes>);

fn session(customer: &str) -> Session {
    let customer = || customer.to_owned();
    let mut session =
        Session { id: customer(), conversation_id: customer(), channel_customer_identifier: customer(), ..Session::default() };
    "STARTED".clone_into(&mut session.state);
    session
}

fn unused<T>() -> Result<Response<T>, Status> {
    Err(Status::unimplemented("the fake has no such method"))
}

#[tonic::async_trait]
impl CcmService for Door {
    async fn resolve_host(&self, _: Request<ccm::ResolveHostRequest>) -> Result<Response<ccm::ResolveHostResponse>, Status> {
        Ok(Response::new(ccm::ResolveHostResponse { tenant: TenantId::DEFAULT.to_owned() }))
    }
    async fn get_channel(&self, _: Request<ccm::GetChannelRequest>) -> Result<Response<ccm::GetChannelResponse>, Status> {
        let channel = ccm::Channel { enabled: true, legacy_identity: true, ..ccm::Channel::default() };
        Ok(Response::new(ccm::GetChannelResponse { channel: Some(channel) }))
    }
    async fn get_session(&self, request: Request<ccm::GetSessionRequest>) -> Result<Response<ccm::GetSessionResponse>, Status> {
        let session = Some(session(&request.into_inner().channel_customer_identifier));
        Ok(Response::new(ccm::GetSessionResponse { session }))
    }
    async fn read_session(&self, request: Request<ccm::ReadSessionRequest>) -> Result<Response<ccm::ReadSessionResponse>, Status> {
        // Long enough for hints to arrive meanwhile.
        tokio::time::sleep(Duration::from_millis(1)).await;
        let request = request.into_inner();
        let log = held(&self.0.logs).get(&request.session_id).cloned().unwrap_or_default();
        let shown = log.into_iter().filter(|row| row.audience() == Audience::Everyone && row.seq > request.after_seq);
        let rows: Vec<_> = shown.skip(self.0.skips.load(Ordering::SeqCst).into()).take(PAGE + 1).collect();
        let more = rows.len() > PAGE;
        let activities = rows.into_iter().take(PAGE).collect();
        Ok(Response::new(ccm::ReadSessionResponse { activities, more, ..ccm::ReadSessionResponse::default() }))
    }
    async fn start_session(&self, _: Request<ccm::StartSessionRequest>) -> Result<Response<ccm::StartSessionResponse>, Status> {
        unused()
    }
    async fn receive_message(&self, _: Request<ccm::ReceiveMessageRequest>) -> Result<Response<ccm::ReceiveMessageResponse>, Status> {
        unused()
    }
    async fn receive_signal(&self, _: Request<ccm::ReceiveSignalRequest>) -> Result<Response<ccm::ReceiveSignalResponse>, Status> {
        unused()
    }
    async fn receive_receipt(&self, _: Request<ccm::ReceiveReceiptRequest>) -> Result<Response<ccm::ReceiveReceiptResponse>, Status> {
        unused()
    }
    async fn end_session(&self, _: Request<ccm::EndSessionRequest>) -> Result<Response<ccm::EndSessionResponse>, Status> {
        unused()
    }
    async fn resolve_channel(&self, _: Request<ccm::ResolveChannelRequest>) -> Result<Response<ccm::ResolveChannelResponse>, Status> {
        unused()
    }
    async fn receive_inbound(&self, _: Request<ccm::ReceiveInboundRequest>) -> Result<Response<ccm::ReceiveInboundResponse>, Status> {
        unused()
    }
    async fn receive_status(&self, _: Request<ccm::ReceiveStatusRequest>) -> Result<Response<ccm::ReceiveStatusResponse>, Status> {
        unused()
    }
    async fn report_attempt(&self, _: Request<ccm::ReportAttemptRequest>) -> Result<Response<ccm::ReportAttemptResponse>, Status> {
        unused()
    }
    async fn read_outbound(&self, _: Request<ccm::ReadOutboundRequest>) -> Result<Response<ccm::ReadOutboundResponse>, Status> {
        unused()
    }
}

/// The service beside its fakes.
pub(crate) struct Stage {
    running: Running,
    notes: Arc<Notes>,
    _folder: tempfile::TempDir,
}

impl Stage {
    pub(crate) async fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let services = || vec![door(), log(), files(), web_channel_manager::service()];
        let figment = runtime::load(&services(), None).unwrap().merge(("data", folder.path()));
        let figment = figment.merge(("listen.public", "127.0.0.1:0")).merge(("listen.admin", "127.0.0.1:0"));
        let limits = ["events_per_customer", "events_per_address", "sockets_per_address"];
        let figment = limits.iter().fold(figment, |figment, limit| figment.merge((format!("web_channel_manager.{limit}"), 100_000)));
        let running = Host::launch(services(), &figment, Clock::System).await.unwrap().start().await.unwrap();
        let notes = held(&NOTES)[folder.path()].clone();
        Self { running, notes, _folder: folder }
    }

    /// Reads leave rows out from here on.
    pub(crate) fn spoil(&self) {
        self.notes.skips.store(true, Ordering::SeqCst);
    }

    pub(crate) fn base(&self) -> String {
        format!("http://{}", self.running.public.unwrap())
    }

    /// Commits a row; nobody hears of it.
    pub(crate) fn commit(&self, customer: &str, audience: Audience) -> Row {
        let mut logs = held(&self.notes.logs);
        let log = logs.entry(customer.to_owned()).or_default();
        let customer_prev = log.iter().rev().find(|row| row.audience() == Audience::Everyone).map_or(0, |row| row.seq);
        let seq = i64::try_from(log.len()).unwrap() + 1;
        let body_json = json!({ "type": "PLAIN", "markdownText": seq.to_string() }).to_string().into_bytes();
        let row = Activity {
            conversation_id: customer.to_owned(),
            seq,
            prev: customer_prev,
            id: seq.to_string(),
            name: "AGENT_MESSAGE".to_owned(),
            audience: audience.into(),
            body_json,
            ..Activity::default()
        };
        log.push(row.clone());
        Row { customer_prev, row }
    }

    /// The hint of a row; `long` if its body does not travel with it.
    pub(crate) fn hint(&self, Row { customer_prev, row }: &Row, long: bool) {
        let mut activity = Activity { prev: row.seq - 1, ..row.clone() };
        let body_left_out = if long { i64::try_from(std::mem::take(&mut activity.body_json).len()).unwrap() } else { 0 };
        let context = ConversationContext { customer_prev: *customer_prev, ..ConversationContext::default() };
        let message = ActivityEvent { activity: Some(activity), context: Some(context), body_left_out };
        self.send("conversation_manager.activity.v1", &row.conversation_id, &message);
    }

    /// Somebody types.
    pub(crate) fn typing(&self, customer: &str) {
        let signal =
            SignalEvent { name: "TYPING_STARTED".to_owned(), sender: Some(contracts::cim::Sender::default()), ..SignalEvent::default() };
        self.send("conversation_manager.signal.v1", customer, &signal);
    }

    fn send(&self, topic: &'static str, customer: &str, message: &impl prost::Message) {
        let event = Event::new(topic, customer, "x", TenantId::default(), message);
        if let Some(publisher) = &*held(&self.notes.publisher) {
            publisher.hint(event.numbered(0));
        }
    }

    /// What a customer may see of the log.
    pub(crate) fn due(&self, customer: &str) -> Vec<i64> {
        let logs = held(&self.notes.logs);
        logs.get(customer).into_iter().flatten().filter(|row| row.audience() == Audience::Everyone).map(|row| row.seq).collect()
    }
}

/// A row that was committed, with the number of the customer's row before it.
pub(crate) struct Row {
    customer_prev: i64,
    row: Activity,
}
