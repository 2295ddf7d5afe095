//! Topics → operations.

use std::sync::Arc;

use async_trait::async_trait;
use bus::{Delivery, Group, Handler};
use db::Db;

use crate::ops::handle_activity::handle_activity;
use crate::ops::handle_bot_event::handle_bot_event;
use crate::ops::rule_history::keep_version;
use crate::{NAME, State};

/// Every row of every conversation's log.
pub(crate) const ACTIVITY: &str = "conversation_manager.activity.v1";

/// Bots that gave no answer.
pub(crate) const BOT_EVENT: &str = "bot_framework.bot_event.v1";

struct Activities(State);

#[async_trait]
impl Handler for Activities {
    async fn handle(&self, delivery: &mut Delivery<'_>) -> errors::Result<()> {
        if delivery.event.topic == BOT_EVENT {
            return handle_bot_event(&self.0, delivery).await;
        }
        handle_activity(&self.0, delivery).await
    }
}

/// The durable consumer.
pub(crate) fn group(state: &State, db: &Db) -> Group {
    Group {
        name: NAME,
        topics: vec![ACTIVITY, BOT_EVENT],
        service: "conversation_controller",
        db: db.clone(),
        handler: Arc::new(Activities(state.clone())),
    }
}

struct History;

#[async_trait]
impl Handler for History {
    async fn handle(&self, delivery: &mut Delivery<'_>) -> errors::Result<()> {
        keep_version(delivery).await
    }
}

/// Keeps the versions of rules: by the event, so that none is missed, however it was made.
pub(crate) fn history(db: &Db, topic: &'static str) -> Group {
    Group {
        name: "conversation-controller-history",
        topics: vec![topic],
        service: "conversation_controller",
        db: db.clone(),
        handler: Arc::new(History),
    }
}
