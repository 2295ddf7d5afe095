//! A session ends, whatever state its token is in.

use crate::domain::audit::{Entry, Who};
use crate::error::Result;
use crate::state::State;
use crate::store::Store;

pub(crate) async fn sign_out(state: &State, token: &str, address: &str) -> Result<()> {
    let Some(held) = state.store.refresh(&auth::token_digest(token)).await? else {
        return Ok(());
    };
    let now = state.clock.now();
    let mut tx = state.store.begin().await?;
    if Store::end_session(&mut tx, &held.tenant, &held.session, now).await? {
        let who = Who { tenant: held.tenant.as_str(), user: &held.user, actor: &held.user, address };
        Store::add_entry(&mut tx, &Entry::of_session(&who, "signed_out", now)).await?;
    }
    Ok(tx.commit().await?)
}
