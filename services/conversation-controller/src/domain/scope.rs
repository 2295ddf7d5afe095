//! The names an expression may use, and finding those that do not exist: a misspelt name is told when the file is
//! loaded, not when it silently never matches.

use cel::Program;
use cel::common::ast::{CallExpr, ComprehensionExpr, EntryExpr, Expr as Node, IdedExpr, SelectExpr};
use serde_json::{Map, Value, json};

use crate::domain::expr::Mistake;
use crate::domain::facts::Facts;

/// Functions and macros by name; operators are known by not being names.
const FUNCTIONS: &[&str] = &[
    "size",
    "contains",
    "startsWith",
    "endsWith",
    "int",
    "uint",
    "double",
    "string",
    "bool",
    "bytes",
    "type",
    "dyn",
    "has",
    "all",
    "exists",
    "exists_one",
    "map",
    "filter",
    "or",
    "orValue",
    "value",
    "hasValue",
    "optional.of",
    "optional.ofNonZeroValue",
    "optional.none",
    "min",
    "max",
];

/// A sample of everything expressions can see: an object with members lists all of its names, an empty one is open.
pub(crate) struct Names(Value);

impl Names {
    /// The names of the facts, with those of a file's settings and slots.
    pub(crate) fn new(settings: &Map<String, Value>, slots: &Map<String, Value>) -> Self {
        let facts = serde_json::to_value(Facts::default()).unwrap_or_default();
        let mut sample = facts.as_object().cloned().unwrap_or_default();
        // Nothing may be looked up where nothing is declared, so an empty table must not look open.
        let closed = |map: &Map<String, Value>| {
            if map.is_empty() { json!({"": null}) } else { Value::Object(map.clone()) }
        };
        sample.insert("settings".to_owned(), closed(settings));
        sample.insert("slots".to_owned(), closed(slots));
        Self(Value::Object(sample))
    }
}

/// Names in the program that nothing has.
pub(crate) fn unknown_names(program: &Program, source: &str, names: &Names) -> Vec<Mistake> {
    let mut walk = Walk { program, source, names, bound: Vec::new(), mistakes: Vec::new() };
    walk.visit(program.expression());
    walk.mistakes
}

struct Walk<'a> {
    program: &'a Program,
    source: &'a str,
    names: &'a Names,
    /// Variables of the comprehensions around.
    bound: Vec<&'a str>,
    mistakes: Vec<Mistake>,
}

/// What is known about a part of an expression.
enum Known<'a> {
    /// It looks like this.
    Sample(&'a Value),
    /// Anything.
    Open,
}

impl<'a> Walk<'a> {
    fn visit(&mut self, node: &'a IdedExpr) -> Known<'a> {
        match &node.expr {
            Node::Ident(name) => return self.ident(node, name),
            Node::Select(select) => return self.select(node, select),
            Node::Call(call) => self.call(node, call),
            Node::Comprehension(comprehension) => self.comprehension(comprehension),
            Node::List(list) => list.elements.iter().for_each(|element| self.each(element)),
            Node::Map(map) => map.entries.iter().for_each(|entry| self.entry(&entry.expr)),
            Node::Struct(made) => made.entries.iter().for_each(|entry| self.entry(&entry.expr)),
            Node::Literal(_) | Node::Unspecified => {}
        }
        Known::Open
    }

    fn each(&mut self, node: &'a IdedExpr) {
        self.visit(node);
    }

    fn entry(&mut self, entry: &'a EntryExpr) {
        match entry {
            EntryExpr::StructField(field) => self.each(&field.value),
            EntryExpr::MapEntry(entry) => {
                self.each(&entry.key);
                self.each(&entry.value);
            }
        }
    }

    fn ident(&mut self, node: &'a IdedExpr, name: &'a str) -> Known<'a> {
        if self.bound.contains(&name) || name.starts_with('@') {
            return Known::Open;
        }
        match self.names.0.get(name) {
            Some(sample) => Known::Sample(sample),
            None => self.unknown(node, format!("there is no {name:?}; there are event, conversation, session, slots and settings")),
        }
    }

    fn select(&mut self, node: &'a IdedExpr, select: &'a SelectExpr) -> Known<'a> {
        let Known::Sample(sample) = self.visit(&select.operand) else {
            return Known::Open;
        };
        match sample {
            Value::Object(members) if members.is_empty() => Known::Open,
            Value::Object(members) => match members.get(&select.field) {
                // What is null in the sample may be anything.
                Some(Value::Null) => Known::Open,
                Some(member) => Known::Sample(member),
                None => self.unknown(node, format!("there is no field {:?} here", select.field)),
            },
            _ => self.unknown(node, format!("this has no fields, so no {:?}", select.field)),
        }
    }

    fn call(&mut self, node: &'a IdedExpr, call: &'a CallExpr) {
        let is_name = call.func_name.starts_with(|c: char| c.is_ascii_alphabetic());
        if is_name && !FUNCTIONS.contains(&call.func_name.as_str()) {
            self.unknown(node, format!("there is no function {:?}", call.func_name));
        }
        // The namespace of `optional.of(…)` is no variable.
        if let Some(target) = call.target.as_deref().filter(|target| target.expr != Node::Ident("optional".to_owned())) {
            self.visit(target);
        }
        call.args.iter().for_each(|argument| self.each(argument));
    }

    fn comprehension(&mut self, made: &'a ComprehensionExpr) {
        self.visit(&made.iter_range);
        self.visit(&made.accu_init);
        let before = self.bound.len();
        self.bound.extend([made.iter_var.as_str(), made.accu_var.as_str()]);
        self.bound.extend(made.iter_var2.as_deref());
        for part in [&made.loop_cond, &made.loop_step, &made.result] {
            self.each(part);
        }
        self.bound.truncate(before);
    }

    fn unknown(&mut self, node: &IdedExpr, message: String) -> Known<'a> {
        let start = self.start(node);
        self.mistakes.push(Mistake { offset: self.source.get(..start).map_or(0, |before| before.chars().count()), message });
        Known::Open
    }

    /// First byte of a node: a selection and a call are placed at their dot or bracket, what they are of comes before it.
    fn start(&self, node: &IdedExpr) -> usize {
        let own = self.program.source_info().offset_for(node.id).map_or(0, |(start, _)| usize::try_from(start).unwrap_or(0));
        match &node.expr {
            Node::Select(select) => own.min(self.start(&select.operand)),
            Node::Call(call) => match call.target.as_deref() {
                Some(target) => own.min(self.start(target)),
                // A call is placed at its bracket.
                None if self.source.get(..own).is_some_and(|before| before.ends_with(&call.func_name)) => own - call.func_name.len(),
                None => own,
            },
            _ => own,
        }
    }
}
