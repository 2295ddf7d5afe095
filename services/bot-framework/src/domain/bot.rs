//! A bot as an administrator writes it.

use errors::Violation;
use regex::{Regex, RegexBuilder};
use runtime::objects::Object;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::outside::answer::Usage;
use crate::domain::outside::{Model, Rasa, Webhook, check_url};
use crate::domain::text;

/// The bot that lives in this service.
pub(crate) const BUILT_IN: &str = "BUILT_IN";
/// Types of bots, in the order in which they are told.
const TYPES: [&str; 4] = [BUILT_IN, "WEBHOOK", "RASA", "OPENAI"];

/// Longest text a bot says, in bytes.
const LONGEST_TEXT: usize = 4_096;
/// Most questions, phrases, keywords in a group and patterns of a question.
const MOST: usize = 500;
/// Compiled size of a pattern, in bytes.
const PATTERN_SIZE: usize = 256 * 1024;

/// A bot.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Bot {
    /// What customers see as its name.
    pub(crate) name: String,
    /// `BUILT_IN`, `WEBHOOK`, `RASA` or `OPENAI`.
    pub(crate) r#type: String,
    /// What it says by itself. Of a bot that lives elsewhere: greeting, handover; the rest is the other's to say.
    pub(crate) definition: Definition,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) webhook: Option<Webhook>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) rasa: Option<Rasa>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) openai: Option<Model>,
    /// How long a bot that lives elsewhere may take to answer.
    #[serde(default = "three_seconds")]
    pub(crate) timeout_ms: u32,
}

fn three_seconds() -> u32 {
    3_000
}

/// Who answers.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Kind<'a> {
    BuiltIn,
    Webhook(&'a Webhook),
    Rasa(&'a Rasa),
    Model(&'a Model),
}

impl Bot {
    /// Who answers; none if the document does not say how to reach it, which validation refuses.
    pub(crate) fn kind(&self) -> Option<Kind<'_>> {
        match self.r#type.as_str() {
            BUILT_IN => Some(Kind::BuiltIn),
            "WEBHOOK" => self.webhook.as_ref().map(Kind::Webhook),
            "RASA" => self.rasa.as_ref().map(Kind::Rasa),
            "OPENAI" => self.openai.as_ref().map(Kind::Model),
            _ => None,
        }
    }

    pub(crate) fn is_outside(&self) -> bool {
        self.r#type != BUILT_IN
    }

    /// What an answer costs, in millionths of the currency the prices are in.
    pub(crate) fn cost(&self, usage: Usage) -> i64 {
        let Some(model) = &self.openai else { return 0 };
        let millionths = f64::from(usage.prompt_tokens) * model.prompt_price + f64::from(usage.completion_tokens) * model.completion_price;
        #[expect(clippy::cast_possible_truncation, reason = "a price is at most a million, tokens are 32 bits: far from the end")]
        let whole = millionths.round() as i64;
        whole
    }

    /// The address that is called, if one is.
    pub(crate) fn url(&self) -> Option<&str> {
        match self.kind()? {
            Kind::BuiltIn => None,
            Kind::Webhook(webhook) => Some(&webhook.url),
            Kind::Rasa(rasa) => Some(&rasa.url),
            Kind::Model(model) => Some(&model.base_url),
        }
    }
}

/// What a built-in bot says, and when.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Definition {
    /// Said once, when it first speaks to a customer; empty for none.
    #[serde(default)]
    pub(crate) greeting: String,
    /// Said when it does not understand.
    pub(crate) fallback: String,
    /// Hands over after that many misunderstandings in a row; 0 never.
    #[serde(default)]
    pub(crate) fallback_limit: u32,
    pub(crate) handover: Handover,
    /// The first that matches is answered.
    #[serde(default)]
    pub(crate) faqs: Vec<Faq>,
}

/// When and how a customer gets to an agent.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Handover {
    /// Any of these asks for an agent.
    #[serde(default)]
    pub(crate) phrases: Vec<String>,
    /// Said first; empty for nothing.
    #[serde(default)]
    pub(crate) text: String,
    /// Name or id; the channel's own if none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) queue: Option<String>,
    /// 1 to 10; 1 if none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) priority: Option<i32>,
}

/// A question with its answer. It matches by keywords or by a pattern.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Faq {
    pub(crate) name: String,
    /// Of every group, any one must occur.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) keywords: Vec<Vec<String>>,
    /// Regular expressions, whatever the case.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) patterns: Vec<String>,
    pub(crate) answer: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) buttons: Vec<Button>,
}

/// A button below an answer; a click says its title.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Button {
    pub(crate) title: String,
    /// The title if none.
    #[serde(default)]
    pub(crate) payload: String,
}

