//! Properties over random histories; each names the invariant it stands for.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use routing_core::{
    AgentId, Answer, CloseReason, Command, ConfigChange, Event, EventKind, MrdState, Ms, RequestId, RequestState, Requeue, Shard, TaskId,
};

use crate::moves::{Edit, Move, history, queue_config, quiet_history};
use crate::world::{QUEUES, World, closings};

const LENGTH: usize = 140;

fn config(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

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

proptest! {
    #![proptest_config(config(64))]

    #[test]
    fn r1_folding_the_log_gives_the_state_byte_for_byte(steps in history(LENGTH)) {
        let mut folded = fold(&World::furnished(0).log);
        play(0, &steps, |world, _, _, events| {
            for event in events {
                folded.apply(event);
            }
            assert_eq!(bytes(&folded), bytes(&world.shard));
        });
    }

    #[test]
    fn r1_a_snapshot_and_the_rest_of_the_log_give_the_state(steps in history(LENGTH), cut in 0..=100usize) {
        let world = play(0, &steps, |_, _, _, _| {});
        let cut = world.log.len() * cut / 100;
        let mut shard = Shard::from_snapshot(&fold(&world.log[..cut]).snapshot());
        for event in &world.log[cut..] {
            shard.apply(event);
        }
        prop_assert_eq!(bytes(&shard), bytes(&world.shard));
        prop_assert_eq!(shard.audit(), Vec::<String>::new());
    }

    #[test]
    fn r2_the_same_commands_give_the_same_events_after_a_restore_too(steps in history(LENGTH)) {
        let mut twin = World::furnished(0);
        play(0, &steps, |world, command, _, events| {
            twin.shard = Shard::from_snapshot(&twin.shard.snapshot());
            twin.now = world.now;
            let (_, again) = twin.run(command);
            assert_eq!(serde_json::to_vec(&again).unwrap(), serde_json::to_vec(events).unwrap());
        });
    }

    #[test]
    fn r3_a_repeated_command_has_no_second_effect(steps in history(LENGTH)) {
        play(0, &steps, |world, command, _, _| {
            let repeatable = !matches!(
                command,
                Command::ExtendWrapUp { .. } | Command::CloseMedia { .. } | Command::WrapUpDone { .. } | Command::Flush { .. } | Command::Move { .. }
            );
            let (answer, events) = world.clone().run(command);
            let removed_again = matches!(command, Command::Cancel { .. } | Command::Enqueue(_) | Command::Transfer(_) | Command::Invite { .. })
                && matches!(answer, Answer::Waiting | Answer::Offered(_) | Answer::Closed(_));
            assert!(!repeatable || events.is_empty() || removed_again, "{command:?} again: {answer:?} {events:?}");
        });
    }

    #[test]
    fn r4_no_agent_is_given_work_above_the_limit(steps in history(LENGTH)) {
        let mut mirror = fold(&World::furnished(0).log);
        play(0, &steps, |_, _, _, events| {
            for event in events {
                mirror.apply(event);
                let EventKind::Offered { task, agent, .. } = &event.kind else { continue };
                let mrd = mirror.task(*task).unwrap().mrd;
                let view = mirror.agent(*agent).unwrap();
                let entry = view.mrds.iter().find(|entry| entry.facts.mrd == mrd).unwrap();
                assert!(entry.facts.load() <= entry.limit, "{entry:?}");
            }
        });
    }

    #[test]
    fn r5_r6_no_free_agent_beside_a_request_and_no_orphan_in_any_index(steps in history(LENGTH)) {
        play(0, &steps, |world, command, _, _| {
            assert_eq!(world.shard.audit(), Vec::<String>::new(), "after {command:?}");
        });
    }

    #[test]
    fn r7_a_request_has_at_most_one_live_offer_and_none_is_accepted_late(steps in history(LENGTH)) {
        let mut ringing: BTreeMap<RequestId, (TaskId, Ms)> = BTreeMap::new();
        play(0, &steps, |_, _, _, events| {
            for event in events {
                match &event.kind {
                    EventKind::Offered { task, request, until, .. } => {
                        assert_eq!(ringing.insert(*request, (*task, *until)), None);
                    }
                    EventKind::Assigned { task, request, .. } => {
                        let (offer, until) = ringing.remove(request).expect("an offer");
                        assert!(offer == *task && event.at < until);
                    }
                    EventKind::OfferLapsed(lapsed) => {
                        let (offer, until) = ringing.remove(&lapsed.request).expect("an offer");
                        assert!(offer == lapsed.task && event.at <= until);
                        assert_eq!(lapsed.reason == CloseReason::Rona, event.at == until && lapsed.reason == CloseReason::Rona);
                    }
                    _ => {}
                }
            }
        });
    }

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
                EventKind::StepEntered { request, step, .. } => {
                    let Some(&(queue, at)) = entered.get(request) else { continue };
                    let passed = &queues[&queue].steps[..usize::from(*step) - 1];
                    prop_assert_eq!(passed.iter().fold(at, |at, step| at + step.wait), event.at);
                }
                _ => {}
            }
        }
    }

    #[test]
    fn r12_time_to_live_ends_at_its_instant_unless_accepted_before(steps in history(LENGTH)) {
        let mut deadlines: BTreeMap<RequestId, Ms> = BTreeMap::new();
        play(0, &steps, |world, _, _, events| {
            for event in events {
                match &event.kind {
                    EventKind::Enqueued(new) => _ = new.ttl_at.map(|at| deadlines.insert(new.request, at)),
                    EventKind::Requeued(again) => _ = again.ttl_at.map(|at| deadlines.insert(again.request, at)),
                    EventKind::Assigned { request, .. } | EventKind::Joined { request, .. } => {
                        let at = deadlines.remove(request);
                        assert!(at.is_none_or(|at| event.at < at));
                    }
                    EventKind::RequestClosed { request, .. } => {
                        let at = deadlines.remove(request);
                        assert!(at.is_none_or(|at| event.at <= at));
                    }
                    _ => {}
                }
            }
            assert!(deadlines.values().all(|at| *at > world.now), "somebody waits beyond the time to live");
        });
    }

    #[test]
    fn r13_an_unanswered_offer_keeps_entry_time_to_live_and_step(steps in history(LENGTH)) {
        let mut mirror = fold(&World::furnished(0).log);
        play(0, &steps, |_, _, _, events| {
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
        });
    }

    #[test]
    fn r15_requests_are_conserved(steps in history(LENGTH)) {
        play(0, &steps, |world, _, _, _| {
            let entered: BTreeSet<_> = world.log.iter().enumerate().filter_map(|(at, event)| match &event.kind {
                EventKind::Enqueued(new) => Some((at, new.request)),
                _ => None,
            }).collect();
            let ids: BTreeSet<_> = entered.iter().map(|(_, request)| *request).collect();
            let open = ids.iter().filter(|request| world.shard.request(**request).is_some()).count();
            assert_eq!(entered.len(), closings(&world.log) + open);
        });
    }

    #[test]
    fn r16_only_a_working_agent_with_room_is_offered_anything(steps in history(LENGTH)) {
        let mut mirror = fold(&World::furnished(0).log);
        play(0, &steps, |_, _, _, events| {
            for event in events {
                if let EventKind::Offered { request, agent, .. } = &event.kind {
                    let queue = mirror.request(*request).unwrap().queue;
                    let mrd = mirror.queue(queue).unwrap().mrd;
                    let view = mirror.agent(*agent).unwrap();
                    let state = view.mrds.iter().find(|entry| entry.facts.mrd == mrd).unwrap().state;
                    assert!(matches!(state, MrdState::Ready | MrdState::Active | MrdState::Reserved), "{state:?}");
                }
                mirror.apply(event);
            }
        });
    }

    #[test]
    fn r19_a_shift_in_time_and_other_names_change_nothing(steps in history(LENGTH), shift in 0..1_000_000_000i64) {
        let here = play(0, &steps, |_, _, _, _| {});
        let later: Vec<_> = std::iter::once((shift, Move::Tick)).chain(steps).collect();
        let there = play(7 << 64, &later, |_, _, _, _| {});
        let offers = |world: &World, shift: i64| -> Vec<(i64, TaskId, RequestId, u128)> {
            let label = world.label;
            let offer = |event: &Event| match &event.kind {
                EventKind::Offered { task, request, agent: AgentId(agent), .. } => {
                    Some((event.at.0 - shift, *task, *request, agent - label))
                }
                _ => None,
            };
            world.log.iter().filter_map(offer).collect()
        };
        prop_assert_eq!(offers(&here, 0), offers(&there, shift));
    }

    #[test]
    fn r22_an_edit_and_its_inverse_restore_everything(
        steps in history(LENGTH), queue in 1..=QUEUES, seed in any::<u8>(), agent in 1..=6u8, of_agent in any::<bool>(),
    ) {
        let mut world = play(0, &steps, |_, _, _, _| {});
        let Some((edit, inverse)) = edit_and_inverse(&world, (queue, agent), seed, of_agent) else { return Ok(()) };
        // Changes nothing but the clock, by which orders are read that depend on the time.
        world.config(inverse.clone());
        let mut edited = world.clone();
        let version = edited.shard.config_version();
        let there = edited.run(&Command::Config { version: version + 1, change: edit });
        if there.1.len() != 1 {
            return Ok(()); // refused, or it gave somebody work
        }
        let (answer, back) = edited.run(&Command::Config { version: version + 2, change: inverse });
        prop_assert_eq!((answer, back.len()), (Answer::Done, 1));
        prop_assert_eq!(comparable(&edited.shard), comparable(&world.shard));
        prop_assert_eq!(edited.shard.audit(), Vec::<String>::new());
    }

    #[test]
    fn r23_nothing_panics_and_a_refusal_has_no_event_of_its_own(steps in history(LENGTH)) {
        play(0, &steps, |world, _, _, _| {
            assert!(world.shard.next_deadline().is_none_or(|at| at > world.now), "a deadline was left behind");
        });
        let mut world = World::furnished(0);
        for (delay, step) in &steps {
            world.now.0 += delay;
            world.must(&Command::Tick);
            let before = bytes(&world.shard);
            let command = world.command(step);
            let (answer, events) = world.run(&command);
            prop_assert!(events.len() <= 60, "{} events", events.len());
            match answer {
                Answer::Refused { .. } | Answer::Unchanged => {
                    prop_assert_eq!((events.len(), bytes(&world.shard)), (0, before));
                }
                _ => {}
            }
        }
    }
}

