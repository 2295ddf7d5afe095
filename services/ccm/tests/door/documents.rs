//! What documents say of one another.

use reqwest::Method;
use serde_json::json;

use crate::house::{House, channel};

#[tokio::test]
async fn a_service_identifier_belongs_to_one_channel_of_a_type() {
    let house = House::open().await;
    let mut second = channel("second");
    second["serviceIdentifier"] = "web".into();
    let (status, refused) = house.admin(Method::POST, "channels", second.clone()).await;
    assert_eq!((status, refused["code"].as_str()), (409, Some("SERVICE_IDENTIFIER_TAKEN")));
    // Of another type it may be the same.
    house.make("channel-types", json!({ "name": "SMS", "mrdId": "chat" })).await;
    second["channelType"] = "SMS".into();
    let mut second = house.make("channels", second).await;
    // A channel keeps its own when it changes, and cannot move onto another one's.
    second["queue"] = "sales".into();
    let path = format!("channels/{}", second["id"].as_str().unwrap());
    let (status, mut second) = house.admin(Method::PUT, &path, second).await;
    assert_eq!(status, 200, "{second}");
    second["channelType"] = "WEB".into();
    let (status, refused) = house.admin(Method::PUT, &path, second).await;
    assert_eq!((status, refused["code"].as_str()), (409, Some("SERVICE_IDENTIFIER_TAKEN")));
}

#[tokio::test]
async fn references_to_what_is_not_there_are_refused() {
    let house = House::open().await;
    let widget = |channel: &str| json!({ "widgetIdentifier": "Web", "serviceIdentifier": channel, "title": "Chat", "theme": { "primary": "#1f6feb" } });
    let (mut typed, mut connected) = (channel("new"), channel("new"));
    typed["channelType"] = "PIGEON".into();
    connected["connector"] = "nobody".into();
    let connector = json!({ "name": "twilio", "provider": "nobody" });
    for (kind, body, field) in [
        ("widget-configs", widget("nowhere"), "serviceIdentifier"),
        ("channels", typed, "channelType"),
        ("channels", connected, "connector"),
        ("channel-connectors", connector, "provider"),
    ] {
        let (status, refused) = house.admin(Method::POST, kind, body).await;
        assert_eq!((status, refused["code"].as_str()), (400, Some("UNKNOWN_REFERENCE")), "{kind}: {refused}");
        assert!(refused.to_string().contains(&format!("\"{field}\"")), "{refused}");
    }
    house.make("widget-configs", widget("web")).await;
}
