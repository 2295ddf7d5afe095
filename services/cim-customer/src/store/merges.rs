//! Customers that became part of others, and what is known of two.

use bus::Event;
use db::{Row, Tx, params};
use ids::{Ms, TenantId};

use super::Store;
use crate::domain::customer::Customer;
use crate::domain::merge::{Evidence, Merge, Undone};
use crate::domain::schema::Schema;
use crate::events::CUSTOMER_CHANGED;
use crate::wire;

/// What is known of two customers.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Likeness {
    pub(crate) one: String,
    pub(crate) other: String,
    /// Somebody said that they are two.
    pub(crate) not_same: bool,
    pub(crate) evidence: Vec<Evidence>,
    pub(crate) actor: String,
    pub(crate) at: Ms,
}

const MERGE: &str = "id, winner, loser, at, actor, reason, evidence, kept, undone_at, undone_by, undo_reason";

impl Store {
    /// Whom a merged customer is part of now.
    pub(crate) async fn merged_into(&self, tenant: &TenantId, id: &str) -> db::Result<Option<String>> {
        let sql = "WITH RECURSIVE up (id) AS (
                SELECT merged_into FROM customer_alias WHERE tenant = $1 AND customer_id = $2
                UNION SELECT a.merged_into FROM customer_alias a JOIN up ON a.customer_id = up.id WHERE a.tenant = $1)
            SELECT up.id FROM up WHERE NOT EXISTS (SELECT 1 FROM customer_alias a WHERE a.tenant = $1 AND a.customer_id = up.id)";
        self.db.query_one(sql, &params![tenant, id]).await?.map(|row| row.get(0)).transpose()
    }

    /// Ids of everybody who is part of a customer, with the number of the last event about each; not the customer's own.
    pub(crate) async fn parts(&self, tenant: &TenantId, id: &str) -> db::Result<Vec<(String, i64)>> {
        let rows = self.db.query(PARTS, &params![tenant, id]).await?;
        rows.iter().map(|row| Ok((row.get(0)?, row.get(1)?))).collect()
    }

    /// Makes the loser part of the winner, whose document is the merged one already; false if either was changed meanwhile.
    pub(crate) async fn merge(
        &self,
        tx: &mut Tx,
        tenant: &TenantId,
        (merge, winner, loser): (&Merge, &Customer, &Customer),
        schema: &Schema,
    ) -> db::Result<bool> {
        let gone = "DELETE FROM customer WHERE tenant = $1 AND id = $2 AND version = $3";
        if tx.execute(gone, &params![tenant, &loser.id, loser.version]).await? == 0 || !self.replace(tx, tenant, winner, schema).await? {
            return Ok(false);
        }
        let params = params![tenant, &loser.id, &winner.id];
        tx.execute("DELETE FROM contact WHERE tenant = $1 AND customer_id = $2", &params[..2]).await?;
        tx.execute("UPDATE identity SET customer_id = $3 WHERE tenant = $1 AND customer_id = $2", &params).await?;
        let version = loser.version + 1;
        let alias = "INSERT INTO customer_alias (tenant, customer_id, merged_into, version) VALUES ($1, $2, $3, $4)";
        tx.execute(alias, &params![tenant, &loser.id, &winner.id, version]).await?;
        let sql = format!("INSERT INTO customer_merge (tenant, {MERGE}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, '', '')");
        let Merge { id, at, actor, reason, .. } = merge;
        let kept = serde_json::to_string(&merge.kept).unwrap_or_default();
        tx.execute(sql, &params![tenant, id, &winner.id, &loser.id, *at, actor, reason, json(&merge.evidence), kept]).await?;
        let event = Event::new(CUSTOMER_CHANGED, &loser.id, "MERGED", tenant.clone(), &wire::merged(loser, &winner.id));
        self.publisher.publish(tx, vec![event.numbered(version)]).await?;
        Ok(true)
    }

    /// Makes two of a merged customer again; false if the winner was changed, or the merge taken back, meanwhile.
    pub(crate) async fn part(
        &self,
        tx: &mut Tx,
        tenant: &TenantId,
        (merge, winner, loser): (&Merge, &Customer, &Customer),
        schema: &Schema,
    ) -> db::Result<bool> {
        let Some(undone) = &merge.undone else { return Ok(false) };
        let sql =
            "UPDATE customer_merge SET undone_at = $3, undone_by = $4, undo_reason = $5 WHERE tenant = $1 AND id = $2 AND undone_at = 0";
        let marked = tx.execute(sql, &params![tenant, &merge.id, undone.at, &undone.actor, &undone.reason]).await?;
        let alias = "DELETE FROM customer_alias WHERE tenant = $1 AND customer_id = $2 AND merged_into = $3";
        if marked == 0 || tx.execute(alias, &params![tenant, &loser.id, &winner.id]).await? == 0 {
            return Ok(false);
        }
        if !self.replace(tx, tenant, winner, schema).await? {
            return Ok(false);
        }
        self.put(tx, tenant, loser, ("RESTORED", schema)).await?;
        Ok(true)
    }

    /// The number of the last event about a merged customer.
    pub(crate) async fn part_version(tx: &mut Tx, tenant: &TenantId, id: &str) -> db::Result<Option<i64>> {
        let sql = "SELECT version FROM customer_alias WHERE tenant = $1 AND customer_id = $2";
        tx.query_one(sql, &params![tenant, id]).await?.map(|row| row.get(0)).transpose()
    }

    pub(crate) async fn merge_of(&self, tenant: &TenantId, id: &str) -> db::Result<Option<Merge>> {
        let sql = format!("SELECT {MERGE} FROM customer_merge WHERE tenant = $1 AND id = $2");
        self.db.query_one(sql, &params![tenant, id]).await?.map(|row| merge(&row)).transpose()
    }

    /// Merges into a customer and of it, newest first.
    pub(crate) async fn merges(&self, tenant: &TenantId, customer: &str) -> db::Result<Vec<Merge>> {
        let sql = format!(
            "SELECT {MERGE} FROM customer_merge WHERE tenant = $1 AND (winner = $2 OR loser = $2) ORDER BY at DESC, id DESC LIMIT 100"
        );
        self.db.query(sql, &params![tenant, customer]).await?.iter().map(merge).collect()
    }

    /// The newest merge into a customer that stands.
    pub(crate) async fn last_merge(&self, tenant: &TenantId, winner: &str) -> db::Result<Option<Merge>> {
        let sql = format!(
            "SELECT {MERGE} FROM customer_merge WHERE tenant = $1 AND winner = $2 AND undone_at = 0 ORDER BY at DESC, id DESC LIMIT 1"
        );
        self.db.query_one(sql, &params![tenant, winner]).await?.map(|row| merge(&row)).transpose()
    }

    /// What is known of a customer and others.
    pub(crate) async fn likenesses(&self, tenant: &TenantId, id: &str) -> db::Result<Vec<Likeness>> {
        let sql = "SELECT one, other, state, evidence, actor, at FROM likeness WHERE tenant = $1 AND (one = $2 OR other = $2)";
        self.db.query(sql, &params![tenant, id]).await?.iter().map(likeness).collect()
    }

    /// Notes what is known of two. What a person said stays when a provider says something.
    pub(crate) async fn note_likeness(tx: &mut Tx, tenant: &TenantId, known: &Likeness) -> db::Result<()> {
        let then = if known.not_same {
            "UPDATE SET state = excluded.state, evidence = excluded.evidence, actor = excluded.actor, at = excluded.at"
        } else {
            "NOTHING"
        };
        let sql = format!(
            "INSERT INTO likeness (tenant, one, other, state, evidence, actor, at) VALUES ($1, $2, $3, $4, $5, $6, $7)
             ON CONFLICT (tenant, one, other) DO {then}"
        );
        let (one, other) = if known.one < known.other { (&known.one, &known.other) } else { (&known.other, &known.one) };
        let state = if known.not_same { NOT_SAME } else { "HINT" };
        tx.execute(sql, &params![tenant, one, other, state, json(&known.evidence), &known.actor, known.at]).await?;
        Ok(())
    }

    /// Forgets everything about a customer's merges and likenesses, and announces that each of its parts is erased.
    pub(super) async fn erase_parts(&self, tx: &mut Tx, tenant: &TenantId, id: &str) -> db::Result<()> {
        let rows = tx.query(PARTS, &params![tenant, id]).await?;
        let parts: Vec<(String, i64)> = rows.iter().map(|row| Ok((row.get(0)?, row.get(1)?))).collect::<db::Result<_>>()?;
        for (part, version) in &parts {
            tx.execute("DELETE FROM customer_alias WHERE tenant = $1 AND customer_id = $2", &params![tenant, part]).await?;
            let event = Event::new(CUSTOMER_CHANGED, part, "ERASED", tenant.clone(), &wire::erased(part, version + 1));
            self.publisher.publish(tx, vec![event.numbered(version + 1)]).await?;
        }
        for part in parts.iter().map(|(part, _)| part.as_str()).chain([id]) {
            let params = params![tenant, part];
            tx.execute("DELETE FROM customer_merge WHERE tenant = $1 AND (winner = $2 OR loser = $2)", &params).await?;
            tx.execute("DELETE FROM likeness WHERE tenant = $1 AND (one = $2 OR other = $2)", &params).await?;
        }
        Ok(())
    }
}

