//! Where a request came from: past the proxies that are trusted, whatever the client says of itself.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use axum::extract::{ConnectInfo, FromRequestParts, Request, State};
use axum::middleware::Next;
use axum::response::Response;
use errors::Fault;
use http::HeaderMap;
use http::request::Parts;

/// The address a request came from.
#[derive(Clone, Copy, Debug)]
pub struct ClientAddress(pub IpAddr);

impl<S: Send + Sync> FromRequestParts<S> for ClientAddress {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Fault> {
        Ok(Self::of(&parts.extensions))
    }
}

impl ClientAddress {
    /// As the edge saw it.
    pub fn of(extensions: &http::Extensions) -> Self {
        extensions.get::<Self>().copied().unwrap_or(Self(IpAddr::V4(Ipv4Addr::UNSPECIFIED)))
    }
}

/// Says it to whoever handles the request.
pub(crate) async fn located(State(proxies): State<usize>, mut request: Request, next: Next) -> Response {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
    if let Some(peer) = peer {
        let address = ClientAddress(client(request.headers(), peer, proxies));
        request.extensions_mut().insert(address);
    }
    next.run(request).await
}

/// The address that the outermost trusted proxy saw; further left stands whatever the client made up.
fn client(headers: &HeaderMap, peer: IpAddr, proxies: usize) -> IpAddr {
    let Some(skip) = proxies.checked_sub(1) else {
        return peer;
    };
    let lists = headers.get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok());
    let seen: Vec<&str> = lists.flat_map(|list| list.split(',')).map(str::trim).collect();
    seen.iter().rev().nth(skip).and_then(|address| address.parse().ok()).unwrap_or(peer)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_trusted_proxies_say_is_believed() {
        let mut headers = HeaderMap::new();
        headers.append("x-forwarded-for", "6.6.6.6, 10.1.1.1".parse().unwrap());
        headers.append("x-forwarded-for", "10.2.2.2".parse().unwrap());
        let address = |text: &str| text.parse::<IpAddr>().unwrap();
        let peer = address("10.3.3.3");
        assert_eq!(client(&headers, peer, 0), peer);
        assert_eq!(client(&headers, peer, 1), address("10.2.2.2"));
        assert_eq!(client(&headers, peer, 2), address("10.1.1.1"));
        assert_eq!(client(&headers, peer, 9), peer);
    }
}
