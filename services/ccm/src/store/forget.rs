//! What is kept of a customer, taken away: names, addresses, forms. Sessions and attempts stay as numbers, so that the sums still add up.

use db::{Tx, params};
use ids::{Ms, TenantId};

use super::Store;
use super::sessions::{COLUMNS, read};
use crate::domain::Session;
use crate::error::Error;

impl Store {
    /// The live sessions of a customer.
    pub(crate) async fn live_of_customer(&self, tenant: &TenantId, customer_id: &str) -> Result<Vec<Session>, Error> {
        let sql = format!("SELECT {COLUMNS} FROM session WHERE tenant = $1 AND customer_id = $2 AND state = 'STARTED'");
        self.db.query(sql, &params![tenant, customer_id]).await?.iter().map(read).collect()
    }

    /// Channels and addresses by which a customer was known.
    pub(crate) async fn addresses_of(tx: &mut Tx, tenant: &TenantId, customer_id: &str) -> Result<Vec<(String, String)>, Error> {
        let sql = "SELECT DISTINCT channel_id, customer_identifier FROM session
                   WHERE tenant = $1 AND customer_id = $2 AND customer_identifier <> ''";
        let rows = tx.query(sql, &params![tenant, customer_id]).await?;
        Ok(rows.iter().map(|row| Ok((row.get(0)?, row.get(1)?))).collect::<db::Result<_>>()?)
    }

    /// Forgets who a customer was.
    pub(crate) async fn forget_customer(tx: &mut Tx, tenant: &TenantId, customer_id: &str, now: Ms) -> Result<(), Error> {
        let params = params![tenant, customer_id];
        let live = "DELETE FROM live_session WHERE tenant = $1
                    AND session_id IN (SELECT id FROM session WHERE tenant = $1 AND customer_id = $2)";
        tx.execute(live, &params).await?;
        let reach = "DELETE FROM reach WHERE tenant = $1 AND (channel_id, customer_identifier) IN
                     (SELECT channel_id, customer_identifier FROM session WHERE tenant = $1 AND customer_id = $2)";
        tx.execute(reach, &params).await?;
        let ended = "UPDATE session SET state = 'ENDED', reason_code = 'FORCE_CLOSED', ended_at = $3
                     WHERE tenant = $1 AND customer_id = $2 AND state = 'STARTED'";
        tx.execute(ended, &params![tenant, customer_id, now]).await?;
        let sessions =
            "UPDATE session SET customer_name = '', customer_identifier = '', data = '{}' WHERE tenant = $1 AND customer_id = $2";
        tx.execute(sessions, &params).await?;
        let outbound = "UPDATE outbound SET customer_identifier = '', error_text = '' WHERE tenant = $1 AND customer_id = $2";
        tx.execute(outbound, &params).await?;
        Ok(())
    }
}
