//! The same expectations of the store on both engines.

use std::net::TcpStream;

use db::{Durability, Location};
use tempfile::TempDir;

use super::*;

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
        db.migrate(&migrations()).await.unwrap();
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

    async fn condemn(&self, tenant: &TenantId, whose: Whose<'_>) -> u64 {
        let mut tx = self.store.begin().await.unwrap();
        let count = Store::condemn(&mut tx, tenant, whose).await.unwrap();
        tx.commit().await.unwrap();
        count
    }

    async fn state(&self, id: &str) -> FileState {
        self.store.get(&a(), id).await.unwrap().unwrap().state
    }

    /// A file that came in whole.
    async fn available(&self, id: &str, change: impl FnOnce(&mut File)) {
        let mut file = pending(id);
        change(&mut file);
        self.store.add(&file, true, 100).await.unwrap();
        assert!(self.store.finish(&File { state: FileState::Available, ..file }).await.unwrap());
    }
}

/// A file always, a schema of a server where there is one.
async fn places() -> Vec<Place> {
    let folder = || TempDir::new().unwrap();
    let file = folder();
    let mut places = vec![Place::open(&Location::File(file.path().join("store.sqlite")), file).await];
    if TcpStream::connect("127.0.0.1:5432").is_ok() {
        let schema = format!("file_engine_{}", ids::new_id().replace('-', ""));
        places.push(Place::open(&Location::Schema { url: SERVER.to_owned(), schema }, folder()).await);
    }
    places
}

fn a() -> TenantId {
    TenantId::new("a")
}

fn pending(id: &str) -> File {
    File {
        tenant: a(),
        id: id.to_owned(),
        state: FileState::Pending,
        reason: String::new(),
        name: "photo.png".to_owned(),
        mime: "image/png".to_owned(),
        size: 5,
        sha256: String::new(),
        width: 0,
        height: 0,
        uploader: Uploader::Customer,
        uploader_id: "ana".to_owned(),
        origin: String::new(),
        channel_type: "WEB".to_owned(),
        conversation_id: "c1".to_owned(),
        customer_id: "k1".to_owned(),
        message_id: String::new(),
        created_at: 10,
    }
}

#[tokio::test]
async fn an_announced_file_is_taken_once_and_in_time() {
    for place in places().await {
        let store = &place.store;
        store.add(&pending("1"), false, 100).await.unwrap();
        assert_eq!(store.get(&a(), "1").await.unwrap(), Some(pending("1")));
        assert_eq!(store.get(&TenantId::new("b"), "1").await.unwrap(), None, "another tenant's");
        assert!(!store.take(&a(), "1", (100, 200)).await.unwrap(), "too late");
        assert!(store.take(&a(), "1", (99, 200)).await.unwrap());
        assert!(!store.take(&a(), "1", (99, 200)).await.unwrap(), "a second time");
        assert_eq!(store.waiting(&a(), "c1").await.unwrap(), 1);
        assert_eq!(store.waiting(&TenantId::new("b"), "c1").await.unwrap(), 0);
        let whole = File {
            state: FileState::Available,
            size: 7,
            sha256: "abc".to_owned(),
            width: 3,
            height: 4,
            name: "photo.jpg".to_owned(),
            mime: "image/jpeg".to_owned(),
            ..pending("1")
        };
        assert!(store.finish(&whole).await.unwrap());
        assert_eq!(store.get(&a(), "1").await.unwrap(), Some(whole.clone()));
        assert!(!store.finish(&whole).await.unwrap(), "it is over");
        store.attach(&a(), "1", "m1").await.unwrap();
        store.attach(&a(), "1", "m2").await.unwrap();
        assert_eq!(store.get(&a(), "1").await.unwrap().unwrap().message_id, "m1", "the first message keeps it");
        assert_eq!(store.waiting(&a(), "c1").await.unwrap(), 0);
        place.close().await;
    }
}

