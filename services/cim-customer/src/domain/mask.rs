//! Masking of personal data, by type; and taking back what a masked document was sent with.

use serde_json::Value;

use crate::domain::attribute::AttributeType;
use crate::domain::customer::Document;
use crate::domain::schema::Schema;

/// One value, masked: e-mail addresses keep their first and last four characters, phone numbers the last two digits,
/// other texts the first three. What would show whole is hidden whole.
pub(crate) fn mask(r#type: AttributeType, value: &Value) -> Value {
    match value {
        Value::Null => Value::Null,
        Value::Array(values) => Value::Array(values.iter().map(|value| mask(r#type, value)).collect()),
        Value::String(text) => Value::String(masked(r#type, text)),
        Value::Bool(_) | Value::Number(_) | Value::Object(_) => Value::String("***".to_owned()),
    }
}

fn masked(r#type: AttributeType, text: &str) -> String {
    let (first, last) = match r#type {
        AttributeType::Email => (4, 4),
        AttributeType::PhoneNumber => (0, 2),
        AttributeType::Password => return "***".to_owned(),
        _ => (3, 0),
    };
    let count = text.chars().count();
    let hidden = |index: usize| count <= first + last || (index >= first && index < count - last);
    text.chars().enumerate().map(|(index, c)| if hidden(index) { '*' } else { c }).collect()
}

/// What customers were recognised by, masked by what it is.
pub(crate) fn mask_contact(kind: &str, value: &str, schema: &Schema) -> String {
    let attribute = |key| schema.find(key).map(|attribute| (attribute.r#type, attribute.pii));
    let (r#type, pii) = match kind {
        "phone" => (AttributeType::PhoneNumber, true),
        "email" => (AttributeType::Email, true),
        kind => kind.strip_prefix("a:").and_then(attribute).unwrap_or((AttributeType::String, true)),
    };
    if pii { masked(r#type, value) } else { value.to_owned() }
}

/// The document as somebody sees it who must not see personal data.
pub(crate) fn mask_document(document: &Document, schema: &Schema) -> Document {
    let mut shown = document.clone();
    for attribute in schema.all().iter().filter(|attribute| attribute.pii) {
        if let Some(value) = document.get(&attribute.key) {
            shown.set(&attribute.key, mask(attribute.r#type, &value));
        }
    }
    shown
}

/// Puts the real values back into a document that was read masked and is sent back.
pub(crate) fn restore(given: &mut Document, kept: &Document, schema: &Schema) {
    for attribute in schema.all().iter().filter(|attribute| attribute.pii) {
        let (Some(sent), Some(real)) = (given.get(&attribute.key), kept.get(&attribute.key)) else {
            continue;
        };
        let one = |sent: &Value, real: &Value| (*sent == mask(attribute.r#type, real)).then(|| real.clone());
        let value = match (&sent, &real) {
            (Value::Array(sent), Value::Array(real)) => {
                let restored = |sent: &Value| real.iter().find_map(|real| one(sent, real)).unwrap_or_else(|| sent.clone());
                Value::Array(sent.iter().map(restored).collect())
            }
            _ => one(&sent, &real).unwrap_or(sent),
        };
        given.set(&attribute.key, value);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn each_type_keeps_its_own_ends() {
        assert_eq!(mask(AttributeType::Email, &json!("jane.doe@mail.example")), json!("jane*************mple"));
        assert_eq!(mask(AttributeType::PhoneNumber, &json!("+4930123456")), json!("*********56"));
        assert_eq!(mask(AttributeType::String, &json!("Elm Street 1")), json!("Elm*********"));
        assert_eq!(mask(AttributeType::Number, &json!(12)), json!("***"));
    }

    #[test]
    fn what_would_show_whole_is_hidden_whole() {
        assert_eq!(mask(AttributeType::Email, &json!("a@b.de")), json!("******"));
        assert_eq!(mask(AttributeType::PhoneNumber, &json!("12")), json!("**"));
        assert_eq!(mask(AttributeType::String, &json!("Elm")), json!("***"));
        assert_eq!(mask(AttributeType::Password, &json!("hunter2")), json!("***"));
    }

    #[test]
    fn sending_a_masked_document_back_changes_nothing() {
        let schema = Schema::new([]);
        let mut kept = Document::named("Jane");
        kept.set("phoneNumber", json!(["+4930123456", "+4930123499"]));
        kept.set("email", json!(["jane.doe@mail.example"]));
        let mut sent = mask_document(&kept, &schema);
        assert_ne!(sent, kept);
        sent.first_name = "Janet".to_owned();
        restore(&mut sent, &kept, &schema);
        assert_eq!(sent, Document { first_name: "Janet".to_owned(), ..kept });
    }
}
