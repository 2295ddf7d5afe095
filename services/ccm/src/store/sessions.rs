//! Sessions.

use db::{Row, Tx, params};
use ids::{Ms, TenantId};

use super::Store;
use crate::domain::{Session, SessionState};
use crate::error::Error;

pub(super) const COLUMNS: &str = "tenant, id, channel_id, service_identifier, customer_identifier, customer_id, customer_name, conversation_id, state, reason_code, started_at, announced";

impl Store {
    pub(crate) async fn session(&self, tenant: &TenantId, id: &str) -> Result<Option<Session>, Error> {
        let sql = format!("SELECT {COLUMNS} FROM session WHERE tenant = $1 AND id = $2");
        one(self.db.query_one(sql, &params![tenant, id]).await?)
    }

    /// The live session of a customer on a channel.
    pub(crate) async fn live(&self, tenant: &TenantId, channel_id: &str, customer: &str) -> Result<Option<Session>, Error> {
        let sql = format!(
            "SELECT {COLUMNS} FROM session WHERE tenant = $1 AND id =
             (SELECT session_id FROM live_session WHERE tenant = $1 AND channel_id = $2 AND customer_identifier = $3)"
        );
        one(self.db.query_one(sql, &params![tenant, channel_id, customer]).await?)
    }

    /// The newest session of a customer on a channel, live or not.
    pub(crate) async fn newest(&self, tenant: &TenantId, channel_id: &str, customer: &str) -> Result<Option<Session>, Error> {
        let sql = format!(
            "SELECT {COLUMNS} FROM session WHERE tenant = $1 AND channel_id = $2 AND customer_identifier = $3 ORDER BY started_at DESC LIMIT 1"
        );
        one(self.db.query_one(sql, &params![tenant, channel_id, customer]).await?)
    }

    /// Makes the session the live one of its customer and channel; false if another one is.
    pub(crate) async fn start(&self, session: &Session, data: &str) -> Result<bool, Error> {
        let mut tx = self.db.begin().await?;
        let sql = "INSERT INTO live_session (tenant, channel_id, customer_identifier, session_id) VALUES ($1, $2, $3, $4)
                   ON CONFLICT (tenant, channel_id, customer_identifier) DO NOTHING";
        let claimed = tx.execute(sql, &params![&session.tenant, &session.channel_id, &session.customer_identifier, &session.id]).await?;
        if claimed == 0 {
            return Ok(false);
        }
        let sql = format!("INSERT INTO session ({COLUMNS}, data) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)");
        let params = params![
            &session.tenant,
            &session.id,
            &session.channel_id,
            &session.service_identifier,
            &session.customer_identifier,
            &session.customer_id,
            &session.customer_name,
            &session.conversation_id,
            session.state.as_str(),
            &session.reason_code,
            session.started_at,
            session.announced,
            data,
        ];
        tx.execute(sql, &params).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// The JSON the connector gave at the start.
    pub(crate) async fn data(&self, session: &Session) -> Result<String, Error> {
        let row =
            self.db.query_one("SELECT data FROM session WHERE tenant = $1 AND id = $2", &params![&session.tenant, &session.id]).await?;
        Ok(row.map_or_else(|| Ok(String::new()), |row| row.get(0))?)
    }

    /// Notes that the conversation's log has the start.
    pub(crate) async fn announce(&self, session: &Session) -> Result<(), Error> {
        let mut tx = self.db.begin().await?;
        let sql = "UPDATE session SET announced = 1, conversation_id = $3 WHERE tenant = $1 AND id = $2";
        tx.execute(sql, &params![&session.tenant, &session.id, &session.conversation_id]).await?;
        Ok(tx.commit().await?)
    }

    /// Moves a live session into another conversation; false if it has ended.
    pub(crate) async fn rejoin(&self, session: &Session) -> Result<bool, Error> {
        let sql = "UPDATE session SET conversation_id = $3 WHERE tenant = $1 AND id = $2 AND state = 'STARTED'";
        Ok(self.db.execute(sql, &params![&session.tenant, &session.id, &session.conversation_id]).await? > 0)
    }

    /// Ends a session; nothing happens if it has ended.
    pub(crate) async fn end(tx: &mut Tx, tenant: &TenantId, id: &str, reason: &str, now: Ms) -> Result<(), Error> {
        let sql = "UPDATE session SET state = 'ENDED', reason_code = $3, ended_at = $4 WHERE tenant = $1 AND id = $2 AND state = 'STARTED'";
        tx.execute(sql, &params![tenant, id, reason, now]).await?;
        tx.execute("DELETE FROM live_session WHERE tenant = $1 AND session_id = $2", &params![tenant, id]).await?;
        Ok(())
    }

    /// Ends the live sessions of a conversation, and answers which. One that has moved on to another conversation meanwhile is not among them.
    pub(crate) async fn end_all(
        tx: &mut Tx,
        tenant: &TenantId,
        conversation_id: &str,
        reason: &str,
        now: Ms,
    ) -> Result<Vec<String>, Error> {
        let sql = "UPDATE session SET state = 'ENDED', reason_code = $3, ended_at = $4
                   WHERE tenant = $1 AND conversation_id = $2 AND state = 'STARTED' RETURNING id";
        let rows = tx.query(sql, &params![tenant, conversation_id, reason, now]).await?;
        let ended: Vec<String> = rows.iter().map(|row| row.get(0)).collect::<db::Result<_>>()?;
        for id in &ended {
            tx.execute("DELETE FROM live_session WHERE tenant = $1 AND session_id = $2", &params![tenant, id]).await?;
        }
        Ok(ended)
    }

    /// Live sessions of a conversation.
    pub(crate) async fn live_sessions(&self, tenant: &TenantId, conversation_id: &str) -> Result<Vec<Session>, Error> {
        let sql =
            format!("SELECT {COLUMNS} FROM session WHERE tenant = $1 AND conversation_id = $2 AND state = 'STARTED' ORDER BY started_at");
        let rows = self.db.query(sql, &params![tenant, conversation_id]).await?;
        rows.iter().map(read).collect()
    }
}

fn one(row: Option<Row>) -> Result<Option<Session>, Error> {
    row.map(|row| read(&row)).transpose()
}

pub(super) fn read(row: &Row) -> Result<Session, Error> {
    let state: String = row.get(8)?;
    Ok(Session {
        tenant: TenantId::new(row.get::<String>(0)?),
        id: row.get(1)?,
        channel_id: row.get(2)?,
        service_identifier: row.get(3)?,
        customer_identifier: row.get(4)?,
        customer_id: row.get(5)?,
        customer_name: row.get(6)?,
        conversation_id: row.get(7)?,
        state: if state == "STARTED" { SessionState::Started } else { SessionState::Ended },
        reason_code: row.get(9)?,
        started_at: row.get(10)?,
        announced: row.get(11)?,
    })
}
