//! Who, when and in whose request: ids, the clock, the tenant and the principal every call carries, its trace. Depends on nothing of ours.

mod clock;
mod principal;
mod trace;

pub use clock::{Clock, Ms, parse_rfc3339, rfc3339};
pub use principal::{Principal, Role, TenantId};
pub use trace::{NotATrace, Trace};

use uuid::Uuid;

/// A new id: UUID version 7, so that ids made later sort later.
#[expect(clippy::disallowed_methods, reason = "this is the one home of new ids")]
pub fn new_id() -> String {
    Uuid::now_v7().to_string()
}

/// The id that belongs to a name, the same on every machine and at every retry (UUID version 5).
pub fn derived_id(parts: &[&str]) -> String {
    derived_uuid(parts).to_string()
}

/// As [`derived_id`], not yet as text.
pub fn derived_uuid(parts: &[&str]) -> Uuid {
    // Length-prefixed, so that ("ab", "c") and ("a", "bc") differ.
    let mut name = String::new();
    for part in parts {
        name.push_str(&part.len().to_string());
        name.push(':');
        name.push_str(part);
    }
    Uuid::new_v5(&Uuid::NAMESPACE_OID, name.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_sort_by_the_time_they_were_made() {
        let first = new_id();
        std::thread::sleep(std::time::Duration::from_millis(2));
        assert!(first < new_id());
    }

    #[test]
    fn derived_ids_depend_on_every_part_and_its_place() {
        assert_eq!(derived_id(&["a", "b"]), derived_id(&["a", "b"]));
        assert_ne!(derived_id(&["ab", "c"]), derived_id(&["a", "bc"]));
    }
}
