//! Two nodes with a process of every service each, on a PostgreSQL, a RabbitMQ and a Redis that belong to this run alone; a fault a round, while
//! customers write, ask for people and get them.
//!
//! Nobody is told of the faults: clients notice that nothing is answered, and come back through the gateway to whatever process is there.

use std::collections::BTreeSet;
use std::path::Path;
use std::time::Duration;

use anyhow::Context as _;
use serde_json::json;
use testing::{Client, Desk};
use tokio::sync::watch;

use super::clerks::{Caller, Clerk, introduce};
use super::faults::{Deck, Fault, World};
use super::people::{Random, Writer, setting, what_is_wrong, writers};
use super::report::Report;
use super::routing;
use crate::journeys::{PODS, SUPPORT};

const MRD: &str = "/routing-engine/v1/mrds/0192a000-0000-7000-8000-000000000001";
/// Conversations that an agent has room for. The bot understands nothing of what the six writers write and hands them over, so that two agents
/// have two places left for three callers.
const CAPACITY: usize = 4;
/// Customers who ask for people.
const CALLERS: usize = 3;
/// A call that takes longer is given up, and the socket with it.
const GIVE_UP: Duration = Duration::from_secs(5);
/// How often a writer looks whether it is still answered, and after what silence it comes back anew.
const LOOK: Duration = Duration::from_millis(500);
const PATIENT: Duration = Duration::from_secs(1);
/// Everything must be back within this once nothing is wrong any more, or the run is stuck: an offer that nobody could hear rings for a minute.
const STUCK: Duration = Duration::from_secs(100);
/// The same while one thing after the other goes wrong.
const STUCK_MEANWHILE: Duration = Duration::from_mins(5);

/// A customer who writes until told to stop, however often the way there breaks; answers the longest wait for an answer.
async fn persist(writer: &mut Writer, stop: watch::Receiver<bool>) -> anyhow::Result<Duration> {
    writer.measure_anew();
    while !*stop.borrow() {
        // Ends when the socket does; looked at now and then, since a process that is stopped closes nothing.
        let _cut = tokio::time::timeout(LOOK, writer.write()).await;
        anyhow::ensure!(writer.waiting() < STUCK_MEANWHILE, "stuck: a customer gets no answer any more");
        if writer.waiting() > PATIENT {
            // Whoever answers now is another process.
            let _not_yet = tokio::time::timeout(GIVE_UP, writer.come_back()).await;
        }
    }
    Ok(writer.measure_anew())
}

/// Everybody who talks.
struct People {
    writers: Vec<Writer>,
    callers: Vec<Caller>,
    clerks: Vec<Clerk>,
}

impl People {
    async fn gather(data: &Path, base: &str) -> anyhow::Result<Self> {
        let operator = Client::operator(base, data).await?;
        operator.patch(MRD, |mrd| mrd["maxRequests"] = CAPACITY.into()).await?;
        operator.patch(SUPPORT, |queue| queue["wrapUp"] = json!({ "enabled": false, "seconds": 0 })).await?;
        let mut writers = writers(base).await?;
        let mut first = Clerk::seated(data, base, "agent1").await?;
        introduce(&mut first, &mut writers[0]).await?;
        let second = Clerk::seated(data, base, "agent2").await?;
        Ok(Self { writers, callers: (0..CALLERS).map(|_| Caller::new(base)).collect(), clerks: vec![first, second] })
    }

    /// Everybody talks until told to stop; answers the writers' longest waits.
    async fn talk(&mut self, data: &Path, stop: &watch::Receiver<bool>) -> anyhow::Result<Vec<Duration>> {
        let writing = futures::future::join_all(self.writers.iter_mut().map(|writer| persist(writer, stop.clone())));
        let calling = futures::future::join_all(self.callers.iter_mut().map(|caller| caller.call(stop.clone(), STUCK_MEANWHILE)));
        let working = futures::future::join_all(self.clerks.iter_mut().map(|clerk| clerk.work(data, stop.clone())));
        let (waits, called, _) = futures::join!(writing, calling, working);
        called.into_iter().collect::<anyhow::Result<()>>()?;
        waits.into_iter().collect()
    }

    /// With nothing wrong any more, everybody who asks is served once more.
    async fn settle(&mut self, data: &Path) -> anyhow::Result<()> {
        let (stop, stopped) = watch::channel(false);
        let calling = async {
            let served = futures::future::join_all(self.callers.iter_mut().map(|caller| caller.call_once(STUCK))).await;
            stop.send_replace(true);
            served.into_iter().collect::<anyhow::Result<()>>()
        };
        let working = futures::future::join_all(self.clerks.iter_mut().map(|clerk| clerk.work(data, stopped.clone())));
        let (called, _) = futures::join!(calling, working);
        called
    }

