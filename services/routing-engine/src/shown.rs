//! Requests, agents, tasks and queues as JSON.

use contracts::routing_engine::{Agent, BoardQueue, Request, ServiceLevel, Task, WaitEstimate};
use ids::{Ms, rfc3339};
use serde_json::{Value, json};

use crate::engine::{Report, Said};

pub(crate) fn instant(at: Ms) -> Option<String> {
    (at > 0).then(|| rfc3339(at))
}

pub(crate) fn request(request: &Request) -> Value {
    json!({
        "id": request.id, "conversationId": request.conversation_id, "queueId": request.queue_id, "queueName": request.queue_name,
        "state": request.state, "priority": request.priority, "position": request.position,
        "enqueuedAt": rfc3339(request.enqueued_at_ms), "ttlAt": instant(request.ttl_at_ms),
        "estimatedWait": request.estimate.as_ref().map(wait), "direction": request.direction,
    })
}

pub(crate) fn agent(agent: &Agent) -> Value {
    let mrds = agent.mrds.iter().map(|mrd| {
        json!({ "mrdId": mrd.mrd_id, "name": mrd.name, "state": mrd.state, "reason": mrd.reason, "load": mrd.load, "max": mrd.max, "since": instant(mrd.since_ms) })
    });
    let mrds: Vec<Value> = mrds.collect();
    json!({
        "id": agent.id, "name": agent.name, "state": agent.state, "reason": agent.reason, "stateSince": instant(agent.state_since_ms),
        "connected": agent.connected, "mrds": mrds, "tasks": agent.tasks.iter().map(task).collect::<Vec<_>>(),
    })
}

pub(crate) fn task(task: &Task) -> Value {
    json!({
        "id": task.id, "requestId": task.request_id, "conversationId": task.conversation_id, "state": task.state,
        "queueId": task.queue_id, "queueName": task.queue_name, "mrdId": task.mrd_id, "direction": task.direction,
        "enqueuedAt": rfc3339(task.enqueued_at_ms), "offeredAt": instant(task.offered_at_ms), "deadline": instant(task.deadline_ms),
        "transferring": task.transferring, "agentId": task.agent_id, "agentName": task.agent_name,
        "customerName": task.card.as_ref().map(|card| card.customer_name.clone()),
    })
}

pub(crate) fn wait(wait: &WaitEstimate) -> Value {
    json!({ "lowMs": wait.low_ms, "likelyMs": wait.likely_ms, "highMs": wait.high_ms })
}

/// A request with who asks.
fn listed(one: &Request) -> Value {
    let card = one.card.clone().unwrap_or_default();
    let mut shown = request(one);
    shown["customerId"] = card.customer_id.into();
    shown["customerName"] = card.customer_name.into();
    shown["channelType"] = card.channel_type.into();
    shown
}

fn level(level: &ServiceLevel) -> Value {
    json!({
        "thresholdMs": level.threshold_ms, "windowMs": level.window_ms, "accepted": level.accepted, "within": level.within,
        "abandoned": level.abandoned, "abandonedEarly": level.abandoned_early, "perMille": (level.per_mille >= 0).then_some(level.per_mille),
    })
}

/// A queue as a supervisor watches it.
pub(crate) fn board_queue(board: &BoardQueue) -> Value {
    let queue = board.queue.clone().unwrap_or_default();
    let agents: Vec<_> = queue.available_agents.iter().map(|agent| json!({ "id": agent.id, "name": agent.name })).collect();
    json!({
        "id": queue.id, "name": queue.name, "mrdId": queue.mrd_id, "mode": board.mode, "waiting": queue.waiting,
        "oldestAt": instant(board.oldest_at_ms), "activeTasks": board.active_tasks, "availableAgents": agents,
        "estimatedWait": board.estimate.as_ref().map(wait), "serviceLevel": board.service_level.as_ref().map(level),
        "requests": board.requests.iter().map(listed).collect::<Vec<_>>(),
    })
}

/// A report of the feed.
pub(crate) fn report(report: &Report) -> Value {
    match &report.said {
        Said::Task(event) => json!({
            "name": event.name, "at": rfc3339(report.at), "reasonCode": event.reason_code,
            "task": event.task.as_ref().filter(|task| !task.id.is_empty()).map(task), "request": event.request.as_ref().map(request),
        }),
        Said::Agent(event) => json!({
            "name": if event.changed { "AGENT_STATE_CHANGED" } else { "AGENT_STATE_UNCHANGED" }, "at": rfc3339(report.at),
            "agent": event.agent.as_ref().map(agent),
        }),
    }
}
