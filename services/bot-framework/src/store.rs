//! What bots remember: every statement of this service.

use db::{Db, Migration, Migrations, Row, Tx, params};
use errors::Fault;
use ids::{Ms, TenantId};

use crate::domain::memory::Memory;
use crate::domain::outside::answer::{Answer, Usage};

const DAY: Ms = 24 * 60 * 60 * 1000;

/// The tables.
pub(crate) fn migrations() -> Migrations {
    let own = Migrations::new([
        Migration {
            version: 1,
            name: "memory",
            sql: "
CREATE TABLE memory (
    tenant TEXT NOT NULL,
    conversation_id TEXT NOT NULL,
    bot_id TEXT NOT NULL,
    role TEXT NOT NULL,
    greeted BIGINT NOT NULL,
    misses BIGINT NOT NULL,
    asked_at BIGINT NOT NULL,
    PRIMARY KEY (tenant, conversation_id, bot_id)
);
",
        },
        Migration {
            version: 2,
            name: "answers of bots that live elsewhere",
            sql: "
CREATE TABLE answer (
    tenant TEXT NOT NULL,
    event_id TEXT NOT NULL,
    at BIGINT NOT NULL,
    doc TEXT NOT NULL,
    PRIMARY KEY (tenant, event_id)
);
CREATE TABLE usage (
    tenant TEXT NOT NULL,
    bot_id TEXT NOT NULL,
    day BIGINT NOT NULL,
    answers BIGINT NOT NULL,
    prompt_tokens BIGINT NOT NULL,
    completion_tokens BIGINT NOT NULL,
    cost_millionths BIGINT NOT NULL,
    PRIMARY KEY (tenant, bot_id, day)
);
",
        },
        Migration {
            version: 3,
            name: "what agents made of suggestions",
            sql: "
CREATE TABLE suggested (
    tenant TEXT NOT NULL,
    bot_id TEXT NOT NULL,
    day BIGINT NOT NULL,
    outcome TEXT NOT NULL,
    times BIGINT NOT NULL,
    PRIMARY KEY (tenant, bot_id, day, outcome)
);
",
        },
    ]);
    own.and(runtime::objects::migrations())
}

/// The service's store.
#[derive(Clone)]
pub(crate) struct Store(Db);

impl Store {
    pub(crate) fn new(db: &Db) -> Self {
        Self(db.clone())
    }

    /// What a bot remembers of a conversation.
    pub(crate) async fn memory(&self, tenant: &TenantId, conversation_id: &str, bot_id: &str) -> db::Result<Memory> {
        let sql = "SELECT role, greeted, misses, asked_at FROM memory WHERE tenant = $1 AND conversation_id = $2 AND bot_id = $3";
        let row = self.0.query_one(sql, &params![tenant, conversation_id, bot_id]).await?;
        row.map_or(Ok(Memory::default()), |row| read(&row))
    }

    /// The bot that listens to a conversation and makes suggestions, if there is one.
    pub(crate) async fn assistant(&self, tenant: &TenantId, conversation_id: &str) -> db::Result<Option<String>> {
        let sql = "SELECT bot_id FROM memory WHERE tenant = $1 AND conversation_id = $2 AND role = 'ASSISTANT' ORDER BY bot_id";
        self.0.query_one(sql, &params![tenant, conversation_id]).await?.map(|row| row.get(0)).transpose()
    }
}

/// What a bot cost on one day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Spent {
    pub(crate) day: i64,
    pub(crate) answers: i64,
    pub(crate) prompt_tokens: i64,
    pub(crate) completion_tokens: i64,
    pub(crate) cost_millionths: i64,
}

impl Store {
    /// The answer that was given to an event and not said to the end.
    pub(crate) async fn answer(&self, tenant: &TenantId, event_id: &str) -> db::Result<Option<Answer>> {
        let row = self.0.query_one("SELECT doc FROM answer WHERE tenant = $1 AND event_id = $2", &params![tenant, event_id]).await?;
        row.map(|row| row.json(0)).transpose()
    }

    /// Keeps an answer before the first word of it is said, and notes what it cost.
    pub(crate) async fn keep_answer(
        &self,
        (tenant, event_id): (&TenantId, &str),
        (bot_id, now): (&str, Ms),
        answer: &Answer,
        cost: i64,
    ) -> errors::Result<()> {
        let doc = serde_json::to_string(answer).map_err(Fault::internal)?;
        let mut tx = self.0.begin().await?;
        let sql = "INSERT INTO answer (tenant, event_id, at, doc) VALUES ($1, $2, $3, $4) ON CONFLICT (tenant, event_id) DO NOTHING";
        tx.execute(sql, &params![tenant, event_id, now, doc]).await?;
        meter(&mut tx, (tenant, bot_id), now, answer.usage, cost).await?;
        Ok(tx.commit().await?)
    }

    /// Notes what an answer cost.
    pub(crate) async fn meter(&self, tenant: &TenantId, (bot_id, now): (&str, Ms), usage: Usage, cost: i64) -> db::Result<()> {
        let mut tx = self.0.begin().await?;
        meter(&mut tx, (tenant, bot_id), now, usage, cost).await?;
        tx.commit().await
    }

