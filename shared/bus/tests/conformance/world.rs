//! A publisher `shop`, a consumer `stock` and a bus between them, on either backing.

use std::collections::BTreeMap;
use std::panic::AssertUnwindSafe;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use bus::{Backing, Broker, Bus, Delivery, Event, Group, Handler, Options, Publisher, parking};
use contracts::bus::ConfigChanged;
use db::{Db, Durability, Location, Migration, Migrations, params};
use futures::FutureExt as _;
use ids::{Clock, TenantId};
use proptest::test_runner::TestCaseError;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

pub(crate) const TOPIC: &str = "shop.sold.v1";
/// Few, so that tests are quick; more than one, so that there is something to mix up.
pub(crate) const PARTITIONS: u16 = 3;

/// Where the stores and the events are. Worlds come and go on it, as processes do.
pub(crate) struct Place {
    kind: Kind,
    running: Mutex<Vec<(TaskTracker, CancellationToken)>>,
}

enum Kind {
    Files(tempfile::TempDir),
    Servers(Servers),
}

/// Servers that are shared with others: everything made there begins with `name`.
#[derive(Clone)]
pub(crate) struct Servers {
    pub(crate) name: String,
    pub(crate) postgres: String,
    pub(crate) amqp: String,
    pub(crate) redis: String,
    pub(crate) partitions: u16,
}

/// Where a server is: a setting of the machine, or the usual port if something listens there.
fn server(setting: &str, port: u16, usual: &str) -> Option<String> {
    if let Ok(url) = std::env::var(setting) {
        return Some(url);
    }
    let address = std::net::SocketAddr::from(([127, 0, 0, 1], port));
    std::net::TcpStream::connect_timeout(&address, Duration::from_millis(200)).is_ok().then(|| usual.to_owned())
}

impl Place {
    pub(crate) fn files() -> Self {
        Self { kind: Kind::Files(tempfile::tempdir().unwrap()), running: Mutex::default() }
    }

    /// None where a server is missing.
    pub(crate) fn servers() -> Option<Self> {
        let servers = Servers {
            name: format!("t{}", ids::new_id().replace('-', "")),
            postgres: server("SWITCHBOARD_TEST_POSTGRES", 5432, "postgres://postgres@127.0.0.1:5432/postgres")?,
            amqp: server("SWITCHBOARD_TEST_AMQP", 5672, "amqp://guest:guest@127.0.0.1:5672/%2f")?,
            redis: server("SWITCHBOARD_TEST_REDIS", 6379, "redis://127.0.0.1:6379")?,
            partitions: PARTITIONS,
        };
        Some(Self { kind: Kind::Servers(servers), running: Mutex::default() })
    }

    /// The same servers and names, as another process sees them; whoever made them takes them away.
    pub(crate) fn again(servers: Servers) -> Self {
        Self { kind: Kind::Servers(servers), running: Mutex::default() }
    }

    pub(crate) fn is_on_servers(&self) -> bool {
        matches!(self.kind, Kind::Servers(_))
    }

    pub(crate) fn on_servers(&self) -> Servers {
        match &self.kind {
            Kind::Servers(servers) => servers.clone(),
            Kind::Files(_) => panic!("not on servers"),
        }
    }

    pub(crate) fn open(&self, service: &str) -> Db {
        match &self.kind {
            Kind::Files(folder) => file(folder.path(), service),
            Kind::Servers(servers) => servers.open(service),
        }
    }

    fn backing(&self, chaos: Option<u64>, clock: Clock) -> Backing {
        match &self.kind {
            Kind::Files(folder) => {
                let path = folder.path().to_owned();
                let registry = file(&path, "bus");
                let locate = Arc::new(move |service: &str| Db::read_only(&path.join(format!("{service}.sqlite"))));
                Options { chaos, ..Options::new(locate, registry, clock) }.into()
            }
            Kind::Servers(servers) => Broker { clock, ..servers.backing(chaos) }.into(),
        }
    }

    /// The same, keeping events for some seconds at most: longer than a group that waits looks whether it may go on.
    pub(crate) fn forgetful(&self) -> Backing {
        match self.backing(None, Clock::System) {
            Backing::Embedded(options) => Options { keep: Duration::from_secs(1), ..options }.into(),
            Backing::Broker(broker) => Broker { keep: Duration::from_secs(5), ..broker }.into(),
        }
    }

    /// The same, refusing new work while more events wait.
    pub(crate) fn narrow(&self, backlog: u64) -> Backing {
        match self.backing(None, Clock::System) {
            Backing::Embedded(options) => Options { backlog, ..options }.into(),
            Backing::Broker(broker) => Broker { backlog, ..broker }.into(),
        }
    }

