//! Names that say what they seem to say.
//!
//! A character that turns the direction of the text around it (U+202E and its like) makes `gpj.exe` of `exe.jpg`, and the rest of somebody else's
//! sentence run backwards. Right-to-left scripts need none of them: their letters know their direction. The marks U+200E, U+200F and U+061C,
//! which only place punctuation, are left alone, and so are the joiners of Persian and of emoji.

/// What is said of a text that holds such a character.
pub const DECEPTIVE: &str = "must not have control characters or ones that turn the direction of text";

/// Whether a character is a control character, breaks a line, or turns the direction of what stands around it.
pub fn turns(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Whether a line of text has such a character.
pub fn is_deceptive(text: &str) -> bool {
    text.chars().any(turns)
}

/// The text without them: for what comes from outside and cannot be refused.
pub fn plain(text: &str) -> String {
    text.chars().filter(|c| !turns(*c)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_turns_text_is_found_and_taken_out() {
        for text in ["invoice\u{202e}gpj.exe", "a\u{2066}b", "two\nlines", "nul\0", "bell\u{7}", "par\u{2029}"] {
            assert!(is_deceptive(text), "{text:?}");
            assert!(!is_deceptive(&plain(text)), "{text:?}");
        }
        assert_eq!(plain("invoice\u{202e}gpj.exe"), "invoicegpj.exe");
    }

    #[test]
    fn names_of_all_scripts_stay_as_they_are() {
        for text in ["Ada Lovelace", "محمد علي", "שלום", "می\u{200c}خواهم", "👩\u{200d}🚀", "العربية\u{200f}!", "José", "李小龙"]
        {
            assert!(!is_deceptive(text), "{text:?}");
            assert_eq!(plain(text), text);
        }
    }
}
