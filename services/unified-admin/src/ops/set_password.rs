//! A user chooses a password: freely within a quarter of an hour after a one-time link, later only with the current one.

use ids::{Ms, TenantId};
use runtime::Caller;

use crate::domain::audit::{Entry, Who};
use crate::domain::password;
use crate::domain::user::OPERATOR;
use crate::error::{Error, Result};
use crate::state::State;
use crate::store::Store;

/// How long after a link a password may be set without the current one.
const AFTER_LINK: Ms = 15 * 60 * 1000;

/// What was typed.
pub(crate) struct NewPassword {
    pub(crate) new: String,
    pub(crate) current: Option<String>,
}

pub(crate) async fn set_password(state: &State, caller: &Caller, given: NewPassword, address: &str) -> Result<()> {
    let (tenant, user_id) = (&caller.principal.tenant, caller.claims.sub.as_str());
    if user_id == OPERATOR {
        return Err(Error::NotForOperator);
    }
    let user = state.kinds.users.get(tenant, user_id).await?.filter(|user| user.doc.enabled).ok_or(Error::SessionOver)?;
    let least = state.shortest_password(tenant).await?;
    let violations = password::violations(&given.new, least, &user.doc.username, &user.doc.name);
    if !violations.is_empty() {
        return Err(Error::PasswordRefused { violations });
    }
    allowed(state, caller, (tenant, &user.doc.username), given.current, address).await?;
    let hash = state.passwords.hash(given.new).await?;
    let now = state.clock.now();
    let mut tx = state.store.begin().await?;
    Store::set_password_hash(&mut tx, (tenant, user_id), &hash, now).await?;
    // Whoever knew the old one is out.
    Store::end_other_sessions(&mut tx, (tenant, user_id), &caller.claims.sid, now).await?;
    let who = Who { tenant: tenant.as_str(), user: user_id, actor: user_id, address };
    Store::add_entry(&mut tx, &Entry::of_session(&who, "password_changed", now)).await?;
    Ok(tx.commit().await?)
}

/// Whether the caller may change how they sign in: freely for a while after a link, later with the current password.
pub(crate) async fn allowed(
    state: &State,
    caller: &Caller,
    (tenant, username): (&TenantId, &str),
    current: Option<String>,
    address: &str,
) -> Result<()> {
    let now = state.clock.now();
    let began = state.store.session_began(tenant, &caller.claims.sid).await?;
    let (method, at) = began.ok_or(Error::SessionOver)?;
    if method == "link" && now < at + AFTER_LINK {
        return Ok(());
    }
    let current = current.ok_or(Error::CurrentPasswordNeeded)?;
    let attempt = state.throttle.begin(tenant, username, address, now).await?;
    let hash = state.store.password_hash(tenant, &caller.claims.sub).await?;
    if !state.passwords.verify(current, hash).await? {
        return Err(Error::CredentialsWrong);
    }
    state.throttle.succeeded(&attempt).await;
    Ok(())
}
