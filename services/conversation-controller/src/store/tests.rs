//! One contract, on both engines.

use db::{Durability, Location};
use serde_json::json;

use super::*;

/// A store to test with; its tables go with it.
pub(crate) struct Bench {
    pub(crate) store: Store,
    schema: Option<String>,
    _folder: tempfile::TempDir,
}

impl Bench {
    pub(crate) async fn close(self) {
        if let Some(schema) = &self.schema {
            let mut tx = self.store.0.begin().await.unwrap();
            tx.execute(format!("DROP SCHEMA \"{schema}\" CASCADE"), &[]).await.unwrap();
            tx.commit().await.unwrap();
        }
        self.store.0.close().await;
    }
}

/// SQLite, and PostgreSQL where there is one.
pub(crate) async fn stores() -> Vec<Bench> {
    let folder = tempfile::tempdir().unwrap();
    let file = Location::File(folder.path().join("store.sqlite"));
    let mut benches = vec![bench(&file, None, folder).await];
    if let Some(url) = postgres() {
        let schema = format!("t{}", ids::new_id().replace('-', ""));
        let location = Location::Schema { url, schema: schema.clone() };
        benches.push(bench(&location, Some(schema), tempfile::tempdir().unwrap()).await);
    }
    benches
}

async fn bench(location: &Location, schema: Option<String>, folder: tempfile::TempDir) -> Bench {
    let db = Db::new(location, Durability::Lazy).unwrap();
    db.migrate(&migrations().and(bus::migrations())).await.unwrap();
    Bench { store: Store::new(&db), schema, _folder: folder }
}

#[expect(clippy::disallowed_methods, reason = "where the tests' server is, is a setting of the machine")]
fn postgres() -> Option<String> {
    if let Ok(url) = std::env::var("SWITCHBOARD_TEST_POSTGRES") {
        return Some(url);
    }
    let address = std::net::SocketAddr::from(([127, 0, 0, 1], 5432));
    let reachable = std::net::TcpStream::connect_timeout(&address, std::time::Duration::from_millis(200)).is_ok();
    reachable.then(|| "postgres://postgres@127.0.0.1:5432/postgres".to_owned())
}

fn timer(name: &str, id: &str, due_at: Ms) -> Timer {
    Timer {
        tenant: TenantId::default(),
        conversation_id: "c1".to_owned(),
        name: name.to_owned(),
        subject: "s1".to_owned(),
        id: id.to_owned(),
        due_at,
        attempts: 0,
    }
}

async fn set(store: &Store, timer: &Timer) {
    let mut tx = store.0.begin().await.unwrap();
    set_timer(&mut tx, timer).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn a_due_timer_is_claimed_once_and_comes_back_unless_it_is_done() {
    for bench in stores().await {
        let store = &bench.store;
        set(store, &timer("hold", "1", 100)).await;
        assert_eq!((store.next_due().await.unwrap(), store.due(99).await.unwrap()), (Some(100), vec![]));
        let due = store.due(100).await.unwrap().remove(0);
        assert!(store.claim(&due, 200).await.unwrap());
        assert!(!store.claim(&due, 200).await.unwrap());
        assert_eq!(store.due(150).await.unwrap(), vec![]);
        assert_eq!(store.due(200).await.unwrap()[0].attempts, 1);
        let mut tx = store.0.begin().await.unwrap();
        assert!(finish_timer(&mut tx, &due).await.unwrap());
        tx.commit().await.unwrap();
        assert_eq!(store.next_due().await.unwrap(), None);
        bench.close().await;
    }
}

#[tokio::test]
async fn a_timer_set_anew_is_not_finished_by_the_old_one() {
    for bench in stores().await {
        let store = &bench.store;
        set(store, &timer("hold", "1", 100)).await;
        set(store, &timer("hold", "2", 300)).await;
        let mut tx = store.0.begin().await.unwrap();
        assert!(!finish_timer(&mut tx, &timer("hold", "1", 100)).await.unwrap());
        tx.commit().await.unwrap();
        assert_eq!(store.next_due().await.unwrap(), Some(300));
        bench.close().await;
    }
}

#[tokio::test]
async fn a_conversation_is_forgotten_as_a_whole() {
    for bench in stores().await {
        let store = &bench.store;
        let tenant = TenantId::default();
        set(store, &timer("hold", "1", 100)).await;
        set(store, &timer("agent-response", "2", 100)).await;
        let slots = Map::from_iter([("agentState".to_owned(), json!("requested"))]);
        let mut tx = store.0.begin().await.unwrap();
        set_slots(&mut tx, &tenant, "c1", &slots).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(store.slots(&tenant, "c1").await.unwrap(), slots);
        let mut tx = store.0.begin().await.unwrap();
        drop_timer(&mut tx, &tenant, "c1", ("hold", "s1")).await.unwrap();
        forget(&mut tx, &tenant, "c1").await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!((store.next_due().await.unwrap(), store.slots(&tenant, "c1").await.unwrap()), (None, Map::new()));
        bench.close().await;
    }
}

#[tokio::test]
async fn the_first_plan_of_an_event_stays_until_it_is_done() {
    for bench in stores().await {
        let store = &bench.store;
        let tenant = TenantId::default();
        let plan = |name: &str| Plan { slots: Some(Map::from_iter([(name.to_owned(), json!(1))])), ..Plan::default() };
        for name in ["first", "second"] {
            store.keep_plan(&tenant, "e1", &serde_json::to_string(&plan(name)).unwrap()).await.unwrap();
        }
        assert_eq!(store.plan(&tenant, "e1").await.unwrap(), Some(plan("first")));
        let mut tx = store.0.begin().await.unwrap();
        drop_plan(&mut tx, &tenant, "e1").await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(store.plan(&tenant, "e1").await.unwrap(), None);
        bench.close().await;
    }
}
