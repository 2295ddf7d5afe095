//! A customer's files, brought to file-engine before their message goes on.
//!
//! Each file of a message has a row that says how often it was tried and what became of it, so that a message that is handed on a second time
//! (ccm was away, the process died) brings no file twice.

use std::time::Duration;

use axum::body::Body;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ids::Principal;
use runtime::files::{StoredFile, Upload};
use serde_json::json;

use super::problem;
use crate::State;
use crate::class::{ErrorClass, Refusal};
use crate::directory::Channel;
use crate::event::{Event, Media};
use crate::outgoing::Attached;
use crate::store::{Fetch, Thing};

/// Pauses between tries; after the last one the message goes on without its file. Few, because the customer's next messages wait behind
/// this one, and because providers count errors.
const PAUSES: [Duration; 3] = [Duration::from_secs(1), Duration::from_secs(4), Duration::from_secs(16)];

/// What is known of a message's files.
pub(crate) enum Arrival {
    /// Each is kept, or will not be.
    Settled(Vec<Attached>),
    /// One is tried again after a pause.
    Later(Duration),
}

/// Whose the files of a message are.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Whose<'a> {
    pub(crate) conversation_id: &'a str,
    pub(crate) customer_id: &'a str,
}

/// Brings what was not brought yet.
pub(crate) async fn bring(state: &State, channel: &Channel, (thing, event): (&Thing, &Event), whose: Whose<'_>) -> errors::Result<Arrival> {
    let known = state.store.fetches(&thing.tenant, &thing.id).await?;
    let mut settled = Vec::with_capacity(event.media.len());
    for (place, media) in event.media.iter().enumerate() {
        let mut fetch = known.get(place).cloned().flatten().unwrap_or_default();
        if fetch.attached.is_none() {
            let one = Origin { thing, event, place };
            let outcome = tokio::time::timeout(state.config.media_timeout, one.bring(state, channel, media, whose)).await;
            let outcome = outcome.unwrap_or_else(|_| Err(Refusal::new(ErrorClass::Temporary, "TIMEOUT", "it did not come in time")));
            let pause = pause(&outcome, fetch.tries);
            fetch.tries += 1;
            fetch.attached = match outcome {
                Ok(file) => Some(Attached::Kept(file)),
                Err(_) if pause.is_some() => None,
                Err(refusal) => Some(Attached::Missing(problem(media, &refusal))),
            };
            note(state, media, &fetch);
            state.store.note_fetch(&thing.tenant, (&thing.id, place), &fetch, state.clock.now()).await?;
            if let Some(pause) = pause {
                return Ok(Arrival::Later(pause));
            }
            if let (Some(Attached::Kept(_)), Some(grab)) = (&fetch.attached, state.provider.discard(channel, media)) {
                // Once: what stays there for want of an answer goes with the provider's own time for it.
                let done = state.fetcher.discard(&grab).await.is_ok_and(|done| done);
                metrics::counter!("connector_media_discarded_total", "pod" => state.pod, "done" => done.to_string()).increment(1);
            }
        }
        settled.extend(fetch.attached);
    }
    Ok(Arrival::Settled(settled))
}

fn pause(outcome: &Result<StoredFile, Refusal>, tries: usize) -> Option<Duration> {
    let refusal = outcome.as_ref().err()?;
    refusal.retryable().then(|| PAUSES.get(tries).copied()).flatten()
}

fn note(state: &State, media: &Media, fetch: &Fetch) {
    let outcome = match &fetch.attached {
        Some(Attached::Kept(_)) => "kept",
        Some(Attached::Missing(problem)) => {
            tracing::warn!(pod = state.pod, problem, tries = fetch.tries, "a message goes on without its file");
            "missing"
        }
        None => "later",
    };
    metrics::counter!("connector_media_in_total", "pod" => state.pod, "type" => media.r#type.clone(), "outcome" => outcome).increment(1);
}

/// One file of one message.
struct Origin<'a> {
    thing: &'a Thing,
    event: &'a Event,
    place: usize,
}

