//! A one-time link becomes a session. Whoever has a second factor needs a code of it beside the link, which is not used up without.

use crate::domain::session::Method;
use crate::error::{Error, Result};
use crate::ops::check_code::{Whose, check_code};
use crate::ops::open_session::{Entered, enter};
use crate::state::State;
use crate::store::Store;

pub(crate) async fn use_link(state: &State, (token, code): (&str, Option<&str>), address: &str) -> Result<Entered> {
    let digest = auth::token_digest(token);
    // A look before the writer is taken: guesses cost a read.
    let (tenant, id) = state.store.link_of(&digest, state.clock.now()).await?.ok_or(Error::LinkInvalid)?;
    let user = state.kinds.users.get(&tenant, &id).await?.filter(|user| user.doc.enabled).ok_or(Error::LinkInvalid)?;
    check_code(state, Whose { tenant: &tenant, user: &id, address }, code).await?;
    let mut tx = state.store.begin().await?;
    Store::use_link(&mut tx, &digest, state.clock.now()).await?.ok_or(Error::LinkInvalid)?;
    tx.commit().await?;
    enter(state, &tenant, &user, (Method::Link, address)).await
}
