//! Fields that come in and never go out again.

use errors::{Fault, Violation};
use serde_json::Value;

use crate::objects::Object;

/// What is shown in a secret's place.
pub const MASK: &str = "•••";

/// Puts the mask over every secret that is set.
pub(super) fn mask<T: Object>(value: &mut Value) {
    for pointer in T::WRITE_ONLY {
        if let Some(secret) = value.pointer_mut(pointer)
            && is_set(secret)
        {
            *secret = MASK.into();
        }
    }
}

/// The document as others may know it.
pub(super) fn public<T: Object>(doc: &T) -> errors::Result<Vec<u8>> {
    let mut value = serde_json::to_value(doc).map_err(Fault::internal)?;
    mask::<T>(&mut value);
    serde_json::to_vec(&value).map_err(Fault::internal)
}

/// The body with the secrets of `before` where it carries the mask.
pub(super) fn with_kept<T: Object>(mut body: Value, before: Option<&T>) -> errors::Result<Value> {
    if T::WRITE_ONLY.is_empty() {
        return Ok(body);
    }
    let before = before.map(serde_json::to_value).transpose().map_err(Fault::internal)?.unwrap_or_default();
    for pointer in T::WRITE_ONLY {
        let Some(secret) = body.pointer_mut(pointer).filter(|secret| *secret == MASK) else { continue };
        let Some(kept) = before.pointer(pointer).filter(|kept| is_set(kept)) else {
            let field = pointer.trim_start_matches('/').replace('/', ".");
            let violation = Violation::new(field, "has no secret that could be kept: send one");
            return Err(Fault::invalid("NOT_VALID", format!("the {} is not valid", T::KIND)).with_violations(vec![violation]));
        };
        *secret = kept.clone();
    }
    Ok(body)
}

fn is_set(secret: &Value) -> bool {
    secret.as_str().is_some_and(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use serde::{Deserialize, Serialize};
    use serde_json::json;

    use super::*;

    #[derive(Serialize, Deserialize, utoipa::ToSchema)]
    struct Door {
        name: String,
        lock: Lock,
    }

    #[derive(Serialize, Deserialize, utoipa::ToSchema)]
    struct Lock {
        key: String,
    }

    impl Object for Door {
        const KIND: &'static str = "door";
        const WRITE_ONLY: &'static [&'static str] = &["/lock/key"];

        fn name(&self) -> &str {
            &self.name
        }
    }

    #[test]
    fn a_secret_is_shown_as_a_mask_and_an_absent_one_as_absent() {
        let mut door = json!({"name": "front", "lock": {"key": "k"}});
        mask::<Door>(&mut door);
        assert_eq!(door["lock"]["key"], MASK);
        let mut open = json!({"name": "front", "lock": {"key": ""}});
        mask::<Door>(&mut open);
        assert_eq!(open["lock"]["key"], "");
    }

    #[test]
    fn the_mask_sent_back_keeps_the_secret_and_means_nothing_without_one() {
        let before = Door { name: "front".to_owned(), lock: Lock { key: "k".to_owned() } };
        let body = json!({"name": "back", "lock": {"key": MASK}});
        assert_eq!(with_kept(body.clone(), Some(&before)).unwrap()["lock"]["key"], "k");
        assert_eq!(with_kept(json!({"lock": {"key": "new"}}), Some(&before)).unwrap()["lock"]["key"], "new");
        let refused = with_kept::<Door>(body, None).unwrap_err();
        assert_eq!(refused.violations()[0].field, "lock.key");
    }
}
