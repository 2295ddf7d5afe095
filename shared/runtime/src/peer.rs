//! Calling another service: the same generated client whether it runs in this process or elsewhere.
//!
//! In one process the client calls the callee's own router as a tower service, inside the same layers (token, deadline, errors),
//! with no HTTP/2 between. Elsewhere it goes to one of the callee's replicas. A replica that is away, or that says it cannot serve
//! now, costs a pause and another try at the next one, until the deadline: every call that changes something carries a request id, so
//! that a call that did arrive and is made again is answered, not done twice. A call that is made for another one ends when that one does.

pub(crate) mod endpoints;
pub(crate) mod reach;
mod streams;

use std::collections::HashMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, OnceLock, PoisonError, RwLock};
use std::task::{Context as TaskContext, Poll};
use std::time::{Duration, Instant};

use auth::ServiceTokens;
use axum::Router;
use errors::{Fault, Kind};
use http::{HeaderValue, Request, Response, header};
use http_body_util::{BodyExt as _, Full};
use ids::Trace;
use tokio_util::task::TaskTracker;
use tonic::Status;
use tonic::body::Body;
use tower::{Service, ServiceExt as _};

use crate::context::Process;
use crate::deadline::capped;
use crate::peer::endpoints::Endpoints;
use crate::peer::streams::Streams;
use crate::scope::TRACEPARENT;

/// Pauses between tries of a callee that is away.
const FIRST_PAUSE: Duration = Duration::from_millis(50);
const LAST_PAUSE: Duration = Duration::from_millis(400);

/// The gRPC routers of the services in this process.
#[derive(Clone, Default)]
pub(crate) struct Directory(Arc<RwLock<HashMap<&'static str, Router>>>);

impl Directory {
    pub(crate) fn register(&self, name: &'static str, router: Router) {
        self.0.write().unwrap_or_else(PoisonError::into_inner).insert(name, router);
    }

    fn find(&self, name: &str) -> Option<Router> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).get(name).cloned()
    }
}

/// Another service. Give it to a generated client.
#[derive(Clone)]
pub struct Peer(Arc<Inner>);

struct Inner {
    name: &'static str,
    tokens: ServiceTokens,
    directory: Directory,
    local: OnceLock<Router>,
    remote: OnceLock<Result<Arc<Endpoints>, Fault>>,
    streams: OnceLock<Streams>,
    tracker: TaskTracker,
    address: Option<String>,
    deadline: Duration,
}

impl Peer {
    pub(crate) fn new(name: &'static str, tokens: ServiceTokens, process: &Process) -> Self {
        Self(Arc::new(Inner {
            name,
            tokens,
            directory: process.directory.clone(),
            local: OnceLock::new(),
            remote: OnceLock::new(),
            streams: OnceLock::new(),
            address: process.settings.peers.get(name).cloned(),
            deadline: process.settings.call_deadline,
            tracker: process.tracker.clone(),
        }))
    }
}

impl Inner {
    /// The callee in this process, unless the settings say that it is elsewhere.
    fn local(&self) -> Option<Router> {
        if self.address.is_some() {
            return None;
        }
        if let Some(router) = self.local.get() {
            return Some(router.clone());
        }
        let router = self.directory.find(self.name)?;
        Some(self.local.get_or_init(|| router).clone())
    }

    fn remote(&self) -> Result<&Arc<Endpoints>, Status> {
        let Some(address) = &self.address else {
            let problem = format!("{} is not part of this process, and no address is set in [peers]", self.name);
            return Err(Fault::new(Kind::Unavailable, "PEER_UNAVAILABLE", problem).into());
        };
        let endpoints = self.remote.get_or_init(|| Endpoints::new(self.name, address, self.tracker.clone()));
        endpoints.as_ref().map_err(|fault| Fault::new(fault.kind(), "PEER_ADDRESS", fault.detail()).into())
    }

