//! Which passwords are good enough: length, and not what everybody tries first. No rules about kinds of characters.
//!
//! Lists of leaked passwords are out of reach here; what they have in common is not: a few words, keys in a row, digits and signs
//! around them, letters written as digits. What is left of a password without all that must be something.

use errors::Violation;

/// Fewest characters where the tenant does not ask for more, and most.
pub(crate) const LENGTH: (usize, usize) = (12, 256);
/// Words that are tried first, one a line.
const COMMON: &str = include_str!("common_passwords.txt");
/// Keys in a row, and the alphabet.
const ROWS: [&str; 6] = ["01234567890", "abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "qwertzuiop", "asdfghjkl", "zxcvbnm"];
/// Letters that a password has beyond what is tried first.
const OWN: usize = 4;

/// What is wrong with a new password; `least` characters are asked for.
pub(crate) fn violations(password: &str, least: usize, username: &str, name: &str) -> Vec<Violation> {
    let refuse = |message: String| vec![Violation::new("newPassword", message)];
    let count = password.chars().count();
    if count < least {
        return refuse(format!("must have at least {least} characters"));
    }
    if count > LENGTH.1 {
        return refuse(format!("must have at most {} characters", LENGTH.1));
    }
    let lower = password.to_lowercase();
    if lower.trim() == username || lower.trim() == name.to_lowercase() {
        return refuse("must not be the name".to_owned());
    }
    let mut distinct: Vec<char> = lower.chars().collect();
    distinct.sort_unstable();
    distinct.dedup();
    if distinct.len() < 5 || own_letters(&lower, username) < OWN {
        return refuse("is one of those that are tried first".to_owned());
    }
    Vec::new()
}

/// How many letters are left without common words, the user's name, rows of keys, digits and signs.
fn own_letters(lower: &str, username: &str) -> usize {
    // A row is looked for before digits are read as letters.
    let mut rest = lower.to_owned();
    for row in ROWS {
        rest = without_runs(&rest, row);
    }
    let mut rest: String = rest.chars().map(letter).collect();
    let username: String = username.chars().map(letter).collect();
    let mut words: Vec<&str> = COMMON.lines().chain([username.as_str()]).filter(|word| word.len() >= 3).collect();
    words.sort_unstable_by_key(|word| std::cmp::Reverse(word.len()));
    for word in words {
        rest = rest.replace(word, " ");
    }
    let mut letters: Vec<char> = rest.chars().filter(|c| c.is_alphabetic()).collect();
    // The same one over and over is one.
    letters.dedup();
    letters.len()
}

/// The text without stretches of four or more of a row, forwards or backwards.
fn without_runs(text: &str, row: &str) -> String {
    let backwards: String = row.chars().rev().collect();
    let chars: Vec<char> = text.chars().collect();
    let mut kept = String::new();
    let mut at = 0;
    while at < chars.len() {
        let run = |row: &str| (4..=chars.len() - at).rev().find(|length| row.contains(&chars[at..at + length].iter().collect::<String>()));
        if let Some(length) = run(row).or_else(|| run(&backwards)) {
            kept.push(' ');
            at += length;
        } else {
            kept.push(chars[at]);
            at += 1;
        }
    }
    kept
}

/// Digits and signs that are written for letters.
fn letter(c: char) -> char {
    match c {
        '0' => 'o',
        '1' | '!' => 'i',
        '3' => 'e',
        '4' | '@' => 'a',
        '5' | '$' => 's',
        '7' => 't',
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn good(password: &str) -> bool {
        violations(password, LENGTH.0, "alice.weber.1", "Alice Weber Long").is_empty()
    }

    #[test]
    fn length_counts_and_the_obvious_is_refused() {
        assert!(good("correct horse battery staple"));
        assert!(good("zwölf Zeichen?"));
        assert!(good("كلمة سر طويلة جدا"));
        assert!(!good("elevenchars"));
        assert!(!good(&"long".repeat(65)));
        assert!(!good("Alice.Weber.1"));
        assert!(!good("aaaaaaaaaaaaaa"));
    }

    #[test]
    fn common_words_stay_common_with_digits_signs_and_capitals_around_them() {
        for bad in [
            "Password1234",
            "P@ssw0rd2026!!",
            "passwordpassword",
            "qwertyuiop12",
            "123456789012",
            "Welcome-Welcome-1",
            "Administrator1!",
            "iloveyou12345",
            "abcdefghijkl1",
            "0987654321098",
            "Summer2026Summer",
            "alice.weber.1-2026",
            "SwitchboardAgent1",
        ] {
            assert!(!good(bad), "{bad}");
        }
    }

    #[test]
    fn a_tenant_may_ask_for_more_characters() {
        let found = violations("correct horse", 20, "a", "b");
        assert_eq!(found[0].message, "must have at least 20 characters");
    }
}
