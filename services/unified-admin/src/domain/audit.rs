//! Entries of the audit log.

use contracts::bus::{ConfigChanged, Envelope};
use ids::Ms;
use serde::Serialize;
use serde_json::value::RawValue;
use utoipa::ToSchema;

use crate::domain::redact::redacted;

/// Who did what.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Entry {
    pub(crate) tenant: String,
    pub(crate) at: Ms,
    /// Whose thing was changed.
    pub(crate) service: String,
    pub(crate) kind: String,
    pub(crate) object: String,
    /// `created`, `changed`, `deleted`; for sessions `signed_in`, `sign_in_failed`, ….
    pub(crate) action: String,
    pub(crate) actor: String,
    pub(crate) address: String,
    pub(crate) version: i64,
    /// JSON without secrets; empty if there is none.
    pub(crate) before: String,
    pub(crate) after: String,
}

impl Entry {
    /// The entry of a changed document.
    pub(crate) fn of_change(event: &Envelope, change: &ConfigChanged) -> Self {
        let action = match (change.before_json.is_empty(), change.after_json.is_empty()) {
            (true, _) => "created",
            (false, true) => "deleted",
            (false, false) => "changed",
        };
        Self {
            tenant: event.tenant.clone(),
            at: event.occurred_at_ms,
            service: event.topic.split('.').next().unwrap_or_default().to_owned(),
            kind: change.kind.clone(),
            object: change.id.clone(),
            action: action.to_owned(),
            actor: change.actor.clone(),
            address: change.source_address.clone(),
            version: change.version,
            before: redacted(&change.before_json),
            after: redacted(&change.after_json),
        }
    }

    /// Something that happened to a user's sessions.
    pub(crate) fn of_session(who: &Who<'_>, action: &str, at: Ms) -> Self {
        Self {
            tenant: who.tenant.to_owned(),
            at,
            service: "unified_admin".to_owned(),
            kind: "session".to_owned(),
            object: who.user.to_owned(),
            action: action.to_owned(),
            actor: who.actor.to_owned(),
            address: who.address.to_owned(),
            version: 0,
            before: String::new(),
            after: String::new(),
        }
    }
}

/// To whom something happened, and through whom.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Who<'a> {
    pub(crate) tenant: &'a str,
    /// Never the name that was typed: people type their password there.
    pub(crate) user: &'a str,
    pub(crate) actor: &'a str,
    pub(crate) address: &'a str,
}

/// An entry as the API shows it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = AuditEntry)]
pub(crate) struct Shown {
    id: i64,
    at: String,
    service: String,
    kind: String,
    object_id: String,
    action: String,
    actor: String,
    address: String,
    version: i64,
    #[schema(value_type = Option<Value>)]
    before: Option<Box<RawValue>>,
    #[schema(value_type = Option<Value>)]
    after: Option<Box<RawValue>>,
}

impl Shown {
    pub(crate) fn new(id: i64, entry: Entry) -> Self {
        // Stored by us as JSON; what is empty, or no JSON, shows as null.
        let raw = |text: String| RawValue::from_string(text).ok();
        Self {
            id,
            at: ids::rfc3339(entry.at),
            service: entry.service,
            kind: entry.kind,
            object_id: entry.object,
            action: entry.action,
            actor: entry.actor,
            address: entry.address,
            version: entry.version,
            before: raw(entry.before),
            after: raw(entry.after),
        }
    }
}
