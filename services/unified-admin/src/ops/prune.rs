//! Deletes what is out of date: sessions, links, old audit entries.

use crate::config::ms;
use crate::state::State;
use crate::store::Store;

pub(crate) async fn prune(state: &State) -> errors::Result<()> {
    let now = state.clock.now();
    let lives = state.lives();
    let mut tx = state.store.begin().await?;
    let sessions = Store::prune_sessions(&mut tx, now - lives.whole, now - lives.idle).await?;
    let links = Store::prune_links(&mut tx, now).await?;
    let entries = Store::prune_entries(&mut tx, now - ms(state.config.audit_keep)).await?;
    let enrolments = Store::prune_enrolments(&mut tx, now).await?;
    tx.commit().await?;
    tracing::debug!(sessions, links, enrolments, entries, "pruned");
    Ok(())
}
