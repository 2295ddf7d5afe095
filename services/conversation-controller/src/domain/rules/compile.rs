//! From the written file to compiled rules.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::domain::effect::{ACTIONS, Kind, Parameter, SAY, SCHEDULE, UNSCHEDULE};
use crate::domain::expr::Expr;
use crate::domain::position::{self, Position, Problem};
use crate::domain::rules::events;
use crate::domain::rules::file::{File, Given, RawRule, RawStep, Text};
use crate::domain::rules::{Argument, BUILT_IN, LONGEST, Rule, RuleSet, Step};
use crate::domain::scope::Names;

/// Most rules of one file.
const MOST_RULES: usize = 500;

pub(super) fn compile(yaml: &str) -> Result<RuleSet, Vec<Problem>> {
    if yaml.len() > LONGEST {
        return Err(vec![Problem::new(Position { line: 1, column: 1 }, format!("a file has at most {LONGEST} bytes"))]);
    }
    let file = read(yaml)?;
    let (mut settings, mut slots, mut rules) = match &file.extends {
        None => (Map::new(), Map::new(), Vec::new()),
        Some(base) if base.value == "built-in" => base_of(BUILT_IN)?,
        Some(base) => {
            return Err(vec![Problem::new(base.referenced.into(), "only `built-in` can be extended")]);
        }
    };
    settings.extend(file.settings);
    slots.extend(file.slots);
    let places: BTreeMap<String, Position> = file.rules.iter().map(|rule| (rule.name.value.clone(), rule.on.referenced.into())).collect();
    let mut compiler = Compiler { yaml, names: Names::new(&settings, &slots), slots: &slots, problems: Vec::new() };
    let own = compiler.rules(file.rules);
    if compiler.problems.is_empty() {
        compiler.timers(&places, &own, &rules);
        compiler.circles(&places, &own);
    }
    if !compiler.problems.is_empty() {
        compiler.problems.sort();
        return Err(compiler.problems);
    }
    for (events, rule) in own {
        let replaced = rules.iter_mut().find(|(_, known): &&mut (Vec<String>, Rule)| known.name == rule.name);
        match replaced {
            Some(place) => *place = (events, rule),
            None => rules.push((events, rule)),
        }
    }
    Ok(RuleSet::new(settings, slots, rules))
}

/// A rule and the events it is for.
type Named = (Vec<String>, Rule);

type Parts = (Map<String, Value>, Map<String, Value>, Vec<(Vec<String>, Rule)>);

fn base_of(yaml: &str) -> Result<Parts, Vec<Problem>> {
    let file = read(yaml)?;
    let mut compiler = Compiler { yaml, names: Names::new(&file.settings, &file.slots), slots: &file.slots, problems: Vec::new() };
    let rules = compiler.rules(file.rules);
    if compiler.problems.is_empty() { Ok((file.settings, file.slots, rules)) } else { Err(compiler.problems) }
}

fn read(yaml: &str) -> Result<File, Vec<Problem>> {
    serde_saphyr::from_str(yaml).map_err(|error| {
        let at = error.location().map_or(Position { line: 1, column: 1 }, Position::from);
        vec![Problem::new(at, error.without_snippet().to_string())]
    })
}

struct Compiler<'a> {
    yaml: &'a str,
    names: Names,
    slots: &'a Map<String, Value>,
    problems: Vec<Problem>,
}

