//! Expressions: what the engine makes of them against a walk over the tree that shares nothing with it.

use std::collections::BTreeMap;

use proptest::prelude::*;
use routing_core::{
    AgentConfig, AgentId, AttributeConfig, AttributeId, AttributeKind, ConfigChange, Expr, MrdConfig, Op, QueueConfig, QueueId, Span, Step,
};

use crate::moves::ordinary;
use crate::world::{CHAT, World};

type Levels = BTreeMap<AttributeId, u8>;

fn expressions() -> impl Strategy<Value = Expr> {
    let ops = prop_oneof![Just(Op::Eq), Just(Op::Ne), Just(Op::Lt), Just(Op::Le), Just(Op::Gt), Just(Op::Ge)];
    let term = (1..4u128, ops, 1..=10u8).prop_map(|(attribute, op, value)| Expr::term(AttributeId(attribute), op, value));
    term.prop_recursive(4, 24, 3, |part| {
        prop_oneof![
            prop::collection::vec(part.clone(), 0..3).prop_map(Expr::And),
            prop::collection::vec(part.clone(), 0..3).prop_map(Expr::Or),
            part.prop_map(|part| Expr::Not(Box::new(part))),
        ]
    })
}

fn levels() -> impl Strategy<Value = Levels> {
    prop::collection::btree_map((1..4u128).prop_map(AttributeId), 1..=10u8, 0..4)
}

/// Walks the tree; a term on what the agent lacks is false, whatever it asks.
fn walk(expr: &Expr, levels: &Levels) -> bool {
    match expr {
        Expr::Term { attribute, op, value } => match levels.get(attribute).map(|level| level.cmp(value)) {
            None => false,
            Some(order) => match op {
                Op::Eq => order.is_eq(),
                Op::Ne => order.is_ne(),
                Op::Lt => order.is_lt(),
                Op::Le => order.is_le(),
                Op::Gt => order.is_gt(),
                Op::Ge => order.is_ge(),
            },
        },
        Expr::And(parts) => !parts.iter().any(|part| !walk(part, levels)),
        Expr::Or(parts) => parts.iter().any(|part| walk(part, levels)),
        Expr::Not(part) => !walk(part, levels),
    }
}

/// A queue of these steps in the same instant, and agents of these attributes, one after the other.
fn office(steps: &[Expr], agents: &[Levels]) -> World {
    let mut world = World::new();
    world.config(ConfigChange::Mrd(MrdConfig::new(CHAT, 1)));
    for attribute in 1..4 {
        world.config(ConfigChange::Attribute(AttributeConfig { id: AttributeId(attribute), kind: AttributeKind::Level }));
    }
    let steps = steps.iter().map(|expr| Step::new(Span::ZERO, expr.clone())).collect();
    world.config(ConfigChange::Queue(QueueConfig { steps, ..QueueConfig::new(QueueId(1), CHAT, Expr::everybody()) }));
    for (agent, levels) in (1..).zip(agents) {
        world.config(ConfigChange::Agent(AgentConfig { id: AgentId(agent), levels: levels.clone(), mrds: [(CHAT, 1)].into() }));
        world.now.0 += 1;
        world.login(u8::try_from(agent).unwrap());
    }
    world
}

proptest! {
    #![proptest_config(ordinary())]

    #[test]
    fn r21_the_engine_means_by_an_expression_what_a_walk_over_its_tree_finds(
        steps in prop::collection::vec(expressions(), 1..4), agents in prop::collection::vec(levels(), 1..5),
    ) {
        let mut world = office(&steps, &agents);
        for expr in &steps {
            for levels in &agents {
                prop_assert_eq!(expr.holds(levels), walk(expr, levels));
                prop_assert!(!expr.holds(levels) || expr.why_not(levels).is_empty());
            }
        }
        // The smallest first step, then the longest available: through masks, profiles and lists of the idle.
        let first = |levels: &Levels| steps.iter().position(|expr| walk(expr, levels));
        let mut wanted: Vec<_> = (1u128..).zip(&agents).filter_map(|(agent, levels)| Some((first(levels)?, agent))).collect();
        wanted.sort_unstable();
        for (step, agent) in &wanted {
            let request = world.ask(1);
            prop_assert_eq!(world.task_of(request).map(|(_, agent)| agent), Some(AgentId(*agent)), "first step {}", step + 1);
        }
        let last = world.ask(1);
        prop_assert_eq!(world.task_of(last), None);
        prop_assert_eq!(world.shard.audit(), Vec::<String>::new());
    }

    #[test]
    fn r21_an_import_read_from_left_to_right_keeps_its_meaning(
        first in expressions(), rest in prop::collection::vec((any::<bool>(), expressions()), 0..5), levels in levels(),
    ) {
        // As the other product reads: each operator takes everything before it.
        let plain = rest.iter().fold(walk(&first, &levels), |so_far, (and, part)| {
            if *and { so_far && walk(part, &levels) } else { so_far || walk(part, &levels) }
        });
        let imported = rest.into_iter().fold(first, |so_far, (and, part)| {
            if and { Expr::And(vec![so_far, part]) } else { Expr::Or(vec![so_far, part]) }
        });
        prop_assert_eq!(imported.holds(&levels), plain);
    }
}
