//! How the chat widget looks and what it asks.

use errors::Violation;
use ids::Ms;
use runtime::objects::Object;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::channels::text;
use super::hours::Hours;

/// The longest logo, as a `data:` URL: every visitor loads it.
const LARGEST_LOGO: usize = 32 * 1024;

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
    /// Picture in place of the letters: a `data:` URL of a PNG, JPEG or WebP, at most 32 KiB; empty for none.
    #[serde(default)]
    pub(crate) logo: String,
    /// Corner of the page, unless the page says otherwise.
    #[serde(default)]
    pub(crate) position: Position,
    /// Said outside the hours, and when the chat cannot be reached.
    #[serde(default)]
    pub(crate) offline_message: String,
    /// When new chats may begin; always if left out. A chat that goes on is not cut off.
    #[serde(default)]
    pub(crate) hours: Option<Hours>,
    /// What visitors agree to before their first message; empty if nothing is asked.
    #[serde(default)]
    pub(crate) consent_text: String,
    #[serde(default)]
    pub(crate) form: Option<Form>,
}

/// Where the launcher is.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Position {
    #[default]
    Right,
    Left,
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
        let short = [
            ("subTitle", &self.sub_title, 200),
            ("logoText", &self.logo_text, 20),
            ("language", &self.language, 35),
            ("offlineMessage", &self.offline_message, 500),
            ("consentText", &self.consent_text, 2_000),
        ];
        let short = short.into_iter().filter(|(_, value, _)| !value.is_empty()).filter_map(|(field, value, most)| text(field, value, most));
        let fields = self.form.iter().flat_map(|form| &form.fields).enumerate();
        let fields = fields.filter_map(|(index, field)| text(&format!("form.fields[{index}].key"), &field.key, 50));
        let hours = self.hours.iter().flat_map(|hours| hours.violations("hours"));
        let first = [odd, colour, text("title", &self.title, 100), logo(&self.logo)].into_iter().flatten();
        first.chain(short).chain(hours).chain(fields).collect()
    }
}

impl WidgetConfig {
    /// Whether new chats may begin now.
    pub(crate) fn open(&self, now: Ms) -> bool {
        self.hours.as_ref().is_none_or(|hours| hours.contain(now))
    }
}

/// A picture that comes with the configuration: nobody's browser asks another host for it.
fn logo(value: &str) -> Option<Violation> {
    if value.is_empty() {
        return None;
    }
    if value.len() > LARGEST_LOGO {
        return Some(Violation::new("logo", format!("has {} bytes, more than {LARGEST_LOGO}", value.len())));
    }
    let pictures = ["data:image/png;base64,", "data:image/jpeg;base64,", "data:image/webp;base64,"];
    let data = pictures.iter().find_map(|prefix| value.strip_prefix(prefix));
    let sound = data.is_some_and(|data| !data.is_empty() && data.bytes().all(|b| b.is_ascii_alphanumeric() || b"+/=".contains(&b)));
    (!sound).then(|| Violation::new("logo", "is a data: URL of a PNG, JPEG or WebP picture in base64"))
}

#[cfg(test)]
mod tests {
    use runtime::objects::Object as _;
    use serde_json::{Value, json};

    use super::WidgetConfig;

    fn widget(more: &Value) -> WidgetConfig {
        let mut document = json!({ "widgetIdentifier": "w", "serviceIdentifier": "1", "title": "T", "theme": { "primary": "#1f6feb" } });
        document.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        serde_json::from_value(document).unwrap()
    }

    fn faults(more: &Value) -> Vec<String> {
        widget(more).validate().into_iter().map(|violation| violation.field).collect()
    }

    #[test]
    fn what_was_saved_before_hours_and_consent_is_always_open_and_asks_nothing() {
        let old = widget(&json!({}));
        assert!(old.open(0) && old.consent_text.is_empty() && old.logo.is_empty());
        assert!(old.validate().is_empty());
    }

    #[test]
    fn a_logo_is_a_small_picture_inside_the_document_and_nothing_else() {
        assert!(faults(&json!({ "logo": "data:image/png;base64,iVBORw0KGgo=" })).is_empty());
        for bad in [
            "https://elsewhere.example/logo.png",
            "data:image/svg+xml;base64,PHN2Zz4=",
            "data:image/png;base64,",
            "data:image/png;base64,a\"b",
        ] {
            assert_eq!(faults(&json!({ "logo": bad })), ["logo"], "{bad}");
        }
        assert_eq!(faults(&json!({ "logo": format!("data:image/png;base64,{}", "A".repeat(40_000)) })), ["logo"]);
    }

    #[test]
    fn texts_that_are_too_long_and_hours_that_are_none_are_named() {
        let long = json!({ "subTitle": "x".repeat(201), "offlineMessage": "x".repeat(501), "consentText": "x".repeat(2_001) });
        assert_eq!(faults(&long), ["subTitle", "offlineMessage", "consentText"]);
        assert_eq!(faults(&json!({ "hours": { "zone": "UTC", "spans": [] } })), ["hours.spans"]);
    }
}
