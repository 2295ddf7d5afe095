//! The log is followed: what is said becomes findable, whoever takes part may find it.

use async_trait::async_trait;
use bus::{Delivery, Handler, Rebuilt};
use contracts::bus::ConfigChanged;
use contracts::cim::{Activity, SenderType};
use contracts::conversation_manager::ActivityEvent;
use db::Tx;
use errors::Fault;
use ids::TenantId;
use prost::Message as _;
use serde::Deserialize;
use serde_json::Value;

use super::backfill::backfill;
use super::store::{Said, SearchStore};
use crate::ACTIVITY;
use crate::store::{Key, Page, Store, View};

/// The consumer of the log and of who is in which team.
pub(super) struct Follower {
    pub(super) search: SearchStore,
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
        Ok(note(&self.search, delivery.tx().await?, &tenant, (&customer, &activity)).await?)
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
}

/// Puts one row of the log into the store.
pub(super) async fn note(search: &SearchStore, tx: &mut Tx, tenant: &TenantId, (customer, activity): (&str, &Activity)) -> db::Result<()> {
    let conversation = activity.conversation_id.as_str();
    let body: Value = serde_json::from_slice(&activity.body_json).unwrap_or_default();
    if let Some(agent) = who_joined(activity, &body) {
        SearchStore::take_seat(tx, tenant, conversation, &agent).await?;
    }
    let Some(text) = text(&activity.name, &body) else { return Ok(()) };
    SearchStore::note_topic(tx, tenant, conversation, customer).await?;
    let sender = activity.header.as_ref().and_then(|header| header.sender.clone()).unwrap_or_default();
    let speaker = sender.name.as_str();
    if sender.r#type() == SenderType::Customer && !speaker.is_empty() {
        SearchStore::name_customer(tx, tenant, conversation, &runtime::text::plain(speaker)).await?;
    }
    let said =
        Said { tenant, conversation_id: conversation, seq: activity.seq, at: activity.at_ms, name: &activity.name, speaker, text: &text };
    search.add(tx, &said).await
}

/// The agent who joined with this row, or speaks in it.
fn who_joined(activity: &Activity, body: &Value) -> Option<String> {
    if activity.name == "AGENT_SUBSCRIBED" {
        return body["notificationData"]["agentId"].as_str().map(str::to_owned);
    }
    let sender = activity.header.as_ref()?.sender.as_ref()?;
    (sender.r#type() == SenderType::Agent && !sender.id.is_empty()).then(|| sender.id.clone())
}

/// What a row says to people; none if nothing.
fn text(name: &str, body: &Value) -> Option<String> {
    if !(name.ends_with("_MESSAGE") && name != "ACTION_MESSAGE" || name == "WRAPUP_APPLIED") {
        return None;
    }
    let parts = [&body["markdownText"], &body["caption"], &body["attachment"]["mediaName"], &body["note"]];
    let parts: Vec<_> = parts.into_iter().filter_map(Value::as_str).filter(|part| !part.is_empty()).collect();
    (!parts.is_empty()).then(|| parts.join("\n"))
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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_people_say_is_found_and_what_happens_is_not() {
        let body = json!({"type": "FILE", "caption": "my bill", "attachment": {"mediaName": "bill.pdf"}});
        assert_eq!(text("CUSTOMER_MESSAGE", &body).as_deref(), Some("my bill\nbill.pdf"));
        assert_eq!(text("WRAPUP_APPLIED", &json!({"note": "called back"})).as_deref(), Some("called back"));
        let happened = json!({"type": "NOTIFICATION", "note": "x"});
        assert!(text("TASK_ENQUEUED", &happened).is_none() && text("ACTION_MESSAGE", &happened).is_none());
    }
}
