//! The addresses of providers, and what operators see of a channel.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Path, Query, Request, State as Extract};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use axum::{Json, Router};
use errors::{Fault, Kind};
use http::{HeaderValue, StatusCode, header};
use ids::{Role, rfc3339};
use runtime::{Api, Caller, routes};
use serde::Deserialize;
use serde_json::{Value, json};
use utoipa::IntoParams;

use crate::directory::Channel;
use crate::intake::Intake;
use crate::provider::{Handshake, Raw};
use crate::store::{NewWebhook, Thing};
use crate::{State, health};

/// A sender who is slower than that loses nothing: it was not answered.
const READING: Duration = Duration::from_secs(10);
/// Who sees what came in: it is what customers wrote.
const OPERATORS: &[Role] = &[Role::Admin];

#[derive(Clone)]
struct Edge {
    state: Arc<State>,
    intake: Intake,
}

pub(crate) fn router(state: &Arc<State>, intake: Intake) -> Api {
    let pod = state.pod;
    let edge = Edge { state: state.clone(), intake };
    // Providers know these addresses from their own pages, not from a description.
    let webhooks = Router::new()
        .route(&format!("/{pod}/v1/webhooks/{{channel}}"), get(bare).post(bare))
        .route(&format!("/{pod}/v1/webhooks/{{channel}}/{{*rest}}"), get(longer).post(longer))
        .with_state(edge.clone());
    let operators = Api::new().routes(routes!(events)).routes(routes!(channel_health)).routes(routes!(replay)).with_state(edge);
    Api::new().nest(&format!("/{pod}"), operators).merge(webhooks.into())
}

async fn bare(Extract(edge): Extract<Edge>, Path(channel): Path<String>, request: Request) -> errors::Result<Response> {
    webhook(&edge, &channel, "", request).await
}

async fn longer(Extract(edge): Extract<Edge>, Path((channel, rest)): Path<(String, String)>, request: Request) -> errors::Result<Response> {
    webhook(&edge, &channel, &format!("/{rest}"), request).await
}

async fn webhook(edge: &Edge, channel_id: &str, rest: &str, request: Request) -> errors::Result<Response> {
    let state = &*edge.state;
    let received_at = state.clock.now();
    let (parts, body) = request.into_parts();
    let body = read(body, state.config.max_body).await?;
    let Some(channel) = state.directory.channel(channel_id).await.map_err(away)? else {
        // A refusal would make the provider repeat it for a week and then switch the address off.
        tracing::warn!(channel = channel_id, "a webhook for a channel that is not here");
        metrics::counter!("connector_unknown_channel_total", "pod" => state.pod).increment(1);
        return Ok(StatusCode::OK.into_response());
    };
    let raw =
        Raw { method: parts.method, rest: rest.to_owned(), query: parts.uri.query().map(str::to_owned), headers: parts.headers, body };
    match state.provider.handshake(&channel, &raw) {
        Handshake::None => {}
        Handshake::Answer(text) => return Ok(plain(text)),
        Handshake::Forbidden => {
            return Err(Fault::new(Kind::Forbidden, "WRONG_VERIFY_TOKEN", "this is not the verify token of the channel"));
        }
        Handshake::Malformed => return Err(Fault::invalid("NO_CHALLENGE", "a handshake has a challenge")),
    }
    if let Err(refused) = state.provider.authenticate(&channel, &raw) {
        tracing::warn!(channel = channel_id, reason = refused.as_str(), bytes = raw.body.len(), "a webhook is not believed");
        metrics::counter!("connector_refused_total", "pod" => state.pod, "reason" => refused.as_str()).increment(1);
        state.health.unbelieved(&channel, refused.as_str(), received_at);
        return Err(Fault::new(Kind::Unauthenticated, "BAD_SIGNATURE", "the request does not prove that it comes from the provider"));
    }
    state.provider.readable(&raw).map_err(|problem| Fault::invalid("UNREADABLE", problem))?;
    let request = NewWebhook { tenant: channel.tenant.clone(), channel_id: channel.id.clone(), raw, received_at };
    edge.intake.store(request).await?;
    state.health.heard(&channel, received_at);
    let (kind, text) = state.provider.thanks();
    Ok(([(header::CONTENT_TYPE, kind)], text).into_response())
}