    async fn wrong(&mut self, data: &Path, world: &World, report: &mut Report) -> anyhow::Result<Vec<String>> {
        for writer in &mut self.writers {
            writer.come_back().await?;
        }
        let accepted: BTreeSet<u64> = self.clerks.iter().flat_map(|clerk| clerk.accepted.iter().copied()).collect();
        let mut speakers: Vec<_> = self.clerks.iter_mut().map(|clerk| (&mut clerk.desk, &clerk.words)).collect();
        let mut wrong = what_is_wrong(&mut self.writers, &mut speakers, data).await?;
        let log = world.servers.routing_log().await?;
        let log: Vec<_> =
            log.iter().map(|(idx, epoch, events)| routing::Entry::read(*idx, *epoch, events)).collect::<anyhow::Result<_>>()?;
        report.decisions = log.len();
        wrong.extend(routing::check(&log, CAPACITY, &accepted));
        Ok(wrong)
    }
}

/// One fault while everybody talks.
async fn round(
    (people, world): (&mut People, &mut World),
    fault: Fault,
    random: &mut Random,
    data: &Path,
) -> anyhow::Result<(Vec<Duration>, Duration)> {
    let (stop, stopped) = watch::channel(false);
    let base = world.fleet.base();
    let before = Duration::from_millis(200 + random.below(600));
    let trouble = async {
        tokio::time::sleep(before).await;
        let inflicted = world.inflict(fault, random).await;
        let ready = world.ready().await;
        tokio::time::sleep(Duration::from_millis(500)).await;
        stop.send_replace(true);
        inflicted.and(ready)
    };
    let (waits, led) = futures::join!(people.talk(data, &stopped), testing::leaderless(&base, trouble));
    let (trouble, leaderless) = led?;
    trouble?;
    Ok((waits?, leaderless))
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "two processes of every service and three servers: `cargo xtask chaos` and the full run start it on its own"]
async fn a_cluster_in_which_anything_dies_loses_doubles_and_reorders_nothing() -> anyhow::Result<()> {
    let (rounds, seed) = (setting("SWITCHBOARD_CHAOS_ROUNDS", 15), setting("SWITCHBOARD_CHAOS_SEED", 1));
    let mut random = Random::seeded(seed);
    let mut report = Report::new("cluster", seed);
    let folder = tempfile::tempdir()?;
    let data = folder.path().to_owned();
    let settings = json!({
        // Often enough that one is under way when a process dies.
        "routing_engine": { "snapshot_every": 20 },
        "web_channel_manager": { "events_per_customer": 100_000, "events_per_address": 1_000_000, "sockets_per_address": 1_000_000 },
    });
    let mut world = World::start(&PODS, &data, &settings).await?;
    let base = world.fleet.base();
    testing::eventually("the demonstration", || async { Ok(data.join("demo.done").exists().then_some(())) }).await?;
    let mut people = People::gather(&data, &base).await?;
    let mut deck = Deck::new(&world);
    for number in 0..rounds {
        let fault = deck.draw(&mut random);
        let begun = std::time::Instant::now();
        let ended = round((&mut people, &mut world), fault, &mut random, &data).await.with_context(|| format!("round {number}, {fault:?}"));
        eprintln!("round {number}, {fault:?}: {:.1} s", begun.elapsed().as_secs_f32());
        match ended {
            Ok((pauses, leaderless)) => {
                report.round(fault, pauses);
                report.led(fault, leaderless);
            }
            Err(error) => {
                report.round(fault, []);
                report.wrong.push(format!("{error:#}"));
                break;
            }
        }
    }
    if let Err(error) = people.settle(&data).await {
        report.wrong.push(format!("in the end: {error:#}"));
    }
    match people.wrong(&data, &world, &mut report).await {
        Ok(wrong) => report.wrong.extend(wrong),
        Err(error) => report.wrong.push(format!("the histories cannot be checked: {error:#}")),
    }
    report.acknowledged = people.writers.iter().map(|writer| writer.words.acknowledged.len()).sum();
    report.answers = people.clerks.iter().flat_map(|clerk| clerk.words.values()).map(|words| words.acknowledged.len()).sum();
    report.served = people.callers.iter().map(|caller| caller.served).sum();
    if !report.wrong.is_empty() {
        for clerk in &people.clerks {
            let Desk { presence, offers, tasks, .. } = &clerk.desk;
            eprintln!("an agent: {presence} offers {offers:?} tasks {tasks:?} refusals {:?}", clerk.refusals);
        }
        keep(folder, &world).await;
    }
    world.fleet.stop().await;
    report.conclude()
}

/// What the processes and servers said stays for whoever looks for the cause.
async fn keep(folder: tempfile::TempDir, world: &World) {
    let place = folder.keep();
    for log in ["postgres.log", "rabbitmq.log", "redis.log"] {
        // One that cannot be copied is one less to read.
        let _lost = tokio::fs::copy(world.servers.folder().join(log), place.join(log)).await;
    }
    let copied =
        tokio::process::Command::new("cp").arg("-r").arg(world.servers.folder().join("rabbitmq/log")).arg(place.join("rabbitmq")).status();
    let _lost = copied.await;
    let mut dump = tokio::process::Command::new(testing::postgres_bin().unwrap_or_default().join("pg_dump"));
    let _lost = dump.arg("-f").arg(place.join("database.sql")).arg(world.servers.database()).status().await;
    let _lost = tokio::fs::write(place.join("held.json"), world.held().await).await;
    eprintln!("logs of the processes and servers are in {}", place.display());
}
