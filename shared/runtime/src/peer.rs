//! Calling another service: the same generated client whether it runs in this process or elsewhere.
//!
//! In one process the client calls the callee's own router as a tower service, inside the same layers (token, deadline, errors),
//! with no HTTP/2 between. Elsewhere it goes over a channel that connects when first used and again after it broke.

use std::collections::HashMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, OnceLock, PoisonError, RwLock};
use std::task::{Context as TaskContext, Poll};
use std::time::Duration;

use auth::ServiceTokens;
use axum::Router;
use errors::{Fault, Kind};
use http::{HeaderValue, Request, Response, header};
use tonic::Status;
use tonic::body::Body;
use tonic::transport::{Channel, Endpoint};
use tower::{Service, ServiceExt as _};

use crate::context::Process;

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
    remote: OnceLock<Result<Channel, String>>,
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
            address: process.settings.peers.get(name).cloned(),
            deadline: process.settings.call_deadline,
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

    fn remote(&self) -> Result<Channel, Fault> {
        let unavailable = |detail: String| Fault::new(Kind::Unavailable, "PEER_UNAVAILABLE", detail);
        let Some(address) = &self.address else {
            return Err(unavailable(format!("{} is not part of this process, and no address is set in [peers]", self.name)));
        };
        let channel = self.remote.get_or_init(|| {
            let endpoint = Endpoint::from_shared(address.clone()).map_err(|error| error.to_string())?;
            let endpoint = endpoint
                .connect_timeout(Duration::from_secs(1))
                .http2_keep_alive_interval(Duration::from_secs(10))
                .keep_alive_while_idle(true)
                .tcp_nodelay(true);
            Ok(endpoint.connect_lazy())
        });
        channel.clone().map_err(|error| unavailable(format!("the address of {} is wrong: {error}", self.name)))
    }

    async fn send(self: Arc<Self>, mut request: Request<Body>) -> Response<Body> {
        let token = match self.tokens.bearer(self.name) {
            Ok(token) => token,
            Err(error) => return Status::from(Fault::from(error)).into_http(),
        };
        if let Ok(value) = HeaderValue::from_str(&token) {
            request.headers_mut().insert(header::AUTHORIZATION, value);
        }
        let deadline = deadline_of(request.headers()).unwrap_or(self.deadline);
        request.headers_mut().insert("grpc-timeout", timeout_value(deadline));
        match tokio::time::timeout(deadline, self.forward(request)).await {
            Ok(response) => response,
            Err(_) => Status::from(Fault::new(Kind::Timeout, "DEADLINE", format!("{} did not answer in time", self.name))).into_http(),
        }
    }

    async fn forward(&self, request: Request<Body>) -> Response<Body> {
        if let Some(router) = self.local() {
            // A router never fails.
            return router.oneshot(request).await.map_or_else(|never| match never {}, |response| response.map(Body::new));
        }
        match self.remote() {
            Ok(mut channel) => {
                let answered = match channel.ready().await {
                    Ok(channel) => channel.call(request).await,
                    Err(error) => Err(error),
                };
                answered.unwrap_or_else(|error| Status::from_error(Box::new(error)).into_http())
            }
            Err(fault) => Status::from(fault).into_http(),
        }
    }
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
