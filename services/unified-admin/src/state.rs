//! What every operation works with.

use std::path::PathBuf;
use std::sync::Arc;

use db::Db;
use ids::{Clock, Role, TenantId};
use runtime::Context;
use runtime::objects::Objects;

use crate::config::Config;
use crate::domain::catalogue::{CannedAnswer, Form, Reason, WrapUpCode};
use crate::domain::password;
use crate::domain::tenancy::{PASSWORD_LENGTH, SECOND_FACTOR_ROLES, Setting, Team, Tenant};
use crate::domain::user::User;
use crate::issuer::Issuer;
use crate::ops::guards;
use crate::passwords::Passwords;
use crate::store::Store;
use crate::throttle::Throttle;

/// The service, put together.
pub(crate) struct State {
    pub(crate) config: Config,
    pub(crate) clock: Clock,
    pub(crate) data: PathBuf,
    /// Where browsers reach this installation.
    pub(crate) public_url: String,
    pub(crate) store: Store,
    pub(crate) issuer: Issuer,
    pub(crate) passwords: Passwords,
    pub(crate) throttle: Throttle,
    pub(crate) kinds: Kinds,
}

/// The tenant's documents, kind by kind.
pub(crate) struct Kinds {
    pub(crate) users: Objects<User>,
    pub(crate) teams: Objects<Team>,
    pub(crate) tenants: Objects<Tenant>,
    pub(crate) settings: Objects<Setting>,
    pub(crate) reasons: Objects<Reason>,
    pub(crate) wrap_up_codes: Objects<WrapUpCode>,
    pub(crate) canned_answers: Objects<CannedAnswer>,
    pub(crate) forms: Objects<Form>,
}

impl State {
    pub(crate) fn new(cx: &Context, db: &Db, config: Config) -> runtime::Result<Arc<Self>> {
        let store = Store::new(db);
        let own = || cx.public().map(|address| format!("http://{address}")).unwrap_or_default();
        let public_url = if config.public_url.is_empty() { own() } else { config.public_url.clone() };
        Ok(Arc::new(Self {
            clock: cx.clock(),
            data: cx.data().to_owned(),
            public_url,
            issuer: Issuer::new(cx, config.access_token_life)?,
            passwords: Passwords::default(),
            throttle: Throttle::new(&config, cx.cache()),
            kinds: Kinds::new(cx, db, &store),
            store,
            config,
        }))
    }

    /// Whether a role of the user asks for a second factor.
    pub(crate) async fn needs_second_factor(&self, tenant: &TenantId, user: &User) -> db::Result<bool> {
        let setting = self.kinds.settings.find(tenant, SECOND_FACTOR_ROLES).await?;
        let asked = setting.and_then(|setting| serde_json::from_value::<Vec<Role>>(setting.doc.value.clone()).ok()).unwrap_or_default();
        Ok(user.roles.iter().any(|role| asked.contains(role)))
    }

    /// Fewest characters of a new password.
    pub(crate) async fn shortest_password(&self, tenant: &TenantId) -> db::Result<usize> {
        let setting = self.kinds.settings.find(tenant, PASSWORD_LENGTH).await?;
        let asked = setting.and_then(|setting| usize::try_from(setting.doc.value.as_u64()?).ok());
        Ok(asked.unwrap_or(0).max(password::LENGTH.0))
    }

    /// The tenant a request is for: the one that has claimed the host name, else the default.
    pub(crate) async fn tenant_of(&self, host: &str) -> db::Result<TenantId> {
        let tenants = self.kinds.tenants.list(&TenantId::default()).await?;
        let found = tenants.values().find(|tenant| tenant.doc.hosts.iter().any(|name| name == host));
        Ok(found.map_or_else(TenantId::default, |tenant| TenantId::new(tenant.id.as_str())))
    }
}

impl Kinds {
    fn new(cx: &Context, db: &Db, store: &Store) -> Self {
        let teams = Objects::new(cx, db).guarded(guards::team(store));
        Self {
            users: Objects::new(cx, db).guarded(guards::user(store, &teams)),
            canned_answers: Objects::new(cx, db).guarded(guards::canned_answer(&teams)),
            teams,
            tenants: Objects::new(cx, db).guarded(guards::tenant(store)),
            settings: Objects::new(cx, db),
            reasons: Objects::new(cx, db),
            wrap_up_codes: Objects::new(cx, db),
            forms: Objects::new(cx, db),
        }
    }
}
