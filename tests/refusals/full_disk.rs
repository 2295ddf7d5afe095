//! A data folder on a filesystem that fills up: nothing that was acknowledged is lost, nothing else is acknowledged, and freed space is enough
//! to go on.

use std::path::Path;

use anyhow::Context as _;
use serde_json::Value;
use testing::{Client, Customer, Process, Small};

use crate::journeys::SHOP;

/// Room for the stores and their logs, and little more.
const SIZE: &str = "64m";
/// Bytes of the texts that fill what is left.
const TEXT: usize = 8_000;
/// Texts sent into the full disk at most: what SQLite has reserved already is used up long before.
const MOST: usize = 3_000;

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_costs_no_acknowledged_message_and_ends_when_there_is_space() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let data = folder.path().join("data");
    let Some(small) = Small::mount(&data, SIZE)? else { return Ok(()) };
    let log = folder.path().join("log");
    // What slows customers down is out of the way.
    let limits = ("SWITCHBOARD__WEB_CHANNEL_MANAGER__EVENTS_PER_CUSTOMER", "10000".to_owned());
    let mut process = Process::start_logging(&log, &data, testing::free_ports()?, &[], &[limits])?;
    process.ready().await?;
    testing::eventually("the demonstration", || async { Ok(data.join("demo.done").exists().then_some(())) }).await?;
    let mut customer = Customer::new(&process.base, SHOP);
    customer.start(&[]).await?;
    customer.hears("I am Robin").await?;
    assert_eq!(customer.say("before").await?["code"], 200);

    let ballast = small.fill()?;
    let (mut acknowledged, refused) = write_until_refused(&mut customer).await?;
    assert!(process.is_running()?, "{}", std::fs::read_to_string(&log)?);
    let said = testing::eventually("the full disk is told", || async { told(&process, &log).await }).await?;
    assert!(!said.contains("panicked"), "{said}");
    let ready = reqwest::get(format!("{}/health/ready", process.admin)).await?;
    assert_eq!(ready.status(), 503);
    assert!(ready.text().await?.contains("the disk is full"), "readiness says why");

    std::fs::remove_file(&ballast)?;
    let answer = testing::eventually("the disk is used again", || async {
        let mut again = customer.tab();
        if !again.resume().await? {
            return Ok(None);
        }
        let message = again.message(&refused, "refused at first");
        let answer = again.socket()?.call("MESSAGE_RECEIVED", &message).await?;
        Ok((answer["code"] == 200).then_some(answer))
    })
    .await?;
    assert!(answer["seq"].as_i64() > Some(0), "{answer}");
    acknowledged.push(refused);
    let ids = log_of(&process, &data, &customer).await?;
    for id in &acknowledged {
        assert_eq!(ids.iter().filter(|of| *of == id).count(), 1, "{id} was acknowledged");
    }
    process.ready().await?;
    process.kill().await
}

/// Writes into the full disk until something is not acknowledged; answers what was, and what was not.
async fn write_until_refused(customer: &mut Customer) -> anyhow::Result<(Vec<String>, String)> {
    let text = "x".repeat(TEXT);
    let mut acknowledged = Vec::new();
    for number in 0..MOST {
        let id = format!("into-the-full-disk-{number}");
        let message = customer.message(&id, &text);
        let answer = customer.socket()?.call("MESSAGE_RECEIVED", &message).await?;
        if answer["code"] != 200 {
            assert!([429, 503, 504].contains(&answer["code"].as_i64().unwrap_or_default()), "it may be sent again: {answer}");
            return Ok((acknowledged, id));
        }
        acknowledged.push(id);
    }
    anyhow::bail!("{MOST} messages of {TEXT} bytes found room on a full disk")
}

/// What readiness or the log says of it.
async fn told(process: &Process, log: &Path) -> anyhow::Result<Option<String>> {
    let ready = reqwest::get(format!("{}/health/ready", process.admin)).await?.text().await?;
    let said = format!("{ready}\n{}", std::fs::read_to_string(log)?);
    Ok(["disk is full", "No space left"].iter().any(|words| said.contains(words)).then_some(said))
}

/// Ids of all rows of the customer's conversation.
async fn log_of(process: &Process, data: &Path, customer: &Customer) -> anyhow::Result<Vec<String>> {
    let operator = Client::operator(&process.base, data).await?;
    let session = customer.session.as_ref().context("a session")?;
    let conversation = session["header"]["conversationId"].as_str().context("a conversation")?;
    let (mut ids, mut after) = (Vec::new(), 0);
    loop {
        let path = format!("/conversation-manager/v1/conversations/{conversation}/activities?after={after}&limit=500");
        let page: Value = operator.get(&path).await?;
        for row in page["items"].as_array().into_iter().flatten() {
            after = row["seq"].as_i64().unwrap_or(after);
            ids.push(row["id"].as_str().unwrap_or_default().to_owned());
        }
        if page["more"] != true {
            return Ok(ids);
        }
    }
}
