//! Files are taken from everybody at once; then their bytes are erased, and what is known of them.

use ids::TenantId;

use crate::state::State;
use crate::store::{Store, Whose};

/// Files erased in one go.
const BATCH: i64 = 100;

/// Answers how many files it took.
pub(crate) async fn erase_files(state: &State, tenant: &TenantId, whose: Whose<'_>) -> errors::Result<u64> {
    let mut tx = state.store.begin().await?;
    let condemned = Store::condemn(&mut tx, tenant, whose).await?;
    tx.commit().await?;
    if condemned > 0 {
        erase_condemned(state).await?;
    }
    Ok(condemned)
}

/// Erases the bytes of everything that was taken; what fails is tried again by the sweep.
pub(crate) async fn erase_condemned(state: &State) -> errors::Result<()> {
    loop {
        let condemned = state.store.condemned(BATCH).await?;
        for (tenant, id) in &condemned {
            state.vault.remove(tenant, id).await.map_err(crate::error::Error::from)?;
            state.store.erased(tenant, id).await?;
            metrics::counter!("file_engine_erased_total").increment(1);
        }
        if condemned.len() < usize::try_from(BATCH).unwrap_or(usize::MAX) {
            return Ok(());
        }
    }
}
