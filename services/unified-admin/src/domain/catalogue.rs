//! What people choose from while they work: reasons, wrap-up codes, canned answers, forms.

use std::collections::BTreeSet;

use errors::Violation;
use runtime::objects::Object;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::{at_most, text};

/// Why somebody is not ready, or leaves.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Reason {
    pub(crate) name: String,
    #[serde(default)]
    pub(crate) description: String,
    pub(crate) r#type: ReasonType,
    /// Short name for reports.
    #[serde(default)]
    pub(crate) code: String,
}

/// What a reason is given for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum ReasonType {
    NotReady,
    Logout,
}

impl Object for Reason {
    const KIND: &'static str = "reason";

    fn name(&self) -> &str {
        &self.name
    }

    fn validate(&self) -> Vec<Violation> {
        let mut violations = Vec::new();
        text(&mut violations, "name", &self.name, 100);
        at_most(&mut violations, "description", &self.description, 500);
        at_most(&mut violations, "code", &self.code, 32);
        violations
    }
}

/// A category of wrap-up codes and its values.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct WrapUpCode {
    pub(crate) category_name: String,
    pub(crate) values: Vec<String>,
}

impl Object for WrapUpCode {
    const KIND: &'static str = "wrap_up_code";
    const NAMED_BY: &'static str = "categoryName";

    fn name(&self) -> &str {
        &self.category_name
    }

    fn validate(&self) -> Vec<Violation> {
        let mut violations = Vec::new();
        text(&mut violations, "categoryName", &self.category_name, 100);
        if self.values.is_empty() || self.values.len() > 200 {
            violations.push(Violation::new("values", "must be 1 to 200"));
        }
        distinct(&mut violations, "values", self.values.iter().map(String::as_str), 200);
        violations
    }
}

/// A text that agents send again and again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct CannedAnswer {
    pub(crate) shortcut: String,
    /// `{{customer}}`, `{{agent}}`, `{{channel}}` and `{{data.NAME}}` stand for what the conversation has.
    pub(crate) text: String,
    /// Teams whose agents are offered it; empty for everybody.
    #[serde(default)]
    pub(crate) team_ids: Vec<String>,
}

/// What a text may name between double braces, besides `data.NAME`.
const VARIABLES: [&str; 3] = ["customer", "agent", "channel"];

impl Object for CannedAnswer {
    const KIND: &'static str = "canned_answer";
    const NAMED_BY: &'static str = "shortcut";

    fn name(&self) -> &str {
        &self.shortcut
    }

    fn validate(&self) -> Vec<Violation> {
        let mut violations = Vec::new();
        text(&mut violations, "shortcut", &self.shortcut, 50);
        if self.shortcut.chars().any(char::is_whitespace) {
            violations.push(Violation::new("shortcut", "must be one word"));
        }
        text(&mut violations, "text", &self.text, 4096);
        for name in variables(&self.text) {
            let of_data = name.strip_prefix("data.").is_some_and(|name| !name.is_empty() && !name.contains(char::is_whitespace));
            if !of_data && !VARIABLES.contains(&name) {
                let known = VARIABLES.join(", ");
                violations.push(Violation::new("text", format!("names {{{{{name}}}}}, but there are only {known} and data.NAME")));
            }
        }
        if self.team_ids.len() > 100 {
            violations.push(Violation::new("teamIds", "must be at most 100"));
        }
        violations
    }
}

/// What stands between double braces.
fn variables(text: &str) -> impl Iterator<Item = &str> {
    text.split("{{").skip(1).filter_map(|rest| rest.split_once("}}")).map(|(name, _)| name.trim())
}

/// A form: before a conversation, after it, or in between.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Form {
    pub(crate) title: String,
    #[serde(default)]
    pub(crate) description: String,
    pub(crate) sections: Vec<Section>,
}

/// A part of a form.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Section {
    #[serde(default)]
    pub(crate) title: String,
    pub(crate) questions: Vec<Question>,
}

