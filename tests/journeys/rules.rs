//! Rules: their versions, their rehearsal, and those that would run for ever.

use anyhow::Context as _;
use reqwest::Method;
use serde_json::json;
use testing::eventually;

use super::Shop;

const RULES: &str = "/conversation-controller/v1/rules";

fn greeting(text: &str) -> String {
    format!("extends: built-in\nrules:\n- {{name: hello, on: CHANNEL_SESSION_STARTED, then: [{{text: {text}}}]}}\n")
}

#[tokio::test(flavor = "multi_thread")]
async fn changed_rules_are_rehearsed_on_what_was_put_in_force_and_taken_back() -> anyhow::Result<()> {
    let shop = Shop::open().await?;
    let operator = shop.installation.operator().await?;
    let mut customer = shop.greeted().await?;
    customer.end().await?;
    let session = customer.session.clone().context("a session")?;
    let id = session["header"]["conversationId"].as_str().context("a conversation")?.to_owned();

    let dry = json!({ "yaml": greeting("Welcome"), "conversationIds": [id] });
    let told = operator.post(&format!("{RULES}/dry-run"), &dry).await?;
    assert_eq!(told["conversations"], 1, "{told}");
    assert!(told["different"].as_i64().unwrap_or_default() >= 1, "{told}");
    let same = json!({ "yaml": "extends: built-in\n", "conversationIds": [id] });
    assert_eq!(operator.post(&format!("{RULES}/dry-run"), &same).await?["different"], 0);

    operator.put(RULES, &json!({ "yaml": greeting("Welcome one") })).await?;
    let version = operator.get(RULES).await?["version"].clone();
    operator.put(RULES, &json!({ "yaml": greeting("Welcome two"), "version": version })).await?;
    shop.greeted().await?.hears("Welcome two").await?;
    let versions = eventually("both versions", || async {
        let listed = operator.get(&format!("{RULES}/versions")).await?;
        Ok(listed["items"].as_array().filter(|items| items.len() >= 2).cloned())
    })
    .await?;
    let oldest = versions.last().context("a version")?["number"].clone();
    let text = operator.get(&format!("{RULES}/versions/{oldest}")).await?;
    assert!(text["yaml"].as_str().unwrap_or_default().contains("Welcome one"), "{text}");
    let version = operator.get(RULES).await?["version"].clone();
    operator.post(&format!("{RULES}/rollback"), &json!({ "number": oldest, "version": version })).await?;
    shop.greeted().await?.hears("Welcome one").await?;
    assert!(operator.get(RULES).await?["yaml"].as_str().unwrap_or_default().contains("Welcome one"));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn rules_that_answer_themselves_are_refused_or_stopped() -> anyhow::Result<()> {
    let shop = Shop::open().await?;
    let operator = shop.installation.operator().await?;
    let blind = "extends: built-in\nrules:\n- {name: echo, on: SYSTEM_MESSAGE, then: [{text: echo}]}\n";
    let (status, answer) = operator.send(Method::PUT, RULES, Some(&json!({ "yaml": blind }))).await?;
    assert_eq!((status.as_u16(), &answer["violations"][0]["field"]), (400, &json!("3:20")), "{answer}");
    let mistyped = "rules:\n- {name: a, on: AGENT_SUBSRIBED, then: [{text: x}]}\n";
    let (status, answer) = operator.send(Method::PUT, RULES, Some(&json!({ "yaml": mistyped }))).await?;
    assert_eq!(status.as_u16(), 400);
    assert!(answer["violations"][0]["message"].as_str().unwrap_or_default().contains("AGENT_SUBSCRIBED"), "{answer}");

    // Whether this one ends nobody can tell from its text.
    let seeing = "extends: built-in\nrules:\n- {name: hello, on: CHANNEL_SESSION_STARTED, then: [{text: echo}]}\n- {name: echo, on: SYSTEM_MESSAGE, when: conversation.activeSessions > 0, then: [{text: echo}]}\n";
    operator.put(RULES, &json!({ "yaml": seeing })).await?;
    let mut customer = shop.customer();
    customer.start(&[]).await?;
    let echoes = |customer: &testing::Customer| customer.applied.rows.iter().filter(|row| row.name == "SYSTEM_MESSAGE").count();
    // The greeting and the bot's assignment are reactions too.
    customer.until("the chain", |customer| echoes(customer) >= 36).await?;
    tokio::time::sleep(std::time::Duration::from_secs(2)).await;
    customer.say("hello?").await?;
    customer.until("an answer", |customer| customer.applied.texts().iter().any(|(_, text)| text == "hello?")).await?;
    let stopped = echoes(&customer);
    assert!((36..=41).contains(&stopped), "{stopped}");
    Ok(())
}
