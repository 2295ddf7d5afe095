//! The bots of all tenants, compiled once per version.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use ids::TenantId;
use runtime::objects::{Objects, Stored};

use crate::domain::bot::Bot;
use crate::domain::engine::Engine;
use crate::domain::outside::knowledge::Knowledge;

/// A bot, ready to answer.
#[derive(Clone)]
pub(crate) struct Ready {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) bot: Arc<Stored<Bot>>,
    pub(crate) engine: Arc<Engine>,
    pub(crate) knowledge: Arc<Knowledge>,
}

impl Ready {
    /// Compiles a bot.
    pub(crate) fn new(bot: Arc<Stored<Bot>>) -> Self {
        let engine = Arc::new(Engine::new(&bot.doc.definition));
        let snippets = bot.doc.openai.as_ref().map_or(&[][..], |model| &model.knowledge);
        let knowledge = Arc::new(Knowledge::new(snippets));
        Self { id: bot.id.clone(), name: bot.doc.name.clone(), bot, engine, knowledge }
    }
}

type Compiled = RwLock<HashMap<(TenantId, String), Ready>>;

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
        let key = (tenant.clone(), stored.id.clone());
        if let Some(ready) = self.compiled.read().unwrap_or_else(PoisonError::into_inner).get(&key)
            && ready.bot.version == stored.version
        {
            return Ok(Some(ready.clone()));
        }
        let ready = Ready::new(stored);
        self.compiled.write().unwrap_or_else(PoisonError::into_inner).insert(key, ready.clone());
        Ok(Some(ready))
    }

    /// Tenants that have a bot of that id.
    pub(crate) async fn owners(&self, id: &str) -> errors::Result<Vec<(TenantId, Ready)>> {
        let mut found = Vec::new();
        for tenant in self.documents.tenants().await? {
            if self.documents.get(&tenant, id).await?.is_some()
                && let Some(ready) = self.find(&tenant, id).await?
            {
                found.push((tenant, ready));
            }
        }
        Ok(found)
    }
}
