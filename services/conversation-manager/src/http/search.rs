//! Search over HTTP.

use axum::Json;
use axum::extract::{Query, State as Extract};
use ids::rfc3339;
use runtime::Caller;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::READERS;
use crate::search::Stretch;
use crate::{State, ops};

#[derive(Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Asked {
    /// Every word begins a word of the message; in quotation marks they stand there as they are.
    q: String,
    /// Only of this customer.
    customer_id: Option<String>,
    /// The last page's `next`.
    before: Option<String>,
    #[serde(default)]
    limit: i64,
}

#[derive(Serialize, ToSchema)]
#[schema(as = SearchPage)]
pub(super) struct Page {
    items: Vec<Hit>,
    /// The next page's `before`; null on the last.
    next: Option<String>,
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = SearchHit)]
struct Hit {
    conversation_id: String,
    seq: i64,
    at: String,
    name: String,
    speaker: String,
    customer_id: String,
    customer_name: String,
    /// Text, with what was found told apart.
    excerpt: Vec<Stretch>,
}

/// What was said in conversations the caller may see, newest first.
#[utoipa::path(get, path = "/conversation-manager/v1/search", responses((status = 200, description = "What was said in conversations the caller may see, newest first", body = Page)))]
pub(super) async fn search(Extract(state): Extract<State>, caller: Caller, Query(asked): Query<Asked>) -> errors::Result<Json<Page>> {
    caller.require(READERS)?;
    let question = ops::search_messages::Question { text: asked.q, customer: asked.customer_id, before: asked.before, limit: asked.limit };
    let (hits, next) = ops::search_messages::search_messages(&state, &caller.principal, question).await?;
    let shown = |hit: ops::search_messages::Hit| Hit {
        conversation_id: hit.conversation_id,
        seq: hit.seq,
        at: rfc3339(hit.at),
        name: hit.name,
        speaker: hit.speaker,
        customer_id: hit.customer_id,
        customer_name: hit.customer_name,
        excerpt: hit.excerpt,
    };
    Ok(Json(Page { items: hits.into_iter().map(shown).collect(), next }))
}
