//! Every SQL statement of this service.

use std::collections::BTreeSet;

use bus::{Event, Publisher};
use db::{Db, Migration, Migrations, Row, Tx, Value, params, placeholders};
use ids::TenantId;

use crate::domain::customer::Customer;
use crate::domain::schema::Schema;
use crate::events::CUSTOMER_CHANGED;
use crate::wire;

#[cfg(test)]
mod contract;
mod identities;
mod merges;

pub(crate) use merges::Likeness;

/// The tables of this service.
pub(crate) fn migrations() -> Migrations {
    let first = Migration { version: 1, name: "customers", sql: include_str!("store/0001.sql") };
    let second = Migration { version: 2, name: "merges", sql: include_str!("store/0002.sql") };
    Migrations::new([first, second]).and(runtime::objects::migrations())
}

/// The store. What changes a customer publishes the change in the same transaction.
pub(crate) struct Store {
    db: Db,
    publisher: Publisher,
}

/// Contacts of one statement: its parameters are limited.
const AT_ONCE: usize = 1_000;

const COLUMNS: &str = "c.id, c.version, c.created_at, c.updated_at, c.doc";

impl Store {
    pub(crate) fn new(db: &Db, publisher: Publisher) -> Self {
        Self { db: db.clone(), publisher }
    }

    pub(crate) async fn begin(&self) -> db::Result<Tx> {
        self.db.begin().await
    }

    pub(crate) async fn customer(&self, tenant: &TenantId, id: &str) -> db::Result<Option<Customer>> {
        let sql = format!("SELECT {COLUMNS} FROM customer c WHERE c.tenant = $1 AND c.id = $2");
        self.db.query_one(sql, &params![tenant, id]).await?.map(|row| customer(&row)).transpose()
    }

    /// Customers that have all the words, newest first.
    pub(crate) async fn customers(
        &self,
        tenant: &TenantId,
        words: &[String],
        after: Option<&str>,
        limit: i64,
    ) -> db::Result<Vec<Customer>> {
        let mut params: Vec<Value> = vec![tenant.into(), limit.into()];
        let mut conditions = vec!["c.tenant = $1".to_owned()];
        if let Some(after) = after {
            params.push(after.into());
            conditions.push(format!("c.id < ${}", params.len()));
        }
        for word in words {
            params.push(pattern(word).into());
            conditions.push(format!("c.search LIKE ${} ESCAPE '!'", params.len()));
        }
        let sql = format!("SELECT {COLUMNS} FROM customer c WHERE {} ORDER BY c.id DESC LIMIT $2", conditions.join(" AND "));
        let rows = self.db.query(sql, &params).await?;
        rows.iter().map(customer).collect()
    }

    /// Customers that have any of these contacts, oldest first.
    pub(crate) async fn with_contacts(
        &self,
        tenant: &TenantId,
        contacts: &BTreeSet<(String, String)>,
        limit: i64,
    ) -> db::Result<Vec<Customer>> {
        if contacts.is_empty() {
            return Ok(Vec::new());
        }
        let contacts: Vec<_> = contacts.iter().take(AT_ONCE).collect();
        let sql = format!(
            "SELECT {COLUMNS} FROM customer c WHERE c.tenant = $1 AND c.id IN
             (SELECT k.customer_id FROM contact k WHERE k.tenant = $1 AND (k.kind, k.value) IN (VALUES {})) ORDER BY c.id LIMIT $2",
            placeholders(contacts.len(), 2, 3)
        );
        let mut params = params![tenant, limit].to_vec();
        params.extend(contacts.iter().flat_map(|(kind, value)| params![kind, value]));
        self.db.query(sql, &params).await?.iter().map(customer).collect()
    }

    /// Adds a customer.
    pub(crate) async fn add(&self, tx: &mut Tx, tenant: &TenantId, customer: &Customer, schema: &Schema) -> db::Result<()> {
        self.put(tx, tenant, customer, ("CREATED", schema)).await
    }

    async fn put(&self, tx: &mut Tx, tenant: &TenantId, customer: &Customer, (what, schema): (&str, &Schema)) -> db::Result<()> {
        let sql = "INSERT INTO customer (tenant, id, version, created_at, updated_at, doc, search) VALUES ($1, $2, $3, $4, $5, $6, $7)";
        let search = schema.search_text(&customer.document);
        let params = params![tenant, &customer.id, customer.version, customer.created_at, customer.updated_at, json(customer), search];
        tx.execute(sql, &params).await?;
        self.written(tx, tenant, customer, (what, schema)).await
    }

