//! The invariants R1 to R25 of the specification, each over random histories. R8 to R10 are in `differential`, R14, R20 and R24 in `orders`,
//! R21 in `expressions`.

mod agents;
mod edits;
mod log;
mod requests;

use std::collections::BTreeMap;

use proptest::prelude::*;
use routing_core::{Answer, Command, Event, EventKind, RequestState, Shard};

use crate::differential;
use crate::moves::{Edit, Move, history, ordinary};
use crate::world::World;

/// Steps of a random history.
pub(crate) const LENGTH: usize = 140;

/// Plays a history; `after` sees the world after each command, with its answer and its events.
pub(crate) fn play(label: u128, steps: &[(i64, Move)], mut after: impl FnMut(&World, &Command, &Answer, &[Event])) -> World {
    let mut world = World::furnished(label);
    for (delay, step) in steps {
        world.now.0 += delay;
        let command = world.command(step);
        let (answer, events) = world.run(&command);
        after(&world, &command, &answer, &events);
    }
    world
}

/// What is held of a history while it is played.
type Rule<'a> = &'a mut dyn FnMut(&World, &Command, &Answer, &[Event]);

fn bytes(shard: &Shard) -> Vec<u8> {
    serde_json::to_vec(&shard.snapshot()).unwrap()
}

fn fold(log: &[Event]) -> Shard {
    let mut shard = Shard::new();
    for event in log {
        shard.apply(event);
    }
    shard
}

proptest! {
    #![proptest_config(ordinary())]

    /// Each of these is a test of its own as well. A million histories cost as much as for two of them.
    #[test]
    fn r4_to_r16_hold_together_of_one_history(steps in history(LENGTH)) {
        let mut naive = differential::all_at_once();
        let (mut limits, mut places, mut offers, mut working) = (agents::limits(), agents::places(), agents::offers(), agents::working());
        let (mut ends, mut keeps, mut cools, mut conserved) = (requests::ends(), requests::keeps(), requests::cools(), requests::conserved());
        let mut rules: [Rule<'_>; 9] =
            [&mut naive, &mut limits, &mut places, &mut offers, &mut working, &mut ends, &mut keeps, &mut cools, &mut conserved];
        play(0, &steps, |world, command, answer, events| rules.iter_mut().for_each(|rule| rule(world, command, answer, events)));
    }
}

#[test]
fn random_histories_reach_every_kind_of_event() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;
    let mut runner = TestRunner::deterministic();
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for _ in 0..60 {
        let steps = history(LENGTH).new_tree(&mut runner).unwrap().current();
        let world = play(0, &steps, |_, _, _, _| {});
        for event in &world.log {
            let name = serde_json::to_value(&event.kind).unwrap().as_object().unwrap().keys().next().unwrap().clone();
            *seen.entry(name).or_default() += 1;
            let reason = match &event.kind {
                EventKind::OfferLapsed(lapsed) => format!("lapsed {:?}", lapsed.reason),
                EventKind::RequestClosed { reason, .. } => format!("closed {reason:?}"),
                EventKind::Requeued(again) if again.detached => "detached".into(),
                _ => continue,
            };
            *seen.entry(reason).or_default() += 1;
        }
        assert!(world.log.iter().all(|event| event.at <= world.now));
    }
    for wanted in [
        "Enqueued",
        "StepEntered",
        "Offered",
        "Assigned",
        "Requeued",
        "TargetWindowClosed",
        "CoolOffEnded",
        "TransferStarted",
        "TransferReturned",
        "WrapUpStarted",
        "Joined",
        "WrapUpExtended",
        "WrapUpEnded",
        "TaskClosed",
        "MrdInterrupted",
        "MrdResumed",
        "PresenceChanged",
        "AgentLoggedOut",
        "lapsed Rona",
        "lapsed Declined",
        "lapsed AgentLogout",
        "lapsed Cancelled",
        "lapsed NoAgentAvailable",
        "closed Transferred",
        "closed QueueFull",
        "closed ForceClosed",
        "closed NoAgentAvailable",
        "closed Done",
        "detached",
    ] {
        assert!(seen.get(wanted).is_some_and(|count| *count >= 3), "{wanted}: {seen:#?}");
    }
}

#[test]
fn assigned_requests_do_not_wait() {
    let mut world = World::furnished(0);
    let edit = Move::Config(Edit::Settings(true));
    let command = world.command(&edit);
    world.must(&command);
    assert!(world.shard.settings().queue_priority);
    let request = world.ask(4);
    assert_eq!(world.shard.request(request).unwrap().state, RequestState::Waiting);
    assert_eq!(world.shard.position(request), Some(1));
}
