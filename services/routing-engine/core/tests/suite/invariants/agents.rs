//! What agents are given, and what not: limits, room, work beside idle agents, interruption.

use std::collections::BTreeMap;

use proptest::prelude::*;
use routing_core::{
    AgentId, Answer, CloseReason, Command, ConfigChange, Event, EventKind, MrdConfig, MrdId, MrdState, MrdView, Ms, RequestId, Shard,
    TaskId,
};

use super::{LENGTH, fold, play};
use crate::moves::{history, ordinary, quiet_history};
use crate::world::{CHAT, VOICE, World};

/// R4: after each offer its agent has no more than the limit.
pub(super) fn limits() -> impl FnMut(&World, &Command, &Answer, &[Event]) {
    let mut mirror = fold(&World::furnished(0).log);
    move |_, _, _, events| {
        for event in events {
            mirror.apply(event);
            let EventKind::Offered { task, agent, .. } = &event.kind else { continue };
            let mrd = mirror.task(*task).unwrap().mrd;
            let view = mirror.agent(*agent).unwrap();
            let entry = view.mrds.iter().find(|entry| entry.facts.mrd == mrd).unwrap();
            assert!(entry.facts.load() <= entry.limit, "{entry:?}");
        }
    }
}

/// R6: the shard's own audit finds nothing.
pub(super) fn places() -> impl FnMut(&World, &Command, &Answer, &[Event]) {
    |world, command, _, _| assert_eq!(world.shard.audit(), Vec::<String>::new(), "after {command:?}")
}

/// R7: one offer at a time, and it ends in time.
pub(super) fn offers() -> impl FnMut(&World, &Command, &Answer, &[Event]) {
    let mut ringing: BTreeMap<RequestId, (TaskId, Ms)> = BTreeMap::new();
    move |_, _, _, events| {
        for event in events {
            match &event.kind {
                EventKind::Offered { task, request, until, .. } => {
                    assert_eq!(ringing.insert(*request, (*task, *until)), None);
                }
                EventKind::Assigned { task, request, .. } => {
                    let (offer, until) = ringing.remove(request).unwrap();
                    assert!(offer == *task && event.at < until);
                }
                EventKind::OfferLapsed(lapsed) => {
                    let (offer, until) = ringing.remove(&lapsed.request).unwrap();
                    assert!(offer == lapsed.task && event.at <= until);
                    assert_eq!(lapsed.reason == CloseReason::Rona, event.at == until && lapsed.reason == CloseReason::Rona);
                }
                _ => {}
            }
        }
    }
}

/// R16: whoever is offered something works in that domain, and has room.
pub(super) fn working() -> impl FnMut(&World, &Command, &Answer, &[Event]) {
    let mut mirror = fold(&World::furnished(0).log);
    move |_, _, _, events| {
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
    }
}

proptest! {
    #![proptest_config(ordinary())]

    #[test]
    fn r4_no_agent_is_given_work_above_the_limit(steps in history(LENGTH)) {
        play(0, &steps, limits());
    }

    #[test]
    fn r6_a_request_is_in_one_place_and_no_index_has_an_orphan_or_an_omission(steps in history(LENGTH)) {
        play(0, &steps, places());
    }

    #[test]
    fn r7_a_request_has_at_most_one_live_offer_and_none_is_accepted_late(steps in history(LENGTH)) {
        play(0, &steps, offers());
    }

    #[test]
    fn r16_only_a_working_agent_with_room_is_offered_anything(steps in history(LENGTH)) {
        play(0, &steps, working());
    }

    #[test]
    fn r25_work_elsewhere_interrupts_what_can_be_and_its_end_brings_the_former_state_back(
        steps in quiet_history(LENGTH), voice in any::<bool>(), chat in any::<bool>(),
    ) {
        let mut world = World::furnished(0);
        world.config(ConfigChange::Mrd(MrdConfig { interruptible: voice, ..MrdConfig::new(VOICE, 2) }));
        world.config(ConfigChange::Mrd(MrdConfig { interruptible: chat, ..MrdConfig::new(CHAT, 3) }));
        let mut mirror = fold(&world.log);
        let mut told: BTreeMap<_, bool> = BTreeMap::new();
        for (delay, step) in &steps {
            world.now.0 += delay;
            let command = world.command(step);
            for event in world.run(&command).1 {
                if let EventKind::Offered { request, agent, .. } = &event.kind {
                    let mrd = mirror.queue(mirror.request(*request).unwrap().queue).unwrap().mrd;
                    prop_assert!(!interrupted(&mirror, *agent, mrd, [voice, chat]), "{event:?}");
                }
                mirror.apply(&event);
                match &event.kind {
                    EventKind::MrdInterrupted { agent, mrd } => prop_assert_eq!(told.insert((*agent, *mrd), true).unwrap_or(false), false),
                    EventKind::MrdResumed { agent, mrd } => prop_assert_eq!(told.insert((*agent, *mrd), false), Some(true)),
                    _ => {}
                }
            }
            for (agent, entry) in world.shard.agents().into_iter().flat_map(|id| world.shard.agent(id).unwrap().mrds.into_iter().map(move |mrd| (id, mrd))) {
                let mrd = entry.facts.mrd;
                let wanted = interrupted(&world.shard, agent, mrd, [voice, chat]);
                prop_assert_eq!(entry.interrupted, wanted, "{:?} in {:?} after {:?}", agent, mrd, command);
                prop_assert_eq!(told.get(&(agent, mrd)).copied().unwrap_or(false), wanted, "told");
                let view = world.shard.agent(agent).unwrap();
                if view.mrds.iter().all(|mrd| mrd.state != MrdState::Logout && mrd.state != MrdState::Unknown) {
                    prop_assert_eq!(entry.state, by_count(&entry, wanted));
                }
            }
        }
    }
}

/// From the open tasks alone: whether an agent's work in another domain of hers suspends this one.
fn interrupted(shard: &Shard, agent: AgentId, mrd: MrdId, [voice, chat]: [bool; 2]) -> bool {
    let interruptible = if mrd == VOICE { voice } else { chat };
    let own: Vec<_> = shard.agent(agent).unwrap().mrds.iter().map(|entry| entry.facts.mrd).collect();
    interruptible && shard.tasks_of(agent).iter().any(|task| task.mrd != mrd && own.contains(&task.mrd))
}

/// The state that switch, numbers and limit give, interruption put aside or on top.
fn by_count(entry: &MrdView, interrupted: bool) -> MrdState {
    let facts = &entry.facts;
    match (facts.on, facts.offered, facts.active) {
        (false, 0, 0) => MrdState::NotReady,
        (false, ..) => MrdState::PendingNotReady,
        _ if interrupted => MrdState::Interrupted,
        (true, 0, 0) => MrdState::Ready,
        (true, _, 0) => MrdState::Reserved,
        (true, offered, active) if offered + active >= entry.limit => MrdState::Busy,
        (true, 0, _) => MrdState::Active,
        (true, ..) => MrdState::Reserved,
    }
}
