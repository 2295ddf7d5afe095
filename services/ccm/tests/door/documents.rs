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

#[tokio::test]
async fn what_is_used_is_neither_deleted_nor_renamed_under_its_users() {
    let house = House::open().await;
    house.make("channel-types", json!({ "name": "SMS", "mrdId": "chat" })).await;
    let provider = house.make("channel-providers", json!({ "name": "post", "supportedChannelTypes": ["SMS"] })).await;
    let account = house.make("channel-connectors", json!({ "name": "ours", "provider": "post" })).await;
    let mut text = channel("text");
    (text["channelType"], text["connector"]) = ("SMS".into(), account["id"].clone());
    let text = house.make("channels", text).await;
    let widget = json!({ "widgetIdentifier": "W", "serviceIdentifier": "text", "title": "Chat", "theme": { "primary": "#1f6feb" } });
    let widget = house.make("widget-configs", widget).await;
    let (_, types) = house.admin(Method::GET, "channel-types", json!({})).await;
    let sms = types["items"].as_array().unwrap().iter().find(|kind| kind["name"] == "SMS").unwrap().clone();
    let steps = [("widget-configs", &widget), ("channels", &text), ("channel-connectors", &account), ("channel-providers", &provider)];
    for (kind, used) in [steps[3], steps[2], steps[1], ("channel-types", &sms)] {
        let path = format!("{kind}/{}", used["id"].as_str().unwrap());
        let (status, refused) = house.admin(Method::DELETE, &path, json!({})).await;
        assert_eq!((status, refused["code"].as_str()), (409, Some("IN_USE")), "{kind}: {refused}");
    }
    // Named by its id an account may be renamed, named by its name a type and a provider may not.
    for (kind, used, expected) in
        [("channel-connectors", &account, 200), ("channel-providers", &provider, 409), ("channel-types", &sms, 409)]
    {
        let mut renamed = used.clone();
        renamed["name"] = "another".into();
        let (status, answer) = house.admin(Method::PUT, &format!("{kind}/{}", used["id"].as_str().unwrap()), renamed).await;
        assert_eq!(status, expected, "{kind}: {answer}");
    }
    // From the user to the used everything goes.
    for (kind, used) in steps.into_iter().chain([("channel-types", &sms)]) {
        let (status, answer) = house.admin(Method::DELETE, &format!("{kind}/{}", used["id"].as_str().unwrap()), json!({})).await;
        assert_eq!(status, 204, "{kind}: {answer}");
    }
}

#[tokio::test]
async fn texts_are_taken_up_to_their_limits_and_not_beyond() {
    let house = House::open().await;
    for (field, most) in [("name", 100), ("serviceIdentifier", 100), ("botId", 64), ("queue", 100)] {
        let mut doc = channel(&format!("limits of {field}"));
        // Letters count, not bytes.
        doc[field] = "ä".repeat(most).into();
        house.make("channels", doc.clone()).await;
        doc["serviceIdentifier"] = format!("more {field}").into();
        doc[field] = "ä".repeat(most + 1).into();
        let (status, refused) = house.admin(Method::POST, "channels", doc).await;
        assert_eq!((status, refused["violations"][0]["field"].as_str()), (400, Some(field)), "{refused}");
    }
    let mut turned = channel("turned");
    turned["name"] = "Shop\u{202e}gnp".into();
    let (status, refused) = house.admin(Method::POST, "channels", turned).await;
    assert_eq!((status, refused["violations"][0]["field"].as_str()), (400, Some("name")), "{refused}");
}
