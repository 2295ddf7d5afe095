//! One contract, on both engines.

use db::{Durability, Location};

use super::*;

struct Bench {
    store: Store,
    schema: Option<String>,
    _folder: tempfile::TempDir,
}

impl Bench {
    async fn close(self) {
        if let Some(schema) = &self.schema {
            let mut tx = self.store.0.begin().await.unwrap();
            tx.execute(format!("DROP SCHEMA \"{schema}\" CASCADE"), &[]).await.unwrap();
            tx.commit().await.unwrap();
        }
        self.store.0.close().await;
    }
}

/// SQLite, and PostgreSQL where there is one.
async fn stores() -> Vec<Bench> {
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

#[tokio::test]
async fn a_bot_remembers_until_the_conversation_is_forgotten() {
    for bench in stores().await {
        let (store, tenant) = (&bench.store, TenantId::default());
        assert_eq!(store.memory(&tenant, "c", "b").await.unwrap(), Memory::default());
        let memory = Memory { role: "ASSISTANT".to_owned(), greeted: true, misses: 2, asked_at: 7 };
        for memory in [&Memory::default(), &memory] {
            let mut tx = store.0.begin().await.unwrap();
            remember(&mut tx, &tenant, ("c", "b"), memory).await.unwrap();
            tx.commit().await.unwrap();
        }
        assert_eq!(store.memory(&tenant, "c", "b").await.unwrap(), memory);
        assert_eq!(store.assistant(&tenant, "c").await.unwrap().as_deref(), Some("b"));
        assert_eq!(store.assistant(&tenant, "other").await.unwrap(), None);
        assert_eq!(store.assistant(&TenantId::new("other"), "c").await.unwrap(), None);
        let mut tx = store.0.begin().await.unwrap();
        forget(&mut tx, &tenant, "c").await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(store.memory(&tenant, "c", "b").await.unwrap(), Memory::default());
        bench.close().await;
    }
}
