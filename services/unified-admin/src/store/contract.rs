//! The same expectations of the store on both engines.

use std::net::TcpStream;

use db::{Durability, Location};
use tempfile::TempDir;

use super::*;
use crate::domain::audit::{Entry, Who};

const SERVER: &str = "postgres://postgres@127.0.0.1:5432/postgres";

/// A store that goes away with its test.
struct Place {
    store: Store,
    db: Db,
    _folder: TempDir,
    schema: Option<String>,
}

impl Place {
    async fn open(location: &Location, folder: TempDir) -> Self {
        let db = Db::new(location, Durability::Lazy).unwrap();
        db.migrate(&migrations().and(bus::migrations())).await.unwrap();
        let schema = if let Location::Schema { schema, .. } = location { Some(schema.clone()) } else { None };
        Self { store: Store::new(&db), db, _folder: folder, schema }
    }

    async fn close(self) {
        if let Some(schema) = self.schema {
            let mut tx = self.db.begin().await.unwrap();
            tx.execute(format!("DROP SCHEMA \"{schema}\" CASCADE"), &[]).await.unwrap();
            tx.commit().await.unwrap();
        }
        self.db.close().await;
    }
}

/// A file always, a schema of a server where there is one.
async fn places() -> Vec<Place> {
    let folder = || TempDir::new().unwrap();
    let file = folder();
    let mut places = vec![Place::open(&Location::File(file.path().join("store.sqlite")), file).await];
    if TcpStream::connect("127.0.0.1:5432").is_ok() {
        let schema = format!("unified_admin_{}", ids::new_id().replace('-', ""));
        places.push(Place::open(&Location::Schema { url: SERVER.to_owned(), schema }, folder()).await);
    }
    places
}

fn tenants() -> (TenantId, TenantId) {
    (TenantId::new("a"), TenantId::new("b"))
}

#[tokio::test]
async fn of_several_who_claim_a_fact_at_once_one_does() {
    for place in places().await {
        let store = &place.store;
        let claim = async |value: &str| usize::from(store.claim_fact("f", None, value).await.unwrap());
        let (one, other, third) = tokio::join!(claim("one"), claim("other"), claim("third"));
        assert_eq!(one + other + third, 1);
        let found = store.fact("f").await.unwrap();
        assert!(store.claim_fact("f", found.as_deref(), "mine").await.unwrap());
        assert!(!store.claim_fact("f", found.as_deref(), "yours").await.unwrap(), "it is another by now");
        assert_eq!(store.fact("f").await.unwrap().as_deref(), Some("mine"));
        place.close().await;
    }
}

#[tokio::test]
async fn a_link_is_used_once_in_time_and_replaced() {
    for place in places().await {
        let (tenant, _) = tenants();
        let mut tx = place.store.begin().await.unwrap();
        Store::add_link(&mut tx, (&tenant, "u"), "old", 100).await.unwrap();
        Store::add_link(&mut tx, (&tenant, "u"), "new", 100).await.unwrap();
        tx.commit().await.unwrap();
        assert!(place.store.link_of("new", 99).await.unwrap().is_some());
        let mut tx = place.store.begin().await.unwrap();
        assert_eq!(Store::use_link(&mut tx, "old", 1).await.unwrap(), None);
        assert_eq!(Store::use_link(&mut tx, "new", 100).await.unwrap(), None);
        assert_eq!(Store::use_link(&mut tx, "new", 99).await.unwrap(), Some((tenant, "u".to_owned())));
        assert_eq!(Store::use_link(&mut tx, "new", 99).await.unwrap(), None);
        tx.commit().await.unwrap();
        assert!(place.store.link_of("new", 99).await.unwrap().is_none());
        place.close().await;
    }
}

