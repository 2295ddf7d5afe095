//! Who is part of whom, and what is theirs.

use db::{Tx, Value, params};
use ids::{Ms, TenantId};

use super::{Key, Store};
use crate::domain::Conversation;
use crate::error::Error;

/// Everybody who is one person with a customer: up to whom they were merged into, and down to all who were.
const FAMILY: &str = "WITH RECURSIVE up (id) AS (
        SELECT CAST($2 AS TEXT)
        UNION SELECT m.merged_into FROM merged_customer m JOIN up ON m.customer_id = up.id WHERE m.tenant = $1),
    down (id) AS (
        SELECT id FROM up
        UNION SELECT m.customer_id FROM merged_customer m JOIN down ON m.merged_into = down.id WHERE m.tenant = $1)";

impl Store {
    pub(crate) async fn merge_customer(tx: &mut Tx, tenant: &TenantId, id: &str, into: &str) -> db::Result<()> {
        let sql = "INSERT INTO merged_customer (tenant, customer_id, merged_into) VALUES ($1, $2, $3)
                   ON CONFLICT (tenant, customer_id) DO UPDATE SET merged_into = excluded.merged_into";
        tx.execute(sql, &params![tenant, id, into]).await.map(|_| ())
    }

    pub(crate) async fn part_customer(tx: &mut Tx, tenant: &TenantId, id: &str) -> db::Result<()> {
        tx.execute("DELETE FROM merged_customer WHERE tenant = $1 AND customer_id = $2", &params![tenant, id]).await.map(|_| ())
    }

    /// Removes all bodies of a customer's conversations; numbers and hashes stay.
    pub(crate) async fn erase_customer(tx: &mut Tx, tenant: &TenantId, id: &str) -> Result<u64, Error> {
        let sql = "UPDATE activity SET body = NULL WHERE tenant = $1 AND body IS NOT NULL
                   AND conversation_id IN (SELECT id FROM conversation WHERE tenant = $1 AND customer_id = $2)";
        let erased = tx.execute(sql, &params![tenant, id]).await?;
        let rows = tx.query("SELECT id FROM conversation WHERE tenant = $1 AND customer_id = $2", &params![tenant, id]).await?;
        for row in rows {
            Self::forget_head(tx, tenant, &row.get::<String>(0)?).await?;
        }
        Ok(erased)
    }

    /// Takes from a conversation's head what was said in it. Its version moves, so that no writer goes on with what it remembers.
    pub(super) async fn forget_head(tx: &mut Tx, tenant: &TenantId, id: &str) -> Result<(), Error> {
        let read = "SELECT doc FROM conversation WHERE tenant = $1 AND id = $2";
        // Held before it is read: a writer between the two would be overwritten.
        tx.execute("UPDATE conversation SET version = version + 1 WHERE tenant = $1 AND id = $2", &params![tenant, id]).await?;
        let Some(row) = tx.query_one(read, &params![tenant, id]).await? else { return Ok(()) };
        let mut head: Conversation = row.json(0)?;
        head.forget();
        let doc = serde_json::to_string(&head)?;
        tx.execute("UPDATE conversation SET doc = $3 WHERE tenant = $1 AND id = $2", &params![tenant, id, doc]).await?;
        Ok(())
    }

    /// A customer's conversations and the last number of each.
    pub(crate) async fn numbers_of(&self, tenant: &TenantId, id: &str) -> db::Result<Vec<(String, i64)>> {
        let sql = "SELECT c.id, COALESCE(MAX(a.seq), 0) FROM conversation c
                   LEFT JOIN activity a ON a.tenant = c.tenant AND a.conversation_id = c.id
                   WHERE c.tenant = $1 AND c.customer_id = $2 GROUP BY c.id";
        let rows = self.db.query(sql, &params![tenant, id]).await?;
        rows.iter().map(|row| Ok((row.get(0)?, row.get(1)?))).collect()
    }

    /// Conversations behind one, in the order of their keys.
    pub(crate) async fn conversations_after(&self, (tenant, id): (&str, &str), limit: i64) -> db::Result<Vec<Key>> {
        let sql = "SELECT tenant, id FROM conversation WHERE tenant > $1 OR (tenant = $1 AND id > $2) ORDER BY tenant, id LIMIT $3";
        let rows = self.db.query(sql, &params![tenant, id, limit]).await?;
        rows.iter().map(|row| Ok(Key { tenant: TenantId::new(row.get::<String>(0)?), id: row.get(1)? })).collect()
    }

    /// The oldest open conversation of somebody who was merged, and of whoever is one with them.
    pub(crate) async fn open_of_family(&self, tenant: &TenantId, customer_id: &str) -> Result<Option<String>, Error> {
        let sql = format!(
            "{FAMILY} SELECT o.conversation_id FROM open_conversation o
             JOIN conversation c ON c.tenant = o.tenant AND c.id = o.conversation_id
             WHERE o.tenant = $1 AND o.customer_id IN (SELECT id FROM down) ORDER BY c.created_at, c.id LIMIT 1"
        );
        Ok(self.db.query_one(sql, &params![tenant, customer_id]).await?.map(|row| row.get(0)).transpose()?)
    }

    /// A customer's conversations, and those of whoever is one with them, newest first.
    pub(crate) async fn of_customer(
        &self,
        tenant: &TenantId,
        customer_id: &str,
        before: Ms,
        limit: i64,
    ) -> Result<Vec<Conversation>, Error> {
        let sql = format!(
            "{FAMILY} SELECT doc FROM conversation WHERE tenant = $1 AND customer_id IN (SELECT id FROM down) AND created_at < $3
             ORDER BY created_at DESC LIMIT $4"
        );
        let params: Vec<Value> = params![tenant, customer_id, before, limit].to_vec();
        let rows = self.db.query(sql, &params).await?;
        Ok(rows.iter().map(|row| row.json(0)).collect::<db::Result<_>>()?)
    }
}
