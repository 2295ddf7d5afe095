//! A one-time link becomes a session.

use crate::domain::session::Method;
use crate::error::{Error, Result};
use crate::ops::open_session::{Opened, open_session};
use crate::state::State;
use crate::store::Store;

pub(crate) async fn use_link(state: &State, token: &str, address: &str) -> Result<Opened> {
    let digest = auth::token_digest(token);
    // A look before the writer is taken: guesses cost a read.
    if !state.store.link_is_good(&digest, state.clock.now()).await? {
        return Err(Error::LinkInvalid);
    }
    let mut tx = state.store.begin().await?;
    let (tenant, user) = Store::use_link(&mut tx, &digest, state.clock.now()).await?.ok_or(Error::LinkInvalid)?;
    let user = state.kinds.users.get(&tenant, &user).await?.filter(|user| user.doc.enabled).ok_or(Error::LinkInvalid)?;
    let opened = open_session(state, &mut tx, &tenant, &user, (Method::Link, address)).await?;
    tx.commit().await?;
    Ok(opened)
}
