//! Short names for what the tests ask of an engine.

use contracts::routing_engine::{
    AcceptTaskRequest, Agent, AgentChangedEvent, AssignResourceRequest, DeclineTaskRequest, FinishWrapUpRequest, GetAgentRequest,
    LeaveTaskRequest, LoginAgentRequest, LogoutAgentRequest, ReleaseConversationRequest, ReportPresenceRequest, Request,
    RevokeResourceRequest, SetAgentStateRequest, SetMrdStateRequest, Task, TaskChangedEvent, TransferTaskRequest,
};
use db::{Db, params};
use ids::TenantId;
use prost::Message;
use runtime::Host;
use runtime::objects::{Object, Objects};
use serde_json::{Value, json};

use crate::error::Error;
use crate::{State, ops};

/// An engine and the tenant that is spoken for.
pub(crate) struct Desk {
    pub(crate) state: State,
    pub(crate) tenant: TenantId,
    pub(crate) db: Db,
    pub(crate) _host: Host,
}

type Answer<T> = Result<T, Error>;

fn text(value: &str) -> String {
    value.to_owned()
}

impl Desk {
    async fn put<T: Object>(&self, objects: &Objects<T>, id: &str, doc: Value) -> errors::Result<()> {
        let own = self.state.engine.own(&self.tenant);
        let version = objects.get(&self.tenant, id).await?.map(|stored| stored.version);
        objects.put(runtime::objects::By::itself(&own), id, version, serde_json::from_value(doc).unwrap()).await.map(drop)
    }

    pub(crate) async fn mrd(&self, id: &str, doc: Value) -> errors::Result<()> {
        self.put(&self.state.engine.catalogue().mrds, id, doc).await
    }

    pub(crate) async fn attribute(&self, id: &str, doc: Value) -> errors::Result<()> {
        self.put(&self.state.engine.catalogue().attributes, id, doc).await
    }

    pub(crate) async fn queue(&self, id: &str, doc: Value) -> errors::Result<()> {
        self.put(&self.state.engine.catalogue().queues, id, doc).await
    }

    pub(crate) async fn agent_doc(&self, id: &str, doc: Value) -> errors::Result<()> {
        self.put(&self.state.engine.catalogue().agents, id, doc).await
    }

    pub(crate) async fn settings(&self, doc: Value) -> errors::Result<()> {
        self.put(&self.state.engine.catalogue().settings, "routing", doc).await
    }

    /// One domain, one queue that everybody serves, wrap-up of a minute.
    pub(crate) async fn configure(&self) {
        self.mrd("chat", json!({ "name": "Chat", "maxRequests": 1 })).await.unwrap();
        let queue = json!({ "name": "Support", "mrdId": "chat", "wrapUp": { "enabled": true, "seconds": 60 }, "ttlSeconds": 600 });
        self.queue("support", queue).await.unwrap();
    }

    pub(crate) async fn login(&self, agent: &str, session: &str) -> Agent {
        let request = LoginAgentRequest {
            agent_id: text(agent),
            agent_name: format!("Agent {agent}"),
            session_id: text(session),
            team: String::new(),
        };
        ops::login_agent::login_agent(&self.state, &self.tenant, request).await.unwrap().agent.unwrap()
    }

    pub(crate) async fn set(&self, id: &str, agent: &str, state: &str) -> Answer<bool> {
        let request = SetAgentStateRequest { request_id: text(id), agent_id: text(agent), state: text(state), reason: String::new() };
        ops::set_agent_state::set_agent_state(&self.state, &self.tenant, request).await.map(|answer| answer.changed)
    }

    pub(crate) async fn set_mrd(&self, id: &str, agent: &str, state: &str) -> Answer<bool> {
        let request = SetMrdStateRequest { request_id: text(id), agent_id: text(agent), mrd_id: text("chat"), state: text(state) };
        ops::set_mrd_state::set_mrd_state(&self.state, &self.tenant, request).await.map(|answer| answer.changed)
    }

    pub(crate) async fn ready(&self, agent: &str) {
        self.login(agent, &format!("session-{agent}")).await;
        assert!(self.set(&ids::new_id(), agent, "READY").await.unwrap());
    }

    pub(crate) async fn assign(&self, id: &str, conversation: &str) -> Answer<Request> {
        let request = AssignResourceRequest {
            request_id: text(id),
            conversation_id: text(conversation),
            queue: text("support"),
            ..AssignResourceRequest::default()
        };
        ops::assign_resource::assign_resource(&self.state, &self.tenant, request).await.map(|answer| answer.request.unwrap())
    }

    pub(crate) async fn revoke(&self, request_id: &str, conversation_id: &str) -> Answer<i32> {
        let request =
            RevokeResourceRequest { request_id: text(request_id), conversation_id: text(conversation_id), reason_code: String::new() };
        ops::revoke_resource::revoke_resource(&self.state, &self.tenant, request).await.map(|answer| answer.revoked)
    }