    /// Replaces a customer of the version before; false if it is at another.
    pub(crate) async fn replace(&self, tx: &mut Tx, tenant: &TenantId, customer: &Customer, schema: &Schema) -> db::Result<bool> {
        let sql = "UPDATE customer SET version = $3, updated_at = $4, doc = $5, search = $6 WHERE tenant = $1 AND id = $2 AND version = $7";
        let search = schema.search_text(&customer.document);
        let params = params![tenant, &customer.id, customer.version, customer.updated_at, json(customer), search, customer.version - 1];
        if tx.execute(sql, &params).await? == 0 {
            return Ok(false);
        }
        tx.execute("DELETE FROM contact WHERE tenant = $1 AND customer_id = $2", &params![tenant, &customer.id]).await?;
        self.written(tx, tenant, customer, ("CHANGED", schema)).await?;
        Ok(true)
    }

    /// Makes sure that the customer stays at its version until the transaction ends; false if it is at another.
    pub(crate) async fn hold(&self, tx: &mut Tx, tenant: &TenantId, customer: &Customer) -> db::Result<bool> {
        let sql = "UPDATE customer SET version = version WHERE tenant = $1 AND id = $2 AND version = $3";
        Ok(tx.execute(sql, &params![tenant, &customer.id, customer.version]).await? > 0)
    }

    /// Deletes a customer, everything that leads to it, and everybody who is part of it.
    pub(crate) async fn erase(&self, tx: &mut Tx, tenant: &TenantId, customer: &Customer) -> db::Result<()> {
        let params = params![tenant, &customer.id];
        tx.execute("DELETE FROM customer WHERE tenant = $1 AND id = $2", &params).await?;
        tx.execute("DELETE FROM identity WHERE tenant = $1 AND customer_id = $2", &params).await?;
        tx.execute("DELETE FROM contact WHERE tenant = $1 AND customer_id = $2", &params).await?;
        self.erase_parts(tx, tenant, &customer.id).await?;
        let event = Event::new(CUSTOMER_CHANGED, &customer.id, "ERASED", tenant.clone(), &wire::erased(&customer.id, customer.version + 1));
        self.publisher.publish(tx, vec![event.numbered(customer.version + 1)]).await
    }

    async fn written(&self, tx: &mut Tx, tenant: &TenantId, customer: &Customer, (what, schema): (&str, &Schema)) -> db::Result<()> {
        let contacts: Vec<_> = schema.contacts(&customer.document).into_iter().collect();
        for some in contacts.chunks(AT_ONCE) {
            let sql = format!("INSERT INTO contact (tenant, customer_id, kind, value) VALUES {}", placeholders(some.len(), 4, 1));
            let params: Vec<Value> = some.iter().flat_map(|(kind, value)| params![tenant, &customer.id, kind, value]).collect();
            tx.execute(sql, &params).await?;
        }
        let event = Event::new(CUSTOMER_CHANGED, &customer.id, what, tenant.clone(), &wire::event(customer));
        self.publisher.publish(tx, vec![event.numbered(customer.version)]).await
    }

    /// Whether the tenant wants personal data masked for agents.
    pub(crate) async fn masks_pii(&self, tenant: &TenantId) -> db::Result<bool> {
        let row = self.db.query_one("SELECT mask_pii FROM tenant_setting WHERE tenant = $1", &params![tenant]).await?;
        row.map_or(Ok(false), |row| row.get(0))
    }

    pub(crate) async fn set_masks_pii(tx: &mut Tx, tenant: &TenantId, value: bool) -> db::Result<()> {
        let sql =
            "INSERT INTO tenant_setting (tenant, mask_pii) VALUES ($1, $2) ON CONFLICT (tenant) DO UPDATE SET mask_pii = excluded.mask_pii";
        tx.execute(sql, &params![tenant, value]).await.map(|_| ())
    }
}

fn customer(row: &Row) -> db::Result<Customer> {
    Ok(Customer { id: row.get(0)?, version: row.get(1)?, created_at: row.get(2)?, updated_at: row.get(3)?, document: row.json(4)? })
}

fn json(customer: &Customer) -> String {
    // Texts, numbers and lists of them: nothing in it can fail to be written.
    serde_json::to_string(&customer.document).unwrap_or_default()
}

/// A word anywhere, with what LIKE takes for special made ordinary.
fn pattern(word: &str) -> String {
    format!("%{}%", word.replace('!', "!!").replace('%', "!%").replace('_', "!_"))
}
