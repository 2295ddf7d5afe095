//! State machines: what random histories do to agents, domains and tasks is in the tables of the product.

use std::collections::BTreeMap;

use proptest::prelude::*;
use routing_core::{AgentId, CloseReason, EventKind, GlobalState, MrdId, MrdState, Shard, TaskState};

use crate::moves::{Move, history, ordinary, quiet_history};
use crate::world::World;

fn global_states(shard: &Shard) -> BTreeMap<AgentId, GlobalState> {
    shard.agents().into_iter().map(|agent| (agent, shard.agent(agent).unwrap().global)).collect()
}

fn mrd_states(shard: &Shard) -> BTreeMap<(AgentId, MrdId), MrdState> {
    let views = shard.agents().into_iter().filter_map(|agent| shard.agent(agent));
    let entries = views.flat_map(|view| view.mrds.into_iter().map(move |mrd| ((view.id, mrd.facts.mrd), mrd.state)));
    entries.collect()
}

fn allowed_global(from: GlobalState, to: GlobalState) -> bool {
    use GlobalState::{Logout, NotReady, Ready};
    // LOGIN is passed through inside one event.
    matches!((from, to), (Logout | Ready, NotReady) | (NotReady, Ready) | (NotReady | Ready, Logout))
}

fn allowed_mrd(from: MrdState, to: MrdState) -> bool {
    use MrdState::{Active, Busy, Interrupted, Logout, NotReady, PendingNotReady, Ready, Reserved, Unknown};
    match (from, to) {
        (_, Logout | Unknown) | (Unknown, _) | (Logout, NotReady) => true,
        // A logout lets go of the tasks in the events after it.
        (Logout, _) => false,
        (NotReady, to) => matches!(to, Ready | Interrupted),
        (Ready, to) => matches!(to, NotReady | Reserved | Interrupted),
        (Reserved, to) => matches!(to, Ready | Active | Busy | PendingNotReady | Interrupted),
        (Active, to) => matches!(to, Ready | Reserved | Busy | PendingNotReady | Interrupted),
        (Busy, to) => matches!(to, Ready | Reserved | Active | PendingNotReady | Interrupted),
        (PendingNotReady, to) => matches!(to, NotReady | Reserved | Active | Busy | Interrupted),
        (Interrupted, to) => matches!(to, Ready | Reserved | Active | Busy | PendingNotReady | NotReady),
    }
}

fn follow(steps: &[(i64, Move)], mut check: impl FnMut(&Shard, &Shard, &EventKind)) {
    let mut world = World::furnished(0);
    let mut shard = world.shard.clone();
    for (delay, step) in steps {
        world.now.0 += delay;
        let command = world.command(step);
        for event in world.run(&command).1 {
            let before = shard.clone();
            shard.apply(&event);
            check(&before, &shard, &event.kind);
        }
    }
}

proptest! {
    #![proptest_config(ordinary())]

    #[test]
    fn global_states_change_as_in_the_table(steps in history(100)) {
        follow(&steps, |before, after, event| {
            let old = global_states(before);
            for (agent, to) in global_states(after) {
                let from = old.get(&agent).copied().unwrap_or(to);
                assert!(from == to || allowed_global(from, to), "{from:?} -> {to:?} by {event:?}");
            }
        });
    }

    #[test]
    fn domain_states_change_as_in_the_table(steps in quiet_history(100)) {
        follow(&steps, |before, after, event| {
            let old = mrd_states(before);
            for (key, to) in mrd_states(after) {
                let from = old.get(&key).copied().unwrap_or(to);
                // Who joins asks for neither the switch nor room.
                let joined = matches!(event, EventKind::Joined { .. })
                    && matches!((from, to), (MrdState::NotReady, MrdState::PendingNotReady) | (MrdState::Ready, MrdState::Active | MrdState::Busy));
                assert!(from == to || joined || allowed_mrd(from, to), "{from:?} -> {to:?} by {event:?}");
            }
        });
    }

    #[test]
    fn a_domain_is_ready_only_while_the_agent_is(steps in history(100)) {
        follow(&steps, |_, after, event| {
            for agent in after.agents() {
                let view = after.agent(agent).unwrap();
                let on = view.mrds.iter().any(|mrd| mrd.facts.on);
                assert!(!on || view.global == GlobalState::Ready, "{event:?}");
            }
        });
    }

    #[test]
    fn tasks_end_for_the_reasons_of_the_table(steps in history(100)) {
        use CloseReason::{AgentLogout, Cancelled, Declined, Done, ForceClosed, NoAgentAvailable, Reroute, ResponseTimeout, Rona, Transferred};
        follow(&steps, |before, _, event| match event {
            EventKind::OfferLapsed(lapsed) => {
                assert!(matches!(before.task(lapsed.task).unwrap().state, TaskState::Offered { .. }));
                let fits = matches!(lapsed.reason, Rona | Declined | Cancelled | NoAgentAvailable | AgentLogout | ForceClosed);
                assert!(fits, "{lapsed:?}");
            }
            EventKind::Assigned { task, .. } => {
                assert!(matches!(before.task(*task).unwrap().state, TaskState::Offered { .. }));
            }
            EventKind::WrapUpStarted { task, .. } => assert_eq!(before.task(*task).unwrap().state, TaskState::Active),
            EventKind::TaskClosed { task, reason, .. } => match before.task(*task).unwrap().state {
                TaskState::Offered { .. } => panic!("an offer lapses, it is not closed"),
                TaskState::WrapUp { reason: wanted, .. } => assert_eq!(*reason, wanted),
                TaskState::Active => {
                    let fits = matches!(reason, Done | AgentLogout | Transferred | Cancelled | Reroute | ForceClosed | ResponseTimeout);
                    assert!(fits, "{reason:?}");
                }
            },
            _ => {}
        });
    }
}
