//! Ids of the contracts, which are text, and ids of the core, which are 128-bit numbers.
//!
//! A UUID in its usual spelling is its own number. Any other text has the number of a UUID derived from it, and whoever
//! shows the id again has kept the text.

use uuid::Uuid;

/// The number of an id.
pub(crate) fn key(text: &str) -> u128 {
    match Uuid::parse_str(text) {
        Ok(id) if id.to_string() == text => id.as_u128(),
        _ => ids::derived_uuid(&["routing-engine", text]).as_u128(),
    }
}

/// The text of a number that came from a UUID.
pub(crate) fn text(key: u128) -> String {
    Uuid::from_u128(key).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_uuid_is_its_own_number_and_other_texts_are_told_apart() {
        let id = ids::new_id();
        assert_eq!(text(key(&id)), id);
        assert_ne!(key(&id), key(&id.to_uppercase()));
        assert_eq!(key("chat"), key("chat"));
        assert_ne!(key("chat"), key("Chat"));
    }
}
