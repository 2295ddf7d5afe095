//! Things on their way to ccm.

use std::collections::BTreeSet;

use db::{Batch, Row, Tx, Value, params, placeholders};
use ids::{Ms, TenantId};

use super::{CHUNK, Store};

const COUNT: usize = 18;
const COLUMNS: &str = "pos, tenant, channel_id, arrived_at, id, kind, lane, sort, payload, received_at, stored_at, state, reason, attempts, conversation_id, seq";

const OPT_OUT: &str =
    "INSERT INTO opt_out (tenant, channel_id, identity, at) VALUES ($1, $2, $3, $4) ON CONFLICT (tenant, channel_id, identity) DO NOTHING";
/// Lanes of a statement come in multiples of this.
const FEW: usize = 16;

/// What makes a thing the same: its tenant, its channel and the provider's key.
pub(crate) type Key = (TenantId, String, String);

/// A thing about to be stored.
#[derive(Clone, Debug, Default)]
pub(crate) struct NewThing {
    pub(crate) tenant: TenantId,
    /// Whom it concerns.
    pub(crate) channel_id: String,
    /// Whose address it came to.
    pub(crate) arrived_at: String,
    /// The request it came in; 0 for what came in none.
    pub(crate) webhook: i64,
    pub(crate) id: String,
    pub(crate) kind: &'static str,
    pub(crate) lane: String,
    pub(crate) sort: i64,
    pub(crate) payload: String,
    pub(crate) received_at: Ms,
    pub(crate) stored_at: Ms,
    pub(crate) state: &'static str,
    pub(crate) reason: String,
    pub(crate) due_at: Ms,
}

/// A stored thing.
#[derive(Clone, Debug)]
pub(crate) struct Thing {
    pub(crate) pos: i64,
    pub(crate) tenant: TenantId,
    pub(crate) channel_id: String,
    pub(crate) id: String,
    pub(crate) kind: String,
    pub(crate) lane: String,
    pub(crate) sort: i64,
    pub(crate) payload: String,
    pub(crate) received_at: Ms,
    pub(crate) stored_at: Ms,
    pub(crate) state: String,
    pub(crate) reason: String,
    pub(crate) attempts: i64,
    pub(crate) conversation_id: String,
    pub(crate) seq: i64,
}

/// What became of handing one thing on.
#[derive(Clone, Debug)]
pub(crate) enum Handed {
    /// ccm has it.
    Done { pos: i64, conversation_id: String, seq: i64 },
    /// ccm will never take it.
    Rejected { pos: i64, reason: String },
    /// Not now.
    Later { pos: i64, due_at: Ms },
}

impl Store {
    /// Which of the keys were taken before.
    pub(crate) async fn taken_keys(&self, keys: &BTreeSet<Key>) -> db::Result<BTreeSet<Key>> {
        let mut taken = BTreeSet::new();
        for chunk in keys.iter().collect::<Vec<_>>().chunks(CHUNK) {
            let sql = format!(
                "WITH asked (tenant, channel_id, key) AS (VALUES {}) SELECT seen.tenant, seen.channel_id, seen.key FROM asked
                 JOIN seen ON seen.tenant = asked.tenant AND seen.channel_id = asked.channel_id AND seen.key = asked.key",
                placeholders(chunk.len(), 3, 1)
            );
            let params: Vec<Value> = chunk.iter().flat_map(|(tenant, channel, key)| params![tenant, channel, key]).collect();
            for row in self.db.query(sql, &params).await? {
                taken.insert((TenantId::new(row.get::<String>(0)?), row.get(1)?, row.get(2)?));
            }
        }
        Ok(taken)
    }

    /// Takes keys; refuses the batch if somebody took one of them.
    pub(crate) fn take_keys(batch: &mut Batch, keys: &BTreeSet<Key>, now: Ms) {
        for chunk in keys.iter().collect::<Vec<_>>().chunks(CHUNK) {
            let sql = format!("INSERT INTO seen (tenant, channel_id, key, at) VALUES {}", placeholders(chunk.len(), 4, 1));
            let params: Vec<Value> = chunk.iter().flat_map(|(tenant, channel, key)| params![tenant, channel, key, now]).collect();
            batch.push(sql, params);
        }
    }

    pub(crate) fn add_things(batch: &mut Batch, things: &[NewThing]) {
        for chunk in things.chunks(CHUNK) {
            let (sql, params) = insert(chunk);
            batch.push(sql, params);
        }
    }