async fn read(body: axum::body::Body, most: usize) -> errors::Result<Vec<u8>> {
    let reading = tokio::time::timeout(READING, axum::body::to_bytes(body, most));
    match reading.await {
        Ok(Ok(bytes)) => Ok(bytes.into()),
        Ok(Err(_)) => Err(Fault::new(Kind::TooLarge, "TOO_LARGE", format!("a request has at most {most} bytes"))),
        Err(_) => Err(Fault::new(Kind::Timeout, "TOO_SLOW", "the body did not come in time")),
    }
}

/// Without ccm nobody knows the channel's keys: the provider sends it again.
fn away(fault: Fault) -> Fault {
    tracing::warn!(error = fault.chain(), "ccm cannot be asked for a channel");
    Fault::new(Kind::Unavailable, "NOT_NOW", "the channel cannot be looked up now: send it again")
}

fn plain(text: String) -> Response {
    let mut response = text.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}

/// The channel, if it is the caller's tenant's.
async fn own(edge: &Edge, caller: &Caller, id: &str) -> errors::Result<Arc<Channel>> {
    caller.require(OPERATORS)?;
    let channel = edge.state.directory.channel(id).await?.filter(|channel| channel.tenant == caller.principal.tenant);
    channel.ok_or_else(|| Fault::not_found("channel", id))
}

#[derive(Deserialize, IntoParams)]
struct Page {
    /// Oldest first, after that place.
    #[serde(default)]
    after: i64,
    /// Newest first, before that place, for people who look at what came last.
    #[serde(default)]
    before: Option<i64>,
    /// 100 without it, 500 at most.
    #[serde(default)]
    limit: Option<i64>,
}

/// What came to a channel's address, normalised, oldest first (newest first with `before`); `settled` once nothing waits to be taken apart.
#[utoipa::path(get, path = "/v1/channels/{id}/events", params(("id" = String, Path)), responses((status = 200, description = "What came to a channel’s address", body = Value)))]
async fn events(
    Extract(edge): Extract<Edge>,
    caller: Caller,
    Path(id): Path<String>,
    Query(page): Query<Page>,
) -> errors::Result<Json<Value>> {
    let channel = own(&edge, &caller, &id).await?;
    let store = &edge.state.store;
    // Asked first: what is settled before the read is in it.
    let settled = store.is_settled(&channel.tenant, &channel.id).await?;
    let limit = page.limit.unwrap_or(100).clamp(1, 500);
    let things = match page.before {
        Some(before) => store.things_before(&channel.tenant, &channel.id, before, limit).await?,
        None => store.things_at(&channel.tenant, &channel.id, page.after, limit).await?,
    };
    Ok(Json(json!({ "settled": settled, "items": things.iter().map(shown).collect::<Vec<_>>() })))
}

fn shown(thing: &Thing) -> Value {
    let payload: Value = serde_json::from_str(&thing.payload).unwrap_or_default();
    json!({
        "position": thing.pos,
        "id": thing.id,
        "kind": thing.kind,
        "state": thing.state,
        "reason": thing.reason,
        "channelId": thing.channel_id,
        "receivedAt": rfc3339(thing.received_at),
        "storedAt": rfc3339(thing.stored_at),
        "attempts": thing.attempts,
        "conversationId": thing.conversation_id,
        "seq": thing.seq,
        "content": payload,
    })
}

/// How a channel does.
#[utoipa::path(get, path = "/v1/channels/{id}/health", params(("id" = String, Path)), responses((status = 200, description = "How the channel does", body = Value)))]
async fn channel_health(Extract(edge): Extract<Edge>, caller: Caller, Path(id): Path<String>) -> errors::Result<Json<Value>> {
    let channel = own(&edge, &caller, &id).await?;
    let (open, rejected) = edge.state.store.count_things(&channel.tenant, &channel.id).await?;
    let sending = edge.state.store.count_sends(&channel.tenant, &channel.id).await?;
    let mut shown = health::of(&edge.state, &channel).await?;
    shown["open"] = open.into();
    shown["rejected"] = rejected.into();
    shown["sending"] = sending.into();
    Ok(Json(shown))
}

/// Gives a thing that ccm refused back to its lane, once its reason is gone.
#[utoipa::path(post, path = "/v1/events/{id}/replay", params(("id" = String, Path)), responses((status = 202, description = "It is in its lane again")))]
async fn replay(Extract(edge): Extract<Edge>, caller: Caller, Path(id): Path<String>) -> errors::Result<StatusCode> {
    caller.require(OPERATORS)?;
    if !edge.state.store.replay(&caller.principal.tenant, &id, edge.state.clock.now()).await? {
        return Err(Fault::not_found("rejected event", &id));
    }
    edge.state.things_there.notify_one();
    Ok(StatusCode::ACCEPTED)
}
