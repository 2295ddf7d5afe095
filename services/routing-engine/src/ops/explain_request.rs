//! Why a request waits, or why it went to whom it went.

use ids::{Ms, TenantId};
use routing_core::RequestId;

use crate::State;
use crate::engine::Turn;
use crate::error::Error;
use crate::explained::Story;
use crate::history::{Window, story};
use crate::key::key;
use crate::names::Names;

/// Most agents of a kind that are listed unless all are asked for.
pub(crate) const LISTED: usize = 200;

/// A story with the names in it.
pub(crate) struct Told {
    pub(crate) story: Story,
    pub(crate) names: Names,
}

/// As of `at`, or of now. A request that nobody has heard of is not found; one that is long over is looked for in the whole log.
pub(crate) async fn explain_request(state: &State, tenant: &TenantId, id: &str, at: Option<Ms>) -> Result<Told, Error> {
    let number = RequestId(key(id));
    let look = move |turn: &mut Turn<'_>| Ok(turn.room.told.request(number).map(|facts| facts.enqueued_at.0));
    let open = state.engine.look(tenant, look).await?;
    let store = state.engine.store();
    let from = match open {
        Some(entered) => Some(entered),
        None => store.closed_card(tenant, id).await?.map(|closed| closed.card.enqueued_at),
    };
    let story = story(store, tenant, number, Window { from, until: at.unwrap_or_else(|| state.clock.now()) }).await?;
    if from.is_none() && story.is_empty() {
        return Err(Error::NotFound { what: "request", id: id.to_owned() });
    }
    let mut names = Names::read(store, tenant, &state.engine.docs(tenant).await?).await?;
    let rivals = story.rivals();
    let known = move |turn: &mut Turn<'_>| {
        let card = |rival| turn.room.cards.get(&rival).map(|card| card.request_id.clone());
        Ok(rivals.into_iter().filter_map(card).collect::<Vec<_>>())
    };
    names.learn(state.engine.look(tenant, known).await?);
    Ok(Told { story, names })
}
