//! What came in, and sums over what came in and went out.

use std::collections::{BTreeMap, BTreeSet};

use db::{Row, Tx, Value, params, placeholders};
use ids::{Ms, TenantId};

use super::Store;
use crate::error::Error;

/// One thing that came in.
#[derive(Clone, Debug, Default)]
pub(crate) struct InboundRow {
    pub(crate) id: String,
    pub(crate) channel_id: String,
    pub(crate) provider_message_id: String,
    pub(crate) kind: String,
    pub(crate) conversation_id: String,
    pub(crate) seq: i64,
    pub(crate) received_at: Option<Ms>,
    pub(crate) stored_at: Option<Ms>,
    pub(crate) handed_at: Option<Ms>,
    pub(crate) appended_at: Option<Ms>,
    pub(crate) rejected_at: Option<Ms>,
    pub(crate) reason: String,
    pub(crate) duplicates: i64,
}

/// What one source says of a thing; the row is the sum of all.
#[derive(Clone, Debug)]
pub(crate) enum Told {
    Received { received_at: Ms, stored_at: Ms, kind: String },
    Duplicate,
    Rejected { at: Ms, reason: String, received_at: Ms, stored_at: Ms, kind: String },
    Handed { at: Ms, conversation_id: String, seq: i64 },
    Appended { at: Ms, conversation_id: String, seq: i64 },
}

/// Sums over a time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Totals {
    pub(crate) received: i64,
    pub(crate) stored: i64,
    pub(crate) appended: i64,
    pub(crate) duplicates: i64,
    pub(crate) rejected: BTreeMap<String, i64>,
    pub(crate) outbound: i64,
    pub(crate) sent: i64,
    pub(crate) delivered: i64,
    pub(crate) read: i64,
    pub(crate) failed: i64,
    pub(crate) unknown: i64,
    pub(crate) sending: i64,
}

const COLUMNS: &str = "id, channel_id, provider_message_id, kind, conversation_id, seq, received_at, stored_at, handed_at, appended_at, rejected_at, reason, duplicates";
const UPSERT: &str =
    "INSERT INTO inbound (tenant, id, channel_id, provider_message_id, kind, conversation_id, seq, reason, duplicates, received_at,
    stored_at, rejected_at, handed_at, appended_at)";
const CONFLICT: &str = "ON CONFLICT (tenant, id) DO UPDATE SET";
/// Columns of a row.
const WIDTH: usize = 14;
/// Rows of one statement, well under the number of parameters either engine takes.
const ROWS: usize = 200;

/// Of what something is said: its id, its channel, and the provider's id of it.
pub(crate) type Thing<'a> = (&'a str, &'a str, &'a str);

impl Told {
    /// What becomes of a row that is there.
    const fn change(&self) -> &'static str {
        match self {
            Self::Received { .. } => "received_at = excluded.received_at, stored_at = excluded.stored_at, kind = excluded.kind",
            Self::Duplicate => "duplicates = inbound.duplicates + 1",
            Self::Rejected { .. } => {
                "rejected_at = excluded.rejected_at, reason = excluded.reason, received_at = COALESCE(inbound.received_at, excluded.received_at),
                 stored_at = COALESCE(inbound.stored_at, excluded.stored_at)"
            }
            Self::Handed { .. } => {
                "handed_at = excluded.handed_at, conversation_id = excluded.conversation_id, seq = excluded.seq,
                 provider_message_id = excluded.provider_message_id"
            }
            Self::Appended { .. } => {
                "appended_at = excluded.appended_at, conversation_id = excluded.conversation_id, seq = excluded.seq,
                 provider_message_id = excluded.provider_message_id"
            }
        }
    }

    fn row(&self, tenant: &TenantId, (id, channel, provider): Thing<'_>) -> [Value; WIDTH] {
        let none = None::<i64>;
        let row = |kind: &str, place: (&str, i64), reason: &str, duplicates: i64, times: [Option<i64>; 5]| {
            params![
                tenant, id, channel, provider, kind, place.0, place.1, reason, duplicates, times[0], times[1], times[2], times[3], times[4]
            ]
        };
        match self {
            Self::Received { received_at, stored_at, kind } => {
                row(kind, ("", 0), "", 0, [Some(*received_at), Some(*stored_at), none, none, none])
            }
            Self::Duplicate => row("", ("", 0), "", 1, [none; 5]),
            Self::Rejected { at, reason, received_at, stored_at, kind } => {
                row(kind, ("", 0), reason, 0, [Some(*received_at), Some(*stored_at), Some(*at), none, none])
            }
            Self::Handed { at, conversation_id, seq } => row("", (conversation_id, *seq), "", 0, [none, none, none, Some(*at), none]),
            Self::Appended { at, conversation_id, seq } => row("", (conversation_id, *seq), "", 0, [none, none, none, none, Some(*at)]),
        }
    }
}

