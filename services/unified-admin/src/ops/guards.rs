//! What a change of documents must respect beyond the document itself.
//!
//! They read the store, not the caches: two administrators may work on two replicas. A change that slips between the question and
//! the write can break a rule once; nothing here guards more than convenience, except the last administrator, whom the operator can replace.

use std::pin::Pin;

use ids::{Principal, TenantId};
use runtime::objects::{Change, Object as _, Objects};

use crate::domain::catalogue::CannedAnswer;
use crate::domain::tenancy::{Team, Tenant};
use crate::domain::user::User;
use crate::error::{Error, Result};
use crate::store::Store;

type Answer<'a> = Pin<Box<dyn Future<Output = errors::Result<()>> + Send + 'a>>;

/// A user's team exists; the last administrator stays one.
pub(crate) fn user(store: &Store, teams: &Objects<Team>) -> impl for<'a> Fn(Change<'a, User>) -> Answer<'a> + Send + Sync + 'static {
    let (store, teams) = (store.clone(), teams.clone());
    move |change| {
        let (store, teams) = (store.clone(), teams.clone());
        Box::pin(async move { Ok(user_rules(&store, &teams, change).await?) })
    }
}

async fn user_rules(store: &Store, teams: &Objects<Team>, change: Change<'_, User>) -> Result<()> {
    let tenant = &change.principal.tenant;
    let team = change.after.map_or("", |user| user.team_id.as_str());
    if !team.is_empty() && teams.get(tenant, team).await?.is_none() {
        return Err(Error::Refers { field: "teamId", message: "names no team".to_owned() });
    }
    if change.after.is_none() {
        let leads = |team: &Team| team.supervisor_id == change.id || team.secondary_supervisor_ids.iter().any(|id| id == change.id);
        let all = store.documents::<Team>(tenant, Team::KIND).await?;
        in_use(all.into_iter().filter(|(_, team)| leads(team)).map(|(_, team)| team.name))?;
    }
    let was = change.before.is_some_and(User::is_administrator);
    let stays = change.after.is_some_and(User::is_administrator);
    if was && !stays {
        let users = store.documents::<User>(tenant, User::KIND).await?;
        if !users.iter().any(|(id, user)| id != change.id && user.is_administrator()) {
            return Err(Error::LastAdministrator);
        }
    }
    Ok(())
}

/// A team somebody is in stays.
pub(crate) fn team(store: &Store) -> impl for<'a> Fn(Change<'a, Team>) -> Answer<'a> + Send + Sync + 'static {
    let store = store.clone();
    move |change| {
        let store = store.clone();
        Box::pin(async move { Ok(team_rules(&store, change).await?) })
    }
}

async fn team_rules(store: &Store, change: Change<'_, Team>) -> Result<()> {
    if change.after.is_some() {
        return Ok(());
    }
    let tenant = &change.principal.tenant;
    let users = store.documents::<User>(tenant, User::KIND).await?;
    let members = users.into_iter().filter(|(_, user)| user.team_id == change.id).map(|(_, user)| user.name);
    let answers = store.documents::<CannedAnswer>(tenant, CannedAnswer::KIND).await?;
    let answers = answers.into_iter().filter(|(_, answer)| answer.team_ids.iter().any(|team| team == change.id));
    in_use(members.chain(answers.map(|(_, answer)| format!("/{}", answer.shortcut))))
}

fn in_use(users: impl Iterator<Item = String>) -> Result<()> {
    let all: Vec<_> = users.collect();
    if all.is_empty() { Ok(()) } else { Err(Error::InUse { used_by: all.join(", ") }) }
}

/// A canned answer is for teams that exist.
pub(crate) fn canned_answer(
    teams: &Objects<Team>,
) -> impl for<'a> Fn(Change<'a, CannedAnswer>) -> Answer<'a> + Send + Sync + 'static + use<> {
    let teams = teams.clone();
    move |change| {
        let teams = teams.clone();
        Box::pin(async move {
            let known = teams.list(&change.principal.tenant).await?;
            let missing = change.after.into_iter().flat_map(|answer| &answer.team_ids).any(|team| !known.contains_key(team));
            if missing {
                Err(Error::Refers { field: "teamIds", message: "names a team that does not exist".to_owned() }.into())
            } else {
                Ok(())
            }
        })
    }
}

/// Tenants are kept in the default tenant; a host name belongs to one of them.
pub(crate) fn tenant(store: &Store) -> impl for<'a> Fn(Change<'a, Tenant>) -> Answer<'a> + Send + Sync + 'static {
    let store = store.clone();
    move |change| {
        let store = store.clone();
        Box::pin(async move { Ok(tenant_rules(&store, change).await?) })
    }
}

async fn tenant_rules(store: &Store, change: Change<'_, Tenant>) -> Result<()> {
    manages_tenants(change.principal)?;
    let Some(after) = change.after else {
        return Ok(());
    };
    let tenants = store.documents::<Tenant>(&change.principal.tenant, Tenant::KIND).await?;
    for (id, tenant) in &tenants {
        if let Some(host) = after.hosts.iter().find(|host| id != change.id && tenant.hosts.contains(host)) {
            return Err(Error::Refers { field: "hosts", message: format!("names {host}, which belongs to {}", tenant.name) });
        }
    }
    Ok(())
}

/// Refuses administrators of any but the default tenant.
pub(crate) fn manages_tenants(principal: &Principal) -> Result<()> {
    if principal.tenant.as_str() == TenantId::DEFAULT { Ok(()) } else { Err(Error::TenantsElsewhere) }
}
