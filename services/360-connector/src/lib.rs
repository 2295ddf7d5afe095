//! WhatsApp through 360dialog, through Meta's Cloud API directly, and legacy payloads read-only.
//!
//! Serves: HTTP `/360-connector`
//! Consumes: `ccm.outbound.v1`, `ccm.erased.v1`
//! Publishes: `connector_360.ledger.v1`
//! Calls: ccm, file-engine

mod cloud;
mod codes;
mod media;
mod message;
mod sending;
mod status;
#[cfg(test)]
mod tests;

use std::time::Duration;

use connector::{
    Answer, Call, Channel, Config, Decoded, Deposit, Event, Grab, Handshake, Media, Provider, Rate, Raw, Refusal, Refused, Said, Shown,
    Window, sign,
};
use http::Method;
use runtime::{App, Context, Service};
use serde_json::Value;

/// The service.
pub fn service() -> Service {
    Service::new("360-connector", include_str!("../config.toml"), build)
}

fn build(cx: &Context, config: Config) -> runtime::Result<App> {
    connector::app(cx, config, WhatsApp)
}

/// What is different about this provider; pure.
#[derive(Clone, Copy, Debug)]
pub struct WhatsApp;

impl Provider for WhatsApp {
    /// One scheme per account; only the header of that scheme decides.
    fn authenticate(&self, channel: &Channel, raw: &Raw) -> Result<(), Refused> {
        let secret = channel.secret("webhookSecret").ok_or(Refused::NotConfigured)?;
        let signed = |given: &str| {
            let given = given.strip_prefix("sha256=").unwrap_or(given);
            sign::same(&sign::hmac_sha256_hex(secret.as_bytes(), &[&raw.body]), given)
        };
        let (header, right): (_, &dyn Fn(&str) -> bool) = match channel.setting_or("scheme", "360dialog-signature") {
            "hub-signature" => ("x-hub-signature-256", &|given: &str| given.starts_with("sha256=") && signed(given)),
            "static-header" => (channel.setting_or("headerName", "authorization"), &|given: &str| sign::same(secret, given)),
            _ => ("x-360dialog-signature", &signed),
        };
        let given = raw.header(header).ok_or(Refused::Missing)?;
        if right(given) { Ok(()) } else { Err(Refused::Wrong) }
    }

    /// Meta's own; 360dialog has none.
    fn handshake(&self, channel: &Channel, raw: &Raw) -> Handshake {
        if raw.method != Method::GET {
            return Handshake::None;
        }
        connector::hub_handshake(channel, raw)
    }

    fn readable(&self, raw: &Raw) -> Result<(), String> {
        connector::json_object(&raw.body).map(drop)
    }

    fn decode(&self, _channel: &Channel, raw: &Raw) -> Decoded {
        let mut decoded = Decoded::default();
        if let Ok(payload) = connector::json_object(&raw.body) {
            cloud::decode(&Value::Object(payload), &mut decoded);
        }
        decoded
    }

    /// Phone numbers as everywhere else, with a plus; names of customers without one as they are.
    fn identity(&self, _channel: &Channel, address: &str) -> String {
        if !address.is_empty() && address.bytes().all(|byte| byte.is_ascii_digit()) { format!("+{address}") } else { address.to_owned() }
    }

    fn window(&self, _channel: &Channel) -> Window {
        Window { open: Some(Duration::from_hours(24)), human: None }
    }

    fn entry(&self, _channel: &Channel, event: &Event) -> Option<Duration> {
        event.is_advertised().then_some(Duration::from_hours(72))
    }

    fn rate(&self, channel: &Channel) -> Rate {
        let per_second = channel.setting_or("messagesPerSecond", "80").parse().unwrap_or(80);
        Rate { per_second, pair: Some((Duration::from_secs(6), 45)) }
    }

    fn call(&self, channel: &Channel, said: &Said) -> Result<Call, Refusal> {
        sending::call(channel, said)
    }

    fn answer(&self, status: u16, body: &[u8]) -> Answer {
        sending::answer(status, body)
    }

    fn courtesy(&self, channel: &Channel, shown: &Shown) -> Option<Call> {
        sending::courtesy(channel, shown)
    }

    fn grab(&self, channel: &Channel, media: &Media) -> Result<Grab, Refusal> {
        media::grab(channel, media)
    }

    fn located(&self, channel: &Channel, answer: &[u8]) -> Result<Grab, Refusal> {
        media::located(channel, answer)
    }

    fn deposit(&self, channel: &Channel) -> Option<Result<Deposit, Refusal>> {
        Some(media::deposit(channel))
    }

    fn deposited(&self, status: u16, body: &[u8]) -> Result<String, Refusal> {
        media::deposited(status, body)
    }

    fn attributes(&self, event: &Event) -> Vec<(&'static str, String)> {
        let name = [event.word(&["profile_name"]), event.word(&["username"])].into_iter().find(|name| !name.is_empty());
        name.map(|name| ("firstName", name.to_owned())).into_iter().collect()
    }
}
