//! Requests whose bodies are streams: HTTP to another service, in this process or elsewhere, for as long as the bytes flow.
//!
//! A stream cannot be sent twice, so there is one try; whoever has the bytes tries again.

use std::time::Duration;

use axum::body::Body;
use errors::{Fault, Kind};
use http::{HeaderValue, Request, Response, Uri, header};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use ids::{Principal, Trace};
use tower::ServiceExt as _;

use crate::peer::Peer;
use crate::scope::{ACTOR, ROLES, TENANT, TRACEPARENT};

pub(super) type Streams = Client<HttpConnector, Body>;

pub(super) fn client() -> Streams {
    let mut connector = HttpConnector::new();
    connector.set_nodelay(true);
    connector.set_connect_timeout(Some(Duration::from_secs(1)));
    Client::builder(TokioExecutor::new()).pool_idle_timeout(Duration::from_secs(30)).build(connector)
}

impl Peer {
    /// Sends a request, `path` and query only, on behalf of that principal; the answer may be a refusal. For routes that the callee
    /// declares with `App::streams`.
    pub async fn stream(&self, by: &Principal, mut request: Request<Body>) -> Result<Response<Body>, Fault> {
        self.sign(by, request.headers_mut())?;
        if let Some(router) = self.0.local() {
            return router.oneshot(request).await.map_or_else(|never| match never {}, Ok);
        }
        let endpoints = self.0.remote().map_err(Fault::from)?;
        let place = endpoints.pick(None).await?;
        let target = request.uri().path_and_query().map_or("/", |target| target.as_str());
        let uri: Uri = format!("http://{}{target}", place.address).parse().map_err(|_| Fault::internal("no address for a stream"))?;
        *request.uri_mut() = uri;
        match self.0.streams.get_or_init(client).request(request).await {
            Ok(response) => Ok(response.map(Body::new)),
            Err(error) => {
                if error.is_connect() {
                    endpoints.suspect(place.address);
                }
                tracing::debug!(%error, callee = self.0.name, "a stream broke");
                Err(Fault::new(Kind::Unavailable, "PEER_UNAVAILABLE", format!("{} is away", self.0.name)))
            }
        }
    }

    fn sign(&self, by: &Principal, headers: &mut http::HeaderMap) -> Result<(), Fault> {
        let value = |text: &str| HeaderValue::from_str(text).map_err(|_| Fault::internal("a principal that is no header"));
        headers.insert(header::AUTHORIZATION, value(&self.0.tokens.bearer(self.0.name)?)?);
        let roles: Vec<_> = by.roles.iter().map(|role| role.as_str()).collect();
        headers.insert(TENANT, value(by.tenant.as_str())?);
        headers.insert(ACTOR, value(&by.actor)?);
        headers.insert(ROLES, value(&roles.join(","))?);
        if let Some(trace) = Trace::current() {
            headers.insert(TRACEPARENT, value(&trace.to_string())?);
        }
        Ok(())
    }
}
