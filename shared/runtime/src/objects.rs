//! Configuration that tenants own: named, versioned documents behind their owner's HTTP API, changed live.
//!
//! Every kind (`queue`, `channel`, `bot`, …) gets the same five routes, the same two-administrators rule (a change names
//! the version it was made from; a stale one is told, nothing is overwritten) and the same event: `<service>.config_changed.v1`.

mod cache;
mod describe;
mod names;
mod read;
mod routes;
mod secrets;
#[cfg(test)]
mod tests;
mod uses;

use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, RwLock};

use bus::{Event, Publisher, Subscription};
use contracts::bus::ConfigChanged;
use db::{Db, Migration, Migrations, Tx, params};
use errors::{Coded, Fault, Kind, Violation};
use ids::{Clock, Ms, Principal, TenantId};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::context::Context;
use crate::objects::cache::Remembered;

pub use routes::Access;
pub use secrets::MASK;
pub use uses::{Reference, Uses, in_use};

/// A kind of document.
pub trait Object: Serialize + DeserializeOwned + utoipa::ToSchema + Send + Sync + 'static {
    /// In the owner's vocabulary, singular: `queue`.
    const KIND: &'static str;

    /// The field that holds [`Object::name`], for those who know the document as JSON only.
    const NAMED_BY: &'static str = "name";

    /// Fields that are taken and never shown again, as JSON pointers: secrets. They are shown, and announced, as [`MASK`];
    /// a change that sends the mask back leaves the secret as it is.
    const WRITE_ONLY: &'static [&'static str] = &[];

    /// Unique among the tenant's documents of this kind.
    fn name(&self) -> &str;

    /// What is wrong with it by itself.
    fn validate(&self) -> Vec<Violation> {
        Vec::new()
    }
}

/// A document with its place in the store.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Stored<T> {
    /// Its id.
    pub id: String,
    /// Counts its changes from 1.
    pub version: i64,
    /// When it was last changed, milliseconds.
    pub updated_at: Ms,
    /// The document.
    #[serde(flatten)]
    pub doc: T,
}

/// What may go wrong with a document.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Somebody else changed it meanwhile.
    #[error("{kind} {id:?} is at version {current}, not {given}: read it again")]
    Stale {
        /// Kind of document.
        kind: &'static str,
        /// Which.
        id: String,
        /// Its version.
        current: i64,
        /// The version the change was made from.
        given: i64,
    },
    /// Another one has that name.
    #[error("there is a {kind} of the name {name:?} already")]
    NameTaken {
        /// Kind of document.
        kind: &'static str,
        /// The name.
        name: String,
    },
    /// It is wrong by itself.
    #[error("the {kind} is not valid")]
    Invalid {
        /// Kind of document.
        kind: &'static str,
        /// Field by field.
        violations: Vec<Violation>,
    },
}

impl Coded for Error {
    fn kind(&self) -> Kind {
        match self {
            Self::Stale { .. } => Kind::Conflict,
            Self::NameTaken { .. } => Kind::AlreadyExists,
            Self::Invalid { .. } => Kind::Invalid,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Stale { .. } => "STALE_VERSION",
            Self::NameTaken { .. } => "NAME_TAKEN",
            Self::Invalid { .. } => "NOT_VALID",
        }
    }

    fn violations(&self) -> Vec<Violation> {
        if let Self::Invalid { violations, .. } = self { violations.clone() } else { Vec::new() }
    }
}

/// Who changes something, and from where.
#[derive(Clone, Copy, Debug)]
pub struct By<'a> {
    /// Who.
    pub principal: &'a Principal,
    /// Address of the request; empty for the process itself.
    pub address: &'a str,
}

impl<'a> By<'a> {
    /// The process itself, on behalf of `principal`.
    pub fn itself(principal: &'a Principal) -> Self {
        Self { principal, address: "" }
    }
}

/// A change about to be made.
pub struct Change<'a, T> {
    /// By whom.
    pub principal: &'a Principal,
    /// Of which document.
    pub id: &'a str,
    /// As it is; none for a new one.
    pub before: Option<&'a T>,
    /// As it will be; none for a deletion.
    pub after: Option<&'a T>,
    /// All of the tenant's documents of the kind, as they are.
    pub all: All<T>,
}

type Guard<T> = Arc<dyn for<'a> Fn(Change<'a, T>) -> Pin<Box<dyn Future<Output = errors::Result<()>> + Send + 'a>> + Send + Sync>;
type Remark<T> =
    Arc<dyn for<'a> Fn(&'a Principal, &'a str, &'a T) -> Pin<Box<dyn Future<Output = Vec<serde_json::Value>> + Send + 'a>> + Send + Sync>;
type Listener<T> = Arc<dyn Fn(&TenantId, &str, Option<&Arc<Stored<T>>>) + Send + Sync>;
type All<T> = Arc<BTreeMap<String, Arc<Stored<T>>>>;

/// All documents of one kind. Cheap to clone; reads come from memory, which hints of changes keep true on every replica.
pub struct Objects<T>(Arc<Inner<T>>);