    /// What a bot cost from that day on.
    pub(crate) async fn usage(&self, tenant: &TenantId, bot_id: &str, first: i64) -> db::Result<Vec<Spent>> {
        let sql = "SELECT day, answers, prompt_tokens, completion_tokens, cost_millionths FROM usage
                   WHERE tenant = $1 AND bot_id = $2 AND day >= $3 ORDER BY day";
        let spent = |row: &Row| {
            let [day, answers, prompt_tokens, completion_tokens, cost_millionths] =
                [row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?];
            Ok(Spent { day, answers, prompt_tokens, completion_tokens, cost_millionths })
        };
        self.0.query(sql, &params![tenant, bot_id, first]).await?.iter().map(spent).collect()
    }
}

/// How often something became of a bot's suggestions on one day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Suggested {
    pub(crate) day: i64,
    pub(crate) outcome: String,
    pub(crate) times: i64,
}

impl Store {
    /// What became of a bot's suggestions from that day on.
    pub(crate) async fn suggested(&self, tenant: &TenantId, bot_id: &str, first: i64) -> db::Result<Vec<Suggested>> {
        let sql = "SELECT day, outcome, times FROM suggested WHERE tenant = $1 AND bot_id = $2 AND day >= $3 ORDER BY day, outcome";
        let read = |row: &Row| Ok(Suggested { day: row.get(0)?, outcome: row.get(1)?, times: row.get(2)? });
        self.0.query(sql, &params![tenant, bot_id, first]).await?.iter().map(read).collect()
    }
}

async fn meter(tx: &mut Tx, (tenant, bot_id): (&TenantId, &str), now: Ms, usage: Usage, cost: i64) -> db::Result<()> {
    metrics::counter!("bot_framework_tokens_total", "kind" => "prompt").increment(usage.prompt_tokens.into());
    metrics::counter!("bot_framework_tokens_total", "kind" => "completion").increment(usage.completion_tokens.into());
    let sql = "INSERT INTO usage (tenant, bot_id, day, answers, prompt_tokens, completion_tokens, cost_millionths)
               VALUES ($1, $2, $3, 1, $4, $5, $6)
               ON CONFLICT (tenant, bot_id, day) DO UPDATE SET answers = usage.answers + 1,
                   prompt_tokens = usage.prompt_tokens + excluded.prompt_tokens,
                   completion_tokens = usage.completion_tokens + excluded.completion_tokens,
                   cost_millionths = usage.cost_millionths + excluded.cost_millionths";
    let (prompt, completion) = (i64::from(usage.prompt_tokens), i64::from(usage.completion_tokens));
    tx.execute(sql, &params![tenant, bot_id, now / DAY, prompt, completion, cost]).await.map(|_| ())
}

/// Counts a suggestion, or what an agent made of one.
pub(crate) async fn count_suggestion(tx: &mut Tx, tenant: &TenantId, (bot_id, outcome): (&str, &str), now: Ms) -> db::Result<()> {
    let sql = "INSERT INTO suggested (tenant, bot_id, day, outcome, times) VALUES ($1, $2, $3, $4, 1)
               ON CONFLICT (tenant, bot_id, day, outcome) DO UPDATE SET times = suggested.times + 1";
    tx.execute(sql, &params![tenant, bot_id, now / DAY, outcome]).await.map(|_| ())
}

/// Forgets an answer that is said.
pub(crate) async fn drop_answer(tx: &mut Tx, tenant: &TenantId, event_id: &str) -> db::Result<()> {
    tx.execute("DELETE FROM answer WHERE tenant = $1 AND event_id = $2", &params![tenant, event_id]).await.map(|_| ())
}

fn read(row: &Row) -> db::Result<Memory> {
    let misses: i64 = row.get(2)?;
    Ok(Memory { role: row.get(0)?, greeted: row.get(1)?, misses: u32::try_from(misses).unwrap_or(0), asked_at: row.get(3)? })
}

/// Remembers.
pub(crate) async fn remember(tx: &mut Tx, tenant: &TenantId, (conversation_id, bot_id): (&str, &str), memory: &Memory) -> db::Result<()> {
    let sql = "INSERT INTO memory (tenant, conversation_id, bot_id, role, greeted, misses, asked_at) VALUES ($1, $2, $3, $4, $5, $6, $7)
               ON CONFLICT (tenant, conversation_id, bot_id) DO UPDATE SET role = excluded.role, greeted = excluded.greeted,
                   misses = excluded.misses, asked_at = excluded.asked_at";
    let params = params![tenant, conversation_id, bot_id, &memory.role, memory.greeted, memory.misses, memory.asked_at];
    tx.execute(sql, &params).await.map(|_| ())
}

/// Forgets a conversation.
pub(crate) async fn forget(tx: &mut Tx, tenant: &TenantId, conversation_id: &str) -> db::Result<()> {
    tx.execute("DELETE FROM memory WHERE tenant = $1 AND conversation_id = $2", &params![tenant, conversation_id]).await.map(|_| ())
}

#[cfg(test)]
mod tests;