    async fn send(self: Arc<Self>, mut request: Request<Body>) -> Response<Body> {
        let token = match self.tokens.bearer(self.name) {
            Ok(token) => token,
            Err(error) => return Status::from(Fault::from(error)).into_http(),
        };
        if let Ok(value) = HeaderValue::from_str(&token) {
            request.headers_mut().insert(header::AUTHORIZATION, value);
        }
        if let Some(trace) = Trace::current()
            && let Ok(value) = HeaderValue::from_str(&trace.to_string())
        {
            request.headers_mut().insert(TRACEPARENT, value);
        }
        let deadline = capped(deadline_of(request.headers()).unwrap_or(self.deadline));
        request.headers_mut().insert("grpc-timeout", timeout_value(deadline));
        match tokio::time::timeout(deadline, self.forward(request, Instant::now() + deadline)).await {
            Ok(response) => response,
            Err(_) => Status::from(Fault::new(Kind::Timeout, "DEADLINE", format!("{} did not answer in time", self.name))).into_http(),
        }
    }

    async fn forward(&self, request: Request<Body>, until: Instant) -> Response<Body> {
        if let Some(router) = self.local() {
            // A router never fails.
            return router.oneshot(request).await.map_or_else(|never| match never {}, |response| response.map(Body::new));
        }
        match self.remote() {
            Ok(endpoints) => self.call(endpoints, request, until).await,
            Err(status) => status.into_http(),
        }
    }

    /// Tries replicas until one answers or there is no time for another try.
    async fn call(&self, endpoints: &Arc<Endpoints>, request: Request<Body>, until: Instant) -> Response<Body> {
        let (parts, body) = request.into_parts();
        let body = match body.collect().await {
            Ok(body) => body.to_bytes(),
            Err(status) => return status.into_http(),
        };
        let mut pause = FIRST_PAUSE;
        let mut failed = None;
        loop {
            let picked = endpoints.pick(failed).await;
            let response = match picked {
                Ok(mut place) => {
                    let request = Request::from_parts(parts.clone(), Body::new(Full::new(body.clone())));
                    let answered = match place.channel.ready().await {
                        Ok(channel) => channel.call(request).await,
                        Err(error) => Err(error),
                    };
                    failed = Some(place.address);
                    answered.unwrap_or_else(|error| {
                        endpoints.suspect(place.address);
                        Status::from_error(Box::new(error)).into_http()
                    })
                }
                Err(fault) => Status::from(fault).into_http(),
            };
            if !is_unavailable(&response) || Instant::now() + pause >= until {
                return response;
            }
            metrics::counter!("grpc_retries_total", "callee" => self.name).increment(1);
            tokio::time::sleep(pause).await;
            pause = (pause * 2).min(LAST_PAUSE);
        }
    }
}

/// Whether the callee, or the way to it, is away: a status that comes without a body.
fn is_unavailable(response: &Response<Body>) -> bool {
    const UNAVAILABLE: &str = "14";
    response.headers().get("grpc-status").is_some_and(|status| status == UNAVAILABLE)
}

/// Reads `grpc-timeout`: up to eight digits and a unit (gRPC over HTTP/2, "Requests").
pub(crate) fn deadline_of(headers: &http::HeaderMap) -> Option<Duration> {
    let text = headers.get("grpc-timeout")?.to_str().ok()?;
    let (digits, unit) = text.split_at_checked(text.len().checked_sub(1)?)?;
    let amount: u64 = digits.parse().ok()?;
    Some(match unit {
        "H" => Duration::from_secs(amount.checked_mul(3600)?),
        "M" => Duration::from_secs(amount.checked_mul(60)?),
        "S" => Duration::from_secs(amount),
        "m" => Duration::from_millis(amount),
        "u" => Duration::from_micros(amount),
        "n" => Duration::from_nanos(amount),
        _ => return None,
    })
}

fn timeout_value(deadline: Duration) -> HeaderValue {
    let millis = deadline.as_millis().min(99_999_999);
    HeaderValue::from_str(&format!("{millis}m")).unwrap_or(HeaderValue::from_static("5S"))
}

impl Service<Request<Body>> for Peer {
    type Response = Response<Body>;
    type Error = std::convert::Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Self::Error>> + Send>>;

    fn poll_ready(&mut self, _: &mut TaskContext<'_>) -> Poll<Result<(), Self::Error>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        let inner = self.0.clone();
        Box::pin(async move { Ok(inner.send(request).await) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_deadline_survives_the_wire() {
        let mut headers = http::HeaderMap::new();
        headers.insert("grpc-timeout", timeout_value(Duration::from_millis(1500)));
        assert_eq!(deadline_of(&headers), Some(Duration::from_millis(1500)));
        headers.insert("grpc-timeout", HeaderValue::from_static("x"));
        assert_eq!(deadline_of(&headers), None);
    }
}
