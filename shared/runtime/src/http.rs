//! The public HTTP edge: one set of layers around all routers.

use std::time::Instant;

use auth::{Keyring, UserClaims};
use axum::Router;
use axum::extract::{DefaultBodyLimit, FromRequestParts, MatchedPath, Request, State};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse as _, Response};
use errors::{Fault, Kind};
use http::request::Parts;
use http::{HeaderName, HeaderValue, StatusCode, header};
use ids::{Principal, Role, TenantId};
use tower_http::catch_panic::CatchPanicLayer;
use tracing::Instrument as _;

use crate::client::located;
use crate::scope::trace_of;
use crate::settings::Settings;

/// Longest text of an extractor that is repeated, in bytes.
const MAX_REFUSAL: usize = 4096;

/// The user behind a request, checked.
#[derive(Clone, Debug)]
pub struct Caller {
    /// For whom; the tenant is the token's.
    pub principal: Principal,
    /// Everything the token says.
    pub claims: UserClaims,
}

impl Caller {
    /// Refuses unless the user has one of the roles.
    pub fn require(&self, roles: &[Role]) -> errors::Result<()> {
        if roles.iter().any(|role| self.principal.has(*role)) {
            return Ok(());
        }
        let needed: Vec<_> = roles.iter().map(|role| role.as_str()).collect();
        Err(Fault::new(Kind::Forbidden, "ROLE_MISSING", format!("this needs the role {}", needed.join(" or "))))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Caller {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Fault> {
        let caller = parts.extensions.get::<Self>().cloned();
        caller.ok_or_else(|| Fault::new(Kind::Unauthenticated, "NO_TOKEN", "sign in first"))
    }
}

/// The host name a request was sent to, in small letters and without port: which tenant's visitors these are. Empty if it names none.
pub fn host_name(parts: &Parts) -> String {
    let named = parts.headers.get(header::HOST).and_then(|value| value.to_str().ok());
    let host = parts.uri.authority().map(http::uri::Authority::as_str).or(named).unwrap_or_default();
    let host = host.rsplit_once('@').map_or(host, |(_user, host)| host);
    let end = if host.starts_with('[') { host.find(']').map_or(host.len(), |end| end + 1) } else { host.find(':').unwrap_or(host.len()) };
    host[..end].to_lowercase()
}

/// All routers behind all layers.
pub(crate) fn edge(router: Router, keyring: Keyring, settings: &Settings) -> Router {
    router
        .fallback(|| async { Fault::new(Kind::NotFound, "NO_ROUTE", "there is nothing at this address") })
        .method_not_allowed_fallback(|| async { Fault::invalid("METHOD_NOT_ALLOWED", "this address does not take that method") })
        .layer(from_fn_with_state(keyring, authenticate))
        .layer(from_fn_with_state(settings.trusted_proxies, located))
        .layer(DefaultBodyLimit::max(settings.max_body))
        .layer(CatchPanicLayer::custom(|_| Fault::internal("a handler panicked").into_response()))
        .layer(from_fn(one_shape))
        .layer(from_fn(safe_headers))
        .layer(from_fn(measure))
        .layer(from_fn(traced))
}

/// Streams between services: what an edge does beside knowing people.
pub(crate) fn inner(router: Router) -> Router {
    router
        .layer(CatchPanicLayer::custom(|_| Fault::internal("a handler panicked").into_response()))
        .layer(from_fn(one_shape))
        .layer(from_fn(measure))
        .layer(from_fn(traced))
}

/// The request's trace: the caller's, or a new one.
async fn traced(request: Request, next: Next) -> Response {
    let trace = trace_of(request.headers());
    let span = tracing::info_span!("http", trace_id = trace.id());
    trace.scope(next.run(request).instrument(span)).await
}

/// Extractors refuse in plain text; here it gets the shape of all errors.
async fn one_shape(request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    let kind = response.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if !response.status().is_client_error() || !kind.starts_with("text/plain") {
        return response;
    }
    let status = response.status();
    let text = axum::body::to_bytes(response.into_body(), MAX_REFUSAL).await.unwrap_or_default();
    let detail = String::from_utf8_lossy(&text).into_owned();
    let fault = match status {
        StatusCode::PAYLOAD_TOO_LARGE => Fault::new(Kind::TooLarge, "TOO_LARGE", "the body is too large"),
        StatusCode::NOT_FOUND => Fault::new(Kind::NotFound, "NOT_FOUND", detail),
        _ => Fault::invalid("MALFORMED", detail),
    };
    fault.into_response()
}

/// A request without a token goes on as nobody; one with a bad token does not go on.
async fn authenticate(State(keyring): State<Keyring>, mut request: Request, next: Next) -> Response {
    // Providers prove themselves, some of them in this very header: the route checks it.
    if request.extensions().get::<MatchedPath>().is_some_and(|path| path.as_str().contains("/v1/webhooks/")) {
        return next.run(request).await;
    }
    let header = request.headers().get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    // Customers' tokens use the same scheme on their own routes, which check them themselves.
    let token = header.and_then(|header| header.strip_prefix("Bearer ")).filter(|token| is_user_token(token));
    if let Some(token) = token {
        match auth::verify::<UserClaims>(&keyring, token, "user", "usr:") {
            Ok(claims) => {
                let principal = Principal {
                    tenant: TenantId::new(claims.tid.as_str()),
                    actor: claims.sub.as_str().into(),
                    roles: claims.roles.clone(),
                };
                request.extensions_mut().insert(Caller { principal, claims });
            }
            Err(error) => {
                metrics::counter!("http_refused_total", "reason" => "token").increment(1);
                return Fault::from(error).into_response();
            }
        }
    }
    next.run(request).await
}

fn is_user_token(token: &str) -> bool {
    auth::key_id(token).is_none_or(|id| !id.starts_with("svc:"))
}

async fn safe_headers(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let defaults: [(HeaderName, &'static str); 3] = [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "same-origin"),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'"),
    ];
    for (name, value) in defaults {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    response
}

async fn measure(request: Request, next: Next) -> Response {
    let route = request.extensions().get::<MatchedPath>().map_or_else(|| "none".to_owned(), |path| path.as_str().to_owned());
    let begun = Instant::now();
    let response = next.run(request).await;
    let status = response.status().as_u16().to_string();
    metrics::histogram!("http_seconds", "route" => route, "status" => status).record(begun.elapsed().as_secs_f64());
    response
}