impl Object for Bot {
    const KIND: &'static str = "bot";
    const WRITE_ONLY: &'static [&'static str] = &["/webhook/secret", "/rasa/token", "/openai/apiKey"];

    fn name(&self) -> &str {
        &self.name
    }

    fn validate(&self) -> Vec<Violation> {
        let mut check = Check::default();
        check.text("name", &self.name, 1, 200);
        check.outside(self);
        check.definition(&self.definition);
        check.0
    }
}

/// Compiles a pattern, refusing what would take too much memory.
pub(crate) fn pattern(source: &str) -> Result<Regex, regex::Error> {
    RegexBuilder::new(source).case_insensitive(true).size_limit(PATTERN_SIZE).dfa_size_limit(PATTERN_SIZE).build()
}

#[derive(Default)]
struct Check(Vec<Violation>);

impl Check {
    fn wrong(&mut self, field: impl Into<String>, message: impl Into<String>) {
        self.0.push(Violation::new(field, message));
    }

    fn text(&mut self, field: &str, text: &str, least: usize, most: usize) {
        if text.trim().len() < least {
            self.wrong(field, "is empty");
        }
        if text.len() > most {
            self.wrong(field, format!("has more than {most} bytes"));
        }
    }

    fn few(&mut self, field: &str, count: usize) {
        if count > MOST {
            self.wrong(field, format!("has more than {MOST} entries"));
        }
    }