    /// The same within a transaction.
    pub(crate) async fn add_things_in(tx: &mut Tx, things: &[NewThing]) -> db::Result<()> {
        for chunk in things.chunks(CHUNK) {
            let (sql, params) = insert(chunk);
            tx.execute(sql, &params).await?;
        }
        Ok(())
    }

    /// Notes who else's things were in a request: those that another request had brought before.
    pub(crate) fn add_repeated(batch: &mut Batch, things: &[NewThing]) {
        for chunk in things.chunks(CHUNK) {
            let sql = format!(
                "INSERT INTO repeated (tenant, lane, webhook, at) VALUES {} ON CONFLICT (tenant, lane, webhook) DO NOTHING",
                placeholders(chunk.len(), 4, 1)
            );
            let row = |thing: &NewThing| params![&thing.tenant, &thing.lane, thing.webhook, thing.stored_at];
            let params: Vec<Value> = chunk.iter().flat_map(row).collect();
            batch.push(sql, params);
        }
    }

    /// The oldest things that wait, at most so many, of lanes in which nothing has to wait for its time and which are not `busy`.
    pub(crate) async fn open_things(&self, now: Ms, busy: &BTreeSet<String>, limit: usize) -> db::Result<Vec<Thing>> {
        // A few sizes only, so that the statements stay prepared: no lane has an empty name.
        let size = busy.len().next_multiple_of(FEW).max(FEW);
        let sql = format!(
            "SELECT {COLUMNS} FROM thing WHERE state = 'OPEN' AND lane NOT IN {}
             AND lane NOT IN (SELECT held.lane FROM thing held WHERE held.state = 'OPEN' AND held.due_at > $1) ORDER BY pos LIMIT {limit}",
            placeholders(1, size, 2)
        );
        let lanes = busy.iter().map(String::as_str).chain(std::iter::repeat("")).take(size);
        let params: Vec<Value> = std::iter::once(Value::from(now)).chain(lanes.map(Value::from)).collect();
        self.db.query(sql, &params).await?.iter().map(read).collect()
    }

    pub(crate) async fn hand(&self, handed: &[Handed], now: Ms) -> db::Result<()> {
        let mut batch = Batch::default();
        for one in handed {
            match one {
                Handed::Done { pos, conversation_id, seq } => {
                    let sql =
                        "UPDATE thing SET state = 'DONE', conversation_id = $2, seq = $3, ended_at = $4 WHERE pos = $1 AND state = 'OPEN'";
                    batch.push(sql, params![*pos, conversation_id, *seq, now]);
                }
                Handed::Rejected { pos, reason } => {
                    let sql = "UPDATE thing SET state = 'REJECTED', reason = $2, ended_at = $3 WHERE pos = $1 AND state = 'OPEN'";
                    batch.push(sql, params![*pos, reason, now]);
                }
                Handed::Later { pos, due_at } => {
                    batch.push("UPDATE thing SET attempts = attempts + 1, due_at = $2 WHERE pos = $1", params![*pos, *due_at]);
                }
            }
        }
        self.db.write(batch).await
    }

    /// What came to a channel's address, oldest first, after a place.
    pub(crate) async fn things_at(&self, tenant: &TenantId, channel_id: &str, after: i64, limit: i64) -> db::Result<Vec<Thing>> {
        let sql = format!(
            "SELECT {COLUMNS} FROM thing WHERE tenant = $1 AND arrived_at = $2 AND pos > $3 AND kind IN ('EVENT', 'STATUS', 'ITEM') ORDER BY pos LIMIT $4"
        );
        self.db.query(sql, &params![tenant, channel_id, after, limit]).await?.iter().map(read).collect()
    }

    /// The same, newest first, before a place.
    pub(crate) async fn things_before(&self, tenant: &TenantId, channel_id: &str, before: i64, limit: i64) -> db::Result<Vec<Thing>> {
        let sql = format!(
            "SELECT {COLUMNS} FROM thing WHERE tenant = $1 AND arrived_at = $2 AND pos < $3 AND kind IN ('EVENT', 'STATUS', 'ITEM') ORDER BY pos DESC LIMIT $4"
        );
        self.db.query(sql, &params![tenant, channel_id, before, limit]).await?.iter().map(read).collect()
    }

