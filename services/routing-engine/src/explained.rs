//! Explanations as people and programs read them: one sentence for an agent, a table for a supervisor, everything for an auditor.

mod sentence;
mod table;

use ids::rfc3339;
use routing_core::{AgentId, CloseReason, Decision, Explanation, Ms, RequestId};
use serde_json::{Value, json};

pub(crate) use sentence::{decided, over, waiting};
pub(crate) use table::{named, table};

use crate::names::Names;
use crate::wire;

/// How a request came to be where it is.
#[derive(Clone, Debug, Default)]
pub(crate) struct Story {
    /// Every offer so far, oldest first.
    pub(crate) decisions: Vec<Decision>,
    /// Why it waits, if it does.
    pub(crate) now: Option<Explanation>,
    /// Who came to it without being rung, and when.
    pub(crate) joined: Option<(AgentId, Ms)>,
    /// How it ended, if it has.
    pub(crate) ended: Option<Ended>,
}

/// The end of a request.
#[derive(Clone, Debug)]
pub(crate) struct Ended {
    pub(crate) reason: CloseReason,
    pub(crate) at: Ms,
    pub(crate) entered: Ms,
    /// Why it still waited just before, if it did.
    pub(crate) waited: Option<Explanation>,
}

impl Story {
    /// Nothing at all is known of it.
    pub(crate) fn is_empty(&self) -> bool {
        self.decisions.is_empty() && self.now.is_none() && self.joined.is_none() && self.ended.is_none()
    }

    /// The requests it was held against.
    pub(crate) fn rivals(&self) -> Vec<RequestId> {
        let decided = self.decisions.iter().map(|decision| &decision.why);
        let all = decided.chain(&self.now).chain(self.ended.iter().filter_map(|ended| ended.waited.as_ref()));
        all.flat_map(|why| &why.rivals).map(|rival| rival.request).collect()
    }

    /// In a sentence or two: where it is, and how it ended.
    pub(crate) fn sentence(&self, names: &Names) -> String {
        if let Some(why) = &self.now {
            return waiting(why, names);
        }
        let went = self.decisions.last().map(|decision| decided(decision, names));
        let came = self.joined.map(|(agent, at)| format!("{} came to it at {}, unasked.", names.agent(agent).shown(), rfc3339(at.0)));
        let over = self.ended.as_ref().map(|ended| over(ended, names));
        let parts: Vec<_> = [came.or(went), over].into_iter().flatten().collect();
        if parts.is_empty() { "It had not come in by then.".to_owned() } else { parts.join(" ") }
    }

    /// Everything; of the agents who were ruled out at most `most` a decision.
    pub(crate) fn json(&self, id: &str, names: &Names, most: usize) -> Value {
        let decisions: Vec<_> = self.decisions.iter().map(|decision| shown(decision, names, most)).collect();
        json!({
            "requestId": id,
            "sentence": self.sentence(names),
            "waiting": self.now.as_ref().map(|why| table(why, names, most)),
            "decisions": decisions,
            "joined": self.joined.map(|(agent, at)| json!({ "agent": named(names.agent(agent)), "at": rfc3339(at.0) })),
            "ended": self.ended.as_ref().map(|ended| json!({
                "reasonCode": wire::close_name(ended.reason), "at": rfc3339(ended.at.0), "waitedMs": ended.at.since(ended.entered).0,
                "waiting": ended.waited.as_ref().map(|why| table(why, names, most)),
            })),
        })
    }
}

fn shown(decision: &Decision, names: &Names, most: usize) -> Value {
    let mut shown = table(&decision.why, names, most);
    shown["taskId"] = format!("t{}", decision.task.0).into();
    shown["sentence"] = decided(decision, names).into();
    shown
}
