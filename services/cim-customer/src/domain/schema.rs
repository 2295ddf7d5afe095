//! A tenant's schema: its attributes in order, and what follows from them.

use std::collections::{BTreeMap, BTreeSet};

use errors::Violation;
use serde_json::Value;

use crate::domain::attribute::{Attribute, AttributeType};
use crate::domain::customer::{Document, is_empty};

/// Kept in fields of their own, not below `attributes`.
const FIELDS: [&str; 3] = ["firstName", "phoneNumber", "email"];
/// What forms call them.
const ALIASES: [(&str, &str); 5] = [
    ("first_name", "firstName"),
    ("name", "firstName"),
    ("phone", "phoneNumber"),
    ("phone_number", "phoneNumber"),
    ("last_name", "lastName"),
];

/// All attributes of a tenant.
#[derive(Clone, Debug)]
pub(crate) struct Schema(Vec<Attribute>);

/// The attributes every tenant has.
pub(crate) fn system() -> [Attribute; 5] {
    let identifier = |key, label, r#type, order, channels: &[&str]| Attribute {
        channel_identifier: true,
        channel_types: channels.iter().map(|channel| (*channel).to_owned()).collect(),
        ..Attribute::plain(key, label, r#type, order)
    };
    let personal = |attribute| Attribute { pii: true, ..attribute };
    [
        Attribute { mandatory: true, default: "Guest".to_owned(), ..Attribute::plain("firstName", "First name", AttributeType::Name, 1) },
        personal(identifier("phoneNumber", "Phone number", AttributeType::PhoneNumber, 2, &["WHATSAPP", "SMS"])),
        personal(identifier("email", "E-mail", AttributeType::Email, 3, &["EMAIL"])),
        identifier("web", "Web", AttributeType::String, 4, &["WEB"]),
        personal(identifier("voice", "Voice", AttributeType::PhoneNumber, 5, &["VOICE"])),
    ]
}

/// Whether every tenant has it.
pub(crate) fn is_system(key: &str) -> bool {
    system().iter().any(|attribute| attribute.key == key)
}

impl Schema {
    /// The tenant's own attributes, and those every tenant has where they are not among them.
    pub(crate) fn new(own: impl IntoIterator<Item = Attribute>) -> Self {
        let mut all: Vec<_> = own.into_iter().collect();
        for attribute in system() {
            if !all.iter().any(|known| known.key == attribute.key) {
                all.push(attribute);
            }
        }
        all.sort_by(|a, b| (a.order, &a.key).cmp(&(b.order, &b.key)));
        Self(all)
    }

    pub(crate) fn all(&self) -> &[Attribute] {
        &self.0
    }

    pub(crate) fn find(&self, key: &str) -> Option<&Attribute> {
        self.0.iter().find(|attribute| attribute.key == key)
    }

    /// The attribute a form's key means.
    fn meant(&self, key: &str) -> Option<&Attribute> {
        let alias = ALIASES.iter().find(|(alias, _)| *alias == key).map(|(_, key)| *key);
        self.find(key).or_else(|| alias.and_then(|key| self.find(key)))
    }

    /// The name of somebody of whom no name is known.
    pub(crate) fn nobody(&self) -> &str {
        self.find("firstName").map_or("", |attribute| &attribute.default)
    }

    /// Checks what somebody typed into a document and brings it into shape. What no attribute stands for any more may stay as it was.
    pub(crate) fn check(&self, document: &mut Document, before: Option<&Document>) -> Vec<Violation> {
        let mut violations = Vec::new();
        for attribute in &self.0 {
            self.check_one(attribute, document, &mut violations);
        }
        // Once for all: a schema may have thousands of attributes, and a document as many.
        let known: BTreeSet<&str> = self.0.iter().map(|attribute| attribute.key.as_str()).collect();
        for (key, value) in &document.attributes {
            let kept = before.is_some_and(|before| before.attributes.get(key) == Some(value));
            if FIELDS.contains(&key.as_str()) {
                violations.push(Violation::new(format!("attributes.{key}"), "has a field of its own"));
            } else if !known.contains(key.as_str()) && !kept {
                violations.push(Violation::new(format!("attributes.{key}"), "is no attribute of the schema"));
            }
        }
        violations
    }

