//! Who is who, and what was said: merging, searching, erasing.

use anyhow::Context as _;
use reqwest::Method;
use serde_json::{Value, json};
use testing::{Client, Customer, eventually};

use super::Shop;

async fn search(client: &Client, words: &str) -> anyhow::Result<Vec<Value>> {
    let path = format!("/conversation-manager/v1/search?q={}", words.replace(' ', "%20").replace('"', "%22"));
    Ok(client.get(&path).await?["items"].as_array().cloned().unwrap_or_default())
}

/// Waits until the words are found that often.
async fn found(client: &Client, words: &str, count: usize) -> anyhow::Result<Vec<Value>> {
    eventually("the search", || async { Ok(Some(search(client, words).await?).filter(|found| found.len() == count)) }).await
}

fn conversation_of(customer: &Customer) -> Option<String> {
    Some(customer.session.as_ref()?["header"]["conversationId"].as_str()?.to_owned())
}

async fn past(client: &Client, customer: &str) -> anyhow::Result<Vec<String>> {
    let listed = client.get(&format!("/conversation-manager/v1/conversations?customerId={customer}")).await?;
    Ok(listed["items"].as_array().context("items")?.iter().filter_map(|one| one["id"].as_str().map(str::to_owned)).collect())
}

#[tokio::test(flavor = "multi_thread")]
async fn two_customers_become_one_with_their_conversations_are_parted_and_erased_together() -> anyhow::Result<()> {
    let shop = Shop::open().await?;
    let supervisor = shop.user("supervisor").await?;
    let mut ids = Vec::new();
    let mut conversations = Vec::new();
    let mut customers = Vec::new();
    for words in ["my parcel is late", "about that parcel again"] {
        let mut customer = shop.customer();
        customer.start(&[("firstName", "Ana"), ("email", "ana@mail.example")]).await?;
        customer.hears("I am Robin").await?;
        customer.say(words).await?;
        let conversation = conversation_of(&customer).context("a conversation")?;
        let head = supervisor.get(&format!("/conversation-manager/v1/conversations/{conversation}")).await?;
        ids.push(head["customerId"].as_str().context("a customer")?.to_owned());
        conversations.push(conversation);
        customers.push(customer);
    }
    let (one, two) = (&ids[0], &ids[1]);
    let likely = supervisor.get(&format!("/cim-customer/v1/customers/{two}/suggestions")).await?;
    assert_eq!(likely["items"][0]["customer"]["id"], **one, "{likely}");
    let merge = supervisor.post(&format!("/cim-customer/v1/customers/{one}/merges"), &json!({"customerId": two})).await?;
    eventually("both conversations", || async { Ok((past(&supervisor, one).await?.len() == 2).then_some(())) }).await?;
    assert_eq!(past(&supervisor, two).await?.len(), 2, "by either id");

    let undo = format!("/cim-customer/v1/merges/{}/undo", merge["id"].as_str().context("an id")?);
    supervisor.post(&undo, &json!({})).await?;
    eventually("one each", || async { Ok((past(&supervisor, one).await? == conversations[..1]).then_some(())) }).await?;
    assert_eq!(past(&supervisor, two).await?, conversations[1..]);

    supervisor.post(&format!("/cim-customer/v1/customers/{one}/merges"), &json!({"customerId": two})).await?;
    found(&supervisor, "parcel", 2).await?;
    supervisor.send(Method::DELETE, &format!("/cim-customer/v1/customers/{two}"), None).await?;
    found(&supervisor, "parcel", 0).await?;
    for conversation in &conversations {
        let path = format!("/conversation-manager/v1/conversations/{conversation}");
        eventually("nothing that was said", || async {
            let rows = supervisor.get(&format!("{path}/activities")).await?;
            let said = |row: &&Value| row["name"].as_str().is_some_and(|name| name.ends_with("_MESSAGE"));
            let gone = rows["items"].as_array().context("rows")?.iter().filter(said).all(|row| row["erased"] == true);
            Ok((gone && supervisor.get(&path).await?["preview"] == "").then_some(()))
        })
        .await?;
    }
    // What they had open has ended.
    for customer in &mut customers {
        customer.until("the end", |customer| customer.ended.is_some()).await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn who_comes_anew_after_a_merge_joins_the_older_conversation() -> anyhow::Result<()> {
    let shop = Shop::open().await?;
    let supervisor = shop.user("supervisor").await?;
    let (mut first, mut second) = (shop.greeted().await?, shop.greeted().await?);
    let (older, newer) = (conversation_of(&first).context("one")?, conversation_of(&second).context("two")?);
    let mut ids = Vec::new();
    for id in [&older, &newer] {
        let head = supervisor.get(&format!("/conversation-manager/v1/conversations/{id}")).await?;
        ids.push(head["customerId"].as_str().context("a customer")?.to_owned());
    }
    let body = json!({"customerId": ids[1], "reason": "she said so"});
    supervisor.post(&format!("/cim-customer/v1/customers/{}/merges", ids[0]), &body).await?;
    eventually("the merge", || async { Ok((past(&supervisor, &ids[0]).await?.len() == 2).then_some(())) }).await?;
    // Both go on.
    first.say("still here").await?;
    second.say("me too").await?;
    assert_ne!(conversation_of(&first), conversation_of(&second));
    // Their session ended, the same browser comes back.
    second.end().await?;
    let mut back = second.tab();
    back.start(&[]).await?;
    assert_eq!(conversation_of(&back), Some(older));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn agents_find_what_was_said_where_they_took_part_and_supervisors_everywhere() -> anyhow::Result<()> {
    let shop = Shop::open().await?;
    let supervisor = shop.user("supervisor").await?;
    let mut desk = shop.ready_desk("agent1").await?;
    let alice = Client::with_token(&shop.installation.base(), desk.token());
    let (mut customer, conversation) = shop.talking(&mut desk).await?;
    customer.say("Die Rechnung 4711 über <b>Äpfel</b> ist falsch").await?;
    desk.say(&conversation, "أهلاً وسهلاً").await?;
    let mut other = shop.greeted().await?;
    other.say("Rechnung einer anderen").await?;
    assert_eq!(found(&supervisor, "rechn", 2).await?.len(), 2);
    let mine = found(&alice, "rechn apf", 1).await?;
    assert_eq!(mine[0]["conversationId"], *conversation);
    let marked: Vec<_> = mine[0]["excerpt"].as_array().context("an excerpt")?.iter().filter(|part| part["hit"] == true).collect();
    assert_eq!((&marked[0]["text"], &marked[1]["text"]), (&json!("Rechnung"), &json!("Äpfel")));
    found(&alice, "اهلا", 1).await?;
    found(&alice, "\"rechnung 4711\"", 1).await?;
    assert!(search(&alice, "\"4711 rechnung\"").await?.is_empty());
    assert!(search(&alice, "einer").await?.is_empty(), "somebody else's conversation");
    let (status, _) = alice.send(Method::GET, &format!("/conversation-manager/v1/search?q={}", "x".repeat(201)), None).await?;
    assert_eq!(status.as_u16(), 400);
    let admin = shop.user("admin").await?;
    let (status, _) = admin.send(Method::DELETE, &format!("/conversation-manager/v1/conversations/{conversation}/bodies"), None).await?;
    assert_eq!(status.as_u16(), 200);
    assert!(search(&alice, "rechnung").await?.is_empty());
    Ok(())
}
