//! A second factor is given up: by its owner with a code of it, or by an administrator for somebody whose telephone is gone.

use ids::Principal;
use runtime::Caller;

use crate::domain::audit::{Entry, Who};
use crate::error::{Error, Result};
use crate::ops::check_code::{Whose, check_code};
use crate::state::State;
use crate::store::Store;

/// One's own; refused where a role asks for it.
pub(crate) async fn drop_own(state: &State, caller: &Caller, code: &str, address: &str) -> Result<()> {
    let (tenant, id) = (&caller.principal.tenant, caller.claims.sub.as_str());
    let user = state.kinds.users.get(tenant, id).await?.ok_or(Error::SessionOver)?;
    if state.needs_second_factor(tenant, &user.doc).await? {
        return Err(Error::SecondFactorRequired);
    }
    check_code(state, Whose { tenant, user: id, address }, Some(code)).await?;
    remove(state, &caller.principal, id, address).await
}

/// Somebody's. Their sessions end: who took the telephone may have one.
pub(crate) async fn drop_of(state: &State, principal: &Principal, user: &str, address: &str) -> Result<()> {
    let missing = || Error::NotFound { what: "user", id: user.to_owned() };
    let user = state.kinds.users.get(&principal.tenant, user).await?.ok_or_else(missing)?;
    remove(state, principal, &user.id, address).await
}

async fn remove(state: &State, principal: &Principal, user: &str, address: &str) -> Result<()> {
    let now = state.clock.now();
    let own = &*principal.actor == user;
    let mut tx = state.store.begin().await?;
    let there = Store::drop_second_factor(&mut tx, (&principal.tenant, user)).await?;
    if there {
        if !own {
            Store::end_other_sessions(&mut tx, (&principal.tenant, user), "", now).await?;
        }
        let who = Who { tenant: principal.tenant.as_str(), user, actor: &principal.actor, address };
        Store::add_entry(&mut tx, &Entry::of_session(&who, "second_factor_removed", now)).await?;
    }
    Ok(tx.commit().await?)
}
