//! What keeps an installation on servers from starting or from being ready is one clear line that names the service and what is wrong.

use std::path::Path;

use serde_json::Value;
use testing::{Flush, Private, Process};
use tokio::process::Command;

/// Only one service.
const ONE: &[&str] = &["--only", "ccm"];

/// Runs `migrate` with these arguments; answers its exit code and what it said.
pub(super) async fn migrate(data: &Path, settings: &Value, arguments: &[&str]) -> anyhow::Result<(Option<i32>, String)> {
    let mut command = Command::new(testing::binary()?);
    command.arg("--data").arg(data).arg("migrate").args(arguments).env("SWITCHBOARD__LOG__FILTER", "off");
    let done = command.envs(testing::environment(settings)).output().await?;
    Ok((done.status.code(), String::from_utf8_lossy(&done.stderr).trim().to_owned()))
}

/// Whether it ends with code 1 and one line that has all the words.
async fn refused(data: &Path, settings: &Value, words: &[&str]) -> anyhow::Result<()> {
    let (code, said) = migrate(data, settings, ONE).await?;
    anyhow::ensure!(code == Some(1), "{code:?}: {said}");
    anyhow::ensure!(said.lines().count() == 1 && words.iter().all(|word| said.contains(word)), "{words:?}: {said}");
    anyhow::ensure!(!said.contains("secret"), "a password is said: {said}");
    Ok(())
}

/// A process that runs and is not ready says what is missing.
async fn lacks(data: &Path, settings: &Value, words: &[&str]) -> anyhow::Result<()> {
    let environment = testing::environment(settings);
    let mut environment: Vec<(&str, String)> = environment.iter().map(|(key, value)| (key.as_str(), value.clone())).collect();
    environment.push(("SWITCHBOARD__PEERS__CIM-CUSTOMER", "http://127.0.0.1:1".to_owned()));
    environment.push(("SWITCHBOARD__PEERS__CONVERSATION-MANAGER", "http://127.0.0.1:1".to_owned()));
    let mut process = Process::start(data, testing::free_ports()?, &["run", "--only", "ccm"], &environment)?;
    let url = format!("{}/health/ready", process.admin);
    testing::eventually(&format!("a readiness that says {words:?}"), || async {
        let Ok(answer) = reqwest::get(&url).await else { return Ok(None) };
        let status = answer.status();
        let said = answer.text().await?;
        Ok((status == 503 && words.iter().all(|word| said.contains(word))).then_some(()))
    })
    .await?;
    assert!(process.is_running()?, "it waits, it does not end");
    process.kill().await
}

#[tokio::test(flavor = "multi_thread")]
async fn servers_that_are_wrong_are_said_in_one_line_each() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let data = folder.path();
    let servers = Private::start(Flush::Never).await?;
    let good = servers.settings();
    let with = |key: &str, value: String| {
        let mut settings = good.clone();
        settings[key] = value.into();
        settings
    };
    let [nobody] = testing::free_ports()?;

    let wrong = with("database", format!("postgres://postgres:secret@127.0.0.1:{nobody}/switchboard"));
    refused(data, &wrong, &["ccm", "refused"]).await?;
    lacks(data, &wrong, &["ccm", "store", "refused"]).await?;
    let wrong = with("database", format!("postgres://postgres:secret@127.0.0.1:{}/no_such_database", servers.postgres.port));
    refused(data, &wrong, &["ccm", "no_such_database", "does not exist"]).await?;
    let wrong = with("database", format!("postgres://nobody:secret@127.0.0.1:{}/switchboard", servers.postgres.port));
    refused(data, &wrong, &["ccm", "nobody", "does not exist"]).await?;
    lacks(data, &good, &["migrations are pending", "`migrate`"]).await?;

    let wrong = with("broker", format!("amqp://guest:secret@127.0.0.1:{nobody}/%2f"));
    refused(data, &wrong, &["broker", "refused"]).await?;
    servers.rabbitmq.rabbitmqctl(&["add_user", "lame", "secret"]).await?;
    servers.rabbitmq.rabbitmqctl(&["set_permissions", "lame", "^$", "^$", ".*"]).await?;
    let wrong = with("broker", format!("amqp://lame:secret@127.0.0.1:{}/%2f", servers.rabbitmq.port));
    refused(data, &wrong, &["broker", "the right to configure", "ACCESS_REFUSED", "lame"]).await?;

    let (code, said) = migrate(data, &good, ONE).await?;
    assert_eq!(code, Some(0), "{said}");
    // Everything is right, but nobody is where its peers should be.
    lacks(data, &good, &["cim-customer was never reached", "127.0.0.1:1", "refused"]).await?;
    lacks(data, &wrong, &["bus", "ACCESS_REFUSED"]).await?;
    Ok(())
}
