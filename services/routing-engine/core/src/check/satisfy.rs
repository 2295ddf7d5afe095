//! Whether any attribute values at all make expressions true and others false.

use std::collections::BTreeMap;

use crate::config::AttributeKind;
use crate::expr::{Expr, Op};
use crate::ids::AttributeId;

/// Sets of values of one attribute, a bit a value; the highest bit is "does not have it".
type Values = u16;

const ABSENT: Values = 1 << 15;
/// Attempts after which a question counts as answered with yes: nobody is warned of what is not certain.
const ATTEMPTS: u32 = 20_000;

type Goal<'a> = (&'a Expr, bool);
type Kinds<'a> = &'a dyn Fn(&AttributeId) -> Option<AttributeKind>;

/// True unless it is certain that no values make every goal come true.
pub(super) fn is_possible(goals: &[Goal<'_>], kinds: Kinds<'_>) -> bool {
    let mut search = Search { kinds, left: ATTEMPTS };
    search.solve(goals.to_vec(), Vec::new(), BTreeMap::new())
}

struct Search<'a> {
    kinds: Kinds<'a>,
    left: u32,
}

impl Search<'_> {
    /// Terms and conjunctions first; choices wait until nothing else is left.
    fn solve<'e>(&mut self, mut goals: Vec<Goal<'e>>, mut choices: Vec<Goal<'e>>, mut known: BTreeMap<AttributeId, Values>) -> bool {
        let Some(left) = self.left.checked_sub(1) else {
            return true;
        };
        self.left = left;
        while let Some((expr, wanted)) = goals.pop() {
            match (expr, wanted) {
                (Expr::Term { attribute, op, value }, _) => {
                    let all = self.all(attribute);
                    let holds = values(all, *op, *value);
                    let entry = known.entry(*attribute).or_insert(all);
                    *entry &= if wanted { holds } else { all & !holds };
                    if *entry == 0 {
                        return false;
                    }
                }
                (Expr::Not(part), _) => goals.push((part, !wanted)),
                (Expr::And(parts), true) | (Expr::Or(parts), false) => goals.extend(parts.iter().map(|part| (part, wanted))),
                (Expr::And(_), false) | (Expr::Or(_), true) => choices.push((expr, wanted)),
            }
        }
        let Some((Expr::And(parts) | Expr::Or(parts), wanted)) = choices.pop() else {
            return true;
        };
        parts.iter().any(|part| self.solve(vec![(part, wanted)], choices.clone(), known.clone()))
    }

    fn all(&self, attribute: &AttributeId) -> Values {
        let own = match (self.kinds)(attribute) {
            Some(AttributeKind::Boolean) => 0b11,
            Some(AttributeKind::Level) => 0b111_1111_1110,
            // Unknown attributes are refused elsewhere.
            None => 0b111_1111_1111,
        };
        own | ABSENT
    }
}

/// The values of which a comparison is true.
fn values(all: Values, op: Op, value: u8) -> Values {
    let bits = (0..=10u8).filter(|candidate| op.holds(*candidate, value)).map(|candidate| 1 << candidate);
    bits.fold(0, |set: Values, bit: Values| set | bit) & all & !ABSENT
}
