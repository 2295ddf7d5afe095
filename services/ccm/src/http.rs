//! Route → operation: the documents of the tenant, and what widgets read.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::{Path, Query, Request, State as Extract};
use axum::http::{HeaderName, StatusCode, header};
use errors::Fault;
use ids::{Ms, Role, parse_rfc3339, rfc3339};
use runtime::objects::{Access, By};
use runtime::{Api, Caller, ClientAddress, routes};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::{IntoParams, ToSchema};

use crate::ops::resolve_host::resolve_host;
use crate::ops::show_capabilities::Capability;
use crate::{State, ops};

/// Who sees how the whole does.
const WATCHERS: &[Role] = &[Role::Supervisor, Role::Admin];
/// Accounts at providers: addresses and names of a company's own, which nobody at a desk needs.
const ADMIN: &[Role] = &[Role::Admin];
const EVERYBODY: &[Role] = &[Role::Agent, Role::Supervisor, Role::Admin];

pub(crate) fn router(state: &State) -> Api {
    let access = Access::ADMIN_WRITES;
    Api::new()
        .routes(routes!(widget))
        .routes(routes!(secrets, set_secrets))
        .routes(routes!(ledger))
        .routes(routes!(ledger_path))
        .routes(routes!(outbound))
        .routes(routes!(send_again))
        .routes(routes!(reach))
        .routes(routes!(capabilities))
        .with_state(state.clone())
        .merge(state.types.routes("/ccm/v1/channel-types", access))
        .merge(state.providers.routes("/ccm/v1/channel-providers", access))
        .merge(state.connectors.routes("/ccm/v1/channel-connectors", Access { read: ADMIN, write: ADMIN }))
        .merge(state.channels.routes("/ccm/v1/channels", access))
        .merge(state.widgets.routes("/ccm/v1/widget-configs", access))
        .merge(state.templates.routes("/ccm/v1/message-templates", access))
}

