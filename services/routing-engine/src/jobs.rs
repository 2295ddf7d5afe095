//! What runs without being asked.

use std::time::Duration;

use ids::Ms;

use crate::config::Config;
use crate::{State, ops};

/// Tells the customers who wait what has changed for them.
pub(crate) async fn tell_waits(state: State) -> errors::Result<()> {
    for tenant in state.engine.tenants() {
        ops::tell_waits::tell_waits(&state, &tenant).await?;
    }
    Ok(())
}

/// Holds the newest snapshot of every shard against its log.
pub(crate) async fn verify(state: State) -> errors::Result<()> {
    for tenant in state.engine.tenants() {
        ops::verify_snapshot::verify_snapshot(&state, &tenant).await?;
    }
    Ok(())
}

/// Forgets answers and cards that nobody can ask for any more.
pub(crate) async fn prune(state: State, config: Config) -> errors::Result<()> {
    let before = |age: Duration| state.clock.now().saturating_sub(Ms::try_from(age.as_millis()).unwrap_or(Ms::MAX));
    state.engine.store().prune_answers(before(config.answer_retention)).await?;
    state.engine.store().prune_cards(before(config.card_retention)).await?;
    Ok(())
}
