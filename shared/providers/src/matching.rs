//! Whether a value has what is expected of it: more keys are allowed, `null` means absent or null.

use serde_json::Value;

/// Nothing if it has; else where it differs first.
pub fn subset(expected: &Value, found: &Value) -> Result<(), String> {
    differs(expected, found, "")
}

fn differs(expected: &Value, found: &Value, path: &str) -> Result<(), String> {
    match (expected, found) {
        (Value::Object(expected), _) => {
            for (key, value) in expected {
                differs(value, found.get(key).unwrap_or(&Value::Null), &format!("{path}/{key}"))?;
            }
            Ok(())
        }
        (Value::Array(expected), Value::Array(found)) => {
            if expected.len() != found.len() {
                return Err(format!("{path} has {} items, not {}", found.len(), expected.len()));
            }
            expected
                .iter()
                .zip(found)
                .enumerate()
                .try_for_each(|(index, (expected, found))| differs(expected, found, &format!("{path}/{index}")))
        }
        // 12.5 and 6 are as good as 12.50 and 6.0.
        (Value::Number(one), Value::Number(other)) if one.as_f64() == other.as_f64() => Ok(()),
        _ if expected == found => Ok(()),
        _ => Err(format!("{path} is {found}, not {expected}")),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn more_keys_are_allowed_and_absent_is_null() {
        assert_eq!(subset(&json!({ "a": 1, "b": null }), &json!({ "a": 1.0, "c": 2 })), Ok(()));
        assert_eq!(subset(&json!({ "a": { "b": "x" } }), &json!({ "a": { "b": "y" } })), Err("/a/b is \"y\", not \"x\"".to_owned()));
        assert!(subset(&json!([1]), &json!([1, 2])).is_err());
    }
}
