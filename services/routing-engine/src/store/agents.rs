//! Agents beside the core: names, the desk's session, since when they are as they are; and reasons as they were written.

use std::collections::BTreeMap;

use db::{Tx, Value, params, placeholders};
use ids::{Ms, TenantId};
use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::store::Store;

/// One agent beside the core.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct AgentNote {
    /// As the caller wrote it.
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) team: String,
    /// The desk's session and its number: each new session has the next one.
    pub(crate) session_id: String,
    pub(crate) session: u64,
    /// State and reason as last shown, and since when.
    pub(crate) state: String,
    pub(crate) since: Ms,
    /// The same per media routing domain.
    pub(crate) mrds: BTreeMap<String, (String, Ms)>,
}

impl Store {
    pub(crate) async fn agents(&self, tenant: &TenantId) -> Result<Vec<AgentNote>, Error> {
        let rows = self.db.query("SELECT doc FROM routing_agent WHERE tenant = $1", &params![tenant]).await?;
        Ok(rows.iter().map(|row| row.json(0)).collect::<db::Result<_>>()?)
    }

    pub(crate) async fn save_agents(tx: &mut Tx, tenant: &TenantId, notes: &[AgentNote]) -> Result<(), Error> {
        for chunk in notes.chunks(500) {
            let sql = format!(
                "INSERT INTO routing_agent (tenant, agent_id, doc) VALUES {}
                 ON CONFLICT (tenant, agent_id) DO UPDATE SET doc = excluded.doc",
                placeholders(chunk.len(), 3, 1)
            );
            let mut params: Vec<Value> = Vec::with_capacity(chunk.len() * 3);
            for note in chunk {
                params.extend(params![tenant, &note.id, serde_json::to_string(note)?]);
            }
            tx.execute(sql, &params).await?;
        }
        Ok(())
    }

    /// Reasons by the text of their number.
    pub(crate) async fn reasons(&self, tenant: &TenantId) -> Result<Vec<(String, String)>, Error> {
        let rows = self.db.query("SELECT id, text FROM routing_reason WHERE tenant = $1", &params![tenant]).await?;
        Ok(rows.iter().map(|row| Ok((row.get(0)?, row.get(1)?))).collect::<db::Result<_>>()?)
    }

    pub(crate) async fn save_reason(tx: &mut Tx, tenant: &TenantId, (id, text): &(String, String)) -> Result<(), Error> {
        let sql = "INSERT INTO routing_reason (tenant, id, text) VALUES ($1, $2, $3) ON CONFLICT (tenant, id) DO NOTHING";
        tx.execute(sql, &params![tenant, id, text]).await?;
        Ok(())
    }
}
