//! Customers who leave, come back, fall silent, or open a second tab.

use super::{CHANNEL, Shop};

#[tokio::test(flavor = "multi_thread")]
async fn a_customer_who_leaves_the_queue_stops_the_ringing() -> anyhow::Result<()> {
    let shop = Shop::open().await?;
    let mut customer = shop.greeted().await?;
    customer.say("I want to talk to a person").await?;
    customer.sees("TASK_ENQUEUED").await?;
    let mut alice = shop.ready_desk("agent1").await?;
    alice.until("the offer", |desk| !desk.offers.is_empty()).await?;
    customer.end().await?;
    alice.until("the offer is taken back", |desk| desk.offers.is_empty() && !desk.revoked.is_empty()).await?;
    assert_eq!(alice.revoked[0].1, "CANCELLED");
    alice.until("ready again", |desk| desk.presence["mrds"][0]["state"] == "READY").await
}

#[tokio::test(flavor = "multi_thread")]
async fn every_tab_of_a_customer_sees_the_same_and_all_end_together() -> anyhow::Result<()> {
    let shop = Shop::open().await?;
    let mut first = shop.greeted().await?;
    let mut second = first.tab();
    assert!(second.resume().await?);
    first.say("from the first").await?;
    second.hears("from the first").await?;
    second.say("from the second").await?;
    first.hears("from the second").await?;
    first.end().await?;
    second.until("the end", |tab| tab.ended.is_some()).await?;
    let ids = |tab: &testing::Customer| tab.applied.rows.iter().map(|row| row.id.clone()).collect::<Vec<_>>();
    assert_eq!(ids(&first), ids(&second));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_socket_resumes_with_what_it_missed_and_the_same_id_twice_is_one_message() -> anyhow::Result<()> {
    let shop = Shop::open().await?;
    let mut alice = shop.ready_desk("agent1").await?;
    let (mut customer, conversation) = shop.talking(&mut alice).await?;
    let message = customer.message("the-same-id", "once");
    let first = customer.socket()?.call("MESSAGE_RECEIVED", &message).await?;
    customer.socket = None;
    for number in 0..20 {
        alice.say(&conversation, &format!("while you were away {number}")).await?;
    }
    assert!(customer.resume().await?);
    let again = customer.socket()?.call("MESSAGE_RECEIVED", &message).await?;
    assert_eq!(first, again, "the retry gets the first answer");
    customer.hears("away 19").await?;
    let texts = customer.applied.texts();
    assert_eq!(texts.iter().filter(|(_, text)| text == "once").count(), 1);
    assert_eq!(texts.iter().filter(|(_, text)| text.starts_with("while you were away")).count(), 20);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_channel_of_the_same_customer_joins_the_running_conversation() -> anyhow::Result<()> {
    let shop = Shop::open().await?;
    let operator = shop.installation.operator().await?;
    let mut channel = operator.get(CHANNEL).await?;
    for key in ["id", "version", "updatedAt"] {
        channel.as_object_mut().unwrap().remove(key);
    }
    channel["name"] = "Second shop".into();
    channel["serviceIdentifier"] = "5156".into();
    operator.post("/ccm/v1/channels", &channel).await?;
    let mut first = shop.greeted().await?;
    let mut second = testing::Customer::new(&shop.installation.base(), "5156");
    second.identifier.clone_from(&first.identifier);
    second.start(&[]).await?;
    let conversation = |customer: &testing::Customer| customer.session.as_ref().unwrap()["header"]["conversationId"].clone();
    assert_eq!(conversation(&first), conversation(&second));
    second.say("here as well").await?;
    first.hears("here as well").await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_customer_who_falls_silent_is_told_and_the_session_expires() -> anyhow::Result<()> {
    let shop = Shop::open().await?;
    let operator = shop.installation.operator().await?;
    operator.patch(CHANNEL, |channel| channel["customerActivityTimeoutSeconds"] = 1.into()).await?;
    let mut customer = shop.greeted().await?;
    customer.until("the end", |customer| customer.ended.is_some()).await?;
    assert_eq!(customer.ended.as_deref(), Some("INACTIVITY"));
    // The log says so at once; whoever opens sessions hears it a moment later where services are apart.
    for _ in 0..50 {
        customer.socket = None;
        if !customer.resume().await? {
            return Ok(());
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    anyhow::bail!("an expired session is resumed")
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_in_time_is_said_and_the_bot_goes_on() -> anyhow::Result<()> {
    let shop = Shop::open().await?;
    let operator = shop.installation.operator().await?;
    operator.patch(CHANNEL, |channel| channel["agentRequestTtlSeconds"] = 1.into()).await?;
    let mut customer = shop.greeted().await?;
    customer.say("I want to talk to a person").await?;
    customer.sees("NO_AGENT_AVAILABLE").await?;
    customer.say("when do you open?").await?;
    customer.hears("9:00 to 18:00").await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restart_keeps_the_queue_and_the_conversation() -> anyhow::Result<()> {
    let mut shop = Shop::open().await?;
    let mut customer = shop.greeted().await?;
    customer.say("I want to talk to a person").await?;
    customer.sees("TASK_ENQUEUED").await?;
    shop.installation.restart(switchboard::all()).await?;
    customer.moved(&shop.installation.base());
    customer.socket = None;
    assert!(customer.resume().await?);
    let mut alice = shop.ready_desk("agent1").await?;
    let conversation = alice.take_offer().await?;
    alice.say(&conversation, "sorry for the wait").await?;
    customer.hears("sorry for the wait").await?;
    assert_eq!(customer.applied.rows.iter().filter(|row| row.name == "TASK_ENQUEUED").count(), 1);
    Ok(())
}
