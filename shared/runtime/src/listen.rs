//! Listeners, bound before anything else happens.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use tokio::net::TcpListener;

use crate::host::HostError;
use crate::settings::Listen;

/// The bound listeners of a process.
#[derive(Default)]
pub(crate) struct Bound {
    pub(crate) public: Option<TcpListener>,
    pub(crate) admin: Option<TcpListener>,
    pub(crate) grpc: Option<TcpListener>,
}

pub(crate) async fn bind(listen: &Listen) -> Result<Bound, HostError> {
    Ok(Bound {
        public: one("listen.public", listen.public).await?,
        admin: one("listen.admin", listen.admin).await?,
        grpc: one("listen.grpc", listen.grpc).await?,
    })
}

async fn one(key: &'static str, address: Option<SocketAddr>) -> Result<Option<TcpListener>, HostError> {
    let Some(address) = address else { return Ok(None) };
    let bound = TcpListener::bind(address).await;
    bound.map(Some).map_err(|source| HostError::Bind { key, address, source })
}

pub(crate) fn address(listener: Option<&TcpListener>) -> Option<SocketAddr> {
    listener.and_then(|listener| listener.local_addr().ok())
}

/// Where others reach what listens on that address: a listener on every address is reached at the one by which this machine reaches the rest.
pub(crate) fn own_address(listening: IpAddr) -> IpAddr {
    if !listening.is_unspecified() {
        return listening;
    }
    // Addresses for documentation (RFC 5737, RFC 3849). Nothing is sent: the system only chooses the way.
    let elsewhere: IpAddr =
        if listening.is_ipv4() { Ipv4Addr::new(192, 0, 2, 1).into() } else { Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 1).into() };
    let chosen = std::net::UdpSocket::bind((listening, 0)).and_then(|socket| {
        socket.connect((elsewhere, 9))?;
        socket.local_addr()
    });
    chosen.map_or(listening, |own| own.ip())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_listener_on_one_address_is_reached_there_and_one_on_every_address_never_at_none() {
        let there: IpAddr = [127, 0, 0, 1].into();
        assert_eq!(own_address(there), there);
        let own = own_address(Ipv4Addr::UNSPECIFIED.into());
        // Only a machine without any network does not know.
        let networked = std::net::UdpSocket::bind("0.0.0.0:0").and_then(|socket| socket.connect("192.0.2.1:9")).is_ok();
        assert_eq!(own.is_unspecified(), !networked);
    }
}
