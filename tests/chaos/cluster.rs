//! Two processes of every service on PostgreSQL, RabbitMQ and Redis; a fault a round, while customers write and an agent reads.
//!
//! Nobody is told of the faults: clients notice that nothing is answered, and come back through the gateway to whatever process is there.

use std::collections::BTreeMap;
use std::time::Duration;

use anyhow::Context as _;
use serde_json::json;
use testing::{Desk, Fleet, Servers};
use tokio::sync::watch;

use super::people::{Random, Writer, answer, setting, sign_in_again, what_is_wrong, writers};

/// Pods without which nobody talks; the others only serve files.
const PODS: [&str; 10] = [
    "agent-manager",
    "bot-framework",
    "ccm",
    "cim-customer",
    "conversation-controller",
    "conversation-manager",
    "routing-engine",
    "unified-admin",
    "web-channel-manager",
    "switchboard",
];
/// A call that takes longer is given up, and the socket with it.
const GIVE_UP: Duration = Duration::from_secs(5);
/// How often a writer looks whether it is still answered, and after what silence it comes back anew.
const LOOK: Duration = Duration::from_millis(500);
const PATIENT: Duration = Duration::from_secs(1);
/// A stopped process sleeps for longer than the lease of a leader.
const SLEEP: Duration = Duration::from_secs(3);
/// Everything must be back within this, or the run is stuck.
const STUCK: Duration = Duration::from_mins(1);

/// What goes wrong in a round.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Fault {
    KillOne,
    KillPod,
    KillAll,
    StopAndGoOn,
    CutDatabase,
    FlushCache,
}

impl Fault {
    fn pick(random: &mut Random) -> Self {
        match random.below(20) {
            0..=8 => Self::KillOne,
            9..=12 => Self::KillPod,
            13 => Self::KillAll,
            14..=16 => Self::StopAndGoOn,
            17 | 18 => Self::CutDatabase,
            _ => Self::FlushCache,
        }
    }
}

/// Runs the round's fault to its end: whatever died is started again.
async fn inflict(fault: Fault, fleet: &mut Fleet, servers: &Servers, random: &mut Random) -> anyhow::Result<()> {
    let count = fleet.members.len();
    let one = usize::try_from(random.below(u64::try_from(count)?))?;
    let victims: Vec<usize> = match fault {
        Fault::KillOne | Fault::StopAndGoOn => vec![one],
        Fault::KillPod => (0..count).filter(|other| fleet.members[*other].pod == fleet.members[one].pod).collect(),
        Fault::KillAll => (0..count).collect(),
        Fault::CutDatabase | Fault::FlushCache => Vec::new(),
    };
    match fault {
        Fault::KillOne | Fault::KillPod | Fault::KillAll => {
            for victim in &victims {
                if let Some(process) = &mut fleet.members[*victim].process {
                    process.kill().await?;
                }
            }
            tokio::time::sleep(Duration::from_millis(random.below(500))).await;
            for victim in victims {
                fleet.launch(victim)?;
            }
        }
        Fault::StopAndGoOn => {
            for victim in &victims {
                fleet.signal(*victim, "-STOP").await?;
            }
            tokio::time::sleep(SLEEP).await;
            for victim in &victims {
                fleet.signal(*victim, "-CONT").await?;
            }
        }
        Fault::CutDatabase => servers.cut_database().await?,
        Fault::FlushCache => servers.flush_cache().await?,
    }
    Ok(())
}

/// A customer who writes until told to stop, however often the way there breaks; answers the longest wait for an answer.
async fn persist(writer: &mut Writer, stop: watch::Receiver<bool>) -> anyhow::Result<Duration> {
    writer.measure_anew();
    while !*stop.borrow() {
        // Ends when the socket does; looked at now and then, since a process that is stopped closes nothing.
        let _cut = tokio::time::timeout(LOOK, writer.write()).await;
        anyhow::ensure!(writer.waiting() < STUCK, "a customer gets no answer any more");
        if writer.waiting() > PATIENT {
            // Whoever answers now is another process.
            let _not_yet = tokio::time::timeout(GIVE_UP, writer.come_back()).await;
        }
    }
    Ok(writer.measure_anew())
}

