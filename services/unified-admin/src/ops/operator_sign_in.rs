//! The operator's token becomes an access token: for scripts that set an installation up. It has no session to keep alive;
//! a script signs in again.

use ids::TenantId;

use crate::domain::audit::{Entry, Who};
use crate::domain::user::{OPERATOR, Shown, operator};
use crate::error::{Error, Result};
use crate::ops::open_session::Opened;
use crate::state::State;
use crate::store::Store;

/// Under which the token's digest is kept.
pub(crate) const FACT: &str = "operator_token";

pub(crate) async fn operator_sign_in(state: &State, token: &str, address: &str) -> Result<Opened> {
    let (tenant, now) = (TenantId::default(), state.clock.now());
    let attempt = state.throttle.begin(&tenant, OPERATOR, address, now).await?;
    let kept = state.store.fact(FACT).await?.filter(|_| state.config.operator);
    let good = kept.is_some_and(|digest| digest == auth::token_digest(token));
    let action = if good { "signed_in" } else { "sign_in_failed" };
    let who = Who { tenant: tenant.as_str(), user: OPERATOR, actor: if good { OPERATOR } else { "" }, address };
    let mut tx = state.store.begin().await?;
    Store::add_entry(&mut tx, &Entry::of_session(&who, action, now)).await?;
    tx.commit().await?;
    if !good {
        return Err(Error::CredentialsWrong);
    }
    state.throttle.succeeded(&attempt).await;
    let user = operator();
    let access = state.issuer.issue(&tenant, &user, &ids::new_id())?;
    Ok(Opened { access, user: Shown::new(tenant.as_str(), &user), refresh: None })
}
