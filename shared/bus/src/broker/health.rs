//! Which parts of the bus work, for readiness.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// What each part last said.
#[derive(Debug, Default)]
pub(crate) struct Health(Mutex<BTreeMap<String, Option<String>>>);

impl Health {
    /// A part that will report; until then it is missing.
    pub(crate) fn expect(&self, part: &str) {
        self.set(part, Some("not connected yet".to_owned()));
    }

    pub(crate) fn fine(&self, part: &str) {
        if self.set(part, None).is_some() {
            tracing::info!(part, "the bus flows");
        }
    }

    /// Said once, not at every try.
    pub(crate) fn missing(&self, part: &str, problem: String) {
        if self.set(part, Some(problem.clone())).as_ref() != Some(&problem) {
            tracing::warn!(part, problem, "the bus does not flow");
        }
    }

    /// Answers what the part said before.
    fn set(&self, part: &str, problem: Option<String>) -> Option<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(part.to_owned(), problem).flatten()
    }

    pub(crate) fn check(&self) -> Result<(), String> {
        let parts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let missing: Vec<_> = parts.iter().filter_map(|(part, problem)| Some(format!("{part}: {}", problem.as_ref()?))).collect();
        if missing.is_empty() { Ok(()) } else { Err(missing.join("; ")) }
    }
}
