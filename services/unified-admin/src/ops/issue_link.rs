//! A new one-time link for a user; earlier ones are void.

use ids::{Ms, Principal};

use crate::config::ms;
use crate::domain::audit::{Entry, Who};
use crate::error::{Error, Result};
use crate::state::State;
use crate::store::Store;

/// A link somebody may be given.
pub(crate) struct Link {
    pub(crate) url: String,
    pub(crate) expires_at: Ms,
}

pub(crate) async fn issue_link(state: &State, principal: &Principal, user: &str, address: &str) -> Result<Link> {
    issue(state, principal, user, (ms(state.config.link_life), address)).await
}

/// The same for another time than an invitation's.
pub(crate) async fn issue(state: &State, principal: &Principal, user: &str, (life, address): (Ms, &str)) -> Result<Link> {
    let tenant = &principal.tenant;
    let missing = || Error::NotFound { what: "user", id: user.to_owned() };
    let user = state.kinds.users.get(tenant, user).await?.ok_or_else(missing)?;
    let token = auth::random_token();
    let now = state.clock.now();
    let mut tx = state.store.begin().await?;
    Store::add_link(&mut tx, (tenant, &user.id), &auth::token_digest(&token), now + life).await?;
    let who = Who { tenant: tenant.as_str(), user: &user.id, actor: &principal.actor, address };
    Store::add_entry(&mut tx, &Entry::of_session(&who, "link_issued", now)).await?;
    tx.commit().await?;
    let base = state.public_url.trim_end_matches('/');
    Ok(Link { url: format!("{base}/unified-admin/sign-in?link={token}"), expires_at: now + life })
}
