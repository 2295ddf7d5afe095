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

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    fn bytes(hex: &str) -> Vec<u8> {
        let digit = |at: usize| u8::from_str_radix(&hex[at..at + 2], 16).unwrap();
        (0..hex.len()).step_by(2).map(digit).collect()
    }

    #[test]
    fn the_fakes_sign_as_the_providers_libraries_do() {
        let mut tried = 0;
        for made_by in ["sdk-signatures.json", "sdk-signatures-node.json"] {
            let file = format!("{}/../../tests/samples/{made_by}", env!("CARGO_MANIFEST_DIR"));
            let vectors: Value = serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
            let signer = |scheme: &str, key: &str| Signer {
                scheme: scheme.to_owned(),
                secret: vectors[key].as_str().unwrap().to_owned(),
                header: String::new(),
            };
            let hub = signer("X-Hub-Signature-256", "hubSecret");
            for vector in vectors["hub"].as_array().unwrap() {
                let body = bytes(vector["body"].as_str().unwrap());
                assert_eq!(hub.sign("", false, &body).1, vector["header"].as_str().unwrap());
                tried += 1;
            }
            let twilio = signer("X-Twilio-Signature", "twilioToken");
            // Where the address was signed in another spelling than that in which it is asked for, the signer knows only the latter.
            for vector in vectors["twilio"].as_array().unwrap().iter().filter(|vector| vector["respelt"] != true) {
                let mut form = form_urlencoded::Serializer::new(String::new());
                for (key, value) in vector["form"].as_object().into_iter().flatten() {
                    let values = value.as_array().cloned().unwrap_or_else(|| vec![value.clone()]);
                    form.extend_pairs(values.iter().map(|value| (key.as_str(), value.as_str().unwrap())));
                }
                let form = form.finish();
                let (body, is_form) = vector["body"].as_str().map_or((form.as_str(), true), |body| (body, false));
                let (_, signature) = twilio.sign(vector["url"].as_str().unwrap(), is_form, body.as_bytes());
                assert_eq!(signature, vector["signature"].as_str().unwrap(), "{vector}");
                tried += 1;
            }
        }
        assert!(tried >= 50, "only {tried} vectors");
    }
}
