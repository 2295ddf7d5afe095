//! What several providers took from one another: Meta's handshake and signature, bodies that are JSON objects.

use serde_json::{Map, Value};

use crate::directory::Channel;
use crate::provider::{Handshake, Raw, Refused};
use crate::sign;

/// `X-Hub-Signature-256: sha256=<hex>` over the raw body. The older SHA-1 header is not accepted.
pub fn hub_signature(secret: &str, raw: &Raw) -> Result<(), Refused> {
    let given = raw.header("x-hub-signature-256").ok_or(Refused::Missing)?;
    let given = given.strip_prefix("sha256=").ok_or(Refused::Wrong)?;
    if sign::same(&sign::hmac_sha256_hex(secret.as_bytes(), &[&raw.body]), given) { Ok(()) } else { Err(Refused::Wrong) }
}

/// `hub.mode=subscribe`, `hub.verify_token`, `hub.challenge`.
pub fn hub_handshake(channel: &Channel, raw: &Raw) -> Handshake {
    let expected = channel.secret("verifyToken");
    let token = raw.parameter("hub.verify_token").unwrap_or_default();
    let right = expected.is_some_and(|expected| sign::same(expected, &token));
    if raw.parameter("hub.mode").as_deref() != Some("subscribe") || !right {
        return Handshake::Forbidden;
    }
    raw.parameter("hub.challenge").filter(|challenge| !challenge.is_empty()).map_or(Handshake::Malformed, Handshake::Answer)
}

/// The body as a JSON object.
pub fn json_object(body: &[u8]) -> Result<Map<String, Value>, String> {
    let text = std::str::from_utf8(body).map_err(|_| "the body is not UTF-8".to_owned())?;
    match serde_json::from_str(text) {
        Ok(Value::Object(object)) => Ok(object),
        Ok(_) => Err("the body is not a JSON object".to_owned()),
        Err(error) => Err(format!("the body is not JSON: {error}")),
    }
}
