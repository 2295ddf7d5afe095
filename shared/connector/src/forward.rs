//! Things are handed to ccm: side by side over customers, one after the other for each, in the order of the provider's times.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use contracts::ccm::{ReceiveInboundRequest, ReceiveStatusRequest, ReportAttemptRequest, Session, StartSessionRequest};
use contracts::connector::LedgerEntry;
use errors::{Fault, Kind};
use ids::{Ms, Principal};
use runtime::call;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tokio::task::JoinSet;

use crate::State;
use crate::body::{body, further};
use crate::directory::Channel;
use crate::event::{Event, Status};
use crate::ledger::Entries;
use crate::media::{Arrival, Whose, bring};
use crate::outgoing::Attached;
use crate::profile::attributes;
use crate::store::{Handed, Thing};

/// Things that are looked at together.
const TOGETHER: usize = 1000;
/// How long a thing may wait when nobody said that it is there.
const LOOK: Duration = Duration::from_millis(200);

/// The end of an attempt, on its way to ccm.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Attempt {
    pub(crate) outbound_id: String,
    pub(crate) state: String,
    pub(crate) provider_message_id: String,
    pub(crate) error_code: String,
    pub(crate) error_text: String,
    pub(crate) error_class: String,
    pub(crate) attempts: u32,
    pub(crate) at_ms: Ms,
}

type Lane = (String, Vec<Handed>);

pub(crate) async fn run(state: Arc<State>) -> runtime::Result<()> {
    let mut under_way: JoinSet<Lane> = JoinSet::new();
    let mut busy = BTreeSet::new();
    loop {
        if let Err(error) = fill(&state, &mut under_way, &mut busy).await {
            warn(&error, "things are handed on later");
            tokio::time::sleep(LOOK).await;
        }
        let mut ended = Vec::new();
        tokio::select! {
            Some(lane) = under_way.join_next() => ended.extend(lane),
            () = state.things_there.notified() => {}
            () = tokio::time::sleep(LOOK) => {}
        }
        while let Some(lane) = under_way.try_join_next() {
            ended.extend(lane);
        }
        let handed: Vec<_> = ended.iter().flat_map(|(_, handed)| handed).cloned().collect();
        note(&state, &handed).await;
        for (lane, _) in ended {
            busy.remove(&lane);
        }
    }
}

/// Starts a task for every lane that has something and none.
async fn fill(state: &Arc<State>, under_way: &mut JoinSet<Lane>, busy: &mut BTreeSet<String>) -> db::Result<()> {
    if busy.len() >= state.config.lanes {
        return Ok(());
    }
    let mut lanes: BTreeMap<String, Vec<Thing>> = BTreeMap::new();
    for thing in state.store.open_things(state.clock.now(), busy, TOGETHER).await? {
        lanes.entry(thing.lane.clone()).or_default().push(thing);
    }
    for (lane, mut things) in lanes {
        if busy.len() >= state.config.lanes {
            break;
        }
        things.sort_by_key(|thing| (thing.sort, thing.pos));
        busy.insert(lane.clone());
        under_way.spawn(walk(state.clone(), lane, things));
    }
    Ok(())
}

/// Hands the things of one lane on, until one has to wait.
async fn walk(state: Arc<State>, lane: String, things: Vec<Thing>) -> Lane {
    let mut handed = Vec::with_capacity(things.len());
    for thing in things {
        let outcome = match hand(&state, &thing).await {
            Ok(Outcome::Done { conversation_id, seq }) => Handed::Done { pos: thing.pos, conversation_id, seq },
            Ok(Outcome::Later(pause)) => {
                let pause = i64::try_from(pause.as_millis()).unwrap_or(i64::MAX);
                handed.push(Handed::Later { pos: thing.pos, due_at: state.clock.now() + pause });
                break;
            }
            Err(fault) if waits(&fault, thing.attempts) => {
                // 0.2 s, 0.4 s, … 30 s: a peer that is away is asked for ever.
                let pause = (200_i64 << thing.attempts.clamp(0, 8)).min(30_000);
                metrics::counter!("connector_postponed_total", "pod" => state.pod, "code" => fault.code().to_owned()).increment(1);
                handed.push(Handed::Later { pos: thing.pos, due_at: state.clock.now() + pause });
                break;
            }
            Err(fault) => {
                tracing::warn!(thing = thing.id, kind = thing.kind, error = fault.chain(), "ccm does not take a thing");
                metrics::counter!("connector_rejected_total", "pod" => state.pod, "code" => fault.code().to_owned()).increment(1);
                Handed::Rejected { pos: thing.pos, reason: fault.code().to_owned() }
            }
        };
        if let (Handed::Rejected { reason, .. }, "EVENT") = (&outcome, thing.kind.as_str()) {
            tell(&state, &thing, reason).await;
        }
        handed.push(outcome);
    }
    (lane, handed)
}

