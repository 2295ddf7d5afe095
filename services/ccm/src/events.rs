//! Topic → operation: sessions that the core ended.

use async_trait::async_trait;
use bus::{Delivery, Handler};
use contracts::conversation_manager::ActivityEvent;
use errors::Fault;
use ids::TenantId;
use prost::Message as _;

use crate::State;
use crate::ops::end_session::close;
use crate::store::Store;

pub(crate) struct Sessions(pub(crate) State);

#[async_trait]
impl Handler for Sessions {
    async fn handle(&self, delivery: &mut Delivery<'_>) -> errors::Result<()> {
        let envelope = delivery.event;
        match envelope.r#type.as_str() {
            "CHANNEL_SESSION_ENDED" | "CHANNEL_SESSION_EXPIRED" => self.session_ended(delivery).await,
            "CONVERSATION_ENDED" => self.conversation_ended(delivery).await,
            _ => Ok(()),
        }
    }
}

impl Sessions {
    async fn session_ended(&self, delivery: &mut Delivery<'_>) -> errors::Result<()> {
        let tenant = TenantId::new(delivery.event.tenant.as_str());
        let activity = ActivityEvent::decode(delivery.event.payload.as_slice()).map_err(Fault::internal)?.activity.unwrap_or_default();
        let body: serde_json::Value = serde_json::from_slice(&activity.body_json).map_err(Fault::internal)?;
        let reason = body["notificationData"]["reasonCode"].as_str().unwrap_or("FORCE_CLOSED").to_owned();
        let session = activity.header.unwrap_or_default().channel_session_id;
        let now = self.0.clock.now();
        Store::end(delivery.tx().await?, &tenant, &session, &reason, now).await?;
        self.0.sessions.forget(&(tenant, session)).await;
        Ok(())
    }

    async fn conversation_ended(&self, delivery: &mut Delivery<'_>) -> errors::Result<()> {
        let tenant = TenantId::new(delivery.event.tenant.as_str());
        for session in self.0.store.live_of_conversation(&tenant, &delivery.event.key).await? {
            close(&self.0, &tenant, &session, "FORCE_CLOSED").await?;
        }
        Ok(())
    }
}
