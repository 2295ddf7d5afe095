//! An agent fetches what waits in a list.

use contracts::routing_engine::{FetchRequestRequest, FetchRequestResponse};
use ids::TenantId;
use routing_core::{Answer, Command, RequestId};

use crate::State;
use crate::engine::Turn;
use crate::error::Error;
use crate::key::key;

pub(crate) async fn fetch_request(state: &State, tenant: &TenantId, request: FetchRequestRequest) -> Result<FetchRequestResponse, Error> {
    let id = request.request_id.clone();
    let fetch = move |turn: &mut Turn<'_>| {
        let agent = turn.room.find_agent(&request.agent_id)?;
        let answer = turn.send(&Command::Fetch { request: RequestId(key(&request.target_request_id)), agent })?;
        let task = match answer {
            Answer::Offered(task) => turn.room.told.task(task).map(|facts| turn.room.task_view(facts)),
            _ => None,
        };
        Ok(FetchRequestResponse { task })
    };
    state.engine.change(tenant, ("fetch", &id), fetch).await
}
