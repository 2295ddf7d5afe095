//! Messages of which nobody knows whether they arrived go out once more, where their channel says so: once, and said in the conversation.

use std::time::Duration;

use ids::{Ms, Principal};

use super::send_outbound::send_again;
use crate::State;
use crate::domain::WhenUnknown;

/// Messages that are looked at together.
const TOGETHER: i64 = 100;
/// What is in doubt for longer is left to people: a channel that is told so today does not send last week's messages.
const LATEST: Ms = 3_600_000;

/// `after`: how long the provider may still say what became of a message.
pub(crate) async fn resend_unknown(state: &State, after: Duration) -> errors::Result<()> {
    let now = state.clock.now();
    let until = now - i64::try_from(after.as_millis()).unwrap_or(i64::MAX);
    for outbound in state.store.in_doubt((until - LATEST, until), TOGETHER).await? {
        let channel = state.channels.get(&outbound.tenant, &outbound.channel_id).await?;
        if channel.is_none_or(|channel| channel.doc.when_unknown != WhenUnknown::Resend) {
            continue;
        }
        let own = Principal::service(outbound.tenant.clone(), "ccm");
        match send_again(state, &own, &outbound.id).await {
            Ok(again) => tracing::warn!(message = outbound.id, again = again.id, "a message in doubt is sent once more"),
            // The customer is gone, or the log is away: within the hour it is tried again.
            Err(fault) => tracing::debug!(message = outbound.id, error = fault.chain(), "a message in doubt cannot be sent once more"),
        }
    }
    Ok(())
}
