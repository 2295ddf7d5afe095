//! Channels by the id in a webhook's address, as ccm knows them; remembered until ccm says that something changed.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bus::{Hint, Subscription};
use contracts::ccm::ccm_service_client::CcmServiceClient;
use contracts::ccm::{ResolveChannelRequest, ResolveChannelResponse};
use errors::Kind;
use ids::{Principal, TenantId};
use moka::sync::Cache;
use runtime::{Peer, call};

use crate::State;

/// Channels that are remembered.
const CAPACITY: u64 = 10_000;
/// How long; what a lost hint costs.
const LIFE: Duration = Duration::from_secs(30);

/// A channel as its connector knows it.
#[derive(Clone, Default)]
pub struct Channel {
    /// Whose.
    pub tenant: TenantId,
    /// In ccm, and in the webhook's address.
    pub id: String,
    /// Our address at the provider.
    pub service_identifier: String,
    /// `WHATSAPP`, `SMS`, …
    pub channel_type: String,
    /// The address the provider was told.
    pub public_url: String,
    /// Of the account.
    pub settings: HashMap<String, String>,
    secrets: HashMap<String, String>,
    /// Template for when the window is closed: name and language.
    pub fallback: Option<(String, String)>,
    /// Other channels of the tenant at this connector.
    pub siblings: Vec<Sibling>,
}

/// Another channel of the same tenant and connector.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sibling {
    /// In ccm.
    pub id: String,
    /// Our address there.
    pub service_identifier: String,
    /// Its type.
    pub channel_type: String,
}

impl fmt::Debug for Channel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Channel({} {} {})", self.tenant, self.channel_type, self.id)
    }
}

impl Channel {
    /// A channel for tests of a provider's functions: settings and secrets by name.
    pub fn sample(settings: &[(&str, &str)], secrets: &[(&str, &str)]) -> Self {
        let map = |pairs: &[(&str, &str)]| pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
        Self { settings: map(settings), secrets: map(secrets), ..Self::default() }
    }

    /// A setting of the account, `""` if there is none.
    pub fn setting(&self, name: &str) -> &str {
        self.settings.get(name).map_or("", String::as_str)
    }

    /// The same with a default.
    pub fn setting_or<'a>(&'a self, name: &str, default: &'a str) -> &'a str {
        Some(self.setting(name)).filter(|value| !value.is_empty()).unwrap_or(default)
    }

    /// A key or token of the account.
    pub fn secret(&self, name: &str) -> Option<&str> {
        self.secrets.get(name).map(String::as_str).filter(|secret| !secret.is_empty())
    }

    /// The channel that a message to `address` is for: this one, or a sibling; none if nobody has that address.
    pub(crate) fn addressed(&self, address: Option<&str>) -> Option<&str> {
        let Some(address) = address.map(plain).filter(|address| !address.is_empty()) else { return Some(&self.id) };
        if plain(&self.service_identifier) == address {
            return Some(&self.id);
        }
        self.siblings.iter().find(|sibling| plain(&sibling.service_identifier) == address).map(|sibling| sibling.id.as_str())
    }
}

/// An address without what people and providers write differently.
fn plain(address: &str) -> String {
    let address = address.trim().trim_start_matches("whatsapp:");
    let is_number = address.chars().all(|c| c.is_ascii_digit() || "+-(). ".contains(c));
    if is_number { address.chars().filter(char::is_ascii_digit).collect() } else { address.to_owned() }
}

/// Channels, asked of ccm and remembered.
pub(crate) struct Directory {
    pod: &'static str,
    door: CcmServiceClient<Peer>,
    known: Cache<String, Option<Arc<Channel>>>,
}

impl Directory {
    pub(crate) fn new(pod: &'static str, door: CcmServiceClient<Peer>) -> Self {
        Self { pod, door, known: Cache::builder().max_capacity(CAPACITY).time_to_live(LIFE).build() }
    }

    /// The channel of that id, if this connector serves one.
    pub(crate) async fn channel(&self, id: &str) -> errors::Result<Option<Arc<Channel>>> {
        if let Some(known) = self.known.get(id) {
            return Ok(known);
        }
        let request = ResolveChannelRequest { channel_id: id.to_owned() };
        // Whose channel it is, is what is being asked.
        let own = Principal::service(TenantId::default(), self.pod);
        let found = match self.door.clone().resolve_channel(call(&own, request)).await {
            Ok(answer) => Some(Arc::new(channel(answer.into_inner()))),
            Err(status) => {
                let fault = errors::Fault::from(status);
                if fault.kind() != Kind::NotFound {
                    return Err(fault);
                }
                None
            }
        };
        self.known.insert(id.to_owned(), found.clone());
        Ok(found)
    }
}

/// Forgets everything when ccm's documents change: administrators do that dozens of times a day.
pub(crate) async fn follow(state: Arc<State>, mut hints: Subscription) -> runtime::Result<()> {
    while let Some(hint) = hints.next().await {
        let concerns = match hint {
            Hint::Event(event) => event.r#type.starts_with("channel"),
            Hint::Lagged => true,
        };
        if concerns {
            state.directory.known.invalidate_all();
        }
    }
    Ok(())
}

fn channel(answer: ResolveChannelResponse) -> Channel {
    let sibling = |sibling: contracts::ccm::Sibling| Sibling {
        id: sibling.channel_id,
        service_identifier: sibling.service_identifier,
        channel_type: sibling.channel_type,
    };
    Channel {
        tenant: TenantId::new(answer.tenant),
        id: answer.channel_id,
        service_identifier: answer.service_identifier,
        channel_type: answer.channel_type,
        public_url: answer.public_url,
        settings: answer.settings,
        secrets: answer.secrets,
        fallback: (!answer.fallback_template.is_empty()).then_some((answer.fallback_template, answer.fallback_language)),
        siblings: answer.siblings.into_iter().map(sibling).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_for_another_number_finds_its_channel_however_the_number_is_written() {
        let sibling =
            |id: &str, address: &str| Sibling { id: id.to_owned(), service_identifier: address.to_owned(), channel_type: String::new() };
        let channel = Channel {
            id: "a".to_owned(),
            service_identifier: "+44 20 7946 0123".to_owned(),
            siblings: vec![sibling("b", "442079460999")],
            ..Channel::default()
        };
        assert_eq!(channel.addressed(Some("442079460123")), Some("a"));
        assert_eq!(channel.addressed(Some("whatsapp:+442079460999")), Some("b"));
        assert_eq!(channel.addressed(None), Some("a"));
        assert_eq!(channel.addressed(Some("442079460777")), None);
    }

    #[test]
    fn a_channel_does_not_print_its_secrets() {
        let channel = Channel::sample(&[("hostUrl", "x")], &[("apiKey", "topsecret")]);
        assert_eq!(channel.secret("apiKey"), Some("topsecret"));
        assert!(!format!("{channel:?}").contains("topsecret"));
    }
}
