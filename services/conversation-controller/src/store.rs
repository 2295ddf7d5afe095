//! Timers, slots and plans under way: every statement of this service.

use db::{Db, Migration, Migrations, Row, Tx, params};
use ids::{Ms, TenantId};
use serde_json::{Map, Value};

use crate::domain::chain::Chain;
use crate::domain::engine::Plan;

/// Timers read at once.
const BATCH: i64 = 100;
/// Versions of rules that a tenant keeps.
const VERSIONS: i64 = 200;
/// Conversations that are over of which a tenant keeps the ids.
const ENDED: i64 = 1_000;

/// The tables.
pub(crate) fn migrations() -> Migrations {
    let own = Migrations::new([
        Migration {
            version: 1,
            name: "timers, slots, plans",
            sql: "
CREATE TABLE timer (
    tenant TEXT NOT NULL,
    conversation_id TEXT NOT NULL,
    name TEXT NOT NULL,
    subject TEXT NOT NULL,
    id TEXT NOT NULL,
    due_at BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    PRIMARY KEY (tenant, conversation_id, name, subject)
);
CREATE INDEX timer_due ON timer (due_at);
CREATE TABLE slot (
    tenant TEXT NOT NULL,
    conversation_id TEXT NOT NULL,
    doc TEXT NOT NULL,
    PRIMARY KEY (tenant, conversation_id)
);
CREATE TABLE plan (
    tenant TEXT NOT NULL,
    event_id TEXT NOT NULL,
    doc TEXT NOT NULL,
    PRIMARY KEY (tenant, event_id)
);
",
        },
        Migration {
            version: 2,
            name: "versions of rules, conversations that are over",
            sql: "
CREATE TABLE rule_version (
    tenant TEXT NOT NULL,
    number BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    actor TEXT NOT NULL,
    yaml TEXT NOT NULL,
    PRIMARY KEY (tenant, number)
);
CREATE TABLE ended (
    tenant TEXT NOT NULL,
    conversation_id TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (tenant, conversation_id)
);
CREATE INDEX ended_at ON ended (tenant, at);
",
        },
        Migration {
            version: 3,
            name: "chains of reactions",
            sql: "
CREATE TABLE chain (
    tenant TEXT NOT NULL,
    conversation_id TEXT NOT NULL,
    length BIGINT NOT NULL,
    last_at BIGINT NOT NULL,
    PRIMARY KEY (tenant, conversation_id)
);
",
        },
    ]);
    own.and(runtime::objects::migrations())
}

/// A timer of a conversation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Timer {
    pub(crate) tenant: TenantId,
    pub(crate) conversation_id: String,
    pub(crate) name: String,
    /// What it is about, such as a session's id.
    pub(crate) subject: String,
    /// Of this setting of the timer: the next one has another.
    pub(crate) id: String,
    pub(crate) due_at: Ms,
    /// How often it was fired in vain.
    pub(crate) attempts: i64,
}

impl Timer {
    fn read(row: &Row) -> db::Result<Self> {
        Ok(Self {
            tenant: TenantId::new(row.get::<String>(0)?),
            conversation_id: row.get(1)?,
            name: row.get(2)?,
            subject: row.get(3)?,
            id: row.get(4)?,
            due_at: row.get(5)?,
            attempts: row.get(6)?,
        })
    }
}

/// The service's store.
#[derive(Clone)]
pub(crate) struct Store(Db);

impl Store {
    pub(crate) fn new(db: &Db) -> Self {
        Self(db.clone())
    }

    /// How often rules have made something happen here without a word of a person, and when they last did.
    pub(crate) async fn chain(&self, tenant: &TenantId, conversation: &str) -> db::Result<Chain> {
        let sql = "SELECT length, last_at FROM chain WHERE tenant = $1 AND conversation_id = $2";
        let row = self.0.query_one(sql, &params![tenant, conversation]).await?;
        row.map_or(Ok(Chain::default()), |row| Ok(Chain { length: row.get(0)?, last_at: row.get(1)? }))
    }

    pub(crate) fn db(&self) -> &Db {
        &self.0
    }

    /// When the next timer is due.
    pub(crate) async fn next_due(&self) -> db::Result<Option<Ms>> {
        match self.0.query_one("SELECT MIN(due_at) FROM timer", &[]).await? {
            Some(row) => row.get(0),
            None => Ok(None),
        }
    }

    /// Timers that are due, longest due first.
    pub(crate) async fn due(&self, now: Ms) -> db::Result<Vec<Timer>> {
        let sql =
            "SELECT tenant, conversation_id, name, subject, id, due_at, attempts FROM timer WHERE due_at <= $1 ORDER BY due_at LIMIT $2";
        self.0.query(sql, &params![now, BATCH]).await?.iter().map(Timer::read).collect()
    }

