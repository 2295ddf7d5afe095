//! Stores on every engine there is, and writers on them.

use std::net::TcpStream;
use std::path::Path;
use std::sync::Arc;

use bus::{Bus, Envelope, Options};
use contracts::cim::{Header, Sender};
use contracts::conversation_manager::{ChannelSession, Message, SessionStarted, change::Kind};
use db::{Db, Durability, Location, params};
use ids::{Clock, TenantId};
use tempfile::TempDir;
use tokio::task::JoinSet;

use crate::appender::{self, Appended, Appender};
use crate::config::Config;
use crate::error::Error;
use crate::store::{self, Key, Store};

const SERVER: &str = "postgres://postgres@127.0.0.1:5432/postgres";

/// A store that goes away with its test.
pub(crate) struct Place {
    location: Location,
    pub(crate) db: Db,
    _folder: TempDir,
}

/// One process on the store: its own connections, its own writer.
pub(crate) struct Replica {
    pub(crate) store: Store,
    pub(crate) appender: Appender,
    writer: JoinSet<runtime::Result<()>>,
}

/// A row of the log as it is stored.
#[derive(Clone, Debug)]
pub(crate) struct Stored {
    pub(crate) seq: i64,
    pub(crate) customer_prev: i64,
    pub(crate) request_id: Option<String>,
    pub(crate) name: String,
    pub(crate) for_customers: bool,
    pub(crate) body: Option<Vec<u8>>,
    pub(crate) hash: Vec<u8>,
}

/// Runs the test on a file, and in a schema of a server where there is one.
pub(crate) async fn everywhere(test: impl AsyncFn(&Place)) {
    let folder = || TempDir::new().unwrap();
    let file = folder();
    let mut places = vec![Place::make(Location::File(file.path().join("log.sqlite")), file).await];
    if TcpStream::connect("127.0.0.1:5432").is_ok() {
        let schema = format!("conversation_manager_{}", ids::new_id().replace('-', ""));
        places.push(Place::make(Location::Schema { url: SERVER.to_owned(), schema }, folder()).await);
    }
    for place in places {
        test(&place).await;
        place.close().await;
    }
}

impl Place {
    async fn make(location: Location, folder: TempDir) -> Self {
        let db = Db::new(&location, Durability::Lazy).unwrap();
        db.migrate(&store::migrations().and(bus::migrations())).await.unwrap();
        Self { location, db, _folder: folder }
    }

    async fn close(self) {
        if let Location::Schema { schema, .. } = &self.location {
            self.run(format!("DROP SCHEMA \"{schema}\" CASCADE")).await;
        }
        self.db.close().await;
    }

    pub(crate) async fn run(&self, sql: String) {
        let mut tx = self.db.begin().await.unwrap();
        tx.execute(sql, &[]).await.unwrap();
        tx.commit().await.unwrap();
    }

    pub(crate) async fn count(&self, table: &str) -> i64 {
        self.db.query_one(format!("SELECT COUNT(*) FROM {table}"), &[]).await.unwrap().unwrap().get(0).unwrap()
    }

    /// Another process on the same store.
    pub(crate) fn replica(&self) -> Replica {
        let nowhere = Db::read_only(Path::new("/nonexistent"));
        let elsewhere = nowhere.clone();
        let locate = Arc::new(move |_: &str| elsewhere.clone());
        let clock = Clock::manual(1);
        let bus = Bus::new(Options::new(locate, nowhere, clock.clone()));
        let store = Store::new(Db::new(&self.location, Durability::Lazy).unwrap());
        let config = Config { batch: 256, max_body: 65_536, receipt_flush: std::time::Duration::from_millis(1) };
        let (appender, writing) = appender::new(store.clone(), bus.publisher("conversation_manager"), clock, &config);
        let mut writer = JoinSet::new();
        writer.spawn(writing);
        Replica { store, appender, writer }
    }