/// A change of a queue or an agent, and the change that takes it back.
fn edit_and_inverse(world: &World, (queue, agent): (u8, u8), seed: u8, of_agent: bool) -> Option<(ConfigChange, ConfigChange)> {
    if of_agent {
        let id = world.agent_id(agent);
        let last = world.log.iter().rev().find_map(|event| match &event.kind {
            EventKind::ConfigApplied { change, .. } => match &**change {
                ConfigChange::Agent(config) if config.id == id => Some(config),
                _ => None,
            },
            _ => None,
        })?;
        let mut other = world.agent_config(agent, seed);
        other.mrds.clone_from(&last.mrds);
        world.shard.agent(id)?;
        return Some((ConfigChange::Agent(other), ConfigChange::Agent(last.clone())));
    }
    let edit = queue_config(queue, seed);
    let before = world.shard.queues().find(|config| config.id == edit.id)?.clone();
    Some((ConfigChange::Queue(edit), ConfigChange::Queue(before)))
}

/// All facts but the counters, and all orders.
fn comparable(shard: &Shard) -> (serde_json::Value, Vec<serde_json::Value>) {
    let mut facts = serde_json::to_value(shard.snapshot()).unwrap();
    for counter in ["seq", "clock", "version"] {
        facts.as_object_mut().unwrap().remove(counter);
    }
    let queues = shard.queues().map(|queue| serde_json::to_value(shard.queue(queue.id).unwrap()).unwrap());
    (facts, queues.collect())
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