    /// Takes a due timer until `again`, when it fires again unless it was done. False if somebody else was faster.
    pub(crate) async fn claim(&self, timer: &Timer, again: Ms) -> db::Result<bool> {
        let sql = "UPDATE timer SET due_at = $1, attempts = attempts + 1
                   WHERE tenant = $2 AND conversation_id = $3 AND name = $4 AND subject = $5 AND id = $6 AND due_at = $7";
        let params = params![again, &timer.tenant, &timer.conversation_id, &timer.name, &timer.subject, &timer.id, timer.due_at];
        Ok(self.0.execute(sql, &params).await? == 1)
    }

    /// What a conversation remembers.
    pub(crate) async fn slots(&self, tenant: &TenantId, conversation_id: &str) -> db::Result<Map<String, Value>> {
        let row =
            self.0.query_one("SELECT doc FROM slot WHERE tenant = $1 AND conversation_id = $2", &params![tenant, conversation_id]).await?;
        row.map_or(Ok(Map::new()), |row| row.json(0))
    }

    /// The plan that was made for an event and not carried out to the end.
    pub(crate) async fn plan(&self, tenant: &TenantId, event_id: &str) -> db::Result<Option<Plan>> {
        let row = self.0.query_one("SELECT doc FROM plan WHERE tenant = $1 AND event_id = $2", &params![tenant, event_id]).await?;
        row.map(|row| row.json(0)).transpose()
    }

    /// Keeps a plan before the first of its calls, so that a second try does the rest of this plan and not of another.
    pub(crate) async fn keep_plan(&self, tenant: &TenantId, event_id: &str, plan: &str) -> db::Result<()> {
        let sql = "INSERT INTO plan (tenant, event_id, doc) VALUES ($1, $2, $3) ON CONFLICT (tenant, event_id) DO NOTHING";
        self.0.execute(sql, &params![tenant, event_id, plan]).await.map(|_| ())
    }
}

/// A version of a tenant's rules; without a text it is the built-in ones.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Version {
    pub(crate) number: i64,
    pub(crate) changed_at: Ms,
    pub(crate) actor: String,
    pub(crate) yaml: String,
}

impl Version {
    fn read(row: &Row) -> db::Result<Self> {
        Ok(Self { number: row.get(0)?, changed_at: row.get(1)?, actor: row.get(2)?, yaml: row.get(3)? })
    }
}

impl Store {
    /// A tenant's last versions of its rules, newest first.
    pub(crate) async fn versions(&self, tenant: &TenantId) -> db::Result<Vec<Version>> {
        let sql = "SELECT number, changed_at, actor, yaml FROM rule_version WHERE tenant = $1 ORDER BY number DESC LIMIT $2";
        self.0.query(sql, &params![tenant, VERSIONS]).await?.iter().map(Version::read).collect()
    }

    /// One of them.
    pub(crate) async fn version(&self, tenant: &TenantId, number: i64) -> db::Result<Option<Version>> {
        let sql = "SELECT number, changed_at, actor, yaml FROM rule_version WHERE tenant = $1 AND number = $2";
        self.0.query_one(sql, &params![tenant, number]).await?.map(|row| Version::read(&row)).transpose()
    }

    /// Conversations that ended last, newest first.
    pub(crate) async fn ended(&self, tenant: &TenantId, limit: i64) -> db::Result<Vec<String>> {
        let sql = "SELECT conversation_id FROM ended WHERE tenant = $1 ORDER BY at DESC, conversation_id LIMIT $2";
        self.0.query(sql, &params![tenant, limit]).await?.iter().map(|row| row.get(0)).collect()
    }
}

/// Keeps a version under the next number; the oldest goes when there are too many.
pub(crate) async fn add_version(tx: &mut Tx, tenant: &TenantId, version: &Version) -> db::Result<()> {
    let row = tx.query_one("SELECT COALESCE(MAX(number), 0) FROM rule_version WHERE tenant = $1", &params![tenant]).await?;
    let number = row.map_or(Ok(0), |row| row.get::<i64>(0))? + 1;
    let sql = "INSERT INTO rule_version (tenant, number, changed_at, actor, yaml) VALUES ($1, $2, $3, $4, $5)";
    tx.execute(sql, &params![tenant, number, version.changed_at, &version.actor, &version.yaml]).await?;
    tx.execute("DELETE FROM rule_version WHERE tenant = $1 AND number <= $2", &params![tenant, number - VERSIONS]).await.map(|_| ())
}

