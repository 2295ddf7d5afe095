//! Step expressions as administrators write them, one meaning for the engine and the simulator: CEL syntax, of which comparisons of attributes with constants, `&&`, `||`,
//! `!`, parentheses, `true` and `false` are taken. An attribute is named plainly, or `attr("Any Name")`.

use std::collections::BTreeMap;

use cel::common::ast::{CallExpr, Expr as Node, IdedExpr, LiteralValue, SourceInfo, operators};
use cel::parser::Parser;
use routing_core::{AttributeId, AttributeKind, Expr, Op};

/// Longest text.
const MAX_TEXT: usize = 4_000;
/// Deepest nesting of the text.
const MAX_DEPTH: u16 = 64;

/// An attribute as an expression may name it.
#[derive(Clone, Copy, Debug)]
pub struct Known {
    /// Its id.
    pub id: AttributeId,
    /// Which values it takes.
    pub kind: AttributeKind,
    /// What an agent has who is given the attribute without a value.
    pub default: u8,
}

/// The tenant's attributes by name.
pub type Attributes = BTreeMap<String, Known>;

/// What is wrong with a text, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// From 1.
    pub column: usize,
    /// For people, one sentence.
    pub message: String,
}

impl std::error::Error for Fault {}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} at column {}", self.message, self.column)
    }
}

/// Who qualifies, as the core evaluates it. The first thing that is wrong comes back with its column.
pub fn compile(text: &str, attributes: &Attributes) -> Result<Expr, Fault> {
    let tree = parse(text)?;
    Compiler { attributes, tree: &tree }.expr(&tree.root)
}

/// A text that was read.
struct Tree {
    root: IdedExpr,
    source: SourceInfo,
}

fn parse(text: &str) -> Result<Tree, Fault> {
    if text.trim().is_empty() {
        return Err(Fault { column: 1, message: "an expression is missing (`true` is everybody)".to_owned() });
    }
    if text.len() > MAX_TEXT {
        return Err(Fault { column: MAX_TEXT, message: format!("an expression has at most {MAX_TEXT} bytes") });
    }
    let parser = Parser::new().max_recursion_depth(MAX_DEPTH);
    let (root, source) = parser.parse_with_source_info(text).map_err(|errors| {
        let first = errors.errors.first();
        let column = first.and_then(|error| usize::try_from(error.pos.1).ok()).unwrap_or(1).max(1);
        Fault { column, message: syntax::message(text, column) }
    })?;
    Ok(Tree { root, source })
}

impl Tree {
    fn fault<T>(&self, node: &IdedExpr, message: impl Into<String>) -> Result<T, Fault> {
        let start = self.source.offset_for(node.id).map_or(0, |offset| offset.0);
        Err(Fault { column: usize::try_from(start).unwrap_or(0) + 1, message: message.into() })
    }
}

struct Compiler<'a> {
    attributes: &'a Attributes,
    tree: &'a Tree,
}

