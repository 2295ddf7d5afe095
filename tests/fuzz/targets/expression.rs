//! Step expressions and conditions as administrators might write them: refused with a place in the text, or understood, and then text and form are the same thing.

#![no_main]

use libfuzzer_sys::fuzz_target;
use routing_core::{AttributeId, AttributeKind};
use routing_expression::{Attributes, Known, compile, compile_condition, condition_text, text};

fuzz_target!(|data: &str| {
    let known = |id: u128, kind| Known { id: AttributeId(id), kind, default: 1 };
    let named = [("english", known(1, AttributeKind::Level)), ("vip", known(2, AttributeKind::Boolean)), ("Any Name", known(3, AttributeKind::Level))];
    let attributes: Attributes = named.iter().map(|(name, known)| ((*name).to_owned(), *known)).collect();
    let name = |id: AttributeId| named.iter().find(|(_, known)| known.id == id).map_or_else(String::new, |(name, _)| (*name).to_owned());
    match compile(data, &attributes) {
        Ok(form) => {
            let shown = text(&form, &name);
            assert_eq!(compile(&shown, &attributes).map(|again| text(&again, &name)), Ok(shown));
        }
        Err(fault) => assert!(fault.column >= 1 && !fault.message.is_empty()),
    }
    match compile_condition(data) {
        Ok(form) => {
            let shown = condition_text(&form);
            assert_eq!(compile_condition(&shown).map(|again| condition_text(&again)), Ok(shown));
        }
        Err(fault) => assert!(fault.column >= 1 && !fault.message.is_empty()),
    }
});
