//! Keys and tokens of accounts. Values leave through [`Store::secrets`] only, towards the connector.

use std::collections::HashMap;

use db::{Tx, params};
use ids::{Ms, TenantId};

use super::Store;
use crate::error::Error;

/// That a secret is there, for people.
#[derive(Debug)]
pub(crate) struct SecretName {
    pub(crate) name: String,
    pub(crate) updated_at: Ms,
    pub(crate) updated_by: String,
}

impl Store {
    pub(crate) async fn secrets(&self, tenant: &TenantId, connector_id: &str) -> Result<HashMap<String, String>, Error> {
        let sql = "SELECT name, value FROM secret WHERE tenant = $1 AND connector_id = $2";
        let rows = self.db.query(sql, &params![tenant, connector_id]).await?;
        Ok(rows.iter().map(|row| Ok((row.get(0)?, row.get(1)?))).collect::<db::Result<_>>()?)
    }

    pub(crate) async fn secret_names(&self, tenant: &TenantId, connector_id: &str) -> Result<Vec<SecretName>, Error> {
        let sql = "SELECT name, updated_at, updated_by FROM secret WHERE tenant = $1 AND connector_id = $2 ORDER BY name";
        let rows = self.db.query(sql, &params![tenant, connector_id]).await?;
        let read = |row: &db::Row| Ok(SecretName { name: row.get(0)?, updated_at: row.get(1)?, updated_by: row.get(2)? });
        Ok(rows.iter().map(read).collect::<db::Result<_>>()?)
    }

    /// Sets a secret; none takes it away.
    pub(crate) async fn set_secret(
        tx: &mut Tx,
        (tenant, connector_id): (&TenantId, &str),
        (name, value): (&str, Option<&str>),
        (by, now): (&str, Ms),
    ) -> Result<(), Error> {
        let Some(value) = value else {
            let sql = "DELETE FROM secret WHERE tenant = $1 AND connector_id = $2 AND name = $3";
            tx.execute(sql, &params![tenant, connector_id, name]).await?;
            return Ok(());
        };
        let sql =
            "INSERT INTO secret (tenant, connector_id, name, value, key_id, updated_at, updated_by) VALUES ($1, $2, $3, $4, '', $5, $6)
                   ON CONFLICT (tenant, connector_id, name) DO UPDATE SET value = excluded.value, key_id = excluded.key_id,
                       updated_at = excluded.updated_at, updated_by = excluded.updated_by";
        tx.execute(sql, &params![tenant, connector_id, name, value, now, by]).await?;
        Ok(())
    }

    /// Whether any tenant has a channel of that id.
    pub(crate) async fn has_channel(&self, id: &str) -> db::Result<bool> {
        let sql = "SELECT tenant FROM object WHERE kind = 'channel' AND id = $1 LIMIT 1";
        Ok(self.db.query_one(sql, &params![id]).await?.is_some())
    }

    /// Takes all secrets of an account away.
    pub(crate) async fn forget_secrets(&self, tenant: &TenantId, connector_id: &str) -> db::Result<()> {
        self.db.execute("DELETE FROM secret WHERE tenant = $1 AND connector_id = $2", &params![tenant, connector_id]).await.map(|_| ())
    }
}
