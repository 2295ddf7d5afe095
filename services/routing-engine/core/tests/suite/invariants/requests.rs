//! What a request keeps and when it ends: steps, time to live, offers that were not answered, conservation.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use routing_core::{AgentId, Answer, CloseReason, Command, Event, EventKind, Ms, Obstacle, RequestId, Requeue, Shard, StepMode};

use super::{LENGTH, fold, play};
use crate::moves::{history, ordinary, quiet_history};
use crate::world::World;

/// R12: nobody waits beyond the time to live, and nobody is sent away before.
pub(super) fn ends() -> impl FnMut(&World, &Command, &Answer, &[Event]) {
    let mut deadlines: BTreeMap<RequestId, Ms> = BTreeMap::new();
    let mut named: BTreeSet<RequestId> = BTreeSet::new();
    move |world, _, _, events| {
        for event in events {
            match &event.kind {
                EventKind::Enqueued(new) => {
                    new.ttl_at.map(|at| deadlines.insert(new.request, at));
                    named.extend(new.target.map(|_| new.request));
                }
                EventKind::Requeued(again) => _ = again.ttl_at.map(|at| deadlines.insert(again.request, at)),
                EventKind::Assigned { request, .. } | EventKind::Joined { request, .. } => {
                    let at = deadlines.remove(request);
                    assert!(at.is_none_or(|at| event.at < at));
                }
                EventKind::RequestClosed { request, reason, .. } => {
                    let at = deadlines.remove(request);
                    assert!(at.is_none_or(|at| event.at <= at));
                    // Nobody withdraws with this reason here, so it is time alone: to the millisecond, but for named agents.
                    let gone = matches!(reason, CloseReason::NoAgentAvailable) && !named.contains(request);
                    assert!(!gone || at == Some(event.at), "{event:?}");
                }
                _ => {}
            }
        }
        assert!(deadlines.values().all(|at| *at > world.now), "somebody waits beyond the time to live");
    }
}

/// R13: what a request keeps when nobody answered.
pub(super) fn keeps() -> impl FnMut(&World, &Command, &Answer, &[Event]) {
    let mut mirror = fold(&World::furnished(0).log);
    move |_, _, _, events| {
        let mut rang = None;
        for event in events {
            let EventKind::Requeued(again) = &event.kind else {
                rang = match &event.kind {
                    EventKind::OfferLapsed(lapsed) => Some(lapsed.request),
                    EventKind::AgentMrdChanged { .. } => rang,
                    _ => None,
                };
                mirror.apply(event);
                continue;
            };
            // Somebody else's comes from a supervisor who moves it right behind.
            let was_ringing = rang.take() == Some(again.request);
            let facts = |mirror: &Shard| {
                let facts = mirror.request(again.request).unwrap().clone();
                (facts.enqueued_at, facts.ttl_at, facts.step, facts.next_step_at, facts.queue)
            };
            let before = facts(&mirror);
            mirror.apply(event);
            assert!(!was_ringing || again.detached || facts(&mirror) == before, "{event:?}");
            let top = mirror.queue_config(again.queue).unwrap().requeue == Requeue::Top;
            assert!(!was_ringing || !top || again.priority == 11, "{event:?}");
        }
    }
}

/// R13: whom a request does not ring for a while.
pub(super) fn cools() -> impl FnMut(&World, &Command, &Answer, &[Event]) {
    let mut cooling: BTreeMap<(RequestId, AgentId), Ms> = BTreeMap::new();
    move |_, _, _, events| {
        for event in events {
            match &event.kind {
                EventKind::Requeued(again) => cooling.extend(again.cool_off.map(|cool| ((again.request, cool.agent), cool.until))),
                // Switching to READY asks for work, whatever was before.
                EventKind::AgentGlobalChanged { agent, ready: true, .. } | EventKind::AgentMrdChanged { agent, ready: true, .. } => {
                    cooling.retain(|(_, cold), _| cold != agent);
                }
                EventKind::CoolOffEnded { request, agent } => {
                    let until = cooling.remove(&(*request, *agent));
                    assert!(until.is_none_or(|until| until == event.at), "{event:?}");
                }
                EventKind::RequestClosed { request, .. } => cooling.retain(|(cold, _), _| cold != request),
                EventKind::Offered { request, agent, .. } => {
                    assert!(!cooling.contains_key(&(*request, *agent)), "{event:?}");
                }
                EventKind::Assigned { request, .. } | EventKind::Joined { request, .. } => cooling.retain(|(cold, _), _| cold != request),
                _ => {}
            }
        }
    }
}

