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

#[cfg(test)]
mod tests {
    use http::{HeaderMap, HeaderValue, Method};

    use super::*;

    fn bytes(hex: &str) -> Vec<u8> {
        let digit = |at: usize| u8::from_str_radix(&hex[at..at + 2], 16).unwrap();
        (0..hex.len()).step_by(2).map(digit).collect()
    }

    #[test]
    fn what_other_libraries_believe_of_meta_is_believed_and_nothing_else() {
        let mut tried = 0;
        for made_by in ["sdk-signatures.json", "sdk-signatures-node.json"] {
            let file = format!("{}/../../tests/samples/{made_by}", env!("CARGO_MANIFEST_DIR"));
            let vectors: Value = serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
            let secret = vectors["hubSecret"].as_str().unwrap();
            let asked = |body: &[u8], signature: &str| {
                let mut headers = HeaderMap::new();
                headers.insert("x-hub-signature-256", HeaderValue::from_str(signature).unwrap());
                hub_signature(secret, &Raw { method: Method::POST, rest: String::new(), query: None, headers, body: body.to_vec() })
            };
            for vector in vectors["hub"].as_array().unwrap() {
                let (body, header) = (bytes(vector["body"].as_str().unwrap()), vector["header"].as_str().unwrap());
                assert_eq!(asked(&body, header), Ok(()));
                assert_eq!(asked(&body, vector["wrong"].as_str().unwrap()), Err(Refused::Wrong));
                assert_eq!(asked(&[body.as_slice(), &b" "[..]].concat(), header), Err(Refused::Wrong));
                assert_eq!(asked(&body, header.trim_start_matches("sha256=")), Err(Refused::Wrong));
                tried += 1;
            }
        }
        assert!(tried >= 15, "only {tried} vectors");
    }
}
