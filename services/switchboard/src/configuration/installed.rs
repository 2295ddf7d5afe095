//! What an installation has: its kinds of documents, and the documents.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::operator::{Error, Operator};

/// Fields of an answer that its place in the store has, or its owner says of it, not the document.
const PLACE: [&str; 3] = ["version", "updatedAt", "warnings"];

/// A kind of document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Kind {
    /// `ccm/channels`: owner and kind, as they are in its path.
    pub(super) key: String,
    pub(super) path: String,
    /// The field that holds the unique name.
    pub(super) named_by: String,
    /// Fields that are never shown, as JSON pointers.
    pub(super) write_only: Vec<String>,
}

/// A document as it is.
#[derive(Clone, Debug)]
pub(super) struct Item {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) version: i64,
    /// Without id, version and time.
    pub(super) doc: Map<String, Value>,
}

/// Everything, by kind.
#[derive(Debug, Default)]
pub(super) struct Installed {
    pub(super) kinds: BTreeMap<String, Kind>,
    pub(super) items: BTreeMap<String, Vec<Item>>,
}

impl Installed {
    /// Asks every owner.
    pub(super) async fn read(operator: &Operator, pods: &[&str]) -> Result<Self, Error> {
        let mut this = Self::default();
        for pod in pods {
            let (status, document) = operator.ask(reqwest::Method::GET, &format!("/{pod}/openapi.json"), None).await?;
            if status.is_success() {
                this.kinds.extend(kinds_of(&document).map(|kind| (kind.key.clone(), kind)));
            }
        }
        for kind in this.kinds.values() {
            let answer = operator.get(&kind.path).await?;
            let items = answer["items"].as_array().into_iter().flatten();
            let mut items: Vec<_> = items.filter_map(|item| item_of(kind, item.as_object()?.clone())).collect();
            items.sort_by(|a, b| a.name.cmp(&b.name));
            this.items.insert(kind.key.clone(), items);
        }
        Ok(this)
    }

    /// All documents with the key of their kind. Users come first: what belongs to a user may have the user's id.
    pub(super) fn all(&self) -> impl Iterator<Item = (&str, &Item)> {
        let of = |own: bool| self.items.iter().filter(move |(key, _)| key.starts_with("unified-admin/") == own);
        of(true).chain(of(false)).flat_map(|(key, items)| items.iter().map(move |item| (key.as_str(), item)))
    }

    pub(super) fn of(&self, kind: &str) -> &[Item] {
        self.items.get(kind).map_or(&[], Vec::as_slice)
    }
}

/// The kinds of documents that a description tells of.
fn kinds_of(document: &Value) -> impl Iterator<Item = Kind> {
    let paths = document["paths"].as_object().into_iter().flatten();
    paths.filter_map(|(path, item)| {
        let told = &item["get"]["x-document"];
        let named_by = told["namedBy"].as_str()?.to_owned();
        let write_only = told["writeOnly"].as_array().into_iter().flatten().filter_map(|field| Some(field.as_str()?.to_owned()));
        let (owner, kind) = path.trim_start_matches('/').split_once("/v1/")?;
        Some(Kind { key: format!("{owner}/{kind}"), path: path.clone(), named_by, write_only: write_only.collect() })
    })
}

/// A document as an owner shows it, taken apart.
fn item_of(kind: &Kind, mut doc: Map<String, Value>) -> Option<Item> {
    let version = doc.get("version")?.as_i64()?;
    let id = doc.remove("id")?.as_str()?.to_owned();
    strip(&mut doc);
    Some(Item { id, name: doc.get(&kind.named_by)?.as_str()?.to_owned(), version, doc })
}

/// Takes away what is not the document.
pub(super) fn strip(doc: &mut Map<String, Value>) {
    for field in PLACE {
        doc.remove(field);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn kinds_are_found_by_what_names_their_documents() {
        let document = json!({"paths": {
            "/ccm/v1/channels": {"get": {"x-document": {"namedBy": "name", "writeOnly": ["/secret"]}}, "post": {}},
            "/ccm/v1/channels/{id}": {"get": {}},
            "/ccm/v1/public/x": {"get": {}},
        }});
        let kinds: Vec<_> = kinds_of(&document).collect();
        assert_eq!(kinds.len(), 1);
        assert_eq!((kinds[0].key.as_str(), kinds[0].path.as_str()), ("ccm/channels", "/ccm/v1/channels"));
        assert_eq!(kinds[0].write_only, ["/secret"]);
    }
}
