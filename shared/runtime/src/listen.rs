//! Listeners, bound before anything else happens.

use std::net::SocketAddr;

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
