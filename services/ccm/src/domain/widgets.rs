//! How the chat widget looks and what it asks.

use errors::Violation;
use runtime::objects::Object;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::channels::text;

/// A widget's configuration; the widget reads it without signing in.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct WidgetConfig {
    /// Letters, digits, `*`, `-`, `_`; at most 50.
    pub(crate) widget_identifier: String,
    /// Channel it opens.
    pub(crate) service_identifier: String,
    pub(crate) title: String,
    #[serde(default)]
    pub(crate) sub_title: String,
    pub(crate) theme: Theme,
    /// BCP 47 tag, or `auto` for the browser's.
    #[serde(default = "auto")]
    pub(crate) language: String,
    #[serde(default)]
    pub(crate) enable_emoji: bool,
    #[serde(default)]
    pub(crate) enable_transcript: bool,
    #[serde(default)]
    pub(crate) logo_text: String,
    #[serde(default)]
    pub(crate) offline_message: String,
    #[serde(default)]
    pub(crate) form: Option<Form>,
}

/// Colours.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Theme {
    /// `#rrggbb`.
    pub(crate) primary: String,
    /// `auto`, `light` or `dark`.
    #[serde(default = "auto")]
    pub(crate) dark: String,
}

/// The pre-chat form.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Form {
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) fields: Vec<Field>,
}

/// One question.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Field {
    pub(crate) key: String,
    pub(crate) label: String,
    #[serde(rename = "type")]
    pub(crate) kind: FieldType,
    #[serde(default)]
    pub(crate) required: bool,
    #[serde(default = "hundred")]
    pub(crate) max_length: u32,
}

/// What a question takes.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum FieldType {
    Text,
    Email,
    Phone,
}

fn auto() -> String {
    "auto".to_owned()
}

fn hundred() -> u32 {
    100
}

impl Object for WidgetConfig {
    const KIND: &'static str = "widget-config";
    const NAMED_BY: &'static str = "widgetIdentifier";

    fn name(&self) -> &str {
        &self.widget_identifier
    }

    fn validate(&self) -> Vec<Violation> {
        let identifier = &self.widget_identifier;
        let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '*' | '-' | '_');
        let odd = (identifier.is_empty() || identifier.len() > 50 || !identifier.chars().all(allowed))
            .then(|| Violation::new("widgetIdentifier", "has 1 to 50 letters, digits, `*`, `-` or `_`"));
        let colour =
            self.theme.primary.strip_prefix('#').is_some_and(|digits| digits.len() == 6 && digits.chars().all(|c| c.is_ascii_hexdigit()));
        let colour = (!colour).then(|| Violation::new("theme.primary", "is a colour such as #1f6feb"));
        let fields = self.form.iter().flat_map(|form| &form.fields).enumerate();
        let fields = fields.filter_map(|(index, field)| text(&format!("form.fields[{index}].key"), &field.key, 50));
        [odd, colour, text("title", &self.title, 100)].into_iter().flatten().chain(fields).collect()
    }
}
