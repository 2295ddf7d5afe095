//! The request that opens a socket.

use axum::extract::{OriginalUri, Request};
use axum::http::HeaderValue;

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
