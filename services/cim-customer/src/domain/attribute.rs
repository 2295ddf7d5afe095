//! Attributes: what a tenant wants to know of its customers.

use std::net::IpAddr;

use errors::Violation;
use runtime::objects::Object;
use runtime::text::{is_deceptive, turns};
use serde::{Deserialize, Serialize};
use serde_json::{Number, Value};
use utoipa::ToSchema;

/// Values that a channel identifier holds at most.
pub(crate) const MOST_VALUES: usize = 10;
/// Names of a customer's own fields.
const RESERVED: [&str; 8] = ["id", "version", "labels", "isAnonymous", "attributes", "createdAt", "updatedAt", "identities"];

/// One attribute of the schema.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Attribute {
    /// Its name in documents; cannot change.
    pub(crate) key: String,
    /// Its name for people.
    pub(crate) label: String,
    #[serde(default)]
    pub(crate) description: String,
    /// Cannot change.
    pub(crate) r#type: AttributeType,
    #[serde(default = "longest")]
    pub(crate) max_length: u32,
    #[serde(default)]
    pub(crate) mandatory: bool,
    /// Given to new customers; empty for none.
    #[serde(default)]
    pub(crate) default: String,
    /// Personal data: masked for agents where the tenant says so.
    #[serde(default)]
    pub(crate) pii: bool,
    /// Whether its values (up to 10) identify the customer on channels of `channelTypes`.
    #[serde(default)]
    pub(crate) channel_identifier: bool,
    #[serde(default)]
    pub(crate) channel_types: Vec<String>,
    #[serde(default)]
    pub(crate) order: i64,
}

fn longest() -> u32 {
    256
}

/// What an attribute's values look like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub(crate) enum AttributeType {
    Alphanumeric,
    Boolean,
    Email,
    #[serde(rename = "IP")]
    Ip,
    Name,
    Number,
    PhoneNumber,
    Password,
    String,
    #[serde(rename = "URL")]
    Url,
}

impl Attribute {
    /// An attribute with nothing special.
    pub(crate) fn plain(key: &str, label: &str, r#type: AttributeType, order: i64) -> Self {
        Self {
            key: key.to_owned(),
            label: label.to_owned(),
            description: String::new(),
            r#type,
            max_length: longest(),
            mandatory: false,
            default: String::new(),
            pii: false,
            channel_identifier: false,
            channel_types: Vec::new(),
            order,
        }
    }

    /// Whether it identifies customers on that type of channel.
    pub(crate) fn identifies(&self, channel_type: &str) -> bool {
        self.channel_identifier && self.channel_types.iter().any(|known| known.eq_ignore_ascii_case(channel_type))
    }

    /// Checks one value and brings it into the shape in which it is kept.
    pub(crate) fn accept(&self, value: &Value) -> Result<Value, String> {
        if self.channel_identifier {
            return self.accept_many(value);
        }
        match (self.r#type, value) {
            (AttributeType::Boolean, Value::Bool(_)) | (AttributeType::Number, Value::Number(_)) => Ok(value.clone()),
            (_, Value::String(text)) => self.read(text),
            _ => Err(format!("must be {}", self.r#type.in_words())),
        }
    }

    fn accept_many(&self, value: &Value) -> Result<Value, String> {
        let given = match value {
            Value::Array(values) => values.clone(),
            single => vec![single.clone()],
        };
        if given.len() > MOST_VALUES {
            return Err(format!("holds at most {MOST_VALUES} values"));
        }
        let mut kept = Vec::new();
        for value in given {
            let text = value.as_str().ok_or_else(|| "must be a list of texts".to_owned())?;
            let value = self.read(text)?;
            if !kept.contains(&value) {
                kept.push(value);
            }
        }
        Ok(Value::Array(kept))
    }

    /// Reads a value that was typed.
    pub(crate) fn read(&self, text: &str) -> Result<Value, String> {
        let text = if self.r#type == AttributeType::Password { text } else { text.trim() };
        if text.chars().count() > usize::try_from(self.max_length).unwrap_or(usize::MAX) {
            return Err(format!("must have at most {} characters", self.max_length));
        }
        let value = match self.r#type {
            AttributeType::Boolean => text.parse().ok().map(Value::Bool),
            AttributeType::Number => text.parse::<f64>().ok().and_then(|_| text.parse::<Number>().ok()).map(Value::Number),
            kind => kind.fits(text).then(|| Value::String(text.to_owned())),
        };
        value.ok_or_else(|| format!("must be {}", self.r#type.in_words()))
    }

    /// The form in which values are compared, with the name of what they are compared with.
    pub(crate) fn comparable(&self, text: &str) -> Option<(String, String)> {
        match self.r#type {
            AttributeType::PhoneNumber => phone(text).map(|phone| ("phone".to_owned(), phone)),
            AttributeType::Email => Some(("email".to_owned(), text.trim().to_lowercase())),
            _ if self.channel_identifier => Some((format!("a:{}", self.key), text.trim().to_owned())),
            _ => None,
        }
    }
}

impl AttributeType {
    fn fits(self, text: &str) -> bool {
        match self {
            Self::Alphanumeric => text.chars().all(|c| c.is_alphanumeric() || c == ' ' || c == '-' || c == '_'),
            Self::Email => is_email(text),
            Self::Ip => text.parse::<IpAddr>().is_ok(),
            Self::PhoneNumber => phone(text).is_some(),
            Self::Url => (text.starts_with("https://") || text.starts_with("http://")) && !is_deceptive(text),
            Self::Name => !is_deceptive(text),
            // Lines may break, nothing may turn.
            Self::String => !text.chars().any(|c| turns(c) && !matches!(c, '\n' | '\r' | '\t')),
            Self::Boolean | Self::Number | Self::Password => true,
        }
    }

    fn in_words(self) -> &'static str {
        match self {
            Self::Alphanumeric => "letters and digits",
            Self::Boolean => "true or false",
            Self::Email => "an e-mail address",
            Self::Ip => "an IP address",
            Self::Name => "a name without characters that turn the direction of text",
            Self::Number => "a number",
            Self::PhoneNumber => "a phone number",
            Self::Password | Self::String => "a text without characters that turn its direction",
            Self::Url => "an address that starts with http:// or https://",
        }
    }
}

fn is_email(text: &str) -> bool {
    let Some((user, host)) = text.rsplit_once('@') else {
        return false;
    };
    !user.is_empty()
        && host.contains('.')
        && !host.starts_with('.')
        && !host.ends_with('.')
        && !text.chars().any(|c| c.is_whitespace() || turns(c))
}

/// Digits with a leading `+` where there is one; `00` counts as one. None if it is no phone number.
pub(crate) fn phone(text: &str) -> Option<String> {
    let text = text.trim();
    if !text.chars().all(|c| c.is_ascii_digit() || "+-/(). ".contains(c)) {
        return None;
    }
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    if digits.len() < 3 || digits.len() > 20 {
        return None;
    }
    let international = text.starts_with('+').then_some(digits.as_str()).or_else(|| digits.strip_prefix("00"));
    Some(international.map_or_else(|| digits.clone(), |digits| format!("+{digits}")))
}

impl Object for Attribute {
    const KIND: &'static str = "attribute";
    const NAMED_BY: &'static str = "key";

