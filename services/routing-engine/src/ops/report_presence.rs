//! A desk's socket came or went. Only the present session has a say; what a lost one says is not wrong, just late.

use contracts::routing_engine::{ReportPresenceRequest, ReportPresenceResponse};
use ids::TenantId;
use routing_core::{Command, Link, Refusal};

use crate::State;
use crate::engine::Turn;
use crate::error::Error;

pub(crate) async fn report_presence(
    state: &State,
    tenant: &TenantId,
    request: ReportPresenceRequest,
) -> Result<ReportPresenceResponse, Error> {
    let report = move |turn: &mut Turn<'_>| {
        let agent = turn.room.find_agent(&request.agent_id)?;
        let note = turn.room.notes.get(&agent).filter(|note| note.session_id == request.session_id);
        let session = note.map(|note| note.session);
        let link = if request.connected { Link::Up } else { Link::Down };
        let sent = match session {
            Some(session) => turn.send(&Command::Presence { agent, session, link }),
            None => Err(Refusal::StaleSession.into()),
        };
        match sent {
            Err(Error::Refused(Refusal::StaleSession | Refusal::NotLoggedIn)) if !request.connected => Ok(ReportPresenceResponse {}),
            other => other.map(|_| ReportPresenceResponse {}),
        }
    };
    state.engine.look(tenant, report).await
}
