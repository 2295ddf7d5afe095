//! What the log alone gives: the state, the same events again, a prefix after a crash, one line under two leaders.

use proptest::prelude::*;
use routing_core::{Answer, Command, Event, EventKind, Ms, RequestId, Shard, TaskId};
use std::collections::{BTreeMap, BTreeSet};

use super::{LENGTH, bytes, fold, play};
use crate::moves::{history, ordinary};
use crate::world::World;

proptest! {
    #![proptest_config(ordinary())]

    #[test]
    fn r1_folding_the_log_gives_the_state_byte_for_byte(steps in history(LENGTH)) {
        let mut folded = fold(&World::furnished(0).log);
        let world = play(0, &steps, |world, _, _, events| {
            for event in events {
                folded.apply(event);
            }
            assert_eq!(folded.snapshot(), world.shard.snapshot());
        });
        prop_assert_eq!(bytes(&folded), bytes(&world.shard));
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
        let world = play(0, &steps, |world, command, _, events| {
            // Now and then: slots and listings are given out anew, and nothing may depend on them.
            if world.log.len().is_multiple_of(3) {
                twin.shard = Shard::from_snapshot(&twin.shard.snapshot());
            }
            twin.now = world.now;
            assert_eq!(twin.run(command).1, events);
        });
        prop_assert_eq!(serde_json::to_vec(&twin.log).unwrap(), serde_json::to_vec(&world.log).unwrap());
    }

    #[test]
    fn r3_a_repeated_command_has_no_second_effect(steps in history(LENGTH)) {
        play(0, &steps, |world, command, _, _| {
            let repeatable = !matches!(
                command,
                Command::ExtendWrapUp { .. } | Command::CloseMedia { .. } | Command::WrapUpDone { .. } | Command::Flush { .. } | Command::Move { .. }
            );
            let mut events = Vec::new();
            let answer = world.shard.clone().step(command, world.now, &mut events);
            let removed_again = matches!(command, Command::Cancel { .. } | Command::Enqueue(_) | Command::Transfer(_) | Command::Invite { .. })
                && matches!(answer, Answer::Waiting | Answer::Offered(_) | Answer::Closed(_));
            assert!(!repeatable || events.is_empty() || removed_again, "{command:?} again: {answer:?} {events:?}");
        });
    }

    #[test]
    fn r17_a_log_cut_off_at_any_byte_is_a_prefix_of_what_was_decided_and_goes_on_as_it_did(steps in history(60), cut in any::<u32>()) {
        let mut rows = Rows::default();
        play(0, &steps, |world, command, _, events| rows.write(world.now, command, events));
        let kept = &rows.bytes[..usize::try_from(cut).unwrap() % (rows.bytes.len() + 1)];
        let whole = kept.iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
        let read: Vec<Row> = kept[..whole].split_inclusive(|byte| *byte == b'\n').map(|row| serde_json::from_slice(row).unwrap()).collect();
        let mut recovered = World::furnished(0);
        let mut before = World::furnished(0);
        for (at, command, events) in read {
            for event in &events {
                recovered.shard.apply(event);
            }
            before.now = at;
            prop_assert_eq!(before.run(&command).1, events);
        }
        prop_assert_eq!(bytes(&recovered.shard), bytes(&before.shard));
        prop_assert_eq!(recovered.shard.next_deadline(), before.shard.next_deadline());
        prop_assert_eq!(recovered.shard.audit(), Vec::<String>::new());
        for (at, command, events) in &rows.rows {
            if *at >= before.now {
                (recovered.now, before.now) = (*at, *at);
                prop_assert_eq!(recovered.run(command), before.run(command), "instead of {:?}", events);
            }
        }
    }

    #[test]
    fn r18_two_leaders_write_one_line_and_every_visible_offer_is_in_it(steps in history(LENGTH), turns in any::<u64>(), lag in 0..4u64) {
        let mut line: Vec<Vec<Event>> = vec![World::furnished(0).log];
        let mut leaders = [World::furnished(0), World::furnished(0)];
        let mut seen = [1usize, 1];
        let (mut visible, mut lost) = (Vec::new(), 0);
        for (place, (delay, step)) in steps.iter().enumerate() {
            let place = u64::try_from(place).unwrap();
            let turn = usize::from((turns.rotate_right(u32::try_from(place % 64).unwrap()) & 1) == 1 && place % (lag + 1) == 0);
            let now = leaders[turn].now.max(Ms(leaders[1 - turn].now.0)).0 + delay;
            leaders[turn].now = Ms(now);
            let command = leaders[turn].command(step);
            let (mut attempt, mut events) = (leaders[turn].shard.clone(), Vec::new());
            attempt.step(&command, Ms(now), &mut events);
            if events.is_empty() {
                continue;
            }
            // The append at the next index is the fence: whoever is behind fails, drops what it decided and reads on.
            if seen[turn] == line.len() {
                visible.extend(events.iter().filter_map(offered));
                line.push(events);
                leaders[turn].shard = attempt;
            } else {
                lost += 1;
                for row in &line[seen[turn]..] {
                    for event in row {
                        leaders[turn].shard.apply(event);
                    }
                }
            }
            seen[turn] = line.len();
        }
        let events: Vec<_> = line.concat();
        let folded = fold(&events);
        prop_assert_eq!(folded.audit(), Vec::<String>::new());
        prop_assert!(events.windows(2).all(|pair| pair[0].at <= pair[1].at), "{} appends were fenced off", lost);
        let leader = usize::from(seen[1] == line.len());
        prop_assert_eq!(bytes(&folded), bytes(&leaders[leader].shard));
        let offers: Vec<_> = events.iter().filter_map(offered).collect();
        prop_assert_eq!(&offers, &visible);
        let ids: BTreeSet<_> = offers.iter().map(|(task, _)| *task).collect();
        prop_assert_eq!(ids.len(), offers.len(), "two offers of one number");
        let mut ringing: BTreeMap<RequestId, TaskId> = BTreeMap::new();
        for event in &events {
            match &event.kind {
                EventKind::Offered { task, request, .. } => prop_assert_eq!(ringing.insert(*request, *task), None),
                EventKind::Assigned { task, request, .. } => prop_assert_eq!(ringing.remove(request), Some(*task)),
                EventKind::OfferLapsed(lapsed) => prop_assert_eq!(ringing.remove(&lapsed.request), Some(lapsed.task)),
                _ => {}
            }
        }
    }
}

type Row = (Ms, Command, Vec<Event>);

/// A log as a shell writes it: one row a command, the last of which may be torn.
#[derive(Default)]
struct Rows {
    bytes: Vec<u8>,
    rows: Vec<Row>,
}

impl Rows {
    fn write(&mut self, now: Ms, command: &Command, events: &[Event]) {
        let row = (now, command.clone(), events.to_vec());
        serde_json::to_writer(&mut self.bytes, &row).unwrap();
        self.bytes.push(b'\n');
        self.rows.push(row);
    }
}

fn offered(event: &Event) -> Option<(TaskId, RequestId)> {
    match event.kind {
        EventKind::Offered { task, request, .. } => Some((task, request)),
        _ => None,
    }
}
