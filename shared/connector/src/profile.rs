//! What a provider says of a customer when it is asked: the name, where webhooks have none.

use std::collections::HashMap;
use std::time::Duration;

use moka::sync::Cache;

use crate::State;
use crate::directory::Channel;
use crate::event::Event;
use crate::send::limited;

/// Customers whose answer is remembered, and for how long: nobody is asked at every message.
const CAPACITY: u64 = 10_000;
const LIFE: Duration = Duration::from_hours(1);
/// How long a message waits for its sender's name at most.
const PATIENCE: Duration = Duration::from_secs(3);

type Attributes = Vec<(&'static str, String)>;

/// Answers by channel and address; an empty one for who is not told of.
pub(crate) struct Profiles(Cache<(String, String), Attributes>);

impl Default for Profiles {
    fn default() -> Self {
        Self(Cache::builder().max_capacity(CAPACITY).time_to_live(LIFE).build())
    }
}

/// What is known of whoever did something: as the event says, else as the provider does.
pub(crate) async fn attributes(state: &State, channel: &Channel, event: &Event) -> HashMap<String, String> {
    let mut known = state.provider.attributes(event);
    if known.is_empty() {
        known = asked(state, channel, event).await;
    }
    known.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
}

async fn asked(state: &State, channel: &Channel, event: &Event) -> Attributes {
    let Some(grab) = state.provider.profile(channel, event) else { return Vec::new() };
    let key = (channel.id.clone(), event.from.clone().unwrap_or_default());
    if let Some(known) = state.profiles.0.get(&key) {
        return known;
    }
    let mut request = state.client.get(&grab.url).timeout(PATIENCE);
    for (name, value) in &grab.headers {
        request = request.header(name, value);
    }
    // It may be refused: then the customer has no name, and the message goes on.
    let answer = request.send().await.and_then(reqwest::Response::error_for_status);
    let body = match answer {
        Ok(answer) => limited(answer).await.unwrap_or_default(),
        Err(_) => Vec::new(),
    };
    let known = state.provider.profiled(&body);
    state.profiles.0.insert(key, known.clone());
    known
}