    /// Stops what still runs and takes everything away.
    pub(crate) async fn remove(self) {
        for (tracker, stop) in self.running.into_inner().unwrap() {
            stop.cancel();
            tracker.close();
            if tokio::time::timeout(Duration::from_secs(15), tracker.wait()).await.is_err() {
                eprintln!("a task of the bus did not end");
            }
        }
        if let Kind::Servers(servers) = self.kind {
            servers.remove().await;
        }
    }
}

fn file(folder: &Path, service: &str) -> Db {
    Db::new(&Location::File(folder.join(format!("{service}.sqlite"))), Durability::Lazy).unwrap()
}

impl Servers {
    pub(crate) fn open(&self, service: &str) -> Db {
        let location = Location::Schema { url: self.postgres.clone(), schema: format!("{}_{service}", self.name) };
        Db::new(&location, Durability::Lazy).unwrap()
    }

    pub(crate) fn backing(&self, chaos: Option<u64>) -> Broker {
        let stores = self.clone();
        let locate = Arc::new(move |service: &str| stores.open(service));
        let usual = Broker::new(&self.amqp, &self.redis, locate, Clock::System);
        Broker { partitions: self.partitions, prefix: self.name.clone(), chaos, ..usual }
    }

    pub(crate) fn amqp_port(&self) -> u16 {
        let uri: lapin::uri::AMQPUri = self.amqp.parse().unwrap();
        uri.authority.port
    }

    pub(crate) async fn channel(&self) -> lapin::Channel {
        let usual = server("SWITCHBOARD_TEST_AMQP", 5672, "amqp://guest:guest@127.0.0.1:5672/%2f").unwrap();
        let connection = lapin::Connection::connect(&usual, lapin::ConnectionProperties::default()).await.unwrap();
        connection.create_channel().await.unwrap()
    }

    async fn remove(&self) {
        let db = self.open("shop");
        let mut tx = db.begin().await.unwrap();
        for service in ["shop", "stock"] {
            tx.execute(format!("DROP SCHEMA IF EXISTS \"{}_{service}\" CASCADE", self.name), &[]).await.unwrap();
        }
        tx.commit().await.unwrap();
        db.close().await;
        let channel = self.channel().await;
        let name = &self.name;
        let partitions = (0..self.partitions).map(|n| format!("{name}.stock.shop.p{n}"));
        let fixed = [format!("{name}.unwanted.p{}", self.partitions), format!("{name}.given-up")];
        for queue in partitions.chain(fixed.clone()) {
            channel.queue_delete(queue.as_str().into(), lapin::options::QueueDeleteOptions::default()).await.unwrap();
        }
        for exchange in [format!("{name}.shop")].into_iter().chain(fixed) {
            channel.exchange_delete(exchange.as_str().into(), lapin::options::ExchangeDeleteOptions::default()).await.unwrap();
        }
    }
}

/// Runs a test on a place that goes away with it, whatever happens.
pub(crate) async fn on(place: Option<Place>, test: impl AsyncFn(&Place)) {
    let Some(place) = place else {
        eprintln!("skipped: PostgreSQL, RabbitMQ or Redis is not there");
        return;
    };
    let outcome = AssertUnwindSafe(test(&place)).catch_unwind().await;
    place.remove().await;
    if let Err(panic) = outcome {
        std::panic::resume_unwind(panic);
    }
}

/// The same for one case of a property, which says what is wrong with it.
pub(crate) fn holds(place: Option<Place>, case: impl AsyncFn(&Place) -> Vec<String>) -> Result<(), TestCaseError> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let faults = Mutex::new(Vec::new());
    runtime.block_on(on(place, async |place| {
        let found = case(place).await;
        faults.lock().unwrap().extend(found);
    }));
    let faults = faults.into_inner().unwrap();
    if faults.is_empty() { Ok(()) } else { Err(TestCaseError::fail(faults.join("; "))) }
}

/// One process on a place.
pub(crate) struct World {
    pub(crate) bus: Bus,
    pub(crate) shop: Db,
    pub(crate) stock: Db,
    pub(crate) publisher: Publisher,
    tracker: TaskTracker,
    stop: CancellationToken,
}

fn tables() -> Migrations {
    let sold = "CREATE TABLE sold (pos {{identity}}, key TEXT NOT NULL, number BIGINT NOT NULL)";
    Migrations::new([Migration { version: 1, name: "sold", sql: sold }]).and(bus::migrations())
}

impl World {
    pub(crate) async fn new(place: &Place, chaos: Option<u64>) -> Self {
        Self::with(place, place.backing(chaos, Clock::System)).await
    }

