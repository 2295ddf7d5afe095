//! Step expressions, evaluated on an agent's attribute values. Parsing them from text is somebody else's work.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::ids::AttributeId;

/// An agent's attribute values: 0 or 1 for a Boolean attribute, 1 to 10 for a level.
pub type Levels = BTreeMap<AttributeId, u8>;

/// How many terms one expression may have.
pub const MAX_TERMS: usize = 64;
/// How deep an expression may nest.
pub const MAX_DEPTH: usize = 32;

/// Comparison of a term.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Op {
    /// `==`
    Eq,
    /// `!=`
    Ne,
    /// `<`
    Lt,
    /// `<=`
    Le,
    /// `>`
    Gt,
    /// `>=`
    Ge,
}

impl Op {
    pub(crate) fn holds<T: Ord>(self, left: T, right: T) -> bool {
        match self {
            Self::Eq => left == right,
            Self::Ne => left != right,
            Self::Lt => left < right,
            Self::Le => left <= right,
            Self::Gt => left > right,
            Self::Ge => left >= right,
        }
    }
}

/// A term that ruled an agent out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FailedTerm {
    /// The attribute on the left.
    pub attribute: AttributeId,
    /// The comparison.
    pub op: Op,
    /// The constant on the right.
    pub value: u8,
    /// What the agent has; none if the agent lacks the attribute.
    pub has: Option<u8>,
    /// The term holds and must not.
    pub negated: bool,
}

/// Who qualifies for a step.
///
/// A term on an attribute the agent lacks is **false**, for `!=` and `<` too: "not rated" is not "rated low".
/// `Not` then negates that false like any other: `Not(english == 1)` is true of an agent without `english`,
/// while `english != 1` is false of the same agent. Three-valued logic would surprise administrators more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Expr {
    /// One comparison of an attribute with a constant.
    Term {
        /// The attribute on the left.
        attribute: AttributeId,
        /// The comparison.
        op: Op,
        /// The constant on the right.
        value: u8,
    },
    /// All parts hold; true of everybody if there are none.
    And(Vec<Self>),
    /// Some part holds; true of nobody if there are none.
    Or(Vec<Self>),
    /// The part does not hold.
    Not(Box<Self>),
}

impl Expr {
    /// A single comparison.
    pub const fn term(attribute: AttributeId, op: Op, value: u8) -> Self {
        Self::Term { attribute, op, value }
    }

    /// True of every agent.
    pub const fn everybody() -> Self {
        Self::And(Vec::new())
    }

    /// Whether an agent with these values qualifies.
    pub fn holds(&self, levels: &Levels) -> bool {
        match self {
            Self::Term { attribute, op, value } => levels.get(attribute).is_some_and(|level| op.holds(*level, *value)),
            Self::And(parts) => parts.iter().all(|part| part.holds(levels)),
            Self::Or(parts) => parts.iter().any(|part| part.holds(levels)),
            Self::Not(part) => !part.holds(levels),
        }
    }

    /// Whether the expression names the attribute.
    pub fn names(&self, wanted: AttributeId) -> bool {
        match self {
            Self::Term { attribute, .. } => *attribute == wanted,
            Self::And(parts) | Self::Or(parts) => parts.iter().any(|part| part.names(wanted)),
            Self::Not(part) => part.names(wanted),
        }
    }

    /// Adds every attribute that the expression names.
    pub(crate) fn collect_names(&self, names: &mut BTreeSet<AttributeId>) {
        match self {
            Self::Term { attribute, .. } => _ = names.insert(*attribute),
            Self::And(parts) | Self::Or(parts) => parts.iter().for_each(|part| part.collect_names(names)),
            Self::Not(part) => part.collect_names(names),
        }
    }

    /// The terms that make the expression false of these values; none if it is true.
    pub fn why_not(&self, levels: &Levels) -> Vec<FailedTerm> {
        let mut found = Vec::new();
        if !self.holds(levels) {
            self.blame(levels, true, &mut found);
        }
        found
    }

    /// Terms that keep the expression from being `wanted`.
    fn blame(&self, levels: &Levels, wanted: bool, found: &mut Vec<FailedTerm>) {
        if self.holds(levels) == wanted {
            return;
        }
        match self {
            Self::Term { attribute, op, value } => {
                let has = levels.get(attribute).copied();
                found.push(FailedTerm { attribute: *attribute, op: *op, value: *value, has, negated: !wanted });
            }
            Self::And(parts) | Self::Or(parts) => parts.iter().for_each(|part| part.blame(levels, wanted, found)),
            Self::Not(part) => part.blame(levels, !wanted, found),
        }
    }

    /// The terms of an expression within limits; none if it is too deep or has too many parts.
    pub(crate) fn checked_terms(&self) -> Option<Vec<(AttributeId, u8)>> {
        let mut terms = Vec::new();
        self.collect(&mut terms, MAX_DEPTH).then_some(terms)
    }

    fn collect(&self, terms: &mut Vec<(AttributeId, u8)>, depth: usize) -> bool {
        let Some(below) = depth.checked_sub(1) else {
            return false;
        };
        match self {
            Self::Term { attribute, value, .. } => {
                terms.push((*attribute, *value));
                terms.len() <= MAX_TERMS
            }
            Self::And(parts) | Self::Or(parts) => parts.len() <= MAX_TERMS && parts.iter().all(|part| part.collect(terms, below)),
            Self::Not(part) => part.collect(terms, below),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SPANISH: AttributeId = AttributeId(1);

    #[test]
    fn a_term_on_an_absent_attribute_is_false_for_every_operator() {
        for op in [Op::Eq, Op::Ne, Op::Lt, Op::Le, Op::Gt, Op::Ge] {
            assert!(!Expr::term(SPANISH, op, 5).holds(&Levels::new()));
        }
    }

    #[test]
    fn not_of_an_absent_term_is_true() {
        let expr = Expr::Not(Box::new(Expr::term(SPANISH, Op::Eq, 1)));
        assert!(expr.holds(&Levels::new()));
    }

    #[test]
    fn left_to_right_import_keeps_its_meaning_with_parentheses() {
        let level = |id: u128| Expr::term(AttributeId(id), Op::Ge, 1);
        let imported = Expr::And(vec![Expr::Or(vec![level(1), level(2)]), level(3)]);
        let only_first = Levels::from([(AttributeId(1), 1)]);
        let first_and_third = Levels::from([(AttributeId(1), 1), (AttributeId(3), 1)]);
        assert!(!imported.holds(&only_first));
        assert!(imported.holds(&first_and_third));
    }

    #[test]
    fn a_bottomless_expression_is_refused_without_deep_recursion() {
        let deep = (0..200).fold(Expr::everybody(), |inner, _| Expr::Not(Box::new(inner)));
        assert_eq!(deep.checked_terms(), None);
    }
}