/// Tries of a thing at which somebody stumbles, before it is kept aside: about a minute.
const STUMBLES: i64 = 8;

/// What will be different later: peers that are away, for ever; a mistake of ours, for a while.
fn waits(fault: &Fault, attempts: i64) -> bool {
    match fault.kind() {
        Kind::Unavailable | Kind::Timeout | Kind::Exhausted | Kind::Unauthenticated => true,
        Kind::Internal => attempts < STUMBLES,
        _ => false,
    }
}

async fn note(state: &State, handed: &[Handed]) {
    if handed.is_empty() {
        return;
    }
    if let Err(error) = state.store.hand(handed, state.clock.now()).await {
        // They are handed on once more; ccm knows their ids.
        warn(&error, "what was handed on could not be noted");
    }
}

/// Tells the ledger that ccm refused; what is lost here is found by the ledger as open.
async fn tell(state: &State, thing: &Thing, reason: &str) {
    let entry = LedgerEntry {
        id: thing.id.clone(),
        what: "REJECTED".to_owned(),
        reason: reason.to_owned(),
        received_ms: thing.received_at,
        stored_ms: thing.stored_at,
        ..LedgerEntry::default()
    };
    let mut entries = Entries::default();
    entries.add(&thing.tenant, &thing.channel_id, entry);
    let told = async {
        let mut tx = state.store.begin().await?;
        entries.publish(state, &mut tx).await?;
        tx.commit().await
    };
    if let Err(error) = told.await {
        warn(&error, "the ledger was not told of a refusal");
    }
}

/// What became of handing one thing on.
enum Outcome {
    Done {
        conversation_id: String,
        seq: i64,
    },
    /// A file of it is not there yet.
    Later(Duration),
}

impl Outcome {
    /// Nothing of the log's was touched.
    const NOTED: Self = Self::Done { conversation_id: String::new(), seq: 0 };
}

async fn hand(state: &State, thing: &Thing) -> errors::Result<Outcome> {
    let own = Principal::service(thing.tenant.clone(), state.pod);
    let mut door = state.door.clone();
    match thing.kind.as_str() {
        "EVENT" => message(state, thing).await,
        "STATUS" => {
            let status: Status = serde_json::from_str(&thing.payload).map_err(unreadable)?;
            door.receive_status(call(&own, status_request(thing, &status))).await?;
            Ok(Outcome::NOTED)
        }
        _ => {
            let attempt: Attempt = serde_json::from_str(&thing.payload).map_err(unreadable)?;
            let request = ReportAttemptRequest {
                outbound_id: attempt.outbound_id,
                state: attempt.state,
                provider_message_id: attempt.provider_message_id,
                error_code: attempt.error_code,
                error_text: attempt.error_text,
                error_class: attempt.error_class,
                attempts: i32::try_from(attempt.attempts).unwrap_or(i32::MAX),
                at_ms: attempt.at_ms,
            };
            door.report_attempt(call(&own, request)).await?;
            Ok(Outcome::NOTED)
        }
    }
}

fn unreadable(error: serde_json::Error) -> Fault {
    Fault::invalid("UNREADABLE", error.to_string())
}

/// What a customer did, with its files brought first: the session is started before them, for its conversation is whose they are.
async fn message(state: &State, thing: &Thing) -> errors::Result<Outcome> {
    let event: Event = serde_json::from_str(&thing.payload).map_err(unreadable)?;
    let channel = state.directory.channel(&thing.channel_id).await?;
    let channel = channel.ok_or_else(|| Fault::not_found("channel", &thing.channel_id))?;
    let mut request = inbound(state, thing, (&channel, &event));
    request.attributes = attributes(state, &channel, &event).await;
    let mut files = Vec::new();
    if !event.media.is_empty() {
        let session = session(state, &channel, &request).await?;
        let whose = Whose { conversation_id: &session.conversation_id, customer_id: &session.customer_id };
        match bring(state, &channel, (thing, &event), whose).await? {
            Arrival::Settled(settled) => files = settled,
            Arrival::Later(pause) => return Ok(Outcome::Later(pause)),
        }
    }
    let own = Principal::service(thing.tenant.clone(), state.pod);
    let mut door = state.door.clone();
    request.file_id = files.first().map(Attached::file_id).unwrap_or_default();
    request.body_json = serde_json::to_vec(&body(&event, &files)).map_err(Fault::internal)?;
    let answer = door.receive_inbound(call(&own, request.clone())).await?.into_inner();
    for (place, (media, file)) in event.media.iter().zip(&files).enumerate().skip(1) {
        let part = ReceiveInboundRequest {
            id: ids::derived_id(&[&thing.id, "file", &place.to_string()]),
            file_id: file.file_id(),
            part: i32::try_from(place).unwrap_or(i32::MAX),
            body_json: serde_json::to_vec(&further(media, file)).map_err(Fault::internal)?,
            ..request.clone()
        };
        door.receive_inbound(call(&own, part)).await?;
    }
    Ok(Outcome::Done { conversation_id: answer.conversation_id, seq: answer.seq })
}

