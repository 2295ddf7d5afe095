//! What a customer may be shown beside messages: that somebody has read, that somebody writes. Best effort, and never in the way of messages.

use std::sync::Arc;
use std::time::Duration;

use bus::{Envelope, Hint, Subscription};
use contracts::ccm::CourtesyEvent;
use moka::sync::Cache;
use prost::Message as _;
use tokio::task::JoinSet;

use crate::State;
use crate::send::prepared;

/// Calls at one time; more are left out.
const TOGETHER: usize = 16;
/// How long one may take.
const PATIENCE: Duration = Duration::from_secs(3);
/// Providers show typing for 20 seconds and longer; an answer takes it away, after which it is shown anew.
const TYPING_AGAIN: Duration = Duration::from_secs(5);
/// How long it is remembered that a message was marked.
const READ_AGAIN: Duration = Duration::from_hours(24);
const REMEMBERED: u64 = 20_000;

/// What is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Courtesy {
    /// Somebody has read everything up to the customer's newest message.
    Read,
    /// Somebody writes an answer.
    Typing,
}

/// What is shown to whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// What.
    pub what: Courtesy,
    /// The customer's identity; the provider makes its address of it.
    pub to: String,
    /// The customer's newest message at the provider; empty if there is none.
    pub last_inbound: String,
}

/// What was shown lately.
struct Lately {
    typing: Cache<String, ()>,
    read: Cache<(String, String), ()>,
}

impl Lately {
    fn new() -> Self {
        let typing = Cache::builder().max_capacity(REMEMBERED).time_to_live(TYPING_AGAIN).build();
        Self { typing, read: Cache::builder().max_capacity(REMEMBERED).time_to_live(READ_AGAIN).build() }
    }

    /// Whether it is news; from now on it is not.
    fn is_news(&self, lane: &str, shown: &Shown) -> bool {
        match shown.what {
            Courtesy::Typing => self.typing.entry(lane.to_owned()).or_insert(()).is_fresh(),
            Courtesy::Read => self.read.entry((lane.to_owned(), shown.last_inbound.clone())).or_insert(()).is_fresh(),
        }
    }
}

pub(crate) async fn run(state: Arc<State>, mut hints: Subscription) -> runtime::Result<()> {
    let lately = Lately::new();
    let mut under_way = JoinSet::new();
    loop {
        tokio::select! {
            hint = hints.next() => {
                let Some(hint) = hint else { return Ok(()) };
                let Hint::Event(envelope) = hint else { continue };
                let Some((channel, lane, shown)) = read(state.pod, &envelope) else { continue };
                if under_way.len() < TOGETHER && lately.is_news(&lane, &shown) {
                    under_way.spawn(show(state.clone(), channel, shown));
                }
            }
            Some(_ended) = under_way.join_next() => {}
        }
    }
}

/// A courtesy of this pod's: channel, lane, what.
fn read(pod: &str, envelope: &Envelope) -> Option<(String, String, Shown)> {
    if envelope.r#type != pod {
        return None;
    }
    let event = CourtesyEvent::decode(envelope.payload.as_slice()).ok()?;
    let what = match event.what.as_str() {
        "READ" => Courtesy::Read,
        "TYPING" => Courtesy::Typing,
        _ => return None,
    };
    let lane = format!("{}:{}", event.channel_id, event.channel_customer_identifier);
    Some((event.channel_id, lane, Shown { what, to: event.channel_customer_identifier, last_inbound: event.last_provider_message_id }))
}

async fn show(state: Arc<State>, channel_id: String, shown: Shown) {
    let outcome = tokio::time::timeout(PATIENCE, ask(&state, &channel_id, &shown)).await.unwrap_or("timeout");
    metrics::counter!("connector_courtesies_total", "pod" => state.pod, "outcome" => outcome).increment(1);
}

async fn ask(state: &State, channel_id: &str, shown: &Shown) -> &'static str {
    let Ok(Some(channel)) = state.directory.channel(channel_id).await else { return "no_channel" };
    if state.store.opted_out(&channel.tenant, &channel.id, &shown.to).await.unwrap_or(true) {
        return "opted_out";
    }
    let Some(call) = state.provider.courtesy(&channel, shown) else { return "none" };
    match prepared(state, call).send().await {
        Ok(answer) if answer.status().is_success() => "shown",
        Ok(answer) => {
            tracing::debug!(channel = channel.id, status = answer.status().as_u16(), "the provider does not show it");
            "refused"
        }
        Err(error) => {
            tracing::debug!(channel = channel.id, error = %error.without_url(), "the provider cannot be asked to show it");
            "failed"
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn envelope(kind: &str, what: &str) -> Envelope {
        let event = CourtesyEvent {
            channel_id: "c".to_owned(),
            channel_customer_identifier: "+44".to_owned(),
            what: what.to_owned(),
            last_provider_message_id: "m1".to_owned(),
        };
        Envelope { r#type: kind.to_owned(), payload: event.encode_to_vec(), ..Envelope::default() }
    }

    #[test]
    fn a_connector_shows_what_is_meant_for_it_and_what_it_knows() {
        let (channel, lane, shown) = read("here", &envelope("here", "READ")).unwrap();
        assert_eq!((channel.as_str(), lane.as_str()), ("c", "c:+44"));
        assert_eq!(shown, Shown { what: Courtesy::Read, to: "+44".to_owned(), last_inbound: "m1".to_owned() });
        assert!(read("here", &envelope("elsewhere", "READ")).is_none());
        assert!(read("here", &envelope("here", "LAUGHING")).is_none());
        assert!(read("here", &Envelope { r#type: "here".to_owned(), payload: vec![255], ..Envelope::default() }).is_none());
    }

    #[test]
    fn a_message_is_marked_once_and_typing_is_shown_now_and_then() {
        let lately = Lately::new();
        let shown = |what: Courtesy, id: &str| Shown { what, to: "x".to_owned(), last_inbound: id.to_owned() };
        assert!(lately.is_news("l", &shown(Courtesy::Read, "1")));
        assert!(!lately.is_news("l", &shown(Courtesy::Read, "1")));
        assert!(lately.is_news("l", &shown(Courtesy::Read, "2")) && lately.is_news("k", &shown(Courtesy::Read, "2")));
        assert!(lately.is_news("l", &shown(Courtesy::Typing, "1")));
        assert!(!lately.is_news("l", &shown(Courtesy::Typing, "2")));
    }
}
