//! From the text to documents: kinds, names and references are resolved, every fault with its place.

use std::collections::BTreeMap;

use serde_json::{Map, Value};
use serde_saphyr::Spanned;

use super::{Fault, Wanted};
use crate::configuration::FORMAT;
use crate::configuration::installed::{Installed, Item, Kind};
use crate::configuration::references::{self, Text};
use crate::configuration::tree::{Node, Place, place};

/// A document of the file and its tree, for places of faults that the owner finds.
pub(super) type Entry<'a> = (Wanted<'a>, Spanned<Node>);

/// Ids by kind and name: those of the file, then those of the installation.
type Ids<'a> = BTreeMap<(&'a str, String), String>;

/// A document whose references are not resolved yet.
struct Raw<'a> {
    kind: &'a Kind,
    name: String,
    /// As the file gives it.
    given: Option<(String, Place)>,
    place: Place,
    node: Spanned<Node>,
}

pub(super) fn read<'a>(installed: &'a Installed, text: &str) -> Result<Vec<Entry<'a>>, Vec<Fault>> {
    let root: Spanned<Node> = serde_saphyr::from_str(text).map_err(|error| {
        let at: Place = error.location().unwrap_or(serde_saphyr::Location::UNKNOWN).into();
        vec![(at, format!("this is not YAML: {error}"))]
    })?;
    let mut faults = Vec::new();
    let raws = documents(installed, root, &mut faults);
    let entries = resolve(installed, raws, &mut faults);
    if faults.is_empty() { Ok(entries) } else { Err(faults) }
}

fn documents<'a>(installed: &'a Installed, root: Spanned<Node>, faults: &mut Vec<Fault>) -> Vec<Raw<'a>> {
    let at = place(&root);
    let Node::Map(sections) = root.value else {
        faults.push((at, "a configuration is a map of kinds".to_owned()));
        return Vec::new();
    };
    let mut raws = Vec::new();
    let mut has_format = false;
    for (key, value) in sections {
        if key.value == "format" {
            has_format = true;
            if !matches!(&value.value, Node::Scalar(format) if *format == FORMAT) {
                faults.push((place(&value), format!("the only format there is, is {FORMAT}")));
            }
            continue;
        }
        let Some(kind) = installed.kinds.get(&key.value) else {
            let known: Vec<_> = installed.kinds.keys().map(String::as_str).collect();
            faults.push((place(&key), format!("there is no kind {:?}; there are {}", key.value, known.join(", "))));
            continue;
        };
        section(kind, value, &mut raws, faults);
    }
    if !has_format {
        faults.push((at, format!("`format: {FORMAT}` is missing: is this a configuration?")));
    }
    raws
}

fn section<'a>(kind: &'a Kind, value: Spanned<Node>, raws: &mut Vec<Raw<'a>>, faults: &mut Vec<Fault>) {
    let at = place(&value);
    let items = match value.value {
        Node::Seq(items) => items,
        Node::Scalar(Value::Null) => Vec::new(),
        _ => return faults.push((at, format!("{} is a list", kind.key))),
    };
    for node in items {
        let place = place(&node);
        let field = |name: &str| match &node.value {
            Node::Map(fields) => fields.iter().find(|(key, _)| key.value == name),
            _ => None,
        };
        let text = |name: &str| {
            field(name).and_then(|(_, value)| match &value.value {
                Node::Scalar(Value::String(text)) => Some((text.clone(), crate::configuration::tree::place(value))),
                _ => None,
            })
        };
        let Some((name, _)) = text(&kind.named_by).filter(|(name, _)| !name.is_empty()) else {
            faults.push((place, format!("a document of {} has a text {:?}", kind.key, kind.named_by)));
            continue;
        };
        let name = match references::read(&name) {
            Text::Literal(name) => name.to_owned(),
            Text::Reference { .. } => name,
        };
        if raws.iter().any(|other: &Raw<'_>| other.kind == kind && other.name == name) {
            faults.push((place, format!("{} {name:?} is there twice", kind.key)));
            continue;
        }
        let given = text("id");
        raws.push(Raw { kind, name, given, place, node });
    }
}