const NOT_SAME: &str = "NOT_SAME";

const PARTS: &str = "WITH RECURSIVE down (id, version) AS (
        SELECT customer_id, version FROM customer_alias WHERE tenant = $1 AND merged_into = $2
        UNION SELECT a.customer_id, a.version FROM customer_alias a JOIN down ON a.merged_into = down.id WHERE a.tenant = $1)
    SELECT id, version FROM down ORDER BY id";

fn json(evidence: &[Evidence]) -> String {
    // Texts: nothing in it can fail to be written.
    serde_json::to_string(evidence).unwrap_or_default()
}

fn merge(row: &Row) -> db::Result<Merge> {
    let undone_at: Ms = row.get(8)?;
    let undone = if undone_at == 0 { None } else { Some(Undone { at: undone_at, actor: row.get(9)?, reason: row.get(10)? }) };
    Ok(Merge {
        id: row.get(0)?,
        winner: row.get(1)?,
        loser: row.get(2)?,
        at: row.get(3)?,
        actor: row.get(4)?,
        reason: row.get(5)?,
        evidence: row.json(6)?,
        kept: row.json(7)?,
        undone,
    })
}

fn likeness(row: &Row) -> db::Result<Likeness> {
    let state: String = row.get(2)?;
    Ok(Likeness {
        one: row.get(0)?,
        other: row.get(1)?,
        not_same: state == NOT_SAME,
        evidence: row.json(3)?,
        actor: row.get(4)?,
        at: row.get(5)?,
    })
}
