//! What other rules would have done in conversations that are over.

use contracts::conversation_manager::{GetConversationRequest, ReadActivitiesRequest, View};
use errors::Fault;
use ids::{Principal, TenantId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::facts::{Conversation, Event};
use crate::domain::replay::{Difference, Row, compare};
use crate::domain::rules::RuleSet;
use crate::error::Error;
use crate::{NAME, State, wire};

/// Conversations that are looked at, unless said, and at most.
const USUAL: i64 = 50;
const MOST: i64 = 200;
/// Rows of one conversation at most, and of one page.
const ROWS: usize = 2_000;
const PAGE: i32 = 500;
/// Differences that are told at most.
const TOLD: usize = 500;

/// Rules that are not in force.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = RulesDryRun)]
pub(crate) struct Rehearsal {
    yaml: String,
    /// How many of the last conversations; 50 unless said, 200 at most.
    limit: Option<i64>,
    /// These instead of the last ones.
    #[serde(default)]
    conversation_ids: Vec<String>,
}

/// What would have been different.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = RulesDifferences)]
pub(crate) struct Rehearsed {
    /// Conversations that were looked at.
    conversations: usize,
    /// Rows of theirs.
    rows: usize,
    /// Rows at which the rules would have done something else; 500 at most are told.
    different: usize,
    differences: Vec<Difference>,
}

pub(crate) async fn dry_run(state: &State, tenant: &TenantId, wish: Rehearsal) -> errors::Result<Rehearsed> {
    let then = RuleSet::parse(&wish.yaml).map_err(|problems| Fault::from(Error::RulesNotValid { problems }))?;
    let now = state.rules.of(tenant).await?;
    let limit = wish.limit.unwrap_or(USUAL).clamp(1, MOST);
    let ids = if wish.conversation_ids.is_empty() { state.store.ended(tenant, limit).await? } else { wish.conversation_ids };
    let mut rehearsed = Rehearsed { conversations: 0, rows: 0, different: 0, differences: Vec::new() };
    for id in ids.iter().take(usize::try_from(MOST).unwrap_or_default()) {
        let Some((known, rows)) = read(state, tenant, id).await? else { continue };
        rehearsed.conversations += 1;
        rehearsed.rows += rows.len();
        let found = compare(&known, &rows, (&now, &then));
        rehearsed.different += found.len();
        let room = TOLD - rehearsed.differences.len();
        rehearsed.differences.extend(found.into_iter().take(room));
    }
    Ok(rehearsed)
}

/// A conversation and its rows; none if there is no such conversation any more.
async fn read(state: &State, tenant: &TenantId, id: &str) -> errors::Result<Option<(Conversation, Vec<Row>)>> {
    let principal = Principal::service(tenant.clone(), NAME);
    let request = GetConversationRequest { conversation_id: id.to_owned() };
    let known = match state.conversations.clone().get_conversation(runtime::call(&principal, request)).await.map_err(Fault::from) {
        Ok(answer) => answer.into_inner().conversation.unwrap_or_default(),
        Err(fault) if fault.code() == "NOT_FOUND" => return Ok(None),
        Err(fault) => return Err(fault),
    };
    let mut rows: Vec<Row> = Vec::new();
    loop {
        let after_seq = rows.last().map_or(0, |row| row.seq);
        let request = ReadActivitiesRequest {
            conversation_id: id.to_owned(),
            view: View::Agent.into(),
            after_seq,
            limit: PAGE,
            ..ReadActivitiesRequest::default()
        };
        let page = state.conversations.clone().read_activities(runtime::call(&principal, request)).await.map_err(Fault::from)?.into_inner();
        let more = page.more && !page.activities.is_empty();
        rows.extend(page.activities.iter().map(|row| Row { seq: row.seq, name: row.name.clone(), event: wire::event(&row.id, row) }));
        if !more || rows.len() >= ROWS {
            return Ok(Some((wire::facts(Event::default(), known).conversation, rows)));
        }
    }
}
