//! The same expectations of the store on both engines.

use std::net::TcpStream;
use std::path::Path;
use std::sync::Arc;

use bus::{Bus, Options};
use db::{Durability, Location};
use ids::Clock;
use tempfile::TempDir;

use super::*;
use crate::domain::customer::Document;
use crate::domain::identity::Identity;

mod merges;

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
        let nowhere = Db::read_only(Path::new("/nonexistent"));
        let elsewhere = nowhere.clone();
        let bus = Bus::new(Options::new(Arc::new(move |_: &str| elsewhere.clone()), nowhere, Clock::manual(1)));
        Self { store: Store::new(&db, bus.publisher("cim_customer")), db, _folder: folder, schema }
    }

    async fn close(self) {
        if let Some(schema) = self.schema {
            let mut tx = self.db.begin().await.unwrap();
            tx.execute(format!("DROP SCHEMA \"{schema}\" CASCADE"), &[]).await.unwrap();
            tx.commit().await.unwrap();
        }
        self.db.close().await;
    }

    /// Ids of customers of tenant `a` with any of the phone numbers.
    async fn found(&self, numbers: &[&str], limit: i64) -> Vec<String> {
        let contacts = phones(numbers);
        let found = self.store.with_contacts(&TenantId::new("a"), &contacts, limit).await;
        found.unwrap().into_iter().map(|customer| customer.id).collect()
    }

    /// Ids of customers of tenant `a` with all the words.
    async fn searched(&self, words: &[&str], after: Option<&str>, limit: i64) -> Vec<String> {
        let words: Vec<_> = words.iter().map(|word| (*word).to_owned()).collect();
        let found = self.store.customers(&TenantId::new("a"), &words, after, limit).await;
        found.unwrap().into_iter().map(|customer| customer.id).collect()
    }

    async fn events(&self) -> Vec<(String, i64)> {
        let sql = "SELECT type, sequence FROM bus_outbox ORDER BY pos";
        let rows = self.db.query(sql, &[]).await.unwrap();
        rows.iter().map(|row| (row.get(0).unwrap(), row.get(1).unwrap())).collect()
    }

    async fn add(&self, tenant: &TenantId, customer: &Customer) {
        let mut tx = self.store.begin().await.unwrap();
        self.store.add(&mut tx, tenant, customer, &Schema::new([])).await.unwrap();
        tx.commit().await.unwrap();
    }
}

/// A file always, a schema of a server where there is one.
async fn places() -> Vec<Place> {
    let folder = || TempDir::new().unwrap();
    let file = folder();
    let mut places = vec![Place::open(&Location::File(file.path().join("store.sqlite")), file).await];
    if TcpStream::connect("127.0.0.1:5432").is_ok() {
        let schema = format!("cim_customer_{}", ids::new_id().replace('-', ""));
        places.push(Place::open(&Location::Schema { url: SERVER.to_owned(), schema }, folder()).await);
    }
    places
}

fn customer(id: &str, name: &str, phone: &str) -> Customer {
    let document = Document { phone_number: vec![phone.to_owned()], ..Document::named(name) };
    Customer { id: id.to_owned(), version: 1, created_at: 1, updated_at: 1, document }
}

fn web(identifier: &str) -> Identity {
    Identity { channel_type: "WEB".to_owned(), identifier: identifier.to_owned(), added_at: 1, ..Identity::default() }
}

fn phones(numbers: &[&str]) -> BTreeSet<(String, String)> {
    numbers.iter().map(|number| ("phone".to_owned(), (*number).to_owned())).collect()
}

#[tokio::test]
async fn a_customer_is_kept_and_replaced_from_its_version() {
    for place in places().await {
        let (tenant, other, schema) = (TenantId::new("a"), TenantId::new("b"), Schema::new([]));
        let one = customer("1", "Ada", "12345");
        place.add(&tenant, &one).await;
        let store = &place.store;
        assert_eq!(store.customer(&tenant, "1").await.unwrap(), Some(one.clone()));
        assert_eq!(store.customer(&other, "1").await.unwrap(), None);
        let two = Customer { version: 2, ..customer("1", "Ada L.", "67890") };
        let mut tx = store.begin().await.unwrap();
        assert!(store.replace(&mut tx, &tenant, &two, &schema).await.unwrap());
        assert!(!store.replace(&mut tx, &tenant, &two, &schema).await.unwrap());
        assert!(store.hold(&mut tx, &tenant, &two).await.unwrap());
        assert!(!store.hold(&mut tx, &tenant, &one).await.unwrap());
        tx.commit().await.unwrap();
        assert_eq!(store.customer(&tenant, "1").await.unwrap(), Some(two));
        assert!(place.found(&["12345"], 5).await.is_empty());
        assert_eq!(place.found(&["67890"], 5).await, ["1"]);
        assert_eq!(place.events().await, [("CREATED".to_owned(), 1), ("CHANGED".to_owned(), 2)]);
        place.close().await;
    }
}

