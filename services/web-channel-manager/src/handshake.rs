//! The request that opens a socket.

use axum::extract::{OriginalUri, Request, State as Extract};
use axum::http::HeaderValue;
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use errors::{Fault, Kind};
use runtime::ClientAddress;

use crate::State;

/// Lets a socket be opened, unless its address opens too many: each costs calls of ccm. What is refused before it is a socket is tried again by
/// every client.
pub(crate) async fn admitted(Extract(state): Extract<State>, request: Request, next: Next) -> Response {
    let goes_on = request.uri().query().unwrap_or_default().split('&').any(|pair| pair.starts_with("sid="));
    if goes_on || state.rates.opens(ClientAddress::of(request.extensions()).0).await {
        return next.run(request).await;
    }
    Fault::new(Kind::Exhausted, "TOO_MANY_SOCKETS", "too many chats are opened from this address at once: try again in a moment")
        .into_response()
}

/// A socket keeps its request's head as long as it lives, and the values in it point into the connection's read buffer of 16 KiB: copies
/// let the buffer go.
pub(crate) async fn copied(request: Request) -> Request {
    let (mut parts, body) = request.into_parts();
    parts.headers = parts.headers.iter().filter_map(|(name, value)| Some((name.clone(), copy(value)?))).collect();
    if let Ok(uri) = parts.uri.to_string().parse() {
        parts.uri = uri;
        parts.extensions.remove::<OriginalUri>();
    }
    // The middleware is a future for the sake of its caller.
    std::future::ready(Request::from_parts(parts, body)).await
}

fn copy(value: &HeaderValue) -> Option<HeaderValue> {
    HeaderValue::from_bytes(value.as_bytes()).ok()
}
