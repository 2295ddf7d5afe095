//! A provider that does not answer: its channel says what becomes of messages of which nobody knows.

use anyhow::Context as _;
use providers::fake::Trouble;
use reqwest::Method;
use serde_json::{Value, json};
use testing::{Client, Desk};

use super::providers::{Line, outbound};

const ANA: &str = "6543210987650171";

/// An installation that waits for nobody, whose Messenger channel does that with messages in doubt; an agent there talks to a customer.
async fn stage(when_unknown: &str) -> anyhow::Result<(Line, Client, Desk, String)> {
    let settings = json!({ "facebook_connector": { "send_timeout": "1s" }, "ccm": { "resend_after": "1s" } });
    let line = Line::with(true, &settings).await?;
    let admin = line.shop.installation.operator().await?;
    let channels = admin.get("/ccm/v1/channels").await?;
    let channel = channels["items"].as_array().into_iter().flatten().find(|channel| channel["channelType"] == "FACEBOOK");
    let id = channel.and_then(|channel| channel["id"].as_str()).context("a channel")?;
    admin.patch(&format!("/ccm/v1/channels/{id}"), |channel| channel["whenUnknown"] = when_unknown.into()).await?;
    let mut alice = line.shop.ready_desk("agent1").await?;
    let conversation = line.talking(&mut alice, "messenger", ANA).await?;
    Ok((line, admin, alice, conversation))
}

/// Says something that the provider takes without saying so; answers the attempt and the notice at the desk.
async fn in_doubt(line: &Line, admin: &Client, desk: &mut Desk, conversation: &str) -> anyhow::Result<(Value, Value)> {
    line.fake.make(Trouble { lose_answers: true, unread: true, ..Trouble::default() });
    let said = desk.say(conversation, "is that you?").await?;
    let row = testing::eventually("the doubt", || async {
        let all = outbound(admin, conversation).await?;
        Ok(all.into_iter().find(|row| row["seq"] == said["seq"] && row["state"] == "UNKNOWN"))
    })
    .await?;
    line.fake.make(Trouble::default());
    let notice = |desk: &Desk| {
        let rows = &desk.conversations[conversation].rows;
        rows.iter().find(|row| row.name == "DELIVERY_UNKNOWN").map(|row| row.activity["body"].clone())
    };
    desk.until("the notice", |desk| notice(desk).is_some()).await?;
    Ok((row, notice(desk).unwrap_or_default()))
}

fn times(line: &Line) -> usize {
    line.fake.said().iter().filter(|kept| !kept.inbound && kept.text == "is that you?").count()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_channel_that_is_told_so_sends_what_is_in_doubt_once_more_and_says_so_first() -> anyhow::Result<()> {
    let (line, admin, mut alice, conversation) = stage("RESEND").await?;
    let (row, notice) = in_doubt(&line, &admin, &mut alice, &conversation).await?;
    assert_eq!(notice["whenUnknown"], "RESEND");
    let again = testing::eventually("the second attempt", || async {
        Ok(outbound(&admin, &conversation).await?.into_iter().find(|again| again["againOf"] == row["id"] && again["state"] == "SENT"))
    })
    .await?;
    assert_eq!((times(&line), &again["seq"]), (2, &row["seq"]), "the customer may have it twice");
    alice.until("the doubt is over", |desk| desk.conversations[&conversation].rows.iter().any(|row| row.name == "DELIVERY_CONFIRMED")).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_channel_that_leaves_what_is_in_doubt_does_not_send_it_again_for_anybody() -> anyhow::Result<()> {
    let (line, admin, mut alice, conversation) = stage("LEAVE").await?;
    let (row, notice) = in_doubt(&line, &admin, &mut alice, &conversation).await?;
    assert_eq!(notice["whenUnknown"], "LEAVE");
    let path = format!("/ccm/v1/outbound/{}/send-again", row["id"].as_str().context("an id")?);
    let (status, refused) = admin.send(Method::POST, &path, Some(&json!({}))).await?;
    assert_eq!((status.as_u16(), &refused["code"]), (409, &json!("LEFT_ALONE")));
    assert_eq!(times(&line), 1);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn people_are_asked_unless_their_channel_says_otherwise() -> anyhow::Result<()> {
    let (line, admin, mut alice, conversation) = stage("ASK").await?;
    let (row, notice) = in_doubt(&line, &admin, &mut alice, &conversation).await?;
    assert_eq!(notice["whenUnknown"], "ASK");
    let path = format!("/ccm/v1/outbound/{}/send-again", row["id"].as_str().context("an id")?);
    let again = admin.post(&path, &json!({})).await?;
    testing::eventually("it arrives", || async {
        Ok(outbound(&admin, &conversation).await?.into_iter().find(|row| row["id"] == again["id"] && row["state"] == "SENT"))
    })
    .await?;
    assert_eq!(times(&line), 2);
    Ok(())
}