/// How many of the first say the same kind of things that differ: one statement must not meet a row twice.
fn alike(things: &[(Thing<'_>, Told)]) -> usize {
    let kind = |told: &Told| std::mem::discriminant(told);
    let mut ids = BTreeSet::new();
    things.iter().take(ROWS).take_while(|(thing, told)| kind(told) == kind(&things[0].1) && ids.insert(thing.0)).count()
}

impl Store {
    /// Notes what somebody says of a thing that came in.
    pub(crate) async fn tell(&self, tenant: &TenantId, thing: Thing<'_>, told: &Told) -> Result<(), Error> {
        let sql = format!("{UPSERT} VALUES {} {CONFLICT} {}", placeholders(1, WIDTH, 1), told.change());
        self.db.execute(sql, &told.row(tenant, thing)).await?;
        Ok(())
    }

    /// The same of several, in their order; neighbours of one kind share a statement.
    pub(crate) async fn tell_all(tx: &mut Tx, tenant: &TenantId, things: &[(Thing<'_>, Told)]) -> Result<(), Error> {
        let mut rest = things;
        while let Some((_, first)) = rest.first() {
            let (these, others) = rest.split_at(alike(rest));
            let sql = format!("{UPSERT} VALUES {} {CONFLICT} {}", placeholders(these.len(), WIDTH, 1), first.change());
            let params: Vec<Value> = these.iter().flat_map(|(thing, told)| told.row(tenant, *thing)).collect();
            tx.execute(sql, &params).await?;
            rest = others;
        }
        Ok(())
    }

    pub(crate) async fn inbound(&self, tenant: &TenantId, id: &str) -> Result<Option<InboundRow>, Error> {
        let sql = format!("SELECT {COLUMNS} FROM inbound WHERE tenant = $1 AND id = $2");
        Ok(self.db.query_one(sql, &params![tenant, id]).await?.map(|row| read(&row)).transpose()?)
    }

    pub(crate) async fn inbound_by_provider(&self, tenant: &TenantId, channel: &str, id: &str) -> Result<Option<InboundRow>, Error> {
        let sql = format!("SELECT {COLUMNS} FROM inbound WHERE tenant = $1 AND channel_id = $2 AND provider_message_id = $3");
        Ok(self.db.query_one(sql, &params![tenant, channel, id]).await?.map(|row| read(&row)).transpose()?)
    }

    /// Things that came in during a time and are neither in the log nor rejected.
    pub(crate) async fn inbound_open(&self, tenant: &TenantId, (from, to): (Ms, Ms), limit: i64) -> Result<Vec<InboundRow>, Error> {
        let sql = format!(
            "SELECT {COLUMNS} FROM inbound WHERE tenant = $1 AND received_at >= $2 AND received_at < $3 AND appended_at IS NULL
             AND rejected_at IS NULL ORDER BY received_at LIMIT $4"
        );
        let rows = self.db.query(sql, &params![tenant, from, to, limit]).await?;
        Ok(rows.iter().map(read).collect::<db::Result<_>>()?)
    }

    /// Things in the log of which no connector said that it received them.
    pub(crate) async fn inbound_unannounced(&self, tenant: &TenantId, (from, to): (Ms, Ms), limit: i64) -> Result<Vec<InboundRow>, Error> {
        let sql = format!(
            "SELECT {COLUMNS} FROM inbound WHERE tenant = $1 AND appended_at >= $2 AND appended_at < $3 AND received_at IS NULL
             ORDER BY appended_at LIMIT $4"
        );
        let rows = self.db.query(sql, &params![tenant, from, to, limit]).await?;
        Ok(rows.iter().map(read).collect::<db::Result<_>>()?)
    }

    pub(crate) async fn totals(&self, tenant: &TenantId, (from, to): (Ms, Ms)) -> Result<Totals, Error> {
        let mut totals = Totals::default();
        let sql = "SELECT COUNT(*), COUNT(stored_at), COUNT(appended_at), CAST(COALESCE(SUM(duplicates), 0) AS BIGINT) FROM inbound
                   WHERE tenant = $1 AND received_at >= $2 AND received_at < $3";
        if let Some(row) = self.db.query_one(sql, &params![tenant, from, to]).await? {
            (totals.received, totals.stored, totals.appended, totals.duplicates) = (row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?);
        }
        let sql =
            "SELECT reason, COUNT(*) FROM inbound WHERE tenant = $1 AND received_at >= $2 AND received_at < $3 AND rejected_at IS NOT NULL
                   AND appended_at IS NULL GROUP BY reason";
        for row in self.db.query(sql, &params![tenant, from, to]).await? {
            totals.rejected.insert(row.get(0)?, row.get(1)?);
        }
        let sql = "SELECT state, COUNT(*), COUNT(delivered_at), COUNT(read_at) FROM outbound
                   WHERE tenant = $1 AND created_at >= $2 AND created_at < $3 GROUP BY state";
        for row in self.db.query(sql, &params![tenant, from, to]).await? {
            let (state, count): (String, i64) = (row.get(0)?, row.get(1)?);
            totals.outbound += count;
            match state.as_str() {
                "SENT" => (totals.sent, totals.delivered, totals.read) = (count, row.get(2)?, row.get(3)?),
                "FAILED" => totals.failed = count,
                "UNKNOWN" => totals.unknown = count,
                _ => totals.sending += count,
            }
        }
        Ok(totals)
    }
}

fn read(row: &Row) -> db::Result<InboundRow> {
    Ok(InboundRow {
        id: row.get(0)?,
        channel_id: row.get(1)?,
        provider_message_id: row.get(2)?,
        kind: row.get(3)?,
        conversation_id: row.get(4)?,
        seq: row.get(5)?,
        received_at: row.get(6)?,
        stored_at: row.get(7)?,
        handed_at: row.get(8)?,
        appended_at: row.get(9)?,
        rejected_at: row.get(10)?,
        reason: row.get(11)?,
        duplicates: row.get(12)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::prune::tests::everywhere;

    #[tokio::test]
    async fn what_is_told_together_is_what_is_told_one_by_one() {
        everywhere(async |store, db| {
            let tenant = TenantId::new("a");
            let received = |at: Ms| Told::Received { received_at: at, stored_at: at + 1, kind: "text".to_owned() };
            let rejected = Told::Rejected { at: 9, reason: "NO".to_owned(), received_at: 7, stored_at: 8, kind: "text".to_owned() };
            let handed = Told::Handed { at: 5, conversation_id: "talk".to_owned(), seq: 3 };
            let (one, two, three) = (("1", "c", "w1"), ("2", "c", "w2"), ("3", "c", ""));
            let told =
                [(one, received(1)), (two, received(2)), (one, Told::Duplicate), (one, Told::Duplicate), (three, rejected), (two, handed)];
            let mut tx = db.begin().await.unwrap();
            Store::tell_all(&mut tx, &tenant, &told).await.unwrap();
            Store::tell_all(&mut tx, &tenant, &[]).await.unwrap();
            tx.commit().await.unwrap();
            for (thing, told) in &told {
                store.tell(&TenantId::new("b"), *thing, told).await.unwrap();
            }
            let row = async |tenant: &str, id: &str| format!("{:?}", store.inbound(&TenantId::new(tenant), id).await.unwrap().unwrap());
            for id in ["1", "2", "3"] {
                assert_eq!(row("a", id).await, row("b", id).await);
            }
            let one = store.inbound(&tenant, "1").await.unwrap().unwrap();
            assert_eq!((one.received_at, one.stored_at, one.duplicates), (Some(1), Some(2), 2));
        })
        .await;
    }

    #[test]
    fn a_statement_has_one_kind_and_no_thing_twice() {
        let (one, two) = (("1", "", ""), ("2", "", ""));
        let handed = Told::Handed { at: 1, conversation_id: String::new(), seq: 1 };
        assert_eq!(alike(&[(one, Told::Duplicate), (two, Told::Duplicate), (one, Told::Duplicate)]), 2);
        assert_eq!(alike(&[(one, Told::Duplicate), (two, handed)]), 1);
        assert_eq!(alike(&[]), 0);
    }
}