    /// Whether requests of the channel wait to be taken apart.
    pub(crate) async fn is_settled(&self, tenant: &TenantId, channel_id: &str) -> db::Result<bool> {
        let sql = "SELECT pos FROM webhook WHERE done = 0 AND tenant = $1 AND channel_id = $2 LIMIT 1";
        Ok(self.db.query_one(sql, &params![tenant, channel_id]).await?.is_none())
    }

    /// Puts a rejected thing back into its lane; false if there is none.
    pub(crate) async fn replay(&self, tenant: &TenantId, id: &str, now: Ms) -> db::Result<bool> {
        let sql = "UPDATE thing SET state = 'OPEN', reason = '', due_at = $3, ended_at = NULL
                   WHERE tenant = $1 AND id = $2 AND state = 'REJECTED' AND reason <> 'ERASED' AND kind IN ('EVENT', 'STATUS')";
        let found = self.db.execute(sql, &params![tenant, id, now]).await?;
        Ok(found > 0)
    }

    /// Number of open and rejected things of a channel.
    pub(crate) async fn count_things(&self, tenant: &TenantId, channel_id: &str) -> db::Result<(i64, i64)> {
        let sql = "SELECT CAST(COALESCE(SUM(CASE WHEN state = 'OPEN' THEN 1 ELSE 0 END), 0) AS BIGINT),
                          CAST(COALESCE(SUM(CASE WHEN state = 'REJECTED' THEN 1 ELSE 0 END), 0) AS BIGINT)
                   FROM thing WHERE tenant = $1 AND arrived_at = $2";
        let row = self.db.query_one(sql, &params![tenant, channel_id]).await?;
        row.map_or(Ok((0, 0)), |row| Ok((row.get(0)?, row.get(1)?)))
    }

    /// Somebody wants no messages any more.
    pub(crate) async fn opt_out(tx: &mut Tx, tenant: &TenantId, who: (&str, &str), now: Ms) -> db::Result<()> {
        tx.execute(OPT_OUT, &params![tenant, who.0, who.1, now]).await.map(|_| ())
    }

    /// The same, or that they want them again.
    pub(crate) fn opt(batch: &mut Batch, tenant: &TenantId, who: (&str, &str), out: bool, now: Ms) {
        let sql = if out { OPT_OUT } else { "DELETE FROM opt_out WHERE tenant = $1 AND channel_id = $2 AND identity = $3 AND at <= $4" };
        batch.push(sql, params![tenant, who.0, who.1, now]);
    }

    pub(crate) async fn opted_out(&self, tenant: &TenantId, channel_id: &str, identity: &str) -> db::Result<bool> {
        let sql = "SELECT at FROM opt_out WHERE tenant = $1 AND channel_id = $2 AND identity = $3";
        Ok(self.db.query_one(sql, &params![tenant, channel_id, identity]).await?.is_some())
    }
}

fn insert(things: &[NewThing]) -> (String, Vec<Value>) {
    let sql = format!(
        "INSERT INTO thing (tenant, channel_id, arrived_at, id, kind, lane, sort, payload, received_at, stored_at, state, reason,
         attempts, due_at, conversation_id, seq, ended_at, webhook) VALUES {}",
        placeholders(things.len(), COUNT, 1)
    );
    (sql, things.iter().flat_map(row).collect())
}

fn row(thing: &NewThing) -> [Value; COUNT] {
    let ended = (thing.state != "OPEN").then_some(thing.stored_at);
    params![
        &thing.tenant,
        &thing.channel_id,
        &thing.arrived_at,
        &thing.id,
        thing.kind,
        &thing.lane,
        thing.sort,
        &thing.payload,
        thing.received_at,
        thing.stored_at,
        thing.state,
        &thing.reason,
        0_i64,
        thing.due_at,
        "",
        0_i64,
        ended,
        thing.webhook,
    ]
}

fn read(row: &Row) -> db::Result<Thing> {
    Ok(Thing {
        pos: row.get(0)?,
        tenant: TenantId::new(row.get::<String>(1)?),
        channel_id: row.get(2)?,
        id: row.get(4)?,
        kind: row.get(5)?,
        lane: row.get(6)?,
        sort: row.get(7)?,
        payload: row.get(8)?,
        received_at: row.get(9)?,
        stored_at: row.get(10)?,
        state: row.get(11)?,
        reason: row.get(12)?,
        attempts: row.get(13)?,
        conversation_id: row.get(14)?,
        seq: row.get(15)?,
    })
}