impl Origin<'_> {
    async fn bring(&self, state: &State, channel: &Channel, media: &Media, whose: Whose<'_>) -> Result<StoredFile, Refusal> {
        let grab = state.provider.grab(channel, media)?;
        let found = state.fetcher.find(&*state.provider, channel, grab).await?;
        // What the provider said of the message is older than what its store says, and nearer to the customer.
        let declared = media.mime_type.clone().filter(|mime| !mime.is_empty()).unwrap_or_else(|| found.mime.clone());
        let declared = if declared.starts_with("application/octet-stream") || declared.starts_with("binary/") { "" } else { &declared };
        let named = media.more.get("filename").and_then(serde_json::Value::as_str).unwrap_or(&media.r#type).to_owned();
        let origin = format!("{}:{}", self.event.channel, self.event.provider_message_id.as_deref().unwrap_or(&self.thing.id));
        let upload = Upload {
            name: &named,
            mime_type: declared,
            size: found.size,
            origin: &origin,
            channel_type: &channel.channel_type,
            conversation_id: whose.conversation_id,
            customer_id: whose.customer_id,
        };
        let by = Principal::service(self.thing.tenant.clone(), state.pod);
        let body = Body::from_stream(found.bytes(announced(media)));
        let file = state.files.upload(&by, upload, body).await.map_err(kept)?;
        // Named by its message from now on, as those of the web channel are.
        let mut named = json!({ "attachment": { "fileId": file.id } });
        let message = format!("{}{}", self.thing.id, if self.place == 0 { String::new() } else { format!("/{}", self.place) });
        state.files.attach(&by, (whose.conversation_id, &message), &mut named).await.map_err(kept)?;
        Ok(file)
    }
}

/// What file-engine says against a file.
fn kept(fault: errors::Fault) -> Refusal {
    // A stream that broke off or was not what was announced may be whole the next time.
    let passing = fault.kind().retryable() || matches!(fault.code(), "TRUNCATED" | "STALLED" | "BROKEN_OFF");
    let class = if passing { ErrorClass::Temporary } else { ErrorClass::Media };
    Refusal::new(class, fault.code(), fault.detail())
}

/// The hash that the provider announced: base64 of the Cloud API, hexadecimal of on-premise.
fn announced(media: &Media) -> Option<Vec<u8>> {
    let text = media.more.get("sha256")?.as_str()?;
    let bytes = STANDARD.decode(text).ok().filter(|bytes| bytes.len() == 32).or_else(|| from_hex(text))?;
    (bytes.len() == 32).then_some(bytes)
}

fn from_hex(text: &str) -> Option<Vec<u8>> {
    let digits: Vec<u8> = text.chars().map(|digit| digit.to_digit(16).and_then(|digit| u8::try_from(digit).ok())).collect::<Option<_>>()?;
    (digits.len() == 64).then(|| digits.chunks(2).map(|pair| pair[0] * 16 + pair[1]).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failed(class: ErrorClass) -> Result<StoredFile, Refusal> {
        Err(Refusal::new(class, "1", "no"))
    }

    #[test]
    fn what_may_pass_is_tried_four_times_and_the_rest_once() {
        let tries = |class| (0..9).take_while(|tries| pause(&failed(class), *tries).is_some()).count() + 1;
        assert_eq!((tries(ErrorClass::Temporary), tries(ErrorClass::RateLimited)), (4, 4));
        assert_eq!((tries(ErrorClass::Media), tries(ErrorClass::Auth)), (1, 1));
    }

    #[test]
    fn a_hash_is_read_in_both_of_the_providers_alphabets() {
        let media = |text: &str| Media { more: [("sha256".to_owned(), text.into())].into_iter().collect(), ..Media::default() };
        let hash = vec![0xab; 32];
        assert_eq!(announced(&media(&"ab".repeat(32))), Some(hash.clone()));
        assert_eq!(announced(&media(&STANDARD.encode(&hash))), Some(hash));
        for odd in ["", "ab", "zz", "not a hash at all"] {
            assert_eq!(announced(&media(odd)), None, "{odd}");
        }
    }
}
