//! Topics → operations.

use std::sync::Arc;

use async_trait::async_trait;
use bus::{Delivery, Group, Handler};
use db::Db;

use crate::ops::handle_activity::handle_activity;
use crate::{NAME, State};

/// Every row of every conversation's log.
pub(crate) const ACTIVITY: &str = "conversation_manager.activity.v1";

struct Activities(State);

#[async_trait]
impl Handler for Activities {
    async fn handle(&self, delivery: &mut Delivery<'_>) -> errors::Result<()> {
        handle_activity(&self.0, delivery).await
    }
}

/// The durable consumer.
pub(crate) fn group(state: &State, db: &Db) -> Group {
    Group {
        name: NAME,
        topics: vec![ACTIVITY],
        service: "conversation_controller",
        db: db.clone(),
        handler: Arc::new(Activities(state.clone())),
    }
}
