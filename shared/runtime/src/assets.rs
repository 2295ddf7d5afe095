//! Web applications embedded in a service.

use axum::Router;
use axum::body::Body;
use axum::extract::Path;
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::get;
use http::{HeaderValue, StatusCode, header};
use rust_embed::RustEmbed;

/// How an application's files are served.
#[derive(Clone, Copy, Debug)]
pub struct Assets {
    /// Prefix, such as `/unified-agent`.
    pub path: &'static str,
    /// Who may put it into a frame: `'self'`, `*`, `'none'`.
    pub frame_ancestors: &'static str,
}

/// The files of `E` below the path; `index.html` for every path without an extension.
pub fn assets<E: RustEmbed + 'static>(config: Assets) -> Router {
    let root = move || async move { file::<E>(config, "index.html") };
    Router::new()
        .route(config.path, get(move || async move { Redirect::permanent(&format!("{}/", config.path)) }))
        .route(&format!("{}/", config.path), get(root))
        .route(&format!("{}/{{*file}}", config.path), get(move |Path(name): Path<String>| async move { page::<E>(config, &name) }))
}

fn page<E: RustEmbed>(config: Assets, name: &str) -> Response {
    if E::get(name).is_some() {
        return file::<E>(config, name);
    }
    let html = format!("{name}.html");
    if E::get(&html).is_some() {
        return file::<E>(config, &html);
    }
    if name.rsplit('/').next().is_some_and(|last| last.contains('.')) {
        return (StatusCode::NOT_FOUND, "no such file").into_response();
    }
    file::<E>(config, "index.html")
}

fn file<E: RustEmbed>(config: Assets, name: &str) -> Response {
    let Some(found) = E::get(name) else { return not_built(config).into_response() };
    let mime = found.metadata.mimetype().to_owned();
    // Vite puts a hash of the content into the names below `assets/`.
    let cache = if name.starts_with("assets/") { "public, max-age=31536000, immutable" } else { "no-cache" };
    let mut response = Response::new(Body::from(found.data.into_owned()));
    let headers = response.headers_mut();
    let values =
        [(header::CONTENT_TYPE, mime), (header::CACHE_CONTROL, cache.to_owned()), (header::CONTENT_SECURITY_POLICY, policy(config))];
    for (name, value) in values {
        headers.insert(name, HeaderValue::from_str(&value).unwrap_or(HeaderValue::from_static("")));
    }
    response
}

/// Scripts and styles come from files of ours and from nowhere else: what somebody smuggles into a page, as a script or as the
/// style of an element, does nothing. Applications that compute a style set it through the CSSOM, which no policy concerns.
fn policy(config: Assets) -> String {
    format!(
        "default-src 'self'; script-src 'self'; style-src 'self'; connect-src 'self' ws: wss:; img-src 'self' data:; object-src 'none'; \
         base-uri 'none'; form-action 'self'; frame-ancestors {}",
        config.frame_ancestors
    )
}

fn not_built(config: Assets) -> impl IntoResponse {
    let text = format!(
        "<!doctype html><meta charset=utf-8><title>Not built</title><p>The web application at <code>{}</code> is not built into this binary. \
         Run <code>npm ci &amp;&amp; npm run build</code>, then build again; <code>cargo xtask up</code> does both.",
        config.path
    );
    (StatusCode::SERVICE_UNAVAILABLE, [(header::CONTENT_SECURITY_POLICY, policy(config))], Html(text))
}
