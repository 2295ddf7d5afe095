//! How channels do, over restarts and replicas.

use db::{Tx, params};
use ids::{Ms, TenantId};

use super::Store;
use crate::health::Seen;

impl Store {
    /// What is known of a channel.
    pub(crate) async fn seen(&self, tenant: &TenantId, channel_id: &str) -> db::Result<Seen> {
        let mut tx = self.db.begin().await?;
        read(&mut tx, tenant, channel_id).await
    }

    /// Channels, of whatever tenant, of which anything was seen.
    pub(crate) async fn seen_channels(&self) -> db::Result<Vec<String>> {
        self.db.query("SELECT channel_id FROM health", &[]).await?.iter().map(|row| row.get(0)).collect()
    }

    /// Adds what a process saw since it last said so.
    pub(crate) async fn add_seen(&self, news: &[(TenantId, String, Seen)], now: Ms) -> db::Result<()> {
        let mut tx = self.db.begin().await?;
        for (tenant, channel_id, seen) in news {
            let mut all = read(&mut tx, tenant, channel_id).await?;
            all.add(seen);
            let sql = "INSERT INTO health (tenant, channel_id, seen, changed_at) VALUES ($1, $2, $3, $4)
                       ON CONFLICT (tenant, channel_id) DO UPDATE SET seen = excluded.seen, changed_at = excluded.changed_at";
            // Numbers, times and words of ours.
            let text = serde_json::to_string(&all).unwrap_or_default();
            tx.execute(sql, &params![tenant, channel_id, text, now]).await?;
        }
        tx.commit().await
    }
}

/// What cannot be read is as if it had not been seen.
async fn read(tx: &mut Tx, tenant: &TenantId, channel_id: &str) -> db::Result<Seen> {
    let row = tx.query_one("SELECT seen FROM health WHERE tenant = $1 AND channel_id = $2", &params![tenant, channel_id]).await?;
    let text: Option<String> = row.map(|row| row.get(0)).transpose()?;
    Ok(text.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default())
}