/// What a widget needs before anybody is known: its configuration, and with `open` whether new chats may begin now.
#[utoipa::path(get, path = "/ccm/v1/public/widget-configs/{identifier}", params(("identifier" = String, Path)), responses((status = 200, description = "What a widget needs before anybody is known", body = Value)), security(()))]
async fn widget(
    Extract(state): Extract<State>,
    Path(identifier): Path<String>,
    request: Request,
) -> errors::Result<([(HeaderName, &'static str); 1], Json<Value>)> {
    let (parts, _body) = request.into_parts();
    let tenant = resolve_host(&state, &runtime::host_name(&parts)).await?;
    let found = state.widgets.find(&tenant, &identifier).await?;
    let found = found.ok_or_else(|| Fault::not_found("widget", &identifier))?;
    let mut shown = serde_json::to_value(&found.doc).map_err(Fault::internal)?;
    shown["open"] = json!(found.doc.open(state.clock.now()));
    // The loader asks from the site's own pages, for the launcher's colour and corner; nothing here is anybody's secret.
    Ok(([(header::ACCESS_CONTROL_ALLOW_ORIGIN, "*")], Json(shown)))
}

/// Which keys and tokens of an account are set; never what they are.
#[utoipa::path(get, path = "/ccm/v1/channel-connectors/{id}/secrets", params(("id" = String, Path)), responses((status = 200, description = "Names of the secrets that are set", body = Value)))]
async fn secrets(Extract(state): Extract<State>, caller: Caller, Path(id): Path<String>) -> errors::Result<Json<Value>> {
    caller.require(&[Role::Admin])?;
    let secrets = ops::keep_secrets::list_secrets(&state, &caller.principal.tenant, &id).await?;
    let shown = secrets
        .iter()
        .map(|secret| json!({ "name": secret.name, "updatedAt": rfc3339(secret.updated_at), "updatedBy": secret.updated_by }));
    Ok(Json(json!({ "items": shown.collect::<Vec<_>>() })))
}

/// Sets keys and tokens of an account: `{name: value}`; null takes one away.
#[utoipa::path(put, path = "/ccm/v1/channel-connectors/{id}/secrets", params(("id" = String, Path)), request_body = Value, responses((status = 204, description = "They are set")))]
async fn set_secrets(
    Extract(state): Extract<State>,
    caller: Caller,
    Path(id): Path<String>,
    address: ClientAddress,
    Json(secrets): Json<BTreeMap<String, Option<String>>>,
) -> errors::Result<StatusCode> {
    caller.require(&[Role::Admin])?;
    let address = address.0.to_string();
    ops::keep_secrets::set_secrets(&state, By { principal: &caller.principal, address: &address }, &id, secrets).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize, IntoParams)]
struct Span {
    /// RFC 3339; the last 24 hours if left out.
    from: Option<String>,
    /// RFC 3339; now if left out.
    to: Option<String>,
}

/// What came in from providers and went out to them during a time; sums reconcile, or what does not is listed.
#[utoipa::path(get, path = "/ccm/v1/ledger", responses((status = 200, description = "The sums", body = Value)))]
async fn ledger(Extract(state): Extract<State>, caller: Caller, Query(span): Query<Span>) -> errors::Result<Json<Value>> {
    caller.require(WATCHERS)?;
    let instant = |text: Option<&str>, default: Ms| match text {
        Some(text) => parse_rfc3339(text).ok_or_else(|| Fault::invalid("NOT_AN_INSTANT", format!("{text:?} is no RFC 3339 instant"))),
        None => Ok(default),
    };
    let to = instant(span.to.as_deref(), state.clock.now() + 1)?;
    let from = instant(span.from.as_deref(), to - 86_400_000)?;
    Ok(Json(ops::show_ledger::ledger(&state, &caller.principal.tenant, (from, to)).await?))
}

/// The way of one message, with times.
#[utoipa::path(get, path = "/ccm/v1/ledger/{id}", params(("id" = String, Path)), responses((status = 200, description = "The way of the message", body = Value)))]
async fn ledger_path(Extract(state): Extract<State>, caller: Caller, Path(id): Path<String>) -> errors::Result<Json<Value>> {
    caller.require(WATCHERS)?;
    let found = ops::show_ledger::path(&state, &caller.principal.tenant, &id).await?;
    Ok(Json(found.ok_or_else(|| Fault::not_found("message", &id))?))
}

/// What became of the messages of a conversation that went to providers.
#[utoipa::path(get, path = "/ccm/v1/conversations/{id}/outbound", params(("id" = String, Path)), responses((status = 200, description = "The messages", body = Value)))]
async fn outbound(Extract(state): Extract<State>, caller: Caller, Path(id): Path<String>) -> errors::Result<Json<Value>> {
    caller.require(EVERYBODY)?;
    Ok(Json(json!({ "items": ops::show_ledger::of_conversation(&state, &caller.principal.tenant, &id).await? })))
}

/// Sends a message once more that failed, or of which nobody knows.
#[utoipa::path(post, path = "/ccm/v1/outbound/{id}/send-again", params(("id" = String, Path)), responses((status = 202, description = "It is on its way", body = Value)))]
async fn send_again(Extract(state): Extract<State>, caller: Caller, Path(id): Path<String>) -> errors::Result<(StatusCode, Json<Value>)> {
    caller.require(EVERYBODY)?;
    let made = ops::send_outbound::send_again(&state, &caller.principal, &id).await?;
    Ok((StatusCode::ACCEPTED, Json(ops::show_ledger::outbound(&made))))
}

/// Where the customer of a conversation can be answered, and for how long.
#[utoipa::path(get, path = "/ccm/v1/conversations/{id}/reach", params(("id" = String, Path)), responses((status = 200, description = "Live sessions with their windows", body = Value)))]
async fn reach(Extract(state): Extract<State>, caller: Caller, Path(id): Path<String>) -> errors::Result<Json<Value>> {
    caller.require(EVERYBODY)?;
    Ok(Json(json!({ "items": ops::show_reach::reach(&state, &caller.principal.tenant, &id).await? })))
}

/// What kinds of channels carry to customers: texts, files, choices; of the connectors, whatever the tenant has of them.
#[utoipa::path(get, path = "/ccm/v1/capabilities", responses((status = 200, description = "The table", body = Capabilities)))]
async fn capabilities(caller: Caller) -> errors::Result<Json<Capabilities>> {
    caller.require(EVERYBODY)?;
    Ok(Json(Capabilities { items: ops::show_capabilities::capabilities() }))
}

/// A line for each kind of channel of each connector.
#[derive(Serialize, ToSchema)]
struct Capabilities {
    items: Vec<Capability>,
}
