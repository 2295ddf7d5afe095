//! Rows of one view, by number: how everybody catches up.

use contracts::conversation_manager::{ReadActivitiesRequest, ReadActivitiesResponse, View as WireView};
use ids::TenantId;

use crate::State;
use crate::error::Error;
use crate::store::{Key, Page, View};

/// Rows of one answer, if the reader does not say.
const USUAL: i64 = 200;
/// Rows of one answer at most.
const MOST: i64 = 500;

pub(crate) async fn read_activities(
    state: &State,
    tenant: TenantId,
    request: ReadActivitiesRequest,
) -> Result<ReadActivitiesResponse, Error> {
    let view = match request.view() {
        WireView::Customer => View::Customer,
        WireView::Agent => View::Agent,
        WireView::Unspecified => return Err(Error::Malformed { field: "view", problem: "is missing" }),
    };
    let limit = if request.limit > 0 { i64::from(request.limit).min(MOST) } else { USUAL };
    let page = Page { view, after: request.after_seq, before: request.before_seq, limit };
    let key = Key { tenant, id: request.conversation_id };
    let (activities, more) = state.store.read(&key, page).await?;
    // Who has caught up reads nothing; who begins with nothing may have been given a wrong id.
    if activities.is_empty() && request.after_seq == 0 && state.store.head(&key).await?.is_none() {
        return Err(Error::NoConversation(key.id));
    }
    Ok(ReadActivitiesResponse { activities, more })
}
