//! Heads of conversations, and receipts.

use std::collections::HashMap;

use contracts::conversation_manager::Receipt;
use db::{Batch, Value, params, placeholders};
use ids::TenantId;

use super::Store;
use crate::domain::Conversation;
use crate::error::Error;

/// A conversation of a tenant.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Key {
    pub(crate) tenant: TenantId,
    pub(crate) id: String,
}

/// How far a reader has come in a conversation.
#[derive(Clone, Debug)]
pub(crate) struct Raised {
    pub(crate) key: Key,
    pub(crate) receipt: Receipt,
}

impl Store {
    /// Heads and their versions.
    pub(crate) async fn heads(&self, keys: &[Key]) -> Result<HashMap<Key, (Conversation, i64)>, Error> {
        let mut heads = HashMap::new();
        for chunk in keys.chunks(300) {
            let sql = format!(
                "SELECT tenant, id, version, doc FROM conversation WHERE (tenant, id) IN (VALUES {})",
                placeholders(chunk.len(), 2, 1)
            );
            let params: Vec<Value> = chunk.iter().flat_map(|key| params![&key.tenant, &key.id]).collect();
            for row in self.db.query(sql, &params).await? {
                let key = Key { tenant: TenantId::new(row.get::<String>(0)?), id: row.get(1)? };
                heads.insert(key, (row.json(3)?, row.get(2)?));
            }
        }
        Ok(heads)
    }

    /// Writes heads at their next version. One that somebody else wrote meanwhile would get none, which the table refuses.
    pub(crate) fn save_heads(batch: &mut Batch, heads: &[(Key, Conversation, i64)]) -> Result<(), Error> {
        for chunk in heads.chunks(300) {
            let sql = format!(
                "INSERT INTO conversation (tenant, id, customer_id, version, state, created_at, doc) VALUES {}
                 ON CONFLICT (tenant, id) DO UPDATE SET customer_id = excluded.customer_id, state = excluded.state, doc = excluded.doc,
                     version = CASE WHEN conversation.version = excluded.version - 1 THEN excluded.version END",
                placeholders(chunk.len(), 7, 1)
            );
            let mut params = Vec::with_capacity(chunk.len() * 7);
            for (key, head, version) in chunk {
                let doc = serde_json::to_string(head)?;
                params.extend(params![&key.tenant, &key.id, &head.customer_id, *version, head.state.as_str(), head.created_at, doc]);
            }
            batch.push(sql, params);
        }
        Ok(())
    }

    pub(crate) async fn head(&self, key: &Key) -> Result<Option<Conversation>, Error> {
        let row = self.db.query_one("SELECT doc FROM conversation WHERE tenant = $1 AND id = $2", &params![&key.tenant, &key.id]).await?;
        Ok(row.map(|row| row.json(0)).transpose()?)
    }

    /// The open conversations of these customers.
    pub(crate) async fn open_conversations(&self, customers: &[(&TenantId, &str)]) -> Result<HashMap<(TenantId, String), String>, Error> {
        let mut open = HashMap::new();
        for chunk in customers.chunks(300) {
            let sql = format!(
                "SELECT tenant, customer_id, conversation_id FROM open_conversation WHERE (tenant, customer_id) IN (VALUES {})",
                placeholders(chunk.len(), 2, 1)
            );
            let params: Vec<Value> = chunk.iter().flat_map(|(tenant, customer)| params![*tenant, *customer]).collect();
            for row in self.db.query(sql, &params).await? {
                open.insert((TenantId::new(row.get::<String>(0)?), row.get(1)?), row.get(2)?);
            }
        }
        Ok(open)
    }

    /// Makes a conversation the customer's open one; the table refuses a second one.
    pub(crate) fn claim_open(batch: &mut Batch, tenant: &TenantId, customer_id: &str, id: &str) {
        let sql = "INSERT INTO open_conversation (tenant, customer_id, conversation_id) VALUES ($1, $2, $3)";
        batch.push(sql, params![tenant, customer_id, id]);
    }

    pub(crate) fn release_open(batch: &mut Batch, key: &Key) {
        batch.push("DELETE FROM open_conversation WHERE tenant = $1 AND conversation_id = $2", params![&key.tenant, &key.id]);
    }

    /// Raises receipts; they never go down.
    pub(crate) async fn raise(&self, raised: &[Raised]) -> Result<(), Error> {
        let mut batch = Batch::default();
        let greatest = match self.db.engine() {
            db::Engine::Sqlite => "MAX",
            db::Engine::Postgres => "GREATEST",
        };
        for chunk in raised.chunks(300) {
            let sql = format!(
                "INSERT INTO receipt (tenant, conversation_id, recipient, recipient_type, delivered, seen) VALUES {}
                 ON CONFLICT (tenant, conversation_id, recipient) DO UPDATE SET
                     delivered = {greatest}(receipt.delivered, excluded.delivered), seen = {greatest}(receipt.seen, excluded.seen)",
                placeholders(chunk.len(), 6, 1)
            );
            let bind = |raised: &Raised| {
                let receipt = &raised.receipt;
                params![
                    &raised.key.tenant,
                    &raised.key.id,
                    &receipt.recipient,
                    receipt.recipient_type,
                    receipt.delivered_seq,
                    receipt.read_seq
                ]
            };
            batch.push(sql, chunk.iter().flat_map(bind).collect::<Vec<Value>>());
        }
        Ok(self.db.write(batch).await?)
    }

    pub(crate) async fn receipts(&self, key: &Key) -> Result<Vec<Receipt>, Error> {
        let sql =
            "SELECT recipient, recipient_type, delivered, seen FROM receipt WHERE tenant = $1 AND conversation_id = $2 ORDER BY recipient";
        let rows = self.db.query(sql, &params![&key.tenant, &key.id]).await?;
        let read = |row: &db::Row| {
            let recipient_type = i32::try_from(row.get::<i64>(1)?).unwrap_or_default();
            Ok(Receipt { recipient: row.get(0)?, recipient_type, delivered_seq: row.get(2)?, read_seq: row.get(3)? })
        };
        Ok(rows.iter().map(read).collect::<db::Result<_>>()?)
    }
}
