//! Rows of the log.

use contracts::cim::{Activity, Audience, Header};
use db::{Batch, Row, Value, params, placeholders};
use ids::{Ms, TenantId};
use prost::Message as _;
use sha2::{Digest as _, Sha256};

use super::{Key, Store};
use crate::error::Error;

const COLUMNS: usize = 13;

/// A row with its number, about to be written.
pub(crate) struct NewActivity {
    pub(crate) key: Key,
    pub(crate) request_id: Option<String>,
    pub(crate) customer_prev: i64,
    pub(crate) activity: Activity,
}

/// Which rows a reader may see.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum View {
    Customer,
    Agent,
}

/// What is read of a log.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Page {
    pub(crate) view: View,
    pub(crate) after: i64,
    /// 0 for none.
    pub(crate) before: i64,
    pub(crate) limit: i64,
}

impl Store {
    /// Numbers under which changes were made already, by conversation and request id.
    pub(crate) async fn known_requests(&self, requests: &[(Key, String)]) -> Result<Vec<(Key, String, i64)>, Error> {
        let mut known = Vec::new();
        for chunk in requests.chunks(300) {
            let sql = format!(
                "SELECT tenant, conversation_id, request_id, seq FROM activity WHERE (tenant, conversation_id, request_id) IN (VALUES {})",
                placeholders(chunk.len(), 3, 1)
            );
            let params: Vec<Value> = chunk.iter().flat_map(|(key, request)| params![&key.tenant, &key.id, request]).collect();
            for row in self.db.query(sql, &params).await? {
                let key = Key { tenant: TenantId::new(row.get::<String>(0)?), id: row.get(1)? };
                known.push((key, row.get(2)?, row.get(3)?));
            }
        }
        Ok(known)
    }

    /// A row whose change was made already has the request id of another one, which the table refuses.
    pub(crate) fn insert_activities(batch: &mut Batch, rows: &[NewActivity]) {
        for chunk in rows.chunks(200) {
            let sql = format!(
                "INSERT INTO activity (tenant, conversation_id, seq, customer_prev, id, request_id, name, for_customers, header, body, key_id, body_hash, at) VALUES {}",
                placeholders(chunk.len(), COLUMNS, 1)
            );
            batch.push(sql, chunk.iter().flat_map(bind).collect::<Vec<Value>>());
        }
    }

    /// Rows of a view, oldest first, and whether there are more on the side that was asked for.
    pub(crate) async fn read(&self, key: &Key, page: Page) -> Result<(Vec<Activity>, bool), Error> {
        let backwards = page.before > 0;
        let order = if backwards { "DESC" } else { "ASC" };
        // The limit is part of the text, as in the bus's outbox: a bound one would be planned anew at every reading.
        let sql = format!(
            "SELECT seq, customer_prev, id, name, for_customers, header, body, at FROM activity
             WHERE tenant = $1 AND conversation_id = $2 AND seq > $3 AND seq < $4 AND for_customers >= $5 ORDER BY seq {order} LIMIT {}",
            page.limit + 1
        );
        let before = if backwards { page.before } else { i64::MAX };
        let params = params![&key.tenant, &key.id, page.after, before, page.view == View::Customer];
        let rows = self.db.query(sql, &params).await?;
        let more = i64::try_from(rows.len()).unwrap_or(i64::MAX) > page.limit;
        let kept = usize::try_from(page.limit).unwrap_or(usize::MAX);
        let mut activities = rows.iter().take(kept).map(|row| activity(&key.id, row, page.view)).collect::<Result<Vec<_>, _>>()?;
        if backwards {
            activities.reverse();
        }
        Ok((activities, more))
    }

    /// Removes all bodies of a conversation; numbers and hashes stay.
    pub(crate) async fn erase(&self, key: &Key) -> Result<u64, Error> {
        let mut tx = self.db.begin().await?;
        let sql = "UPDATE activity SET body = NULL WHERE tenant = $1 AND conversation_id = $2 AND body IS NOT NULL";
        let rows = tx.execute(sql, &params![&key.tenant, &key.id]).await?;
        Self::forget_head(&mut tx, &key.tenant, &key.id).await?;
        tx.commit().await?;
        Ok(rows)
    }
}

fn bind(row: &NewActivity) -> [Value; COLUMNS] {
    let activity = &row.activity;
    let header = activity.header.as_ref().map(Header::encode_to_vec).unwrap_or_default();
    params![
        &row.key.tenant,
        &row.key.id,
        activity.seq,
        row.customer_prev,
        &activity.id,
        row.request_id.clone(),
        &activity.name,
        activity.audience() == Audience::Everyone,
        header,
        activity.body_json.clone(),
        "",
        Sha256::digest(&activity.body_json).to_vec(),
        activity.at_ms,
    ]
}

fn activity(conversation_id: &str, row: &Row, view: View) -> Result<Activity, Error> {
    let seq: i64 = row.get(0)?;
    let (customer_prev, for_customers): (i64, bool) = (row.get(1)?, row.get(4)?);
    let header: Vec<u8> = row.get(5)?;
    let body: Option<Vec<u8>> = row.get(6)?;
    let at: Ms = row.get(7)?;
    Ok(Activity {
        conversation_id: conversation_id.to_owned(),
        seq,
        prev: if view == View::Customer { customer_prev } else { seq - 1 },
        id: row.get(2)?,
        name: row.get(3)?,
        audience: if for_customers { Audience::Everyone } else { Audience::Agents }.into(),
        header: Header::decode(header.as_slice()).ok(),
        erased: body.is_none(),
        body_json: body.unwrap_or_default(),
        at_ms: at,
    })
}
