//! Which passwords are good enough: length, and not what everybody tries first. No rules about kinds of characters.

use errors::Violation;

/// Fewest and most characters.
const LENGTH: (usize, usize) = (12, 256);

/// What is wrong with a new password.
pub(crate) fn violations(password: &str, username: &str, name: &str) -> Vec<Violation> {
    let refuse = |message: &str| vec![Violation::new("newPassword", message)];
    let count = password.chars().count();
    if count < LENGTH.0 {
        return refuse("must have at least 12 characters");
    }
    if count > LENGTH.1 {
        return refuse("must have at most 256 characters");
    }
    let lower = password.to_lowercase();
    if lower.trim() == username || lower.trim() == name.to_lowercase() {
        return refuse("must not be the name");
    }
    let mut distinct: Vec<char> = lower.chars().collect();
    distinct.sort_unstable();
    distinct.dedup();
    if distinct.len() < 5 || ["123456789012", "password1234", "passwordpassword", "qwertyuiop12"].contains(&lower.as_str()) {
        return refuse("is one of those that are tried first");
    }
    Vec::new()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn length_counts_and_the_obvious_is_refused() {
        let good = |password: &str| violations(password, "alice.weber.1", "Alice Weber Long").is_empty();
        assert!(good("correct horse battery staple"));
        assert!(good("zwölf Zeichen?"));
        assert!(!good("elevenchars"));
        assert!(!good(&"long".repeat(65)));
        assert!(!good("Alice.Weber.1"));
        assert!(!good("aaaaaaaaaaaaaa"));
        assert!(!good("Password1234"));
    }
}
