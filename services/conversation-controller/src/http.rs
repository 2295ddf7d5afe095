//! Routes → operations.

use axum::Json;
use axum::extract::{FromRequest, Path, Query, Request, State as Shared};
use axum::http::{StatusCode, header};
use errors::Fault;
use ids::Role;
use runtime::objects::Access;
use runtime::{Api, Caller, ClientAddress, routes};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::State;
use crate::domain::position::Problem;
use crate::error::Error;
use crate::ops::change_rules::{self, Rules, Shown};
use crate::ops::dry_run::{Rehearsal, Rehearsed, dry_run};
use crate::ops::rule_history::{Back, Listed, Told, list_versions, read_version, roll_back};

const READERS: &[Role] = &[Role::Supervisor, Role::Admin];
const WRITERS: &[Role] = &[Role::Admin];

pub(crate) fn router(state: &State) -> Api {
    let rules = state.rules.clone();
    // The same documents as every other kind, for tools that treat all kinds alike.
    let documents = rules.documents.routes("/conversation-controller/v1/rule-sets", Access { read: READERS, write: WRITERS });
    Api::new().routes(routes!(show, replace, remove)).routes(routes!(check)).with_state(rules).merge(documents).merge(history(state))
}

fn history(state: &State) -> Api {
    Api::new()
        .routes(routes!(versions))
        .routes(routes!(version))
        .routes(routes!(rollback))
        .routes(routes!(rehearse))
        .with_state(state.clone())
}

/// Rules as a caller sends them: `{yaml, version}`, or the YAML itself with the version in the query.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = RulesSent)]
struct Sent {
    yaml: String,
    version: Option<i64>,
}

#[derive(Debug, Deserialize, ToSchema)]
struct Version {
    version: Option<i64>,
}

impl<S: Send + Sync> FromRequest<S> for Sent {
    type Rejection = Fault;

    async fn from_request(request: Request, state: &S) -> Result<Self, Fault> {
        let malformed = |detail: String| Fault::from(Error::BodyMalformed { detail });
        let Query(query) = Query::<Version>::try_from_uri(request.uri()).map_err(|error| malformed(error.to_string()))?;
        let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        let is_json = kind.starts_with("application/json");
        let body = String::from_request(request, state).await.map_err(|error| malformed(error.to_string()))?;
        if is_json {
            return serde_json::from_str(&body).map_err(|error| malformed(error.to_string()));
        }
        Ok(Self { yaml: body, version: query.version })
    }
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RulesChecked)]
struct Checked {
    valid: bool,
    violations: Vec<Problem>,
}

/// The rules in force.
#[utoipa::path(get, path = "/conversation-controller/v1/rules", responses((status = 200, description = "The rules in force", body = Shown)))]
async fn show(Shared(rules): Shared<Rules>, caller: Caller) -> errors::Result<Json<Shown>> {
    caller.require(READERS)?;
    Ok(Json(rules.show(&caller.principal.tenant).await?))
}

/// Replaces the rules; a mistake is told with its position.
#[utoipa::path(put, path = "/conversation-controller/v1/rules", request_body = Sent, responses((status = 200, description = "Replaces the rules; a mistake is told with its position", body = Shown)))]
async fn replace(Shared(rules): Shared<Rules>, caller: Caller, address: ClientAddress, sent: Sent) -> errors::Result<Json<Shown>> {
    caller.require(WRITERS)?;
    let address = address.0.to_string();
    Ok(Json(rules.replace(&caller.principal, sent.yaml, sent.version, &address).await?))
}

/// Back to the built-in rules.
#[utoipa::path(delete, path = "/conversation-controller/v1/rules", responses((status = 204, description = "Back to the built-in rules")))]
async fn remove(Shared(rules): Shared<Rules>, caller: Caller, address: ClientAddress) -> errors::Result<StatusCode> {
    caller.require(WRITERS)?;
    rules.remove(&caller.principal, &address.0.to_string()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What is wrong with rules, without keeping them.
#[utoipa::path(post, path = "/conversation-controller/v1/rules/check", request_body = Sent, responses((status = 200, description = "What is wrong with rules, without keeping them", body = Checked)))]
async fn check(caller: Caller, sent: Sent) -> errors::Result<Json<Checked>> {
    caller.require(WRITERS)?;
    let violations = change_rules::problems(&sent.yaml);
    Ok(Json(Checked { valid: violations.is_empty(), violations }))
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RulesVersions)]
struct Versions {
    items: Vec<Listed>,
}

/// The versions the tenant's rules have had, newest first.
#[utoipa::path(get, path = "/conversation-controller/v1/rules/versions", responses((status = 200, description = "The versions the tenant's rules have had, newest first", body = Versions)))]
async fn versions(Shared(state): Shared<State>, caller: Caller) -> errors::Result<Json<Versions>> {
    caller.require(READERS)?;
    Ok(Json(Versions { items: list_versions(&state, &caller.principal.tenant).await? }))
}

/// One version with its text.
#[utoipa::path(get, path = "/conversation-controller/v1/rules/versions/{number}", params(("number" = i64, Path)), responses((status = 200, description = "One version with its text", body = Told)))]
async fn version(Shared(state): Shared<State>, caller: Caller, Path(number): Path<i64>) -> errors::Result<Json<Told>> {
    caller.require(READERS)?;
    Ok(Json(read_version(&state, &caller.principal.tenant, number).await?))
}

/// Puts an earlier version in force again.
#[utoipa::path(post, path = "/conversation-controller/v1/rules/rollback", request_body = Back, responses((status = 200, description = "Puts an earlier version in force again", body = Shown)))]
async fn rollback(
    Shared(state): Shared<State>,
    caller: Caller,
    address: ClientAddress,
    Json(back): Json<Back>,
) -> errors::Result<Json<Shown>> {
    caller.require(WRITERS)?;
    Ok(Json(roll_back(&state, &caller.principal, &back, &address.0.to_string()).await?))
}

/// What other rules would have done in the last conversations.
#[utoipa::path(post, path = "/conversation-controller/v1/rules/dry-run", request_body = Rehearsal, responses((status = 200, description = "What other rules would have done in the last conversations", body = Rehearsed)))]
async fn rehearse(Shared(state): Shared<State>, caller: Caller, Json(wish): Json<Rehearsal>) -> errors::Result<Json<Rehearsed>> {
    caller.require(WRITERS)?;
    Ok(Json(dry_run(&state, &caller.principal.tenant, wish).await?))
}
