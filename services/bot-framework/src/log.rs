//! Appending to a conversation's log.

use contracts::conversation_manager::AppendRequest;
use errors::Fault;
use ids::{Principal, TenantId};

use crate::{NAME, State};

/// Refusals that mean that the bot has nothing to say there any more.
const TOO_LATE: [&str; 4] = ["BOT_NOT_PRIMARY", "CONVERSATION_CLOSED", "NOT_A_PARTICIPANT", "NOT_FOUND"];

/// Appends what a bot says by itself; every refusal is told, for it is the bot's to know.
pub(crate) async fn try_append(state: &State, tenant: &TenantId, request: AppendRequest) -> errors::Result<()> {
    let principal = Principal::service(tenant.clone(), NAME);
    state.conversations.clone().append(runtime::call(&principal, request)).await.map(|_| ()).map_err(Fault::from)
}

/// Appends; false if it is too late for that. An error means: again, later.
pub(crate) async fn append(state: &State, tenant: &TenantId, request: AppendRequest) -> errors::Result<bool> {
    let principal = Principal::service(tenant.clone(), NAME);
    let conversation = request.conversation_id.clone();
    let outcome = state.conversations.clone().append(runtime::call(&principal, request)).await.map_err(Fault::from);
    let word = match &outcome {
        Ok(_) => "done",
        Err(fault) if TOO_LATE.contains(&fault.code()) => "too_late",
        Err(fault) if fault.kind().retryable() => "failed",
        Err(_) => "refused",
    };
    metrics::counter!("bot_framework_appends_total", "outcome" => word).increment(1);
    match outcome {
        Ok(_) => Ok(true),
        Err(fault) if word == "failed" => Err(fault),
        Err(fault) => {
            if word == "refused" {
                // Trying again would be refused again, and the customer's next message must not wait for that.
                tracing::warn!(conversation, error = fault.chain(), "the log refused what a bot said");
            }
            Ok(false)
        }
    }
}
