//! YAML in both directions: written in an order of our own, read with the place of everything.

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::ser::{Serialize, SerializeMap as _, Serializer};
use serde_json::{Map, Value};
use serde_saphyr::{Location, Spanned};

/// Fields in the order in which they are written.
pub(super) struct Ordered(pub(super) Vec<(String, Value)>);

impl Ordered {
    /// What something is called comes first.
    pub(super) fn named_first(fields: Map<String, Value>, named_by: &str) -> Self {
        let mut fields: Vec<_> = fields.into_iter().collect();
        let rank = |key: &str| {
            if key == named_by { 0 } else { 1 + usize::from(key != "id") }
        };
        fields.sort_by(|(a, _), (b, _)| rank(a).cmp(&rank(b)).then_with(|| a.cmp(b)));
        Self(fields)
    }
}

impl Serialize for Ordered {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (key, value) in &self.0 {
            map.serialize_entry(key, &Inner(value))?;
        }
        map.end()
    }
}

/// A value whose maps begin with what they are called.
struct Inner<'a>(&'a Value);

impl Serialize for Inner<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Value::Array(items) => serializer.collect_seq(items.iter().map(Inner)),
            Value::Object(fields) => Ordered::named_first(fields.clone(), "name").serialize(serializer),
            scalar => scalar.serialize(serializer),
        }
    }
}

/// A value of a file.
#[derive(Debug)]
pub(super) enum Node {
    Scalar(Value),
    Seq(Vec<Spanned<Node>>),
    Map(Vec<(Spanned<String>, Spanned<Node>)>),
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Reader)
    }
}

struct Reader;

impl<'de> Visitor<'de> for Reader {
    type Value = Node;

    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("a YAML value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Node, E> {
        Ok(Node::Scalar(value.into()))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Node, E> {
        Ok(Node::Scalar(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Node, E> {
        Ok(Node::Scalar(value.into()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Node, E> {
        Ok(Node::Scalar(value.into()))
    }

    fn visit_str<E>(self, value: &str) -> Result<Node, E> {
        Ok(Node::Scalar(value.into()))
    }

    fn visit_unit<E>(self) -> Result<Node, E> {
        Ok(Node::Scalar(Value::Null))
    }

    fn visit_none<E>(self) -> Result<Node, E> {
        Ok(Node::Scalar(Value::Null))
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Node, D::Error> {
        Node::deserialize(deserializer)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Node, A::Error> {
        let mut nodes = Vec::new();
        while let Some(node) = items.next_element()? {
            nodes.push(node);
        }
        Ok(Node::Seq(nodes))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Node, A::Error> {
        let mut nodes = Vec::new();
        while let Some(entry) = fields.next_entry()? {
            nodes.push(entry);
        }
        Ok(Node::Map(nodes))
    }
}

/// Where something stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place(u64, u64);

impl From<Location> for Place {
    fn from(location: Location) -> Self {
        Self(location.line(), location.column())
    }
}

impl std::fmt::Display for Place {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}:{}", self.0, self.1)
    }
}

/// Where a value stands.
pub(super) fn place<T>(spanned: &Spanned<T>) -> Place {
    spanned.referenced.into()
}

/// Where the field that an owner complains of stands: `steps[0].expression`; as far as the file has it.
pub(super) fn find(node: &Spanned<Node>, field: &str) -> Place {
    let path = field.replace('[', ".[").split('.').filter(|part| !part.is_empty()).map(str::to_owned).collect::<Vec<_>>();
    walk(node, &path)
}

fn walk(node: &Spanned<Node>, path: &[String]) -> Place {
    let Some((first, rest)) = path.split_first() else { return place(node) };
    match &node.value {
        Node::Map(fields) => match fields.iter().find(|(key, _)| key.value == *first) {
            Some((key, value)) => {
                if rest.is_empty() {
                    place(key)
                } else {
                    walk(value, rest)
                }
            }
            None => place(node),
        },
        Node::Seq(items) => {
            let index: Option<usize> = first.trim_matches(['[', ']']).parse().ok();
            index.and_then(|index| items.get(index)).map_or_else(|| place(node), |item| walk(item, rest))
        }
        Node::Scalar(_) => place(node),
    }
}

/// Where a field of that name first stands, at any depth.
pub(super) fn find_key(node: &Spanned<Node>, name: &str) -> Option<Place> {
    match &node.value {
        Node::Map(fields) => {
            fields.iter().find_map(|(key, value)| if key.value == name { Some(place(key)) } else { find_key(value, name) })
        }
        Node::Seq(items) => items.iter().find_map(|item| find_key(item, name)),
        Node::Scalar(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn plain(node: &Node) -> Value {
        match node {
            Node::Scalar(value) => value.clone(),
            Node::Seq(items) => items.iter().map(|item| plain(&item.value)).collect(),
            Node::Map(fields) => Value::Object(fields.iter().map(|(key, value)| (key.value.clone(), plain(&value.value))).collect()),
        }
    }

    fn there_and_back(value: &Value) -> Value {
        let text = serde_saphyr::to_string(&Inner(value)).unwrap();
        plain(&serde_saphyr::from_str::<Node>(&text).unwrap_or_else(|error| panic!("{error}\n{text}")))
    }

    #[test]
    fn places_are_those_of_the_field() {
        let text = "name: a\nsteps:\n  - expression: x\n    wait: 1\nextra: {deep: 2}\n";
        let node: Spanned<Node> = serde_saphyr::from_str(text).unwrap();
        assert_eq!(find(&node, "steps[0].expression").to_string(), "3:5");
        assert_eq!(find(&node, "steps[0].nothing").to_string(), "3:5");
        assert_eq!(find(&node, "extra.deep").to_string(), "5:9");
        assert_eq!(find_key(&node, "deep").unwrap().to_string(), "5:9");
        assert_eq!(find_key(&node, "none"), None);
    }

    #[test]
    fn a_name_comes_first_and_an_id_second() {
        let ordered = Ordered::named_first(json!({"a": 1, "id": "i", "title": "t"}).as_object().unwrap().clone(), "title");
        assert_eq!(ordered.0.iter().map(|(key, _)| key.as_str()).collect::<Vec<_>>(), ["title", "id", "a"]);
    }

    #[test]
    fn texts_that_look_like_something_else_stay_texts() {
        for text in [
            "true",
            "no",
            "1",
            "1e3",
            "null",
            "~",
            "",
            " ",
            "- x",
            "a: b",
            "#c",
            "x\ny\n",
            "\n",
            "x \n  y",
            "'",
            "\"",
            "=1",
            "0x10",
            "\u{202E}x",
            "a\tb",
            "\u{0}",
            "é",
            "12:30",
            "2024-01-01",
            "{{user}}",
            "[x]",
            "&a",
            "*a",
            "!x",
            "|",
            ">",
            "%",
            "@",
            "`",
            "y\n\n",
            "---",
            "...",
            "\r\n",
            "\u{85}",
            "\u{feff}",
        ] {
            assert_eq!(there_and_back(&json!({"x": [text], text: 1})), json!({"x": [text], text: 1}), "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn any_text_survives(text in any::<String>(), more in "[ \\n\\t#:'\"-]{0,12}[a-z]{0,3}[ \\n]{0,4}") {
            prop_assert_eq!(there_and_back(&json!({"x": text.clone(), "y": [more.clone()]})), json!({"x": text, "y": [more]}));
        }

        #[test]
        fn any_number_survives(whole in any::<i64>(), part in -1e9_f64..1e9) {
            prop_assert_eq!(there_and_back(&json!([whole, part])), json!([whole, part]));
        }
    }
}
