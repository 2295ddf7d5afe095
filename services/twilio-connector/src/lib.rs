//! SMS, MMS and WhatsApp through Twilio, and its Conversations read-only.
//!
//! Serves: HTTP `/twilio-connector`
//! Consumes: `ccm.outbound.v1`, `ccm.erased.v1`
//! Publishes: `twilio_connector.ledger.v1`
//! Calls: ccm, file-engine

mod codes;
mod inbound;
mod media;
mod sending;
mod signature;
mod status;
#[cfg(test)]
mod tests;

use std::time::Duration;

use connector::{Answer, Call, Channel, Config, Decoded, Event, Grab, Media, Provider, Rate, Raw, Refusal, Refused, Said, Shown, Window};
use http::Method;
use runtime::{App, Context, Service};

/// The service.
pub fn service() -> Service {
    Service::new("twilio-connector", include_str!("../config.toml"), build)
}

fn build(cx: &Context, config: Config) -> runtime::Result<App> {
    connector::app(cx, config, Twilio)
}

/// What is different about this provider; pure.
#[derive(Clone, Copy, Debug)]
pub struct Twilio;

impl Provider for Twilio {
    fn authenticate(&self, channel: &Channel, raw: &Raw) -> Result<(), Refused> {
        signature::check(channel, raw)
    }

    fn readable(&self, raw: &Raw) -> Result<(), String> {
        if raw.is_json() {
            let text = std::str::from_utf8(&raw.body).map_err(|_| "the body is not UTF-8".to_owned())?;
            return serde_json::from_str::<serde_json::Value>(text).map_err(|error| format!("the body is not JSON: {error}")).and_then(
                |value| if value.is_array() || value.is_object() { Ok(()) } else { Err("the body is no object and no list".to_owned()) },
            );
        }
        if !inbound::is_utf8(raw) {
            return Err("the form is not UTF-8".to_owned());
        }
        let form = inbound::Form::of(raw);
        if form.is("MessageSid") || form.is("SmsSid") || form.is("EventType") {
            Ok(())
        } else {
            Err("the form has no MessageSid and no SmsSid".to_owned())
        }
    }

    /// Never a text: Twilio would send it to the customer.
    fn thanks(&self) -> (&'static str, &'static str) {
        ("text/xml; charset=utf-8", "<Response/>")
    }

    fn decode(&self, _channel: &Channel, raw: &Raw) -> Decoded {
        let mut decoded = Decoded::default();
        if raw.is_json() && raw.method == Method::POST {
            decoded.ignore("event-stream");
        } else {
            inbound::decode(raw, &mut decoded);
        }
        decoded
    }

    fn identity(&self, _channel: &Channel, address: &str) -> String {
        let plain = ["whatsapp:", "messenger:"].iter().find_map(|prefix| address.strip_prefix(prefix));
        plain.unwrap_or(address).to_owned()
    }

    /// A conversation's id is no address of ours: the webhook's own channel is meant.
    fn routed<'a>(&self, event: &'a Event) -> Option<&'a str> {
        event.to.as_deref().filter(|to| !to.starts_with("CH"))
    }

    fn window(&self, channel: &Channel) -> Window {
        if channel.channel_type == "WHATSAPP" { Window { open: Some(Duration::from_hours(24)), human: None } } else { Window::NONE }
    }

    fn entry(&self, channel: &Channel, event: &Event) -> Option<Duration> {
        (channel.channel_type == "WHATSAPP" && event.is_advertised()).then_some(Duration::from_hours(72))
    }

    fn rate(&self, channel: &Channel) -> Rate {
        let usual = if channel.channel_type == "WHATSAPP" { 80 } else { 10 };
        Rate { per_second: channel.setting_or("messagesPerSecond", "").parse().unwrap_or(usual), pair: None }
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

    fn discard(&self, channel: &Channel, media: &Media) -> Option<Grab> {
        media::discard(channel, media)
    }

    fn grab(&self, channel: &Channel, media: &Media) -> Result<Grab, Refusal> {
        media::grab(channel, media)
    }
}
