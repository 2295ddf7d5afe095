//! Cases for rules: an event and a conversation, and what is expected to follow.

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::domain::engine::{self, Plan};
use crate::domain::facts::Facts;
use crate::domain::rules::RuleSet;

/// One case of a file of cases.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Case {
    pub(crate) name: String,
    pub(crate) event: Value,
    #[serde(default)]
    pub(crate) conversation: Value,
    #[serde(default)]
    pub(crate) slots: Map<String, Value>,
    /// The effects in order; of each, only the members that are given are compared.
    pub(crate) expect: Vec<Value>,
    /// Slots afterwards, as far as they matter.
    #[serde(default)]
    pub(crate) slots_after: Map<String, Value>,
}

/// The cases of a file.
pub(crate) fn parse(yaml: &str) -> Result<Vec<Case>, String> {
    serde_saphyr::from_str(yaml).map_err(|error| error.to_string())
}

/// What is wrong, case by case; empty if all is as expected.
pub(crate) fn run(rules: &RuleSet, cases: &[Case]) -> Vec<String> {
    cases.iter().filter_map(|case| Some(format!("{}: {}", case.name, check(rules, case).err()?))).collect()
}

fn check(rules: &RuleSet, case: &Case) -> Result<(), String> {
    let mut parts = Map::from_iter([("event".to_owned(), case.event.clone())]);
    if !case.conversation.is_null() {
        parts.insert("conversation".to_owned(), case.conversation.clone());
    }
    let facts: Facts = serde_json::from_value(Value::Object(parts)).map_err(|error| error.to_string())?;
    let plan = engine::decide(rules, &facts.derived(), &case.slots);
    if !plan.faults.is_empty() {
        return Err(format!("cannot be evaluated: {}", plan.faults.join("; ")));
    }
    let got = plan
        .steps
        .iter()
        .map(|step| serde_json::to_value(&step.effect))
        .collect::<Result<Vec<_>, _>>()
        .map_err(|error| error.to_string())?;
    if got.len() != case.expect.len() || !case.expect.iter().zip(&got).all(|(expected, got)| contains(got, expected)) {
        return Err(format!("expected {}, got {}", Value::Array(case.expect.clone()), Value::Array(got)));
    }
    check_slots(case, &plan)
}

fn check_slots(case: &Case, plan: &Plan) -> Result<(), String> {
    let after = plan.slots.as_ref().unwrap_or(&case.slots);
    match case.slots_after.iter().find(|(name, value)| after.get(*name) != Some(value)) {
        Some((name, value)) => Err(format!("expected the slot {name} to be {value}, not {}", after.get(name).unwrap_or(&Value::Null))),
        None => Ok(()),
    }
}

fn contains(got: &Value, expected: &Value) -> bool {
    match (got, expected) {
        (Value::Object(got), Value::Object(expected)) => {
            expected.iter().all(|(key, value)| got.get(key).is_some_and(|got| contains(got, value)))
        }
        _ => got == expected,
    }
}
