//! Documents, on both engines.

use std::net::TcpStream;
use std::path::Path;
use std::time::Instant;

use bus::{Bus, Options};
use db::{Durability, Location};
use futures::FutureExt as _;
use serde_json::{Value as Json, json};
use tempfile::TempDir;
use tokio::sync::mpsc;

use super::*;

const SERVER: &str = "postgres://postgres@127.0.0.1:5432/postgres";

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
struct Thing {
    name: String,
    #[serde(default)]
    parts: Vec<Part>,
    #[serde(default)]
    note: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
struct Part {
    title: String,
}

impl Object for Thing {
    const KIND: &'static str = "thing";

    fn name(&self) -> &str {
        &self.name
    }
}

fn thing(name: &str) -> Thing {
    Thing { name: name.to_owned(), parts: Vec::new(), note: String::new() }
}

/// Two replicas on one store.
struct Place {
    db: Db,
    one: Objects<Thing>,
    other: Objects<Thing>,
    /// Word of changes does not reach it.
    late: Objects<Thing>,
}

const TOPIC: &str = "thing.config_changed.v1";

fn replica(db: &Db, bus: &Bus) -> Objects<Thing> {
    hearing(TOPIC, db, bus)
}

fn hearing(topic: &'static str, db: &Db, bus: &Bus) -> Objects<Thing> {
    Objects(Arc::new(Inner {
        db: db.clone(),
        publisher: bus.publisher("thing"),
        topic: TOPIC,
        clock: Clock::manual(1),
        guard: None,
        listener: None,
        remark: None,
        cache: RwLock::default(),
        changes: Mutex::new(bus.subscribe(&[topic])),
    }))
}

/// Runs the test on a file, and in a schema of a server where there is one.
async fn everywhere(test: impl AsyncFn(&Place)) {
    let folder = TempDir::new().unwrap();
    let mut places = vec![Location::File(folder.path().join("objects.sqlite"))];
    if TcpStream::connect("127.0.0.1:5432").is_ok() {
        let schema = format!("objects_{}", ids::new_id().replace('-', ""));
        places.push(Location::Schema { url: SERVER.to_owned(), schema });
    }
    for place in places {
        let db = Db::new(&place, Durability::Lazy).unwrap();
        db.migrate(&migrations().and(bus::migrations())).await.unwrap();
        let nowhere = Db::read_only(Path::new("/nonexistent"));
        let elsewhere = nowhere.clone();
        let locate = Arc::new(move |_: &str| elsewhere.clone());
        let bus = Bus::new(Options::new(locate, nowhere, Clock::manual(1)));
        let late = hearing("thing.nothing.v1", &db, &bus);
        test(&Place { db: db.clone(), one: replica(&db, &bus), other: replica(&db, &bus), late }).await;
        if let Location::Schema { schema, .. } = &place {
            let mut tx = db.begin().await.unwrap();
            tx.execute(format!("DROP SCHEMA \"{schema}\" CASCADE"), &[]).await.unwrap();
            tx.commit().await.unwrap();
        }
        db.close().await;
    }
}

fn somebody(tenant: &str) -> Principal {
    Principal::service(TenantId::new(tenant), "test")
}

#[tokio::test]
async fn a_document_is_made_changed_from_its_version_and_deleted() {
    everywhere(async |place| {
        let (ada, eve) = (somebody("a"), somebody("b"));
        let Place { one, other, .. } = place;
        let made = one.put(By::itself(&ada), "1", None, thing("first")).await.unwrap();
        assert_eq!((made.version, other.get(&ada.tenant, "1").await.unwrap().unwrap().doc.clone()), (1, thing("first")));
        assert!(other.get(&eve.tenant, "1").await.unwrap().is_none(), "another tenant's");
        other.put(By::itself(&ada), "1", Some(1), thing("renamed")).await.unwrap();
        assert_eq!(one.find(&ada.tenant, "renamed").await.unwrap().unwrap().version, 2, "both replicas hear of it");
        let stale = one.put(By::itself(&ada), "1", Some(1), thing("late")).await.unwrap_err();
        assert_eq!((stale.kind(), stale.code()), (Kind::Conflict, "STALE_VERSION"));
        assert_eq!(one.put(By::itself(&ada), "2", None, thing("renamed")).await.unwrap_err().code(), "NAME_TAKEN");
        one.put(By::itself(&eve), "1", None, thing("renamed")).await.unwrap();
        one.delete(By::itself(&ada), "1", None).await.unwrap();
        assert!(other.list(&ada.tenant).await.unwrap().is_empty());
        assert_eq!(one.delete(By::itself(&ada), "1", None).await.unwrap_err().kind(), Kind::NotFound);
        assert_eq!(other.list(&eve.tenant).await.unwrap().len(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_change_is_seen_by_a_task_that_has_used_up_its_turn() {
    everywhere(async |place| {
        let ada = somebody("a");
        assert!(place.other.list(&ada.tenant).await.unwrap().is_empty());
        place.one.put(By::itself(&ada), "1", None, thing("first")).await.unwrap();
        let (sender, mut receiver) = mpsc::unbounded_channel();
        for n in 0..1_000 {
            sender.send(n).unwrap();
        }
        // Nothing is awaited between here and the look.
        while receiver.recv().now_or_never().is_some() {}
        assert!(!receiver.is_empty(), "the turn is used up");
        assert!(place.other.get(&ada.tenant, "1").await.unwrap().is_some());
    })
    .await;
}

#[tokio::test]
async fn a_replica_that_has_not_heard_of_a_change_looks_into_the_store_before_it_refuses() {
    everywhere(async |place| {
        let ada = somebody("a");
        let Place { one, late, .. } = place;
        assert!(late.list(&ada.tenant).await.unwrap().is_empty());
        one.put(By::itself(&ada), "1", None, thing("first")).await.unwrap();
        assert_eq!(late.get(&ada.tenant, "1").await.unwrap().unwrap().version, 1);
        one.put(By::itself(&ada), "1", Some(1), thing("renamed")).await.unwrap();
        assert_eq!(late.put(By::itself(&ada), "1", Some(2), thing("again")).await.unwrap().version, 3);
        assert_eq!(one.put(By::itself(&ada), "1", Some(3), thing("last")).await.unwrap().version, 4);
        assert_eq!(late.put(By::itself(&ada), "1", Some(3), thing("late")).await.unwrap_err().code(), "STALE_VERSION");
        late.delete(By::itself(&ada), "1", Some(4)).await.unwrap();
        one.put(By::itself(&ada), "2", None, thing("second")).await.unwrap();
        assert!(late.find(&ada.tenant, "second").await.unwrap().is_none(), "memory");
        assert_eq!(late.seek(&ada.tenant, "second").await.unwrap().unwrap().id, "2");
        assert!(late.seek(&ada.tenant, "third").await.unwrap().is_none());
    })
    .await;
}

#[tokio::test]
async fn of_two_who_change_a_document_at_once_one_is_told() {
    everywhere(async |place| {
        let ada = somebody("a");
        place.one.put(By::itself(&ada), "1", None, thing("first")).await.unwrap();
        let change = |objects: &Objects<Thing>, name: String| {
            let (objects, ada) = (objects.clone(), ada.clone());
            async move { objects.put(By::itself(&ada), "1", Some(1), thing(&name)).await }
        };
        let tries = (0..8).map(|n| change(if n % 2 == 0 { &place.one } else { &place.other }, format!("by {n}")));
        let done = futures::future::join_all(tries).await;
        assert_eq!(done.iter().filter(|done| done.is_ok()).count(), 1);
        assert!(done.iter().filter_map(|done| done.as_ref().err()).all(|fault| fault.code() == "STALE_VERSION"));
    })
    .await;
}

#[tokio::test]
async fn names_that_are_not_what_they_seem_are_refused_wherever_they_are() {
    everywhere(async |place| {
        let ada = somebody("a");
        let part = |title: &str| Part { title: title.to_owned() };
        for (doc, field) in [
            (thing("invoice\u{202e}gpj.exe"), "name"),
            (thing("two\nlines"), "name"),
            (Thing { parts: vec![part("fine"), part("b\u{2067}ad")], ..thing("parts") }, "parts[1].title"),
        ] {
            let refused = place.one.put(By::itself(&ada), "1", None, doc.clone()).await.unwrap_err();
            assert_eq!((refused.code(), refused.violations()[0].field.as_str()), ("NOT_VALID", field), "{doc:?}");
            assert_eq!(place.one.rehearse(&ada, "1", None, doc).await.unwrap_err().code(), "NOT_VALID");
        }
        let fine = Thing { note: "lines\nand \u{202e}more: nobody reads it as a name".to_owned(), ..thing("قائمة الأسعار") };
        place.one.put(By::itself(&ada), "1", None, fine).await.unwrap();
    })
    .await;
}

/// Documents that are there already.
async fn fill(db: &Db, from: usize, to: usize) {
    let mut tx = db.begin().await.unwrap();
    for n in from..to {
        let name = format!("thing {n}");
        let sql =
            "INSERT INTO object (tenant, kind, id, name, version, updated_at, updated_by, doc) VALUES ('a', 'thing', $1, $1, 1, 1, '', $2)";
        tx.execute(sql, &params![&name, serde_json::to_string(&thing(&name)).unwrap()]).await.unwrap();
    }
    tx.commit().await.unwrap();
}

/// What a change costs must not grow with how many documents there are: read anew for each change, it would.
#[tokio::test]
async fn changes_among_ten_thousand_documents_cost_no_more_than_among_few() {
    let folder = TempDir::new().unwrap();
    let db = Db::new(&Location::File(folder.path().join("objects.sqlite")), Durability::Lazy).unwrap();
    db.migrate(&migrations().and(bus::migrations())).await.unwrap();
    let nowhere = Db::read_only(Path::new("/nonexistent"));
    let elsewhere = nowhere.clone();
    let locate = Arc::new(move |_: &str| elsewhere.clone());
    let bus = Bus::new(Options::new(locate, nowhere, Clock::manual(1)));
    let ada = somebody("a");
    let mut pace = Vec::new();
    for (from, to) in [(0, 500), (500, 9_800)] {
        fill(&db, from, to).await;
        let objects = replica(&db, &bus);
        objects.list(&ada.tenant).await.unwrap();
        let begun = Instant::now();
        for n in 0..100 {
            let name = format!("new {to} {n}");
            objects.put(By::itself(&ada), &name, None, thing(&name)).await.unwrap();
        }
        pace.push(begun.elapsed());
        assert_eq!(objects.list(&ada.tenant).await.unwrap().len(), to + pace.len() * 100);
    }
    assert!(pace[1] < pace[0] * 10, "{pace:?}");
}

const NAMED: &[Reference] = &[
    Reference { topic: "shelf.config_changed.v1", from: "shelf", field: "/thingId", to: "thing" },
    Reference { topic: "shelf.config_changed.v1", from: "shelf", field: "/inside/other", to: "thing" },
];

#[tokio::test]
async fn a_document_that_others_name_stays_until_they_let_go_however_often_they_say_so() {
    everywhere(async |place| {
        let uses = Uses::new(&place.db, NAMED);
        let ours = TenantId::new("a");
        let says = async |tenant: &TenantId, kind: &str, id: &str, after: Json| {
            let after_json = if after.is_null() { Vec::new() } else { after.to_string().into_bytes() };
            let change = ConfigChanged { kind: kind.to_owned(), id: id.to_owned(), after_json, ..ConfigChanged::default() };
            for _ in 0..2 {
                let mut tx = place.db.begin().await.unwrap();
                uses.note(&mut tx, tenant, "shelf.config_changed.v1", &change).await.unwrap();
                tx.commit().await.unwrap();
            }
        };
        let (principal, bolt, nut) = (somebody("a"), thing("bolt"), thing("nut"));
        let asks = async |after: Option<&Thing>| {
            let change = Change { principal: &principal, id: "1", before: Some(&bolt), after, all: Arc::default() };
            uses.stays(&change).await.map_err(|fault| (fault.code().to_owned(), fault.detail().to_owned()))
        };
        assert_eq!(asks(None).await, Ok(()));
        // Another tenant's, another kind, and a field that names nothing.
        says(&TenantId::new("b"), "shelf", "s", json!({ "name": "Shelf", "thingId": "1" })).await;
        says(&ours, "box", "s", json!({ "name": "Box", "thingId": "1" })).await;
        says(&ours, "shelf", "t", json!({ "name": "Empty", "thingId": "", "inside": {} })).await;
        assert_eq!(asks(None).await, Ok(()));
        says(&ours, "shelf", "s", json!({ "name": "Shelf", "thingId": "1" })).await;
        says(&ours, "shelf", "u", json!({ "name": "Upper", "inside": { "other": "bolt" } })).await;
        let told = r#"used by shelf "Shelf", shelf "Upper""#.to_owned();
        assert_eq!(asks(None).await, Err(("IN_USE".to_owned(), told)));
        // Whoever names it by its id does not mind another name.
        assert_eq!(asks(Some(&nut)).await, Err(("IN_USE".to_owned(), r#"used by shelf "Upper""#.to_owned())));
        assert_eq!(asks(Some(&bolt)).await, Ok(()));
        says(&ours, "shelf", "u", Json::Null).await;
        assert_eq!(asks(Some(&nut)).await, Ok(()));
        says(&ours, "shelf", "s", json!({ "name": "Shelf", "thingId": "2" })).await;
        assert_eq!(asks(None).await, Ok(()));
    })
    .await;
}