    #[expect(clippy::unused_self, reason = "reads as a question to the schema")]
    fn check_one(&self, attribute: &Attribute, document: &mut Document, violations: &mut Vec<Violation>) {
        let field = if FIELDS.contains(&attribute.key.as_str()) { attribute.key.clone() } else { format!("attributes.{}", attribute.key) };
        match document.get(&attribute.key) {
            Some(value) => match attribute.accept(&value) {
                Ok(value) => document.set(&attribute.key, value),
                Err(message) => violations.push(Violation::new(field, message)),
            },
            None if attribute.mandatory && attribute.default.is_empty() => {
                violations.push(Violation::new(field, "must be given"));
            }
            None if attribute.mandatory => default(attribute, document),
            None => {}
        }
    }

    /// A new customer's document: what they said of themselves, defaults for the rest.
    pub(crate) fn anonymous(&self, said: &BTreeMap<String, String>) -> Document {
        let mut document = Document { is_anonymous: true, ..Document::default() };
        self.fill(&mut document, said);
        for attribute in self.0.iter().filter(|attribute| document.get(&attribute.key).is_none()).cloned().collect::<Vec<_>>() {
            default(&attribute, &mut document);
        }
        document
    }

    /// Fills what is empty with what they said; what is there stays, whoever wrote it. What does not fit is dropped:
    /// a mistyped form must not keep a conversation from beginning.
    pub(crate) fn fill(&self, document: &mut Document, said: &BTreeMap<String, String>) {
        for (key, text) in said {
            let Some(attribute) = self.meant(key).filter(|_| !text.trim().is_empty()) else {
                continue;
            };
            let unnamed = attribute.key == "firstName" && document.is_anonymous && document.first_name == self.nobody();
            if document.get(&attribute.key).is_some() && !unnamed {
                continue;
            }
            // What a channel says cannot be refused: what would turn the text around it is taken out.
            let text = if attribute.r#type == AttributeType::String { text.clone() } else { runtime::text::plain(text) };
            if let Ok(value) = attribute.accept(&Value::String(text)) {
                document.set(&attribute.key, value);
            }
        }
    }

    /// Notes a channel's identifier where the schema has a place for it.
    pub(crate) fn note_identifier(&self, document: &mut Document, channel_type: &str, identifier: &str) {
        for attribute in self.0.iter().filter(|attribute| attribute.identifies(channel_type)) {
            let known = document.texts(&attribute.key).iter().any(|known| attribute.comparable(known) == attribute.comparable(identifier));
            if !known && attribute.read(identifier).is_ok() {
                document.add(&attribute.key, identifier.trim());
            }
        }
    }

    /// What a channel's identifier is compared with among customers.
    pub(crate) fn vouched(&self, channel_type: &str, identifier: &str) -> BTreeSet<(String, String)> {
        self.0
            .iter()
            .filter(|attribute| attribute.identifies(channel_type))
            .filter_map(|attribute| attribute.comparable(identifier))
            .collect()
    }