/// A question of a form.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Question {
    /// Under which its answer is stored: `first_name`, `phone`.
    pub(crate) key: String,
    pub(crate) label: String,
    #[serde(default)]
    pub(crate) help: String,
    pub(crate) r#type: QuestionType,
    #[serde(default)]
    pub(crate) required: bool,
    /// What to choose from, where there is something to choose.
    #[serde(default)]
    pub(crate) options: Vec<String>,
}

/// How a question is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum QuestionType {
    Alphanumeric,
    Text,
    Number,
    Email,
    Phone,
    Date,
    Paragraph,
    Boolean,
    MultipleChoice,
    CheckBoxes,
    DropDown,
    FiveStar,
    Nps,
}

impl QuestionType {
    fn has_options(self) -> bool {
        matches!(self, Self::MultipleChoice | Self::CheckBoxes | Self::DropDown)
    }
}

impl Object for Form {
    const KIND: &'static str = "form";
    const NAMED_BY: &'static str = "title";

    fn name(&self) -> &str {
        &self.title
    }

    fn validate(&self) -> Vec<Violation> {
        let mut violations = Vec::new();
        text(&mut violations, "title", &self.title, 500);
        at_most(&mut violations, "description", &self.description, 1000);
        for (s, section) in self.sections.iter().enumerate() {
            at_most(&mut violations, &format!("sections[{s}].title"), &section.title, 500);
            for (q, question) in section.questions.iter().enumerate() {
                question.check(&mut violations, &format!("sections[{s}].questions[{q}]"));
            }
        }
        let keys = self.sections.iter().flat_map(|section| &section.questions).map(|question| question.key.as_str());
        distinct(&mut violations, "questions", keys, 64);
        violations
    }
}

impl Question {
    fn check(&self, violations: &mut Vec<Violation>, path: &str) {
        text(violations, &format!("{path}.label"), &self.label, 500);
        at_most(violations, &format!("{path}.help"), &self.help, 100);
        if self.type_needs_options() {
            violations.push(Violation::new(format!("{path}.options"), "must offer something to choose from"));
        }
    }

    fn type_needs_options(&self) -> bool {
        self.r#type.has_options() && self.options.is_empty()
    }
}

/// Complains about empty, long and repeated texts.
fn distinct<'a>(violations: &mut Vec<Violation>, field: &str, values: impl Iterator<Item = &'a str>, most: usize) {
    let mut seen = BTreeSet::new();
    for value in values {
        text(violations, field, value, most);
        if !seen.insert(value) {
            violations.push(Violation::new(field, format!("{value:?} is there twice")));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_category_names_each_value_once() {
        let code = |values: &[&str]| WrapUpCode {
            category_name: "Sales".to_owned(),
            values: values.iter().map(|value| (*value).to_owned()).collect(),
        };
        assert!(code(&["Order", "Quote"]).validate().is_empty());
        assert!(!code(&["Order", "Order"]).validate().is_empty());
        assert!(!code(&[]).validate().is_empty());
    }

    #[test]
    fn a_canned_answer_names_what_a_conversation_has() {
        let answer = |text: &str| CannedAnswer { shortcut: "a".to_owned(), text: text.to_owned(), team_ids: Vec::new() };
        for good in ["Hello {{customer}}, I am {{ agent }}", "order {{data.order}}", "{{", "}}{{", "{a}", "{{customer"] {
            assert_eq!(answer(good).validate(), [], "{good}");
        }
        for bad in ["{{custommer}}", "{{}}", "{{data.}}", "{{data.a b}}"] {
            assert_eq!(answer(bad).validate().len(), 1, "{bad}");
        }
    }

    #[test]
    fn a_choice_needs_something_to_choose_from() {
        let question = |r#type, options: &[&str]| Question {
            key: "k".to_owned(),
            label: "L".to_owned(),
            help: String::new(),
            r#type,
            required: false,
            options: options.iter().map(|option| (*option).to_owned()).collect(),
        };
        let form = |question| Form {
            title: "T".to_owned(),
            description: String::new(),
            sections: vec![Section { title: String::new(), questions: vec![question] }],
        };
        assert!(form(question(QuestionType::DropDown, &["a"])).validate().is_empty());
        assert!(!form(question(QuestionType::DropDown, &[])).validate().is_empty());
        assert!(form(question(QuestionType::Nps, &[])).validate().is_empty());
    }
}
