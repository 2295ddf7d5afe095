//! Raw requests.

use db::{Batch, Row, Value, params, placeholders};
use http::{HeaderMap, HeaderValue, Method, header};
use ids::{Ms, TenantId};

use super::{CHUNK, Store, clean};
use crate::provider::Raw;

/// A request about to be stored.
#[derive(Clone, Debug)]
pub(crate) struct NewWebhook {
    pub(crate) tenant: TenantId,
    pub(crate) channel_id: String,
    pub(crate) raw: Raw,
    pub(crate) received_at: Ms,
}

/// A stored request.
#[derive(Clone, Debug)]
pub(crate) struct Webhook {
    pub(crate) pos: i64,
    pub(crate) tenant: TenantId,
    pub(crate) channel_id: String,
    pub(crate) raw: Raw,
    pub(crate) received_at: Ms,
    pub(crate) stored_at: Ms,
}

impl Store {
    /// Writes requests down, all or none.
    pub(crate) async fn store_webhooks(&self, requests: &[NewWebhook], now: Ms) -> db::Result<()> {
        let mut batch = Batch::default();
        for chunk in requests.chunks(CHUNK) {
            let sql = format!(
                "INSERT INTO webhook (tenant, channel_id, method, rest, query, content_type, body, received_at, stored_at, done) VALUES {}",
                placeholders(chunk.len(), 10, 1)
            );
            let params: Vec<Value> = chunk.iter().flat_map(|request| row(request, now)).collect();
            batch.push(sql, params);
        }
        self.db.write(batch).await
    }

    /// The oldest requests that wait, at most so many.
    pub(crate) async fn waiting_webhooks(&self, limit: usize) -> db::Result<Vec<Webhook>> {
        // The limit is part of the text: SQLite plans a statement anew whenever a parameter is bound that its LIMIT depends on.
        let sql = format!(
            "SELECT pos, tenant, channel_id, method, rest, query, content_type, body, received_at, stored_at FROM webhook
             WHERE done = 0 ORDER BY pos LIMIT {limit}"
        );
        self.db.query(sql, &[]).await?.iter().map(read).collect()
    }

    /// Notes that these requests were taken apart; refuses the batch if one of them was already.
    pub(crate) fn webhooks_done(batch: &mut Batch, places: &[i64]) {
        let sql = format!("UPDATE webhook SET done = CASE WHEN done = 0 THEN 1 END WHERE pos IN {}", placeholders(1, places.len(), 1));
        batch.push(sql, places.iter().map(|place| Value::from(*place)).collect::<Vec<_>>());
    }
}

fn row(request: &NewWebhook, now: Ms) -> [Value; 10] {
    let raw = &request.raw;
    params![
        &request.tenant,
        &request.channel_id,
        raw.method.as_str(),
        clean(&raw.rest),
        raw.query.as_deref().map(clean),
        clean(raw.header("content-type").unwrap_or_default()),
        raw.body.clone(),
        request.received_at,
        now,
        false,
    ]
}

fn read(row: &Row) -> db::Result<Webhook> {
    let (method, content_type): (String, String) = (row.get(3)?, row.get(6)?);
    let mut headers = HeaderMap::new();
    if let Ok(value) = HeaderValue::from_str(&content_type) {
        headers.insert(header::CONTENT_TYPE, value);
    }
    let method = if method == "GET" { Method::GET } else { Method::POST };
    Ok(Webhook {
        pos: row.get(0)?,
        tenant: TenantId::new(row.get::<String>(1)?),
        channel_id: row.get(2)?,
        raw: Raw { method, rest: row.get(4)?, query: row.get(5)?, headers, body: row.get(7)? },
        received_at: row.get(8)?,
        stored_at: row.get(9)?,
    })
}
