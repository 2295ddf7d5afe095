//! One sentence.

use ids::rfc3339;
use routing_core::{CloseReason, Decision, Explanation, Ms};
use routing_expression as expression;

use super::Ended;
use crate::names::Names;

/// Why a request waits.
pub(crate) fn waiting(why: &Explanation, names: &Names) -> String {
    let place = match (why.request.target(), why.position) {
        (Some(target), _) => format!("Waits for {}", names.agent(target.agent).shown()),
        (None, Some(place)) => format!("Waits in {} at place {place}", names.queue(why.queue.id).shown()),
        (None, None) => format!("Waits in {}", names.queue(why.queue.id).shown()),
    };
    let step = format!("step {} of {}", why.step, why.queue.steps.len());
    let seconds = |at: Ms| at.since(why.at).0 / 1_000;
    let next = why.request.next_step_at.map(|at| format!(", the next step opens in {} s", seconds(at))).unwrap_or_default();
    format!("{place} ({step}{next}): {}.", nobody(why, names))
}

/// What keeps everybody away, most frequent first.
fn nobody(why: &Explanation, names: &Names) -> String {
    if why.agents.is_empty() {
        return "there are no agents".to_owned();
    }
    if let Some(agent) = why.choice {
        return format!("{} can take it", names.agent(agent).shown());
    }
    let mut tally: Vec<_> = why.tally().into_iter().collect();
    tally.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let parts: Vec<_> = tally.into_iter().take(3).map(|(kind, count)| format!("{count} {}", phrase(kind))).collect();
    format!("of {} agents {}", why.agents.len(), parts.join(", "))
}

fn phrase(kind: &str) -> &'static str {
    match kind {
        "NOT_NAMED" => "are not the one it is meant for",
        "PULLED" => "have to fetch it",
        "NO_DOMAIN" => "do not work in this domain",
        "LOGGED_OUT" => "are signed out",
        "NOT_READY" => "are not ready",
        "PRESENCE_UNKNOWN" => "are not heard of yet",
        "DOMAIN_OFF" => "have the domain switched off",
        "NO_ROOM" => "have no room",
        "NO_BUDGET" => "have no budget left",
        "INTERRUPTED" => "are held by other work",
        "STEPS" => "do not qualify yet",
        "EXCLUDED" => "were ruled out by the caller",
        "TAKES_PART" => "take part already",
        "SENDER" => "asked for it",
        _ => "declined or did not answer just now",
    }
}

/// Why an offer went to whom it went.
pub(crate) fn decided(decision: &Decision, names: &Names) -> String {
    let why = &decision.why;
    let agent = names.agent(decision.agent);
    let count = why.candidates().count();
    let reason = match why.tie_break() {
        None if why.request.target.is_some() => "it was meant for nobody else",
        None => "nobody else could take it",
        Some("STEP") => "this one qualifies for the earliest step",
        Some("SPREAD") => "this one has the most room as the queue counts it",
        Some("SKILL") => "this one comes first by skill",
        Some("AVAILABLE_SINCE") => "this one has been available the longest",
        Some(_) => "this one was configured first, all else being equal",
    };
    format!("Went to {} at {}: {count} of {} agents could take it; {reason}.", agent.shown(), rfc3339(why.at.0), why.agents.len())
}

/// How a request ended, and who kept it waiting until then.
pub(crate) fn over(ended: &Ended, names: &Names) -> String {
    let seconds = ended.at.since(ended.entered).0 / 1_000;
    let why = match ended.reason {
        CloseReason::Done => "the agent was done",
        CloseReason::Cancelled => "it was withdrawn",
        CloseReason::NoAgentAvailable => "its time ran out",
        CloseReason::ForceClosed => "it was closed by force",
        CloseReason::QueueFull => "its queue was full",
        CloseReason::Transferred => "it was handed over",
        CloseReason::AgentLogout => "its agent was gone",
        CloseReason::Reroute => "it was taken from its agent",
        CloseReason::ResponseTimeout => "the agent did not respond",
        CloseReason::Rona => "it rang without an answer",
        CloseReason::Declined => "it was declined",
    };
    let end = format!("Ended at {} after {seconds} s: {why}", rfc3339(ended.at.0));
    match &ended.waited {
        Some(waited) if waited.choice.is_none() => {
            format!("{end}. Until then it waited in {}: {}.", names.queue(waited.queue.id).shown(), nobody(waited, names))
        }
        _ => format!("{end}."),
    }
}

/// A term that ruled somebody out, as it would have to be read.
fn read(term: &routing_core::FailedTerm) -> routing_core::Expr {
    let read = routing_core::Expr::Term { attribute: term.attribute, op: term.op, value: term.value };
    if term.negated { routing_core::Expr::Not(Box::new(read)) } else { read }
}

/// A step's failed terms, for a table.
pub(crate) fn terms(terms: &[routing_core::FailedTerm], names: &Names) -> Vec<serde_json::Value> {
    let name = |attribute| names.attribute(attribute);
    let shown = terms.iter().map(|term| serde_json::json!({ "term": expression::text(&read(term), &name), "has": term.has }));
    shown.collect()
}
