//! Channel types, providers, connectors and channels: documents of the tenant.

use std::collections::BTreeMap;

use errors::Violation;
use runtime::objects::Object;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Kind under which the audit log hears that secrets changed.
pub(crate) const SECRETS: &str = "channel-connector-secrets";

/// A kind of channel, such as WEB or WHATSAPP.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct ChannelType {
    /// `WEB`, `WHATSAPP`, `SMS`, `FACEBOOK`, …
    pub(crate) name: String,
    #[serde(default)]
    pub(crate) logo: String,
    #[serde(default = "yes")]
    pub(crate) interactive: bool,
    /// Media routing domain of its requests: id in routing-engine.
    pub(crate) mrd_id: String,
    /// Hours after a customer's message in which free texts may be sent; 0 for no such window.
    #[serde(default)]
    pub(crate) reply_window_hours: u32,
}

/// Who stands behind a kind of connector.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct ChannelProvider {
    pub(crate) name: String,
    /// Names of channel types.
    pub(crate) supported_channel_types: Vec<String>,
    /// The pod that speaks with it, such as `360-connector`; empty for none.
    #[serde(default)]
    pub(crate) pod: String,
}

/// An account at a provider.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct ChannelConnector {
    pub(crate) name: String,
    /// Name or id of a provider.
    pub(crate) provider: String,
    /// Where it is and how it signs; its connector's README lists them. Keys and tokens are secrets, which have a route of their own.
    #[serde(default)]
    pub(crate) settings: BTreeMap<String, String>,
}

/// How requests of a channel reach agents.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "UPPERCASE")]
pub(crate) enum RoutingMode {
    #[default]
    Push,
    Pull,
}

impl RoutingMode {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Push => "PUSH",
            Self::Pull => "PULL",
        }
    }
}

/// What becomes of a message of which nobody knows whether it arrived.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "UPPERCASE")]
pub(crate) enum WhenUnknown {
    /// Agents are told, and may send it again.
    #[default]
    Ask,
    /// It is sent once more by itself, which agents are told: a customer may get it twice.
    Resend,
    /// Agents are told, and nobody sends it again.
    Leave,
}

impl WhenUnknown {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Ask => "ASK",
            Self::Resend => "RESEND",
            Self::Leave => "LEAVE",
        }
    }
}

/// One address at which customers reach the company.
#[expect(clippy::struct_field_names, reason = "the vocabulary says channel type")]
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Channel {
    pub(crate) name: String,
    /// Unique per channel type.
    pub(crate) service_identifier: String,
    /// Name of a channel type.
    pub(crate) channel_type: String,
    /// Name or id of a connector; the built-in web channel needs none.
    #[serde(default)]
    pub(crate) connector: String,
    #[serde(default = "yes")]
    pub(crate) enabled: bool,
    /// Bot that answers first: id in bot-framework.
    pub(crate) bot_id: String,
    #[serde(default = "bot")]
    pub(crate) bot_name: String,
    /// Queue of its requests: id or name in routing-engine.
    pub(crate) queue: String,
    #[serde(default)]
    pub(crate) routing_mode: RoutingMode,
    #[serde(default = "ten_minutes")]
    pub(crate) customer_activity_timeout_seconds: u32,
    #[serde(default = "ten_minutes")]
    pub(crate) agent_request_ttl_seconds: u32,
    /// Clients without a token may resume a live session: only for clients that know no tokens.
    #[serde(default)]
    pub(crate) legacy_identity: bool,
    /// The address that the provider was told for its webhooks; part of what some of them sign.
    #[serde(default)]
    pub(crate) public_url: String,
    /// Template with one parameter that stands in for a text once the provider's window is closed; empty for none.
    #[serde(default)]
    pub(crate) fallback_template: String,
    #[serde(default)]
    pub(crate) fallback_language: String,
    /// What becomes of messages of which the provider does not say whether it has them.
    #[serde(default)]
    pub(crate) when_unknown: WhenUnknown,
}

fn yes() -> bool {
    true
}

fn bot() -> String {
    "Assistant".to_owned()
}

fn ten_minutes() -> u32 {
    600
}

pub(super) fn text(field: &str, value: &str, most: usize) -> Option<Violation> {
    let length = value.chars().count();
    if value.trim().is_empty() {
        return Some(Violation::new(field, "must not be empty"));
    }
    (length > most).then(|| Violation::new(field, format!("has {length} characters, more than {most}")))
}

impl Object for ChannelType {
    const KIND: &'static str = "channel-type";

    fn name(&self) -> &str {
        &self.name
    }

    fn validate(&self) -> Vec<Violation> {
        [text("name", &self.name, 50), text("mrdId", &self.mrd_id, 64)].into_iter().flatten().collect()
    }
}

impl Object for ChannelProvider {
    const KIND: &'static str = "channel-provider";

    fn name(&self) -> &str {
        &self.name
    }

    fn validate(&self) -> Vec<Violation> {
        text("name", &self.name, 100).into_iter().collect()
    }
}

impl Object for ChannelConnector {
    const KIND: &'static str = "channel-connector";

    fn name(&self) -> &str {
        &self.name
    }

    fn validate(&self) -> Vec<Violation> {
        let shown = ["secret", "token", "password", "apikey"];
        let secret = |key: &&String| shown.iter().any(|word| key.to_lowercase().contains(word));
        let secrets = self.settings.keys().filter(secret).map(|key| {
            Violation::new(format!("settings.{key}"), "is a secret: every administrator could read it here; set it through /secrets")
        });
        [text("name", &self.name, 100), text("provider", &self.provider, 100)].into_iter().flatten().chain(secrets).collect()
    }
}

impl Object for Channel {
    const KIND: &'static str = "channel";

    fn name(&self) -> &str {
        &self.name
    }

    fn validate(&self) -> Vec<Violation> {
        let timeout = (self.customer_activity_timeout_seconds == 0 || self.customer_activity_timeout_seconds > 604_800)
            .then(|| Violation::new("customerActivityTimeoutSeconds", "must be between a second and seven days"));
        let ttl = (self.agent_request_ttl_seconds == 0 || self.agent_request_ttl_seconds > 604_800)
            .then(|| Violation::new("agentRequestTtlSeconds", "must be between a second and seven days"));
        let texts = [
            text("name", &self.name, 100),
            text("serviceIdentifier", &self.service_identifier, 100),
            text("channelType", &self.channel_type, 50),
            text("botId", &self.bot_id, 64),
            text("queue", &self.queue, 100),
        ];
        texts.into_iter().chain([timeout, ttl]).flatten().collect()
    }
}
