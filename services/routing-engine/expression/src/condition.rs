//! Conditions on steps: the same language, with figures in the place of attributes.

use cel::common::ast::{CallExpr, Expr as Node, IdedExpr, LiteralValue, operators};
use routing_core::{Condition, Figure, Op};

use super::{Fault, Tree, op, parse, turned};

const FIGURES: [(&str, Figure); 3] = [("priority", Figure::Priority), ("waiting", Figure::Waiting), ("available", Figure::Available)];

/// Whether a step is considered, as the core evaluates it: comparisons of `priority` (of the request), `waiting` (others in the queue) and
/// `available` (agents with room who qualify for the step) with whole numbers. The first thing that is wrong comes back with its column.
pub fn compile_condition(text: &str) -> Result<Condition, Fault> {
    let tree = parse(text)?;
    condition(&tree, &tree.root)
}

fn condition(tree: &Tree, node: &IdedExpr) -> Result<Condition, Fault> {
    match &node.expr {
        Node::Call(call) => called(tree, node, call),
        _ => tree.fault(node, "expected a comparison of a figure with a number, as in waiting > 5"),
    }
}

fn called(tree: &Tree, node: &IdedExpr, call: &CallExpr) -> Result<Condition, Fault> {
    let parts = |parts: &[IdedExpr]| parts.iter().map(|part| condition(tree, part)).collect::<Result<Vec<_>, _>>();
    match (call.func_name.as_str(), call.args.as_slice()) {
        (operators::LOGICAL_NOT, [part]) => Ok(Condition::Not(Box::new(condition(tree, part)?))),
        (operators::LOGICAL_AND, all) => Ok(Condition::And(parts(all)?)),
        (operators::LOGICAL_OR, all) => Ok(Condition::Or(parts(all)?)),
        (name, [left, right]) => match op(name) {
            Some(op) => comparison(tree, op, left, right),
            None => tree.fault(node, "only comparisons, &&, || and ! are known here"),
        },
        _ => tree.fault(node, "only comparisons, &&, || and ! are known here"),
    }
}

fn comparison(tree: &Tree, op: Op, left: &IdedExpr, right: &IdedExpr) -> Result<Condition, Fault> {
    let (of, op, number) = match (&left.expr, &right.expr) {
        (Node::Ident(_), _) => (left, op, right),
        (_, Node::Ident(_)) => (right, turned(op), left),
        _ => return tree.fault(left, "expected priority, waiting or available"),
    };
    let Some(figure) = figure(of) else {
        return tree.fault(of, "known here are priority, waiting and available");
    };
    match &number.expr {
        Node::Literal(LiteralValue::Int(value)) => match u32::try_from(*value.inner()) {
            Ok(value) => Ok(Condition::Compare { figure, op, value }),
            Err(_) => tree.fault(number, "a number is 0 to 4294967295"),
        },
        _ => tree.fault(number, "expected a whole number"),
    }
}

fn figure(node: &IdedExpr) -> Option<Figure> {
    let Node::Ident(name) = &node.expr else {
        return None;
    };
    FIGURES.iter().find(|(known, _)| *known == name.as_str()).map(|(_, figure)| *figure)
}

/// The text of a condition, which reads back as one of the same meaning.
pub fn condition_text(condition: &Condition) -> String {
    match condition {
        Condition::Compare { figure, op, value } => {
            let name = FIGURES.iter().find(|(_, known)| known == figure).map_or("", |(name, _)| *name);
            format!("{name} {} {value}", super::text::sign(*op))
        }
        Condition::And(parts) => joined(parts, " && ", "waiting >= 0"),
        Condition::Or(parts) => joined(parts, " || ", "waiting < 0"),
        Condition::Not(part) => format!("!({})", condition_text(part)),
    }
}

fn joined(parts: &[Condition], by: &str, empty: &str) -> String {
    if parts.is_empty() {
        return empty.to_owned();
    }
    let shown = parts.iter().map(|part| match part {
        Condition::And(_) | Condition::Or(_) => format!("({})", condition_text(part)),
        _ => condition_text(part),
    });
    shown.collect::<Vec<_>>().join(by)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_condition_reads_back_as_it_was_written() {
        for text in ["waiting > 5", "priority >= 8 && available == 0", "!(waiting <= 2) || (priority < 3 && available != 1)"] {
            let condition = compile_condition(text).unwrap();
            assert_eq!(condition_text(&condition), text);
            assert_eq!(compile_condition(&condition_text(&condition)), Ok(condition));
        }
        assert_eq!(condition_text(&compile_condition("5 < waiting").unwrap()), "waiting > 5");
    }

    #[test]
    fn what_a_condition_cannot_ask_is_told_with_its_column() {
        for (text, column, part) in [
            ("", 1, "missing"),
            ("english >= 5", 1, "priority, waiting and available"),
            ("waiting > 5 && true", 16, "expected a comparison"),
            ("waiting > -1", 11, "number"),
            ("waiting + 1", 1, "only comparisons"),
            ("waiting >", 10, "missing at the end"),
        ] {
            let fault = compile_condition(text).unwrap_err();
            assert!(fault.message.contains(part), "{text:?}: {fault}");
            assert!(column == 1 || fault.column.abs_diff(column) <= 1, "{text:?}: {fault}");
        }
    }
}
