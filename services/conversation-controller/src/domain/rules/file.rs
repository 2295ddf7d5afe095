//! A file of rules as it is written, with the place of everything that may be wrong.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Map, Value};
use serde_saphyr::Spanned;

/// A scalar with its place.
pub(super) type Text = Spanned<String>;

/// The whole file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    /// `built-in`, or nothing.
    pub(super) extends: Option<Text>,
    #[serde(default)]
    pub(super) settings: Map<String, Value>,
    #[serde(default)]
    pub(super) slots: Map<String, Value>,
    #[serde(default)]
    pub(super) rules: Vec<RawRule>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawRule {
    pub(super) name: Text,
    /// One name, or several with commas between.
    pub(super) on: Text,
    pub(super) when: Option<Text>,
    pub(super) then: Vec<RawStep>,
}

/// A step: one of the first five, and arguments. All are fields, because places are lost in maps of unknown keys.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct RawStep {
    pub(super) action: Option<Text>,
    pub(super) text: Option<Text>,
    pub(super) schedule: Option<Text>,
    pub(super) unschedule: Option<Text>,
    pub(super) slot: Option<BTreeMap<String, Text>>,
    after: Option<Text>,
    at: Option<Text>,
    agent: Option<Text>,
    agent_fallback: Option<Text>,
    agent_window_ms: Option<Text>,
    bot: Option<Text>,
    data: Option<BTreeMap<String, Text>>,
    direction: Option<Text>,
    name: Option<Text>,
    note: Option<Text>,
    participant: Option<Text>,
    priority: Option<Text>,
    queue: Option<Text>,
    reason: Option<Text>,
    request: Option<Text>,
    requested_by: Option<Text>,
    role: Option<Text>,
    session: Option<Text>,
    subject: Option<Text>,
    ttl_ms: Option<Text>,
}

/// What is given for an argument.
#[derive(Debug)]
pub(super) enum Given {
    Scalar(Text),
    Table(BTreeMap<String, Text>),
}

impl RawStep {
    /// The arguments that are given, by name.
    pub(super) fn into_arguments(self) -> BTreeMap<&'static str, Given> {
        let scalars = [
            ("text", self.text),
            ("schedule", self.schedule),
            ("unschedule", self.unschedule),
            ("after", self.after),
            ("at", self.at),
            ("agent", self.agent),
            ("agentFallback", self.agent_fallback),
            ("agentWindowMs", self.agent_window_ms),
            ("bot", self.bot),
            ("direction", self.direction),
            ("name", self.name),
            ("note", self.note),
            ("participant", self.participant),
            ("priority", self.priority),
            ("queue", self.queue),
            ("reason", self.reason),
            ("request", self.request),
            ("requestedBy", self.requested_by),
            ("role", self.role),
            ("session", self.session),
            ("subject", self.subject),
            ("ttlMs", self.ttl_ms),
        ];
        let given = scalars.into_iter().filter_map(|(name, text)| Some((name, Given::Scalar(text?))));
        given.chain(self.data.map(|data| ("data", Given::Table(data)))).collect()
    }
}
