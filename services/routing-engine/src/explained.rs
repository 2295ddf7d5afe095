//! Explanations as people and programs read them: one sentence for an agent, a table for a supervisor, everything for an auditor.

mod sentence;
mod table;

use routing_core::{Decision, Explanation};
use serde_json::{Value, json};

pub(crate) use sentence::{decided, waiting};
pub(crate) use table::table;

use crate::names::Names;

/// How a request came to be where it is.
#[derive(Clone, Debug, Default)]
pub(crate) struct Story {
    /// Every offer so far, oldest first.
    pub(crate) decisions: Vec<Decision>,
    /// Why it waits, if it does.
    pub(crate) now: Option<Explanation>,
}

impl Story {
    /// In one sentence.
    pub(crate) fn sentence(&self, names: &Names) -> String {
        match (&self.now, self.decisions.last()) {
            (Some(why), _) => waiting(why, names),
            (None, Some(decision)) => decided(decision, names),
            (None, None) => "It neither waited nor was offered to anybody until then.".to_owned(),
        }
    }

    /// Everything; of the agents who were ruled out at most `most` a decision.
    pub(crate) fn json(&self, id: &str, names: &Names, most: usize) -> Value {
        let decisions: Vec<_> = self.decisions.iter().map(|decision| shown(decision, names, most)).collect();
        json!({
            "requestId": id,
            "sentence": self.sentence(names),
            "waiting": self.now.as_ref().map(|why| table(why, names, most)),
            "decisions": decisions,
        })
    }
}

fn shown(decision: &Decision, names: &Names, most: usize) -> Value {
    let mut shown = table(&decision.why, names, most);
    shown["taskId"] = format!("t{}", decision.task.0).into();
    shown["sentence"] = decided(decision, names).into();
    shown
}
