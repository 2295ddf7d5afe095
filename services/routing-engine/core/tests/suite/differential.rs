//! The engine against the naive one: every offer is the one the naive engine would make, and none is missing.

use proptest::prelude::*;

use routing_core::{AgentId, EventKind, Ms, RequestId};

use crate::moves::{Move, history, ordinary};
use crate::reference::Reference;
use crate::world::World;

/// Follows both engines; `check` sees the naive one before each offer.
fn follow(steps: &[(i64, Move)], mut check: impl FnMut(&Reference, RequestId, AgentId, Ms), mut after: impl FnMut(&Reference, Ms)) {
    let mut world = World::furnished(0);
    let mut reference = Reference::default();
    for event in &world.log {
        reference.apply(event);
    }
    for (delay, step) in steps {
        world.now.0 += delay;
        let command = world.command(step);
        let (_, events) = world.run(&command);
        for event in &events {
            if let EventKind::Offered { request, agent, .. } = &event.kind {
                check(&reference, *request, *agent, event.at);
            }
            reference.apply(event);
        }
        after(&reference, world.now);
    }
}

proptest! {
    #![proptest_config(ordinary())]

    #[test]
    fn r5_no_agent_with_room_is_left_beside_a_request_she_may_have(steps in history(140)) {
        follow(&steps, |_, _, _, _| {}, |reference, now| assert_eq!(reference.next_offer(now), None, "idle work"));
    }

    #[test]
    fn r8_nothing_that_comes_first_in_line_is_passed_over_for_an_agent(steps in history(140)) {
        follow(&steps, |reference, request, agent, now| assert_eq!(reference.first_for(agent, request, now), request), |_, _| {});
    }

    #[test]
    fn r9_the_chosen_agent_is_the_smallest_of_all_who_may(steps in history(140)) {
        follow(&steps, |reference, request, agent, _| assert_eq!(reference.best(request), Some(agent)), |_, _| {});
    }

    #[test]
    fn r10_every_offer_is_the_one_a_naive_engine_would_make_and_none_is_missing(steps in history(140)) {
        let offer = |reference: &Reference, request, agent, now| {
            assert!(reference.routable(agent, request), "not routable");
            assert_eq!(reference.next_offer(now), Some((request, agent)));
        };
        follow(&steps, offer, |reference, now| assert_eq!(reference.next_offer(now), None, "idle work"));
    }

    #[test]
    fn r14_a_request_at_top_priority_is_offered_before_every_other_that_names_nobody(steps in history(140)) {
        let offer = |reference: &Reference, request, agent, _| {
            assert!(reference.is_named_or_top(request) || !reference.top_waits_for(agent, request), "{request:?} went first");
        };
        follow(&steps, offer, |_, _| {});
    }

    #[test]
    fn r11_a_step_is_entered_or_passed_over_as_its_condition_holds_when_it_would_begin(steps in history(140)) {
        let mut world = World::furnished(0);
        let mut reference = Reference::default();
        world.log.iter().for_each(|event| reference.apply(event));
        for (delay, step) in &steps {
            world.now.0 += delay;
            let command = world.command(step);
            for event in world.run(&command).1 {
                if let EventKind::StepEntered { request, step, skipped, .. } = &event.kind {
                    let (before, passed) = reference.step_of(*request);
                    let count = reference.steps_of(*request);
                    for between in before + 1..usize::from(*step).min(count) {
                        prop_assert!(skipped & (1 << (between - 1)) != 0 && !reference.considers(*request, u8::try_from(between).unwrap()));
                    }
                    prop_assert!(usize::from(*step) >= count || reference.considers(*request, *step), "{:?}", event);
                    prop_assert_eq!(skipped & passed, passed);
                }
                reference.apply(&event);
            }
        }
    }
}
