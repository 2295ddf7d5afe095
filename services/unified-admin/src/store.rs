//! Every SQL statement of this service.

mod audit;
mod credentials;
mod second_factor;
mod sessions;

use db::{Db, Engine, Migration, Migrations, Tx, params};
use ids::TenantId;
use serde::de::DeserializeOwned;

pub(crate) use second_factor::Waiting;
pub(crate) use sessions::{NewSession, Running};

/// The tables of this service.
pub(crate) fn migrations() -> Migrations {
    let first = Migration { version: 1, name: "users and audit", sql: include_str!("store/0001.sql") };
    let second = Migration { version: 2, name: "second factors", sql: include_str!("store/0002.sql") };
    Migrations::new([first, second]).and(runtime::objects::migrations())
}

/// The store.
#[derive(Clone)]
pub(crate) struct Store(Db);

impl Store {
    pub(crate) fn new(db: &Db) -> Self {
        Self(db.clone())
    }

    pub(crate) async fn begin(&self) -> db::Result<Tx> {
        self.0.begin().await
    }

    /// Whether the tables are there.
    pub(crate) async fn is_ready(&self) -> bool {
        self.0.is_current(&migrations().and(bus::migrations())).await.unwrap_or(false)
    }

    /// All documents of a kind, past every cache: for rules that look at more than one of them.
    pub(crate) async fn documents<T: DeserializeOwned>(&self, tenant: &TenantId, kind: &str) -> db::Result<Vec<(String, T)>> {
        let sql = "SELECT id, doc FROM object WHERE tenant = $1 AND kind = $2 ORDER BY id";
        let rows = self.0.query(sql, &params![tenant, kind]).await?;
        rows.iter().map(|row| Ok((row.get(0)?, row.json(1)?))).collect()
    }

    /// A fact about the installation.
    pub(crate) async fn fact(&self, name: &str) -> db::Result<Option<String>> {
        let row = self.0.query_one("SELECT value FROM installation WHERE name = $1", &params![name]).await?;
        row.map(|row| row.get(0)).transpose()
    }

    pub(crate) async fn set_fact(&self, name: &str, value: &str) -> db::Result<()> {
        let sql = "INSERT INTO installation (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value";
        self.0.execute(sql, &params![name, value]).await.map(|_| ())
    }

    /// Sets a fact if it still is what it was; of several at once one does.
    pub(crate) async fn claim_fact(&self, name: &str, before: Option<&str>, value: &str) -> db::Result<bool> {
        let claimed = if let Some(before) = before {
            let sql = "UPDATE installation SET value = $2 WHERE name = $1 AND value = $3";
            self.0.execute(sql, &params![name, value, before]).await?
        } else {
            let sql = "INSERT INTO installation (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING";
            self.0.execute(sql, &params![name, value]).await?
        };
        Ok(claimed == 1)
    }

    /// Whether other processes may be at the same store.
    pub(crate) fn is_shared(&self) -> bool {
        self.0.engine() == Engine::Postgres
    }
}

#[cfg(test)]
mod contract;
