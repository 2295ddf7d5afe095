//! Messages to providers, and when customers last wrote.

use db::{Row, Tx, params};
use ids::{Ms, TenantId};

use super::Store;
use crate::domain::{Outbound, Trouble};
use crate::error::Error;

const COLUMNS: &str = "tenant, id, pod, channel_id, customer_identifier, customer_id, session_id, conversation_id, seq, message_id, state, status, \
                       noticed, provider_message_id, error_code, error_class, error_text, attempts, again_of, by_whom, created_at, ended_at, sent_at, \
                       delivered_at, read_at";

/// When a customer last wrote on a channel, and what.
#[derive(Clone, Debug, Default)]
pub(crate) struct Reach {
    pub(crate) last_inbound_at: Ms,
    pub(crate) last_provider_message_id: String,
    /// They came by an advertisement: until then they may be written to.
    pub(crate) open_until: Ms,
}

impl Store {
    /// Adds a message to send; false if it is there already.
    pub(crate) async fn add_outbound(tx: &mut Tx, row: &Outbound) -> Result<bool, Error> {
        let sql = format!(
            "INSERT INTO outbound ({COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'PENDING', '', '', '', '', '', '', 0, $11, $12, $13,
             NULL, NULL, NULL, NULL) ON CONFLICT (tenant, id) DO NOTHING"
        );
        let params = params![
            &row.tenant,
            &row.id,
            &row.pod,
            &row.channel_id,
            &row.customer_identifier,
            &row.customer_id,
            &row.session_id,
            &row.conversation_id,
            row.seq,
            &row.message_id,
            &row.again_of,
            &row.by_whom,
            row.created_at,
        ];
        Ok(tx.execute(sql, &params).await? > 0)
    }

    pub(crate) async fn outbound(&self, tenant: &TenantId, id: &str) -> Result<Option<Outbound>, Error> {
        let sql = format!("SELECT {COLUMNS} FROM outbound WHERE tenant = $1 AND id = $2");
        Ok(self.db.query_one(sql, &params![tenant, id]).await?.map(|row| read(&row)).transpose()?)
    }

    pub(crate) async fn outbound_by_provider(&self, tenant: &TenantId, channel: &str, id: &str) -> Result<Option<Outbound>, Error> {
        let sql = format!("SELECT {COLUMNS} FROM outbound WHERE tenant = $1 AND channel_id = $2 AND provider_message_id = $3");
        Ok(self.db.query_one(sql, &params![tenant, channel, id]).await?.map(|row| read(&row)).transpose()?)
    }

    /// Everything sent to a customer on a channel up to a time.
    pub(crate) async fn outbound_until(
        &self,
        tenant: &TenantId,
        (channel, customer): (&str, &str),
        until: Ms,
    ) -> Result<Vec<Outbound>, Error> {
        let sql = format!(
            "SELECT {COLUMNS} FROM outbound WHERE tenant = $1 AND channel_id = $2 AND customer_identifier = $3 AND ended_at <= $4
             AND state = 'SENT' AND status NOT IN ('read', 'played') ORDER BY ended_at LIMIT 1000"
        );
        let rows = self.db.query(sql, &params![tenant, channel, customer, until]).await?;
        Ok(rows.iter().map(read).collect::<db::Result<_>>()?)
    }

    /// Messages of a conversation, oldest first.
    pub(crate) async fn outbound_of(&self, tenant: &TenantId, conversation_id: &str) -> Result<Vec<Outbound>, Error> {
        let sql = format!("SELECT {COLUMNS} FROM outbound WHERE tenant = $1 AND conversation_id = $2 ORDER BY seq, created_at LIMIT 1000");
        let rows = self.db.query(sql, &params![tenant, conversation_id]).await?;
        Ok(rows.iter().map(read).collect::<db::Result<_>>()?)
    }

    /// Messages that were made in a time and have not ended, or whose end no provider confirmed.
    pub(crate) async fn outbound_between(&self, tenant: &TenantId, (from, to): (Ms, Ms), limit: i64) -> Result<Vec<Outbound>, Error> {
        let sql = format!(
            "SELECT {COLUMNS} FROM outbound WHERE tenant = $1 AND created_at >= $2 AND created_at < $3 AND state = 'PENDING' ORDER BY created_at LIMIT $4"
        );
        let rows = self.db.query(sql, &params![tenant, from, to, limit]).await?;
        Ok(rows.iter().map(read).collect::<db::Result<_>>()?)
    }

    /// Messages, of whatever tenant, of which nobody knows since then, and that nobody sent again: no second attempts.
    pub(crate) async fn in_doubt(&self, (from, to): (Ms, Ms), limit: i64) -> Result<Vec<Outbound>, Error> {
        let sql = format!(
            "SELECT {COLUMNS} FROM outbound WHERE state = 'UNKNOWN' AND ended_at >= $1 AND ended_at <= $2 AND again_of = ''
             AND NOT EXISTS (SELECT 1 FROM outbound again WHERE again.tenant = outbound.tenant AND again.conversation_id = outbound.conversation_id
                AND again.seq = outbound.seq AND again.again_of = outbound.id) ORDER BY ended_at LIMIT $3"
        );
        let rows = self.db.query(sql, &params![from, to, limit]).await?;
        Ok(rows.iter().map(read).collect::<db::Result<_>>()?)
    }

    /// Writes what changed.
    pub(crate) async fn save_outbound(tx: &mut Tx, row: &Outbound) -> Result<(), Error> {
        let sql = "UPDATE outbound SET state = $3, status = $4, noticed = $5, provider_message_id = $6, error_code = $7, error_class = $8,
                   error_text = $9, attempts = $10, ended_at = $11, sent_at = $12, delivered_at = $13, read_at = $14 WHERE tenant = $1 AND id = $2";
        let params = params![
            &row.tenant,
            &row.id,
            &row.state,
            &row.status,
            &row.noticed,
            &row.provider_message_id,
            &row.error.code,
            &row.error.class,
            &row.error.text,
            row.attempts,
            row.ended_at,
            row.sent_at,
            row.delivered_at,
            row.read_at,
        ];
        tx.execute(sql, &params).await?;
        Ok(())
    }

    pub(crate) async fn reach(&self, tenant: &TenantId, channel: &str, customer: &str) -> Result<Reach, Error> {
        let sql = "SELECT last_inbound_at, last_provider_message_id, open_until FROM reach WHERE tenant = $1 AND channel_id = $2 AND customer_identifier = $3";
        let row = self.db.query_one(sql, &params![tenant, channel, customer]).await?;
        Ok(row
            .map(|row| {
                db::Result::Ok(Reach { last_inbound_at: row.get(0)?, last_provider_message_id: row.get(1)?, open_until: row.get(2)? })
            })
            .transpose()?
            .unwrap_or_default())
    }

    /// Notes that a customer wrote; never moves back.
    pub(crate) async fn reached(&self, tenant: &TenantId, (channel, customer): (&str, &str), reach: &Reach) -> Result<(), Error> {
        let sql = "INSERT INTO reach (tenant, channel_id, customer_identifier, last_inbound_at, last_provider_message_id, open_until)
                   VALUES ($1, $2, $3, $4, $5, $6)
                   ON CONFLICT (tenant, channel_id, customer_identifier) DO UPDATE SET last_inbound_at = excluded.last_inbound_at,
                       last_provider_message_id = excluded.last_provider_message_id,
                       open_until = CASE WHEN excluded.open_until > reach.open_until THEN excluded.open_until ELSE reach.open_until END
                   WHERE reach.last_inbound_at <= excluded.last_inbound_at";
        let params = params![tenant, channel, customer, reach.last_inbound_at, &reach.last_provider_message_id, reach.open_until];
        self.db.execute(sql, &params).await?;
        Ok(())
    }

    /// The status of a provider's message that is not one of ours, or not yet.
    pub(crate) async fn strange_status(&self, tenant: &TenantId, channel: &str, id: &str) -> Result<Option<(String, Trouble, Ms)>, Error> {
        let sql = "SELECT status, error_code, error_class, error_text, at FROM provider_status
                   WHERE tenant = $1 AND channel_id = $2 AND provider_message_id = $3";
        let read = |row: Row| {
            let trouble = Trouble { code: row.get(1)?, class: row.get(2)?, text: row.get(3)? };
            db::Result::Ok((row.get(0)?, trouble, row.get(4)?))
        };
        Ok(self.db.query_one(sql, &params![tenant, channel, id]).await?.map(read).transpose()?)
    }

    pub(crate) async fn save_strange(
        &self,
        (tenant, channel, id): (&TenantId, &str, &str),
        (status, trouble, at): (&str, &Trouble, Ms),
    ) -> Result<(), Error> {
        let sql = "INSERT INTO provider_status (tenant, channel_id, provider_message_id, status, at, error_code, error_class, error_text)
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (tenant, channel_id, provider_message_id) DO UPDATE SET
                   status = excluded.status, at = excluded.at, error_code = excluded.error_code, error_class = excluded.error_class,
                   error_text = excluded.error_text";
        let mut tx = self.db.begin().await?;
        tx.execute(sql, &params![tenant, channel, id, status, at, &trouble.code, &trouble.class, &trouble.text]).await?;
        Ok(tx.commit().await?)
    }
}

fn read(row: &Row) -> db::Result<Outbound> {
    Ok(Outbound {
        tenant: TenantId::new(row.get::<String>(0)?),
        id: row.get(1)?,
        pod: row.get(2)?,
        channel_id: row.get(3)?,
        customer_identifier: row.get(4)?,
        customer_id: row.get(5)?,
        session_id: row.get(6)?,
        conversation_id: row.get(7)?,
        seq: row.get(8)?,
        message_id: row.get(9)?,
        state: row.get(10)?,
        status: row.get(11)?,
        noticed: row.get(12)?,
        provider_message_id: row.get(13)?,
        error: Trouble { code: row.get(14)?, class: row.get(15)?, text: row.get(16)? },
        attempts: row.get(17)?,
        again_of: row.get(18)?,
        by_whom: row.get(19)?,
        created_at: row.get(20)?,
        ended_at: row.get(21)?,
        sent_at: row.get(22)?,
        delivered_at: row.get(23)?,
        read_at: row.get(24)?,
    })
}
