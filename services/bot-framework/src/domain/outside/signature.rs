//! Signatures of requests and answers, as Standard Webhooks has them: HMAC-SHA256 over id, time and body.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use ids::Ms;
use sha2::Sha256;

/// How old, or how far ahead, a signed message may be.
const WINDOW: Ms = 5 * 60 * 1000;

pub(crate) const ID: &str = "webhook-id";
pub(crate) const TIMESTAMP: &str = "webhook-timestamp";
pub(crate) const SIGNATURE: &str = "webhook-signature";

/// What the headers of a message say.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Signed<'a> {
    pub(crate) id: &'a str,
    /// Seconds since 1970.
    pub(crate) timestamp: &'a str,
    /// `v1,<base64>`; several with spaces between while a secret is changed.
    pub(crate) signature: &'a str,
}

/// The signature of a message.
pub(crate) fn sign(secret: &str, id: &str, timestamp: &str, body: &[u8]) -> String {
    let code = mac(secret, id, timestamp, body).map(|mac| BASE64_STANDARD.encode(mac.finalize().into_bytes()));
    format!("v1,{}", code.unwrap_or_default())
}

/// Whether a message comes from who has the secret, and is not an old one played again.
pub(crate) fn verify(secret: &str, signed: Signed<'_>, body: &[u8], now: Ms) -> Result<(), &'static str> {
    if signed.id.is_empty() || signed.timestamp.is_empty() || signed.signature.is_empty() {
        return Err("webhook-id, webhook-timestamp or webhook-signature is missing");
    }
    let at = signed.timestamp.parse::<Ms>().ok().and_then(|seconds| seconds.checked_mul(1000)).ok_or("webhook-timestamp is no time")?;
    if (now.saturating_sub(at)).saturating_abs() > WINDOW {
        return Err("webhook-timestamp is more than five minutes away");
    }
    let is_right = |given: &str| {
        let given = given.strip_prefix("v1,").and_then(|text| BASE64_STANDARD.decode(text).ok());
        // Compares in constant time.
        let mac = mac(secret, signed.id, signed.timestamp, body);
        given.zip(mac).is_some_and(|(given, mac)| mac.verify_slice(&given).is_ok())
    };
    if signed.signature.split(' ').any(is_right) { Ok(()) } else { Err("webhook-signature is not that of the secret") }
}

/// None never is: a key of any length will do; a shorter one is filled up, a longer one hashed.
fn mac(secret: &str, id: &str, timestamp: &str, body: &[u8]) -> Option<Hmac<Sha256>> {
    let key =
        secret.strip_prefix("whsec_").and_then(|text| BASE64_STANDARD.decode(text).ok()).unwrap_or_else(|| secret.as_bytes().to_vec());
    let mut mac = Hmac::<Sha256>::new_from_slice(&key).ok()?;
    for part in [id.as_bytes(), b".", timestamp.as_bytes(), b".", body] {
        mac.update(part);
    }
    Some(mac)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Ms = 1_614_265_330_000;

    /// The published example of Standard Webhooks.
    #[test]
    fn the_published_example_is_signed_alike() {
        let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
        let body = br#"{"test": 2432232314}"#;
        let signature = sign(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", body);
        assert_eq!(signature, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
        let signed = Signed { id: "msg_p5jXN8AQM9LWM0D4loKWxJek", timestamp: "1614265330", signature: &signature };
        assert_eq!(verify(secret, signed, body, NOW), Ok(()));
    }

    #[test]
    fn what_was_changed_is_old_or_has_another_secret_is_refused() {
        let signature = sign("s", "m1", "1614265330", b"body");
        let signed = Signed { id: "m1", timestamp: "1614265330", signature: &signature };
        assert_eq!(verify("s", signed, b"body", NOW), Ok(()));
        assert!(verify("s", signed, b"bodY", NOW).is_err());
        assert!(verify("t", signed, b"body", NOW).is_err());
        assert!(verify("s", Signed { id: "m2", ..signed }, b"body", NOW).is_err());
        assert!(verify("s", signed, b"body", NOW + WINDOW + 1000).is_err(), "played again later");
        assert!(verify("s", signed, b"body", NOW - WINDOW - 1000).is_err(), "from the future");
        assert!(verify("s", Signed { timestamp: "soon", ..signed }, b"body", NOW).is_err());
        assert!(verify("s", Signed { signature: "", ..signed }, b"body", NOW).is_err());
        let both = format!("v1,AAAA {signature}");
        assert_eq!(verify("s", Signed { signature: &both, ..signed }, b"body", NOW), Ok(()));
    }
}
