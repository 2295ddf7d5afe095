//! What can be searched: a store of its own, so that the log's one writer never waits for it.

use std::collections::{BTreeMap, BTreeSet};

use db::{Batch, Db, Migration, Migrations, Row, Tx, Value, params};
use ids::{Ms, TenantId};
use serde_json::json;

use super::engine;
use super::note::{Note, Said};
use super::words::{Term, words};

/// The store.
#[derive(Clone)]
pub(crate) struct SearchStore(Db);

/// Somebody's question.
#[derive(Clone, Debug)]
pub(crate) struct Asked<'a> {
    pub(crate) tenant: &'a TenantId,
    pub(crate) terms: &'a [Term],
    /// Only conversations of this agent and their team.
    pub(crate) agent: Option<&'a str>,
    pub(crate) customer: Option<&'a str>,
    /// Behind this hit: its time and id.
    pub(crate) before: Option<(Ms, i64)>,
    pub(crate) limit: i64,
}

/// Where it was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) id: i64,
    pub(crate) conversation_id: String,
    pub(crate) seq: i64,
    pub(crate) at: Ms,
    pub(crate) name: String,
    pub(crate) speaker: String,
    pub(crate) text: String,
    pub(crate) customer_id: String,
    pub(crate) customer_name: String,
}

/// Conversations in which an agent, or somebody of their team, took part.
const SEEN: &str = "EXISTS (SELECT 1 FROM seat p WHERE p.tenant = $1 AND p.conversation_id = {conversation} AND (p.agent_id = {agent}
    OR p.agent_id IN (SELECT mate.agent_id FROM member me JOIN member mate ON mate.tenant = me.tenant AND mate.team_id = me.team_id
        WHERE me.tenant = $1 AND me.agent_id = {agent} AND me.team_id <> '')))";

fn seen(conversation: &str, agent: &str) -> String {
    SEEN.replace("{conversation}", conversation).replace("{agent}", agent)
}

impl SearchStore {
    pub(crate) fn new(db: Db) -> Self {
        Self(db)
    }

    pub(crate) fn db(&self) -> &Db {
        &self.0
    }

    pub(crate) fn migrations(&self) -> Migrations {
        Migrations::new([Migration { version: 1, name: "search", sql: engine::tables(self.0.engine()) }])
    }

    pub(crate) async fn begin(&self) -> db::Result<Tx> {
        self.0.begin().await
    }

    /// Makes rows findable, each once; not those of a conversation that was erased past them. However many they are, they are one text.
    ///
    /// # Errors
    /// Those of the store; nothing is written then.
    pub(crate) async fn put(&self, notes: &[Note]) -> db::Result<()> {
        let engine = self.0.engine();
        let mut batch = Batch::default();
        let (topics, seats, said) = (topics(notes), seats(notes), said(engine, notes));
        // Topics first: their rows are locked from here on, so that an erasure comes wholly before or wholly behind.
        for (sql, rows) in [(engine::put_topics(engine), topics), (engine::put_seats(engine), seats)] {
            if !rows.is_empty() {
                batch.push(sql, params![rows]);
            }
        }
        for sql in engine::put_said(engine).iter().filter(|_| !said.is_empty()) {
            batch.push(*sql, params![said.as_str()]);
        }
        self.0.write(batch).await
    }

    /// Who is in which team; no team takes them out.
    pub(crate) async fn join_team(tx: &mut Tx, tenant: &TenantId, agent: &str, team: &str) -> db::Result<()> {
        let sql = "INSERT INTO member (tenant, agent_id, team_id) VALUES ($1, $2, $3)
                   ON CONFLICT (tenant, agent_id) DO UPDATE SET team_id = excluded.team_id";
        tx.execute(sql, &params![tenant, agent, team]).await.map(|_| ())
    }

    /// Forgets what was said in a conversation up to a number, and keeps it forgotten.
    pub(crate) async fn forget(&self, tx: &mut Tx, tenant: &TenantId, conversation: &str, up_to: i64) -> db::Result<()> {
        let mark = "INSERT INTO topic (tenant, conversation_id, customer_id, customer_name, erased) VALUES ($1, $2, '', '', $3)
                    ON CONFLICT (tenant, conversation_id) DO UPDATE SET customer_name = '', erased = excluded.erased";
        let params = params![tenant, conversation, up_to];
        tx.execute(mark, &params).await?;
        if let Some(sql) = engine::take(self.0.engine()) {
            tx.execute(sql, &params).await?;
        }
        tx.execute("DELETE FROM said WHERE tenant = $1 AND conversation_id = $2 AND seq <= $3", &params).await?;
        Ok(())
    }

