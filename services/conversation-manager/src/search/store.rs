//! What can be searched: a store of its own, so that the log's one writer never waits for it.

use db::{Db, Migration, Migrations, Row, Tx, Value, params};
use ids::{Ms, TenantId};

use super::engine;
use super::words::{Term, words};

/// Letters of a message that are searched.
const MOST: usize = 16_384;

/// The store.
#[derive(Clone)]
pub(crate) struct SearchStore(Db);

/// Something that was said.
#[derive(Clone, Debug)]
pub(crate) struct Said<'a> {
    pub(crate) tenant: &'a TenantId,
    pub(crate) conversation_id: &'a str,
    pub(crate) seq: i64,
    pub(crate) at: Ms,
    pub(crate) name: &'a str,
    pub(crate) speaker: &'a str,
    pub(crate) text: &'a str,
}

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

    /// Notes whose conversation it is.
    pub(crate) async fn note_topic(tx: &mut Tx, tenant: &TenantId, conversation: &str, customer: &str) -> db::Result<()> {
        let sql = "INSERT INTO topic (tenant, conversation_id, customer_id, customer_name, erased) VALUES ($1, $2, $3, '', 0)
                   ON CONFLICT (tenant, conversation_id) DO UPDATE SET customer_id = excluded.customer_id
                   WHERE topic.customer_id <> excluded.customer_id";
        tx.execute(sql, &params![tenant, conversation, customer]).await.map(|_| ())
    }

    pub(crate) async fn name_customer(tx: &mut Tx, tenant: &TenantId, conversation: &str, name: &str) -> db::Result<()> {
        let sql = "UPDATE topic SET customer_name = $3 WHERE tenant = $1 AND conversation_id = $2 AND customer_name <> $3";
        tx.execute(sql, &params![tenant, conversation, name]).await.map(|_| ())
    }

    pub(crate) async fn take_seat(tx: &mut Tx, tenant: &TenantId, conversation: &str, agent: &str) -> db::Result<()> {
        let sql = "INSERT INTO seat (tenant, conversation_id, agent_id) VALUES ($1, $2, $3)
                   ON CONFLICT (tenant, conversation_id, agent_id) DO NOTHING";
        tx.execute(sql, &params![tenant, conversation, agent]).await.map(|_| ())
    }

    /// Who is in which team; no team takes them out.
    pub(crate) async fn join_team(tx: &mut Tx, tenant: &TenantId, agent: &str, team: &str) -> db::Result<()> {
        let sql = "INSERT INTO member (tenant, agent_id, team_id) VALUES ($1, $2, $3)
                   ON CONFLICT (tenant, agent_id) DO UPDATE SET team_id = excluded.team_id";
        tx.execute(sql, &params![tenant, agent, team]).await.map(|_| ())
    }

    /// Makes a row findable, once; not if its conversation was erased past it.
    pub(crate) async fn add(&self, tx: &mut Tx, said: &Said<'_>) -> db::Result<()> {
        // PostgreSQL's text has no NUL.
        let text: String = said.text.chars().filter(|c| *c != '\0').take(MOST).collect();
        let words = words(&text);
        if words.is_empty() {
            return Ok(());
        }
        let Said { tenant, conversation_id, seq, at, name, speaker, .. } = said;
        let sql = "INSERT INTO said (tenant, conversation_id, seq, at, name, speaker, text)
                   SELECT CAST($1 AS TEXT), CAST($2 AS TEXT), CAST($3 AS BIGINT), CAST($4 AS BIGINT), CAST($5 AS TEXT), CAST($6 AS TEXT), CAST($7 AS TEXT)
                   WHERE NOT EXISTS (SELECT 1 FROM topic WHERE tenant = $1 AND conversation_id = $2 AND erased >= $3)
                   ON CONFLICT (tenant, conversation_id, seq) DO NOTHING RETURNING id";
        let params = params![*tenant, *conversation_id, *seq, *at, *name, *speaker, &text];
        let Some(row) = tx.query_one(sql, &params).await? else { return Ok(()) };
        let engine = self.0.engine();
        tx.execute(engine::put(engine), &params![row.get::<i64>(0)?, engine::kept(engine, &words)]).await.map(|_| ())
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
