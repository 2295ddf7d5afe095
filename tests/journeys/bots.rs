//! Conversations with a bot become cases; a changed bot is held against them.

use serde_json::json;
use switchboard::bots::{record, replay};
use switchboard::operator::Operator;

use super::Shop;

const BOT: &str = "/bot-framework/v1/bots/0192a000-0000-7000-8000-000000000031";

#[tokio::test(flavor = "multi_thread")]
async fn a_recorded_conversation_is_the_same_until_the_bot_is_changed() -> anyhow::Result<()> {
    let shop = Shop::open().await?;
    let mut customer = shop.greeted().await?;
    customer.say("when do you open?").await?;
    customer.hears("Monday to Friday").await?;
    customer.say("I want to talk to a person").await?;
    customer.hears("looking for a colleague").await?;
    let admin = shop.installation.operator().await?;
    let customers = admin.get("/cim-customer/v1/customers").await?;
    let id = customers["items"][0]["id"].as_str().unwrap_or_default();
    let conversations = admin.get(&format!("/conversation-manager/v1/conversations?customerId={id}")).await?;
    let id = conversations["items"][0]["id"].as_str().unwrap_or_default().to_owned();
    let there = Operator::of_folder(shop.installation.data(), &shop.installation.base()).await?;
    let asked = async || Ok(record(&there, "Robin", std::slice::from_ref(&id)).await?.contains("findAgent").then_some(()));
    testing::eventually("the wish for an agent in the log", asked).await?;
    let cases = record(&there, "Robin", std::slice::from_ref(&id)).await?;
    let same = replay(&there, &cases, None).await?;
    assert_eq!((same.cases, same.different), (1, 0), "{same}\n{cases}");
    let mut draft = admin.get(BOT).await?;
    draft["definition"]["faqs"][0]["answer"] = json!("We never close.");
    let other = replay(&there, &cases, Some(&draft.to_string())).await?;
    assert_eq!(other.different, 1, "{other}");
    assert!(other.to_string().contains("We never close."), "{other}");
    admin.put(BOT, &draft).await?;
    assert_eq!(replay(&there, &cases, None).await?.different, 1);
    Ok(())
}
