//! What was said, found by its words: for agents where they or their team took part, for supervisors everywhere.

use ids::{Ms, Principal, Role};

use crate::State;
use crate::error::Error;
use crate::search::{Asked, Stretch, excerpt, terms};

/// Hits of one answer, unless asked for fewer, and at most.
const USUAL: i64 = 20;
const MOST: i64 = 100;
/// Letters of a question, and words that count.
const LETTERS: usize = 200;
const WORDS: usize = 10;

/// A question.
pub(crate) struct Question {
    pub(crate) text: String,
    pub(crate) customer: Option<String>,
    /// The last page's `next`.
    pub(crate) before: Option<String>,
    pub(crate) limit: i64,
}

/// A message that has it.
#[derive(Debug)]
pub(crate) struct Hit {
    pub(crate) conversation_id: String,
    pub(crate) seq: i64,
    pub(crate) at: Ms,
    pub(crate) name: String,
    pub(crate) speaker: String,
    pub(crate) customer_id: String,
    pub(crate) customer_name: String,
    pub(crate) excerpt: Vec<Stretch>,
}

/// Hits, newest first, and where the next page begins.
pub(crate) async fn search_messages(state: &State, principal: &Principal, question: Question) -> Result<(Vec<Hit>, Option<String>), Error> {
    if question.text.chars().count() > LETTERS {
        return Err(Error::Malformed { field: "q", problem: "has more than 200 characters" });
    }
    // PostgreSQL's text has no NUL.
    if question.customer.as_deref().is_some_and(|customer| customer.contains('\0')) {
        return Err(Error::Malformed { field: "customerId", problem: "has a NUL" });
    }
    let mut terms = terms(&question.text);
    terms.truncate(WORDS);
    let before = question.before.as_deref().map(place).transpose()?;
    let limit = if question.limit > 0 { question.limit.min(MOST) } else { USUAL };
    let everywhere = principal.has(Role::Supervisor) || principal.has(Role::Admin);
    let agent = (!everywhere).then_some(&*principal.actor);
    let asked = Asked { tenant: &principal.tenant, terms: &terms, agent, customer: question.customer.as_deref(), before, limit: limit + 1 };
    let mut found = state.search.search(&asked).await?;
    let more = i64::try_from(found.len()).unwrap_or(i64::MAX) > limit;
    if more {
        found.pop();
    }
    let next = found.last().map(|last| format!("{}.{}", last.at, last.id)).filter(|_| more);
    let hit = |found: crate::search::Found| Hit {
        excerpt: excerpt(&found.text, &terms),
        conversation_id: found.conversation_id,
        seq: found.seq,
        at: found.at,
        name: found.name,
        speaker: found.speaker,
        customer_id: found.customer_id,
        customer_name: found.customer_name,
    };
    Ok((found.into_iter().map(hit).collect(), next))
}

fn place(text: &str) -> Result<(Ms, i64), Error> {
    let parts = text.split_once('.').and_then(|(at, id)| Some((at.parse().ok()?, id.parse().ok()?)));
    parts.ok_or(Error::Malformed { field: "before", problem: "is not the `next` of a page" })
}

/// Whether somebody may read a conversation as one that they, or their team, took part in.
pub(crate) async fn may_read(state: &State, principal: &Principal, conversation_id: &str) -> Result<bool, Error> {
    if principal.has(Role::Supervisor) || principal.has(Role::Admin) {
        return Ok(true);
    }
    Ok(state.search.took_part(&principal.tenant, conversation_id, &principal.actor).await?)
}
