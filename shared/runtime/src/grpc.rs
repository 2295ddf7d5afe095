//! The layer around every gRPC service: who calls, for whom, until when.

use std::panic::AssertUnwindSafe;
use std::time::{Duration, Instant};

use auth::ServiceTokens;
use axum::Router;
use axum::extract::{Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use errors::{Fault, Kind};
use futures::FutureExt as _;
use http::header;
use tonic::Status;
use tonic::service::Routes;
use tracing::Instrument as _;

use crate::deadline::within;
use crate::peer::deadline_of;
use crate::scope::{Scoped, principal_of, trace_of};

#[derive(Clone)]
struct Guard {
    name: &'static str,
    tokens: ServiceTokens,
    deadline: Duration,
}

/// The router of one service's gRPC methods inside the layer.
pub(crate) fn guarded(name: &'static str, routes: Routes, tokens: ServiceTokens, deadline: Duration) -> Router {
    let router = routes.into_axum_router().reset_fallback();
    router.layer(from_fn_with_state(Guard { name, tokens, deadline }, guard))
}

async fn guard(State(guard): State<Guard>, mut request: Request, next: Next) -> Response {
    let scoped = match identify(&guard, &request) {
        Ok(scoped) => scoped,
        Err(fault) => {
            metrics::counter!("grpc_refused_total", "service" => guard.name).increment(1);
            return respond(fault);
        }
    };
    request.extensions_mut().insert(scoped);
    let deadline = deadline_of(request.headers()).unwrap_or(guard.deadline);
    let method = request.uri().path().rsplit('/').next().unwrap_or_default().to_owned();
    let begun = Instant::now();
    let trace = trace_of(request.headers());
    let span = tracing::info_span!("grpc", service = guard.name, method, trace_id = trace.id());
    let run = AssertUnwindSafe(trace.scope(within(deadline, next.run(request))).instrument(span)).catch_unwind();
    let response = match tokio::time::timeout(deadline, run).await {
        Ok(Ok(response)) => response,
        Ok(Err(_panic)) => respond(Fault::internal("a method panicked")),
        Err(_) => respond(Fault::new(Kind::Timeout, "DEADLINE", format!("{} took too long", guard.name))),
    };
    metrics::histogram!("grpc_seconds", "service" => guard.name, "method" => method).record(begun.elapsed().as_secs_f64());
    response
}

fn identify(guard: &Guard, request: &Request) -> Result<Scoped, Fault> {
    let header = request.headers().get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let header = header.ok_or_else(|| Fault::new(Kind::Unauthenticated, "NO_TOKEN", "a service token is needed"))?;
    let caller = guard.tokens.caller(header, guard.name)?;
    let principal = principal_of(request.headers()).ok_or_else(|| Fault::invalid("NO_TENANT", "the call names no tenant"))?;
    Ok(Scoped { principal, caller })
}

fn respond(fault: Fault) -> Response {
    Status::from(fault).into_http::<tonic::body::Body>().map(axum::body::Body::new)
}
