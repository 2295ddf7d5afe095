//! A refresh token is traded for its successor and a new access token. The rules are in [`crate::domain::session`].

use crate::domain::audit::{Entry, Who};
use crate::domain::session::{Held, Verdict};
use crate::domain::user::Shown;
use crate::error::{Error, Result};
use crate::ops::open_session::{Opened, Refresh};
use crate::state::State;
use crate::store::Store;

pub(crate) async fn refresh(state: &State, token: &str, address: &str) -> Result<Opened> {
    let digest = auth::token_digest(token);
    let now = state.clock.now();
    let held = state.store.refresh(&digest).await?.ok_or(Error::SessionOver)?;
    match held.judge(&state.lives(), now) {
        Verdict::Over => return Err(Error::SessionOver),
        Verdict::Reused => return Err(revoke(state, &held, address).await?),
        Verdict::Renew => {}
    }
    let user = state.kinds.users.get(&held.tenant, &held.user).await?;
    let user = user.filter(|user| user.doc.enabled).ok_or(Error::SessionOver)?;
    // Asked for since the session began: signing in again leads there.
    if state.needs_second_factor(&held.tenant, &user.doc).await? && state.store.second_factor((&held.tenant, &user.id)).await?.is_none() {
        return Err(Error::SecondFactorRequired);
    }
    let successor = held.successor(token);
    let mut tx = state.store.begin().await?;
    Store::rotate(&mut tx, &digest, now).await?;
    if !Store::touch(&mut tx, &held.tenant, &held.session, now).await? {
        return Err(Error::SessionOver);
    }
    Store::add_refresh(&mut tx, &held.tenant, &held.session, &auth::token_digest(&successor)).await?;
    tx.commit().await?;
    Ok(Opened {
        access: state.issuer.issue(&held.tenant, &user, &held.session)?,
        user: Shown::new(held.tenant.as_str(), &user),
        refresh: Some(Refresh { token: successor, seconds: held.seconds_left(&state.lives(), now) }),
    })
}

async fn revoke(state: &State, held: &Held, address: &str) -> Result<Error> {
    let now = state.clock.now();
    let mut tx = state.store.begin().await?;
    Store::end_session(&mut tx, &held.tenant, &held.session, now).await?;
    let who = Who { tenant: held.tenant.as_str(), user: &held.user, actor: "", address };
    Store::add_entry(&mut tx, &Entry::of_session(&who, "refresh_reused", now)).await?;
    tx.commit().await?;
    tracing::warn!(user = held.user, session = held.session, "a traded refresh token came back: the session is ended");
    Ok(Error::RefreshReused)
}
