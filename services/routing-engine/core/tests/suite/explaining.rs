//! Explanations against decisions.

use proptest::prelude::*;
use routing_core::{
    AgentConfig, AgentId, AttributeConfig, AttributeId, AttributeKind, ConfigChange, EventKind, Explanation, Expr, MrdConfig, Obstacle, Op,
    QueueConfig, QueueId, Shard, Span, Step,
};

use crate::moves::{Move, history, ordinary};
use crate::world::{CHAT, World};

fn fold(world: &World) -> Shard {
    let mut shard = Shard::new();
    world.log.iter().for_each(|event| shard.apply(event));
    shard
}

/// What every explanation promises by itself.
fn check(why: &Explanation) {
    assert_eq!(why.derived_choice(), why.choice, "the facts say otherwise: {why:?}");
    assert_eq!(why.candidates().next().map(|case| case.agent), why.choice);
    for case in &why.agents {
        assert_eq!(why.judge(case), (case.obstacles.clone(), case.rank));
        assert_eq!(case.obstacles.is_empty(), case.rank.is_some());
    }
    let ranks: Vec<_> = why.candidates().filter_map(|case| case.rank).collect();
    assert!(ranks.is_sorted());
    assert!(why.rivals.is_sorted_by_key(|rival| rival.rank));
    assert_eq!(why.rivals.is_empty(), why.choice.is_none());
    assert!(why.tie_break().is_some() == (ranks.len() > 1));
}

fn explain_all(steps: &[(i64, Move)]) {
    let mut world = World::furnished(0);
    let mut mirror = fold(&world);
    for (delay, step) in steps {
        world.now.0 += delay;
        let command = world.command(step);
        let (_, events) = world.run(&command);
        for event in &events {
            if let EventKind::Offered { request, agent, .. } = &event.kind {
                let why = mirror.explain(*request, event.at).unwrap();
                check(&why);
                assert_eq!(why.choice, Some(*agent));
                assert_eq!(why.rivals[0].request, *request, "something else came first: {why:?}");
            }
            mirror.apply(event);
        }
        for queue in 1..=4u128 {
            for waiting in mirror.queue(QueueId(queue)).map(|queue| queue.waiting).unwrap_or_default() {
                let why = mirror.explain(waiting.request, world.now).unwrap();
                check(&why);
                assert_eq!((why.choice, why.position), (None, Some(waiting.position)), "after {command:?}");
            }
        }
    }
}

proptest! {
    #![proptest_config(ordinary())]

    #[test]
    fn the_facts_of_an_explanation_alone_give_the_decision(steps in history(120)) {
        explain_all(&steps);
    }
}

/// One queue whose second step opens after ten seconds, and three agents.
fn centre() -> World {
    let mut world = World::new();
    let (english, vip) = (AttributeId(1), AttributeId(2));
    world.config(ConfigChange::Mrd(MrdConfig::new(CHAT, 2)));
    world.config(ConfigChange::Attribute(AttributeConfig { id: english, kind: AttributeKind::Level }));
    world.config(ConfigChange::Attribute(AttributeConfig { id: vip, kind: AttributeKind::Boolean }));
    let fluent = Expr::And(vec![Expr::term(english, Op::Ge, 7), Expr::Not(Box::new(Expr::term(vip, Op::Eq, 1)))]);
    let steps = vec![Step::new(Span::seconds(10), fluent), Step::new(Span::ZERO, Expr::term(english, Op::Ge, 3))];
    world.config(ConfigChange::Queue(QueueConfig { steps, ..QueueConfig::new(QueueId(1), CHAT, Expr::everybody()) }));
    for (agent, levels) in [(1, vec![(english, 4)]), (2, vec![(english, 9), (vip, 1)]), (3, vec![])] {
        let mrds = [(CHAT, 1)].into();
        world.config(ConfigChange::Agent(AgentConfig { id: AgentId(agent), levels: levels.into_iter().collect(), mrds }));
    }
    world
}

#[test]
fn a_waiting_request_tells_which_term_ruled_each_agent_out_and_when_the_next_step_opens() {
    let mut world = centre();
    for agent in [1, 2, 3] {
        world.login(agent);
    }
    let request = world.ask(1);
    let why = world.shard.explain(request, world.now).unwrap();
    let of = |agent: u128| &why.agents.iter().find(|case| case.agent == AgentId(agent)).unwrap().obstacles;
    let [Obstacle::Steps { failed, later: Some(2) }] = of(1).as_slice() else { panic!("{:?}", of(1)) };
    let term = failed[0].terms[0];
    assert_eq!(
        (failed[0].step, term.attribute, term.op, term.value, term.has, term.negated),
        (1, AttributeId(1), Op::Ge, 7, Some(4), false)
    );
    let [Obstacle::Steps { failed, later: Some(2) }] = of(2).as_slice() else { panic!("{:?}", of(2)) };
    assert_eq!((failed[0].terms.len(), failed[0].terms[0].attribute, failed[0].terms[0].negated), (1, AttributeId(2), true));
    let [Obstacle::Steps { failed, later: None }] = of(3).as_slice() else { panic!("{:?}", of(3)) };
    assert_eq!((failed[0].terms[0].has, why.request.next_step_at.map(|at| at.0)), (None, Some(10_000)));
    assert_eq!(why.tally().into_iter().collect::<Vec<_>>(), [("STEPS", 3)]);
    assert_eq!(world.at(10_000).len(), 2, "the step opens and one is offered");
}

#[test]
fn a_request_that_rings_or_is_over_is_not_explained() {
    let mut world = centre();
    world.login(1);
    world.at(1);
    let request = world.ask(1);
    world.at(10_001);
    assert!(world.task_of(request).is_some());
    assert_eq!(world.shard.explain(request, world.now), None);
    assert_eq!(world.shard.explain(routing_core::RequestId(7), world.now), None);
}
