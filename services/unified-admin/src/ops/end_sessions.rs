//! Sessions end before their time: one's own, one by one or all others, and somebody's by an administrator.

use ids::{Principal, TenantId};
use runtime::Caller;

use crate::domain::audit::{Entry, Who};
use crate::error::{Error, Result};
use crate::state::State;
use crate::store::{Running, Store};

/// The sessions of a user that still run.
pub(crate) async fn list_sessions(state: &State, tenant: &TenantId, user: &str) -> Result<Vec<Running>> {
    let (lives, now) = (state.lives(), state.clock.now());
    Ok(state.store.running_sessions((tenant, user), now - lives.whole, now - lives.idle).await?)
}

/// The same of a user who must be there.
pub(crate) async fn list_sessions_of(state: &State, tenant: &TenantId, user: &str) -> Result<Vec<Running>> {
    known(state, tenant, user).await?;
    list_sessions(state, tenant, user).await
}

/// One of the caller's own.
pub(crate) async fn end_own(state: &State, caller: &Caller, session: &str, address: &str) -> Result<()> {
    let (tenant, user) = (&caller.principal.tenant, caller.claims.sub.as_str());
    let own = list_sessions(state, tenant, user).await?;
    if !own.iter().any(|running| running.id == session) {
        return Err(Error::NotFound { what: "session", id: session.to_owned() });
    }
    let now = state.clock.now();
    let mut tx = state.store.begin().await?;
    Store::end_session(&mut tx, tenant, session, now).await?;
    let who = Who { tenant: tenant.as_str(), user, actor: user, address };
    Store::add_entry(&mut tx, &Entry::of_session(&who, "session_ended", now)).await?;
    Ok(tx.commit().await?)
}

/// All of the caller's but the one that asks.
pub(crate) async fn end_others(state: &State, caller: &Caller, address: &str) -> Result<u64> {
    end_but(state, &caller.principal, (&caller.claims.sub, &caller.claims.sid), address).await
}

/// All of a user's.
pub(crate) async fn end_of(state: &State, principal: &Principal, user: &str, address: &str) -> Result<u64> {
    known(state, &principal.tenant, user).await?;
    end_but(state, principal, (user, ""), address).await
}

async fn known(state: &State, tenant: &TenantId, user: &str) -> Result<()> {
    let found = state.kinds.users.get(tenant, user).await?;
    found.map(|_| ()).ok_or_else(|| Error::NotFound { what: "user", id: user.to_owned() })
}

async fn end_but(state: &State, principal: &Principal, (user, except): (&str, &str), address: &str) -> Result<u64> {
    let now = state.clock.now();
    let mut tx = state.store.begin().await?;
    let ended = Store::end_other_sessions(&mut tx, (&principal.tenant, user), except, now).await?;
    if ended > 0 {
        let who = Who { tenant: principal.tenant.as_str(), user, actor: &principal.actor, address };
        Store::add_entry(&mut tx, &Entry::of_session(&who, "signed_out_everywhere", now)).await?;
    }
    tx.commit().await?;
    Ok(ended)
}