/// Notes that a conversation is over; of a tenant's, the last ones are kept.
pub(crate) async fn add_ended(tx: &mut Tx, tenant: &TenantId, conversation_id: &str, at: Ms) -> db::Result<()> {
    let sql = "INSERT INTO ended (tenant, conversation_id, at) VALUES ($1, $2, $3) ON CONFLICT (tenant, conversation_id) DO NOTHING";
    tx.execute(sql, &params![tenant, conversation_id, at]).await?;
    let sql = "DELETE FROM ended WHERE tenant = $1 AND at < (SELECT at FROM ended WHERE tenant = $1 ORDER BY at DESC LIMIT 1 OFFSET $2)";
    tx.execute(sql, &params![tenant, ENDED]).await.map(|_| ())
}

/// Notes how long the chain of reactions is now.
pub(crate) async fn set_chain(tx: &mut Tx, tenant: &TenantId, conversation: &str, chain: &Chain) -> db::Result<()> {
    let sql = "INSERT INTO chain (tenant, conversation_id, length, last_at) VALUES ($1, $2, $3, $4)
               ON CONFLICT (tenant, conversation_id) DO UPDATE SET length = excluded.length, last_at = excluded.last_at";
    tx.execute(sql, &params![tenant, conversation, chain.length, chain.last_at]).await.map(|_| ())
}

/// Forgets a plan that is done.
pub(crate) async fn drop_plan(tx: &mut Tx, tenant: &TenantId, event_id: &str) -> db::Result<()> {
    tx.execute("DELETE FROM plan WHERE tenant = $1 AND event_id = $2", &params![tenant, event_id]).await.map(|_| ())
}

/// Sets a timer, over one of the same name and subject.
pub(crate) async fn set_timer(tx: &mut Tx, timer: &Timer) -> db::Result<()> {
    let sql = "INSERT INTO timer (tenant, conversation_id, name, subject, id, due_at, attempts) VALUES ($1, $2, $3, $4, $5, $6, $7)
               ON CONFLICT (tenant, conversation_id, name, subject) DO UPDATE SET id = excluded.id, due_at = excluded.due_at, attempts = excluded.attempts";
    let params = params![&timer.tenant, &timer.conversation_id, &timer.name, &timer.subject, &timer.id, timer.due_at, timer.attempts];
    tx.execute(sql, &params).await.map(|_| ())
}

/// Takes a timer away, whichever setting of it there is.
pub(crate) async fn drop_timer(tx: &mut Tx, tenant: &TenantId, conversation_id: &str, (name, subject): (&str, &str)) -> db::Result<()> {
    let sql = "DELETE FROM timer WHERE tenant = $1 AND conversation_id = $2 AND name = $3 AND subject = $4";
    tx.execute(sql, &params![tenant, conversation_id, name, subject]).await.map(|_| ())
}

/// Takes a fired timer away; false if it was set anew meanwhile.
pub(crate) async fn finish_timer(tx: &mut Tx, timer: &Timer) -> db::Result<bool> {
    let sql = "DELETE FROM timer WHERE tenant = $1 AND conversation_id = $2 AND name = $3 AND subject = $4 AND id = $5";
    let params = params![&timer.tenant, &timer.conversation_id, &timer.name, &timer.subject, &timer.id];
    Ok(tx.execute(sql, &params).await? == 1)
}

/// Remembers slots.
pub(crate) async fn set_slots(tx: &mut Tx, tenant: &TenantId, conversation_id: &str, slots: &Map<String, Value>) -> db::Result<()> {
    let sql = "INSERT INTO slot (tenant, conversation_id, doc) VALUES ($1, $2, $3)
               ON CONFLICT (tenant, conversation_id) DO UPDATE SET doc = excluded.doc";
    let doc = Value::Object(slots.clone()).to_string();
    tx.execute(sql, &params![tenant, conversation_id, doc]).await.map(|_| ())
}

/// Forgets a conversation.
pub(crate) async fn forget(tx: &mut Tx, tenant: &TenantId, conversation_id: &str) -> db::Result<()> {
    tx.execute("DELETE FROM timer WHERE tenant = $1 AND conversation_id = $2", &params![tenant, conversation_id]).await?;
    tx.execute("DELETE FROM chain WHERE tenant = $1 AND conversation_id = $2", &params![tenant, conversation_id]).await?;
    tx.execute("DELETE FROM slot WHERE tenant = $1 AND conversation_id = $2", &params![tenant, conversation_id]).await.map(|_| ())
}

#[cfg(test)]
pub(crate) mod tests;
