//! Expressions: CEL over the names of a [`Names`] table, compiled once, evaluated to JSON.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

use cel::objects::{Key, Map as CelMap};
use cel::{Context, Env, Program};
use serde_json::{Map, Value};

use crate::domain::scope::{self, Names};

/// Longest expression, in bytes.
const LONGEST: usize = 4_096;

static ENVIRONMENT: LazyLock<Arc<Env>> = LazyLock::new(|| Arc::new(Env::stdlib()));

/// A compiled expression.
#[derive(Debug)]
pub(crate) struct Expr(Program);

/// What is wrong with an expression, and at which of its characters.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Mistake {
    pub(crate) offset: usize,
    pub(crate) message: String,
}

impl Expr {
    /// Compiles, and refuses names that do not exist.
    pub(crate) fn compile(source: &str, names: &Names) -> Result<Self, Vec<Mistake>> {
        if source.len() > LONGEST {
            return Err(vec![Mistake { offset: 0, message: format!("an expression has at most {LONGEST} bytes") }]);
        }
        let program =
            ENVIRONMENT.compile(source).map_err(|errors| errors.errors.iter().map(|error| mistake(source, error)).collect::<Vec<_>>())?;
        let mistakes = scope::unknown_names(&program, source, names);
        if mistakes.is_empty() { Ok(Self(program)) } else { Err(mistakes) }
    }

    /// The expression's value for these variables.
    pub(crate) fn evaluate(&self, variables: &Variables) -> Result<Value, String> {
        self.0.execute(&variables.0).map(|value| to_json(&value)).map_err(|error| error.to_string())
    }

    /// The same for a condition.
    pub(crate) fn holds(&self, variables: &Variables) -> Result<bool, String> {
        match self.evaluate(variables)? {
            Value::Bool(holds) => Ok(holds),
            other => Err(format!("a condition is true or false, not {other}")),
        }
    }
}

fn mistake(source: &str, error: &cel::ParseError) -> Mistake {
    let (line, column) = (usize::try_from(error.pos.0).unwrap_or(0), usize::try_from(error.pos.1).unwrap_or(0));
    let before: usize = source.split_inclusive('\n').take(line.saturating_sub(1)).map(|text| text.chars().count()).sum();
    let message = error.msg.trim_start_matches("Syntax error: ").to_owned();
    Mistake { offset: (before + column.saturating_sub(1)).min(source.chars().count()), message }
}

/// What expressions see.
pub(crate) struct Variables(Context<'static, 'static>);

impl Variables {
    /// The members of `facts` by their names, and the rest beside them.
    pub(crate) fn new(facts: &Value, settings: &Map<String, Value>, slots: &Map<String, Value>) -> Self {
        let mut context = Context::with_env(ENVIRONMENT.clone());
        for (name, value) in facts.as_object().into_iter().flatten() {
            context.add_variable_from_value(name.clone(), to_cel(value));
        }
        context.add_variable_from_value("settings", map_to_cel(settings));
        let mut variables = Self(context);
        variables.set_slots(slots);
        variables
    }

    /// Replaces the slots.
    pub(crate) fn set_slots(&mut self, slots: &Map<String, Value>) {
        self.0.add_variable_from_value("slots", map_to_cel(slots));
    }
}

fn map_to_cel(map: &Map<String, Value>) -> cel::Value {
    let entries: HashMap<Key, cel::Value> = map.iter().map(|(key, value)| (Key::String(Arc::new(key.clone())), to_cel(value))).collect();
    cel::Value::Map(CelMap { map: Arc::new(entries) })
}

/// Whole numbers are always signed, so that sums and differences of any two of them exist.
fn to_cel(value: &Value) -> cel::Value {
    match value {
        Value::Null => cel::Value::Null,
        Value::Bool(value) => cel::Value::Bool(*value),
        Value::Number(number) => number.as_i64().map_or_else(|| cel::Value::Float(number.as_f64().unwrap_or_default()), cel::Value::Int),
        Value::String(text) => cel::Value::String(Arc::new(text.clone())),
        Value::Array(items) => cel::Value::List(Arc::new(items.iter().map(to_cel).collect())),
        Value::Object(map) => map_to_cel(map),
    }
}

fn to_json(value: &cel::Value) -> Value {
    match value {
        cel::Value::Bool(value) => (*value).into(),
        cel::Value::Int(value) => (*value).into(),
        cel::Value::UInt(value) => (*value).into(),
        cel::Value::Float(value) => (*value).into(),
        cel::Value::String(text) => text.as_str().into(),
        cel::Value::List(items) => Value::Array(items.iter().map(to_json).collect()),
        cel::Value::Map(map) => Value::Object(map.map.iter().map(|(key, value)| (key.to_string(), to_json(value))).collect()),
        _ => Value::Null,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::domain::facts::Facts;

    fn names() -> Names {
        Names::new(&Map::new(), &Map::from_iter([("asked".to_owned(), json!(false))]))
    }

    fn value(source: &str, facts: &Facts) -> Result<Value, String> {
        let facts = serde_json::to_value(facts).unwrap();
        let slots = Map::from_iter([("asked".to_owned(), json!(false))]);
        Expr::compile(source, &names()).unwrap().evaluate(&Variables::new(&facts, &Map::new(), &slots))
    }

    #[test]
    fn numbers_of_any_size_add_up() {
        let mut facts = Facts::default();
        facts.event.at = 1_700_000_000_000;
        assert_eq!(value("event.at - session.startedAt + 1", &facts), Ok(json!(1_700_000_000_001_i64)));
        assert_eq!(value("conversation.activeAgents == 0 && !slots.asked", &facts), Ok(json!(true)));
    }

    #[test]
    fn a_mistake_is_told_with_its_place() {
        let place = |source: &str| Expr::compile(source, &names()).unwrap_err()[0].offset;
        assert_eq!(place("conversation.state == == 'x'"), 22);
        assert_eq!(place("1 + conversatoin.state"), 4);
        assert_eq!(place("event.id == conversation.sate"), 12);
        assert_eq!(place("true && slots.nothing"), 8);
        assert_eq!(place("nosuch(1)"), 0);
    }

    #[test]
    fn names_bound_by_a_comprehension_are_known_inside_it() {
        assert!(Expr::compile("conversation.sessions.exists(s, s.active)", &names()).is_ok());
        assert!(Expr::compile("conversation.sessions.exists(s, s.active) && s.active", &names()).is_err());
    }
}
