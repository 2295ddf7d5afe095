//! Cards: what is shown of a request and what the core does not hold.

use db::{Tx, params};
use ids::{Ms, TenantId};
use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::store::Store;

/// What the agent's desk shows. It names the customer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct CardText {
    pub(crate) customer_id: String,
    pub(crate) customer_name: String,
    pub(crate) customer_known: bool,
    pub(crate) channel_type: String,
    pub(crate) channel_name: String,
    pub(crate) channel_session_id: String,
    pub(crate) note: String,
    pub(crate) requested_by: String,
    pub(crate) requested_by_name: String,
}

/// One request beside the core.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Card {
    /// As the caller wrote it.
    pub(crate) request_id: String,
    /// As the caller wrote it.
    pub(crate) conversation_id: String,
    pub(crate) queue_id: String,
    pub(crate) priority: i32,
    pub(crate) enqueued_at: Ms,
    pub(crate) text: CardText,
}

/// The card of a request that is over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ClosedCard {
    pub(crate) card: Card,
    pub(crate) closed_at: Ms,
    pub(crate) reason: String,
}

impl Store {
    /// The cards of requests that are not closed.
    pub(crate) async fn open_cards(&self, tenant: &TenantId) -> Result<Vec<Card>, Error> {
        let sql = "SELECT doc FROM request_card WHERE tenant = $1 AND closed_at IS NULL";
        let rows = self.db.query(sql, &params![tenant]).await?;
        Ok(rows.iter().map(|row| row.json(0)).collect::<db::Result<_>>()?)
    }

    /// The card of a request that closed not long ago.
    pub(crate) async fn closed_card(&self, tenant: &TenantId, request_id: &str) -> Result<Option<ClosedCard>, Error> {
        let sql = "SELECT doc, closed_at, reason FROM request_card WHERE tenant = $1 AND request_id = $2 AND closed_at IS NOT NULL";
        let row = self.db.query_one(sql, &params![tenant, request_id]).await?;
        let read = |row: db::Row| Ok::<_, db::Error>(ClosedCard { card: row.json(0)?, closed_at: row.get(1)?, reason: row.get(2)? });
        Ok(row.map(read).transpose()?)
    }

    pub(crate) async fn insert_card(tx: &mut Tx, tenant: &TenantId, card: &Card) -> Result<(), Error> {
        let doc = serde_json::to_string(card)?;
        // An id that is used again long after its request closed starts over.
        let sql = "INSERT INTO request_card (tenant, request_id, conversation_id, doc, closed_at, reason) VALUES ($1, $2, $3, $4, NULL, '')
                   ON CONFLICT (tenant, request_id) DO UPDATE SET conversation_id = excluded.conversation_id, doc = excluded.doc, closed_at = NULL, reason = ''";
        tx.execute(sql, &params![tenant, &card.request_id, &card.conversation_id, doc]).await?;
        Ok(())
    }

    pub(crate) async fn close_card(tx: &mut Tx, tenant: &TenantId, closed: &(String, String, Ms)) -> Result<(), Error> {
        let (request_id, reason, at) = closed;
        let sql = "UPDATE request_card SET closed_at = $3, reason = $4 WHERE tenant = $1 AND request_id = $2";
        tx.execute(sql, &params![tenant, request_id, *at, reason]).await?;
        Ok(())
    }

    /// Forgets cards that closed before that instant.
    pub(crate) async fn prune_cards(&self, before: Ms) -> Result<u64, Error> {
        Ok(self.db.execute("DELETE FROM request_card WHERE closed_at < $1", &params![before]).await?)
    }
}
