//! What is kept of an address, taken away. Rows stay, with their times, states and places in the log.

use db::{Tx, params};
use ids::{Ms, TenantId};

use super::sends::{self, COLUMNS};
use super::{Send, Store};

/// Requests in which things of a lane came.
const REQUESTS: &str = "SELECT webhook FROM thing WHERE tenant = $1 AND lane = $2 AND webhook > 0
                        UNION SELECT webhook FROM repeated WHERE tenant = $1 AND lane = $2";

impl Store {
    /// Everything of a customer's lane that came in, as it was understood.
    pub(crate) async fn events_of(&self, tenant: &TenantId, lane: &str) -> db::Result<Vec<String>> {
        let sql = "SELECT payload FROM thing WHERE tenant = $1 AND lane = $2 AND kind = 'EVENT'";
        self.db.query(sql, &params![tenant, lane]).await?.iter().map(|row| row.get(0)).collect()
    }

    /// Messages of a lane that nobody has begun to send.
    pub(crate) async fn pending_of(tx: &mut Tx, tenant: &TenantId, lane: &str) -> db::Result<Vec<Send>> {
        let sql = format!("SELECT {COLUMNS} FROM send WHERE tenant = $1 AND lane = $2 AND state = 'PENDING'");
        tx.query(sql, &params![tenant, lane]).await?.iter().map(sends::read).collect()
    }

    /// Whether anything still has the lane, once it was erased: what is being sent, and ends that ccm has not heard of.
    pub(crate) async fn is_under_way(tx: &mut Tx, tenant: &TenantId, lane: &str) -> db::Result<bool> {
        let sql =
            "SELECT id FROM send WHERE tenant = $1 AND lane = $2 UNION ALL SELECT id FROM thing WHERE tenant = $1 AND lane = $2 LIMIT 1";
        Ok(tx.query_one(sql, &params![tenant, lane]).await?.is_some())
    }

    /// Empties the requests in which things of a lane came. Broken items have no lane: they go with their requests, and where they have the
    /// address in them, whose core is `telling`.
    pub(crate) async fn erase_requests(
        tx: &mut Tx,
        tenant: &TenantId,
        (channel_id, lane): (&str, &str),
        telling: Option<&str>,
    ) -> db::Result<()> {
        let empty = "UPDATE webhook SET body = $3, query = NULL WHERE done = 1";
        tx.execute(format!("{empty} AND pos IN ({REQUESTS})"), &params![tenant, lane, Vec::<u8>::new()]).await?;
        let items = format!("UPDATE thing SET payload = 'null' WHERE kind = 'ITEM' AND webhook IN ({REQUESTS})");
        tx.execute(items, &params![tenant, lane]).await?;
        let Some(telling) = telling else { return Ok(()) };
        let pattern = format!("%{}%", telling.replace(['%', '\\'], "_"));
        let broken = "tenant = $1 AND arrived_at = $2 AND kind = 'ITEM' AND payload LIKE";
        let requests = format!("{empty} AND pos IN (SELECT webhook FROM thing WHERE {broken} $4)");
        tx.execute(requests, &params![tenant, channel_id, Vec::<u8>::new(), &pattern]).await?;
        let items = format!("UPDATE thing SET payload = 'null' WHERE {broken} $3");
        tx.execute(items, &params![tenant, channel_id, &pattern]).await.map(|_| ())
    }

    /// Ends what waits to be handed on, other than ends of messages; answers the messages among it: id, and when they came and were stored.
    pub(crate) async fn drop_waiting(tx: &mut Tx, tenant: &TenantId, lane: &str, now: Ms) -> db::Result<Vec<(String, Ms, Ms)>> {
        let sql = "UPDATE thing SET state = 'REJECTED', reason = 'ERASED', ended_at = $3
                   WHERE tenant = $1 AND lane = $2 AND state = 'OPEN' AND kind <> 'ATTEMPT' RETURNING kind, id, received_at, stored_at";
        let mut messages = Vec::new();
        for row in tx.query(sql, &params![tenant, lane, now]).await? {
            if row.get::<String>(0)? == "EVENT" {
                messages.push((row.get(1)?, row.get(2)?, row.get(3)?));
            }
        }
        Ok(messages)
    }

    /// Takes contents and address from everything of a lane that is over.
    pub(crate) async fn erase_lane(tx: &mut Tx, tenant: &TenantId, (lane, nobody): (&str, &str)) -> db::Result<()> {
        let of_lane = params![tenant, lane];
        let files = "DELETE FROM customer_file WHERE tenant = $1 AND thing_id IN (SELECT id FROM thing WHERE tenant = $1 AND lane = $2)";
        tx.execute(files, &of_lane).await?;
        tx.execute("DELETE FROM repeated WHERE tenant = $1 AND lane = $2", &of_lane).await?;
        let things = "UPDATE thing SET payload = '{}', lane = $3 WHERE tenant = $1 AND lane = $2 AND state <> 'OPEN'";
        tx.execute(things, &params![tenant, lane, nobody]).await?;
        let sends = "UPDATE send SET event = $4, media = '', provider_message_id = '', error_text = '', lane = $3
                     WHERE tenant = $1 AND lane = $2 AND state IN ('SENT', 'FAILED', 'UNKNOWN')";
        tx.execute(sends, &params![tenant, lane, nobody, Vec::<u8>::new()]).await.map(|_| ())
    }
}
