//! Messages to the provider and their attempts.

use contracts::ccm::OutboundEvent;
use db::{Row, Tx, params};
use ids::{Ms, TenantId};
use prost::Message as _;

use super::Store;

/// A message that waits to be sent.
#[derive(Clone, Debug)]
pub(crate) struct Send {
    pub(crate) tenant: TenantId,
    pub(crate) channel_id: String,
    pub(crate) lane: String,
    pub(crate) event: OutboundEvent,
    pub(crate) attempts: u32,
    pub(crate) first_at: Ms,
    /// The provider's id of its file, once it was brought.
    pub(crate) media: String,
}

/// How a message ended.
#[derive(Clone, Debug, Default)]
pub(crate) struct Ended {
    /// SENT, FAILED or UNKNOWN.
    pub(crate) state: &'static str,
    pub(crate) provider_message_id: String,
    pub(crate) error_code: String,
    pub(crate) error_class: &'static str,
    pub(crate) error_text: String,
}

pub(super) const COLUMNS: &str = "tenant, channel_id, lane, event, attempts, first_at, media";

impl Store {
    /// A message to send, once however often it is announced.
    pub(crate) async fn add_send(tx: &mut Tx, tenant: &TenantId, event: &OutboundEvent, lane: &str, now: Ms) -> db::Result<()> {
        let sql = "INSERT INTO send (tenant, id, position, channel_id, lane, event, state, attempts, due_at, held_until, first_at, changed_at,
                                     provider_message_id, error_code, error_class, error_text)
                   VALUES ($1, $2, (SELECT COALESCE(MAX(position), 0) + 1 FROM send WHERE tenant = $1 AND lane = $4), $3, $4, $5, 'PENDING', 0,
                           $6, 0, $6, $6, '', '', '', '')
                   ON CONFLICT (tenant, id) DO NOTHING";
        tx.execute(sql, &params![tenant, &event.id, &event.channel_id, lane, event.encode_to_vec(), now]).await.map(|_| ())
    }

    /// The first message of every lane, if it is due and nobody sends it.
    pub(crate) async fn due_sends(&self, now: Ms, limit: i64) -> db::Result<Vec<Send>> {
        let sql = format!(
            "SELECT {COLUMNS} FROM send WHERE state = 'PENDING' AND due_at <= $1 AND NOT EXISTS
             (SELECT 1 FROM send earlier WHERE earlier.tenant = send.tenant AND earlier.lane = send.lane AND earlier.position < send.position
                AND earlier.state IN ('PENDING', 'SENDING')) ORDER BY due_at LIMIT $2"
        );
        self.db.query(sql, &params![now, limit]).await?.iter().map(read).collect()
    }

    /// Notes durably that an attempt begins; false if somebody else is at it.
    pub(crate) async fn begin_attempt(&self, send: &Send, now: Ms, held_until: Ms) -> db::Result<bool> {
        let sql = "UPDATE send SET state = 'SENDING', attempts = attempts + 1, held_until = $4, changed_at = $3
                   WHERE tenant = $1 AND id = $2 AND state = 'PENDING'";
        let begun = self.db.execute(sql, &params![&send.tenant, &send.event.id, now, held_until]).await?;
        Ok(begun > 0)
    }

    /// Back into the queue, as if the attempt had not been: the provider does not have it.
    pub(crate) async fn postpone(&self, send: &Send, now: Ms, due_at: Ms) -> db::Result<()> {
        let sql = "UPDATE send SET state = 'PENDING', due_at = $3, changed_at = $4 WHERE tenant = $1 AND id = $2 AND state IN ('SENDING', 'PENDING')";
        self.db.execute(sql, &params![&send.tenant, &send.event.id, due_at, now]).await.map(|_| ())
    }

    /// The same for one that could not even be tried, so that it does not wait for ever.
    pub(crate) async fn put_off(&self, send: &Send, now: Ms, due_at: Ms) -> db::Result<()> {
        let sql =
            "UPDATE send SET attempts = attempts + 1, due_at = $3, changed_at = $4 WHERE tenant = $1 AND id = $2 AND state = 'PENDING'";
        self.db.execute(sql, &params![&send.tenant, &send.event.id, due_at, now]).await.map(|_| ())
    }

    /// Notes the provider's id of a message's file.
    pub(crate) async fn deposited(&self, send: &Send, media: &str) -> db::Result<()> {
        self.db
            .execute(
                "UPDATE send SET media = $3 WHERE tenant = $1 AND id = $2 AND state = 'PENDING'",
                &params![&send.tenant, &send.event.id, media],
            )
            .await
            .map(|_| ())
    }

    /// Ends a message; false if it has ended.
    pub(crate) async fn end_send(tx: &mut Tx, send: &Send, ended: &Ended, now: Ms) -> db::Result<bool> {
        let sql =
            "UPDATE send SET state = $3, provider_message_id = $4, error_code = $5, error_class = $6, error_text = $7, changed_at = $8
                   WHERE tenant = $1 AND id = $2 AND state IN ('PENDING', 'SENDING')";
        let params = params![
            &send.tenant,
            &send.event.id,
            ended.state,
            &ended.provider_message_id,
            &ended.error_code,
            ended.error_class,
            &ended.error_text,
            now,
        ];
        Ok(tx.execute(sql, &params).await? > 0)
    }

    /// Attempts whose process died: nobody knows what became of them.
    pub(crate) async fn abandoned(&self, now: Ms) -> db::Result<Vec<Send>> {
        let sql = format!("SELECT {COLUMNS} FROM send WHERE state = 'SENDING' AND held_until <= $1");
        self.db.query(sql, &params![now]).await?.iter().map(read).collect()
    }

    /// Messages of a channel that wait.
    pub(crate) async fn count_sends(&self, tenant: &TenantId, channel_id: &str) -> db::Result<i64> {
        let sql = "SELECT COUNT(*) FROM send WHERE tenant = $1 AND channel_id = $2 AND state IN ('PENDING', 'SENDING')";
        self.db.query_one(sql, &params![tenant, channel_id]).await?.map_or(Ok(0), |row| row.get(0))
    }
}

pub(super) fn read(row: &Row) -> db::Result<Send> {
    let event: Vec<u8> = row.get(3)?;
    Ok(Send {
        tenant: TenantId::new(row.get::<String>(0)?),
        channel_id: row.get(1)?,
        lane: row.get(2)?,
        // Written by this code from a decoded event.
        event: OutboundEvent::decode(event.as_slice()).unwrap_or_default(),
        attempts: u32::try_from(row.get::<i64>(4)?).unwrap_or(u32::MAX),
        first_at: row.get(5)?,
        media: row.get(6)?,
    })
}
