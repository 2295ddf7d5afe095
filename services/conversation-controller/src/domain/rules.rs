//! A set of rules, as compiled from its YAML. Whatever is wrong with the text is told at once, each with its place.

mod compile;
mod events;
mod file;

use std::collections::{BTreeMap, HashMap};

use serde_json::{Map, Value};

use crate::domain::effect::Kind;
use crate::domain::expr::Expr;
use crate::domain::position::Problem;

/// The rules of a tenant that has none of its own.
pub(crate) const BUILT_IN: &str = include_str!("../../rules/default.yaml");

/// Longest file, in bytes.
pub(crate) const LONGEST: usize = 256 * 1024;

/// The name under which the log carries what somebody asks for; rules name what is asked for instead.
pub(crate) const ACTION_MESSAGE: &str = "ACTION_MESSAGE";

/// The event that a refused action makes.
pub(crate) const REFUSED: &str = "ACTION_REFUSED";

/// Compiled rules.
#[derive(Debug)]
pub(crate) struct RuleSet {
    pub(crate) settings: Map<String, Value>,
    /// Slots with the values they begin with.
    pub(crate) slots: Map<String, Value>,
    rules: Vec<Rule>,
    by_event: HashMap<String, Vec<usize>>,
}

/// One rule: the steps are taken if the condition holds.
#[derive(Debug)]
pub(crate) struct Rule {
    pub(crate) name: String,
    pub(crate) when: Option<Expr>,
    pub(crate) then: Vec<Step>,
}

/// One step.
#[derive(Debug)]
pub(crate) enum Step {
    /// Makes an effect: the fixed members with the arguments, evaluated.
    Make { fixed: Map<String, Value>, arguments: BTreeMap<String, (Kind, Argument)> },
    /// Remembers values.
    Remember(BTreeMap<String, Argument>),
}

/// A literal, or an expression.
#[derive(Debug)]
pub(crate) enum Argument {
    Fixed(Value),
    Computed(Expr),
    Table(BTreeMap<String, Argument>),
}

impl RuleSet {
    /// Compiles a file; the built-in rules are what it may extend.
    pub(crate) fn parse(yaml: &str) -> Result<Self, Vec<Problem>> {
        compile::compile(yaml)
    }

    fn new(settings: Map<String, Value>, slots: Map<String, Value>, rules: Vec<(Vec<String>, Rule)>) -> Self {
        let mut by_event: HashMap<String, Vec<usize>> = HashMap::new();
        for (index, (events, _)) in rules.iter().enumerate() {
            for event in events {
                by_event.entry(event.clone()).or_default().push(index);
            }
        }
        Self { settings, slots, rules: rules.into_iter().map(|(_, rule)| rule).collect(), by_event }
    }

    /// The rules for an event, in the order of the file.
    pub(crate) fn on(&self, event: &str) -> impl Iterator<Item = &Rule> {
        self.by_event.get(event).into_iter().flatten().filter_map(|index| self.rules.get(*index))
    }

