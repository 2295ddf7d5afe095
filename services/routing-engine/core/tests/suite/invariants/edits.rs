//! What must not matter or must come back: time and names, edits taken back, commands that are refused.

use proptest::prelude::*;
use routing_core::{AgentId, Answer, Command, ConfigChange, Event, EventKind, RequestId, Shard, TaskId};

use super::{LENGTH, play};
use crate::moves::{Move, history, ordinary};
use crate::world::{QUEUES, World};

proptest! {
    #![proptest_config(ordinary())]

    #[test]
    fn r19_a_shift_in_time_and_other_names_change_nothing(steps in history(LENGTH), shift in 0..1_000_000_000i64) {
        let here = play(0, &steps, |_, _, _, _| {});
        let later: Vec<_> = std::iter::once((shift, Move::Tick)).chain(steps).collect();
        let there = play(7 << 64, &later, |_, _, _, _| {});
        let offers = |world: &World, shift: i64| -> Vec<(i64, TaskId, RequestId, u128)> {
            let label = world.label;
            let offer = |event: &Event| match &event.kind {
                EventKind::Offered { task, request, agent: AgentId(agent), .. } => {
                    Some((event.at.0 - shift, *task, *request, if label == 0 { *agent } else { label - agent }))
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
            let before = world.shard.snapshot();
            let command = world.command(step);
            let (answer, events) = world.run(&command);
            prop_assert!(events.len() <= 60, "{} events", events.len());
            match answer {
                Answer::Refused { .. } | Answer::Unchanged => {
                    prop_assert_eq!((events.len(), world.shard.snapshot()), (0, before));
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
    let edit = world.queue_config(queue, seed);
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
