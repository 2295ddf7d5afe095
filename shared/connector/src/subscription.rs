//! Whether providers still tell us what customers do: some stop by themselves when an address failed for an hour, and must be told to go on.

use std::sync::Arc;
use std::time::Duration;

use crate::State;
use crate::directory::Channel;
use crate::media::Grab;
use crate::outgoing::Call;
use crate::send::{limited, prepared};

/// How long a provider may take to answer.
const PATIENCE: Duration = Duration::from_secs(10);

/// How a provider is asked whether it tells us, and how it is told to.
#[derive(Clone, Debug, PartialEq)]
pub struct Subscription {
    /// The question.
    pub asked: Grab,
    /// What makes the answer yes.
    pub wanted: Call,
}

/// Looks after every channel that anything was ever seen of.
pub(crate) async fn look(state: Arc<State>) -> errors::Result<()> {
    for channel_id in state.store.seen_channels().await? {
        // One that is gone, or another connector's by now.
        let Some(channel) = state.directory.channel(&channel_id).await? else { continue };
        if let Some(subscription) = state.provider.subscription(&channel) {
            renew(&state, &channel, subscription).await;
        }
    }
    Ok(())
}

async fn renew(state: &State, channel: &Channel, Subscription { asked, wanted }: Subscription) {
    let mut request = state.client.get(&asked.url).timeout(PATIENCE);
    for (name, value) in &asked.headers {
        request = request.header(name, value);
    }
    // What does not answer is asked again the next time.
    let Ok(answer) = request.send().await else { return };
    if !answer.status().is_success() {
        return;
    }
    let Some(body) = limited(answer).await else { return };
    if state.provider.is_subscribed(&body) {
        return;
    }
    let renewed = prepared(state, wanted).timeout(PATIENCE).send().await.is_ok_and(|answer| answer.status().is_success());
    tracing::warn!(channel = channel.id, renewed, "a provider had stopped to tell of a channel");
    metrics::counter!("connector_resubscribed_total", "pod" => state.pod, "renewed" => renewed.to_string()).increment(1);
}
