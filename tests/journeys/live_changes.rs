//! What an administrator changes is what the next chat uses; what is wrong is refused with words that help.

use reqwest::Method;
use serde_json::json;

use super::{CHANNEL, SUPPORT, Shop};

const BOT: &str = "/bot-framework/v1/bots/0192a000-0000-7000-8000-000000000031";

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_bot_greets_the_next_customer_with_no_restart() -> anyhow::Result<()> {
    let shop = Shop::open().await?;
    shop.greeted().await?;
    let operator = shop.installation.operator().await?;
    operator.patch(BOT, |bot| bot["definition"]["greeting"] = "Welcome to the new house.".into()).await?;
    let mut customer = shop.customer();
    customer.start(&[]).await?;
    customer.hears("new house").await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_queue_is_used_by_the_next_request() -> anyhow::Result<()> {
    let shop = Shop::open().await?;
    let operator = shop.installation.operator().await?;
    let mut queue = operator.get(SUPPORT).await?;
    for key in ["id", "version", "updatedAt"] {
        queue.as_object_mut().unwrap().remove(key);
    }
    queue["name"] = "Night shift".into();
    let queue = operator.post("/routing-engine/v1/queues", &queue).await?;
    operator.patch(CHANNEL, |channel| channel["queue"] = queue["id"].clone()).await?;
    let mut alice = shop.ready_desk("agent1").await?;
    let mut customer = shop.greeted().await?;
    customer.say("I want to talk to a person").await?;
    alice.until("the offer", |desk| !desk.offers.is_empty()).await?;
    assert_eq!(alice.offers[0]["queueName"], "Night shift");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn two_administrators_do_not_overwrite_one_another() -> anyhow::Result<()> {
    let shop = Shop::open().await?;
    let operator = shop.installation.operator().await?;
    let mut stale = operator.get(CHANNEL).await?;
    operator.patch(CHANNEL, |channel| channel["name"] = "Renamed".into()).await?;
    stale["name"] = "Renamed differently".into();
    let (status, answer) = operator.send(Method::PUT, CHANNEL, Some(&stale)).await?;
    assert_eq!((status.as_u16(), answer["code"].as_str()), (409, Some("STALE_VERSION")));
    assert_eq!(operator.get(CHANNEL).await?["name"], "Renamed");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_document_is_refused_with_the_field_at_fault() -> anyhow::Result<()> {
    let shop = Shop::open().await?;
    let operator = shop.installation.operator().await?;
    let mut queue = operator.get(SUPPORT).await?;
    queue["steps"] = json!([{ "expression": "english >= " }]);
    let (status, answer) = operator.send(Method::PUT, SUPPORT, Some(&queue)).await?;
    assert_eq!(status.as_u16(), 400, "{answer}");
    assert_eq!(answer["violations"][0]["field"], "steps[0].expression", "{answer}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn agents_configure_nothing_and_strangers_read_nothing() -> anyhow::Result<()> {
    let shop = Shop::open().await?;
    let alice = shop.user("agent1").await?;
    let (status, _) = alice.send(Method::PUT, CHANNEL, Some(&json!({}))).await?;
    assert!([400, 403].contains(&status.as_u16()), "{status}");
    let (status, answer) = alice.send(Method::DELETE, CHANNEL, None).await?;
    assert_eq!((status.as_u16(), answer["code"].as_str()), (403, Some("ROLE_MISSING")));
    for path in [
        CHANNEL,
        BOT,
        SUPPORT,
        "/unified-admin/v1/users",
        "/cim-customer/v1/customers",
        "/conversation-manager/v1/conversations?customerId=x",
    ] {
        let answer = reqwest::get(format!("{}{path}", shop.installation.base())).await?;
        assert_eq!(answer.status().as_u16(), 401, "{path}");
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_documents_of_other_services_name_is_not_deleted_until_they_let_go() -> anyhow::Result<()> {
    let shop = Shop::open().await?;
    let operator = shop.installation.operator().await?;
    let answer = async |method: Method, path: &str, body: Option<&serde_json::Value>| {
        let (status, answer) = operator.send(method, path, body).await?;
        anyhow::Ok((status.as_u16(), answer["code"].as_str().unwrap_or_default().to_owned(), answer["detail"].to_string()))
    };
    let queue = operator.get(SUPPORT).await?;
    let domain = format!("/routing-engine/v1/mrds/{}", queue["mrdId"].as_str().unwrap_or_default());
    // What the demonstration said a moment ago has to arrive first.
    for (path, user) in [(BOT, "channel"), (SUPPORT, "channel"), (domain.as_str(), "channel-type")] {
        testing::eventually("a refusal that names who uses it", || async {
            let (status, code, detail) = answer(Method::DELETE, path, None).await?;
            assert_ne!(status, 204, "{path} was deleted");
            Ok(((status, code.as_str()) == (409, "IN_USE") && detail.contains(user)).then_some(()))
        })
        .await?;
    }
    // A name that others call it by stays, too.
    let mut bot = operator.get(BOT).await?;
    for key in ["id", "version", "updatedAt"] {
        bot.as_object_mut().unwrap().remove(key);
    }
    bot["name"] = "Night owl".into();
    let owl = format!("/bot-framework/v1/bots/{}", operator.post("/bot-framework/v1/bots", &bot).await?["id"].as_str().unwrap_or_default());
    for channel in operator.get("/ccm/v1/channels").await?["items"].as_array().into_iter().flatten() {
        let path = format!("/ccm/v1/channels/{}", channel["id"].as_str().unwrap_or_default());
        operator.patch(&path, |channel| channel["botId"] = "Night owl".into()).await?;
    }
    testing::eventually("the first bot may go", || async { Ok((answer(Method::DELETE, BOT, None).await?.0 == 204).then_some(())) }).await?;
    // Now its owner knows that the channel calls the other one by its name: neither goes.
    let mut renamed = operator.get(&owl).await?;
    renamed["name"] = "Early bird".into();
    for (method, body) in [(Method::PUT, Some(&renamed)), (Method::DELETE, None)] {
        let (status, code, detail) = answer(method, &owl, body).await?;
        assert_eq!((status, code.as_str()), (409, "IN_USE"), "{detail}");
    }
    Ok(())
}
