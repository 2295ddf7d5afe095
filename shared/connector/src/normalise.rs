//! Requests are taken apart: each thing in them once, whatever the provider repeats.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use contracts::connector::LedgerEntry;
use db::Batch;
use ids::TenantId;
use serde_json::{Value, json};

use crate::State;
use crate::directory::Channel;
use crate::event::{Decoded, Event, Status};
use crate::ledger::Entries;
use crate::store::{Key, NewThing, Store, Webhook, clean};

/// Requests that share a transaction; each may have megabytes.
const TOGETHER: usize = 64;
/// How long a request may wait when nobody said that it is there.
const LOOK: Duration = Duration::from_millis(250);
/// Bytes of an address or id that is believed.
const LONGEST: usize = 256;

pub(crate) async fn run(state: Arc<State>) -> runtime::Result<()> {
    loop {
        match round(&state).await {
            Ok(0) => {
                // Whether it was called or just waited long enough: it looks.
                let _woken = tokio::time::timeout(LOOK, state.raw_there.notified()).await;
            }
            Ok(_) => state.things_there.notify_one(),
            Err(fault) => {
                tracing::warn!(error = fault.chain(), "requests are taken apart later");
                tokio::time::sleep(LOOK).await;
            }
        }
    }
}

/// Takes the oldest requests apart; answers how many.
pub(crate) async fn round(state: &State) -> errors::Result<usize> {
    let requests = state.store.waiting_webhooks(TOGETHER).await?;
    if requests.is_empty() {
        return Ok(0);
    }
    let mut draft = Draft::default();
    for request in &requests {
        // A channel that is gone meanwhile cannot be asked how it reads: what came to it is kept as it is.
        match state.directory.channel(&request.channel_id).await? {
            Some(channel) => draft.read(state, &channel, request),
            None => draft.odd(request, "NO_CHANNEL", Value::Null, "REJECTED"),
        }
    }
    let places: Vec<_> = requests.iter().map(|request| request.pos).collect();
    let mut batch = Batch::default();
    Store::webhooks_done(&mut batch, &places);
    draft.add_to(&mut batch, state).await?;
    if state.store.write(batch).await? {
        return Ok(requests.len());
    }
    // Another replica has some of them, and a moment for the others: what it leaves is found then.
    metrics::counter!("connector_raced_total", "pod" => state.pod).increment(1);
    Ok(0)
}

/// What a round has found so far.
#[derive(Default)]
struct Draft {
    things: Vec<(Option<String>, NewThing)>,
    opts: Vec<(TenantId, String, String, bool)>,
    entries: Entries,
}

