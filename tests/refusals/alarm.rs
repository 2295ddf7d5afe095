//! RabbitMQ takes nothing more from publishers once it runs out of memory or disk. New work then waits outside, with a reason, and what was let in
//! arrives when the alarm is over.

use std::time::Duration;

use serde_json::{Value, json};
use testing::{Customer, Desk, Flush, Private, Process};

use super::on_servers::migrate;
use crate::journeys::{SHOP, fast};

/// Events of one service that may wait before new work is refused.
const BACKLOG: usize = 40;
/// Messages until one must have been refused: a message is an event or two, and they are counted now and then.
const MOST: usize = 2_000;

/// Says one thing after the other until one is refused; answers what was taken, and the refusal.
async fn until_refused(customer: &mut Customer) -> anyhow::Result<(Vec<String>, Value)> {
    let mut taken = Vec::new();
    while taken.len() < MOST {
        let text = format!("word {}", taken.len());
        let answer = customer.say(&text).await?;
        if answer["code"] != 200 {
            return Ok((taken, answer));
        }
        taken.push(text);
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    anyhow::bail!("{MOST} messages were taken while the broker takes nothing")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_broker_that_takes_nothing_more_stops_new_work_at_the_socket_and_what_was_let_in_arrives() -> anyhow::Result<()> {
    let servers = Private::start(Flush::Never).await?;
    let folder = tempfile::tempdir()?;
    let data = folder.path();
    let mut settings = servers.settings();
    settings["web_channel_manager"] = fast()["web_channel_manager"].clone();
    settings["bus"]["backlog"] = json!(BACKLOG);
    let (code, said) = migrate(data, &settings, &[]).await?;
    assert_eq!(code, Some(0), "{said}");
    let environment = testing::environment(&settings);
    let environment: Vec<(&str, String)> = environment.iter().map(|(key, value)| (key.as_str(), value.clone())).collect();
    let mut process = Process::start(data, testing::free_ports()?, &["run"], &environment)?;
    process.ready().await?;
    testing::eventually("the demonstration", || async { Ok(data.join("demo.done").exists().then_some(())) }).await?;
    let mut customer = Customer::new(&process.base, SHOP);
    customer.start(&[]).await?;
    customer.hears("I am Robin").await?;

    servers.rabbitmq.rabbitmqctl(&["set_vm_memory_high_watermark", "0"]).await?;
    let (taken, refused) = until_refused(&mut customer).await?;
    assert_eq!((refused["code"].as_i64(), refused["reason"].as_str()), (Some(503), Some("BACKLOG")), "{refused}");
    let waiting = servers.outbox().await?;
    assert!(waiting > i64::try_from(BACKLOG)?, "{waiting} events wait");
    // A second later it is no different: nothing is let in by chance.
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert_eq!(customer.say("still closed?").await?["code"], 503);
    assert!(process.is_running()?);

    servers.rabbitmq.rabbitmqctl(&["set_vm_memory_high_watermark", "absolute", "1GB"]).await?;
    testing::eventually("an empty outbox", || async { Ok((servers.outbox().await? == 0).then_some(())) }).await?;
    let answer = customer.say("open again").await?;
    assert_eq!(answer["code"], 200, "{answer}");
    customer.until("what was let in", |customer| customer.applied.texts().iter().any(|(_, text)| text == "open again")).await?;
    let heard: Vec<String> = customer.applied.texts().into_iter().map(|(_, text)| text).filter(|text| text.starts_with("word ")).collect();
    assert_eq!(heard, taken, "what was acknowledged, each once and in order");
    assert!(!customer.applied.gap && !customer.applied.texts().iter().any(|(_, text)| text == "still closed?"));

    // Everybody behind the broker goes on: a bot, the rules, routing, a desk.
    let mut next = Customer::new(&process.base, SHOP);
    next.start(&[]).await?;
    next.hears("I am Robin").await?;
    let mut desk = Desk::seated(&process.base, data, "agent1").await?;
    // Perhaps the bot, which understood nothing of all those words, has asked for somebody already: there is one offer either way.
    customer.say("I want to talk to a person").await?;
    desk.take_offer().await?;
    customer.sees("AGENT_SUBSCRIBED").await?;
    process.kill().await
}
