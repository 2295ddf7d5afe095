//! The engine against the naive one: every offer is the one the naive engine would make, and none is missing.

use proptest::prelude::*;

use routing_core::{AgentId, Answer, Command, Event, EventKind, Ms, RequestId};

use crate::invariants::{LENGTH, play};
use crate::moves::{history, ordinary};
use crate::reference::Reference;
use crate::world::World;

/// Follows along with the naive engine; `before` sees it before each event, `after` after each command.
fn naive(
    mut before: impl FnMut(&Reference, &Event),
    mut after: impl FnMut(&Reference, Ms),
) -> impl FnMut(&World, &Command, &Answer, &[Event]) {
    let mut reference = Reference::default();
    for event in &World::furnished(0).log {
        reference.apply(event);
    }
    move |world, _, _, events| {
        for event in events {
            before(&reference, event);
            reference.apply(event);
        }
        after(&reference, world.now);
    }
}

/// The same of offers only.
fn offers(mut offer: impl FnMut(&Reference, RequestId, AgentId, Ms)) -> impl FnMut(&Reference, &Event) {
    move |reference, event| {
        if let EventKind::Offered { request, agent, .. } = &event.kind {
            offer(reference, *request, *agent, event.at);
        }
    }
}

fn no_idle_work(reference: &Reference, now: Ms) {
    assert_eq!(reference.next_offer(now), None, "idle work");
}

fn first_in_line(reference: &Reference, request: RequestId, agent: AgentId, now: Ms) {
    assert_eq!(reference.first_for(agent, request, now), request);
}

fn smallest_of_all(reference: &Reference, request: RequestId, agent: AgentId, _: Ms) {
    assert_eq!(reference.best(request), Some(agent));
}

fn the_naive_choice(reference: &Reference, request: RequestId, agent: AgentId, now: Ms) {
    assert!(reference.routable(agent, request), "not routable");
    assert_eq!(reference.next_offer(now), Some((request, agent)));
}

fn top_goes_first(reference: &Reference, request: RequestId, agent: AgentId, _: Ms) {
    assert!(reference.is_named_or_top(request) || !reference.top_waits_for(agent, request), "{request:?} went first");
}

fn steps_as_conditions_hold(reference: &Reference, event: &Event) {
    let EventKind::StepEntered { request, step, skipped, .. } = &event.kind else { return };
    let (before, passed) = reference.step_of(*request);
    let count = reference.steps_of(*request);
    for between in before + 1..usize::from(*step).min(count) {
        assert!(skipped & (1 << (between - 1)) != 0 && !reference.considers(*request, u8::try_from(between).unwrap()));
    }
    assert!(usize::from(*step) >= count || reference.considers(*request, *step), "{event:?}");
    assert_eq!(skipped & passed, passed);
}

/// R5, R8 to R11 and R14 of one history.
pub(crate) fn all_at_once() -> impl FnMut(&World, &Command, &Answer, &[Event]) {
    let mut offer = offers(|reference, request, agent, now| {
        first_in_line(reference, request, agent, now);
        smallest_of_all(reference, request, agent, now);
        the_naive_choice(reference, request, agent, now);
        top_goes_first(reference, request, agent, now);
    });
    let before = move |reference: &Reference, event: &Event| {
        steps_as_conditions_hold(reference, event);
        offer(reference, event);
    };
    naive(before, no_idle_work)
}

proptest! {
    #![proptest_config(ordinary())]

    #[test]
    fn r5_no_agent_with_room_is_left_beside_a_request_she_may_have(steps in history(LENGTH)) {
        play(0, &steps, naive(|_, _| {}, no_idle_work));
    }

    #[test]
    fn r8_nothing_that_comes_first_in_line_is_passed_over_for_an_agent(steps in history(LENGTH)) {
        play(0, &steps, naive(offers(first_in_line), |_, _| {}));
    }

    #[test]
    fn r9_the_chosen_agent_is_the_smallest_of_all_who_may(steps in history(LENGTH)) {
        play(0, &steps, naive(offers(smallest_of_all), |_, _| {}));
    }

    #[test]
    fn r10_every_offer_is_the_one_a_naive_engine_would_make_and_none_is_missing(steps in history(LENGTH)) {
        play(0, &steps, naive(offers(the_naive_choice), no_idle_work));
    }

    #[test]
    fn r14_a_request_at_top_priority_is_offered_before_every_other_that_names_nobody(steps in history(LENGTH)) {
        play(0, &steps, naive(offers(top_goes_first), |_, _| {}));
    }

    #[test]
    fn r11_a_step_is_entered_or_passed_over_as_its_condition_holds_when_it_would_begin(steps in history(LENGTH)) {
        play(0, &steps, naive(steps_as_conditions_hold, |_, _| {}));
    }
}