    /// What somebody's own words are compared with: only what could belong to one person alone.
    pub(crate) fn claimed(&self, said: &BTreeMap<String, String>) -> BTreeSet<(String, String)> {
        let personal = |attribute: &Attribute| matches!(attribute.r#type, AttributeType::Email | AttributeType::PhoneNumber);
        said.iter()
            .filter_map(|(key, text)| self.meant(key).filter(|attribute| personal(attribute)).map(|attribute| (attribute, text)))
            .filter(|(attribute, text)| attribute.read(text).is_ok())
            .filter_map(|(attribute, text)| attribute.comparable(text))
            .collect()
    }

    /// Everything by which a customer may be found again.
    pub(crate) fn contacts(&self, document: &Document) -> BTreeSet<(String, String)> {
        self.0
            .iter()
            .flat_map(|attribute| document.texts(&attribute.key).into_iter().filter_map(|text| attribute.comparable(&text)))
            .collect()
    }

    /// The text that searches look into.
    pub(crate) fn search_text(&self, document: &Document) -> String {
        let searched = self.0.iter().filter(|attribute| attribute.r#type != AttributeType::Password);
        let mut words: Vec<String> = searched.flat_map(|attribute| document.texts(&attribute.key)).collect();
        words.extend(self.contacts(document).into_iter().filter(|(kind, _)| kind == "phone").map(|(_, phone)| phone));
        words.join("\n").to_lowercase().chars().take(4000).collect()
    }
}

fn default(attribute: &Attribute, document: &mut Document) {
    if attribute.default.is_empty() {
        return;
    }
    if let Ok(value) =
        attribute.accept(&Value::String(attribute.default.clone())).map(|value| if is_empty(&value) { Value::Null } else { value })
    {
        document.set(&attribute.key, value);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn said(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
        pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn a_new_customer_is_a_guest_until_they_say_their_name() {
        let schema = Schema::new([]);
        let mut document = schema.anonymous(&said(&[("phone", "nonsense")]));
        assert_eq!((document.first_name.as_str(), document.is_anonymous), ("Guest", true));
        assert!(document.phone_number.is_empty());
        schema.fill(&mut document, &said(&[("first_name", "Jane"), ("email", "jane@mail.example")]));
        assert_eq!(document.first_name, "Jane");
        assert_eq!(document.email, ["jane@mail.example"]);
    }

    #[test]
    fn what_is_there_is_never_overwritten() {
        let schema = Schema::new([]);
        let mut document = Document { phone_number: vec!["1234567".to_owned()], ..Document::named("Agent's name") };
        schema.fill(&mut document, &said(&[("firstName", "Other"), ("phoneNumber", "7654321"), ("email", "e@mail.example")]));
        assert_eq!(document.first_name, "Agent's name");
        assert_eq!(document.phone_number, ["1234567"]);
        assert_eq!(document.email, ["e@mail.example"]);
    }

    #[test]
    fn a_document_is_checked_against_the_schema() {
        let own = Attribute { mandatory: true, ..Attribute::plain("city", "City", AttributeType::String, 9) };
        let schema = Schema::new([own]);
        let mut document = Document::named("Jane");
        document.set("age", json!("x"));
        let fields: Vec<_> = schema.check(&mut document, None).into_iter().map(|violation| violation.field).collect();
        assert_eq!(fields, ["attributes.city", "attributes.age"]);
        let before = document.clone();
        document.set("city", json!("Berlin"));
        assert!(schema.check(&mut document, Some(&before)).is_empty(), "what no attribute stands for any more stays");
    }

    #[test]
    fn only_the_channel_s_own_attribute_vouches() {
        let schema = Schema::new([]);
        assert_eq!(schema.vouched("WHATSAPP", "+49 30 123"), BTreeSet::from([("phone".to_owned(), "+4930123".to_owned())]));
        assert_eq!(schema.vouched("WEB", "v1"), BTreeSet::from([("a:web".to_owned(), "v1".to_owned())]));
        assert!(schema.vouched("TELEGRAM", "v1").is_empty());
    }

    #[test]
    fn ten_thousand_attributes_are_no_more_than_ten_thousand_steps() {
        let schema = |count: i64| Schema::new((0..count).map(|n| Attribute::plain(&format!("a{n}"), "A", AttributeType::String, n)));
        let time = |count: i64| {
            let (schema, begun) = (schema(count), std::time::Instant::now());
            let mut document = Document::named("Ada");
            for n in 0..count {
                document.set(&format!("a{n}"), json!("x"));
            }
            assert!(schema.check(&mut document, None).is_empty());
            assert!(!schema.search_text(&document).is_empty());
            assert!(schema.contacts(&document).is_empty());
            begun.elapsed()
        };
        time(100);
        let (small, large) = (time(1_000), time(10_000));
        assert!(large < small * 60 + std::time::Duration::from_millis(200), "{small:?} {large:?}");
    }
}
