//! Sessions and their refresh tokens.

use db::{Tx, params};
use ids::{Ms, TenantId};

use crate::domain::session::Held;
use crate::store::Store;

/// A session that begins.
pub(crate) struct NewSession<'a> {
    pub(crate) tenant: &'a TenantId,
    pub(crate) id: &'a str,
    pub(crate) user: &'a str,
    pub(crate) method: &'a str,
    pub(crate) address: &'a str,
}

/// A session that runs.
pub(crate) struct Running {
    pub(crate) id: String,
    pub(crate) method: String,
    pub(crate) address: String,
    pub(crate) created_at: Ms,
    pub(crate) used_at: Ms,
}

impl Store {
    /// A user's sessions that have not ended, began after `began` and were used after `used`; the last used first.
    pub(crate) async fn running_sessions(&self, (tenant, user): (&TenantId, &str), began: Ms, used: Ms) -> db::Result<Vec<Running>> {
        let sql = "SELECT id, method, address, created_at, used_at FROM session
                   WHERE tenant = $1 AND user_id = $2 AND ended_at IS NULL AND created_at > $3 AND used_at > $4
                   ORDER BY used_at DESC, id";
        let rows = self.0.query(sql, &params![tenant, user, began, used]).await?;
        let running = |row: &db::Row| {
            Ok(Running { id: row.get(0)?, method: row.get(1)?, address: row.get(2)?, created_at: row.get(3)?, used_at: row.get(4)? })
        };
        rows.iter().map(running).collect()
    }

    /// Adds a session whose first refresh token has that digest.
    pub(crate) async fn add_session(tx: &mut Tx, new: &NewSession<'_>, digest: &str, now: Ms) -> db::Result<()> {
        let sql = "INSERT INTO session (tenant, id, user_id, method, secret, address, created_at, used_at)
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
        let NewSession { tenant, id, user, method, address } = *new;
        tx.execute(sql, &params![tenant, id, user, method, auth::random_token(), address, now, now]).await?;
        Self::add_refresh(tx, tenant, id, digest).await
    }

    /// Adds a refresh token; a second time changes nothing.
    pub(crate) async fn add_refresh(tx: &mut Tx, tenant: &TenantId, session: &str, digest: &str) -> db::Result<()> {
        let sql = "INSERT INTO refresh (digest, tenant, session_id) VALUES ($1, $2, $3) ON CONFLICT (digest) DO NOTHING";
        tx.execute(sql, &params![digest, tenant, session]).await.map(|_| ())
    }

    pub(crate) async fn refresh(&self, digest: &str) -> db::Result<Option<Held>> {
        let sql = "SELECT s.tenant, s.id, s.user_id, s.secret, s.created_at, s.used_at, s.ended_at, r.rotated_at
                   FROM refresh r JOIN session s ON s.tenant = r.tenant AND s.id = r.session_id WHERE r.digest = $1";
        let Some(row) = self.0.query_one(sql, &params![digest]).await? else {
            return Ok(None);
        };
        Ok(Some(Held {
            tenant: TenantId::new(row.get::<String>(0)?),
            session: row.get(1)?,
            user: row.get(2)?,
            secret: row.get(3)?,
            created_at: row.get(4)?,
            used_at: row.get(5)?,
            ended_at: row.get(6)?,
            rotated_at: row.get(7)?,
        }))
    }

    /// Marks the token as traded, the first time.
    pub(crate) async fn rotate(tx: &mut Tx, digest: &str, now: Ms) -> db::Result<()> {
        tx.execute("UPDATE refresh SET rotated_at = $2 WHERE digest = $1 AND rotated_at IS NULL", &params![digest, now]).await.map(|_| ())
    }

    /// Notes that the session is in use; false if it has ended.
    pub(crate) async fn touch(tx: &mut Tx, tenant: &TenantId, session: &str, now: Ms) -> db::Result<bool> {
        let sql = "UPDATE session SET used_at = $3 WHERE tenant = $1 AND id = $2 AND ended_at IS NULL";
        Ok(tx.execute(sql, &params![tenant, session, now]).await? > 0)
    }

    pub(crate) async fn end_session(tx: &mut Tx, tenant: &TenantId, session: &str, now: Ms) -> db::Result<bool> {
        let sql = "UPDATE session SET ended_at = $3 WHERE tenant = $1 AND id = $2 AND ended_at IS NULL";
        Ok(tx.execute(sql, &params![tenant, session, now]).await? > 0)
    }

    /// Ends the user's sessions except that one.
    pub(crate) async fn end_other_sessions(tx: &mut Tx, (tenant, user): (&TenantId, &str), except: &str, now: Ms) -> db::Result<u64> {
        let sql = "UPDATE session SET ended_at = $4 WHERE tenant = $1 AND user_id = $2 AND id <> $3 AND ended_at IS NULL";
        tx.execute(sql, &params![tenant, user, except, now]).await
    }

    /// How and when a running session began.
    pub(crate) async fn session_began(&self, tenant: &TenantId, session: &str) -> db::Result<Option<(String, Ms)>> {
        let sql = "SELECT method, created_at FROM session WHERE tenant = $1 AND id = $2 AND ended_at IS NULL";
        let row = self.0.query_one(sql, &params![tenant, session]).await?;
        row.map(|row| Ok((row.get(0)?, row.get(1)?))).transpose()
    }

    /// Deletes sessions that began before `began` or were last used before `used`, and their tokens.
    pub(crate) async fn prune_sessions(tx: &mut Tx, began: Ms, used: Ms) -> db::Result<u64> {
        let gone = tx.execute("DELETE FROM session WHERE created_at < $1 OR used_at < $2", &params![began, used]).await?;
        let sql =
            "DELETE FROM refresh WHERE NOT EXISTS (SELECT 1 FROM session s WHERE s.tenant = refresh.tenant AND s.id = refresh.session_id)";
        tx.execute(sql, &[]).await?;
        Ok(gone)
    }
}
