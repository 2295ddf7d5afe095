//! Topic → operation: sessions that the core ended, messages that go out, what the ledger hears, tenants and their host names.

use async_trait::async_trait;
use bus::{Delivery, Envelope, Handler};
use contracts::cim::Activity;
use contracts::connector::LedgerEvent;
use errors::Fault;
use ids::TenantId;
use prost::Message as _;

use crate::State;
use crate::error::Error;
use crate::ops::follow_tenants::follow_tenants;
use crate::ops::get_session::live_session;
use crate::ops::send_outbound::plan;
use crate::store::{Store, Told};

pub(crate) struct Events(pub(crate) State);

#[async_trait]
impl Handler for Events {
    async fn handle(&self, delivery: &mut Delivery<'_>) -> errors::Result<()> {
        let envelope = delivery.event;
        if envelope.topic.ends_with(".ledger.v1") {
            return self.told(delivery).await;
        }
        match envelope.r#type.as_str() {
            "AGENT_MESSAGE" | "BOT_MESSAGE" | "SYSTEM_MESSAGE" => self.goes_out(delivery).await,
            "CUSTOMER_MESSAGE" => self.appended(delivery).await,
            "CHANNEL_SESSION_ENDED" | "CHANNEL_SESSION_EXPIRED" => self.session_ended(delivery).await,
            "tenant" => follow_tenants(&self.0, delivery).await,
            "CONVERSATION_ENDED" => self.conversation_ended(delivery).await,
            _ => Ok(()),
        }
    }
}

impl Events {
    async fn activity(&self, event: &Envelope) -> errors::Result<Activity> {
        Ok(self.0.peers.row(event).await?.activity.unwrap_or_default())
    }

    async fn session_ended(&self, delivery: &mut Delivery<'_>) -> errors::Result<()> {
        let tenant = TenantId::new(delivery.event.tenant.as_str());
        let activity = self.activity(delivery.event).await?;
        let body: serde_json::Value = serde_json::from_slice(&activity.body_json).map_err(Fault::internal)?;
        let reason = body["notificationData"]["reasonCode"].as_str().unwrap_or("FORCE_CLOSED").to_owned();
        let session = activity.header.unwrap_or_default().channel_session_id;
        let now = self.0.clock.now();
        let tx = delivery.tx().await?;
        Store::end(tx, &tenant, &session, &reason, now).await?;
        self.0.forget_sessions(tx, &tenant, vec![session]).await;
        Ok(())
    }

    async fn conversation_ended(&self, delivery: &mut Delivery<'_>) -> errors::Result<()> {
        let tenant = TenantId::new(delivery.event.tenant.as_str());
        let (now, conversation) = (self.0.clock.now(), delivery.event.key.clone());
        // By conversation, not by what was read before: a session that just begins goes on in the customer's next conversation.
        let tx = delivery.tx().await?;
        let ended = Store::end_all(tx, &tenant, &conversation, "FORCE_CLOSED", now).await?;
        self.0.forget_sessions(tx, &tenant, ended).await;
        Ok(())
    }

    /// Somebody answers the customer.
    async fn goes_out(&self, delivery: &mut Delivery<'_>) -> errors::Result<()> {
        let tenant = TenantId::new(delivery.event.tenant.as_str());
        let Some(plan) = plan(&self.0, &tenant, &self.activity(delivery.event).await?).await? else { return Ok(()) };
        plan.write(&self.0, delivery.tx().await?).await?;
        Ok(())
    }

    /// The log has a customer's message; those of providers are accounted for.
    async fn appended(&self, delivery: &mut Delivery<'_>) -> errors::Result<()> {
        let tenant = TenantId::new(delivery.event.tenant.as_str());
        let activity = self.activity(delivery.event).await?;
        let header = activity.header.unwrap_or_default();
        if header.provider_message_id.is_empty() {
            return Ok(());
        }
        let channel = match live_session(&self.0, &tenant, &header.channel_session_id).await {
            Ok(session) => session.channel_id.clone(),
            // It has ended meanwhile.
            Err(Error::NoSession(id)) => self.0.store.session(&tenant, &id).await?.map(|session| session.channel_id).unwrap_or_default(),
            Err(error) => return Err(error.into()),
        };
        let told = Told::Appended { at: activity.at_ms, conversation_id: activity.conversation_id, seq: activity.seq };
        let thing = (activity.id.as_str(), channel.as_str(), header.provider_message_id.as_str());
        Ok(Store::tell_all(delivery.tx().await?, &tenant, &[(thing, told)]).await?)
    }

    /// A connector tells what became of things that came in.
    async fn told(&self, delivery: &mut Delivery<'_>) -> errors::Result<()> {
        let tenant = TenantId::new(delivery.event.tenant.as_str());
        let event = LedgerEvent::decode(delivery.event.payload.as_slice()).map_err(Fault::internal)?;
        let at = delivery.event.occurred_at_ms;
        let mut things = Vec::with_capacity(event.entries.len());
        for entry in &event.entries {
            let (received_at, stored_at, kind) = (entry.received_ms, entry.stored_ms, entry.kind.clone());
            let told = match entry.what.as_str() {
                "RECEIVED" => Told::Received { received_at, stored_at, kind },
                "DUPLICATE" => Told::Duplicate,
                "REJECTED" => Told::Rejected { at, reason: entry.reason.clone(), received_at, stored_at, kind },
                _ => continue,
            };
            things.push(((entry.id.as_str(), event.channel_id.as_str(), entry.provider_message_id.as_str()), told));
        }
        Ok(Store::tell_all(delivery.tx().await?, &tenant, &things).await?)
    }
}
