//! The invariants R1 to R25 of the specification, each over random histories. R8 to R10 are in `differential`, R14, R20 and R24 in `orders`,
//! R21 in `expressions`.

mod agents;
mod edits;
mod log;
mod requests;

use std::collections::BTreeMap;

use proptest::strategy::Strategy as _;
use routing_core::{Answer, Command, Event, EventKind, RequestState, Shard};

use crate::moves::{Edit, Move, history};
use crate::world::World;

const LENGTH: usize = 140;

fn play(label: u128, steps: &[(i64, Move)], mut after: impl FnMut(&World, &Command, &Answer, &[Event])) -> World {
    let mut world = World::furnished(label);
    for (delay, step) in steps {
        world.now.0 += delay;
        let command = world.command(step);
        let (answer, events) = world.run(&command);
        after(&world, &command, &answer, &events);
    }
    world
}

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
