//! The engine's store, to read only: its log, its snapshot, and the documents that name things.

use std::path::Path;

use db::{Db, Durability, Location, params};
use ids::TenantId;
use routing_core::{Event, Snapshot};
use serde_json::Value;

/// The engine's package: its file in a data folder, its schema on a server.
const PACKAGE: &str = "routing_engine";
/// Rows read at once.
const PAGE: i64 = 1_000;

/// One commit of the log.
#[derive(Clone, Debug)]
pub struct Row {
    /// Its place, from 1.
    pub index: i64,
    /// Its events.
    pub events: Vec<Event>,
}

/// A document of an administrator.
#[derive(Clone, Debug)]
pub struct Document {
    /// `queue`, `agent`, `attribute`, `mrd`.
    pub kind: String,
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its fields.
    pub fields: Value,
}

/// A store.
#[derive(Clone, Debug)]
pub struct Store(Db);

impl Store {
    /// A data folder, the engine's file itself, or `postgres://…`.
    pub fn open(place: &str) -> Result<Self, String> {
        if place.starts_with("postgres://") || place.starts_with("postgresql://") {
            let location = Location::Schema { url: place.to_owned(), schema: PACKAGE.to_owned() };
            // Whatever is wrong with the address may hold a password: the driver's words are not repeated.
            return Db::at_most(2, &location, Durability::Lazy)
                .map(Self)
                .map_err(|_| "the address of the database cannot be read".to_owned());
        }
        let mut path = Path::new(place).to_owned();
        if path.is_dir() {
            path.push(format!("{PACKAGE}.sqlite"));
        }
        if path.is_file() { Ok(Self(Db::read_only(&path))) } else { Err(format!("{}: there is no such store", path.display())) }
    }

    /// Tenants that have a log.
    pub async fn tenants(&self) -> Result<Vec<String>, String> {
        let rows = self.0.query("SELECT tenant FROM routing_shard ORDER BY tenant", &[]).await.map_err(|error| told(&error))?;
        rows.iter().map(|row| row.get(0).map_err(|error| told(&error))).collect()
    }

    /// At most [`PAGE`] rows behind an index, oldest first.
    pub async fn rows(&self, tenant: &TenantId, after: i64) -> Result<Vec<Row>, String> {
        let sql = "SELECT idx, events FROM routing_log WHERE tenant = $1 AND idx > $2 ORDER BY idx LIMIT $3";
        let rows = self.0.query(sql, &params![tenant, after, PAGE]).await.map_err(|error| told(&error))?;
        let read = |row: &db::Row| Ok::<_, db::Error>(Row { index: row.get(0)?, events: row.json(1)? });
        rows.iter().map(|row| read(row).map_err(|error| told(&error))).collect()
    }

    /// The newest snapshot.
    pub async fn snapshot(&self, tenant: &TenantId) -> Result<Option<Snapshot>, String> {
        let sql = "SELECT doc FROM routing_snapshot WHERE tenant = $1 ORDER BY idx DESC LIMIT 1";
        let row = self.0.query_one(sql, &params![tenant]).await.map_err(|error| told(&error))?;
        row.map(|row| row.json(0).map_err(|error| told(&error))).transpose()
    }

    /// The documents of administrators.
    pub async fn documents(&self, tenant: &TenantId) -> Result<Vec<Document>, String> {
        let sql = "SELECT kind, id, name, doc FROM object WHERE tenant = $1 ORDER BY kind, id";
        let rows = self.0.query(sql, &params![tenant]).await.map_err(|error| told(&error))?;
        let read =
            |row: &db::Row| Ok::<_, db::Error>(Document { kind: row.get(0)?, id: row.get(1)?, name: row.get(2)?, fields: row.json(3)? });
        rows.iter().map(|row| read(row).map_err(|error| told(&error))).collect()
    }
}

/// An error with its cause.
fn told(error: &db::Error) -> String {
    let cause = std::error::Error::source(error);
    cause.map_or_else(|| format!("the store: {error}"), |cause| format!("the store: {error}: {cause}"))
}
