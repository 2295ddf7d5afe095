//! Whoever has a second factor gives a code of it: one of now, once, or a recovery code.

use ids::TenantId;

use crate::domain::audit::{Entry, Who};
use crate::domain::second_factor::{recovery_digest, step_of};
use crate::error::{Error, Result};
use crate::state::State;
use crate::store::Store;

/// Whose code, and from where.
#[derive(Clone, Copy)]
pub(crate) struct Whose<'a> {
    pub(crate) tenant: &'a TenantId,
    pub(crate) user: &'a str,
    pub(crate) address: &'a str,
}

/// Refuses a wrong code, one that was used before, and none at all; who has no second factor needs none.
pub(crate) async fn check_code(state: &State, whose: Whose<'_>, code: Option<&str>) -> Result<()> {
    let Whose { tenant, user, address } = whose;
    let Some(factor) = state.store.second_factor((tenant, user)).await? else { return Ok(()) };
    let code = code.map(str::trim).filter(|code| !code.is_empty()).ok_or(Error::SecondFactorNeeded)?;
    let now = state.clock.now();
    let attempt = state.throttle.begin(tenant, &throttled(user), address, now).await?;
    let mut tx = state.store.begin().await?;
    let spent = match (step_of(&factor.secret, code, now), recovery_digest(code)) {
        (Some(step), _) => Store::spend_step(&mut tx, (tenant, user), step).await?,
        (None, Some(digest)) => Store::spend_recovery_code(&mut tx, (tenant, user), &digest, now).await?,
        (None, None) => false,
    };
    let who = Who { tenant: tenant.as_str(), user, actor: if spent { user } else { "" }, address };
    if !spent {
        Store::add_entry(&mut tx, &Entry::of_session(&who, "second_factor_failed", now)).await?;
    } else if step_of(&factor.secret, code, now).is_none() {
        Store::add_entry(&mut tx, &Entry::of_session(&who, "recovery_code_used", now)).await?;
    }
    tx.commit().await?;
    if !spent {
        return Err(Error::CodeWrong);
    }
    state.throttle.succeeded(&attempt).await;
    Ok(())
}

/// Codes are counted apart from passwords: a password that is right again and again buys no guesses of codes.
pub(crate) fn throttled(user: &str) -> String {
    format!("second factor of {user}")
}
