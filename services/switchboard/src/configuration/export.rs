//! An installation's configuration as text.

use std::fmt::Write as _;

use serde_json::{Map, Value};

use super::FORMAT;
use super::installed::{Installed, Kind};
use super::references::Names;
use super::tree::Ordered;
use crate::operator::{Error, Operator};

/// Everything that administrators have set up, in an order that depends on names only; secrets are named, not told.
///
/// # Errors
/// If the installation does not answer.
pub async fn export(operator: &Operator) -> Result<String, Error> {
    let installed = Installed::read(operator, &crate::pods()).await?;
    let mut missing = Vec::new();
    let mut body = String::new();
    let names = Names::of(&installed);
    for kind in installed.kinds.values() {
        let items = installed.of(&kind.key).iter().map(|item| {
            let mut doc = item.doc.clone();
            for field in take_secrets(kind, &mut doc) {
                missing.push(format!("{} {:?}: {field}", kind.key, item.name));
            }
            let mut fields = names.fields(&doc);
            fields.insert("id".to_owned(), names.borrowed_id(&kind.key, &item.id).unwrap_or(&item.id).into());
            Ordered::named_first(fields, &kind.named_by)
        });
        body.push_str(&section(kind, &items.collect::<Vec<_>>())?);
    }
    Ok(format!("{}{body}", head(&missing)))
}

fn section(kind: &Kind, items: &[Ordered]) -> Result<String, Error> {
    if items.is_empty() {
        return Ok(String::new());
    }
    let unwritable = |error: serde_saphyr::ser::Error| Error::Faults(vec![format!("{} cannot be written as YAML: {error}", kind.key)]);
    let text = serde_saphyr::to_string(&std::collections::BTreeMap::from([(&kind.key, items)])).map_err(unwritable)?;
    Ok(format!("\n{text}"))
}

fn head(missing: &[String]) -> String {
    let mut text = String::from(
        "# The configuration of a Switchboard installation: `switchboard config import` takes it back.\n\
         # `$<owner>/<kind>/<name>` refers to another document. Passwords and second factors of users are not part of it.\n",
    );
    if !missing.is_empty() {
        text.push_str("# Missing, because nothing shows them again; an import keeps those that are set:\n");
    }
    for line in missing {
        // Writing into a String cannot fail.
        let _infallible = writeln!(text, "#   {}", line.escape_debug());
    }
    let _infallible = writeln!(text, "format: {FORMAT}");
    text
}

/// Takes out what is never shown, set or not; answers the fields that were there.
fn take_secrets(kind: &Kind, doc: &mut Map<String, Value>) -> Vec<String> {
    let taken = kind.write_only.iter().filter(|pointer| {
        let path: Vec<_> = pointer.split('/').skip(1).collect();
        take(doc, &path)
    });
    taken.map(|pointer| pointer.trim_start_matches('/').replace('/', ".")).collect()
}

fn take(fields: &mut Map<String, Value>, path: &[&str]) -> bool {
    match path {
        [] => false,
        [last] => fields.remove(*last).is_some(),
        [first, rest @ ..] => fields.get_mut(*first).and_then(Value::as_object_mut).is_some_and(|inner| take(inner, rest)),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn secrets_are_named_and_not_told() {
        let mut doc = json!({"name": "b", "webhook": {"url": "u", "secret": "•••"}}).as_object().unwrap().clone();
        let write_only = vec!["/webhook/secret".to_owned(), "/rasa/token".to_owned()];
        let kind = Kind { key: "bots".to_owned(), path: String::new(), named_by: "name".to_owned(), write_only };
        assert_eq!(take_secrets(&kind, &mut doc), ["webhook.secret"]);
        assert_eq!(Value::Object(doc), json!({"name": "b", "webhook": {"url": "u"}}));
        assert!(head(&["bots \"b\"\nx: 1".to_owned()]).lines().all(|line| line.starts_with('#') || line == "format: 1"));
    }
}