#[tokio::test]
async fn what_died_or_was_never_sent_is_given_up_and_nothing_else() {
    for place in places().await {
        let store = &place.store;
        store.add(&pending("dead"), true, 50).await.unwrap();
        store.add(&pending("alive"), true, 50).await.unwrap();
        assert!(store.keep(&a(), "alive", 150).await.unwrap());
        place.available("unsent", |_| {}).await;
        place.available("fresh", |file| file.created_at = 90).await;
        place.available("sent", |_| {}).await;
        store.attach(&a(), "sent", "m").await.unwrap();
        place.available("brought", |file| file.uploader = Uploader::Service).await;
        assert_eq!(store.condemn_lost(100, 50).await.unwrap(), 2);
        let condemned: Vec<_> = store.condemned(10).await.unwrap().into_iter().map(|(_, id)| id).collect();
        assert_eq!(condemned, ["dead", "unsent"]);
        assert!(!store.keep(&a(), "dead", 150).await.unwrap(), "the writer hears that it was given up");
        assert!(!store.finish(&File { state: FileState::Available, ..pending("dead") }).await.unwrap());
        store.erased(&a(), "dead").await.unwrap();
        let gone = store.get(&a(), "dead").await.unwrap().unwrap();
        assert_eq!((gone.state, gone.name.as_str(), gone.customer_id.as_str()), (FileState::Erased, "", ""));
        for kept in ["fresh", "sent", "brought"] {
            assert_eq!(place.state(kept).await, FileState::Available, "{kept}");
        }
        place.close().await;
    }
}

#[tokio::test]
async fn erasing_and_retention_take_what_they_name() {
    for place in places().await {
        let store = &place.store;
        place.available("1", |_| {}).await;
        place.available("2", |file| file.conversation_id = "c2".to_owned()).await;
        place.available("3", |file| file.customer_id = "k2".to_owned()).await;
        place.available("4", |file| (file.customer_id, file.conversation_id) = ("k3".to_owned(), "c3".to_owned())).await;
        assert_eq!(place.condemn(&TenantId::new("b"), Whose::Customer("k1")).await, 0, "another tenant's");
        assert_eq!(place.condemn(&a(), Whose::Conversation("c2")).await, 1);
        assert_eq!(place.condemn(&a(), Whose::Customer("k1")).await, 1, "the other one is taken already");
        assert_eq!(place.condemn(&a(), Whose::File("3")).await, 1);
        assert_eq!(place.condemn(&a(), Whose::File("3")).await, 0);
        assert_eq!(place.state("4").await, FileState::Available);
        assert_eq!(store.origins().await.unwrap(), [(a(), "WEB".to_owned())]);
        assert_eq!(store.condemn_old(&a(), "SMS", 11).await.unwrap(), 0);
        assert_eq!(store.condemn_old(&a(), "WEB", 10).await.unwrap(), 0);
        assert_eq!(store.condemn_old(&a(), "WEB", 11).await.unwrap(), 1);
        place.close().await;
    }
}

#[tokio::test]
async fn a_quarantined_file_is_listed_and_let_out_once() {
    for place in places().await {
        let store = &place.store;
        place.available("1", |_| {}).await;
        store.add(&pending("2"), true, 100).await.unwrap();
        let found = File { state: FileState::Quarantined, reason: "INFECTED Eicar".to_owned(), ..pending("2") };
        assert!(store.finish(&found).await.unwrap());
        let listed = |wanted: Wanted| async move {
            let files = store.list(&a(), &wanted, 10).await.unwrap();
            files.into_iter().map(|file| file.id).collect::<Vec<_>>()
        };
        assert_eq!(listed(Wanted { state: Some(FileState::Quarantined), ..Wanted::default() }).await, ["2"]);
        assert_eq!(listed(Wanted { conversation_id: Some("c1".to_owned()), ..Wanted::default() }).await, ["2", "1"]);
        assert_eq!(listed(Wanted { before: Some("2".to_owned()), ..Wanted::default() }).await, ["1"]);
        assert_eq!(listed(Wanted { customer_id: Some("nobody".to_owned()), ..Wanted::default() }).await, Vec::<String>::new());
        assert!(store.release(&found).await.unwrap());
        assert!(!store.release(&found).await.unwrap());
        place.close().await;
    }
}
