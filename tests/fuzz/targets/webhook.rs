//! Webhooks of every provider, past their signature: each item is taken or rejected, and nothing falls over. The first byte chooses provider and form.

#![no_main]

use connector::{Channel, Provider, Raw};
use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderValue, Method};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Some((first, body)) = data.split_first() else { return };
    let providers: [&dyn Provider; 3] = [&connector_360::WhatsApp, &twilio_connector::Twilio, &facebook_connector::Facebook];
    let provider = providers[usize::from(first / 2) % providers.len()];
    let channel = Channel::sample(&[], &[]);
    let kind = if first % 2 == 0 { "application/json" } else { "application/x-www-form-urlencoded" };
    let headers = HeaderMap::from_iter([(CONTENT_TYPE, HeaderValue::from_static(kind))]);
    let raw = Raw { method: Method::POST, rest: String::new(), query: None, headers, body: body.to_vec() };
    if provider.readable(&raw).is_ok() {
        drop(provider.decode(&channel, &raw));
    }
});