    pub(crate) async fn release(&self, id: &str, conversation: &str) -> Answer<()> {
        let request = ReleaseConversationRequest { request_id: text(id), conversation_id: text(conversation), reason_code: text("DONE") };
        ops::release_conversation::release_conversation(&self.state, &self.tenant, request).await.map(drop)
    }

    pub(crate) async fn accept(&self, id: &str, agent: &str, task: &str) -> Answer<Task> {
        let request = AcceptTaskRequest { request_id: text(id), agent_id: text(agent), task_id: text(task) };
        ops::accept_task::accept_task(&self.state, &self.tenant, request).await.map(|answer| answer.task.unwrap())
    }

    pub(crate) async fn decline(&self, id: &str, agent: &str, task: &str) -> Answer<()> {
        let request = DeclineTaskRequest { request_id: text(id), agent_id: text(agent), task_id: text(task), reason: text("Lunch") };
        ops::decline_task::decline_task(&self.state, &self.tenant, request).await.map(drop)
    }

    pub(crate) async fn leave(&self, id: &str, agent: &str, task: &str) -> Answer<()> {
        let request = LeaveTaskRequest { request_id: text(id), agent_id: text(agent), task_id: text(task), wrap_up: true };
        ops::leave_task::leave_task(&self.state, &self.tenant, request).await.map(drop)
    }

    pub(crate) async fn finish(&self, id: &str, agent: &str, task: &str) -> Answer<()> {
        let request = FinishWrapUpRequest { request_id: text(id), agent_id: text(agent), task_id: text(task), applied: true };
        ops::finish_wrap_up::finish_wrap_up(&self.state, &self.tenant, request).await.map(drop)
    }

    pub(crate) async fn transfer(&self, id: &str, (agent, task): (&str, &str), to: &str) -> Answer<()> {
        let request = TransferTaskRequest {
            request_id: text(id),
            agent_id: text(agent),
            task_id: text(task),
            to_agent_id: text(to),
            ..TransferTaskRequest::default()
        };
        ops::transfer_task::transfer_task(&self.state, &self.tenant, request).await.map(drop)
    }

    pub(crate) async fn logout(&self, id: &str, agent: &str) -> Answer<()> {
        let request = LogoutAgentRequest { request_id: text(id), agent_id: text(agent), reason: text("Shift over") };
        ops::logout_agent::logout_agent(&self.state, &self.tenant, request).await.map(drop)
    }

    pub(crate) async fn presence(&self, agent: &str, session: &str, connected: bool) -> Answer<()> {
        let request = ReportPresenceRequest { agent_id: text(agent), session_id: text(session), connected };
        ops::report_presence::report_presence(&self.state, &self.tenant, request).await.map(drop)
    }

    pub(crate) async fn agent(&self, agent: &str) -> Agent {
        let request = GetAgentRequest { agent_id: text(agent) };
        ops::get_agent::get_agent(&self.state, &self.tenant, request).await.unwrap().agent.unwrap()
    }

    /// The agent's only open task.
    pub(crate) async fn task(&self, agent: &str) -> Option<Task> {
        self.agent(agent).await.tasks.first().cloned()
    }

    /// Requests that wait, in order.
    pub(crate) async fn line(&self) -> Vec<String> {
        let (_, waiting) = ops::get_queue::get_queue(&self.state, &self.tenant, text("support")).await.unwrap();
        waiting.into_iter().map(|request| request.id).collect()
    }

    async fn payloads(&self, topic: &str) -> Vec<Vec<u8>> {
        let rows = self.db.query("SELECT payload FROM bus_outbox WHERE topic = $1 ORDER BY pos", &params![topic]).await.unwrap();
        rows.iter().map(|row| row.get(0).unwrap()).collect()
    }

    /// What was reported of tasks, in order.
    pub(crate) async fn task_reports(&self) -> Vec<TaskChangedEvent> {
        let payloads = self.payloads(crate::TASK_CHANGED).await;
        payloads.iter().map(|bytes| TaskChangedEvent::decode(bytes.as_slice()).unwrap()).collect()
    }

    /// The same in short: name, state, reason.
    pub(crate) async fn reports(&self) -> Vec<String> {
        let shown = self.task_reports().await.into_iter().map(|event| {
            let task = event.task.unwrap_or_default();
            format!("{} {} {}", event.name, task.state, event.reason_code).trim_end().to_owned()
        });
        shown.collect()
    }

    pub(crate) async fn agent_reports(&self) -> Vec<AgentChangedEvent> {
        let payloads = self.payloads(crate::AGENT_CHANGED).await;
        payloads.iter().map(|bytes| AgentChangedEvent::decode(bytes.as_slice()).unwrap()).collect()
    }

    /// How many events were ever published.
    pub(crate) async fn published(&self) -> i64 {
        let row = self.db.query_one("SELECT COUNT(*) FROM bus_outbox", &[]).await.unwrap();
        row.unwrap().get(0).unwrap()
    }
}
