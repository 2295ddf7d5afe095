//! A bot as an administrator writes it.

use errors::Violation;
use regex::{Regex, RegexBuilder};
use runtime::objects::Object;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::text;

/// The one type of bot there is.
pub(crate) const BUILT_IN: &str = "BUILT_IN";

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
    /// `BUILT_IN`.
    pub(crate) r#type: String,
    pub(crate) definition: Definition,
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

    fn name(&self) -> &str {
        &self.name
    }

    fn validate(&self) -> Vec<Violation> {
        let mut check = Check::default();
        check.text("name", &self.name, 1, 200);
        if self.r#type != BUILT_IN {
            check.wrong("type", format!("there is no type {:?} of bot: {BUILT_IN} is the only one", self.r#type));
        }
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
        for kind in ["RASA", "WEBHOOK", "OPENAI", ""] {
            let bot = json!({"name": "b", "type": kind, "definition": {"fallback": "?", "handover": {}}});
            assert_eq!(wrong(&bot), ["type"]);
        }
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