async fn session(state: &State, channel: &Channel, request: &ReceiveInboundRequest) -> errors::Result<Session> {
    let start = StartSessionRequest {
        service_identifier: channel.service_identifier.clone(),
        channel_type: channel.channel_type.clone(),
        channel_customer_identifier: request.channel_customer_identifier.clone(),
        data_json: b"{}".to_vec(),
        attributes: request.attributes.clone(),
        other_identifiers: request.other_identifiers.clone(),
    };
    let own = Principal::service(channel.tenant.clone(), state.pod);
    let started = state.door.clone().start_session(call(&own, start)).await?.into_inner();
    started.session.ok_or_else(|| Fault::internal("ccm answered no session"))
}

/// The request without the message's body.
fn inbound(state: &State, thing: &Thing, (channel, event): (&Channel, &Event)) -> ReceiveInboundRequest {
    let quoted = [event.word(&["reply_to", "id"]), event.word(&["original_id"]), event.word(&["reaction", "target_id"])];
    let quoted = quoted.into_iter().find(|id| !id.is_empty()).unwrap_or_default().to_owned();
    let intent = match event.kind.as_str() {
        "edited" => "UPDATE",
        _ if !event.word(&["reply_to", "id"]).is_empty() => "REPLY_TO",
        _ => "NONE",
    };
    let passive = ["system", "handover", "deleted", "optin", "referral"];
    ReceiveInboundRequest {
        id: thing.id.clone(),
        channel_id: thing.channel_id.clone(),
        channel_customer_identifier: state.provider.identity(channel, event.from.as_deref().unwrap_or_default()),
        other_identifiers: state.provider.also_known_as(channel, event),
        provider_message_id: event.provider_message_id.clone().unwrap_or_default(),
        reply_to_provider_id: quoted,
        intent: intent.to_owned(),
        provider_ms: event.timestamp_ms.unwrap_or_default(),
        open_until_ms: state
            .provider
            .entry(channel, event)
            .map_or(0, |open| event.timestamp_ms.unwrap_or(thing.received_at) + i64::try_from(open.as_millis()).unwrap_or_default()),
        opens_window: !passive.contains(&event.kind.as_str()),
        ..ReceiveInboundRequest::default()
    }
}

fn status_request(thing: &Thing, status: &Status) -> ReceiveStatusRequest {
    let first = status.errors.first().cloned().unwrap_or_default();
    let code = match &first["code"] {
        Value::String(code) => code.clone(),
        Value::Null => String::new(),
        code => code.to_string(),
    };
    let words = [&first["details"], &first["title"]].into_iter().find_map(Value::as_str).unwrap_or_default().to_owned();
    let identity = thing.lane.split_once(':').map(|(_, identity)| identity.to_owned()).unwrap_or_default();
    ReceiveStatusRequest {
        channel_id: thing.channel_id.clone(),
        provider_message_id: status.provider_message_id.clone().unwrap_or_default(),
        status: status.status.clone(),
        provider_status: status.provider_status.clone(),
        channel_customer_identifier: identity,
        provider_ms: status.timestamp_ms.unwrap_or(thing.received_at),
        watermark_ms: if status.provider_message_id.is_none() { status.watermark_ms.unwrap_or_default() } else { 0 },
        error_code: code,
        error_text: words,
        error_class: status.error_class.clone().unwrap_or_default(),
        outbound_id: status.more.get("callback_data").and_then(Value::as_str).unwrap_or_default().to_owned(),
    }
}

fn warn(error: &db::Error, what: &'static str) {
    let cause: &dyn std::error::Error = error;
    tracing::warn!(error = cause, "{what}");
}
