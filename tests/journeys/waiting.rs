//! Customers who wait hear where they stand, and for how long.

use testing::Customer;

use super::Shop;

fn place(customer: &Customer) -> Option<i64> {
    customer.signals.get("WAIT")?["wait"]["position"].as_i64()
}

/// A customer who asked for an agent.
async fn queued(shop: &Shop) -> anyhow::Result<Customer> {
    let mut customer = shop.greeted().await?;
    customer.say("I want to talk to a person").await?;
    customer.sees("TASK_ENQUEUED").await?;
    Ok(customer)
}

#[tokio::test(flavor = "multi_thread")]
async fn who_waits_behind_another_moves_up_when_that_one_is_taken() -> anyhow::Result<()> {
    let shop = Shop::open().await?;
    let operator = shop.installation.operator().await?;
    let chat = operator.get("/routing-engine/v1/mrds").await?["items"][0]["id"].as_str().unwrap_or_default().to_owned();
    operator.patch(&format!("/routing-engine/v1/mrds/{chat}"), |mrd| mrd["maxRequests"] = 1.into()).await?;
    let mut first = queued(&shop).await?;
    let mut second = queued(&shop).await?;
    first.until("its place", |customer| place(customer) == Some(1)).await?;
    second.until("its place", |customer| place(customer) == Some(2)).await?;
    let mut reloaded = second.tab();
    assert!(reloaded.resume().await?);
    reloaded.until("the place, although nothing changed", |tab| place(tab) == Some(2)).await?;
    let rows = |customer: &Customer| customer.applied.rows.iter().filter(|row| row.name == "TASK_ENQUEUED").count();
    let mut alice = shop.ready_desk("agent1").await?;
    let conversation = alice.take_offer().await?;
    first.sees("AGENT_SUBSCRIBED").await?;
    second.until("moving up", |customer| place(customer) == Some(1)).await?;
    assert_eq!((rows(&first), rows(&second)), (1, 1), "places are no rows of the log");
    alice.say(&conversation, "hello").await?;
    first.hears("hello").await?;
    Ok(())
}
