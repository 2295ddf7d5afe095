//! What bots remember: every statement of this service.

use db::{Db, Migration, Migrations, Row, Tx, params};
use ids::TenantId;

use crate::domain::memory::Memory;

/// The tables.
pub(crate) fn migrations() -> Migrations {
    let own = Migrations::new([Migration {
        version: 1,
        name: "memory",
        sql: "
CREATE TABLE memory (
    tenant TEXT NOT NULL,
    conversation_id TEXT NOT NULL,
    bot_id TEXT NOT NULL,
    role TEXT NOT NULL,
    greeted BIGINT NOT NULL,
    misses BIGINT NOT NULL,
    asked_at BIGINT NOT NULL,
    PRIMARY KEY (tenant, conversation_id, bot_id)
);
",
    }]);
    own.and(runtime::objects::migrations())
}

/// The service's store.
#[derive(Clone)]
pub(crate) struct Store(Db);

impl Store {
    pub(crate) fn new(db: &Db) -> Self {
        Self(db.clone())
    }

    /// What a bot remembers of a conversation.
    pub(crate) async fn memory(&self, tenant: &TenantId, conversation_id: &str, bot_id: &str) -> db::Result<Memory> {
        let sql = "SELECT role, greeted, misses, asked_at FROM memory WHERE tenant = $1 AND conversation_id = $2 AND bot_id = $3";
        let row = self.0.query_one(sql, &params![tenant, conversation_id, bot_id]).await?;
        row.map_or(Ok(Memory::default()), |row| read(&row))
    }

    /// The bot that listens to a conversation and makes suggestions, if there is one.
    pub(crate) async fn assistant(&self, tenant: &TenantId, conversation_id: &str) -> db::Result<Option<String>> {
        let sql = "SELECT bot_id FROM memory WHERE tenant = $1 AND conversation_id = $2 AND role = 'ASSISTANT' ORDER BY bot_id";
        self.0.query_one(sql, &params![tenant, conversation_id]).await?.map(|row| row.get(0)).transpose()
    }
}

fn read(row: &Row) -> db::Result<Memory> {
    let misses: i64 = row.get(2)?;
    Ok(Memory { role: row.get(0)?, greeted: row.get(1)?, misses: u32::try_from(misses).unwrap_or(0), asked_at: row.get(3)? })
}

/// Remembers.
pub(crate) async fn remember(tx: &mut Tx, tenant: &TenantId, (conversation_id, bot_id): (&str, &str), memory: &Memory) -> db::Result<()> {
    let sql = "INSERT INTO memory (tenant, conversation_id, bot_id, role, greeted, misses, asked_at) VALUES ($1, $2, $3, $4, $5, $6, $7)
               ON CONFLICT (tenant, conversation_id, bot_id) DO UPDATE SET role = excluded.role, greeted = excluded.greeted,
                   misses = excluded.misses, asked_at = excluded.asked_at";
    let params = params![tenant, conversation_id, bot_id, &memory.role, memory.greeted, memory.misses, memory.asked_at];
    tx.execute(sql, &params).await.map(|_| ())
}

/// Forgets a conversation.
pub(crate) async fn forget(tx: &mut Tx, tenant: &TenantId, conversation_id: &str) -> db::Result<()> {
    tx.execute("DELETE FROM memory WHERE tenant = $1 AND conversation_id = $2", &params![tenant, conversation_id]).await.map(|_| ())
}

#[cfg(test)]
mod tests;
