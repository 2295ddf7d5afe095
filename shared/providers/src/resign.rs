//! Signatures as a provider makes them, with any key.

use connector::sign;

use crate::cases::Case;

/// How a connector's account is set up.
#[derive(Clone, Debug)]
pub struct Signer {
    /// `x-360dialog-signature`, `X-Hub-Signature-256`, `X-Twilio-Signature`, `static-header`.
    pub scheme: String,
    /// Its key; for `static-header` the value.
    pub secret: String,
    /// Of `static-header`.
    pub header: String,
}

impl Signer {
    /// As a case was recorded.
    pub fn of(case: &Case) -> Self {
        let header = case.auth["header"].as_str().unwrap_or("Authorization").to_owned();
        Self { scheme: case.scheme().to_owned(), secret: case.secret.clone(), header }
    }

    /// Name of the header, and its value for a request to `url` with that body.
    pub fn sign(&self, url: &str, form: bool, body: &[u8]) -> (String, String) {
        let key = self.secret.as_bytes();
        match self.scheme.as_str() {
            "x-360dialog-signature" => (self.scheme.clone(), sign::hmac_sha256_hex(key, &[body])),
            "X-Twilio-Signature" => (self.scheme.clone(), sign::hmac_sha1_base64(key, twilio_data(url, form, body).as_bytes())),
            "static-header" => (self.header.clone(), self.secret.clone()),
            _ => ("X-Hub-Signature-256".to_owned(), format!("sha256={}", sign::hmac_sha256_hex(key, &[body]))),
        }
    }
}

fn twilio_data(url: &str, form: bool, body: &[u8]) -> String {
    let mut data = url.to_owned();
    if !form {
        return data;
    }
    let mut pairs: Vec<_> = form_urlencoded::parse(body).into_owned().collect();
    pairs.sort();
    pairs.dedup();
    for (key, value) in pairs {
        data.push_str(&key);
        data.push_str(&value);
    }
    data
}

/// Whether the signature of a case is the right one for its own key.
pub(crate) fn is_right(case: &Case, body: &[u8]) -> bool {
    let form = case.method == "POST" && case.header("content-type").is_some_and(|kind| kind.contains("form"));
    let signer = Signer::of(case);
    // Recorded senders are not consistent about ports.
    let urls = [case.url.clone(), case.url.replacen(".com/", ".com:443/", 1)];
    urls.iter().any(|url| {
        let (header, value) = signer.sign(url, form, body);
        case.header(&header) == Some(&value)
    })
}