impl Compiler<'_> {
    fn problem(&mut self, at: impl Into<Position>, message: impl Into<String>) {
        self.problems.push(Problem::new(at.into(), message));
    }

    fn rules(&mut self, raw: Vec<RawRule>) -> Vec<(Vec<String>, Rule)> {
        let mut rules: Vec<(Vec<String>, Rule)> = Vec::new();
        if raw.len() > MOST_RULES {
            self.problem(raw[MOST_RULES].name.referenced, format!("a file has at most {MOST_RULES} rules"));
        }
        for raw in raw {
            if rules.iter().any(|(_, rule)| rule.name == raw.name.value) {
                self.problem(raw.name.referenced, format!("there are two rules of the name {:?}", raw.name.value));
            }
            rules.push(self.rule(raw));
        }
        rules
    }

    fn rule(&mut self, raw: RawRule) -> (Vec<String>, Rule) {
        if raw.name.value.is_empty() || raw.name.value.len() > 100 {
            self.problem(raw.name.referenced, "a rule has a name of 1 to 100 bytes");
        }
        if raw.then.is_empty() {
            self.problem(raw.name.referenced, "a rule has at least one step");
        }
        let events = self.events(&raw.on);
        let when = raw.when.as_ref().and_then(|when| self.expression(when, 0));
        let then = raw.then.into_iter().filter_map(|step| self.step(step, raw.name.referenced.into())).collect();
        (events, Rule { name: raw.name.value, when, then })
    }

    fn events(&mut self, on: &Text) -> Vec<String> {
        let events: Vec<_> = on.value.split(',').map(|event| event.trim().to_owned()).collect();
        for event in &events {
            let is_row = !event.is_empty() && event.chars().all(|c| c.is_ascii_uppercase() || c == '_');
            let is_timer = event.strip_prefix("TIMER ").is_some_and(is_timer_name);
            if !is_row && !is_timer {
                self.problem(
                    on.referenced,
                    format!("{event:?} is neither an activity, such as AGENT_SUBSCRIBED, nor a timer, such as `TIMER hold`"),
                );
            } else if let Some(mistake) = events::mistake(event).filter(|_| is_row) {
                self.problem(on.referenced, mistake);
            }
        }
        events
    }

    /// A rule for a timer that nobody sets is never taken.
    fn timers(&mut self, places: &BTreeMap<String, Position>, own: &[Named], base: &[Named]) {
        let steps = own.iter().chain(base).flat_map(|(_, rule)| &rule.then);
        let set: Vec<_> =
            steps.filter_map(|step| if let Step::Make { arguments, .. } = step { arguments.get("schedule") } else { None }).collect();
        // A name that is computed may be any.
        if set.iter().any(|(_, name)| !matches!(name, Argument::Fixed(_))) {
            return;
        }
        for (events, rule) in own {
            for timer in events.iter().filter_map(|event| event.strip_prefix("TIMER ")) {
                let is_set = set.iter().any(|(_, name)| matches!(name, Argument::Fixed(name) if name == timer));
                if !is_set {
                    let at = places.get(&rule.name).copied().unwrap_or_default();
                    self.problem(at, format!("no rule sets the timer {timer:?}"));
                }
            }
        }
    }

    /// Rules without conditions whose steps make the events that they are for. What has a condition may end; that is watched when it runs.
    fn circles(&mut self, places: &BTreeMap<String, Position>, own: &[Named]) {
        let blind: Vec<&Named> = own.iter().filter(|(_, rule)| rule.when.is_none()).collect();
        let leads = |from: &Named, to: &Named| {
            let made = from.1.then.iter().filter_map(events::made_by);
            made.into_iter().any(|event| to.0.iter().any(|on| on == event))
        };
        for rule in &blind {
            let at = places.get(&rule.1.name).copied().unwrap_or_default();
            if leads(rule, rule) {
                self.problem(at, "this rule's steps make the event that it is for: it would run for ever; give it a condition");
                continue;
            }
            // Two events are made that way at most, so that a circle has two rules at most.
            if let Some(other) = blind.iter().find(|other| leads(rule, other) && leads(other, rule)) {
                let names = format!("the rules {:?} and {:?} make each other's events", rule.1.name, other.1.name);
                self.problem(at, format!("{names}: they would run for ever; give one a condition"));
            }
        }
    }

    fn step(&mut self, mut raw: RawStep, rule: Position) -> Option<Step> {
        if let Some(slots) = raw.slot.take() {
            let at = slots.values().next().map_or(rule, |text| text.referenced.into());
            if !raw.into_arguments().is_empty() {
                self.problem(at, "a step is one thing: a slot is remembered in a step of its own");
            }
            return Some(self.remember(slots));
        }
        let kinds = [raw.action.as_ref(), raw.text.as_ref(), raw.schedule.as_ref(), raw.unschedule.as_ref()];
        let given: Vec<Position> = kinds.into_iter().flatten().map(|text| text.referenced.into()).collect();
        let &[at] = given.as_slice() else {
            self.problem(given.get(1).copied().unwrap_or(rule), "a step is exactly one of action, text, schedule, unschedule and slot");
            return None;
        };
        let action = raw.action.take();
        let arguments = raw.into_arguments();
        match action {
            Some(name) => {
                let Some((_, parameters)) = ACTIONS.iter().find(|(known, _)| *known == name.value) else {
                    let known: Vec<_> = ACTIONS.iter().map(|(name, _)| *name).collect();
                    self.problem(name.referenced, format!("there is no action {:?}; there are {}", name.value, known.join(", ")));
                    return None;
                };
                let fixed = Map::from_iter([("action".to_owned(), Value::String(name.value.clone()))]);
                Some(self.make(&name.value, at, (parameters, fixed), arguments))
            }
            None if arguments.contains_key("text") => Some(self.make("text", at, (SAY, Map::new()), arguments)),
            None if arguments.contains_key("unschedule") => Some(self.make("unschedule", at, (UNSCHEDULE, Map::new()), arguments)),
            None => self.schedule(at, arguments),
        }
    }

    fn schedule(&mut self, at: Position, mut arguments: BTreeMap<&'static str, Given>) -> Option<Step> {
        if let Some(Given::Scalar(name)) = arguments.get("schedule")
            && !is_timer_name(&name.value)
        {
            self.problem(name.referenced, "a timer's name is made of small letters, digits and `-`");
        }
        let (name, kind) = if arguments.contains_key("at") { ("at", Kind::Instant) } else { ("after", Kind::Span) };
        let Some(when) = arguments.remove(name) else {
            self.problem(at, "a timer needs `after` or `at`");
            return None;
        };
        let when = self.argument(name, kind, when);
        let mut step = self.make("schedule", at, (SCHEDULE, Map::new()), arguments);
        if let (Step::Make { arguments, .. }, Some(when)) = (&mut step, when) {
            arguments.insert("at".to_owned(), (kind, when));
        }
        Some(step)
    }

    fn make(
        &mut self,
        what: &str,
        at: Position,
        (parameters, fixed): (&[Parameter], Map<String, Value>),
        mut given: BTreeMap<&'static str, Given>,
    ) -> Step {
        let mut arguments = BTreeMap::new();
        for parameter in parameters {
            let argument = match (given.remove(parameter.name), parameter.default) {
                (Some(given), _) => self.argument(parameter.name, parameter.kind, given),
                (None, Some(default)) => self.scalar(parameter, default),
                (None, None) => {
                    self.problem(at, format!("{what} needs {:?}", parameter.name));
                    None
                }
            };
            if let Some(argument) = argument {
                arguments.insert(parameter.name.to_owned(), (parameter.kind, argument));
            }
        }
        for (name, given) in given {
            let at = match given {
                Given::Scalar(text) => text.referenced.into(),
                Given::Table(_) => at,
            };
            self.problem(at, format!("{what} takes no {name:?}"));
        }
        Step::Make { fixed, arguments }
    }

    fn remember(&mut self, slots: BTreeMap<String, Text>) -> Step {
        let mut values = BTreeMap::new();
        for (name, text) in slots {
            if !self.slots.contains_key(&name) {
                self.problem(text.referenced, format!("there is no slot {name:?}: list it with its first value under `slots`"));
            }
            if let Some(argument) = self.argument(&name, Kind::Text, Given::Scalar(text)) {
                values.insert(name, argument);
            }
        }
        Step::Remember(values)
    }

    fn argument(&mut self, name: &str, kind: Kind, given: Given) -> Option<Argument> {
        match (kind, given) {
            (Kind::Table, Given::Table(table)) => {
                let entries =
                    table.into_iter().filter_map(|(key, text)| Some((key, self.argument(name, Kind::Text, Given::Scalar(text))?)));
                Some(Argument::Table(entries.collect()))
            }
            (Kind::Table, Given::Scalar(text)) => {
                self.problem(text.referenced, format!("{name:?} is a table of names and values"));
                None
            }
            // Only `data` is read as a table, and it is one.
            (_, Given::Table(_)) => None,
            (_, Given::Scalar(text)) => match text.value.strip_prefix('=') {
                Some(_) => self.expression(&text, 1).map(Argument::Computed),
                None => match literal(kind, &text.value) {
                    Ok(value) => Some(Argument::Fixed(value)),
                    Err(wanted) => {
                        self.problem(text.referenced, format!("{name:?} is {wanted}"));
                        None
                    }
                },
            },
        }
    }

    /// A default of this crate's own tables.
    fn scalar(&mut self, parameter: &Parameter, default: &str) -> Option<Argument> {
        let at = serde_saphyr::Location::UNKNOWN;
        self.argument(parameter.name, parameter.kind, Given::Scalar(Text::new(default.to_owned(), at, at)))
    }

    /// Compiles what follows the first `skip` characters.
    fn expression(&mut self, text: &Text, skip: usize) -> Option<Expr> {
        let source = text.value.get(skip..).unwrap_or_default();
        Expr::compile(source, &self.names)
            .map_err(|mistakes| {
                for mistake in mistakes {
                    let at = position::inside(self.yaml, text.referenced.into(), &text.value, mistake.offset + skip);
                    self.problem(at, mistake.message);
                }
            })
            .ok()
    }
}