/// An agent who reads until told to stop.
async fn read(desk: &mut Desk, stop: watch::Receiver<bool>) {
    while !*stop.borrow() {
        let stepped = tokio::time::timeout(Duration::from_secs(3), desk.step()).await;
        if !matches!(stepped, Ok(Ok(()))) {
            desk.socket = None;
            let _not_yet = tokio::time::timeout(GIVE_UP, desk.connect()).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "two processes of every service: `cargo xtask test --full` and `cargo xtask chaos` run it on its own"]
async fn a_cluster_in_which_anything_dies_loses_doubles_and_reorders_nothing() -> anyhow::Result<()> {
    let (rounds, seed) = (setting("SWITCHBOARD_CHAOS_ROUNDS", 15), setting("SWITCHBOARD_CHAOS_SEED", 1));
    let mut random = Random::seeded(seed);
    let folder = tempfile::tempdir()?;
    let data = folder.path();
    let servers = Servers::make().await?;
    let mut settings = servers.settings();
    settings["web_channel_manager"] = json!({ "events_per_customer": 100_000, "events_per_address": 1_000_000 });
    let mut fleet = Fleet::start(&PODS, 2, data, &settings).await?;
    let base = fleet.base();
    testing::eventually("the demonstration", || async { Ok(data.join("demo.done").exists().then_some(())) }).await?;
    let mut writers = writers(&base).await?;
    let mut desk = answer(data, &base, &mut writers[0]).await?;
    let mut faults: BTreeMap<Fault, u64> = BTreeMap::new();
    let mut pauses = Vec::new();
    for round in 0..rounds {
        let fault = Fault::pick(&mut random);
        *faults.entry(fault).or_default() += 1;
        let (stop, stopped) = watch::channel(false);
        let load = async { futures::future::join_all(writers.iter_mut().map(|writer| persist(writer, stopped.clone()))).await };
        let before = Duration::from_millis(200 + random.below(600));
        let trouble = async {
            tokio::time::sleep(before).await;
            let inflicted = inflict(fault, &mut fleet, &servers, &mut random).await;
            let ready = fleet.ready().await;
            tokio::time::sleep(Duration::from_millis(500)).await;
            stop.send_replace(true);
            inflicted.and(ready)
        };
        let (longest, (), trouble) = futures::join!(load, read(&mut desk, stopped.clone()), trouble);
        trouble.with_context(|| format!("round {round}, {fault:?}"))?;
        for longest in longest {
            pauses.push(longest.with_context(|| format!("round {round}, {fault:?}"))?);
        }
        if round % 40 == 39 {
            sign_in_again(&mut desk, data).await?;
        }
    }
    for writer in &mut writers {
        writer.come_back().await?;
    }
    let wrong = what_is_wrong(&mut writers, &mut desk, data).await?;
    // Also, and above all, when something is wrong.
    report((rounds, seed), &faults, &writers, pauses, &wrong)?;
    fleet.stop().await;
    anyhow::ensure!(wrong.is_empty(), "{}", wrong.join("; "));
    Ok(())
}

#[expect(clippy::print_stdout, reason = "a long run prints what it found")]
/// As one JSON object, into the file that `SWITCHBOARD_CHAOS_REPORT` names, and on the last line.
fn report(
    (rounds, seed): (u64, u64),
    faults: &BTreeMap<Fault, u64>,
    writers: &[Writer],
    mut pauses: Vec<Duration>,
    wrong: &[String],
) -> anyhow::Result<()> {
    pauses.sort_unstable();
    let at = |part: usize| pauses.get((pauses.len() * part / 100).min(pauses.len().saturating_sub(1))).map_or(0, Duration::as_millis);
    let faults: BTreeMap<String, u64> = faults.iter().map(|(fault, times)| (format!("{fault:?}"), *times)).collect();
    let acknowledged: usize = writers.iter().map(|writer| writer.history.acknowledged.len()).sum();
    let report = json!({
        "rounds": rounds, "seed": seed, "faults": faults, "acknowledged": acknowledged, "wrong": wrong,
        "pause_ms": { "p50": at(50), "p99": at(99), "max": at(100) },
        // No failure in N trials bounds the rate (95 %); a failure bounds nothing.
        "bound": wrong.is_empty().then(|| format!("3/{rounds}")),
    });
    #[expect(clippy::disallowed_methods, reason = "the task runner says where the report goes")]
    if let Ok(path) = std::env::var("SWITCHBOARD_CHAOS_REPORT") {
        std::fs::write(path, format!("{report:#}\n"))?;
    }
    println!("{report}");
    Ok(())
}