impl Compiler<'_> {
    fn fault<T>(&self, node: &IdedExpr, message: impl Into<String>) -> Result<T, Fault> {
        self.tree.fault(node, message)
    }

    fn expr(&self, node: &IdedExpr) -> Result<Expr, Fault> {
        match &node.expr {
            Node::Literal(LiteralValue::Boolean(value)) => Ok(if *value.inner() { Expr::everybody() } else { Expr::Or(Vec::new()) }),
            Node::Ident(_) => self.flag(node),
            Node::Call(call) if is_attribute(call) => self.flag(node),
            Node::Call(call) => self.call(node, call),
            _ => self.fault(node, "expected a comparison of an attribute with a value"),
        }
    }

    fn call(&self, node: &IdedExpr, call: &CallExpr) -> Result<Expr, Fault> {
        match (call.func_name.as_str(), call.args.as_slice()) {
            (operators::LOGICAL_NOT, [part]) => Ok(Expr::Not(Box::new(self.expr(part)?))),
            (operators::LOGICAL_AND, parts) => {
                let mut flat = Vec::new();
                for part in parts {
                    match self.expr(part)? {
                        Expr::And(more) if !more.is_empty() => flat.extend(more),
                        other => flat.push(other),
                    }
                }
                Ok(Expr::And(flat))
            }
            (operators::LOGICAL_OR, parts) => {
                let mut flat = Vec::new();
                for part in parts {
                    match self.expr(part)? {
                        Expr::Or(more) if !more.is_empty() => flat.extend(more),
                        other => flat.push(other),
                    }
                }
                Ok(Expr::Or(flat))
            }
            (name, [left, right]) => match op(name) {
                Some(op) => self.comparison(op, left, right),
                None => self.fault(node, "only comparisons, &&, || and ! are known here"),
            },
            _ => self.fault(node, "only comparisons, &&, || and ! are known here"),
        }
    }

    fn comparison(&self, op: Op, left: &IdedExpr, right: &IdedExpr) -> Result<Expr, Fault> {
        match (name(left), name(right)) {
            (Some(attribute), None) => self.term(left, attribute, op, right),
            (None, Some(attribute)) => self.term(right, attribute, turned(op), left),
            (Some(_), Some(_)) => self.fault(right, "an attribute is compared with a value, not with another attribute"),
            (None, None) => self.fault(left, "expected an attribute"),
        }
    }

    fn term(&self, node: &IdedExpr, attribute: &str, op: Op, value: &IdedExpr) -> Result<Expr, Fault> {
        let known = self.known(node, attribute)?;
        let (number, allowed) = match known.kind {
            AttributeKind::Boolean => (boolean(value), "true or false"),
            AttributeKind::Level => (level(value), "a whole number"),
        };
        match number {
            Some(number) if known.kind.admits(number) => Ok(Expr::term(known.id, op, number)),
            Some(_) if known.kind == AttributeKind::Level => self.fault(value, "a level is 1 to 10"),
            _ => self.fault(value, format!("{attribute:?} is compared with {allowed}")),
        }
    }

    /// A Boolean attribute by itself.
    fn flag(&self, node: &IdedExpr) -> Result<Expr, Fault> {
        let Some(attribute) = name(node) else {
            return self.fault(node, "expected an attribute");
        };
        let known = self.known(node, attribute)?;
        if known.kind == AttributeKind::Boolean {
            return Ok(Expr::term(known.id, Op::Eq, 1));
        }
        self.fault(node, format!("{attribute:?} has levels: compare it with one, as in {attribute} >= 5"))
    }

    fn known(&self, node: &IdedExpr, attribute: &str) -> Result<Known, Fault> {
        match self.attributes.get(attribute) {
            Some(known) => Ok(*known),
            None => self.fault(node, format!("there is no attribute {attribute:?}")),
        }
    }
}

fn is_attribute(call: &CallExpr) -> bool {
    call.func_name == "attr" && call.target.is_none()
}

/// The attribute that a node names.
fn name(node: &IdedExpr) -> Option<&str> {
    match &node.expr {
        Node::Ident(name) => Some(name),
        Node::Call(call) if is_attribute(call) => match call.args.as_slice() {
            [IdedExpr { expr: Node::Literal(LiteralValue::String(name)), .. }] => Some(name.inner()),
            _ => None,
        },
        _ => None,
    }
}

fn boolean(node: &IdedExpr) -> Option<u8> {
    match &node.expr {
        Node::Literal(LiteralValue::Boolean(value)) => Some(u8::from(*value.inner())),
        _ => level(node),
    }
}

fn level(node: &IdedExpr) -> Option<u8> {
    match &node.expr {
        Node::Literal(LiteralValue::Int(value)) => u8::try_from(*value.inner()).ok(),
        _ => None,
    }
}

fn op(name: &str) -> Option<Op> {
    Some(match name {
        operators::EQUALS => Op::Eq,
        operators::NOT_EQUALS => Op::Ne,
        operators::LESS => Op::Lt,
        operators::LESS_EQUALS => Op::Le,
        operators::GREATER => Op::Gt,
        operators::GREATER_EQUALS => Op::Ge,
        _ => return None,
    })
}

/// The comparison with its sides exchanged.
const fn turned(op: Op) -> Op {
    match op {
        Op::Lt => Op::Gt,
        Op::Le => Op::Ge,
        Op::Gt => Op::Lt,
        Op::Ge => Op::Le,
        same => same,
    }
}

mod condition;
mod syntax;
mod text;

pub use condition::{compile_condition, condition_text};
pub use text::text;

#[cfg(test)]
mod tests;
