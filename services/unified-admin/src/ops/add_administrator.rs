//! Creates a tenant's first administrator and a link to sign in with: the way into a tenant that has nobody yet.

use ids::{Principal, Role, TenantId};

use crate::domain::user::User;
use crate::error::Error;
use crate::ops::guards::manages_tenants;
use crate::ops::issue_link::{Link, issue_link};
use crate::state::State;

/// Who it shall be.
pub(crate) struct NewAdministrator {
    pub(crate) tenant: String,
    pub(crate) username: String,
    pub(crate) name: String,
}

pub(crate) async fn add_administrator(state: &State, principal: &Principal, new: NewAdministrator, address: &str) -> errors::Result<Link> {
    manages_tenants(principal)?;
    let missing = || Error::NotFound { what: "tenant", id: new.tenant.clone() };
    let tenant = state.kinds.tenants.get(&principal.tenant, &new.tenant).await?.ok_or_else(missing)?;
    // The one place where somebody acts inside another tenant than their own.
    let inside = Principal { tenant: TenantId::new(tenant.id.as_str()), ..principal.clone() };
    let doc = User {
        username: new.username,
        name: new.name,
        roles: vec![Role::Admin, Role::Supervisor],
        team_id: String::new(),
        email: String::new(),
        enabled: true,
    };
    let user = state.kinds.users.put(runtime::objects::By { principal: &inside, address }, &ids::new_id(), None, doc).await?;
    Ok(issue_link(state, &inside, &user.id, address).await?)
}