fn resolve<'a>(installed: &'a Installed, raws: Vec<Raw<'a>>, faults: &mut Vec<Fault>) -> Vec<Entry<'a>> {
    let mut ids: Ids<'_> = installed.all().map(|(kind, item)| ((kind, item.name.clone()), item.id.clone())).collect();
    // Those whose id is their own first: the others' ids are theirs.
    let borrows = |raw: &Raw<'_>| raw.given.as_ref().is_some_and(|(id, _)| matches!(references::read(id), Text::Reference { .. }));
    let (borrowed, own): (Vec<_>, Vec<_>) = raws.into_iter().partition(borrows);
    let mut placed = Vec::new();
    for raw in own.into_iter().chain(borrowed) {
        if let Some((before, id)) = identify(installed, &raw, &ids, faults) {
            ids.insert((raw.kind.key.as_str(), raw.name.clone()), id.clone());
            placed.push((raw, before, id));
        }
    }
    let mut entries = Vec::new();
    for (raw, before, id) in placed {
        let mut resolver = Resolver { ids: &ids, installed, faults, refers: Vec::new() };
        let mut doc = match resolver.value(&raw.node) {
            Value::Object(doc) => doc,
            _ => Map::new(),
        };
        let refers = resolver.refers;
        doc.remove("id");
        doc.insert(raw.kind.named_by.clone(), raw.name.clone().into());
        let secret = raw.kind.write_only.iter().any(|pointer| Value::Object(doc.clone()).pointer(pointer).is_some_and(|text| *text != ""));
        let kind = raw.kind;
        entries.push((
            Wanted { kind: &kind.key, path: &kind.path, name: raw.name, id, place: raw.place, doc, before, refers, secret },
            raw.node,
        ));
    }
    entries
}

/// Which document of the installation that is, and its id. By id, else by name.
fn identify<'a>(installed: &'a Installed, raw: &Raw<'_>, ids: &Ids<'_>, faults: &mut Vec<Fault>) -> Option<(Option<&'a Item>, String)> {
    let items = installed.of(&raw.kind.key);
    let by_name = items.iter().find(|item| item.name == raw.name);
    let given = match &raw.given {
        None => None,
        Some((text, place)) => match references::read(text) {
            Text::Literal(id) => Some(id.to_owned()),
            Text::Reference { kind, name } => {
                let id = ids.iter().find(|((of, called), _)| *of == kind && called == name).map(|(_, id)| id.clone());
                if id.is_none() {
                    faults.push((*place, format!("there is no {kind} {name:?}, in this file or the installation")));
                    return None;
                }
                id
            }
        },
    };
    let Some(given) = given else {
        return Some(by_name.map_or_else(|| (None, ids::new_id()), |item| (Some(item), item.id.clone())));
    };
    let by_id = items.iter().find(|item| item.id == given);
    match (by_id, by_name) {
        (Some(by_id), Some(by_name)) if by_id.id != by_name.id => {
            let text = format!("{} {:?} has the id of {:?}: rename one of them first", raw.kind.key, raw.name, by_id.name);
            faults.push((raw.place, text));
            None
        }
        (Some(found), _) | (None, Some(found)) => Some((Some(found), found.id.clone())),
        (None, None) => Some((None, given)),
    }
}

struct Resolver<'a> {
    ids: &'a Ids<'a>,
    installed: &'a Installed,
    faults: &'a mut Vec<Fault>,
    refers: Vec<String>,
}