#[tokio::test]
async fn a_session_is_traded_ended_and_pruned() {
    for place in places().await {
        let (tenant, other) = tenants();
        let new = NewSession { tenant: &tenant, id: "s", user: "u", method: "link", address: "::1" };
        let mut tx = place.store.begin().await.unwrap();
        Store::add_session(&mut tx, &new, "first", 10).await.unwrap();
        Store::rotate(&mut tx, "first", 20).await.unwrap();
        Store::rotate(&mut tx, "first", 30).await.unwrap();
        for _ in 0..2 {
            Store::add_refresh(&mut tx, &tenant, "s", "second").await.unwrap();
        }
        assert!(!Store::touch(&mut tx, &other, "s", 20).await.unwrap());
        assert!(Store::touch(&mut tx, &tenant, "s", 20).await.unwrap());
        tx.commit().await.unwrap();
        let first = place.store.refresh("first").await.unwrap().unwrap();
        assert_eq!((first.rotated_at, first.used_at, first.created_at, first.ended_at), (Some(20), 20, 10, None));
        assert_eq!(place.store.refresh("second").await.unwrap().unwrap().rotated_at, None);
        assert_eq!(place.store.session_began(&tenant, "s").await.unwrap(), Some(("link".to_owned(), 10)));
        let mut tx = place.store.begin().await.unwrap();
        assert_eq!(Store::end_other_sessions(&mut tx, (&tenant, "u"), "s", 40).await.unwrap(), 0);
        assert!(Store::end_session(&mut tx, &tenant, "s", 40).await.unwrap());
        assert!(!Store::end_session(&mut tx, &tenant, "s", 41).await.unwrap());
        assert_eq!(Store::prune_sessions(&mut tx, 0, 20).await.unwrap(), 0);
        assert_eq!(Store::prune_sessions(&mut tx, 0, 21).await.unwrap(), 1);
        tx.commit().await.unwrap();
        assert!(place.store.refresh("second").await.unwrap().is_none());
        place.close().await;
    }
}

#[tokio::test]
async fn passwords_and_facts_are_replaced() {
    for place in places().await {
        let (tenant, other) = tenants();
        for hash in ["one", "two"] {
            let mut tx = place.store.begin().await.unwrap();
            Store::set_password_hash(&mut tx, (&tenant, "u"), hash, 1).await.unwrap();
            tx.commit().await.unwrap();
            place.store.set_fact("name", hash).await.unwrap();
        }
        assert_eq!(place.store.password_hash(&tenant, "u").await.unwrap().as_deref(), Some("two"));
        assert_eq!(place.store.password_hash(&other, "u").await.unwrap(), None);
        assert_eq!(place.store.fact("name").await.unwrap().as_deref(), Some("two"));
        let mut tx = place.store.begin().await.unwrap();
        Store::forget_user(&mut tx, &tenant, "u").await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(place.store.password_hash(&tenant, "u").await.unwrap(), None);
        place.close().await;
    }
}

#[tokio::test]
async fn audit_entries_come_newest_first_and_by_tenant() {
    for place in places().await {
        let (tenant, other) = tenants();
        let mut tx = place.store.begin().await.unwrap();
        for at in 1..=3 {
            let who = Who { tenant: tenant.as_str(), user: "u", actor: "u", address: "::1" };
            Store::add_entry(&mut tx, &Entry::of_session(&who, "signed_in", at)).await.unwrap();
        }
        assert_eq!(Store::prune_entries(&mut tx, 2).await.unwrap(), 1);
        tx.commit().await.unwrap();
        let entries = place.store.entries(&tenant, i64::MAX, 10).await.unwrap();
        assert_eq!(entries.iter().map(|(_, entry)| entry.at).collect::<Vec<_>>(), [3, 2]);
        assert_eq!(place.store.entries(&tenant, entries[0].0, 10).await.unwrap(), entries[1..]);
        assert!(place.store.entries(&other, i64::MAX, 10).await.unwrap().is_empty());
        place.close().await;
    }
}

#[tokio::test]
async fn documents_are_read_past_the_caches() {
    for place in places().await {
        let (tenant, other) = tenants();
        let mut tx = place.store.begin().await.unwrap();
        let sql = "INSERT INTO object (tenant, kind, id, name, version, updated_at, updated_by, doc) VALUES ($1, 'k', 'i', 'n', 1, 1, 'x', '{\"a\":1}')";
        tx.execute(sql, &params![&tenant]).await.unwrap();
        tx.commit().await.unwrap();
        let found: Vec<(String, serde_json::Value)> = place.store.documents(&tenant, "k").await.unwrap();
        assert_eq!(found, [("i".to_owned(), serde_json::json!({"a": 1}))]);
        assert!(place.store.documents::<serde_json::Value>(&other, "k").await.unwrap().is_empty());
        assert!(place.store.is_ready().await);
        place.close().await;
    }
}