fn is_timer_name(name: &str) -> bool {
    !name.is_empty() && name.len() <= 64 && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
}

fn literal(kind: Kind, text: &str) -> Result<Value, &'static str> {
    match kind {
        Kind::Text | Kind::Table => Ok(text.into()),
        Kind::Whole | Kind::Instant => text.parse::<i64>().map(Value::from).map_err(|_| "a whole number"),
        Kind::Span => span(text).map(Value::from).ok_or("a time such as 250ms, 30s, 5m or 1h"),
    }
}

/// Milliseconds of `30s` and the like.
fn span(text: &str) -> Option<i64> {
    let digits = text.trim_end_matches(|c: char| c.is_ascii_lowercase());
    let factor = match &text[digits.len()..] {
        "ms" => 1,
        "s" => 1_000,
        "m" => 60_000,
        "h" => 3_600_000,
        "d" => 86_400_000,
        _ => return None,
    };
    digits.parse::<i64>().ok()?.checked_mul(factor).filter(|span| *span >= 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_with_their_unit() {
        assert_eq!(
            (span("30s"), span("5m"), span("250ms"), span("1h"), span("2d")),
            (Some(30_000), Some(300_000), Some(250), Some(3_600_000), Some(172_800_000))
        );
        assert_eq!((span("5"), span("s"), span("-5s"), span("5 s"), span("999999999999999999h")), (None, None, None, None, None));
    }
}
