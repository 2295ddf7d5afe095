//! Takes secrets out of documents before they are kept for reading.

use serde_json::Value;

/// Fields whose names contain one of these, in any writing, are secrets.
const SECRET: [&str; 9] = ["password", "passphrase", "secret", "token", "apikey", "accesskey", "privatekey", "credential", "authorization"];
/// What stands in their place.
const MASK: &str = "•••";

/// The document without its secrets; text that is no JSON is not kept at all.
pub(crate) fn redacted(json: &[u8]) -> String {
    if json.is_empty() {
        return String::new();
    }
    let Ok(mut value) = serde_json::from_slice(json) else {
        return MASK.to_owned();
    };
    redact(&mut value);
    value.to_string()
}

fn redact(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(redact),
        Value::Object(fields) => {
            let named = fields.get("key").or_else(|| fields.get("name")).and_then(Value::as_str).is_some_and(is_secret);
            for (name, value) in fields {
                let hidden = is_secret(name) || (named && name == "value");
                if hidden && !value.is_null() && !value.is_boolean() {
                    *value = MASK.into();
                } else {
                    redact(value);
                }
            }
        }
        _ => {}
    }
}

fn is_secret(name: &str) -> bool {
    let plain: String = name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect();
    SECRET.iter().any(|secret| plain.contains(secret))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_go_wherever_they_are() {
        let text = redacted(br#"{"name":"whatsapp","api_key":"k1","nested":[{"clientSecret":{"a":"k2"}},{"key":"accessToken","value":"k3"}],"legacyToken":true}"#);
        assert!(!text.contains("k1") && !text.contains("k2") && !text.contains("k3"), "{text}");
        assert!(text.contains("whatsapp") && text.contains("\"legacyToken\":true"), "{text}");
    }

    #[test]
    fn what_is_no_json_is_not_kept() {
        assert_eq!(redacted(b"password=hunter2"), MASK);
        assert_eq!(redacted(b""), "");
    }
}
