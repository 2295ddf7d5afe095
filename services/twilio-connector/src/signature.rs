//! `X-Twilio-Signature`: `channels.md` 3.2. The sender is not consistent about ports and spelling, so the spellings of one URL are tried.

use std::collections::{BTreeMap, BTreeSet};

use connector::{Channel, Raw, Refused, sign};
use http::Method;
use url::Url;

pub(crate) fn check(channel: &Channel, raw: &Raw) -> Result<(), Refused> {
    let tokens: Vec<_> = ["authToken", "secondaryAuthToken"].iter().filter_map(|name| channel.secret(name)).collect();
    if tokens.is_empty() || channel.public_url.is_empty() {
        return Err(Refused::NotConfigured);
    }
    let given = raw.header("x-twilio-signature").ok_or(Refused::Missing)?;
    let parameters = if raw.is_json() && raw.method == Method::POST {
        let promised = raw.parameter("bodySHA256").ok_or(Refused::Missing)?;
        if !sign::same(&sign::sha256_hex(&raw.body), &promised.to_lowercase()) {
            return Err(Refused::Wrong);
        }
        String::new()
    } else if raw.method == Method::GET {
        String::new()
    } else {
        parameters(&raw.body)
    };
    let matches =
        |token: &&str, url: &String| sign::same(&sign::hmac_sha1_base64(token.as_bytes(), format!("{url}{parameters}").as_bytes()), given);
    let urls = spellings(&signed_url(channel, raw));
    if tokens.iter().any(|token| urls.iter().any(|url| matches(token, url))) { Ok(()) } else { Err(Refused::Wrong) }
}

/// The address the provider was told, with what this request added to it.
fn signed_url(channel: &Channel, raw: &Raw) -> String {
    let told = channel.public_url.split('#').next().unwrap_or_default();
    let (path, own) = told.split_once('?').map_or((told, None), |(path, query)| (path, Some(query)));
    let mut url = format!("{path}{}", raw.rest);
    if let Some(query) = raw.query.as_deref().filter(|query| !query.is_empty()).or(own) {
        url.push('?');
        url.push_str(query);
    }
    url
}

/// Every key once, in the order of bytes, each with its distinct values.
fn parameters(body: &[u8]) -> String {
    let mut sorted: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (key, value) in form_urlencoded::parse(body) {
        sorted.entry(key.into_owned()).or_default().insert(value.into_owned());
    }
    let mut data = String::new();
    for (key, values) in &sorted {
        for value in values {
            data.push_str(key);
            data.push_str(value);
        }
    }
    data
}

/// The URL as it is, with and without its port, and as a browser would spell it.
fn spellings(url: &str) -> Vec<String> {
    let mut all = vec![url.to_owned()];
    all.extend(other_port(url));
    if let Ok(parsed) = Url::parse(url) {
        let parsed = parsed.to_string();
        all.extend(other_port(&parsed));
        all.push(parsed);
    }
    all
}

fn other_port(url: &str) -> Option<String> {
    let (scheme, rest) = url.split_once("://")?;
    let end = rest.find(['/', '?']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at(end);
    let (user, host) = authority.rsplit_once('@').map_or(("", authority), |(user, host)| (user, host));
    let at = if user.is_empty() { "" } else { "@" };
    let host = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name.to_owned(),
        _ => format!("{host}:{}", if scheme == "http" { 80 } else { 443 }),
    };
    Some(format!("{scheme}://{user}{at}{host}{path}"))
}

#[cfg(test)]
mod tests {
    use http::{HeaderMap, HeaderValue};
    use serde_json::Value;

    use super::*;

    /// The channel that was told `url`, and a request to it.
    fn asked(url: &str, body: &str, json: bool, signature: &str) -> Result<(), Refused> {
        let mut channel = Channel::sample(&[], &[("authToken", "12345")]);
        url.split('?').next().unwrap().clone_into(&mut channel.public_url);
        let mut headers = HeaderMap::new();
        let kind = if json { "application/json" } else { "application/x-www-form-urlencoded" };
        headers.insert("content-type", HeaderValue::from_static(kind));
        headers.insert("x-twilio-signature", HeaderValue::from_str(signature).unwrap());
        let query = url.split_once('?').map(|(_, query)| query.to_owned());
        check(&channel, &Raw { method: Method::POST, rest: String::new(), query, headers, body: body.as_bytes().to_vec() })
    }

    #[test]
    fn every_published_vector_validates_and_none_with_another_signature() {
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/samples/signature-vectors.json");
        let vectors: Value = serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
        let form = |pairs: &[(String, String)]| form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
        let mut tried = 0;
        for vector in vectors["twilio"].as_array().unwrap() {
            let given = if vector["params"] == "base" { &vectors["base_params"] } else { &vector["params"] };
            let mut pairs = Vec::new();
            for (key, value) in given.as_object().into_iter().flatten() {
                let values = value.as_array().cloned().unwrap_or_else(|| vec![value.clone()]);
                pairs.extend(values.iter().map(|value| (key.clone(), value.as_str().unwrap().to_owned())));
            }
            let body = vector["body"].as_str().map_or_else(|| form(&pairs), str::to_owned);
            let json = vector["body"].is_string();
            let signature = vector["signature"].as_str().unwrap();
            let signed = vector["signed_url"].as_str().unwrap();
            let urls = vector["also_valid_for_request_url"].as_array().cloned().unwrap_or_default();
            for url in urls.iter().filter_map(Value::as_str).chain([signed]) {
                assert_eq!(asked(url, &body, json, signature), Ok(()), "{url}");
                assert_eq!(asked(url, &body, json, "AAAAAAAAAAAAAAAAAAAAAAAAAAA="), Err(Refused::Wrong), "{url}");
                tried += 1;
            }
        }
        assert!(tried >= 13, "only {tried} vectors");
    }

    #[test]
    fn what_twilios_own_libraries_sign_validates_and_nothing_else() {
        let mut tried = 0;
        for made_by in ["sdk-signatures.json", "sdk-signatures-node.json"] {
            let file = format!("{}/../../tests/samples/{made_by}", env!("CARGO_MANIFEST_DIR"));
            let vectors: Value = serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
            for vector in vectors["twilio"].as_array().unwrap() {
                let (url, signature) = (vector["url"].as_str().unwrap(), vector["signature"].as_str().unwrap());
                let mut form = form_urlencoded::Serializer::new(String::new());
                for (key, value) in vector["form"].as_object().into_iter().flatten() {
                    let values = value.as_array().cloned().unwrap_or_else(|| vec![value.clone()]);
                    form.extend_pairs(values.iter().map(|value| (key.as_str(), value.as_str().unwrap())));
                }
                let form = form.finish();
                let (body, json) = vector["body"].as_str().map_or((form.as_str(), false), |body| (body, true));
                assert_eq!(asked(url, body, json, signature), Ok(()), "{vector}");
                assert_eq!(asked(url, &format!("{body}&x=1"), json, signature), Err(Refused::Wrong), "{vector}");
                tried += 1;
            }
        }
        assert!(tried >= 56, "only {tried} vectors");
    }

    #[test]
    fn json_without_its_hash_is_not_believed() {
        assert_eq!(asked("https://mycompany.com/myapp.php?foo=1", "{}", true, "x"), Err(Refused::Missing));
    }
}
