//! Routes → operations.

use axum::Json;
use axum::extract::{FromRequest, Query, Request, State as Shared};
use axum::http::{StatusCode, header};
use errors::Fault;
use ids::Role;
use runtime::{Api, Caller, ClientAddress, routes};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::position::Problem;
use crate::error::Error;
use crate::ops::change_rules::{self, Rules, Shown};

const READERS: &[Role] = &[Role::Supervisor, Role::Admin];
const WRITERS: &[Role] = &[Role::Admin];

pub(crate) fn router(rules: Rules) -> Api {
    Api::new().routes(routes!(show, replace, remove)).routes(routes!(check)).with_state(rules)
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
    let address = address.0.ip().to_string();
    Ok(Json(rules.replace(&caller.principal, sent.yaml, sent.version, &address).await?))
}

/// Back to the built-in rules.
#[utoipa::path(delete, path = "/conversation-controller/v1/rules", responses((status = 204, description = "Back to the built-in rules")))]
async fn remove(Shared(rules): Shared<Rules>, caller: Caller, address: ClientAddress) -> errors::Result<StatusCode> {
    caller.require(WRITERS)?;
    rules.remove(&caller.principal, &address.0.ip().to_string()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What is wrong with rules, without keeping them.
#[utoipa::path(post, path = "/conversation-controller/v1/rules/check", request_body = Sent, responses((status = 200, description = "What is wrong with rules, without keeping them", body = Checked)))]
async fn check(caller: Caller, sent: Sent) -> errors::Result<Json<Checked>> {
    caller.require(WRITERS)?;
    let violations = change_rules::problems(&sent.yaml);
    Ok(Json(Checked { valid: violations.is_empty(), violations }))
}
