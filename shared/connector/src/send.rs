//! Messages to the provider: one unresolved attempt at a time for each customer, ending SENT, FAILED or UNKNOWN.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use bus::{Delivery, Handler};
use contracts::ccm::{OutboundEvent, ReadOutboundRequest};
use errors::Fault;
use ids::{Ms, Principal, TenantId};
use prost::Message as _;
use runtime::call as call_of;
use serde_json::{Value, json};
use tokio::task::JoinSet;

use crate::class::{ErrorClass, Refusal};
use crate::directory::Channel;
use crate::erase::erase;
use crate::forward::Attempt;
use crate::media;
use crate::outgoing::{Answer, Call, Payload, Said};
use crate::store::{Ended, NewThing, Send, Store};
use crate::{ERASED, State};

/// Lanes that are looked at together.
const TOGETHER: i64 = 256;
/// How long a message may wait when nobody said that it is there.
const LOOK: Duration = Duration::from_millis(200);
/// Bytes of a provider's answer that are read.
const LONGEST: usize = 256 * 1024;

/// `ccm.outbound.v1` → rows that wait; `ccm.erased.v1` → rows that nobody can read any more, in the same order for each customer.
pub(crate) struct Outbound(pub(crate) Arc<State>);

#[async_trait]
impl Handler for Outbound {
    async fn handle(&self, delivery: &mut Delivery<'_>) -> errors::Result<()> {
        if delivery.event.topic == ERASED {
            return erase(&self.0, delivery).await;
        }
        if delivery.event.r#type != self.0.pod {
            return Ok(());
        }
        let tenant = TenantId::new(delivery.event.tenant.as_str());
        let mut event = OutboundEvent::decode(delivery.event.payload.as_slice()).map_err(Fault::internal)?;
        if event.body_left_out > 0 {
            event.body_json = left_out(&self.0, &tenant, &event.id).await?;
        }
        let lane = format!("{}:{}", event.channel_id, event.channel_customer_identifier);
        let now = self.0.clock.now();
        let tx = delivery.tx().await?;
        Store::add_send(tx, &tenant, &event, &lane, now).await?;
        let state = self.0.clone();
        tx.after_commit(move || {
            state.sends_there.notify_one();
        });
        Ok(())
    }
}

/// The body of a message that was too long for its event.
async fn left_out(state: &State, tenant: &TenantId, outbound_id: &str) -> errors::Result<Vec<u8>> {
    let own = Principal::service(tenant.clone(), state.pod);
    let request = ReadOutboundRequest { outbound_id: outbound_id.to_owned() };
    Ok(state.door.clone().read_outbound(call_of(&own, request)).await?.into_inner().body_json)
}

/// `sole`: nobody else can be at an attempt that this process finds begun.
pub(crate) async fn run(state: Arc<State>, sole: bool) -> runtime::Result<()> {
    let mut under_way: JoinSet<String> = JoinSet::new();
    let mut busy = BTreeSet::new();
    // Whoever began these is dead: the process itself, before it was restarted.
    let mut horizon = if sole { Ms::MAX } else { state.clock.now() };
    loop {
        let looked = async {
            recover(&state, horizon).await?;
            fill(&state, &mut under_way, &mut busy).await
        };
        match looked.await {
            Ok(()) => horizon = 0,
            Err(fault) => {
                tracing::warn!(error = fault.chain(), "messages are sent later");
                tokio::time::sleep(LOOK).await;
            }
        }
        tokio::select! {
            Some(lane) = under_way.join_next() => drop(lane.map(|lane| busy.remove(&lane))),
            () = state.sends_there.notified() => {}
            () = tokio::time::sleep(LOOK) => {}
        }
    }
}

/// What was being sent when a process died: no provider can be asked for a message that it gave no id yet.
async fn recover(state: &State, horizon: Ms) -> errors::Result<()> {
    for send in state.store.abandoned(horizon.max(state.clock.now())).await? {
        tracing::warn!(message = send.event.id, "a process died while it sent a message: nobody knows whether it arrived");
        end(state, &send, unknown("the connection to the provider was lost while the message was being sent")).await?;
    }
    Ok(())
}