impl Draft {
    fn read(&mut self, state: &State, channel: &Channel, request: &Webhook) {
        let Decoded { events, statuses, ignored, rejected } = state.provider.decode(channel, &request.raw);
        let count = |what: &'static str, number: usize| {
            metrics::counter!("connector_items_total", "pod" => state.pod, "what" => what).increment(number as u64);
        };
        count("event", events.len());
        count("status", statuses.len());
        count("ignored", ignored.len());
        count("rejected", rejected.len());
        for event in events {
            self.event(state, channel, request, event);
        }
        for status in statuses {
            self.status(state, channel, request, status);
        }
        for what in ignored {
            self.odd(request, &what, Value::Null, "IGNORED");
        }
        for broken in rejected {
            self.odd(request, &broken.reason, broken.item, "REJECTED");
        }
    }

    fn event(&mut self, state: &State, channel: &Channel, request: &Webhook, event: Event) {
        let from = event.from.as_deref().unwrap_or_default();
        if !believable(from) || !event.provider_message_id.as_deref().is_none_or(believable) || event.key.is_empty() {
            return self.odd(request, "MALFORMED", json!({ "event": event }), "REJECTED");
        }
        let target = channel.addressed(state.provider.routed(&event));
        let identity = state.provider.identity(channel, from);
        let target_id = target.unwrap_or(&channel.id).to_owned();
        if let Some(word) = event.more.get("opt_out").and_then(Value::as_str)
            && matches!(word, "STOP" | "START")
        {
            self.opts.push((channel.tenant.clone(), target_id.clone(), identity.clone(), word == "STOP"));
        }
        let key = format!("e|{}", event.key);
        let thing = NewThing {
            id: ids::derived_id(&[channel.tenant.as_str(), &target_id, &key]),
            lane: format!("{target_id}:{identity}"),
            sort: event.timestamp_ms.unwrap_or(request.received_at),
            payload: json!(event).to_string(),
            state: if target.is_some() { "OPEN" } else { "REJECTED" },
            reason: if target.is_some() { String::new() } else { "NO_CHANNEL".to_owned() },
            channel_id: target_id,
            ..blank(request, "EVENT")
        };
        self.things.push((Some(key), thing));
    }

    fn status(&mut self, state: &State, channel: &Channel, request: &Webhook, status: Status) {
        let recipient = status.recipient.as_deref().unwrap_or_default();
        if !status.provider_message_id.as_deref().is_none_or(believable) || recipient.len() > LONGEST || status.key.is_empty() {
            return self.odd(request, "MALFORMED", json!({ "status": status }), "REJECTED");
        }
        let identity = state.provider.identity(channel, &clean(recipient));
        let key = format!("s|{}", status.key);
        let thing = NewThing {
            id: ids::derived_id(&[channel.tenant.as_str(), &channel.id, &key]),
            lane: format!("{}:{identity}", channel.id),
            sort: status.timestamp_ms.unwrap_or(request.received_at),
            payload: json!(status).to_string(),
            state: "OPEN",
            ..blank(request, "STATUS")
        };
        self.things.push((Some(key), thing));
    }

    /// Something that goes nowhere, kept with its reason.
    fn odd(&mut self, request: &Webhook, reason: &str, item: Value, outcome: &'static str) {
        let id = ids::derived_id(&[request.tenant.as_str(), &request.channel_id, &request.pos.to_string(), &self.things.len().to_string()]);
        let thing = NewThing { id, payload: item.to_string(), state: outcome, reason: clean(reason), ..blank(request, "ITEM") };
        self.things.push((None, thing));
    }

    async fn add_to(mut self, batch: &mut Batch, state: &State) -> errors::Result<()> {
        let now = state.clock.now();
        let of = |key: &Option<String>, thing: &NewThing| Some((thing.tenant.clone(), thing.channel_id.clone(), key.clone()?));
        let keys: BTreeSet<Key> = self.things.iter().filter_map(|(key, thing)| of(key, thing)).collect();
        let known = state.store.taken_keys(&keys).await?;
        let mut new: BTreeSet<Key> = keys.difference(&known).cloned().collect();
        Store::take_keys(batch, &new, now);
        let (mut taken, mut repeated) = (Vec::new(), Vec::new());
        for (key, thing) in self.things {
            // The first one in a batch that has the key is new, those behind it are not.
            let is_new = of(&key, &thing).is_none_or(|key| new.remove(&key));
            note(&mut self.entries, &thing, is_new);
            if is_new { taken.push(thing) } else { repeated.push(thing) }
        }
        Store::add_things(batch, &taken);
        Store::add_repeated(batch, &repeated);
        let mut opts = BTreeMap::new();
        for (tenant, channel, identity, out) in self.opts {
            opts.insert((tenant, channel, identity), out);
        }
        for ((tenant, channel, identity), out) in opts {
            Store::opt(batch, &tenant, (&channel, &identity), out, now);
        }
        Ok(self.entries.add_to(batch, state).await?)
    }
}

/// What the ledger hears of a thing.
fn note(entries: &mut Entries, thing: &NewThing, is_new: bool) {
    let what = match (thing.kind, thing.state, is_new) {
        ("STATUS", ..) | (_, "IGNORED", _) => return,
        (_, _, false) => "DUPLICATE",
        (_, "REJECTED", _) => "REJECTED",
        _ => "RECEIVED",
    };
    let event: Event = if thing.kind == "EVENT" { serde_json::from_str(&thing.payload).unwrap_or_default() } else { Event::default() };
    let entry = LedgerEntry {
        id: thing.id.clone(),
        what: what.to_owned(),
        reason: thing.reason.clone(),
        provider_message_id: event.provider_message_id.unwrap_or_default(),
        kind: event.kind,
        received_ms: thing.received_at,
        stored_ms: thing.stored_at,
    };
    entries.add(&thing.tenant, &thing.channel_id, entry);
}

fn blank(request: &Webhook, kind: &'static str) -> NewThing {
    NewThing {
        tenant: request.tenant.clone(),
        channel_id: request.channel_id.clone(),
        arrived_at: request.channel_id.clone(),
        webhook: request.pos,
        kind,
        received_at: request.received_at,
        stored_at: request.stored_at,
        ..NewThing::default()
    }
}

fn believable(text: &str) -> bool {
    !text.is_empty() && text.len() <= LONGEST && !text.chars().any(char::is_control)
}
