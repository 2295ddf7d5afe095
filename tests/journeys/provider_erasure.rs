//! A customer of a provider is erased: the connector that spoke with them keeps rows that count, and nothing of what was said.

use anyhow::Context as _;
use providers::fake::File;
use reqwest::Method;
use serde_json::{Value, json};
use testing::Client;

use super::providers::{Line, outbound, reconciled};

const ANA: &str = "447700900161";
const BOB: &str = "447700900162";

/// Everything that the connector shows of what came to its WhatsApp channel.
async fn shown(admin: &Client, channel: &str) -> anyhow::Result<Vec<Value>> {
    let page = admin.get(&format!("/360-connector/v1/channels/{channel}/events?limit=500")).await?;
    Ok(page["items"].as_array().cloned().unwrap_or_default())
}

/// What lies in the connector's store beside that: requests as they came, and messages as they went. None where the store is a server's, whose
/// rows the store's own tests look at.
async fn raw(line: &Line) -> anyhow::Result<Option<String>> {
    let path = line.shop.installation.data().join("connector_360.sqlite");
    if !path.exists() {
        return Ok(None);
    }
    let db = db::Db::read_only(&path);
    let mut all = String::new();
    for sql in ["SELECT body FROM webhook", "SELECT event FROM send", "SELECT CAST(lane || payload AS BLOB) FROM thing"] {
        for row in db.query(sql, &[]).await? {
            all.push_str(&String::from_utf8_lossy(&row.get::<Vec<u8>>(0)?));
        }
    }
    db.close().await;
    Ok(Some(all))
}

#[tokio::test(flavor = "multi_thread")]
async fn an_erased_customers_words_leave_the_connector_too_and_the_sums_still_add_up() -> anyhow::Result<()> {
    let line = Line::open().await?;
    let (admin, supervisor) = (line.shop.installation.operator().await?, line.shop.user("supervisor").await?);
    let channels = admin.get("/ccm/v1/channels").await?;
    let channel = channels["items"].as_array().into_iter().flatten().find(|channel| channel["channelType"] == "WHATSAPP");
    let channel = channel.and_then(|channel| channel["id"].as_str()).context("a channel")?.to_owned();
    let mut alice = line.shop.ready_desk("agent1").await?;
    let conversation = line.talking(&mut alice, "whatsapp", ANA).await?;
    line.fake.say("whatsapp", ANA, "Ana", "my parcel is the green one")?;
    alice.hears(&conversation, "the green one").await?;
    let photo =
        File { mime: "application/pdf".to_owned(), name: "proof.pdf".to_owned(), bytes: b"%PDF-1.4\nproof".to_vec().into(), voice: false };
    line.fake.show("whatsapp", (ANA, "Ana"), photo, "the proof of it")?;
    alice
        .until("the file", |desk| {
            desk.conversations
                .get(&conversation)
                .is_some_and(|applied| applied.rows.iter().any(|row| row.activity["body"]["caption"] == "the proof of it"))
        })
        .await?;
    alice.say(&conversation, "the green parcel comes tomorrow").await?;
    line.fake.say("whatsapp", BOB, "Bob", "nobody erases me")?;
    let count = testing::eventually("everything to be over", || async {
        let (things, sent) = (shown(&admin, &channel).await?, outbound(&admin, &conversation).await?);
        // What the provider tells later of a message is new to the connector, and names the address again.
        let over = !sent.is_empty() && sent.iter().all(|row| row["status"] == "read" && row["state"] != "PENDING");
        let bob = things.iter().any(|thing| thing["content"]["text"] == "nobody erases me");
        Ok((over && bob && things.iter().all(|thing| thing["state"] != "OPEN")).then_some(things.len()))
    })
    .await?;
    let before = raw(&line).await?;
    assert!(before.is_none_or(|text| text.contains("the green one") && text.contains("the green parcel")));

    let head = supervisor.get(&format!("/conversation-manager/v1/conversations/{conversation}")).await?;
    let customer = head["customerId"].as_str().context("a customer")?;
    supervisor.send(Method::DELETE, &format!("/cim-customer/v1/customers/{customer}"), None).await?;
    testing::eventually("nothing of Ana's", || async {
        let (things, raw) = (json!(shown(&admin, &channel).await?).to_string(), raw(&line).await?.unwrap_or_default());
        let left = [ANA, "green", "proof"].iter().any(|word| things.contains(word) || raw.contains(word));
        Ok((!left).then_some(()))
    })
    .await?;
    let things = shown(&admin, &channel).await?;
    assert!(things.len() >= count, "{} rows of {count} are left", things.len());
    assert!(things.iter().any(|thing| thing["content"]["text"] == "nobody erases me"), "Bob is still here");
    reconciled(&admin).await
}
