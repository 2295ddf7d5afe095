//! Names and titles in documents: the same rule for every kind, of whatever service.

use errors::{Fault, Violation};
use serde_json::Value;

use super::Object;
use crate::text::{DECEPTIVE, is_deceptive};

/// Fields that people read as names, wherever in a document they are.
const NAMES: [&str; 8] = ["name", "title", "subTitle", "label", "displayName", "fullName", "firstName", "lastName"];

/// What is wrong with a document: what it says itself, and names that are not what they seem.
pub(super) fn problems<T: Object>(doc: &T) -> errors::Result<Vec<Violation>> {
    let mut violations = doc.validate();
    let json = serde_json::to_value(doc).map_err(Fault::internal)?;
    look(T::NAMED_BY, "", &json, &mut violations);
    Ok(violations)
}

fn look(named_by: &str, path: &str, value: &Value, violations: &mut Vec<Violation>) {
    match value {
        Value::Object(fields) => {
            for (key, value) in fields {
                let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                let named = NAMES.contains(&key.as_str()) || key == named_by;
                match value.as_str().filter(|_| named) {
                    Some(text) if is_deceptive(text) && !violations.iter().any(|known| known.field == path) => {
                        violations.push(Violation::new(path, DECEPTIVE));
                    }
                    _ => look(named_by, &path, value, violations),
                }
            }
        }
        Value::Array(values) => {
            for (index, value) in values.iter().enumerate() {
                look(named_by, &format!("{path}[{index}]"), value, violations);
            }
        }
        _ => {}
    }
}