async fn fill(state: &Arc<State>, under_way: &mut JoinSet<String>, busy: &mut BTreeSet<String>) -> errors::Result<()> {
    if busy.len() >= state.config.lanes {
        return Ok(());
    }
    for send in state.store.due_sends(state.clock.now(), TOGETHER).await? {
        if busy.len() >= state.config.lanes {
            break;
        }
        if busy.insert(send.lane.clone()) {
            let state = state.clone();
            under_way.spawn(async move {
                if let Err(fault) = attempt(&state, &send).await {
                    tracing::warn!(message = send.event.id, error = fault.chain(), "a message is tried again");
                    // It stays as it is: begun attempts end UNKNOWN, others are found again.
                    tokio::time::sleep(LOOK).await;
                }
                send.lane
            });
        }
    }
    Ok(())
}

async fn attempt(state: &State, send: &Send) -> errors::Result<()> {
    let now = state.clock.now();
    let Some(channel) = state.directory.channel(&send.channel_id).await? else {
        let gone = Refusal::new(ErrorClass::InvalidRequest, "NO_CHANNEL", "the channel is gone");
        return end(state, send, failed(&gone)).await;
    };
    let identity = &send.event.channel_customer_identifier;
    if state.store.opted_out(&send.tenant, &send.channel_id, identity).await? {
        let out = Refusal::new(ErrorClass::OptedOut, "OPTED_OUT", "the customer does not want messages on this channel");
        return end(state, send, failed(&out)).await;
    }
    let call = match call(state, &channel, send, now).await {
        Ok(call) => call,
        Err(refusal) => return put_off(state, send, &refusal).await,
    };
    if let Err(pause) = state.rates.take(state.provider.rate(&channel), &channel.id, &send.lane) {
        return Ok(state.store.postpone(send, now, now + millis(pause)).await?);
    }
    let held_until = now + millis(state.config.send_timeout + state.config.connect_timeout) + 10_000;
    if !state.store.begin_attempt(send, now, held_until).await? {
        return Ok(());
    }
    let answer = perform(state, call).await;
    conclude(state, send, &channel, answer).await
}

/// The call that sends the message, its file brought to where the provider gets it.
async fn call(state: &State, channel: &Channel, send: &Send, now: Ms) -> Result<Call, Refusal> {
    let said = media::prepare(state, channel, send, said(state, channel, send, now)?).await?;
    state.provider.call(channel, &said)
}

/// A message that could not even be tried: later if that may help.
async fn put_off(state: &State, send: &Send, refusal: &Refusal) -> errors::Result<()> {
    let now = state.clock.now();
    let since = Duration::from_millis(u64::try_from(now - send.first_at).unwrap_or_default());
    match refusal.pause(send.attempts + 1, since) {
        Some(pause) => Ok(state.store.put_off(send, now, now + millis(pause)).await?),
        None => end(state, send, failed(refusal)).await,
    }
}

/// What is said: by the window of the channel the message itself, or the template that stands in for it.
fn said(state: &State, channel: &Channel, send: &Send, now: Ms) -> Result<Said, Refusal> {
    let event = &send.event;
    let body: Value = serde_json::from_slice(&event.body_json).unwrap_or_default();
    let mut said = Said {
        id: event.id.clone(),
        to: event.channel_customer_identifier.clone(),
        body,
        reply_to: event.reply_to_provider_id.clone(),
        human_late: false,
        last_inbound: event.last_provider_message_id.clone(),
        file: None,
    };
    let window = state.provider.window(channel);
    let silent = Duration::from_millis(u64::try_from(now - event.last_inbound_ms).unwrap_or_default());
    let open = window.open.is_none_or(|open| silent < open || now < event.open_until_ms) || said.kind() == "TEMPLATE";
    if open {
        return Ok(said);
    }
    if event.by_agent && window.human.is_some_and(|human| silent < human) {
        said.human_late = true;
        return Ok(said);
    }
    // A template has no room for a file: words without it would be half of what was said.
    let only_words = !said.text().is_empty() && said.body["attachment"].is_null();
    if let (Some((name, language)), true) = (&channel.fallback, only_words) {
        said.body = json!({ "type": "TEMPLATE", "templateName": name, "language": language, "parameters": [said.text()] });
        return Ok(said);
    }
    let hours = window.open.map_or(0, |open| open.as_secs() / 3600);
    let detail = format!("the customer last wrote more than {hours} hours ago: only a template can be sent");
    Err(Refusal::new(ErrorClass::OutsideWindow, "OUTSIDE_WINDOW", detail))
}

/// The request of a call.
pub(crate) fn prepared(state: &State, call: Call) -> reqwest::RequestBuilder {
    let mut request = state.client.post(&call.url);
    for (name, value) in &call.headers {
        request = request.header(*name, value);
    }
    if let Some((user, password)) = &call.basic {
        request = request.basic_auth(user, Some(password));
    }
    match call.payload {
        Payload::Json(value) => request.json(&value),
        Payload::Form(pairs) => {
            let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
            request.header("content-type", "application/x-www-form-urlencoded").body(body)
        }
    }
}

