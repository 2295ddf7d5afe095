//! What runs without being asked.

use std::time::Duration;

use ids::Ms;

use crate::State;
use crate::config::Config;

/// Forgets answers and cards that nobody can ask for any more.
pub(crate) async fn prune(state: State, config: Config) -> errors::Result<()> {
    let before = |age: Duration| state.clock.now().saturating_sub(Ms::try_from(age.as_millis()).unwrap_or(Ms::MAX));
    state.engine.store().prune_answers(before(config.answer_retention)).await?;
    state.engine.store().prune_cards(before(config.card_retention)).await?;
    Ok(())
}