    /// Whether any rule could be for a row of that name. A request's row does not say yet what is asked for.
    pub(crate) fn cares_for(&self, row: &str) -> bool {
        row == ACTION_MESSAGE || self.by_event.contains_key(row)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems(yaml: &str) -> Vec<String> {
        RuleSet::parse(yaml).unwrap_err().iter().map(|problem| format!("{} {}", problem.at, problem.message)).collect()
    }

    fn first(yaml: &str) -> String {
        problems(yaml).remove(0)
    }

    #[test]
    fn the_built_in_rules_compile() {
        let rules = RuleSet::parse(BUILT_IN).unwrap_or_else(|problems| panic!("{problems:#?}"));
        assert!(rules.on("CONVERSATION_STARTED").count() > 0);
    }

    #[test]
    fn no_built_in_rule_is_for_plain_messages() {
        let rules = RuleSet::parse(BUILT_IN).unwrap();
        for message in ["CUSTOMER_MESSAGE", "AGENT_MESSAGE", "BOT_MESSAGE", "SYSTEM_MESSAGE"] {
            assert!(!rules.cares_for(message), "{message}");
        }
    }

    #[test]
    fn a_mistake_in_a_condition_is_placed_in_the_file() {
        let yaml =
            "rules:\n  - name: a\n    on: FIND_AGENT\n    when: conversation.state == == 'x'\n    then: [{action: END_CONVERSATION}]\n";
        assert!(first(yaml).starts_with("4:33 "), "{:?}", problems(yaml));
        let folded = "rules:\n  - name: a\n    on: FIND_AGENT\n    when: >\n      conversation.state == 'x' &&\n      conversation.sate == 'y'\n    then: [{action: END_CONVERSATION}]\n";
        assert_eq!(first(folded), "6:7 there is no field \"sate\" here");
    }

    #[test]
    fn a_mistake_in_an_argument_is_placed_behind_its_equals_sign() {
        let yaml = "rules:\n  - name: a\n    on: FIND_AGENT\n    then:\n      - action: ASSIGN_BOT\n        bot: =sesion.botId\n";
        assert!(first(yaml).starts_with("6:15 there is no \"sesion\""), "{:?}", problems(yaml));
    }

    #[test]
    fn every_kind_of_mistake_is_refused_with_its_place() {
        let rule = |then: &str| format!("rules:\n- name: a\n  on: FIND_AGENT\n  then:\n  - {then}\n");
        assert!(first("rules: [").starts_with("1:"));
        assert!(first("ruels: []").starts_with("1:1 "));
        assert!(first(&rule("{action: NO_SUCH}")).starts_with("5:14 there is no action"));
        assert!(first(&rule("{action: ASSIGN_BOT}")).starts_with("5:14 ASSIGN_BOT needs \"bot\""));
        assert!(first(&rule("{action: END_CONVERSATION, bot: x}")).starts_with("5:37 END_CONVERSATION takes no \"bot\""));
        assert!(first(&rule("{action: END_CONVERSATION, bto: x}")).starts_with("5:"));
        assert!(first(&rule("{action: FIND_AGENT, priority: high}")).starts_with("5:36 \"priority\" is a whole number"));
        assert!(first(&rule("{schedule: t}")).starts_with("5:16 a timer needs `after` or `at`"));
        assert!(first(&rule("{schedule: t, after: soon}")).starts_with("5:26 \"after\" is a time"));
        assert!(first(&rule("{slot: {none: x}}")).starts_with("5:19 there is no slot \"none\""));
        assert!(first(&rule("{text: hello, action: END_CONVERSATION}")).starts_with("5:"));
        assert!(first("rules:\n- name: a\n  on: FIND_AGENT\n  then: []\n").starts_with("2:9 "));
        assert!(first("rules:\n- name: a\n  on: not an event\n  then: [{text: x}]\n").starts_with("3:7 "));
        assert!(
            first("rules:\n- {name: a, on: FIND_AGENT, then: [{text: x}]}\n- {name: a, on: FIND_AGENT, then: [{text: x}]}\n")
                .starts_with("3:10 there are two rules")
        );
    }

    #[test]
    fn all_mistakes_are_told_at_once() {
        let yaml = "rules:\n- name: a\n  on: FIND_AGENT\n  when: nope\n  then: [{action: NO_SUCH}]\n- name: b\n  on: BOT_FAILED\n  then: [{text: =nope}]\n";
        assert_eq!(problems(yaml).len(), 3);
    }

    #[test]
    fn a_file_may_extend_the_built_in_rules() {
        let rules = RuleSet::parse("extends: built-in\nsettings: {noAgentText: Nobody.}\nrules:\n- {name: assign-bot, on: CONVERSATION_STARTED, when: 'false', then: [{text: x}]}\n").unwrap();
        assert_eq!(rules.settings["noAgentText"], "Nobody.");
        assert!(rules.settings.len() > 1);
        assert_eq!(rules.on("CONVERSATION_STARTED").filter(|rule| rule.name == "assign-bot").count(), 1);
        assert!(first("extends: other\nrules: []\n").starts_with("1:10 "));
    }

    #[test]
    fn an_event_that_does_not_exist_is_refused_with_its_place() {
        let mistyped = "rules:\n- name: a\n  on: FIND_AGENT, AGENT_SUBSRIBED\n  then: [{text: x}]\n";
        assert_eq!(first(mistyped), "3:7 \"AGENT_SUBSRIBED\" is no event of a conversation; did you mean AGENT_SUBSCRIBED?");
        let timer = |name: &str| {
            format!(
                "rules:\n- {{name: a, on: FIND_AGENT, then: [{{schedule: remind, after: 5m}}]}}\n- {{name: b, on: TIMER {name}, then: [{{text: x}}]}}\n"
            )
        };
        assert!(RuleSet::parse(&timer("remind")).is_ok());
        assert_eq!(first(&timer("remnd")), "3:17 no rule sets the timer \"remnd\"");
        let built_in = "extends: built-in\nrules:\n- {name: b, on: TIMER customer-inactivity, then: [{text: x}]}\n";
        assert!(RuleSet::parse(built_in).is_ok(), "{:?}", problems(built_in));
    }

    #[test]
    fn rules_that_would_run_for_ever_are_refused_with_their_place() {
        let says = "rules:\n- {name: a, on: SYSTEM_MESSAGE, then: [{text: hello}]}\n";
        assert_eq!(first(says), "2:17 this rule's steps make the event that it is for: it would run for ever; give it a condition");
        let twice = "rules:\n- {name: a, on: SYSTEM_MESSAGE, then: [{action: UPDATE_CONVERSATION_DATA, data: {a: b}}]}\n- {name: b, on: CONVERSATION_DATA_CHANGED, then: [{text: hello}]}\n";
        assert_eq!(problems(twice).len(), 2);
        assert!(first(twice).contains("the rules \"a\" and \"b\" make each other's events"), "{:?}", problems(twice));
        // Whether these end is seen when they run.
        let asked = "rules:\n- {name: a, on: SYSTEM_MESSAGE, when: event.data.markdownText == 'x', then: [{text: hello}]}\n";
        assert!(RuleSet::parse(asked).is_ok());
        let ends = "rules:\n- {name: a, on: SYSTEM_MESSAGE, then: [{action: UPDATE_CONVERSATION_DATA, data: {a: b}}]}\n";
        assert!(RuleSet::parse(ends).is_ok());
    }
}
