//! The customer's document.

use std::collections::BTreeMap;

use ids::Ms;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use crate::domain::attribute::MOST_VALUES;

/// A customer as kept.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Customer {
    pub(crate) id: String,
    /// Counts changes from 1.
    pub(crate) version: i64,
    pub(crate) created_at: Ms,
    pub(crate) updated_at: Ms,
    pub(crate) document: Document,
}

/// What is known of somebody. Labels by id; see [`Shown`] for how they appear outside.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Document {
    pub(crate) first_name: String,
    pub(crate) is_anonymous: bool,
    pub(crate) phone_number: Vec<String>,
    pub(crate) email: Vec<String>,
    pub(crate) labels: Vec<String>,
    pub(crate) attributes: BTreeMap<String, Value>,
}

impl Document {
    /// Somebody of whom only a name is known.
    #[cfg(test)]
    pub(crate) fn named(name: &str) -> Self {
        Self { first_name: name.to_owned(), ..Self::default() }
    }

    /// The value of a schema's attribute, wherever the document keeps it; none if there is none.
    pub(crate) fn get(&self, key: &str) -> Option<Value> {
        let list = |values: &Vec<String>| (!values.is_empty()).then(|| Value::from(values.clone()));
        match key {
            "firstName" => (!self.first_name.is_empty()).then(|| Value::from(self.first_name.clone())),
            "phoneNumber" => list(&self.phone_number),
            "email" => list(&self.email),
            key => self.attributes.get(key).filter(|value| !is_empty(value)).cloned(),
        }
    }

    /// Sets it; an empty value takes it away.
    pub(crate) fn set(&mut self, key: &str, value: Value) {
        match key {
            "firstName" => value.as_str().unwrap_or_default().clone_into(&mut self.first_name),
            "phoneNumber" => self.phone_number = texts(&value),
            "email" => self.email = texts(&value),
            key if is_empty(&value) => {
                self.attributes.remove(key);
            }
            key => {
                self.attributes.insert(key.to_owned(), value);
            }
        }
    }

    /// Adds one more value to an attribute that holds several, while there is room.
    pub(crate) fn add(&mut self, key: &str, value: &str) {
        let mut values = self.get(key).map(|value| texts(&value)).unwrap_or_default();
        if values.len() < MOST_VALUES && !values.iter().any(|known| known == value) {
            values.push(value.to_owned());
            self.set(key, values.into());
        }
    }

    /// All texts of an attribute.
    pub(crate) fn texts(&self, key: &str) -> Vec<String> {
        self.get(key).map(|value| texts(&value)).unwrap_or_default()
    }
}

pub(crate) fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(values) => values.is_empty(),
        _ => false,
    }
}

fn texts(value: &Value) -> Vec<String> {
    match value {
        Value::Array(values) => values.iter().filter_map(|value| value.as_str().map(str::to_owned)).collect(),
        Value::String(text) => vec![text.clone()],
        _ => Vec::new(),
    }
}

/// A customer as the world sees it: labels by name.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Customer)]
pub(crate) struct Shown {
    id: String,
    #[serde(flatten)]
    document: Document,
    version: i64,
    created_at: String,
    updated_at: String,
}

impl Shown {
    /// Labels that are no more are left out.
    pub(crate) fn new(customer: &Customer, document: Document, labels: &BTreeMap<String, String>) -> Self {
        let named = document.labels.iter().filter_map(|id| labels.get(id).cloned()).collect();
        Self {
            id: customer.id.clone(),
            document: Document { labels: named, ..document },
            version: customer.version,
            created_at: ids::rfc3339(customer.created_at),
            updated_at: ids::rfc3339(customer.updated_at),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn values_are_found_wherever_they_are_kept() {
        let mut document = Document::named("Jane");
        document.set("phoneNumber", json!(["123"]));
        document.set("city", json!("Berlin"));
        document.add("web", "w1");
        document.add("web", "w1");
        assert_eq!(document.get("firstName"), Some(json!("Jane")));
        assert_eq!(document.get("phoneNumber"), Some(json!(["123"])));
        assert_eq!(document.texts("web"), ["w1"]);
        document.set("city", json!(""));
        assert_eq!(document.get("city"), None);
        assert!(!document.attributes.contains_key("city"));
    }

    #[test]
    fn an_identifier_more_than_ten_is_not_kept() {
        let mut document = Document::default();
        for n in 0..12 {
            document.add("web", &n.to_string());
        }
        assert_eq!(document.texts("web").len(), MOST_VALUES);
    }
}