impl Resolver<'_> {
    fn value(&mut self, node: &Spanned<Node>) -> Value {
        match &node.value {
            Node::Scalar(Value::String(text)) => self.text(text, place(node)).into(),
            Node::Scalar(value) => value.clone(),
            Node::Seq(items) => items.iter().map(|item| self.value(item)).collect(),
            Node::Map(fields) => {
                Value::Object(fields.iter().map(|(key, value)| (self.text(&key.value, place(key)), self.value(value))).collect())
            }
        }
    }

    fn text(&mut self, text: &str, place: Place) -> String {
        let (kind, name) = match references::read(text) {
            Text::Literal(text) => return text.to_owned(),
            Text::Reference { kind, name } => (kind, name),
        };
        let id = self.ids.iter().find(|((of, called), _)| *of == kind && called == name).map(|(_, id)| id.clone());
        if let Some(id) = id {
            self.refers.push(id.clone());
            return id;
        }
        let what = if self.installed.kinds.contains_key(kind) {
            format!("there is no {kind} {name:?}, in this file or the installation")
        } else {
            format!("there is no kind {kind:?}; a text that begins like a reference is written with `$$`")
        };
        self.faults.push((place, what));
        String::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn installed() -> Installed {
        let kind = |key: &str, named_by: &str| Kind {
            key: key.to_owned(),
            path: format!("/{}", key.replacen('/', "/v1/", 1)),
            named_by: named_by.to_owned(),
            write_only: vec!["/secret".to_owned()],
        };
        let kinds = [kind("a/queues", "name"), kind("b/channels", "name"), kind("c/users", "username")];
        let item = |id: &str, name: &str| Item { id: id.to_owned(), name: name.to_owned(), version: 3, doc: Map::new() };
        Installed {
            kinds: kinds.into_iter().map(|kind| (kind.key.clone(), kind)).collect(),
            items: BTreeMap::from([("a/queues".to_owned(), vec![item("q1", "Support"), item("q2", "Sales")])]),
        }
    }

    fn faults(text: &str) -> Vec<String> {
        let installed = installed();
        let Err(faults) = read(&installed, text) else { panic!("no fault in {text}") };
        faults.into_iter().map(|(place, text)| format!("{place} {text}")).collect()
    }

    #[test]
    fn references_are_to_the_file_or_to_the_installation() {
        let installed = installed();
        let text = "format: 1\nb/channels:\n- {name: Shop, queue: $a/queues/Support, other: $a/queues/New, price: $$a/b/c}\na/queues:\n- {name: New, id: n1}\n";
        let entries = read(&installed, text).unwrap();
        let channel = &entries.iter().find(|(wanted, _)| wanted.name == "Shop").unwrap().0;
        assert_eq!((channel.doc["queue"].as_str(), channel.doc["other"].as_str()), (Some("q1"), Some("n1")));
        assert_eq!(channel.doc["price"], "$a/b/c");
        assert_eq!(channel.refers, ["n1", "q1"].map(str::to_owned).into_iter().rev().collect::<Vec<_>>());
    }

    #[test]
    fn a_document_is_known_by_its_id_else_by_its_name() {
        let installed = installed();
        let of = |text: &str| {
            let entries = read(&installed, &format!("format: 1\na/queues:\n- {text}\n")).unwrap();
            (entries[0].0.before.map(|item| item.name.clone()), entries[0].0.id.clone())
        };
        assert_eq!(of("{name: Renamed, id: q1}"), (Some("Support".to_owned()), "q1".to_owned()));
        assert_eq!(of("{name: Support, id: elsewhere}"), (Some("Support".to_owned()), "q1".to_owned()));
        assert_eq!(of("{name: Other, id: x}"), (None, "x".to_owned()));
        assert!(faults("format: 1\na/queues:\n- {name: Sales, id: q1}\n")[0].starts_with("3:3 "));
    }

    #[test]
    fn every_fault_is_told_with_its_place() {
        assert!(faults("format: 2\n")[0].starts_with("1:9 the only format"));
        assert!(faults("a/queues: []\n")[0].contains("`format: 1` is missing"));
        assert!(faults("format: 1\na/quues: []\n")[0].starts_with("2:1 there is no kind \"a/quues\"; there are a/queues, b/channels"));
        assert!(faults("format: 1\na/queues:\n- {id: x}\n")[0].starts_with("3:3 a document of a/queues has a text \"name\""));
        assert!(faults("format: 1\na/queues:\n- {name: x}\n- {name: x}\n")[0].starts_with("4:3 a/queues \"x\" is there twice"));
        assert!(
            faults("format: 1\nb/channels:\n- name: x\n  queue: $a/queues/None\n")[0].starts_with("4:10 there is no a/queues \"None\"")
        );
        assert!(faults("format: 1\nb/channels:\n- name: x\n  queue: $a/quues/None\n")[0].starts_with("4:10 there is no kind \"a/quues\""));
        assert!(faults("format: 1\na/queues: [\n")[0].contains("not YAML"));
        assert!(faults("[1]\n")[0].contains("a map of kinds"));
    }
}
