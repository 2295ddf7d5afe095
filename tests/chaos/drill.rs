//! The drill of `charts/switchboard/runbooks/backup.md`: PostgreSQL is dumped under load, restored into another database, and everything goes on there
//! with new queues.

use std::path::Path;
use std::time::Duration;

use anyhow::Context as _;
use serde_json::Value;
use testing::{Client, Customer, Desk, Flush, Private, Process};
use tokio::process::Command;

use super::people::{Writer, answer, log, sign_in_again, writers};
use crate::journeys::SHOP;

/// How long customers write before the dump, and while it is taken at least.
const STRETCH: Duration = Duration::from_millis(700);

/// Brings the stores to this version, as the chart's init containers do, then runs everything in one process.
async fn start(data: &Path, settings: &Value) -> anyhow::Result<Process> {
    let mut settings = settings.clone();
    settings["web_channel_manager"] =
        serde_json::json!({ "events_per_customer": 100_000, "events_per_address": 1_000_000, "sockets_per_address": 1_000_000 });
    let environment = testing::environment(&settings);
    let mut migrate = Command::new(testing::binary()?);
    let migrated = migrate.arg("--data").arg(data).arg("migrate").envs(environment.iter().cloned()).status().await?;
    anyhow::ensure!(migrated.success(), "the stores cannot be prepared");
    let environment: Vec<(&str, String)> = environment.iter().map(|(key, value)| (key.as_str(), value.clone())).collect();
    let mut process = Process::start_logging(&data.with_extension("log"), data, testing::free_ports()?, &[], &environment)?;
    process.ready().await?;
    Ok(process)
}

/// One of PostgreSQL's own programs, on the test's server.
async fn postgres(servers: &Private, program: &str, arguments: &[&str]) -> anyhow::Result<()> {
    let mut command = Command::new(testing::postgres_bin()?.join(program));
    command.args(["-h", "127.0.0.1", "-U", "postgres", "-p"]).arg(servers.postgres.port.to_string()).args(arguments);
    let done = command.output().await.with_context(|| program.to_owned())?;
    anyhow::ensure!(done.status.success(), "{program}: {}", String::from_utf8_lossy(&done.stderr));
    Ok(())
}

async fn write_for(writers: &mut [Writer], stretch: Duration) {
    let _time_is_up = tokio::time::timeout(stretch, futures::future::join_all(writers.iter_mut().map(Writer::write))).await;
}

fn conversation(writer: &Writer) -> anyhow::Result<String> {
    let session = writer.customer.session.as_ref().context("a session")?;
    Ok(session["header"]["conversationId"].as_str().context("a conversation")?.to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dump_of_postgresql_is_restored_elsewhere_and_every_conversation_goes_on() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let (data, dump) = (folder.path().join("data"), folder.path().join("switchboard.dump"));
    let servers = Private::start(Flush::Never).await?;
    let mut settings = servers.settings();
    let mut process = start(&data, &settings).await?;
    testing::eventually("the demonstration", || async { Ok(data.join("demo.done").exists().then_some(())) }).await?;
    let mut writers = writers(&process.base).await?;
    let mut desk = answer(&data, &process.base, &mut writers[0]).await?;
    write_for(&mut writers, STRETCH).await;
    let before: Vec<Vec<String>> = writers.iter().map(|writer| writer.words.acknowledged.clone()).collect();
    let path = dump.to_string_lossy().into_owned();
    let arguments = ["-Fc", "-f", &path, "switchboard"];
    let dumping = postgres(&servers, "pg_dump", &arguments);
    let (dumped, ()) = futures::join!(dumping, write_for(&mut writers, STRETCH));
    dumped?;
    process.kill().await?;

    postgres(&servers, "createdb", &["restored"]).await?;
    postgres(&servers, "pg_restore", &["-d", "restored", "--no-owner", "--exit-on-error", &path]).await?;
    settings["database"] = servers.postgres_url("restored").into();
    settings["bus"]["prefix"] = "restored".into();
    let mut process = start(&data, &settings).await?;
    let operator = Client::operator(&process.base, &data).await?;
    for (writer, before) in writers.iter_mut().zip(&before) {
        let all = log(&operator, &conversation(writer)?).await?;
        for id in before {
            assert_eq!(all.iter().filter(|row| row.row == *id).count(), 1, "{id} was acknowledged before the dump");
        }
        let mut tab = writer.customer.tab();
        tab.moved(&process.base);
        assert!(tab.resume().await?, "the conversation goes on");
        assert_eq!(tab.say("after the restore").await?["code"], 200);
    }
    desk.moved(&process.base, &operator);
    sign_in_again(&mut desk, &data).await?;
    // Routing is led by nobody until the lease of the process that was killed has run out: a desk is turned away, and comes back.
    let mut again = testing::eventually("the desk is let in", || async {
        let mut again = Desk::new(&process.base, &Client::with_token(&process.base, desk.token()));
        Ok(again.connect().await.ok().map(|()| again))
    })
    .await?;
    let first = conversation(&writers[0])?;
    again.hears(&first, "after the restore").await?;
    again.say(&first, "so do I").await?;
    // Events flow: the bot hears of somebody new.
    let mut customer = Customer::new(&process.base, SHOP);
    customer.start(&[]).await?;
    customer.hears("I am Robin").await?;
    process.kill().await
}
