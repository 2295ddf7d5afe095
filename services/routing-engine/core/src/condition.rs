//! Conditions on steps ("consider if"): asked once, at the instant a step would begin, of the request and of its queue as they are then.

use serde::{Deserialize, Serialize};

use crate::expr::{MAX_DEPTH, MAX_TERMS, Op};

/// What a condition may look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Figure {
    /// Priority of the request, 1 to 11.
    Priority,
    /// Others that wait in the queue for anybody.
    Waiting,
    /// Agents with room who qualify for the step in question.
    Available,
}

/// Whether a step is entered or passed over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Condition {
    /// A figure compared with a number.
    Compare {
        /// The figure on the left.
        figure: Figure,
        /// The comparison.
        op: Op,
        /// The number on the right.
        value: u32,
    },
    /// All parts hold.
    And(Vec<Self>),
    /// Some part holds.
    Or(Vec<Self>),
    /// The part does not hold.
    Not(Box<Self>),
}

impl Condition {
    /// Whether it holds, `read` giving the figures.
    pub fn holds(&self, read: &dyn Fn(Figure) -> u32) -> bool {
        match self {
            Self::Compare { figure, op, value } => op.holds(read(*figure), *value),
            Self::And(parts) => parts.iter().all(|part| part.holds(read)),
            Self::Or(parts) => parts.iter().any(|part| part.holds(read)),
            Self::Not(part) => !part.holds(read),
        }
    }

    /// Whether it is within the limits of expressions.
    pub(crate) fn is_sound(&self) -> bool {
        self.size(MAX_DEPTH).is_some_and(|size| size <= MAX_TERMS)
    }

    fn size(&self, depth: usize) -> Option<usize> {
        let below = depth.checked_sub(1)?;
        match self {
            Self::Compare { .. } => Some(1),
            Self::And(parts) | Self::Or(parts) if parts.len() <= MAX_TERMS => {
                parts.iter().try_fold(1usize, |size, part| Some(size.saturating_add(part.size(below)?)))
            }
            Self::And(_) | Self::Or(_) => None,
            Self::Not(part) => part.size(below),
        }
    }
}
