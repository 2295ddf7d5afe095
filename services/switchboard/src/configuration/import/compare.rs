//! What is different between two documents, in words.

use serde_json::{Map, Value};

/// Longest value that is repeated, in characters.
const LONGEST: usize = 60;

/// Field by field.
pub(super) fn differences(before: &Map<String, Value>, after: &Map<String, Value>) -> Vec<String> {
    let mut found = Vec::new();
    fields("", before, after, &mut found);
    found
}

fn fields(path: &str, before: &Map<String, Value>, after: &Map<String, Value>, found: &mut Vec<String>) {
    let gone = before.iter().filter(|(key, _)| !after.contains_key(*key));
    found.extend(gone.map(|(key, value)| format!("{path}{key}: {} → nothing", short(value))));
    for (key, value) in after {
        match (before.get(key), value) {
            (None, value) => found.push(format!("{path}{key}: nothing → {}", short(value))),
            (Some(Value::Object(before)), Value::Object(after)) => fields(&format!("{path}{key}."), before, after, found),
            (Some(before), after) if before != after => found.push(format!("{path}{key}: {} → {}", short(before), short(after))),
            _ => {}
        }
    }
}

fn short(value: &Value) -> String {
    let text = value.to_string();
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn differences_name_field_and_both_values() {
        let doc = |value: Value| value.as_object().unwrap().clone();
        let before = doc(json!({"title": "A", "theme": {"primary": "#000000", "dark": "auto"}, "old": 1}));
        let after = doc(json!({"title": "B", "theme": {"primary": "#ffffff", "dark": "auto"}, "new": "x".repeat(100)}));
        let found = differences(&before, &after);
        assert_eq!(found[0], "old: 1 → nothing");
        assert!(found.contains(&r##"theme.primary: "#000000" → "#ffffff""##.to_owned()));
        assert!(found.contains(&r#"title: "A" → "B""#.to_owned()));
        assert!(found.iter().any(|line| line.starts_with("new: nothing") && line.ends_with('…')));
        assert_eq!(differences(&before, &before), Vec::<String>::new());
    }
}
