//! Second factors. A secret is needed in clear to check a code, so it lies in a table that no route and no event reads out;
//! of recovery codes and tickets there are digests only.

use db::{Tx, params};
use ids::{Ms, TenantId};

use crate::store::Store;

/// Somebody's second factor.
pub(crate) struct Factor {
    /// Base32.
    pub(crate) secret: String,
}

/// An enrolment that waits for its first code.
pub(crate) struct Waiting {
    pub(crate) tenant: TenantId,
    pub(crate) user: String,
    /// Base32.
    pub(crate) secret: String,
    /// How the session began that it opens; empty if it opens none.
    pub(crate) opens: String,
}

/// Whose.
type Whose<'a> = (&'a TenantId, &'a str);

impl Store {
    pub(crate) async fn second_factor(&self, (tenant, user): Whose<'_>) -> db::Result<Option<Factor>> {
        let sql = "SELECT secret FROM second_factor WHERE tenant = $1 AND user_id = $2";
        let row = self.0.query_one(sql, &params![tenant, user]).await?;
        row.map(|row| Ok(Factor { secret: row.get(0)? })).transpose()
    }

    /// Uses a code up: false if it, or a later one, was used before. The condition lets exactly one of two callers have it.
    pub(crate) async fn spend_step(tx: &mut Tx, (tenant, user): Whose<'_>, step: i64) -> db::Result<bool> {
        let sql = "UPDATE second_factor SET last_step = $3 WHERE tenant = $1 AND user_id = $2 AND last_step < $3";
        Ok(tx.execute(sql, &params![tenant, user, step]).await? > 0)
    }

    pub(crate) async fn spend_recovery_code(tx: &mut Tx, (tenant, user): Whose<'_>, digest: &str, now: Ms) -> db::Result<bool> {
        let sql = "UPDATE recovery_code SET used_at = $4 WHERE tenant = $1 AND user_id = $2 AND digest = $3 AND used_at IS NULL";
        Ok(tx.execute(sql, &params![tenant, user, digest, now]).await? > 0)
    }

    pub(crate) async fn recovery_codes_left(&self, (tenant, user): Whose<'_>) -> db::Result<i64> {
        let sql = "SELECT COUNT(*) FROM recovery_code WHERE tenant = $1 AND user_id = $2 AND used_at IS NULL";
        let row = self.0.query_one(sql, &params![tenant, user]).await?;
        row.map_or(Ok(0), |row| row.get(0))
    }

    /// The factor from now on, whatever was before; its first code is used up.
    pub(crate) async fn set_second_factor(
        tx: &mut Tx,
        (tenant, user): Whose<'_>,
        (secret, step): (&str, i64),
        recovery: &[String],
        now: Ms,
    ) -> db::Result<()> {
        Self::drop_second_factor(tx, (tenant, user)).await?;
        let sql = "INSERT INTO second_factor (tenant, user_id, secret, last_step, set_at) VALUES ($1, $2, $3, $4, $5)";
        tx.execute(sql, &params![tenant, user, secret, step, now]).await?;
        for digest in recovery {
            let sql = "INSERT INTO recovery_code (tenant, user_id, digest) VALUES ($1, $2, $3)";
            tx.execute(sql, &params![tenant, user, digest]).await?;
        }
        Ok(())
    }

    /// Forgets the factor, its recovery codes and what was begun; false if there was none.
    pub(crate) async fn drop_second_factor(tx: &mut Tx, (tenant, user): Whose<'_>) -> db::Result<bool> {
        tx.execute("DELETE FROM recovery_code WHERE tenant = $1 AND user_id = $2", &params![tenant, user]).await?;
        tx.execute("DELETE FROM enrolment WHERE tenant = $1 AND user_id = $2", &params![tenant, user]).await?;
        Ok(tx.execute("DELETE FROM second_factor WHERE tenant = $1 AND user_id = $2", &params![tenant, user]).await? > 0)
    }

    /// A new enrolment; earlier ones of the user are void.
    pub(crate) async fn add_enrolment(tx: &mut Tx, digest: &str, new: &Waiting, expires_at: Ms) -> db::Result<()> {
        let Waiting { tenant, user, secret, opens } = new;
        tx.execute("DELETE FROM enrolment WHERE tenant = $1 AND user_id = $2", &params![tenant, user.as_str()]).await?;
        let sql = "INSERT INTO enrolment (digest, tenant, user_id, secret, opens, expires_at) VALUES ($1, $2, $3, $4, $5, $6)";
        tx.execute(sql, &params![digest, tenant, user.as_str(), secret.as_str(), opens.as_str(), expires_at]).await.map(|_| ())
    }

    pub(crate) async fn enrolment(&self, digest: &str, now: Ms) -> db::Result<Option<Waiting>> {
        let sql = "SELECT tenant, user_id, secret, opens FROM enrolment WHERE digest = $1 AND expires_at > $2";
        let row = self.0.query_one(sql, &params![digest, now]).await?;
        let waiting = |row: db::Row| {
            Ok(Waiting { tenant: TenantId::new(row.get::<String>(0)?), user: row.get(1)?, secret: row.get(2)?, opens: row.get(3)? })
        };
        row.map(waiting).transpose()
    }

    /// Ends an enrolment; false if another caller was faster.
    pub(crate) async fn end_enrolment(tx: &mut Tx, digest: &str) -> db::Result<bool> {
        Ok(tx.execute("DELETE FROM enrolment WHERE digest = $1", &params![digest]).await? > 0)
    }

    pub(crate) async fn prune_enrolments(tx: &mut Tx, now: Ms) -> db::Result<u64> {
        tx.execute("DELETE FROM enrolment WHERE expires_at <= $1", &params![now]).await
    }
}
