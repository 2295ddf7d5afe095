//! Where a request came from, and for whom.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::HeaderMap;
use axum::http::request::Parts;
use errors::Fault;
use ids::TenantId;
use runtime::ClientAddress;

use crate::state::State;

/// Where a request came from, and for whom.
pub(super) struct Origin {
    /// The client's address, past the proxies we trust.
    pub(super) address: String,
    /// Whether the browser speaks https.
    pub(super) https: bool,
    /// The tenant of the host name.
    pub(super) tenant: TenantId,
}

impl FromRequestParts<Arc<State>> for Origin {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, state: &Arc<State>) -> Result<Self, Fault> {
        Ok(Self {
            address: ClientAddress::of(&parts.extensions).0.to_string(),
            https: text(&parts.headers, "x-forwarded-proto").is_some_and(|proto| proto.eq_ignore_ascii_case("https")),
            tenant: state.tenant_of(&runtime::host_name(parts)).await?,
        })
    }
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}
