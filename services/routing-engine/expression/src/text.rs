//! An expression as a text that reads back as the same expression.

use routing_core::{AttributeId, Expr, Op};

/// The text of an expression; `name` says what an attribute is called.
pub fn text(expr: &Expr, name: &dyn Fn(AttributeId) -> String) -> String {
    match expr {
        Expr::Term { attribute, op, value } => term(&name(*attribute), *op, *value),
        Expr::And(parts) if parts.is_empty() => "true".to_owned(),
        Expr::Or(parts) if parts.is_empty() => "false".to_owned(),
        Expr::And(parts) => joined(parts, " && ", name),
        Expr::Or(parts) => joined(parts, " || ", name),
        Expr::Not(part) => format!("!({})", text(part, name)),
    }
}

fn term(name: &str, op: Op, value: u8) -> String {
    format!("{} {} {value}", named(name), sign(op))
}

pub(crate) const fn sign(op: Op) -> &'static str {
    match op {
        Op::Eq => "==",
        Op::Ne => "!=",
        Op::Lt => "<",
        Op::Le => "<=",
        Op::Gt => ">",
        Op::Ge => ">=",
    }
}

/// Plainly if it can be, else in quotes.
fn named(name: &str) -> String {
    let plain = name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && name.chars().all(|other| other.is_ascii_alphanumeric() || other == '_')
        && !RESERVED.contains(&name);
    if plain { name.to_owned() } else { format!("attr({})", serde_json::Value::from(name)) }
}

/// Words that CEL keeps for itself.
const RESERVED: [&str; 22] = [
    "true",
    "false",
    "null",
    "in",
    "as",
    "break",
    "const",
    "continue",
    "else",
    "for",
    "function",
    "if",
    "import",
    "let",
    "loop",
    "package",
    "namespace",
    "return",
    "var",
    "void",
    "while",
    "attr",
];

fn joined(parts: &[Expr], by: &str, name: &dyn Fn(AttributeId) -> String) -> String {
    let shown = parts.iter().map(|part| match part {
        Expr::And(inner) | Expr::Or(inner) if !inner.is_empty() => format!("({})", text(part, name)),
        _ => text(part, name),
    });
    shown.collect::<Vec<_>>().join(by)
}
