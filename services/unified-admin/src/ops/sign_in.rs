//! User name and password become a session.

use std::sync::Arc;

use ids::TenantId;
use runtime::objects::Stored;

use crate::domain::audit::{Entry, Who};
use crate::domain::session::Method;
use crate::domain::user::User;
use crate::error::{Error, Result};
use crate::ops::check_code::{Whose, check_code};
use crate::ops::open_session::{Entered, enter};
use crate::state::State;
use crate::store::Store;

/// What was typed, and where.
pub(crate) struct SignIn {
    pub(crate) tenant: TenantId,
    pub(crate) username: String,
    pub(crate) password: String,
    /// Of the second factor, for whoever has one.
    pub(crate) code: Option<String>,
    pub(crate) address: String,
}

/// Longer ones cannot be anybody's: they are refused before they cost a hash of their length.
const LONGEST: usize = 1024;

pub(crate) async fn sign_in(state: &State, command: SignIn) -> Result<Entered> {
    let SignIn { tenant, username, password, code, address } = command;
    let username = username.trim().to_lowercase();
    let attempt = state.throttle.begin(&tenant, &username, &address, state.clock.now()).await?;
    let user = find(state, &tenant, &username).await?;
    let hash = match &user {
        Some(user) => state.store.password_hash(&tenant, &user.id).await?,
        None => None,
    };
    let fits = password.len() <= LONGEST && state.passwords.verify(password, hash).await?;
    let id = user.as_ref().map(|user| user.id.clone()).unwrap_or_default();
    let Some(user) = user.filter(|user| fits && user.doc.enabled) else {
        let mut tx = state.store.begin().await?;
        let who = Who { tenant: tenant.as_str(), user: &id, actor: "", address: &address };
        Store::add_entry(&mut tx, &Entry::of_session(&who, "sign_in_failed", state.clock.now())).await?;
        tx.commit().await?;
        return Err(Error::CredentialsWrong);
    };
    state.throttle.succeeded(&attempt).await;
    check_code(state, Whose { tenant: &tenant, user: &user.id, address: &address }, code.as_deref()).await?;
    enter(state, &tenant, &user, (Method::Password, &address)).await
}

/// By user name only: an id is no name to sign in with.
async fn find(state: &State, tenant: &TenantId, username: &str) -> db::Result<Option<Arc<Stored<User>>>> {
    let users = state.kinds.users.list(tenant).await?;
    Ok(users.values().find(|user| user.doc.username == username).cloned())
}
