//! Passwords and one-time links: only what recognises them.

use db::{Tx, params};
use ids::{Ms, TenantId};

use crate::store::Store;

impl Store {
    pub(crate) async fn password_hash(&self, tenant: &TenantId, user: &str) -> db::Result<Option<String>> {
        let sql = "SELECT hash FROM credential WHERE tenant = $1 AND user_id = $2";
        self.0.query_one(sql, &params![tenant, user]).await?.map(|row| row.get(0)).transpose()
    }

    pub(crate) async fn set_password_hash(tx: &mut Tx, (tenant, user): (&TenantId, &str), hash: &str, now: Ms) -> db::Result<()> {
        let sql = "INSERT INTO credential (tenant, user_id, hash, changed_at) VALUES ($1, $2, $3, $4)
                   ON CONFLICT (tenant, user_id) DO UPDATE SET hash = excluded.hash, changed_at = excluded.changed_at";
        tx.execute(sql, &params![tenant, user, hash, now]).await.map(|_| ())
    }

    /// Forgets what somebody who is gone could sign in with.
    pub(crate) async fn forget_user(tx: &mut Tx, tenant: &TenantId, user: &str) -> db::Result<()> {
        tx.execute("DELETE FROM credential WHERE tenant = $1 AND user_id = $2", &params![tenant, user]).await?;
        Self::drop_second_factor(tx, (tenant, user)).await?;
        tx.execute("DELETE FROM link WHERE tenant = $1 AND user_id = $2", &params![tenant, user]).await.map(|_| ())
    }

    /// Whose a link is that would be taken now.
    pub(crate) async fn link_of(&self, digest: &str, now: Ms) -> db::Result<Option<(TenantId, String)>> {
        let sql = "SELECT tenant, user_id FROM link WHERE digest = $1 AND used_at IS NULL AND expires_at > $2";
        let row = self.0.query_one(sql, &params![digest, now]).await?;
        row.map(|row| Ok((TenantId::new(row.get::<String>(0)?), row.get(1)?))).transpose()
    }

    /// A new link for the user; earlier ones are void.
    pub(crate) async fn add_link(tx: &mut Tx, (tenant, user): (&TenantId, &str), digest: &str, expires_at: Ms) -> db::Result<()> {
        tx.execute("DELETE FROM link WHERE tenant = $1 AND user_id = $2", &params![tenant, user]).await?;
        let sql = "INSERT INTO link (digest, tenant, user_id, expires_at) VALUES ($1, $2, $3, $4)";
        tx.execute(sql, &params![digest, tenant, user, expires_at]).await.map(|_| ())
    }

    /// Uses a link up; answers whose it was.
    pub(crate) async fn use_link(tx: &mut Tx, digest: &str, now: Ms) -> db::Result<Option<(TenantId, String)>> {
        // The condition in the statement lets exactly one of two callers have it.
        let sql = "UPDATE link SET used_at = $2 WHERE digest = $1 AND used_at IS NULL AND expires_at > $2";
        if tx.execute(sql, &params![digest, now]).await? == 0 {
            return Ok(None);
        }
        let row = tx.query_one("SELECT tenant, user_id FROM link WHERE digest = $1", &params![digest]).await?;
        row.map(|row| Ok((TenantId::new(row.get::<String>(0)?), row.get(1)?))).transpose()
    }

    pub(crate) async fn prune_links(tx: &mut Tx, now: Ms) -> db::Result<u64> {
        tx.execute("DELETE FROM link WHERE expires_at < $1", &params![now]).await
    }
}
