//! The engine against the naive one: every offer is the one the naive engine would make, and none is missing.

use proptest::prelude::*;

use routing_core::EventKind;

use crate::reference::Reference;
use crate::moves::{Move, history};
use crate::world::World;

fn follow(steps: &[(i64, Move)]) -> Result<(), TestCaseError> {
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
                prop_assert!(reference.routable(*agent, *request), "not routable: {event:?}");
                prop_assert_eq!(reference.next_offer(event.at), Some((*request, *agent)), "after {:?}", command);
            }
            reference.apply(event);
        }
        prop_assert_eq!(reference.next_offer(world.now), None, "idle work after {:?}", command);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    /// R5, R8, R9, R10, R16.
    #[test]
    fn every_offer_is_the_one_a_naive_engine_would_make(steps in history(160)) {
        follow(&steps)?;
    }
}
