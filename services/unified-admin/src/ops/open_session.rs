//! Sessions: how they begin, and what the browser gets.

use db::Tx;
use ids::{Ms, TenantId};
use runtime::objects::Stored;

use crate::config::ms;
use crate::domain::audit::{Entry, Who};
use crate::domain::second_factor::Enrolment;
use crate::domain::session::{Lives, Method, seconds_left};
use crate::domain::user::{Shown, User};
use crate::error::Result;
use crate::issuer::AccessToken;
use crate::ops::enrol_second_factor::offer;
use crate::state::State;
use crate::store::{NewSession, Store};

/// A session as the browser gets it.
pub(crate) struct Opened {
    pub(crate) access: AccessToken,
    pub(crate) user: Shown,
    /// For the cookie; the operator has none.
    pub(crate) refresh: Option<Refresh>,
}

/// A refresh token and how long its cookie lives.
pub(crate) struct Refresh {
    pub(crate) token: String,
    pub(crate) seconds: Ms,
}

impl State {
    pub(crate) fn lives(&self) -> Lives {
        Lives { idle: ms(self.config.session_idle), whole: ms(self.config.session_life), grace: ms(self.config.refresh_grace) }
    }
}

/// What somebody gets who may come in.
pub(crate) enum Entered {
    Session(Opened),
    /// A role asks for a second factor, and there is none: its first code opens the session.
    Enrol(Enrolment),
}

/// Lets somebody in whose password, link and code were right.
pub(crate) async fn enter(state: &State, tenant: &TenantId, user: &Stored<User>, (method, address): (Method, &str)) -> Result<Entered> {
    let has = state.store.second_factor((tenant, &user.id)).await?.is_some();
    if !has && state.needs_second_factor(tenant, &user.doc).await? {
        return Ok(Entered::Enrol(offer(state, tenant, user, Some(method)).await?));
    }
    let mut tx = state.store.begin().await?;
    let opened = open_session(state, &mut tx, tenant, user, (method, address)).await?;
    tx.commit().await?;
    Ok(Entered::Session(opened))
}

/// Begins a session of that user inside the transaction.
pub(crate) async fn open_session(
    state: &State,
    tx: &mut Tx,
    tenant: &TenantId,
    user: &Stored<User>,
    (method, address): (Method, &str),
) -> Result<Opened> {
    let now = state.clock.now();
    let (id, token) = (ids::new_id(), auth::random_token());
    let new = NewSession { tenant, id: &id, user: &user.id, method: method.as_str(), address };
    Store::add_session(tx, &new, &auth::token_digest(&token), now).await?;
    let who = Who { tenant: tenant.as_str(), user: &user.id, actor: &user.id, address };
    let action = match method {
        Method::Password => "signed_in",
        Method::Link => "signed_in_by_link",
    };
    Store::add_entry(tx, &Entry::of_session(&who, action, now)).await?;
    metrics::counter!("unified_admin_sessions_total", "method" => method.as_str()).increment(1);
    Ok(Opened {
        access: state.issuer.issue(tenant, user, &id)?,
        user: Shown::new(tenant.as_str(), user),
        refresh: Some(Refresh { token, seconds: seconds_left(&state.lives(), now, now) }),
    })
}