impl<T> Clone for Objects<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

struct Inner<T> {
    db: Db,
    publisher: Publisher,
    topic: &'static str,
    clock: Clock,
    guard: Option<Guard<T>>,
    listener: Option<Listener<T>>,
    remark: Option<Remark<T>>,
    cache: RwLock<Remembered<T>>,
    /// Changes by anybody, this process included; looked at before the cache is.
    changes: Mutex<Subscription>,
}

/// The topic on which a service announces changes of its documents.
pub fn topic(context: &Context) -> &'static str {
    // Once per kind and process.
    Box::leak(format!("{}.config_changed.v1", context.package()).into_boxed_str())
}

/// The table of documents and that of their uses; part of their owner's migrations.
pub fn migrations() -> Migrations {
    let objects = Migration { version: 910_001, name: "objects", sql: OBJECTS };
    let uses = Migration { version: 910_002, name: "uses of objects", sql: USES };
    Migrations::new([objects, uses])
}

const OBJECTS: &str = "
CREATE TABLE object (
    tenant TEXT NOT NULL,
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    version BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    updated_by TEXT NOT NULL,
    doc TEXT NOT NULL,
    PRIMARY KEY (tenant, kind, id)
);
CREATE UNIQUE INDEX object_name ON object (tenant, kind, name);
";

const USES: &str = "
CREATE TABLE object_use (
    tenant TEXT NOT NULL,
    kind TEXT NOT NULL,
    named TEXT NOT NULL,
    user_kind TEXT NOT NULL,
    user_id TEXT NOT NULL,
    user_name TEXT NOT NULL,
    PRIMARY KEY (tenant, kind, named, user_kind, user_id)
);
CREATE INDEX object_use_user ON object_use (tenant, user_kind, user_id);
";

impl<T: Object> Objects<T> {
    /// The documents of that kind in the service's store.
    pub fn new(context: &Context, db: &Db) -> Self {
        let topic = topic(context);
        Self(Arc::new(Inner {
            db: db.clone(),
            publisher: context.publisher(),
            topic,
            clock: context.clock(),
            guard: None,
            listener: None,
            remark: None,
            cache: RwLock::default(),
            changes: Mutex::new(context.bus().subscribe(&[topic])),
        }))
    }

