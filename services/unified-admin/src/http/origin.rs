//! Where a request came from, and for whom.

use std::net::IpAddr;
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
        let peer = ClientAddress::from_request_parts(parts, state).await?.0.ip();
        Ok(Self {
            address: client(&parts.headers, peer, state.config.trusted_proxies),
            https: text(&parts.headers, "x-forwarded-proto").is_some_and(|proto| proto.eq_ignore_ascii_case("https")),
            tenant: state.tenant_of(&runtime::host_name(parts)).await?,
        })
    }
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

/// The address that the outermost trusted proxy saw; further left stands whatever the client made up.
fn client(headers: &HeaderMap, peer: IpAddr, proxies: usize) -> String {
    let Some(skip) = proxies.checked_sub(1) else {
        return peer.to_string();
    };
    let lists = headers.get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok());
    let seen: Vec<&str> = lists.flat_map(|list| list.split(',')).map(str::trim).collect();
    let found = seen.iter().rev().nth(skip).and_then(|address| address.parse::<IpAddr>().ok());
    found.unwrap_or(peer).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_trusted_proxies_say_is_believed() {
        let mut headers = HeaderMap::new();
        headers.append("x-forwarded-for", "6.6.6.6, 10.1.1.1".parse().unwrap());
        headers.append("x-forwarded-for", "10.2.2.2".parse().unwrap());
        let peer: IpAddr = "10.3.3.3".parse().unwrap();
        assert_eq!(client(&headers, peer, 0), "10.3.3.3");
        assert_eq!(client(&headers, peer, 1), "10.2.2.2");
        assert_eq!(client(&headers, peer, 2), "10.1.1.1");
        assert_eq!(client(&headers, peer, 9), "10.3.3.3");
    }
}
