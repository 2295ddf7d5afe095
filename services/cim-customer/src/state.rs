//! What every operation works with.

use std::collections::BTreeMap;
use std::sync::Arc;

use db::Db;
use ids::{Clock, Principal, Role, TenantId};
use runtime::Context;
use runtime::objects::Objects;

use crate::config::Config;
use crate::domain::attribute::Attribute;
use crate::domain::label::Label;
use crate::domain::schema::Schema;
use crate::ops::guards;
use crate::store::Store;

/// The service, put together.
pub(crate) struct State {
    pub(crate) config: Config,
    pub(crate) clock: Clock,
    pub(crate) store: Store,
    pub(crate) attributes: Objects<Attribute>,
    pub(crate) labels: Objects<Label>,
}

impl State {
    pub(crate) fn new(cx: &Context, db: &Db, config: Config) -> Arc<Self> {
        Arc::new(Self {
            config,
            clock: cx.clock(),
            store: Store::new(db, cx.publisher()),
            attributes: Objects::new(cx, db).guarded(guards::attribute),
            labels: Objects::new(cx, db),
        })
    }

    /// The tenant's schema; what the system needs is always part of it.
    pub(crate) async fn schema(&self, tenant: &TenantId) -> db::Result<Schema> {
        let attributes = self.attributes.list(tenant).await?;
        Ok(Schema::new(attributes.values().map(|stored| stored.doc.clone())))
    }

    /// Names of labels by id.
    pub(crate) async fn label_names(&self, tenant: &TenantId) -> db::Result<BTreeMap<String, String>> {
        let labels = self.labels.list(tenant).await?;
        Ok(labels.values().map(|stored| (stored.id.clone(), stored.doc.name.clone())).collect())
    }

    /// Whether personal data is masked for that principal: for people who are agents and nothing more, where the tenant says so.
    pub(crate) async fn is_masked(&self, principal: &Principal) -> db::Result<bool> {
        if principal.is_service() || principal.has(Role::Supervisor) || principal.has(Role::Admin) {
            return Ok(false);
        }
        self.store.masks_pii(&principal.tenant).await
    }
}
