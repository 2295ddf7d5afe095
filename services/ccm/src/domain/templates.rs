//! Messages that a provider has approved: the only ones it takes once its window is closed.

use errors::Violation;
use runtime::objects::Object;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::channels::text;

/// A template.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct MessageTemplate {
    /// As the provider knows it.
    pub(crate) name: String,
    /// Names of channel types.
    pub(crate) channel_types: Vec<String>,
    /// The provider's code, such as `en_GB`.
    pub(crate) language: String,
    /// What the customer reads; `{{1}}` stands for the first parameter.
    pub(crate) text: String,
    /// The provider's own id of it, where it has one (Twilio's `HX…`).
    #[serde(default)]
    pub(crate) reference: String,
}

impl Object for MessageTemplate {
    const KIND: &'static str = "message-template";

    fn name(&self) -> &str {
        &self.name
    }

    fn validate(&self) -> Vec<Violation> {
        let types = self.channel_types.is_empty().then(|| Violation::new("channelTypes", "must name one at least"));
        let texts = [text("name", &self.name, 512), text("language", &self.language, 20), text("text", &self.text, 1024)];
        texts.into_iter().chain([types]).flatten().collect()
    }
}