    /// A process whose time a test moves.
    pub(crate) async fn at(place: &Place, clock: Clock) -> Self {
        Self::with(place, place.backing(None, clock)).await
    }

    pub(crate) async fn with(place: &Place, backing: impl Into<Backing>) -> Self {
        let bus = Bus::new(backing);
        let (shop, stock) = (place.open("shop"), place.open("stock"));
        shop.migrate(&tables()).await.unwrap();
        stock.migrate(&tables()).await.unwrap();
        let publisher = bus.publisher("shop");
        let (tracker, stop) = (TaskTracker::new(), CancellationToken::new());
        place.running.lock().unwrap().push((tracker.clone(), stop.clone()));
        Self { bus, shop, stock, publisher, tracker, stop }
    }

    pub(crate) async fn start(&self, handler: Arc<dyn Handler>) {
        self.bus.group(Group { name: "stock", topics: vec![TOPIC], service: "stock", db: self.stock.clone(), handler });
        self.start_without_group().await;
    }

    pub(crate) async fn start_without_group(&self) {
        self.bus.start(&self.tracker, &self.stop).await.unwrap();
    }

    /// Ends all tasks, as a stopping process does.
    pub(crate) async fn end(self) {
        self.stop.cancel();
        self.tracker.close();
        self.tracker.wait().await;
        self.shop.close().await;
        self.stock.close().await;
    }

    pub(crate) async fn publish(&self, sales: &[(&str, i64)]) {
        self.publish_events(sales.iter().map(|(key, number)| event(key, *number)).collect()).await;
    }

    pub(crate) async fn publish_events(&self, events: Vec<Event>) {
        let mut tx = self.shop.begin().await.unwrap();
        self.publisher.publish(&mut tx, events).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// What the consumer's store holds, by key, in the order it was written.
    pub(crate) async fn sold(&self) -> BTreeMap<String, Vec<i64>> {
        let mut sold = BTreeMap::new();
        for row in self.stock.query("SELECT key, number FROM sold ORDER BY pos", &[]).await.unwrap() {
            sold.entry(row.get::<String>(0).unwrap()).or_insert_with(Vec::new).push(row.get(1).unwrap());
        }
        sold
    }

    pub(crate) async fn until(&self, what: &str, condition: impl Fn(&BTreeMap<String, Vec<i64>>) -> bool) {
        for _ in 0..2500 {
            if condition(&self.sold().await) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        let held = parking::list(&self.bus).await.unwrap();
        let sold = self.sold().await;
        panic!("{what} did not happen; the store holds {sold:?}, held are {held:?}, the bus says {:?}", self.bus.check());
    }

    /// As the publisher's process prunes now and then.
    pub(crate) async fn prune(&self) {
        self.bus.prune("shop", &self.shop).await.unwrap();
    }

    /// How many effects there are.
    pub(crate) async fn effects(&self) -> i64 {
        let row = self.stock.query_one("SELECT COUNT(*) FROM sold", &[]).await.unwrap().unwrap();
        row.get(0).unwrap()
    }

    pub(crate) async fn rows(&self, table: &str) -> i64 {
        let row = self.shop.query_one(format!("SELECT COUNT(*) FROM {table}"), &[]).await.unwrap().unwrap();
        row.get(0).unwrap()
    }
}

/// Waits for something that the store of sales does not show.
pub(crate) async fn eventually(what: &str, condition: impl AsyncFn() -> bool) {
    for _ in 0..2500 {
        if condition().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("{what} did not happen");
}

pub(crate) fn event(key: &str, number: i64) -> Event {
    Event::new(TOPIC, key, "sold", TenantId::default(), &ConfigChanged { version: number, ..ConfigChanged::default() })
}

pub(crate) fn number(delivery: &Delivery<'_>) -> i64 {
    let sale: ConfigChanged = prost::Message::decode(delivery.event.payload.as_slice()).unwrap();
    sale.version
}

/// Writes what it gets into the consumer's store.
pub(crate) async fn write_down(delivery: &mut Delivery<'_>) -> errors::Result<()> {
    let (key, number) = (delivery.event.key.clone(), number(delivery));
    let tx = delivery.tx().await?;
    tx.execute("INSERT INTO sold (key, number) VALUES ($1, $2)", &params![key, number]).await?;
    Ok(())
}

pub(crate) struct WriteDown;

#[async_trait]
impl Handler for WriteDown {
    async fn handle(&self, delivery: &mut Delivery<'_>) -> errors::Result<()> {
        write_down(delivery).await
    }
}
