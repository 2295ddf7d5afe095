//! The shared cases: recorded webhooks with what is expected of them, inside the binary.

use anyhow::Context as _;
use base64::Engine as _;
use rust_embed::RustEmbed;
use serde::Deserialize;
use serde_json::Value;

#[derive(RustEmbed)]
#[folder = "../../tests/samples"]
struct Files;

/// One recorded webhook.
#[derive(Clone, Debug, Deserialize)]
pub struct Case {
    /// Folder and file.
    #[serde(skip)]
    pub name: String,
    /// What it shows.
    pub description: String,
    /// GET or POST.
    pub method: String,
    /// The public address: the one that some providers sign.
    pub url: String,
    /// As recorded, signature included.
    pub headers: serde_json::Map<String, Value>,
    /// As recorded.
    #[serde(default)]
    pub body: String,
    /// In place of `body` where it is no text.
    #[serde(default)]
    body_base64: Option<String>,
    /// In place of `body` where it is very large.
    #[serde(default)]
    body_generator: Option<Generator>,
    /// Scheme of the signature.
    pub auth: Value,
    /// The key it was made with.
    pub secret: String,
    /// Required answer …
    pub http_status: u16,
    /// … or any of these.
    #[serde(default)]
    pub http_status_any_of: Vec<u16>,
    /// Content type and body of the answer.
    #[serde(default)]
    pub expected_response: Option<Value>,
    /// Normalised events, statuses, ignored things.
    pub expected: Value,
    /// How often it is sent.
    #[serde(default)]
    pub repeat: Option<u32>,
    /// What the second time and later give.
    #[serde(default)]
    pub expected_on_repeat: Option<Value>,
}

#[derive(Clone, Debug, Deserialize)]
struct Generator {
    prefix: String,
    unit: String,
    count: usize,
    suffix: String,
}

impl Case {
    /// The body, byte for byte.
    pub fn bytes(&self) -> anyhow::Result<Vec<u8>> {
        if let Some(text) = &self.body_base64 {
            return base64::engine::general_purpose::STANDARD.decode(text).context("body_base64");
        }
        Ok(match &self.body_generator {
            Some(generator) => format!("{}{}{}", generator.prefix, generator.unit.repeat(generator.count), generator.suffix).into_bytes(),
            None => self.body.clone().into_bytes(),
        })
    }

    /// Whether that answer is one of the allowed ones.
    pub fn allows(&self, status: u16) -> bool {
        status == self.http_status || self.http_status_any_of.contains(&status)
    }

    /// The scheme's name.
    pub fn scheme(&self) -> &str {
        self.auth["scheme"].as_str().unwrap_or_default()
    }

    /// A header, whatever its case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).and_then(|(_, value)| value.as_str())
    }
}

/// The cases of a folder (`360dialog`, `twilio`, `facebook`, `instagram`), in the order of their names.
pub fn of(folder: &str) -> anyhow::Result<Vec<Case>> {
    let mut names: Vec<_> = Files::iter().filter(|name| name.starts_with(&format!("{folder}/")) && name.ends_with(".json")).collect();
    names.sort();
    anyhow::ensure!(!names.is_empty(), "there are no cases of {folder:?}");
    let read = |name: &std::borrow::Cow<'static, str>| {
        let file = Files::get(name).context("a listed file")?;
        let mut case: Case = serde_json::from_slice(&file.data).with_context(|| name.to_string())?;
        name.trim_end_matches(".json").clone_into(&mut case.name);
        Ok(case)
    };
    names.iter().map(read).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_recorded_webhook_is_there() {
        let counts = ["360dialog", "twilio", "facebook", "instagram"].map(|folder| of(folder).unwrap().len());
        assert_eq!(counts, [38, 28, 28, 5]);
        assert!(of("fax").is_err());
    }
}
