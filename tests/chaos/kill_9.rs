//! The process dies at random points under load and comes back; nothing acknowledged is lost, doubled or out of order.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use anyhow::Context as _;
use testing::Process;

use super::people::{Random, Writer, answer, converse, setting, sign_in_again, what_is_wrong, writers};
use super::report::Report;

fn environment(base: &str) -> Vec<(&'static str, String)> {
    let many = "100000".to_owned();
    vec![
        ("SWITCHBOARD__WEB_CHANNEL_MANAGER__EVENTS_PER_CUSTOMER", many.clone()),
        ("SWITCHBOARD__WEB_CHANNEL_MANAGER__EVENTS_PER_ADDRESS", many),
        ("SWITCHBOARD__UNIFIED_ADMIN__PUBLIC_URL", base.to_owned()),
    ]
}

async fn start(data: &Path, ports: [u16; 2]) -> anyhow::Result<Process> {
    let base = format!("http://127.0.0.1:{}", ports[0]);
    let mut process = Process::start(data, ports, &[], &environment(&base))?;
    process.ready().await?;
    Ok(process)
}

#[tokio::test(flavor = "multi_thread")]
async fn kill_9_at_random_points_under_load_loses_doubles_and_reorders_nothing() -> anyhow::Result<()> {
    let (rounds, seed) = (setting("SWITCHBOARD_CHAOS_ROUNDS", 60), setting("SWITCHBOARD_CHAOS_SEED", 1));
    let mut random = Random::seeded(seed);
    let mut report = Report::new("embedded", seed);
    let folder = tempfile::tempdir()?;
    let data = folder.path();
    let ports = testing::free_ports::<2>()?;
    let mut process = start(data, ports).await?;
    testing::eventually("the demonstration", || async { Ok(data.join("demo.done").exists().then_some(())) }).await?;
    let mut writers = writers(&process.base).await?;
    let mut desk = answer(data, &process.base.clone(), &mut writers[0]).await?;
    let mut words = BTreeMap::new();
    for round in 0..rounds {
        let pause = Duration::from_millis(20 + random.below(400));
        let load = async { futures::future::join_all(writers.iter_mut().map(Writer::write)).await };
        let killed = async {
            tokio::time::sleep(pause).await;
            process.kill().await
        };
        let following = converse(&mut desk, &mut words);
        let (_, (), killed) = futures::join!(load, following, killed);
        killed?;
        process = start(data, ports).await?;
        if round % 100 == 99 {
            sign_in_again(&mut desk, data).await?;
        }
        desk.socket = None;
        desk.connect().await.with_context(|| format!("round {round}, the desk"))?;
        for writer in &mut writers {
            writer.come_back().await.with_context(|| format!("round {round}"))?;
        }
        // The wait that this death costs ends in the next round.
        report.round("KillAll", writers.iter_mut().map(Writer::longest_wait).filter(|_| round > 0));
    }
    report.wrong = what_is_wrong(&mut writers, &mut [(&mut desk, &words)], data).await?;
    report.acknowledged = writers.iter().map(|writer| writer.words.acknowledged.len()).sum();
    report.answers = words.values().map(|words| words.acknowledged.len()).sum();
    report.conclude()
}