/// R15: what came in is open or closed.
pub(super) fn conserved() -> impl FnMut(&World, &Command, &Answer, &[Event]) {
    let (mut entered, mut closed, mut ids) = (0, 0, BTreeSet::new());
    move |world, _, _, events| {
        for event in events {
            match &event.kind {
                EventKind::Enqueued(new) => {
                    entered += 1;
                    ids.insert(new.request);
                }
                EventKind::RequestClosed { .. } => closed += 1,
                _ => {}
            }
        }
        let open = ids.iter().filter(|request| world.shard.request(**request).is_some()).count();
        let snapshot_open = world.shard.queues().map(|queue| world.shard.waiting(queue.id)).sum::<u32>();
        assert_eq!(entered, closed + open);
        assert!(usize::try_from(snapshot_open).unwrap() <= open);
    }
}

proptest! {
    #![proptest_config(ordinary())]

    #[test]
    fn r11_steps_begin_at_the_sum_of_the_waits_whatever_offers_come_between(steps in quiet_history(LENGTH)) {
        let world = play(0, &steps, |_, _, _, _| {});
        let queues: BTreeMap<_, _> = world.shard.queues().map(|queue| (queue.id, queue.clone())).collect();
        let mut entered = BTreeMap::new();
        for event in &world.log {
            match &event.kind {
                EventKind::Enqueued(new) => _ = entered.insert(new.request, (new.queue, event.at)),
                // In another queue other steps begin, and not at its entry there.
                EventKind::Requeued(again) if entered.get(&again.request).is_some_and(|(queue, _)| *queue != again.queue) => {
                    entered.remove(&again.request);
                }
                EventKind::StepEntered { request, step, skipped, .. } => {
                    let Some(&(queue, at)) = entered.get(request) else { continue };
                    let passed = (0..).zip(&queues[&queue].steps[..usize::from(*step) - 1]).filter(|(index, _)| skipped & (1 << index) == 0);
                    prop_assert_eq!(passed.fold(at, |at, (_, step)| at + step.wait), event.at);
                }
                _ => {}
            }
        }
    }

    #[test]
    fn r11_who_qualifies_for_a_request_never_becomes_fewer_where_steps_add_up(steps in quiet_history(LENGTH)) {
        let mut known: BTreeMap<RequestId, (u128, BTreeSet<AgentId>)> = BTreeMap::new();
        play(0, &steps, |world, _, _, events| {
            for event in events {
                if let EventKind::RequestClosed { request, .. } = &event.kind {
                    known.remove(request);
                }
            }
            for queue in world.shard.queues().filter(|queue| queue.step_mode == StepMode::Cumulative) {
                for waiting in world.shard.queue(queue.id).unwrap().waiting.iter().take(2) {
                    let why = world.shard.explain(waiting.request, world.now).unwrap();
                    let fits = |case: &&routing_core::AgentCase| !case.obstacles.iter().any(|what| matches!(what, Obstacle::Steps { .. }));
                    let able: BTreeSet<_> = why.agents.iter().filter(fits).map(|case| case.agent).collect();
                    if let Some((_, before)) = known.insert(waiting.request, (queue.id.0, able.clone())).filter(|(old, _)| *old == queue.id.0) {
                        assert!(before.is_subset(&able), "{before:?} {able:?}");
                    }
                }
            }
        });
    }

    #[test]
    fn r12_time_to_live_ends_at_its_instant_unless_accepted_before(steps in history(LENGTH)) {
        play(0, &steps, ends());
    }

    #[test]
    fn r13_an_unanswered_offer_keeps_entry_time_to_live_and_step(steps in history(LENGTH)) {
        play(0, &steps, keeps());
    }

    #[test]
    fn r13_an_agent_who_did_not_take_a_request_is_not_rung_for_it_while_cooling_off(steps in history(LENGTH)) {
        play(0, &steps, cools());
    }

    #[test]
    fn r15_requests_are_conserved(steps in history(LENGTH)) {
        play(0, &steps, conserved());
    }
}
