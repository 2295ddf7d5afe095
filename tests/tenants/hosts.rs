//! Visitors belong to the tenant that claimed the host name they came to.

use serde_json::json;
use testing::{Customer, eventually};

use super::stranger;
use crate::journeys::{SHOP, Shop};

#[tokio::test(flavor = "multi_thread")]
async fn visitors_of_a_tenants_host_get_its_widget_and_its_chats_and_nobody_elses() -> anyhow::Result<()> {
    let shop = Shop::open().await?;
    let ours = shop.installation.base();
    let theirs = ours.replace("127.0.0.1", "localhost");
    let operator = shop.installation.operator().await?;
    operator.post("/unified-admin/v1/tenants", &json!({ "id": "elsewhere", "name": "Elsewhere", "hosts": ["localhost"] })).await?;
    let admin = stranger(&ours, shop.installation.data(), &ids::new_id())?;
    admin.post("/ccm/v1/channel-types", &json!({ "name": "WEB", "mrdId": "chat" })).await?;
    let channel = json!({ "name": "Their chat", "serviceIdentifier": "theirs", "channelType": "WEB", "botId": ids::new_id(), "queue": ids::new_id() });
    admin.post("/ccm/v1/channels", &channel).await?;
    let widget =
        json!({ "widgetIdentifier": "Theirs", "serviceIdentifier": "theirs", "title": "Elsewhere", "theme": { "primary": "#1f6feb" } });
    admin.post("/ccm/v1/widget-configs", &widget).await?;

    let status =
        async |base: &str| anyhow::Ok(reqwest::get(format!("{base}/ccm/v1/public/widget-configs/Theirs")).await?.status().as_u16());
    // The claim travels as an event.
    eventually("their widget on their host", || async { anyhow::Ok((status(&theirs).await? == 200).then_some(())) }).await?;
    assert_eq!(status(&ours).await?, 404, "not on ours");

    let mut visitor = Customer::new(&theirs, "theirs");
    visitor.start(&[("name", "Vera")]).await?;
    let conversation = visitor.session.as_ref().unwrap()["header"]["conversationId"].as_str().unwrap_or_default().to_owned();
    let path = format!("/conversation-manager/v1/conversations/{conversation}");
    admin.get(&path).await?;
    assert!(operator.get(&path).await.is_err(), "their chat is theirs alone");
    visitor.say("hello").await?;
    // Its token does not open the door on another host, and their channel is not there.
    visitor.moved(&ours);
    assert!(visitor.connect().await.is_err());
    assert!(Customer::new(&theirs, SHOP).connect().await.is_err(), "our channel is not on their host");
    Ok(())
}