    /// Asks `guard` before every change: references to other things, uses that forbid a deletion. Set before the first clone.
    #[must_use]
    pub fn guarded(
        mut self,
        guard: impl for<'a> Fn(Change<'a, T>) -> Pin<Box<dyn Future<Output = errors::Result<()>> + Send + 'a>> + Send + Sync + 'static,
    ) -> Self {
        if let Some(inner) = Arc::get_mut(&mut self.0) {
            inner.guard = Some(Arc::new(guard));
        }
        self
    }

    /// Tells `listener` of every committed change. Set before the first clone.
    #[must_use]
    pub fn announcing(mut self, listener: impl Fn(&TenantId, &str, Option<&Arc<Stored<T>>>) + Send + Sync + 'static) -> Self {
        if let Some(inner) = Arc::get_mut(&mut self.0) {
            inner.listener = Some(Arc::new(listener));
        }
        self
    }

    /// Answers of `remark` go with the answer of a change that was made or looked at, as `warnings`: what is allowed and yet hardly meant.
    /// Set before the first clone.
    #[must_use]
    pub fn remarked(
        mut self,
        remark: impl for<'a> Fn(&'a Principal, &'a str, &'a T) -> Pin<Box<dyn Future<Output = Vec<serde_json::Value>> + Send + 'a>>
        + Send
        + Sync
        + 'static,
    ) -> Self {
        if let Some(inner) = Arc::get_mut(&mut self.0) {
            inner.remark = Some(Arc::new(remark));
        }
        self
    }

    /// Creates (no `expected` version) or changes a document.
    pub async fn put(&self, by: By<'_>, id: &str, expected: Option<i64>, doc: T) -> errors::Result<Arc<Stored<T>>> {
        let principal = by.principal;
        let violations = names::problems(&doc)?;
        if !violations.is_empty() {
            return Err(Error::Invalid { kind: T::KIND, violations }.into());
        }
        let before = self.current(&principal.tenant, id, expected).await?;
        self.fresh(id, before.as_deref(), expected)?;
        let all = self.list(&principal.tenant).await?;
        self.ask(Change { principal, id, before: before.as_deref().map(|stored| &stored.doc), after: Some(&doc), all }).await?;
        let version = before.as_ref().map_or(0, |stored| stored.version) + 1;
        let stored = Arc::new(Stored { id: id.to_owned(), version, updated_at: self.0.clock.now(), doc });
        self.write(by, before.as_deref(), &stored).await?;
        self.tell(&principal.tenant, id, Some(&stored));
        Ok(stored)
    }

    /// What [`Objects::put`] would store, as far as the document by itself tells: nothing is asked of others, nothing is written.
    pub async fn rehearse(&self, principal: &Principal, id: &str, expected: Option<i64>, doc: T) -> errors::Result<Stored<T>> {
        let violations = names::problems(&doc)?;
        if !violations.is_empty() {
            return Err(Error::Invalid { kind: T::KIND, violations }.into());
        }
        let before = self.current(&principal.tenant, id, expected).await?;
        self.fresh(id, before.as_deref(), expected)?;
        let all = self.list(&principal.tenant).await?;
        if all.values().any(|other| other.id != id && other.doc.name() == doc.name()) {
            return Err(Error::NameTaken { kind: T::KIND, name: doc.name().to_owned() }.into());
        }
        let version = before.map_or(0, |stored| stored.version) + 1;
        Ok(Stored { id: id.to_owned(), version, updated_at: self.0.clock.now(), doc })
    }

    /// Deletes a document.
    pub async fn delete(&self, by: By<'_>, id: &str, expected: Option<i64>) -> errors::Result<()> {
        let principal = by.principal;
        let before = match expected {
            Some(_) => self.current(&principal.tenant, id, expected).await?,
            None => self.get(&principal.tenant, id).await?,
        };
        let before = before.ok_or_else(|| Fault::not_found(T::KIND, id))?;
        self.fresh(id, Some(&before), expected.or(Some(before.version)))?;
        let all = self.list(&principal.tenant).await?;
        self.ask(Change { principal, id, before: Some(&before.doc), after: None, all }).await?;
        let mut tx = self.0.db.begin().await?;
        let sql = "DELETE FROM object WHERE tenant = $1 AND kind = $2 AND id = $3 AND version = $4";
        if tx.execute(sql, &params![&principal.tenant, T::KIND, id, before.version]).await? == 0 {
            return Err(self.stale(id, 0, before.version));
        }
        self.announce(&mut tx, by, (Some(&before), None), (id, before.version + 1)).await?;
        tx.commit().await?;
        self.tell(&principal.tenant, id, None);
        Ok(())
    }

    fn fresh(&self, id: &str, before: Option<&Stored<T>>, expected: Option<i64>) -> errors::Result<()> {
        let current = before.map_or(0, |stored| stored.version);
        let given = expected.unwrap_or(0);
        if current == given { Ok(()) } else { Err(self.stale(id, current, given)) }
    }

    #[expect(clippy::unused_self, reason = "carries the kind")]
    fn stale(&self, id: &str, current: i64, given: i64) -> Fault {
        Error::Stale { kind: T::KIND, id: id.to_owned(), current, given }.into()
    }

    async fn ask(&self, change: Change<'_, T>) -> errors::Result<()> {
        match &self.0.guard {
            Some(guard) => guard(change).await,
            None => Ok(()),
        }
    }

    async fn write(&self, by: By<'_>, before: Option<&Stored<T>>, stored: &Stored<T>) -> errors::Result<()> {
        let principal = by.principal;
        let doc = serde_json::to_string(&stored.doc).map_err(Fault::internal)?;
        let name = stored.doc.name();
        let mut tx = self.0.db.begin().await?;
        // The version in the statement makes the second of two writers fail, whichever replica it came from.
        let sql =
            "INSERT INTO object (tenant, kind, id, name, version, updated_at, updated_by, doc) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
                   ON CONFLICT (tenant, kind, id) DO UPDATE SET name = excluded.name, version = excluded.version,
                       updated_at = excluded.updated_at, updated_by = excluded.updated_by, doc = excluded.doc
                   WHERE object.version = excluded.version - 1";
        let params = params![&principal.tenant, T::KIND, &stored.id, name, stored.version, stored.updated_at, &*principal.actor, doc];
        match tx.execute(sql, &params).await {
            Ok(0) => return Err(self.stale(&stored.id, stored.version, stored.version - 1)),
            Ok(_) => {}
            Err(db::Error::Duplicate(_)) => return Err(Error::NameTaken { kind: T::KIND, name: name.to_owned() }.into()),
            Err(error) => return Err(error.into()),
        }
        self.announce(&mut tx, by, (before, Some(stored)), (&stored.id, stored.version)).await?;
        Ok(tx.commit().await?)
    }

    async fn announce(
        &self,
        tx: &mut Tx,
        by: By<'_>,
        (before, after): (Option<&Stored<T>>, Option<&Stored<T>>),
        (id, version): (&str, i64),
    ) -> errors::Result<()> {
        let json = |stored: Option<&Stored<T>>| stored.map_or(Ok(Vec::new()), |stored| secrets::public(&stored.doc));
        let message = ConfigChanged {
            kind: T::KIND.to_owned(),
            id: id.to_owned(),
            before_json: json(before)?,
            after_json: json(after)?,
            version,
            actor: by.principal.actor.to_string(),
            source_address: by.address.to_owned(),
        };
        let event = Event::new(self.0.topic, format!("{}:{id}", T::KIND), T::KIND, by.principal.tenant.clone(), &message);
        Ok(self.0.publisher.publish(tx, vec![event]).await?)
    }

    fn tell(&self, tenant: &TenantId, id: &str, stored: Option<&Arc<Stored<T>>>) {
        if let Some(listener) = &self.0.listener {
            listener(tenant, id, stored);
        }
    }
}
