//! What a tenant takes: how large, of which kinds, for how long.

use std::collections::BTreeMap;
use std::sync::Arc;

use errors::Violation;
use runtime::channels::{CHANNELS, Carried};
use runtime::objects::{Object, Stored};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::kinds::{Kind, kind};

/// Of the policy that holds for every channel without one of its own.
pub(crate) const EVERY_CHANNEL: &str = "default";

/// Limits of one kind of channel, or (`default`) of all that have none of their own.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Policy {
    /// A channel type (`WEB`, `WHATSAPP`, …) or `default`.
    pub(crate) name: String,
    /// Bytes of one file.
    pub(crate) max_bytes: i64,
    /// Types that are taken: `image/png`, `image/*`.
    pub(crate) types: Vec<String>,
    /// Days after which files are erased; 0 keeps them.
    #[serde(default)]
    pub(crate) retention_days: i64,
}

/// What holds for one upload.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Limits {
    pub(crate) max_bytes: i64,
    pub(crate) types: Vec<String>,
    pub(crate) retention_days: i64,
}

impl Limits {
    /// What holds where a tenant said nothing: as much as a provider's channel carries, if it is one.
    fn usual(channel_type: &str) -> Self {
        let types = ["image/*", "audio/*", "video/*", "text/*", "application/pdf", "application/rtf"];
        let office = [
            "application/msword",
            "application/vnd.ms-excel",
            "application/vnd.ms-powerpoint",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "application/vnd.openxmlformats-officedocument.presentationml.presentation",
            "application/vnd.oasis.opendocument.text",
            "application/vnd.oasis.opendocument.spreadsheet",
        ];
        let of_type = CHANNELS.iter().filter(|carried| carried.is_of(channel_type)).map(Carried::largest).max();
        let max_bytes = of_type.and_then(|most| i64::try_from(most).ok()).unwrap_or(25 * 1024 * 1024);
        Self { max_bytes, types: types.into_iter().chain(office).map(str::to_owned).collect(), retention_days: 0 }
    }

    pub(crate) fn allow(&self, kind: &Kind) -> bool {
        self.types.iter().any(|pattern| matches(pattern, kind.mime))
    }
}

fn matches(pattern: &str, mime: &str) -> bool {
    match pattern.strip_suffix("/*") {
        Some(family) => mime.split('/').next() == Some(family),
        None => pattern == mime,
    }
}

/// What holds on that kind of channel.
pub(crate) fn limits(policies: &BTreeMap<String, Arc<Stored<Policy>>>, channel_type: &str) -> Limits {
    let named = |name: &str| policies.values().find(|stored| stored.doc.name == name);
    named(channel_type).or_else(|| named(EVERY_CHANNEL)).map_or_else(
        || Limits::usual(channel_type),
        |stored| Limits { max_bytes: stored.doc.max_bytes, types: stored.doc.types.clone(), retention_days: stored.doc.retention_days },
    )
}

impl Object for Policy {
    const KIND: &'static str = "file-policy";

    fn name(&self) -> &str {
        &self.name
    }

    fn validate(&self) -> Vec<Violation> {
        let mut violations = Vec::new();
        if self.name.trim().is_empty() || self.name.chars().count() > 50 {
            violations.push(Violation::new("name", "must have 1 to 50 characters: a channel type, or `default`"));
        }
        if !(1..=100 * 1024 * 1024 * 1024).contains(&self.max_bytes) {
            violations.push(Violation::new("maxBytes", "must be between 1 byte and 100 GiB"));
        }
        if !(0..=36_500).contains(&self.retention_days) {
            violations.push(Violation::new("retentionDays", "must be between 0 (for ever) and 36500"));
        }
        for (index, pattern) in self.types.iter().enumerate() {
            let known = match pattern.strip_suffix("/*") {
                Some(family) => ["image", "audio", "video", "text"].contains(&family),
                None => kind(pattern).is_some_and(|kind| kind.mime == pattern),
            };
            if !known {
                violations.push(Violation::new(format!("types[{index}]"), format!("{pattern:?} is not a type that can be checked")));
            }
        }
        violations
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stored(name: &str, max_bytes: i64) -> (String, Arc<Stored<Policy>>) {
        let doc = Policy { name: name.to_owned(), max_bytes, types: vec!["image/*".to_owned()], retention_days: 0 };
        (name.to_owned(), Arc::new(Stored { id: name.to_owned(), version: 1, updated_at: 0, doc }))
    }

    #[test]
    fn a_channels_own_policy_holds_then_the_tenants_then_ours() {
        let policies: BTreeMap<_, _> = [stored("WEB", 10), stored("default", 20)].into();
        assert_eq!(limits(&policies, "WEB").max_bytes, 10);
        assert_eq!(limits(&policies, "SMS").max_bytes, 20);
        assert_eq!(limits(&BTreeMap::new(), "WEB").max_bytes, 25 * 1024 * 1024);
        assert_eq!(limits(&BTreeMap::new(), "WHATSAPP").max_bytes, 100_000_000, "as much as the largest document that goes there");
    }

    #[test]
    fn types_are_taken_by_name_or_by_family() {
        let limits = limits(&[stored("WEB", 10)].into(), "WEB");
        assert!(limits.allow(kind("image/png").unwrap()));
        assert!(!limits.allow(kind("application/pdf").unwrap()));
        assert!(!Limits::usual("WEB").allow(kind("application/zip").unwrap()));
    }

    #[test]
    fn a_policy_that_cannot_be_kept_is_refused_field_by_field() {
        let types = vec!["image/*".to_owned(), "application/*".to_owned(), "image/svg+xml".to_owned()];
        let policy = Policy { name: " ".to_owned(), max_bytes: 0, types, retention_days: -1 };
        let fields: Vec<_> = policy.validate().into_iter().map(|violation| violation.field).collect();
        assert_eq!(fields, ["name", "maxBytes", "retentionDays", "types[1]", "types[2]"]);
    }
}
