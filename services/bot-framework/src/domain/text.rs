//! Words: how messages and keywords are made comparable. Both go through the same function, so what it does to one it does to the other.

use std::collections::HashMap;

/// As much of a message as is looked at, in characters.
pub(crate) const LOOKED_AT: usize = 4_096;

/// The words of a text in lower case, without punctuation.
///
/// Scripts without spaces between words give one word per character, so that a keyword is found inside a sentence.
pub(crate) fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    for c in text.chars().take(LOOKED_AT) {
        let alone = is_unspaced(c);
        if !word.is_empty() && (alone || !belongs_to_word(c)) {
            words.push(std::mem::take(&mut word));
        }
        if belongs_to_word(c) {
            word.extend(c.to_lowercase());
        }
        if alone {
            words.push(std::mem::take(&mut word));
        }
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

fn belongs_to_word(c: char) -> bool {
    // Marks of the Indic scripts and zero-width joiners stand inside words; combining accents too.
    c.is_alphanumeric() || matches!(c, '\u{0300}'..='\u{036F}' | '\u{0900}'..='\u{0DFF}' | '\u{200C}' | '\u{200D}')
}

/// Han, kana, Thai, Lao, Khmer, Myanmar.
fn is_unspaced(c: char) -> bool {
    matches!(c,
        '\u{0E00}'..='\u{0EFF}' | '\u{1000}'..='\u{109F}' | '\u{1780}'..='\u{17FF}' | '\u{3040}'..='\u{30FF}'
        | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
        && belongs_to_word(c)
}

/// A message's words, ready to be searched.
pub(crate) struct Words {
    words: Vec<String>,
    places: HashMap<String, Vec<usize>>,
}

impl Words {
    pub(crate) fn of(text: &str) -> Self {
        let words = words(text);
        let mut places: HashMap<String, Vec<usize>> = HashMap::new();
        for (place, word) in words.iter().enumerate() {
            places.entry(word.clone()).or_default().push(place);
        }
        Self { words, places }
    }

    /// Whether the phrase's words occur, one after the other.
    pub(crate) fn contain(&self, phrase: &[String]) -> bool {
        let Some(first) = phrase.first() else {
            return false;
        };
        self.places.get(first).into_iter().flatten().any(|place| self.words[*place..].starts_with(phrase))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn found(text: &str, phrase: &str) -> bool {
        Words::of(text).contain(&words(phrase))
    }

    #[test]
    fn case_and_punctuation_do_not_matter() {
        assert!(found("Where is my ORDER?!", "my order"));
        assert!(found("ÉTÉ à la plage", "été"));
        assert!(found("ΠΑΡΑΓΓΕΛΊΑ", "παραγγελία"));
        assert!(found("don't", "DON'T"));
    }

    #[test]
    fn only_whole_words_match() {
        assert!(!found("reorder", "order"));
        assert!(!found("my big order", "my order"));
        assert!(!found("anything", "…"));
    }

    #[test]
    fn scripts_of_all_directions_and_without_spaces_match() {
        assert!(found("أريد التحدث مع موظف من فضلك", "موظف"));
        assert!(found("אני רוצה נציג אנושי!", "נציג אנושי"));
        assert!(found("我想申请退款。", "退款"));
        assert!(found("ฉันต้องการคืนเงิน", "คืนเงิน"));
        assert!(found("मुझे एजेंट चाहिए", "एजेंट"));
        assert!(found("order 👩🏽‍💻 please", "order"));
    }

    proptest! {
        #[test]
        fn any_text_has_words_and_contains_them(text in any::<String>()) {
            let all = words(&text);
            prop_assert!(all.iter().all(|word| !word.is_empty()));
            prop_assert!(all.is_empty() || Words::of(&text).contain(&all));
        }
    }
}
