//! Codes that change every half minute (RFC 6238), and what stands in for them when the telephone is lost.

use std::fmt::Write as _;

use ids::Ms;
use qrcodegen::{QrCode, QrCodeEcc};
use serde::Serialize;
use totp_rs::{Builder, Secret, Totp};
use utoipa::ToSchema;

/// As applications on telephones show it.
const ISSUER: &str = "Switchboard";
/// How many recovery codes there are, and of how many letters: 80 bits each.
const RECOVERY: (usize, usize) = (10, 16);
/// Free cells around the picture, without which cameras do not find it.
const QUIET: i32 = 4;

/// What somebody needs to enrol, shown once.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Enrolment {
    /// Names this enrolment when the first code is given.
    pub(crate) ticket: String,
    /// Base32, for typing.
    pub(crate) secret: String,
    /// `otpauth://…`
    pub(crate) url: String,
    /// The same as a picture: the side of its square, and the dark cells as a path of SVG.
    pub(crate) qr_size: i32,
    pub(crate) qr_path: String,
}

/// A new secret.
pub(crate) fn new_secret() -> String {
    Secret::generate().to_base32()
}

impl Enrolment {
    /// None if the secret is none, or the name cannot stand in an address.
    pub(crate) fn new(ticket: String, secret: String, username: &str) -> Option<Self> {
        let url = totp(&secret, username)?.to_url().ok()?;
        let code = QrCode::encode_text(&url, QrCodeEcc::Medium).ok()?;
        Some(Self { ticket, secret, qr_size: code.size() + 2 * QUIET, qr_path: path(&code), url })
    }
}

/// The step whose code this is, at most one away from now; none for a wrong one.
pub(crate) fn step_of(secret: &str, code: &str, now: Ms) -> Option<i64> {
    let digits: String = code.chars().filter(|c| !c.is_whitespace()).collect();
    let six = digits.len() == 6 && digits.bytes().all(|b| b.is_ascii_digit());
    let step = six.then(|| totp(secret, "")?.check(&digits, u64::try_from(now / 1000).ok()?)).flatten()?;
    i64::try_from(step).ok()
}

fn totp(secret: &str, account: &str) -> Option<Totp> {
    let secret = Secret::try_from_base32(secret).ok()?;
    // SHA-1, six digits, half a minute, one step of grace: what every application knows.
    let builder = Builder::new().with_secret(secret).with_issuer(Some(ISSUER)).with_account_name(account.replace(':', " "));
    Some(builder.build_noncompliant())
}

fn path(code: &QrCode) -> String {
    let mut path = String::new();
    for y in 0..code.size() {
        for x in 0..code.size() {
            if code.get_module(x, y) {
                // Writing to a text does not fail.
                let _written = write!(path, "M{} {}h1v1h-1z", x + QUIET, y + QUIET);
            }
        }
    }
    path
}

/// New recovery codes, as they are shown.
pub(crate) fn recovery_codes() -> Vec<String> {
    let code = || {
        let letters: Vec<char> = new_secret().chars().take(RECOVERY.1).collect();
        letters.chunks(4).map(|four| four.iter().collect::<String>()).collect::<Vec<_>>().join("-")
    };
    std::iter::repeat_with(code).take(RECOVERY.0).collect()
}

/// What is kept of a recovery code; none for what cannot be one.
pub(crate) fn recovery_digest(code: &str) -> Option<String> {
    let plain: String = code.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect();
    (plain.len() == RECOVERY.1).then(|| auth::token_digest(&plain))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The secret of RFC 6238, appendix B.
    const RFC: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

    #[test]
    fn codes_are_those_of_the_rfc() {
        for (seconds, code) in [(59, "287082"), (1_111_111_109, "081804"), (1_234_567_890, "005924"), (20_000_000_000, "353130")] {
            assert_eq!(step_of(RFC, code, seconds * 1000), Some(seconds / 30), "{code}");
        }
    }

    #[test]
    fn a_code_is_good_one_step_around_its_own_and_no_longer() {
        let at = |seconds: Ms| step_of(RFC, "287082", seconds * 1000);
        assert_eq!([at(29), at(30), at(89), at(90)], [Some(1), Some(1), Some(1), None]);
    }

    #[test]
    fn what_is_no_code_is_refused_before_anything_is_computed() {
        for bad in ["", "28708", "2870822", "28708２", "abcdef", "-87082"] {
            assert_eq!(step_of(RFC, bad, 59_000), None, "{bad}");
        }
        assert_eq!(step_of(RFC, " 287 082 ", 59_000), Some(1), "as it is shown");
        assert_eq!(step_of("no base32!", "287082", 59_000), None);
    }

    #[test]
    fn recovery_codes_are_many_different_and_found_however_they_are_typed() {
        let codes = recovery_codes();
        let digests: std::collections::BTreeSet<_> = codes.iter().filter_map(|code| recovery_digest(code)).collect();
        assert_eq!(digests.len(), 10);
        let typed = codes[0].to_lowercase().replace('-', " ");
        assert_eq!(recovery_digest(&typed), recovery_digest(&codes[0]));
        assert_eq!(recovery_digest("123456"), None);
    }

    #[test]
    fn an_enrolment_has_an_address_and_a_picture_of_it() {
        let enrolment = Enrolment::new("t".to_owned(), RFC.to_owned(), "alice@acme.test").unwrap();
        assert!(enrolment.url.starts_with("otpauth://totp/Switchboard:alice%40acme.test?secret=GEZDG"), "{}", enrolment.url);
        assert!(enrolment.qr_size > 30 && enrolment.qr_path.starts_with("M4 4h1v1h-1z"));
    }
}
