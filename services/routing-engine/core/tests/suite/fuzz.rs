//! Commands and events as a damaged or hostile store would give them: whatever can be read is executed or refused, and nothing falls over.

use proptest::prelude::*;
use routing_core::{Command, Event, Ms, Shard, Snapshot};

use crate::moves::{Move, history, ordinary};
use crate::world::World;

/// Numbers at the edges of what fields can hold.
const EDGES: [&str; 10] = [
    "0",
    "1",
    "11",
    "255",
    "65536",
    "4294967295",
    "-1",
    "9223372036854775807",
    "-9223372036854775808",
    "340282366920938463463374607431768211455",
];

/// A text with one of its numbers replaced, a byte changed, or its end cut off.
fn damage(text: &str, (kind, place, value): (u8, u16, u8)) -> String {
    let place = usize::from(place) % text.len().max(1);
    match kind % 4 {
        0 => text.chars().take(place).collect(),
        1 => text.chars().enumerate().map(|(at, sign)| if at == place { char::from(32 + value % 95) } else { sign }).collect(),
        _ => {
            let bytes = text.as_bytes();
            let Some(start) = (place..bytes.len()).find(|at| bytes[*at].is_ascii_digit() && !bytes[at.saturating_sub(1)].is_ascii_digit())
            else {
                return text.to_owned();
            };
            let end = (start..bytes.len()).find(|at| !bytes[*at].is_ascii_digit()).unwrap_or(bytes.len());
            format!("{}{}{}", &text[..start], EDGES[usize::from(value) % EDGES.len()], &text[end..])
        }
    }
}

fn play(world: &mut World, steps: &[(i64, Move)]) {
    for (delay, step) in steps {
        world.now.0 += delay;
        let command = world.command(step);
        world.run(&command);
    }
}

fn damages() -> impl Strategy<Value = Vec<(u8, u16, u8)>> {
    prop::collection::vec(any::<(u8, u16, u8)>(), 1..40)
}

proptest! {
    #![proptest_config(ordinary())]

    #[test]
    fn a_damaged_command_is_not_read_or_executed_or_refused(steps in history(60), harm in damages()) {
        let mut world = World::furnished(0);
        play(&mut world, &steps);
        for (at, harm) in harm.into_iter().enumerate() {
            let text = serde_json::to_string(&world.command(&steps[at % steps.len()].1)).unwrap();
            if let Ok(command) = serde_json::from_str::<Command>(&damage(&text, harm)) {
                let mut out = Vec::new();
                world.shard.step(&command, world.now, &mut out);
                world.log.extend(out);
            }
        }
        prop_assert_eq!(world.shard.audit(), Vec::<String>::new());
        let mut folded = Shard::new();
        world.log.iter().for_each(|event| folded.apply(event));
        prop_assert_eq!(folded.snapshot(), world.shard.snapshot());
    }

    #[test]
    fn damaged_events_and_snapshots_are_not_read_or_change_the_state_in_some_way(steps in history(60), harm in damages()) {
        let mut world = World::furnished(0);
        play(&mut world, &steps);
        let mut shard = Shard::new();
        for (at, event) in world.log.iter().enumerate() {
            let text = serde_json::to_string(event).unwrap();
            let read = serde_json::from_str::<Event>(&damage(&text, harm[at % harm.len()]));
            shard.apply(read.as_ref().unwrap_or(event));
        }
        let text = serde_json::to_string(&shard.snapshot()).unwrap();
        for harm in harm {
            if let Ok(snapshot) = serde_json::from_str::<Snapshot>(&damage(&text, harm)) {
                drop(Shard::from_snapshot(&snapshot));
            }
        }
    }

    #[test]
    fn a_clock_that_runs_back_or_leaps_ahead_is_taken(
        steps in history(40), leaps in prop::collection::vec(prop_oneof![Just(i64::MIN), Just(-1), -100_000..3_600_000i64], 1..6),
    ) {
        let mut world = World::furnished(0);
        play(&mut world, &steps);
        for leap in leaps {
            let (before, mut out) = (world.shard.clock(), Vec::new());
            world.shard.step(&Command::Tick, Ms(before.0.saturating_add(leap)), &mut out);
            prop_assert!(world.shard.clock() >= before && out.iter().all(|event| event.at >= before));
        }
        prop_assert_eq!(world.shard.audit(), Vec::<String>::new());
    }
}
