//! Where a service in other processes is reached: every address its names resolve to, looked up again and again.
//!
//! A channel of the gRPC library stays with the address it found first, and costs one call for every attempt to reconnect. With
//! replicas that come and go, each address gets a channel of its own here, calls go round, and one that failed is left alone for a moment.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use errors::{Fault, Kind};
use http::Uri;
use tokio_util::task::TaskTracker;
use tonic::transport::{Channel, Endpoint};

/// How long the addresses of a name are believed.
const FRESH: Duration = Duration::from_secs(5);
/// How long an address that failed is left alone while there are others.
const SUSPECT: Duration = Duration::from_secs(2);
/// Longest look-up of a name.
const LOOK_UP: Duration = Duration::from_secs(1);

/// One address and its connection, made when first used and again after it broke.
#[derive(Clone)]
pub(crate) struct Place {
    pub(crate) address: SocketAddr,
    pub(crate) channel: Channel,
    suspect_until: Option<Instant>,
}

#[derive(Default)]
struct Known {
    places: Vec<Place>,
    looked_up: Option<Instant>,
    turn: usize,
}

/// The addresses of one service.
pub(crate) struct Endpoints {
    service: &'static str,
    names: Vec<String>,
    known: Mutex<Known>,
    tracker: TaskTracker,
}

impl Endpoints {
    /// `addresses`: one or several of `http://host:port`, separated by commas.
    pub(crate) fn new(service: &'static str, addresses: &str, tracker: TaskTracker) -> Result<Arc<Self>, Fault> {
        let name = |text: &str| {
            let uri: Uri = text.trim().parse().ok()?;
            (uri.scheme_str() == Some("http")).then_some(())?;
            Some(format!("{}:{}", uri.host()?, uri.port_u16()?))
        };
        let names: Option<Vec<_>> = addresses.split(',').map(name).collect();
        let names = names.ok_or_else(|| {
            let problem = format!("[peers] {service} = {addresses:?}: must be http://host:port, several separated by commas");
            Fault::new(Kind::Unavailable, "PEER_ADDRESS", problem)
        })?;
        Ok(Arc::new(Self { service, names, known: Mutex::default(), tracker }))
    }

    /// The next address whose turn it is; another than `not` if there is one.
    pub(crate) async fn pick(self: &Arc<Self>, not: Option<SocketAddr>) -> Result<Place, Fault> {
        let looked_up = self.known().looked_up;
        match looked_up {
            None => self.look_up().await,
            Some(at) if at.elapsed() > FRESH => {
                // One look-up at a time; calls go on with what is known.
                self.known().looked_up = Some(Instant::now());
                let this = self.clone();
                self.tracker.spawn(async move { this.look_up().await });
            }
            Some(_) => {}
        }
        let now = Instant::now();
        let mut known = self.known();
        known.turn = known.turn.wrapping_add(1);
        let turn = known.turn;
        let count = known.places.len();
        let order = (0..count).map(|step| &known.places[(turn + step) % count]);
        let healthy = |place: &&Place| Some(place.address) != not && place.suspect_until.is_none_or(|until| until < now);
        let picked = order.clone().find(healthy).or_else(|| order.clone().find(|place| Some(place.address) != not));
        let picked = picked.or_else(|| order.clone().next()).cloned();
        picked.ok_or_else(|| {
            let problem = format!("{} has no address: {} cannot be resolved", self.service, self.names.join(", "));
            Fault::new(Kind::Unavailable, "PEER_UNAVAILABLE", problem)
        })
    }

    /// A call to that address failed before it was answered.
    pub(crate) fn suspect(&self, address: SocketAddr) {
        let mut known = self.known();
        if let Some(place) = known.places.iter_mut().find(|place| place.address == address) {
            place.suspect_until = Some(Instant::now() + SUSPECT);
        }
    }

    async fn look_up(&self) {
        let mut found = Vec::new();
        for name in &self.names {
            match tokio::time::timeout(LOOK_UP, tokio::net::lookup_host(name.as_str())).await {
                Ok(Ok(addresses)) => found.extend(addresses),
                Ok(Err(error)) => tracing::debug!(service = self.service, name, %error, "not resolved"),
                Err(_) => tracing::debug!(service = self.service, name, "resolving takes too long"),
            }
        }
        found.sort_unstable();
        found.dedup();
        let mut known = self.known();
        // A name server that is away takes nothing away.
        if !found.is_empty() {
            known.places.retain(|place| found.contains(&place.address));
            for address in found {
                if known.places.iter().all(|place| place.address != address) {
                    known.places.push(Place { address, channel: channel(address), suspect_until: None });
                }
            }
            known.looked_up = Some(Instant::now());
        }
    }

    fn known(&self) -> std::sync::MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A connection to one address, made when first used.
pub(crate) fn channel(address: SocketAddr) -> Channel {
    let mut parts = http::uri::Parts::default();
    parts.scheme = Some(http::uri::Scheme::HTTP);
    parts.authority = address.to_string().parse().ok();
    parts.path_and_query = Some(http::uri::PathAndQuery::from_static("/"));
    let uri = Uri::from_parts(parts).unwrap_or_default();
    Endpoint::from(uri)
        .connect_timeout(Duration::from_secs(1))
        .http2_keep_alive_interval(Duration::from_secs(10))
        .keep_alive_timeout(Duration::from_secs(5))
        .keep_alive_while_idle(true)
        .tcp_nodelay(true)
        .connect_lazy()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn endpoints(addresses: &str) -> Arc<Endpoints> {
        Endpoints::new("somebody", addresses, TaskTracker::new()).unwrap()
    }

    #[tokio::test]
    async fn calls_go_round_and_leave_out_who_failed() {
        let endpoints = endpoints("http://127.0.0.1:1, http://127.0.0.1:2,http://127.0.0.1:3");
        let mut seen = std::collections::BTreeSet::new();
        for _ in 0..3 {
            seen.insert(endpoints.pick(None).await.unwrap().address.port());
        }
        assert_eq!(seen.into_iter().collect::<Vec<_>>(), [1, 2, 3]);
        endpoints.suspect("127.0.0.1:2".parse().unwrap());
        for _ in 0..9 {
            assert_ne!(endpoints.pick(None).await.unwrap().address.port(), 2);
        }
    }

    #[tokio::test]
    async fn if_all_failed_one_is_tried_all_the_same() {
        let endpoints = endpoints("http://127.0.0.1:1");
        let only = endpoints.pick(None).await.unwrap().address;
        endpoints.suspect(only);
        assert_eq!(endpoints.pick(Some(only)).await.unwrap().address, only);
    }

    #[test]
    fn what_is_no_address_is_named() {
        for bad in ["", "127.0.0.1:80", "http://host", "https://host:1", "http://a:1,,http://b:2"] {
            let fault = Endpoints::new("ccm", bad, TaskTracker::new()).err().unwrap();
            assert!(fault.detail().contains("ccm"), "{bad}: {fault}");
        }
    }
}
