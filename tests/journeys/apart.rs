//! routing-engine as a process of its own, over TCP: the same road, and the rest goes on when it dies.

use std::path::Path;

use serde_json::json;
use testing::{Customer, Desk, Process};

use super::SHOP;

/// The whole product sets the demonstration up, then ends.
async fn set_up(data: &Path, ports: [u16; 2]) -> anyhow::Result<()> {
    let mut whole = Process::start(data, ports, &[], &[])?;
    whole.ready().await?;
    testing::eventually("the demonstration", || async { Ok(data.join("demo.done").exists().then_some(())) }).await?;
    whole.terminate().await?;
    Ok(())
}

async fn routing(data: &Path, ports: [u16; 2], grpc: u16) -> anyhow::Result<Process> {
    let listen = [("SWITCHBOARD__LISTEN__GRPC", format!("127.0.0.1:{grpc}"))];
    let mut process = Process::start(data, ports, &["run", "--only", "routing-engine"], &listen)?;
    process.ready().await?;
    Ok(process)
}

#[tokio::test(flavor = "multi_thread")]
async fn routing_engine_runs_apart_over_tcp_and_comes_back_after_a_kill() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let data = folder.path();
    let [public, admin, other_public, other_admin, grpc] = testing::free_ports::<5>()?;
    set_up(data, [public, admin]).await?;
    let mut engine = routing(data, [other_public, other_admin], grpc).await?;
    let settings = data.join("apart.toml");
    std::fs::write(&settings, format!("[peers]\nrouting-engine = \"http://127.0.0.1:{grpc}\"\n"))?;
    let settings = settings.to_string_lossy().into_owned();
    let mut rest = Process::start(data, [public, admin], &["--config", &settings, "run", "--except", "routing-engine"], &[])?;
    rest.ready().await?;

    let mut alice = Desk::seated(&rest.base, data, "agent1").await?;
    let mut customer = Customer::new(&rest.base, SHOP);
    customer.start(&[]).await?;
    customer.hears("I am Robin").await?;
    customer.say("I want to talk to a person").await?;
    let conversation = alice.take_offer().await?;

    engine.kill().await?;
    alice.say(&conversation, "routing is away, we are not").await?;
    customer.hears("we are not").await?;
    let away = alice.ask("listQueues", &json!({})).await?;
    assert_eq!(away["code"], 503, "{away}");
    let _engine = routing(data, [other_public, other_admin], grpc).await?;
    let mut second = Customer::new(&rest.base, SHOP);
    second.start(&[]).await?;
    second.hears("I am Robin").await?;
    second.say("I want to talk to a person").await?;
    alice.take_offer().await?;
    Ok(())
}
