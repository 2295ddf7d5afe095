//! Routes → operations. Bots are documents with the routes every document has; a body may also be YAML.

use axum::Json;
use axum::body::{Body, Bytes};
use axum::extract::{Path, Query, Request, State as Shared};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse as _, Response};
use errors::Fault;
use ids::Role;
use runtime::objects::Access;
use runtime::{Api, Caller, routes};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use crate::State;
use crate::domain::outside::signature::{self, Signed};
use crate::error::Error;
use crate::ops::hear_bot::{Heard, hear_bot};
use crate::ops::read_usage::{Used, read_usage};
use crate::ops::try_bot::{DraftSaid, Said, Tried, try_bot, try_draft};

/// Largest YAML body, in bytes; the process's own limit may be lower.
const LARGEST: usize = 1024 * 1024;

pub(crate) fn router(state: &State) -> Api {
    let own = Api::new().routes(routes!(attempt)).routes(routes!(attempt_draft)).routes(routes!(usage)).routes(routes!(hear));
    let documents = state.bots.documents.routes("/bot-framework/v1/bots", Access::ADMIN_WRITES);
    documents.layer(from_fn(yaml)).merge(own.with_state(state.clone()))
}

/// What a bot would answer.
#[utoipa::path(post, path = "/bot-framework/v1/bots/{id}/try", params(("id" = String, Path)), request_body = Said, responses((status = 200, description = "What a bot would answer", body = Tried)))]
async fn attempt(
    Shared(state): Shared<State>,
    caller: Caller,
    Path(id): Path<String>,
    Json(said): Json<Said>,
) -> errors::Result<Json<Tried>> {
    caller.require(&[Role::Admin])?;
    Ok(Json(try_bot(&state, &caller.principal.tenant, &id, said).await?))
}

/// What a bot would answer if it were saved as it is sent.
#[utoipa::path(post, path = "/bot-framework/v1/try", request_body = DraftSaid, responses((status = 200, description = "What a bot would answer if it were saved as it is sent", body = Tried)))]
async fn attempt_draft(Shared(state): Shared<State>, caller: Caller, Json(draft): Json<DraftSaid>) -> errors::Result<Json<Tried>> {
    caller.require(&[Role::Admin])?;
    Ok(Json(try_draft(&state, &caller.principal.tenant, draft).await?))
}

/// Days that are looked back.
#[derive(Debug, Deserialize)]
struct Back {
    days: Option<i64>,
}

#[derive(Debug, Serialize, ToSchema)]
struct UsedDays {
    items: Vec<Used>,
}

/// Answers, tokens and cost of a bot, by day.
#[utoipa::path(get, path = "/bot-framework/v1/bots/{id}/usage", params(("id" = String, Path), ("days" = Option<i64>, Query, description = "Days that are looked back, 1 to 366; 30 unless said")), responses((status = 200, description = "Answers, tokens and cost of a bot, by day", body = UsedDays)))]
async fn usage(
    Shared(state): Shared<State>,
    caller: Caller,
    Path(id): Path<String>,
    Query(back): Query<Back>,
) -> errors::Result<Json<UsedDays>> {
    caller.require(&[Role::Supervisor, Role::Admin])?;
    Ok(Json(UsedDays { items: read_usage(&state, &caller.principal.tenant, &id, back.days).await? }))
}

/// What a webhook bot says by itself. Signed with its secret; there is no user.
#[utoipa::path(post, path = "/bot-framework/v1/bots/{id}/messages", params(("id" = String, Path), ("webhook-id" = Option<String>, Header), ("webhook-timestamp" = Option<String>, Header), ("webhook-signature" = Option<String>, Header)), request_body = Value, responses((status = 204, description = "It is in the log")), security(()))]
async fn hear(Shared(state): Shared<State>, Path(id): Path<String>, headers: HeaderMap, body: Bytes) -> errors::Result<StatusCode> {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let signed = Signed { id: text(signature::ID), timestamp: text(signature::TIMESTAMP), signature: text(signature::SIGNATURE) };
    hear_bot(&state, Heard { bot_id: &id, signed, body: &body }).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Turns a YAML body into the JSON that the routes of documents take.
async fn yaml(mut request: Request, next: Next) -> Response {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    if !["application/yaml", "application/x-yaml", "text/yaml"].iter().any(|yaml| kind.starts_with(yaml)) {
        return next.run(request).await;
    }
    let body = std::mem::take(request.body_mut());
    match to_json(body).await {
        Ok(json) => {
            request.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
            request.headers_mut().remove(header::CONTENT_LENGTH);
            *request.body_mut() = Body::from(json);
            next.run(request).await
        }
        Err(fault) => fault.into_response(),
    }
}

async fn to_json(body: Body) -> errors::Result<Vec<u8>> {
    let bytes = axum::body::to_bytes(body, LARGEST).await.map_err(|error| Fault::invalid("BODY_UNREADABLE", error.to_string()))?;
    let value: Value = serde_saphyr::from_slice(&bytes).map_err(|error| Error::YamlMalformed { detail: error.to_string() })?;
    serde_json::to_vec(&value).map_err(Fault::internal)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn yaml_becomes_json_and_a_mistake_is_told_with_its_line() {
        let json = to_json(Body::from("name: b\nfaqs: [1]\n")).await.unwrap();
        assert_eq!(serde_json::from_slice::<Value>(&json).unwrap(), serde_json::json!({"name": "b", "faqs": [1]}));
        let fault = to_json(Body::from("name: [\n")).await.unwrap_err();
        assert_eq!(fault.code(), "YAML_MALFORMED");
        assert!(fault.detail().contains("line"), "{}", fault.detail());
    }
}
