//! Ids in documents, names in the file.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::installed::Installed;

/// What a reference begins with.
const SIGN: char = '$';

/// Ids → references, for an export.
pub(super) struct Names<'a> {
    by_id: BTreeMap<&'a str, String>,
}

impl<'a> Names<'a> {
    /// Of everything that has an id nobody would write as a text.
    pub(super) fn of(installed: &'a Installed) -> Self {
        let mut by_id = BTreeMap::new();
        for (kind, item) in installed.all().filter(|(_, item)| is_telling(&item.id)) {
            by_id.entry(item.id.as_str()).or_insert_with(|| format!("{SIGN}{kind}/{}", item.name));
        }
        Self { by_id }
    }

    /// The document of that kind and id, as others name it; none if its id is its own.
    pub(super) fn borrowed_id(&self, kind: &str, id: &str) -> Option<&str> {
        let name = self.by_id.get(id)?;
        (!name.strip_prefix(SIGN).is_some_and(|rest| rest.starts_with(kind) && rest[kind.len()..].starts_with('/'))).then_some(name)
    }

    /// The value with every id that is somebody's replaced by a reference.
    pub(super) fn written(&self, value: &Value) -> Value {
        match value {
            Value::String(text) => Value::String(self.text(text)),
            Value::Array(items) => items.iter().map(|item| self.written(item)).collect(),
            Value::Object(fields) => Value::Object(self.fields(fields)),
            other => other.clone(),
        }
    }

    pub(super) fn fields(&self, fields: &Map<String, Value>) -> Map<String, Value> {
        fields.iter().map(|(key, value)| (self.text(key), self.written(value))).collect()
    }

    fn text(&self, text: &str) -> String {
        match self.by_id.get(text) {
            Some(name) => name.clone(),
            None if text.starts_with("$$") || reference(text).is_some() => format!("{SIGN}{text}"),
            None => text.to_owned(),
        }
    }
}

/// A text of a file.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Text<'a> {
    /// What it says.
    Literal(&'a str),
    /// The document of that kind and name.
    Reference { kind: &'a str, name: &'a str },
}

/// What a text of a file means.
pub(super) fn read(text: &str) -> Text<'_> {
    if let Some((kind, name)) = reference(text) {
        return Text::Reference { kind, name };
    }
    let escaped = text.strip_prefix(SIGN).filter(|rest| rest.starts_with(SIGN));
    Text::Literal(escaped.unwrap_or(text))
}

/// `$owner/kind/name`, taken apart.
fn reference(text: &str) -> Option<(&str, &str)> {
    let rest = text.strip_prefix(SIGN)?;
    let (owner, after) = rest.split_once('/')?;
    let (kind, name) = after.split_once('/')?;
    let word = |word: &str| !word.is_empty() && word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
    (word(owner) && word(kind) && !name.is_empty()).then(|| (&rest[..owner.len() + 1 + kind.len()], name))
}

/// Whether a text can be taken for an id wherever it stands: ids given by hand may be words of every day.
fn is_telling(id: &str) -> bool {
    id.len() == 36 && id.chars().enumerate().all(|(at, c)| if [8, 13, 18, 23].contains(&at) { c == '-' } else { c.is_ascii_hexdigit() })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::configuration::installed::Item;

    const QUEUE: &str = "0192a000-0000-7000-8000-000000000021";

    fn installed() -> Installed {
        let item = |id: &str, name: &str| Item { id: id.to_owned(), name: name.to_owned(), version: 1, doc: Map::new() };
        let items = [
            ("routing-engine/queues".to_owned(), vec![item(QUEUE, "Support/EU")]),
            ("routing-engine/agents".to_owned(), vec![item("0192a000-0000-7000-8000-000000000001", "Alice Weber")]),
            ("unified-admin/users".to_owned(), vec![item("0192a000-0000-7000-8000-000000000001", "alice")]),
        ];
        Installed { items: items.into_iter().collect(), ..Installed::default() }
    }

    #[test]
    fn ids_become_names_wherever_they_stand() {
        let all = installed();
        let names = Names::of(&all);
        let written = names.written(&json!({"queue": QUEUE, "limits": {QUEUE: 5}, "list": [QUEUE, "x"]}));
        let name = "$routing-engine/queues/Support/EU";
        assert_eq!(written, json!({"queue": name, "limits": {name: 5}, "list": [name, "x"]}));
        assert_eq!(read(name), Text::Reference { kind: "routing-engine/queues", name: "Support/EU" });
    }

    #[test]
    fn an_id_that_belongs_to_a_user_is_named_after_the_user() {
        let all = installed();
        let names = Names::of(&all);
        let id = "0192a000-0000-7000-8000-000000000001";
        assert_eq!(names.borrowed_id("routing-engine/agents", id), Some("$unified-admin/users/alice"));
        assert_eq!(names.borrowed_id("unified-admin/users", id), None);
    }

    #[test]
    fn what_looks_like_a_reference_survives_as_the_text_it_is() {
        let all = installed();
        let names = Names::of(&all);
        for text in ["$5 off", "$ccm/channels/x", "$$", "$$$", "$$ccm/channels/x", "$", "", "$a/b"] {
            let Value::String(written) = names.written(&json!(text)) else { panic!("a text") };
            assert_eq!(read(&written), Text::Literal(text), "{text}");
        }
    }
}