#[tokio::test]
async fn an_erased_customer_leaves_nothing_to_find() {
    for place in places().await {
        let (tenant, one) = (TenantId::new("a"), customer("1", "Ada", "12345"));
        place.add(&tenant, &one).await;
        let store = &place.store;
        let mut tx = store.begin().await.unwrap();
        assert!(store.add_identity(&mut tx, &tenant, &web("v"), "1").await.unwrap());
        assert!(!store.add_identity(&mut tx, &tenant, &web("v"), "2").await.unwrap());
        tx.commit().await.unwrap();
        assert_eq!(store.identity(&tenant, "WEB", "v").await.unwrap(), Some(one.clone()));
        let mut tx = store.begin().await.unwrap();
        store.erase(&mut tx, &tenant, &one).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(store.identity(&tenant, "WEB", "v").await.unwrap(), None);
        assert_eq!(store.customer(&tenant, "1").await.unwrap(), None);
        assert!(place.found(&["12345"], 5).await.is_empty());
        assert_eq!(place.events().await, [("CREATED".to_owned(), 1), ("ERASED".to_owned(), 2)]);
        place.close().await;
    }
}

#[tokio::test]
async fn customers_are_found_by_contacts_and_words() {
    for place in places().await {
        let tenant = TenantId::new("a");
        for (id, name, phone) in [("1", "Ada", "11111"), ("2", "Ada B", "22222"), ("3", "Cy_d", "22222")] {
            place.add(&tenant, &customer(id, name, phone)).await;
        }
        assert_eq!(place.found(&["22222"], 5).await, ["2", "3"]);
        assert_eq!(place.found(&["11111", "22222"], 2).await, ["1", "2"]);
        assert!(place.found(&[], 5).await.is_empty());
        assert_eq!(place.searched(&["ada"], None, 5).await, ["2", "1"]);
        assert_eq!(place.searched(&["ada", "222"], None, 5).await, ["2"]);
        assert_eq!(place.searched(&["y_d"], None, 5).await, ["3"]);
        assert!(place.searched(&["a_a"], None, 5).await.is_empty());
        assert_eq!(place.searched(&[], Some("3"), 1).await, ["2"]);
        let elsewhere = place.store.customers(&TenantId::new("b"), &[], None, 5).await;
        assert!(elsewhere.unwrap().is_empty());
        place.close().await;
    }
}

#[tokio::test]
async fn of_many_who_add_an_identity_at_once_one_does() {
    for place in places().await {
        let tenant = TenantId::new("a");
        let tries = (0..16).map(|n| {
            let (place, tenant) = (&place, &tenant);
            async move {
                let mut tx = place.store.begin().await.unwrap();
                let added = place.store.add_identity(&mut tx, tenant, &web("v"), &n.to_string()).await.unwrap();
                if added {
                    tx.commit().await.unwrap();
                }
                added
            }
        });
        let added = futures::future::join_all(tries).await.into_iter().filter(|added| *added).count();
        assert_eq!(added, 1);
        place.close().await;
    }
}

#[tokio::test]
async fn masking_is_off_until_it_is_on() {
    for place in places().await {
        let (tenant, other) = (TenantId::new("a"), TenantId::new("b"));
        assert!(!place.store.masks_pii(&tenant).await.unwrap());
        for value in [false, true] {
            let mut tx = place.store.begin().await.unwrap();
            Store::set_masks_pii(&mut tx, &tenant, value).await.unwrap();
            tx.commit().await.unwrap();
            assert_eq!(place.store.masks_pii(&tenant).await.unwrap(), value);
        }
        assert!(!place.store.masks_pii(&other).await.unwrap());
        place.close().await;
    }
}
