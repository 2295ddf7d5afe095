//! Every document is shown to its owner, which says how it would keep it, or what is wrong.

use std::fmt::Write as _;

use reqwest::Method;
use runtime::objects::MASK;
use serde_json::{Map, Value};
use serde_saphyr::Spanned;

use super::file::Entry;
use super::{Fault, Wanted, told};
use crate::configuration::installed::strip;
use crate::configuration::tree::{Node, find, find_key};
use crate::operator::{Error, Operator};

pub(super) async fn rehearse<'a>(operator: &Operator, entries: Vec<Entry<'a>>) -> Result<Vec<Wanted<'a>>, Error> {
    let mut faults = Vec::new();
    let mut wanted = Vec::new();
    for (mut one, node) in entries {
        if let Some(before) = one.before {
            keep_secrets(&mut one.doc, &before.doc);
        }
        let (method, path, body) = request(&one);
        let (status, answer) = operator.ask(method, &format!("{path}?dryRun=true"), Some(&body)).await?;
        if !status.is_success() {
            faults.extend(faults_of(&one, &node, &answer));
            continue;
        }
        // What is sent later is what the file says; what is compared is what the owner makes of it.
        if let Value::Object(mut kept) = answer {
            strip(&mut kept);
            kept.remove("id");
            one.doc = if one.secret { one.doc } else { kept };
        }
        wanted.push(one);
    }
    if faults.is_empty() { Ok(wanted) } else { Err(told(faults)) }
}

/// How a document is sent to its owner.
pub(super) fn request(one: &Wanted<'_>) -> (Method, String, Value) {
    let mut body = one.doc.clone();
    if let Some(before) = one.before {
        body.insert("version".to_owned(), before.version.into());
        return (Method::PUT, format!("{}/{}", one.path, escaped(&one.id)), Value::Object(body));
    }
    // Not by POST: an owner may have documents that are made under an id only.
    (Method::PUT, format!("{}/{}", one.path, escaped(&one.id)), Value::Object(body))
}

/// Secrets that the file does not have stay as they are.
fn keep_secrets(doc: &mut Map<String, Value>, before: &Map<String, Value>) {
    for (key, value) in before {
        match value {
            Value::String(text) if text == MASK => {
                doc.entry(key.clone()).or_insert_with(|| MASK.into());
            }
            Value::Object(inner) => {
                if let Some(doc) = doc.get_mut(key).and_then(Value::as_object_mut) {
                    keep_secrets(doc, inner);
                }
            }
            _ => {}
        }
    }
}

fn faults_of(one: &Wanted<'_>, node: &Spanned<Node>, answer: &Value) -> Vec<Fault> {
    let title = one.title();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let violations: Vec<_> = answer["violations"].as_array().into_iter().flatten().collect();
    if !violations.is_empty() {
        let told = violations.iter().map(|violation| {
            let field = text(&violation["field"]);
            (find(node, &field), format!("{title}: {field} {}", text(&violation["message"])))
        });
        return told.collect();
    }
    let detail = answer["detail"].as_str().map_or_else(|| answer.to_string(), str::to_owned);
    // Deserialisers name the field they do not know, or miss, between backticks.
    let named = detail.split('`').nth(1).filter(|_| detail.contains("unknown field"));
    let place = named.and_then(|name| find_key(node, name)).unwrap_or(one.place);
    vec![(place, format!("{title}: {detail}"))]
}

/// An id as a part of a path.
pub(crate) fn escaped(id: &str) -> String {
    id.bytes().fold(String::new(), |mut text, byte| {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            text.push(char::from(byte));
        } else {
            // Writing into a String cannot fail.
            let _infallible = write!(text, "%{byte:02X}");
        }
        text
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_secret_the_file_does_not_have_stays() {
        let before = json!({"name": "b", "webhook": {"url": "u", "secret": MASK}});
        let mut doc = json!({"name": "b", "webhook": {"url": "v"}}).as_object().unwrap().clone();
        keep_secrets(&mut doc, before.as_object().unwrap());
        assert_eq!(Value::Object(doc), json!({"name": "b", "webhook": {"url": "v", "secret": MASK}}));
    }

    #[test]
    fn an_id_cannot_leave_its_place_in_the_path() {
        assert_eq!(escaped("a/../b c"), "a%2F..%2Fb%20c");
    }
}