    pub(crate) async fn log(&self, key: &Key) -> Vec<Stored> {
        let sql = "SELECT seq, customer_prev, request_id, name, for_customers, body, body_hash FROM activity
                   WHERE tenant = $1 AND conversation_id = $2 ORDER BY seq";
        let rows = self.db.query(sql, &params![&key.tenant, &key.id]).await.unwrap();
        let stored = |row: &db::Row| Stored {
            seq: row.get(0).unwrap(),
            customer_prev: row.get(1).unwrap(),
            request_id: row.get(2).unwrap(),
            name: row.get(3).unwrap(),
            for_customers: row.get(4).unwrap(),
            body: row.get(5).unwrap(),
            hash: row.get(6).unwrap(),
        };
        rows.iter().map(stored).collect()
    }

    /// Events of the conversation in the order in which they will be delivered.
    pub(crate) async fn outbox(&self, key: &Key) -> Vec<Envelope> {
        let sql = "SELECT id, topic, key, sequence, tenant, type, occurred_at, traceparent, payload FROM bus_outbox
                   WHERE tenant = $1 AND key = $2 ORDER BY pos";
        let rows = self.db.query(sql, &params![&key.tenant, &key.id]).await.unwrap();
        let envelope = |row: &db::Row| Envelope {
            id: row.get(0).unwrap(),
            topic: row.get(1).unwrap(),
            key: row.get(2).unwrap(),
            sequence: row.get(3).unwrap(),
            tenant: row.get(4).unwrap(),
            r#type: row.get(5).unwrap(),
            occurred_at_ms: row.get(6).unwrap(),
            traceparent: row.get(7).unwrap(),
            payload: row.get(8).unwrap(),
        };
        rows.iter().map(envelope).collect()
    }
}

impl Replica {
    /// Ends the process in order.
    pub(crate) async fn stop(mut self) {
        drop(self.appender);
        while let Some(ended) = self.writer.join_next().await {
            ended.unwrap().unwrap();
        }
        self.store.db.close().await;
    }

    /// Ends the process at once; what its writer had not written is gone, with all that it knew.
    pub(crate) fn kill(mut self) {
        self.writer.abort_all();
    }

    pub(crate) async fn append(&self, key: &Key, request: &str, change: Kind) -> Result<Appended, Error> {
        self.appender.append(key.clone(), request.to_owned(), change).await
    }

    /// As callers do: again and again with the same id as long as the log is busy.
    pub(crate) async fn insist(&self, key: &Key, request: &str, change: Kind) -> Result<Appended, Error> {
        loop {
            match self.append(key, request, change.clone()).await {
                Err(Error::Contended) => tokio::task::yield_now().await,
                answer => return answer,
            }
        }
    }

    /// The customer's open conversation.
    pub(crate) async fn open(&self, customer: &str) -> Key {
        loop {
            match self.appender.open(tenant(), customer.to_owned()).await {
                Ok(opened) => return Key { tenant: tenant(), id: opened.conversation_id },
                Err(Error::Contended) => tokio::task::yield_now().await,
                Err(error) => panic!("{error}"),
            }
        }
    }

    /// An open conversation with the live session `web`.
    pub(crate) async fn live(&self, customer: &str) -> Key {
        let key = self.open(customer).await;
        self.append(&key, "web", session_started("web")).await.unwrap();
        key
    }
}

pub(crate) fn tenant() -> TenantId {
    TenantId::new("a")
}

pub(crate) fn session_started(id: &str) -> Kind {
    Kind::SessionStarted(SessionStarted { session: Some(ChannelSession { id: id.to_owned(), ..ChannelSession::default() }) })
}

/// A customer's message on session `web`.
pub(crate) fn said(id: &str, text: &str) -> Kind {
    let sender = Sender { id: "customer".to_owned(), ..Sender::default() };
    let header = Header { sender: Some(sender), channel_session_id: "web".to_owned(), ..Header::default() };
    let body = serde_json::json!({ "type": "PLAIN", "markdownText": text }).to_string();
    Kind::Message(Message { name: "CUSTOMER_MESSAGE".to_owned(), id: id.to_owned(), header: Some(header), body_json: body.into_bytes() })
}
