//! The vocabulary of a tenant and the rules of sessions and passwords. Pure: no store, no clock, no wire.

pub(crate) mod audit;
pub(crate) mod catalogue;
pub(crate) mod password;
pub(crate) mod redact;
pub(crate) mod second_factor;
pub(crate) mod session;
pub(crate) mod tenancy;
pub(crate) mod user;

use errors::Violation;

/// Complains about a text that is empty, or longer than `most` characters.
pub(crate) fn text(violations: &mut Vec<Violation>, field: &str, value: &str, most: usize) {
    if value.trim().is_empty() {
        violations.push(Violation::new(field, "must not be empty"));
    }
    at_most(violations, field, value, most);
}

/// Complains about a text longer than `most` characters.
pub(crate) fn at_most(violations: &mut Vec<Violation>, field: &str, value: &str, most: usize) {
    if value.chars().count() > most {
        violations.push(Violation::new(field, format!("must have at most {most} characters")));
    }
}
