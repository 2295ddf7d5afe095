//! A second factor is set up: a secret is shown, and counts once a code of it came back.

use ids::{Ms, TenantId};
use runtime::Caller;
use runtime::objects::Stored;

use crate::domain::audit::{Entry, Who};
use crate::domain::second_factor::{Enrolment, new_secret, recovery_codes, recovery_digest, step_of};
use crate::domain::session::Method;
use crate::domain::user::{OPERATOR, User};
use crate::error::{Error, Result};
use crate::ops::check_code::{Whose, check_code, throttled};
use crate::ops::open_session::{Opened, open_session};
use crate::ops::set_password::allowed;
use crate::state::State;
use crate::store::{Store, Waiting};

/// How long the secret may be looked at before its first code.
const LIFE: Ms = 15 * 60 * 1000;

/// What came of the first code.
pub(crate) struct Enrolled {
    /// Shown once.
    pub(crate) recovery_codes: Vec<String>,
    /// For whoever had to enrol before getting in.
    pub(crate) opened: Option<Opened>,
}

/// Of somebody who is signed in. A factor that is there already is replaced only by who has it.
pub(crate) async fn begin(
    state: &State,
    caller: &Caller,
    (password, code): (Option<String>, Option<String>),
    address: &str,
) -> Result<Enrolment> {
    let (tenant, id) = (&caller.principal.tenant, caller.claims.sub.as_str());
    if id == OPERATOR {
        return Err(Error::NotForOperator);
    }
    let user = state.kinds.users.get(tenant, id).await?.filter(|user| user.doc.enabled).ok_or(Error::SessionOver)?;
    allowed(state, caller, (tenant, &user.doc.username), password, address).await?;
    check_code(state, Whose { tenant, user: id, address }, code.as_deref()).await?;
    offer(state, tenant, &user, None).await
}

/// A new secret; `opens` says how the session began that its first code opens.
pub(crate) async fn offer(state: &State, tenant: &TenantId, user: &Stored<User>, opens: Option<Method>) -> Result<Enrolment> {
    let (ticket, secret) = (auth::random_token(), new_secret());
    let opens = opens.map_or("", Method::as_str).to_owned();
    let waiting = Waiting { tenant: tenant.clone(), user: user.id.clone(), secret: secret.clone(), opens };
    let mut tx = state.store.begin().await?;
    Store::add_enrolment(&mut tx, &auth::token_digest(&ticket), &waiting, state.clock.now() + LIFE).await?;
    tx.commit().await?;
    Enrolment::new(ticket, secret, &user.doc.username).ok_or_else(|| Error::NotFound { what: "user name to enrol", id: user.id.clone() })
}

/// The first code. Whoever holds the ticket was let in as far as this already.
pub(crate) async fn confirm(state: &State, ticket: &str, code: &str, address: &str) -> Result<Enrolled> {
    let (digest, now) = (auth::token_digest(ticket), state.clock.now());
    let Waiting { tenant, user, secret, opens } = state.store.enrolment(&digest, now).await?.ok_or(Error::EnrolmentOver)?;
    let attempt = state.throttle.begin(&tenant, &throttled(&user), address, now).await?;
    let step = step_of(&secret, code, now).ok_or(Error::CodeWrong)?;
    let user = state.kinds.users.get(&tenant, &user).await?.filter(|user| user.doc.enabled).ok_or(Error::EnrolmentOver)?;
    let codes = recovery_codes();
    let digests: Vec<String> = codes.iter().filter_map(|code| recovery_digest(code)).collect();
    let mut tx = state.store.begin().await?;
    if !Store::end_enrolment(&mut tx, &digest).await? {
        return Err(Error::EnrolmentOver);
    }
    Store::set_second_factor(&mut tx, (&tenant, &user.id), (&secret, step), &digests, now).await?;
    let who = Who { tenant: tenant.as_str(), user: &user.id, actor: &user.id, address };
    Store::add_entry(&mut tx, &Entry::of_session(&who, "second_factor_set", now)).await?;
    let opened = match Method::of(&opens) {
        Some(method) => Some(open_session(state, &mut tx, &tenant, &user, (method, address)).await?),
        None => None,
    };
    tx.commit().await?;
    state.throttle.succeeded(&attempt).await;
    Ok(Enrolled { recovery_codes: codes, opened })
}