/// Calls the provider.
async fn perform(state: &State, call: Call) -> Answer {
    let answered = match prepared(state, call).send().await {
        Ok(answered) => answered,
        // It was never there; everything else may have been.
        Err(error) if error.is_connect() || error.is_builder() => {
            return Answer::Refused(Refusal::new(ErrorClass::Temporary, "NOT_CONNECTED", "the provider cannot be reached"));
        }
        Err(error) if error.is_timeout() => return Answer::Unclear("the provider did not answer in time".to_owned()),
        Err(_) => return Answer::Unclear("the connection to the provider broke".to_owned()),
    };
    let status = answered.status().as_u16();
    match limited(answered).await {
        Some(body) => state.provider.answer(status, &body),
        None => Answer::Unclear("the provider's answer broke off".to_owned()),
    }
}

/// A provider's answer, if it is no longer than one may be.
pub(crate) async fn limited(mut answered: reqwest::Response) -> Option<Vec<u8>> {
    let mut body = Vec::new();
    while let Some(chunk) = answered.chunk().await.ok()? {
        if body.len() + chunk.len() > LONGEST {
            return None;
        }
        body.extend_from_slice(&chunk);
    }
    Some(body)
}

async fn conclude(state: &State, send: &Send, channel: &Channel, answer: Answer) -> errors::Result<()> {
    let now = state.clock.now();
    match answer {
        Answer::Sent(provider_message_id) => {
            state.health.sent(channel, now);
            end(state, send, Ended { state: "SENT", provider_message_id, ..Ended::default() }).await
        }
        Answer::Unclear(text) => end(state, send, unknown(&text)).await,
        Answer::Refused(refusal) => {
            state.health.refused(channel, &refusal, now);
            let since = Duration::from_millis(u64::try_from(now - send.first_at).unwrap_or_default());
            match refusal.pause(send.attempts + 1, since) {
                Some(pause) => Ok(state.store.postpone(send, now, now + millis(pause)).await?),
                None => end(state, send, failed(&refusal)).await,
            }
        }
    }
}

pub(crate) fn failed(refusal: &Refusal) -> Ended {
    Ended {
        state: "FAILED",
        error_code: refusal.code.clone(),
        error_class: refusal.class.as_str(),
        error_text: refusal.text.chars().take(500).collect(),
        ..Ended::default()
    }
}

fn unknown(text: &str) -> Ended {
    Ended { state: "UNKNOWN", error_text: text.to_owned(), ..Ended::default() }
}

/// Ends a message, and lets ccm know in the same transaction.
async fn end(state: &State, send: &Send, ended: Ended) -> errors::Result<()> {
    let now = state.clock.now();
    let mut tx = state.store.begin().await?;
    if Store::end_send(&mut tx, send, &ended, now).await? {
        Store::add_things_in(&mut tx, &[told(send, &ended, now)]).await?;
        if ended.error_class == ErrorClass::OptedOut.as_str() {
            Store::opt_out(&mut tx, &send.tenant, (&send.channel_id, &send.event.channel_customer_identifier), now).await?;
        }
    }
    tx.commit().await?;
    metrics::counter!("connector_sends_total", "pod" => state.pod, "state" => ended.state).increment(1);
    state.things_there.notify_one();
    Ok(())
}

/// The end of a message, on its way to ccm.
pub(crate) fn told(send: &Send, ended: &Ended, now: Ms) -> NewThing {
    let attempt = Attempt {
        outbound_id: send.event.id.clone(),
        state: ended.state.to_owned(),
        provider_message_id: ended.provider_message_id.clone(),
        error_code: ended.error_code.clone(),
        error_text: ended.error_text.clone(),
        error_class: ended.error_class.to_owned(),
        attempts: send.attempts + 1,
        at_ms: now,
    };
    NewThing {
        tenant: send.tenant.clone(),
        channel_id: send.channel_id.clone(),
        arrived_at: send.channel_id.clone(),
        id: ids::derived_id(&[send.tenant.as_str(), &send.event.id, "attempt"]),
        kind: "ATTEMPT",
        lane: send.lane.clone(),
        sort: now,
        payload: json!(attempt).to_string(),
        received_at: now,
        stored_at: now,
        state: "OPEN",
        ..NewThing::default()
    }
}

fn millis(duration: Duration) -> Ms {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}
