//! From where bytes are fetched: the provider's own hosts, never an address inside.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use url::Url;

/// Why an address is not fetched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Forbidden {
    /// It is no web address, has a user in it, is not https, or has a port of its own.
    Malformed,
    /// Its host is not the provider's.
    Foreign,
}

/// Where an address leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// To the provider; its name must lead to a public address.
    Provider,
    /// To where whoever runs the installation allowed it, wherever that is.
    Allowed,
}

/// Whether an address may be fetched. `allowed` are `host` or `host:port`, set by whoever runs the installation.
pub(super) fn checked(url: &Url, hosts: &[String], allowed: &[String]) -> Result<Place, Forbidden> {
    let host = url.host_str().ok_or(Forbidden::Malformed)?.to_ascii_lowercase();
    if !matches!(url.scheme(), "https" | "http") || !url.username().is_empty() || url.password().is_some() {
        return Err(Forbidden::Malformed);
    }
    let with_port = url.port_or_known_default().map_or_else(|| host.clone(), |port| format!("{host}:{port}"));
    if allowed.iter().any(|allowed| *allowed == host || *allowed == with_port) {
        return Ok(Place::Allowed);
    }
    if url.scheme() != "https" || url.port().is_some() {
        return Err(Forbidden::Malformed);
    }
    // A name, not a number: numbers pass no resolver.
    let is_name = url.domain().is_some();
    let is_theirs = hosts
        .iter()
        .map(|theirs| theirs.to_ascii_lowercase())
        .any(|theirs| if theirs.starts_with('.') { host.ends_with(&theirs) } else { host == theirs });
    if is_name && is_theirs { Ok(Place::Provider) } else { Err(Forbidden::Foreign) }
}

/// Looks names up and keeps only addresses that lead outside: a provider's name that somebody points at our own network is nobody.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Outside;

impl Resolve for Outside {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let outside: Vec<SocketAddr> = found.filter(|address| is_public(address.ip())).collect();
            if outside.is_empty() {
                return Err(format!("{} has no public address", name.as_str()).into());
            }
            let addresses: Addrs = Box::new(outside.into_iter());
            Ok(addresses)
        })
    }
}

/// Whether an address is anybody's on the internet: not loopback, private, link-local, shared, reserved, multicast or for documents.
pub(super) fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => public_v4(address),
        IpAddr::V6(address) => public_v6(address),
    }
}

fn public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let shared = a == 100 && (64..128).contains(&b);
    let protocols = (a, b, c) == (192, 0, 0);
    let benchmarks = a == 198 && (b == 18 || b == 19);
    let special =
        address.is_loopback() || address.is_private() || address.is_link_local() || address.is_multicast() || address.is_documentation();
    a != 0 && a < 240 && !special && !shared && !protocols && !benchmarks
}

fn public_v6(address: Ipv6Addr) -> bool {
    // An IPv4 address in another dress is judged as what it is: mapped, translated (64:ff9b::/96), 6to4.
    let segments = address.segments();
    let [.., high, low] = segments;
    let inner = |high: u16, low: u16| {
        let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
        public_v4(Ipv4Addr::new(a, b, c, d))
    };
    match segments {
        [0, 0, 0, 0, 0, 0xffff, ..] | [0x64, 0xff9b, 0, 0, 0, 0, ..] => inner(high, low),
        [0x2002, high, low, ..] => inner(high, low),
        // Only 2000::/3 is given out; of it, Teredo and documentation are nobody's.
        [0x2001, 0 | 0xdb8, ..] | [0x3fff, 0..=0x0fff, ..] => false,
        [first, ..] => (0x2000..0x4000).contains(&first),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(url: &str) -> Result<Place, Forbidden> {
        let hosts = [".fbcdn.net".to_owned(), "api.twilio.com".to_owned(), "10.0.0.1".to_owned()];
        checked(&url.parse().unwrap(), &hosts, &["127.0.0.1:9400".to_owned()])
    }

    #[test]
    fn only_the_providers_hosts_are_fetched_from_and_only_by_https_on_its_port() {
        assert_eq!(check("https://scontent.xx.fbcdn.net/v/1.jpg"), Ok(Place::Provider));
        assert_eq!(check("https://API.twilio.com/x"), Ok(Place::Provider));
        for foreign in [
            "https://evil.example/",
            "https://fbcdn.net.evil.example/",
            "https://evilfbcdn.net/",
            "https://api.twilio.com.evil.example/",
            "https://10.0.0.1/",
            "https://[::1]/",
        ] {
            assert_eq!(check(foreign), Err(Forbidden::Foreign), "{foreign}");
        }
        for malformed in [
            "http://api.twilio.com/",
            "https://api.twilio.com:8443/",
            "https://me@api.twilio.com/",
            "ftp://api.twilio.com/",
            "file:///etc/passwd",
        ] {
            assert_eq!(check(malformed), Err(Forbidden::Malformed), "{malformed}");
        }
    }

    #[test]
    fn what_the_installation_allows_may_be_anywhere_but_only_on_its_port() {
        assert_eq!(check("http://127.0.0.1:9400/x"), Ok(Place::Allowed));
        assert!(check("http://127.0.0.1:9401/x").is_err() && check("http://127.0.0.1/x").is_err());
    }

    #[test]
    fn addresses_inside_are_never_public_whatever_they_are_dressed_as() {
        let inside = [
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "192.0.0.8",
            "198.18.0.1",
            "224.0.0.1",
            "255.255.255.255",
            "::1",
            "::",
            "fe80::1",
            "fc00::1",
            "fd12::1",
            "ff02::1",
            "::ffff:10.0.0.1",
            "::ffff:169.254.169.254",
            "64:ff9b::a00:1",
            "2002:a00:1::",
            "2001:db8::1",
            "2001::1",
            "::127.0.0.1",
        ];
        for address in inside {
            assert!(!is_public(address.parse().unwrap()), "{address}");
        }
        for address in ["1.1.1.1", "157.240.1.35", "2a03:2880:f10c:83::25de", "2606:4700::1111", "::ffff:1.1.1.1", "64:ff9b::101:101"] {
            assert!(is_public(address.parse().unwrap()), "{address}");
        }
    }

    #[tokio::test]
    async fn a_name_that_leads_inside_leads_nowhere() {
        let name: Name = "localhost".parse().unwrap();
        assert!(Outside.resolve(name).await.is_err());
    }
}