    /// Rows that have everything that was asked for, newest first.
    pub(crate) async fn search(&self, asked: &Asked<'_>) -> db::Result<Vec<Found>> {
        if asked.terms.is_empty() {
            return Ok(Vec::new());
        }
        let engine = self.0.engine();
        let mut params: Vec<Value> = vec![asked.tenant.into(), engine::asked(engine, asked.terms).into(), asked.limit.into()];
        let mut sql = format!(
            "SELECT s.id, s.conversation_id, s.seq, s.at, s.name, s.speaker, s.text, t.customer_id, t.customer_name {}",
            engine::found(engine)
        );
        if let Some(agent) = asked.agent {
            params.push(agent.into());
            sql = format!("{sql} AND {}", seen("s.conversation_id", &format!("${}", params.len())));
        }
        if let Some(customer) = asked.customer {
            params.push(customer.into());
            sql = format!("{sql} AND t.customer_id = ${}", params.len());
        }
        if let Some((at, id)) = asked.before {
            params.extend([at.into(), id.into()]);
            let (at, id) = (params.len() - 1, params.len());
            sql = format!("{sql} AND (s.at < ${at} OR (s.at = ${at} AND s.id < ${id}))");
        }
        sql.push_str(" ORDER BY s.at DESC, s.id DESC LIMIT $3");
        self.0.query(sql, &params).await?.iter().map(found).collect()
    }

    /// Whether the agent, or somebody of their team, took part.
    pub(crate) async fn took_part(&self, tenant: &TenantId, conversation: &str, agent: &str) -> db::Result<bool> {
        let sql = format!("SELECT CAST(1 AS BIGINT) WHERE {}", seen("$2", "$3"));
        Ok(self.0.query_one(sql, &params![tenant, conversation, agent]).await?.is_some())
    }

    /// The conversation up to which the log of before was read; none once all was.
    pub(crate) async fn backfilled(&self) -> db::Result<Option<(String, String)>> {
        let row = self.0.query_one("SELECT tenant, conversation_id, done FROM backfill WHERE one = 1", &[]).await?;
        match row {
            None => Ok(Some((String::new(), String::new()))),
            Some(row) if row.get::<bool>(2)? => Ok(None),
            Some(row) => Ok(Some((row.get(0)?, row.get(1)?))),
        }
    }

    pub(crate) async fn note_backfill(tx: &mut Tx, (tenant, conversation): (&str, &str), done: bool) -> db::Result<()> {
        let sql = "INSERT INTO backfill (one, tenant, conversation_id, done) VALUES (1, $1, $2, $3) ON CONFLICT (one) DO UPDATE
                   SET tenant = excluded.tenant, conversation_id = excluded.conversation_id, done = excluded.done";
        tx.execute(sql, &params![tenant, conversation, done]).await.map(|_| ())
    }
}

/// Whose conversations they are, as a JSON array; empty if there is nothing to say. In order, so that two replicas lock rows in the same order.
fn topics(notes: &[Note]) -> String {
    let mut topics: BTreeMap<_, (&str, &str)> = BTreeMap::new();
    for note in notes {
        let Some(said) = &note.said else { continue };
        let (customer, name) = topics.entry((&note.tenant, note.conversation_id.as_str())).or_default();
        *customer = &said.customer_id;
        if !said.customer_name.is_empty() {
            *name = &said.customer_name;
        }
    }
    let rows = topics.into_iter().map(|((tenant, conversation), (customer, name))| {
        json!({"tenant": tenant, "conversation_id": conversation, "customer_id": customer, "customer_name": name})
    });
    array(rows)
}

/// Who takes part where.
fn seats(notes: &[Note]) -> String {
    let seat = |note: &'_ Note| Some((note.tenant.clone(), note.conversation_id.clone(), note.agent.clone()?));
    let seats: BTreeSet<_> = notes.iter().filter_map(seat).collect();
    array(
        seats
            .into_iter()
            .map(|(tenant, conversation, agent)| json!({"tenant": tenant, "conversation_id": conversation, "agent_id": agent})),
    )
}

/// What was said, with its words as the engine keeps them. Where there are no words there is nothing to be found.
fn said(engine: db::Engine, notes: &[Note]) -> String {
    let row = |note: &Note| {
        let Said { seq, at, name, speaker, text, .. } = note.said.as_ref()?;
        let words = words(text);
        let kept = (!words.is_empty()).then(|| engine::kept(engine, &words))?;
        Some(json!({"tenant": note.tenant, "conversation_id": note.conversation_id, "seq": seq, "at": at, "name": name,
            "speaker": speaker, "text": text, "words": kept}))
    };
    array(notes.iter().filter_map(row))
}

fn array(rows: impl Iterator<Item = serde_json::Value>) -> String {
    let rows: Vec<_> = rows.collect();
    if rows.is_empty() { String::new() } else { serde_json::Value::Array(rows).to_string() }
}

fn found(row: &Row) -> db::Result<Found> {
    Ok(Found {
        id: row.get(0)?,
        conversation_id: row.get(1)?,
        seq: row.get(2)?,
        at: row.get(3)?,
        name: row.get(4)?,
        speaker: row.get(5)?,
        text: row.get(6)?,
        customer_id: row.get(7)?,
        customer_name: row.get(8)?,
    })
}
