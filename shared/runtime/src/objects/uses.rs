//! What documents of other services name ours, so that nobody deletes what is in use.
//!
//! The graph of calls has no cycle: whoever is named cannot ask those who name it. They say it themselves, by the events of their changes, and the
//! owner of what is named keeps who names it, in its own store. That comes a moment after the change: a document that names something
//! is believed to do so from a few milliseconds after it was saved, and until a few after it let go. Whoever saves a name in that moment, and
//! whoever names something that is not there, is told when it is used, as ever.

use std::sync::Arc;

use async_trait::async_trait;
use bus::{Delivery, Group, Handler};
use contracts::bus::ConfigChanged;
use db::{Db, Tx, params};
use errors::{Fault, Kind};
use ids::TenantId;
use prost::Message as _;
use serde_json::Value;

use crate::context::Context;
use crate::objects::{Change, Object};

/// Users that a refusal lists at most.
const LISTED: usize = 5;

/// A field of other services' documents that names documents of ours.
#[derive(Clone, Copy, Debug)]
pub struct Reference {
    /// Where their changes are announced.
    pub topic: &'static str,
    /// Their kind.
    pub from: &'static str,
    /// The field, as a JSON pointer: `/botId`.
    pub field: &'static str,
    /// Our kind, which the field names by id or by name.
    pub to: &'static str,
}

/// Who uses documents of a service. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Uses {
    db: Db,
    references: &'static [Reference],
}

impl Uses {
    /// Kept in the service's store, in a table that comes with that of its documents.
    pub fn new(db: &Db, references: &'static [Reference]) -> Self {
        Self { db: db.clone(), references }
    }

    /// The durable consumer that keeps them; `name` is the group's.
    pub fn group(&self, cx: &Context, name: &'static str) -> Group {
        let mut topics: Vec<_> = self.references.iter().map(|reference| reference.topic).collect();
        topics.sort_unstable();
        topics.dedup();
        Group { name, topics, service: cx.package(), db: self.db.clone(), handler: Arc::new(self.clone()) }
    }

    /// Refuses a change by which something goes that others use: a deletion, or a name that others call it by.
    ///
    /// # Errors
    /// `IN_USE`, naming them.
    pub async fn stays<T: Object>(&self, change: &Change<'_, T>) -> errors::Result<()> {
        let Some(before) = change.before else { return Ok(()) };
        let gone = change.after.is_none();
        let renamed = change.after.is_some_and(|after| after.name() != before.name());
        if !gone && !renamed {
            return Ok(());
        }
        let id = if gone { change.id } else { before.name() };
        let sql = "SELECT DISTINCT user_kind, user_name FROM object_use WHERE tenant = $1 AND kind = $2 AND (named = $3 OR named = $4)
                   ORDER BY user_kind, user_name";
        let rows = self.db.query(sql, &params![&change.principal.tenant, T::KIND, id, before.name()]).await?;
        let users = rows.iter().map(|row| Ok((row.get::<String>(0)?, row.get::<String>(1)?))).collect::<db::Result<Vec<_>>>()?;
        in_use(&users)
    }
}

/// Refuses if there are users: kind and name of each.
///
/// # Errors
/// `IN_USE`, naming them.
pub fn in_use(users: &[(impl AsRef<str>, impl AsRef<str>)]) -> errors::Result<()> {
    if users.is_empty() {
        return Ok(());
    }
    let more = if users.len() > LISTED { ", …" } else { "" };
    let listed: Vec<_> = users.iter().take(LISTED).map(|(kind, name)| format!("{} {:?}", kind.as_ref(), name.as_ref())).collect();
    Err(Fault::new(Kind::Conflict, "IN_USE", format!("used by {}{more}", listed.join(", "))))
}

#[async_trait]
impl Handler for Uses {
    async fn handle(&self, delivery: &mut Delivery<'_>) -> errors::Result<()> {
        let event = delivery.event;
        if !self.references.iter().any(|reference| reference.topic == event.topic && reference.from == event.r#type) {
            return Ok(());
        }
        let change = ConfigChanged::decode(event.payload.as_slice()).map_err(Fault::internal)?;
        let tenant = TenantId::new(event.tenant.as_str());
        self.note(delivery.tx().await?, &tenant, &event.topic, &change).await
    }
}

impl Uses {
    /// What the document names from now on, in place of what it named.
    pub(super) async fn note(&self, tx: &mut Tx, tenant: &TenantId, topic: &str, change: &ConfigChanged) -> errors::Result<()> {
        let gone = change.after_json.is_empty();
        let after: Value = if gone { Value::Null } else { serde_json::from_slice(&change.after_json).map_err(Fault::internal)? };
        let name = after["name"].as_str().unwrap_or(&change.id);
        let sql = "DELETE FROM object_use WHERE tenant = $1 AND user_kind = $2 AND user_id = $3";
        tx.execute(sql, &params![tenant, &change.kind, &change.id]).await?;
        for reference in self.references.iter().filter(|reference| reference.topic == topic && reference.from == change.kind) {
            let named = after.pointer(reference.field).and_then(Value::as_str);
            let Some(named) = named.filter(|named| !named.is_empty()) else { continue };
            let sql = "INSERT INTO object_use (tenant, kind, named, user_kind, user_id, user_name) VALUES ($1, $2, $3, $4, $5, $6)
                       ON CONFLICT (tenant, kind, named, user_kind, user_id) DO NOTHING";
            tx.execute(sql, &params![tenant, reference.to, named, &change.kind, &change.id, name]).await?;
        }
        Ok(())
    }
}
