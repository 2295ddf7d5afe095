//! Everything a supervisor watches.

use std::collections::HashMap;

use contracts::routing_engine::{Agent, BoardQueue, GetBoardResponse, ServiceLevel};
use ids::TenantId;
use routing_core::{AgentId, GlobalState, QueueId};

use crate::State;
use crate::engine::{Goal, Room, Turn, WINDOW, wait_view};
use crate::error::Error;
use crate::wire;

/// Most requests of a queue that are listed; the counts cover all.
const LISTED: usize = 50;
/// Most agents that are listed.
const AGENTS: usize = 2_000;

pub(crate) async fn get_board(state: &State, tenant: &TenantId) -> Result<GetBoardResponse, Error> {
    let look = |turn: &mut Turn<'_>| {
        let ids: Vec<_> = turn.room.told.queues().map(|queue| queue.id).collect();
        let active = active_tasks(turn.room);
        let mut queues: Vec<_> = ids.into_iter().filter_map(|queue| board_queue(turn, queue, &active)).collect();
        queues.sort_by(|a, b| name(a).cmp(name(b)));
        let (agents, cursor) = (agents(turn.room, ""), turn.room.feed.cursor().to_string());
        Ok(GetBoardResponse { queues, agents, cursor, at_ms: turn.now })
    };
    state.engine.look(tenant, look).await
}

/// The agents in a state, or all; signed in first, then by name.
pub(crate) async fn list_agents(state: &State, tenant: &TenantId, wanted: String) -> Result<(Vec<Agent>, String), Error> {
    let look = move |turn: &mut Turn<'_>| Ok((agents(turn.room, &wanted), turn.room.feed.cursor().to_string()));
    state.engine.look(tenant, look).await
}

fn name(board: &BoardQueue) -> &str {
    board.queue.as_ref().map_or("", |queue| queue.name.as_str())
}

fn agents(room: &Room, wanted: &str) -> Vec<Agent> {
    let here = |agent: AgentId| room.told.agent(agent).map(|view| (agent, view.global));
    let in_state = |(_, state): &(AgentId, GlobalState)| wanted.is_empty() || wire::global_name(*state) == wanted;
    let mut found: Vec<_> = room.told.agents().into_iter().filter_map(here).filter(in_state).collect();
    // Named before they are made: a view of everybody would be made to be thrown away.
    found.sort_by_cached_key(|(agent, state)| (*state == GlobalState::Logout, room.agent_name(*agent)));
    found.truncate(AGENTS);
    found.into_iter().filter_map(|(agent, _)| room.agent_view(agent)).collect()
}

/// How many tasks of each queue agents work on.
pub(crate) fn active_tasks(room: &Room) -> HashMap<QueueId, i32> {
    let mut active = HashMap::new();
    for agent in room.told.agents() {
        for task in room.told.tasks_of(agent).into_iter().filter(|task| task.is_active()) {
            *active.entry(task.queue).or_default() += 1;
        }
    }
    active
}

/// One queue with the first of those who wait.
pub(crate) fn board_queue(turn: &Turn<'_>, queue: QueueId, active: &HashMap<QueueId, i32>) -> Option<BoardQueue> {
    let room = &*turn.room;
    let view = room.queue_view(queue, turn.now)?;
    let config = room.told.queue_config(queue)?;
    let line = room.told.queue(queue).map(|queue| queue.waiting).unwrap_or_default();
    let requests = line.iter().take(LISTED).filter_map(|waiting| room.told.request(waiting.request)).map(|facts| room.listed_view(facts));
    Some(BoardQueue {
        mode: if config.pulled { "PULL" } else { "PUSH" }.to_owned(),
        requests: requests.collect(),
        service_level: Some(service_level(turn, queue)),
        estimate: room.estimate_now(queue).map(wait_view),
        oldest_at_ms: line.iter().map(|waiting| waiting.enqueued_at.0).min().unwrap_or(0),
        active_tasks: active.get(&queue).copied().unwrap_or(0),
        queue: Some(view),
    })
}

fn service_level(turn: &Turn<'_>, queue: QueueId) -> ServiceLevel {
    let Goal { formula, threshold } = turn.room.labels.goals.get(&queue).copied().unwrap_or_default();
    let level = turn.room.levels.of(queue, threshold, turn.now);
    ServiceLevel {
        threshold_ms: threshold,
        window_ms: WINDOW,
        accepted: wire::place(level.accepted),
        within: wire::place(level.within),
        abandoned: wire::place(level.abandoned),
        abandoned_early: wire::place(level.abandoned_early),
        per_mille: level.per_mille(formula).map_or(-1, wire::place),
    }
}
