//! Files of customers' messages.

use db::params;
use ids::{Ms, TenantId};

use super::Store;
use crate::outgoing::Attached;

/// What is known of one file.
#[derive(Clone, Debug, Default)]
pub(crate) struct Fetch {
    pub(crate) tries: usize,
    /// None while it is tried.
    pub(crate) attached: Option<Attached>,
}

impl Store {
    /// The files of a thing that were tried, each at its place.
    pub(crate) async fn fetches(&self, tenant: &TenantId, thing_id: &str) -> db::Result<Vec<Option<Fetch>>> {
        let sql = "SELECT place, tries, outcome FROM customer_file WHERE tenant = $1 AND thing_id = $2 ORDER BY place";
        let mut all = Vec::new();
        for row in self.db.query(sql, &params![tenant, thing_id]).await? {
            let place = usize::try_from(row.get::<i64>(0)?).unwrap_or_default();
            let tries = usize::try_from(row.get::<i64>(1)?).unwrap_or_default();
            // Written by this code; what cannot be read is tried again.
            let attached = serde_json::from_str(&row.get::<String>(2)?).ok();
            all.resize(all.len().max(place + 1), None);
            all[place] = Some(Fetch { tries, attached });
        }
        Ok(all)
    }

    pub(crate) async fn note_fetch(&self, tenant: &TenantId, (thing_id, place): (&str, usize), fetch: &Fetch, now: Ms) -> db::Result<()> {
        let sql = "INSERT INTO customer_file (tenant, thing_id, place, tries, outcome, changed_at) VALUES ($1, $2, $3, $4, $5, $6)
                   ON CONFLICT (tenant, thing_id, place) DO UPDATE SET tries = excluded.tries, outcome = excluded.outcome, changed_at = excluded.changed_at";
        let outcome = fetch.attached.as_ref().and_then(|attached| serde_json::to_string(attached).ok()).unwrap_or_default();
        let (place, tries) = (i64::try_from(place).unwrap_or(i64::MAX), i64::try_from(fetch.tries).unwrap_or(i64::MAX));
        self.db.execute(sql, &params![tenant, thing_id, place, tries, outcome, now]).await.map(|_| ())
    }
}