    fn name(&self) -> &str {
        &self.key
    }

    fn validate(&self) -> Vec<Violation> {
        let mut violations = Vec::new();
        let mut refuse = |field: &str, message: &str| violations.push(Violation::new(field, message));
        let named = |c: char| c.is_ascii_alphanumeric() || c == '_';
        if !self.key.starts_with(|c: char| c.is_ascii_alphabetic()) || self.key.len() > 64 || !self.key.chars().all(named) {
            refuse("key", "must start with a letter and have up to 64 letters, digits and underscores");
        }
        if RESERVED.contains(&self.key.as_str()) {
            refuse("key", "is reserved");
        }
        if self.label.trim().is_empty() || self.label.chars().count() > 100 {
            refuse("label", "must have 1 to 100 characters");
        }
        if self.description.chars().count() > 500 {
            refuse("description", "must have at most 500 characters");
        }
        if self.max_length == 0 || self.max_length > 4096 {
            refuse("maxLength", "must be between 1 and 4096");
        }
        if self.channel_identifier && matches!(self.r#type, AttributeType::Boolean | AttributeType::Number | AttributeType::Password) {
            refuse("channelIdentifier", "is not for this type");
        }
        if let (false, Err(message)) = (self.default.is_empty(), self.read(&self.default)) {
            refuse("default", &message);
        }
        violations
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(r#type: AttributeType) -> Attribute {
        Attribute::plain("key", "Label", r#type, 0)
    }

    #[test]
    fn each_type_takes_its_own_and_nothing_else() {
        let cases = [
            (AttributeType::Alphanumeric, "AB 12", "a<b"),
            (AttributeType::Boolean, "true", "yes"),
            (AttributeType::Email, "a.b@c.example", "a@b"),
            (AttributeType::Ip, "::1", "1.2.3"),
            (AttributeType::Number, "-1.5", "NaN"),
            (AttributeType::PhoneNumber, "+49 (30) 123-45", "call me"),
            (AttributeType::Url, "https://x.example", "javascript:alert(1)"),
        ];
        for (r#type, good, bad) in cases {
            assert!(of(r#type).read(good).is_ok(), "{type:?} {good}");
            assert!(of(r#type).read(bad).is_err(), "{type:?} {bad}");
        }
    }

    #[test]
    fn phone_numbers_compare_by_their_digits() {
        assert_eq!(phone("+49 30 123"), Some("+4930123".to_owned()));
        assert_eq!(phone("0049 30/123"), phone("+49-30-123"));
        assert_eq!(phone("no"), None);
    }

    #[test]
    fn a_channel_identifier_holds_ten_values_once_each() {
        let attribute = Attribute { channel_identifier: true, ..of(AttributeType::String) };
        assert_eq!(attribute.accept(&serde_json::json!(["a", "a", "b"])).unwrap(), serde_json::json!(["a", "b"]));
        assert_eq!(attribute.accept(&serde_json::json!("a")).unwrap(), serde_json::json!(["a"]));
        assert!(attribute.accept(&serde_json::json!((0..11).map(|n| n.to_string()).collect::<Vec<_>>())).is_err());
    }

    #[test]
    fn a_definition_is_checked() {
        assert!(of(AttributeType::String).validate().is_empty());
        assert!(!Attribute { key: "9x".to_owned(), ..of(AttributeType::String) }.validate().is_empty());
        assert!(!Attribute { key: "labels".to_owned(), ..of(AttributeType::String) }.validate().is_empty());
        assert!(!Attribute { default: "maybe".to_owned(), ..of(AttributeType::Boolean) }.validate().is_empty());
    }
}
