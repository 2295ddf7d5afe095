//! Topics → operations. Rows that no bot is concerned by cost nothing.

use std::sync::Arc;

use async_trait::async_trait;
use bus::{Delivery, Envelope, Group, Handler};
use contracts::conversation_manager::ActivityEvent;
use db::Db;
use ids::TenantId;

use crate::ops::answer_message::answer_message;
use crate::ops::count_suggestions::count_suggestion;
use crate::ops::greet::greet;
use crate::ops::tell_bot::{intent_of, tell_bot};
use crate::{NAME, State, store};

/// Every row of every conversation's log.
pub(crate) const ACTIVITY: &str = "conversation_manager.activity.v1";

struct Activities(State);

#[async_trait]
impl Handler for Activities {
    async fn handle(&self, delivery: &mut Delivery<'_>) -> errors::Result<()> {
        if let Some(intent) = intent_of(&delivery.event.r#type) {
            let row = row(&self.0, delivery.event).await?;
            tell_bot(&self.0, delivery.event, &row, intent).await?;
        }
        match delivery.event.r#type.as_str() {
            "BOT_SUBSCRIBED" | "PARTICIPANT_ROLE_CHANGED" => {
                let row = row(&self.0, delivery.event).await?;
                greet(&self.0, delivery, row).await
            }
            "CUSTOMER_MESSAGE" => {
                let row = row(&self.0, delivery.event).await?;
                answer_message(&self.0, delivery, row).await
            }
            "BOT_SUGGESTION" | "SUGGESTION_SETTLED" => {
                let row = row(&self.0, delivery.event).await?;
                count_suggestion(&self.0, delivery, row).await
            }
            "CONVERSATION_ENDED" => {
                let (tenant, key) = (TenantId::new(delivery.event.tenant.as_str()), &delivery.event.key);
                Ok(store::forget(delivery.tx().await?, &tenant, key).await?)
            }
            _ => Ok(()),
        }
    }
}

async fn row(state: &State, event: &Envelope) -> errors::Result<ActivityEvent> {
    runtime::log::row(&state.conversations, NAME, event).await
}

/// The durable consumer.
pub(crate) fn group(state: &State, db: &Db) -> Group {
    Group { name: NAME, topics: vec![ACTIVITY], service: "bot_framework", db: db.clone(), handler: Arc::new(Activities(state.clone())) }
}
