//! Who sits at the desk, and whether they take work.

use std::sync::Arc;

use contracts::routing_engine::{LoginAgentRequest, LogoutAgentRequest, ReportPresenceRequest, SetAgentStateRequest, SetMrdStateRequest};
use errors::Fault;
use runtime::call;
use serde_json::{Value, json};
use socketioxide::extract::SocketRef;

use super::text;
use crate::State;
use crate::desk::Desk;
use crate::hub::emit;
use crate::show;

/// Takes the seat, then shows the desk everything it holds: state, offers, conversations.
pub(super) async fn sign_in(state: &State, desk: &Arc<Desk>) -> errors::Result<()> {
    let request = LoginAgentRequest {
        agent_id: desk.agent_id().to_owned(),
        agent_name: desk.claims.name.clone(),
        session_id: desk.session_id.clone(),
        team: desk.claims.team.clone(),
    };
    state.hub.seat(desk);
    let agent = state.core.routing().login_agent(call(&desk.principal, request)).await?.into_inner().agent.unwrap_or_default();
    let epoch = agent.tasks.iter().map(|task| task.epoch).max().unwrap_or_default();
    let roles: Vec<_> = desk.principal.roles.iter().map(|role| role.as_str()).collect();
    let welcome = json!({
        "agent": { "id": desk.agent_id(), "name": desk.claims.name, "roles": roles, "teamId": desk.claims.team },
        "epoch": epoch,
        "presence": show::presence(&agent),
        "resumed": !desk.cursors.is_empty(),
    });
    emit(desk, "welcome", &welcome);
    state.hub.tasks(desk, agent.tasks, |id| desk.cursors.get(id).copied().unwrap_or_default()).await?;
    emit(desk, "live", &json!({}));
    Ok(())
}

/// The socket is gone: routing-engine keeps the grace, unless the agent sits elsewhere by now.
pub(super) async fn disconnected(state: &State, socket: &SocketRef) {
    let Some(desk) = socket.extensions.get::<Arc<Desk>>() else { return };
    if !state.hub.leave(&desk) {
        return;
    }
    let request = ReportPresenceRequest { agent_id: desk.agent_id().to_owned(), session_id: desk.session_id.clone(), connected: false };
    if let Err(status) = state.core.routing().report_presence(call(&desk.principal, request)).await {
        tracing::warn!(error = status.message(), "a lost desk could not be reported");
    }
}

pub(super) async fn change_state(state: State, desk: Arc<Desk>, payload: Value) -> errors::Result<Value> {
    match text(&payload, "action")? {
        "agentState" => change_agent_state(&state, &desk, &payload).await,
        "agentMRDState" => change_mrd_state(&state, &desk, &payload).await,
        other => Err(Fault::invalid("MALFORMED", format!("action {other:?} is not known"))),
    }
}

async fn change_agent_state(state: &State, desk: &Desk, payload: &Value) -> errors::Result<Value> {
    let name = text(&payload["state"], "name")?;
    let reason = &payload["state"]["reasonCode"];
    // Either the reason's code, or the reason itself as the admin API lists it.
    let reason = reason.as_str().or_else(|| reason["code"].as_str()).unwrap_or_default().to_owned();
    let (request_id, agent_id) = (ids::new_id(), desk.agent_id().to_owned());
    if name == "LOGOUT" {
        let reason = if reason.is_empty() { "AGENT_LOGOUT".to_owned() } else { reason };
        let request = LogoutAgentRequest { request_id, agent_id, reason };
        state.core.routing().logout_agent(call(&desk.principal, request)).await?;
        return Ok(json!({}));
    }
    let request = SetAgentStateRequest { request_id, agent_id, state: name.to_owned(), reason };
    let answer = state.core.routing().set_agent_state(call(&desk.principal, request)).await?.into_inner();
    Ok(json!({ "changed": answer.changed, "presence": show::presence(&answer.agent.unwrap_or_default()) }))
}

async fn change_mrd_state(state: &State, desk: &Desk, payload: &Value) -> errors::Result<Value> {
    let request = SetMrdStateRequest {
        request_id: ids::new_id(),
        agent_id: desk.agent_id().to_owned(),
        mrd_id: text(payload, "mrdId")?.to_owned(),
        state: text(payload, "state")?.to_owned(),
    };
    let answer = state.core.routing().set_mrd_state(call(&desk.principal, request)).await?.into_inner();
    Ok(json!({ "changed": answer.changed, "presence": show::presence(&answer.agent.unwrap_or_default()) }))
}
