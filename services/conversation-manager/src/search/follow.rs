//! The log is followed: what is said becomes findable, whoever takes part may find it.

use std::time::Duration;

use async_trait::async_trait;
use bus::{Delivery, Handler, Rebuilt};
use contracts::bus::ConfigChanged;
use contracts::conversation_manager::ActivityEvent;
use errors::Fault;
use ids::TenantId;
use prost::Message as _;
use serde::Deserialize;

use super::backfill::backfill;
use super::note::Note;
use super::store::SearchStore;
use super::writer::Writer;
use crate::ACTIVITY;
use crate::store::{Key, Page, Store, View};

/// What is said may be found this much later; the rows of that time are written together.
const GATHER: Duration = Duration::from_millis(50);

/// The consumer of the log and of who is in which team.
pub(super) struct Follower {
    pub(super) search: SearchStore,
    pub(super) writer: Writer,
    pub(super) log: Store,
}

#[async_trait]
impl Handler for Follower {
    async fn handle(&self, delivery: &mut Delivery<'_>) -> errors::Result<()> {
        let event = delivery.event;
        let tenant = TenantId::new(event.tenant.as_str());
        if event.topic != ACTIVITY {
            return team(delivery, &tenant).await;
        }
        let row = ActivityEvent::decode(event.payload.as_slice()).map_err(Fault::internal)?;
        let Some(mut activity) = row.activity else { return Ok(()) };
        if row.body_left_out > 0 {
            let key = Key { tenant: tenant.clone(), id: activity.conversation_id.clone() };
            let page = Page { view: View::Agent, after: activity.seq - 1, before: 0, limit: 1 };
            let (read, _) = self.log.read(&key, page).await?;
            let Some(read) = read.into_iter().find(|read| read.seq == activity.seq) else { return Ok(()) };
            activity = read;
        }
        let customer = row.context.map(|context| context.customer_id).unwrap_or_default();
        match Note::of(&tenant, &customer, &activity) {
            Some(note) => Ok(self.writer.put(note).await?),
            None => Ok(()),
        }
    }

    async fn rebuild(&self, source: &str) -> errors::Result<Rebuilt> {
        if !ACTIVITY.starts_with(&format!("{source}.")) {
            // Who is in which team is told by events only.
            return Ok(Rebuilt::Unable);
        }
        let mut tx = self.search.begin().await?;
        SearchStore::note_backfill(&mut tx, ("", ""), false).await?;
        tx.commit().await?;
        while !backfill(&self.search, &self.log).await? {}
        Ok(Rebuilt::Whole)
    }

    fn gather(&self) -> Duration {
        GATHER
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct User {
    #[serde(default)]
    team_id: String,
}

/// A user was changed: in which team they are now.
async fn team(delivery: &mut Delivery<'_>, tenant: &TenantId) -> errors::Result<()> {
    if delivery.event.r#type != "user" {
        return Ok(());
    }
    let change = ConfigChanged::decode(delivery.event.payload.as_slice()).map_err(Fault::internal)?;
    let team = serde_json::from_slice::<User>(&change.after_json).map(|user| user.team_id).unwrap_or_default();
    Ok(SearchStore::join_team(delivery.tx().await?, tenant, &change.id, &team).await?)
}
