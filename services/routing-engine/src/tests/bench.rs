//! A store on which engines are opened, one after another or side by side.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Mutex;

use db::{Db, Durability, Location};
use figment::providers::{Format as _, Toml};
use ids::{Clock, Ms, TenantId};
use runtime::{App, Context, Host, Service, load};

use super::Desk;
use crate::State;
use crate::config::Config;

const SERVER: &str = "postgres://postgres@127.0.0.1:5432/postgres";
/// The instant at which every test begins.
pub(crate) const START: Ms = 1_800_000_000_000;

/// What a host is built from, by its data folder: a constructor is given nothing else.
static PARTS: Mutex<BTreeMap<PathBuf, Parts>> = Mutex::new(BTreeMap::new());

struct Parts {
    db: Db,
    clock: Clock,
    state: Option<State>,
}

fn build(cx: &Context, config: Config) -> runtime::Result<App> {
    let mut parts = PARTS.lock().unwrap();
    let parts = parts.get_mut(cx.data()).ok_or("unknown folder")?;
    parts.state = Some(crate::assemble(cx, &parts.db, &config, parts.clock.clone()));
    Ok(App::new())
}

pub(crate) struct Bench {
    folder: tempfile::TempDir,
    location: Location,
    pub(crate) clock: Clock,
}

impl Bench {
    pub(crate) async fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let location = Location::File(folder.path().join("routing_engine.sqlite"));
        Self::new(folder, location).await
    }

    /// None where no server listens.
    pub(crate) async fn postgres() -> Option<Self> {
        tokio::net::TcpStream::connect("127.0.0.1:5432").await.ok()?;
        let schema = format!("routing_{}", ids::new_id().replace('-', ""));
        let location = Location::Schema { url: SERVER.to_owned(), schema };
        Some(Self::new(tempfile::tempdir().unwrap(), location).await)
    }

    async fn new(folder: tempfile::TempDir, location: Location) -> Self {
        let bench = Self { folder, location, clock: Clock::manual(START) };
        bench.db().migrate(&crate::migrations().and(bus::migrations())).await.unwrap();
        bench
    }

    /// The store's file.
    pub(crate) fn file(&self) -> PathBuf {
        match &self.location {
            Location::File(path) => path.clone(),
            Location::Schema { .. } => panic!("the store is on a server"),
        }
    }

    pub(crate) fn db(&self) -> Db {
        Db::new(&self.location, Durability::Lazy).unwrap()
    }

    /// Another engine on the store. The ones before live on and know nothing of it, as after a crash or a split.
    pub(crate) fn open(&self) -> Desk {
        let data = self.folder.path().join(ids::new_id());
        let service = Service::new("routing-engine", include_str!("../../config.toml"), build);
        let figment = load(&[], None).unwrap().merge(("data", &data)).merge(Toml::string(DEFAULTS));
        let db = self.db();
        PARTS.lock().unwrap().insert(data.clone(), Parts { db: db.clone(), clock: self.clock.clone(), state: None });
        let host = Host::assemble(vec![service], &figment).unwrap();
        let state = PARTS.lock().unwrap().remove(&data).and_then(|parts| parts.state).unwrap();
        Desk { state, tenant: TenantId::new("default"), db, _host: host }
    }

    pub(crate) async fn drop_schema(&self) {
        let Location::Schema { schema, .. } = &self.location else {
            return;
        };
        let mut tx = self.db().begin().await.unwrap();
        tx.execute(format!("DROP SCHEMA \"{schema}\" CASCADE"), &[]).await.unwrap();
        tx.commit().await.unwrap();
    }
}

/// The documented defaults in their section.
const DEFAULTS: &str = concat!("[routing_engine]\n", include_str!("../../config.toml"));
