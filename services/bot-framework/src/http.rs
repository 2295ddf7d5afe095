//! Routes → operations. Bots are documents with the routes every document has; a body may also be YAML.

use axum::Json;
use axum::body::Body;
use axum::extract::{Path, Request, State as Shared};
use axum::http::{HeaderValue, header};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse as _, Response};
use errors::Fault;
use ids::Role;
use runtime::objects::Access;
use runtime::{Api, Caller, routes};
use serde_json::Value;

use crate::bots::Bots;
use crate::error::Error;
use crate::ops::try_bot::{Said, Tried, try_bot};

/// Largest YAML body, in bytes; the process's own limit may be lower.
const LARGEST: usize = 1024 * 1024;

pub(crate) fn router(bots: &Bots) -> Api {
    bots.documents
        .routes("/bot-framework/v1/bots", Access::ADMIN_WRITES)
        .layer(from_fn(yaml))
        .merge(Api::new().routes(routes!(attempt)).with_state(bots.clone()))
}

/// What a bot would answer.
#[utoipa::path(post, path = "/bot-framework/v1/bots/{id}/try", params(("id" = String, Path)), request_body = Said, responses((status = 200, description = "What a bot would answer", body = Tried)))]
async fn attempt(
    Shared(bots): Shared<Bots>,
    caller: Caller,
    Path(id): Path<String>,
    Json(said): Json<Said>,
) -> errors::Result<Json<Tried>> {
    caller.require(&[Role::Admin])?;
    Ok(Json(try_bot(&bots, &caller.principal.tenant, &id, &said).await?))
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