    /// The part of the type is there, and no other.
    fn outside(&mut self, bot: &Bot) {
        if !TYPES.contains(&bot.r#type.as_str()) {
            return self.wrong("type", format!("there is no type {:?} of bot; there are {}", bot.r#type, TYPES.join(", ")));
        }
        let parts = [
            ("webhook", "WEBHOOK", bot.webhook.is_some()),
            ("rasa", "RASA", bot.rasa.is_some()),
            ("openai", "OPENAI", bot.openai.is_some()),
        ];
        for (field, of, is_there) in parts {
            match (bot.r#type == of, is_there) {
                (true, false) => self.wrong(field, format!("is missing: a bot of the type {of} says there how it is reached")),
                (false, true) => self.wrong(field, format!("is for bots of the type {of}")),
                _ => {}
            }
        }
        if !(100..=60_000).contains(&bot.timeout_ms) {
            self.wrong("timeoutMs", "is a number from 100 to 60000");
        }
        let (webhook, rasa) = (bot.webhook.as_ref(), bot.rasa.as_ref());
        self.0.extend(webhook.and_then(|webhook| check_url("webhook.url", &webhook.url)));
        self.0.extend(rasa.and_then(|rasa| check_url("rasa.url", &rasa.url)));
        self.0.extend(bot.openai.iter().flat_map(Model::check));
        let secrets = [("webhook.secret", webhook.map(|webhook| &webhook.secret)), ("rasa.token", rasa.map(|rasa| &rasa.token))];
        for (field, secret) in secrets.into_iter().chain([("openai.apiKey", bot.openai.as_ref().map(|model| &model.api_key))]) {
            if secret.is_some_and(|secret| secret.len() > 1_000 || secret.chars().any(char::is_control)) {
                self.wrong(field, "has at most 1000 bytes, and none that cannot be printed");
            }
        }
    }

    fn definition(&mut self, definition: &Definition) {
        self.text("definition.greeting", &definition.greeting, 0, LONGEST_TEXT);
        self.text("definition.fallback", &definition.fallback, 1, LONGEST_TEXT);
        self.few("definition.faqs", definition.faqs.len());
        self.handover(&definition.handover);
        for (index, faq) in definition.faqs.iter().enumerate() {
            self.faq(&format!("definition.faqs[{index}]"), faq);
        }
    }

    fn handover(&mut self, handover: &Handover) {
        self.text("definition.handover.text", &handover.text, 0, LONGEST_TEXT);
        self.phrases("definition.handover.phrases", &handover.phrases);
        if handover.priority.is_some_and(|priority| !(1..=10).contains(&priority)) {
            self.wrong("definition.handover.priority", "is a number from 1 to 10");
        }
    }

    fn faq(&mut self, field: &str, faq: &Faq) {
        self.text(&format!("{field}.name"), &faq.name, 1, 200);
        self.text(&format!("{field}.answer"), &faq.answer, 1, LONGEST_TEXT);
        if faq.keywords.is_empty() && faq.patterns.is_empty() {
            self.wrong(field, "has neither keywords nor patterns, so nothing would ever match it");
        }
        self.few(&format!("{field}.keywords"), faq.keywords.len());
        for (index, group) in faq.keywords.iter().enumerate() {
            let field = format!("{field}.keywords[{index}]");
            if group.is_empty() {
                self.wrong(&field, "is empty, so it would never match");
            }
            self.phrases(&field, group);
        }
        self.few(&format!("{field}.patterns"), faq.patterns.len());
        for (index, source) in faq.patterns.iter().enumerate() {
            if let Err(error) = pattern(source) {
                self.wrong(format!("{field}.patterns[{index}]"), error.to_string());
            }
        }
        self.few(&format!("{field}.buttons"), faq.buttons.len());
        for (index, button) in faq.buttons.iter().enumerate() {
            self.text(&format!("{field}.buttons[{index}].title"), &button.title, 1, 200);
            self.text(&format!("{field}.buttons[{index}].payload"), &button.payload, 0, 1_000);
        }
    }

    fn phrases(&mut self, field: &str, phrases: &[String]) {
        self.few(field, phrases.len());
        for (index, phrase) in phrases.iter().enumerate() {
            if text::words(phrase).is_empty() {
                self.wrong(format!("{field}[{index}]"), "has no letter and no digit, so it would never match");
            }
        }
    }
}

/// The sample, without the id that an import takes out of it.
#[cfg(test)]
pub(crate) fn sample() -> Bot {
    let mut body: serde_json::Map<String, serde_json::Value> =
        serde_saphyr::from_str(include_str!("../../samples/assistant.yaml")).unwrap();
    body.remove("id");
    serde_json::from_value(body.into()).unwrap()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn wrong(bot: &serde_json::Value) -> Vec<String> {
        serde_json::from_value::<Bot>(bot.clone()).unwrap().validate().into_iter().map(|violation| violation.field).collect()
    }

    #[test]
    fn the_sample_is_valid_as_yaml_and_as_json() {
        let bot = sample();
        assert_eq!(bot.validate(), []);
        let json = serde_json::to_value(&bot).unwrap();
        assert_eq!(serde_json::from_value::<Bot>(json).unwrap(), bot);
    }

    #[test]
    fn an_unknown_type_is_refused_by_name() {
        for kind in ["DIALOGFLOW", "rasa", ""] {
            let bot = json!({"name": "b", "type": kind, "definition": {"fallback": "?", "handover": {}}});
            assert_eq!(wrong(&bot), ["type"]);
        }
    }

    #[test]
    fn a_bot_from_outside_says_how_it_is_reached_and_nothing_that_is_another_s() {
        let bot = |kind: &str, more: serde_json::Value| {
            let mut bot = json!({"name": "b", "type": kind, "definition": {"fallback": "?", "handover": {}}});
            bot.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            wrong(&bot)
        };
        let nothing = Vec::<String>::new();
        assert_eq!(bot("WEBHOOK", json!({"webhook": {"url": "https://bots.example.org/x"}})), nothing);
        assert_eq!(bot("RASA", json!({"rasa": {"url": "http://rasa:5005"}})), nothing);
        assert_eq!(bot("OPENAI", json!({"openai": {"baseUrl": "stub:", "model": "m"}})), nothing);
        assert_eq!(bot("WEBHOOK", json!({})), ["webhook"]);
        assert_eq!(bot("BUILT_IN", json!({"rasa": {"url": "http://rasa"}})), ["rasa"]);
        for url in ["ftp://x", "nonsense", "http://user:pass@host/", "https://host/#x"] {
            assert_eq!(bot("WEBHOOK", json!({"webhook": {"url": url}})), ["webhook.url"], "{url}");
        }
        assert_eq!(bot("RASA", json!({"rasa": {"url": "http://rasa"}, "timeoutMs": 1})), ["timeoutMs"]);
        assert_eq!(
            bot("OPENAI", json!({"openai": {"baseUrl": "stub:", "model": "", "promptPrice": -1.0}})),
            ["openai.model", "openai.promptPrice"]
        );
        assert_eq!(bot("RASA", json!({"rasa": {"url": "http://rasa", "token": "a\nb"}})), ["rasa.token"]);
    }

    #[test]
    fn everything_that_could_never_match_is_refused() {
        let faq = |more: serde_json::Value| {
            let mut faq = json!({"name": "f", "answer": "a"});
            faq.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            wrong(&json!({"name": "b", "type": BUILT_IN, "definition": {"fallback": "?", "handover": {}, "faqs": [faq]}}))
        };
        assert_eq!(faq(json!({})), ["definition.faqs[0]"]);
        assert_eq!(faq(json!({"keywords": [[]]})), ["definition.faqs[0].keywords[0]"]);
        assert_eq!(faq(json!({"keywords": [["ok", "?!"]]})), ["definition.faqs[0].keywords[0][1]"]);
        assert_eq!(faq(json!({"patterns": ["("]})), ["definition.faqs[0].patterns[0]"]);
    }

    #[test]
    fn a_pattern_that_would_take_too_much_memory_is_refused() {
        assert!(pattern(r"\w{1,500}\w{1,500}\w{1,500}").is_err());
        assert!(pattern(r"when .* open").is_ok());
    }

    #[test]
    fn unknown_members_are_refused() {
        assert!(
            serde_json::from_value::<Bot>(
                json!({"name": "b", "type": BUILT_IN, "definition": {"fallback": "?", "handover": {}, "webhook": "x"}})
            )
            .is_err()
        );
    }
}
