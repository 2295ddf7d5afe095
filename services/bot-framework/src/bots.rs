//! The bots of all tenants, compiled once per version.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use ids::TenantId;
use runtime::objects::Objects;

use crate::domain::bot::Bot;
use crate::domain::engine::Engine;

/// A bot, ready to answer.
#[derive(Clone)]
pub(crate) struct Ready {
    pub(crate) name: String,
    pub(crate) engine: Arc<Engine>,
}

type Compiled = RwLock<HashMap<(TenantId, String), (i64, Arc<Engine>)>>;

/// The registry.
#[derive(Clone)]
pub(crate) struct Bots {
    pub(crate) documents: Objects<Bot>,
    compiled: Arc<Compiled>,
}

impl Bots {
    pub(crate) fn new(documents: Objects<Bot>) -> Self {
        Self { documents, compiled: Arc::default() }
    }

    /// The bot of that id or name.
    pub(crate) async fn find(&self, tenant: &TenantId, id_or_name: &str) -> errors::Result<Option<Ready>> {
        let Some(stored) = self.documents.find(tenant, id_or_name).await? else {
            return Ok(None);
        };
        let name = stored.doc.name.clone();
        let key = (tenant.clone(), stored.id.clone());
        if let Some((version, engine)) = self.compiled.read().unwrap_or_else(PoisonError::into_inner).get(&key)
            && *version == stored.version
        {
            return Ok(Some(Ready { name, engine: engine.clone() }));
        }
        let engine = Arc::new(Engine::new(&stored.doc.definition));
        self.compiled.write().unwrap_or_else(PoisonError::into_inner).insert(key, (stored.version, engine.clone()));
        Ok(Some(Ready { name, engine }))
    }
}
