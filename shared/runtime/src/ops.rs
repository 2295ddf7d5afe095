//! The admin listener: health, metrics, and what operators do with parked events.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use bus::{Bus, parking, resync};
use http::StatusCode;
use serde::Serialize;

use crate::app::Check;
use crate::telemetry;

/// What the admin listener needs to know.
#[derive(Clone)]
pub(crate) struct Ops {
    pub(crate) checks: Arc<Vec<(&'static str, &'static str, Check)>>,
    pub(crate) bus: Bus,
    pub(crate) leaving: tokio_util::sync::CancellationToken,
}

#[derive(Serialize)]
struct Missing {
    service: &'static str,
    check: &'static str,
    problem: String,
}

pub(crate) fn router(ops: Ops) -> Router {
    Router::new()
        .route("/health/live", get(|| async { "ok" }))
        .route("/health/ready", get(ready))
        .route("/metrics", get(|| async { telemetry::metrics().render() }))
        .route("/bus/resync", get(resyncs))
        .route("/bus/resync/{group}/{source}", post(acknowledge))
        .route("/bus/held", get(held))
        .route("/bus/held/{group}/{key}", get(show))
        .route("/bus/held/{group}/{key}/replay", post(replay))
        .route("/bus/held/{group}/{key}/discard", post(discard))
        .with_state(ops)
}

impl Ops {
    async fn missing(&self) -> Vec<Missing> {
        if self.leaving.is_cancelled() {
            return vec![Missing { service: "process", check: "running", problem: "the process is stopping".to_owned() }];
        }
        // Side by side: whoever asks waits for the slowest, not for all of them.
        let all = self
            .checks
            .iter()
            .map(|(service, check, run)| async move { run().await.err().map(|problem| Missing { service, check, problem }) });
        futures::future::join_all(all).await.into_iter().flatten().collect()
    }

    pub(crate) async fn is_ready(&self) -> bool {
        self.missing().await.is_empty()
    }
}

async fn ready(State(ops): State<Ops>) -> Response {
    let missing = ops.missing().await;
    let status = if missing.is_empty() { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, Json(serde_json::json!({ "ready": missing.is_empty(), "missing": missing }))).into_response()
}

async fn resyncs(State(ops): State<Ops>) -> errors::Result<Json<Vec<resync::Resync>>> {
    Ok(Json(resync::list(&ops.bus).await?))
}

async fn acknowledge(State(ops): State<Ops>, Path((group, source)): Path<(String, String)>) -> errors::Result<StatusCode> {
    resync::acknowledge(&ops.bus, &group, &source).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn held(State(ops): State<Ops>) -> errors::Result<Json<Vec<parking::Held>>> {
    Ok(Json(parking::list(&ops.bus).await?))
}

/// Ids only: logs, metrics and operators' lists never carry bodies.
async fn show(State(ops): State<Ops>, Path((group, key)): Path<(String, String)>) -> errors::Result<Json<serde_json::Value>> {
    let events = parking::show(&ops.bus, &group, &key).await?;
    let shown = events.iter().map(|event| serde_json::json!({ "id": event.id, "topic": event.topic, "type": event.r#type, "sequence": event.sequence, "bytes": event.payload.len() }));
    Ok(Json(shown.collect()))
}

async fn replay(State(ops): State<Ops>, Path((group, key)): Path<(String, String)>) -> errors::Result<StatusCode> {
    parking::replay(&ops.bus, &group, &key).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn discard(State(ops): State<Ops>, Path((group, key)): Path<(String, String)>) -> errors::Result<StatusCode> {
    parking::discard(&ops.bus, &group, &key).await?;
    Ok(StatusCode::NO_CONTENT)
}
