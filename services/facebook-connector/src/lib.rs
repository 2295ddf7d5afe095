//! Messenger, comments on a page's posts, and Instagram Direct.
//!
//! Serves: HTTP `/facebook-connector`
//! Consumes: `ccm.outbound.v1`, `ccm.erased.v1`
//! Publishes: `facebook_connector.ledger.v1`
//! Calls: ccm, file-engine

mod codes;
mod envelope;
mod feed;
mod media;
mod messaging;
mod sending;
mod subscribed;
#[cfg(test)]
mod tests;

use std::time::Duration;

use connector::{
    Answer, Call, Channel, Config, Decoded, Event, Grab, Handshake, Media, Provider, Rate, Raw, Refusal, Refused, Said, Shown,
    Subscription, Window,
};
use http::Method;
use runtime::{App, Context, Service};
use serde_json::Value;

/// The service.
pub fn service() -> Service {
    Service::new("facebook-connector", include_str!("../config.toml"), build)
}

fn build(cx: &Context, config: Config) -> runtime::Result<App> {
    connector::app(cx, config, Facebook)
}

/// What is different about this provider; pure.
#[derive(Clone, Copy, Debug)]
pub struct Facebook;

impl Provider for Facebook {
    fn authenticate(&self, channel: &Channel, raw: &Raw) -> Result<(), Refused> {
        connector::hub_signature(channel.secret("appSecret").ok_or(Refused::NotConfigured)?, raw)
    }

    fn handshake(&self, channel: &Channel, raw: &Raw) -> Handshake {
        if raw.method == Method::GET { connector::hub_handshake(channel, raw) } else { Handshake::None }
    }

    fn readable(&self, raw: &Raw) -> Result<(), String> {
        connector::json_object(&raw.body).map(drop)
    }

    fn decode(&self, _channel: &Channel, raw: &Raw) -> Decoded {
        let mut decoded = Decoded::default();
        if let Ok(payload) = connector::json_object(&raw.body) {
            envelope::decode(&Value::Object(payload), &mut decoded);
        }
        decoded
    }

    /// Ids of persons are the page's own: there is no other form of them.
    fn identity(&self, _channel: &Channel, address: &str) -> String {
        address.to_owned()
    }

    fn profile(&self, channel: &Channel, event: &Event) -> Option<Grab> {
        sending::profile(channel, event)
    }

    fn profiled(&self, body: &[u8]) -> Vec<(&'static str, String)> {
        sending::profiled(body)
    }

    fn subscription(&self, channel: &Channel) -> Option<Subscription> {
        subscribed::subscription(channel)
    }

    fn is_subscribed(&self, body: &[u8]) -> bool {
        subscribed::is_subscribed(body)
    }

    fn window(&self, channel: &Channel) -> Window {
        let human = (channel.setting("humanAgent") == "true").then_some(Duration::from_hours(7 * 24));
        Window { open: Some(Duration::from_hours(24)), human }
    }

    fn rate(&self, _channel: &Channel) -> Rate {
        Rate { per_second: 300, pair: None }
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

    fn grab(&self, _channel: &Channel, media: &Media) -> Result<Grab, Refusal> {
        media::grab(media)
    }
}
