//! Decoding of whatever may come, and the bodies that go out.

use std::time::Duration;

use connector::{Answer, Channel, Courtesy, ErrorClass, Event, Media, Payload, Provider as _, Raw, Refused, Said, Sent, Shown};
use http::{HeaderMap, HeaderValue, Method};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::WhatsApp;

fn raw(body: &[u8]) -> Raw {
    Raw { method: Method::POST, rest: String::new(), query: None, headers: HeaderMap::new(), body: body.to_vec() }
}

/// Words that occur in webhooks, so that arbitrary values get deep.
const WORDS: [&str; 40] = [
    "object",
    "entry",
    "changes",
    "field",
    "value",
    "messages",
    "statuses",
    "contacts",
    "metadata",
    "display_phone_number",
    "id",
    "from",
    "timestamp",
    "type",
    "text",
    "body",
    "image",
    "interactive",
    "button_reply",
    "list_reply",
    "nfm_reply",
    "response_json",
    "reaction",
    "emoji",
    "order",
    "product_items",
    "context",
    "referral",
    "errors",
    "code",
    "system",
    "edit",
    "message",
    "revoke",
    "original_message_id",
    "status",
    "recipient_id",
    "profile",
    "whatsapp_business_account",
    "unsupported",
];

fn any_json() -> impl Strategy<Value = Value> {
    let word = proptest::sample::select(&WORDS[..]).prop_map(str::to_owned);
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        word.clone().prop_map(Value::from),
        ".{0,12}".prop_map(Value::from),
        Just(Value::from("1790000000")),
    ];
    leaf.prop_recursive(8, 128, 8, move |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            proptest::collection::hash_map(word.clone(), inner, 0..8).prop_map(|map| json!(map)),
        ]
    })
}

proptest! {
    #[test]
    fn no_bytes_make_the_decoder_fail(bytes in proptest::collection::vec(any::<u8>(), 0..2048)) {
        let decoded = WhatsApp.decode(&Channel::default(), &raw(&bytes));
        prop_assert!(decoded.events.len() <= 2048);
    }

    #[test]
    fn whatever_is_decoded_has_a_key_and_a_sender(value in any_json()) {
        let decoded = WhatsApp.decode(&Channel::default(), &raw(value.to_string().as_bytes()));
        prop_assert!(decoded.events.iter().all(|event| !event.key.is_empty() && event.from.is_some() && !event.kind.is_empty()));
        prop_assert!(decoded.statuses.iter().all(|status| !status.key.is_empty()));
    }

    #[test]
    fn no_value_inside_a_message_makes_the_decoder_fail(value in any_json(), kind in proptest::sample::select(&WORDS[..])) {
        let message = json!({ "id": "m", "from": "1", "timestamp": "1790000000", "type": kind, (kind): value, "context": value, "referral": value });
        let status = json!({ "id": "m", "status": "failed", "timestamp": "1", "errors": value, "conversation": value });
        let body = json!({ "contacts": value, "messages": [message], "statuses": [status] }).to_string();
        let decoded = WhatsApp.decode(&Channel::default(), &raw(body.as_bytes()));
        prop_assert_eq!(decoded.events.len() + decoded.rejected.len(), 1);
        prop_assert_eq!(decoded.statuses.len(), 1);
    }
}

#[test]
fn broken_items_are_kept_with_their_reason_and_the_others_go_on() {
    let body = json!({ "messages": [
        { "from": "1", "timestamp": "1", "type": "text", "text": { "body": "no id" } },
        { "id": "a", "timestamp": "1", "type": "text", "text": { "body": "no sender" } },
        { "id": "b", "from": "1", "timestamp": "soon", "type": "text", "text": { "body": "no time" } },
        { "id": "c", "from": "1", "timestamp": "1", "type": "text", "text": {} },
        { "id": "d", "from": "1", "timestamp": "99999999999999999999", "type": "text", "text": { "body": "far" } },
        { "id": "e", "from": "1", "timestamp": "1", "type": "text", "text": { "body": "fine" } },
    ] });
    let decoded = WhatsApp.decode(&Channel::default(), &raw(body.to_string().as_bytes()));
    let reasons: Vec<_> = decoded.rejected.iter().map(|rejected| rejected.reason.as_str()).collect();
    assert_eq!(reasons, ["NO_ID", "NO_SENDER", "BAD_TIMESTAMP", "NO_TEXT", "BAD_TIMESTAMP"]);
    assert_eq!(decoded.events.len(), 1);
}

#[test]
fn a_body_that_is_no_json_object_cannot_be_read() {
    for body in ["", "[]", "7", "\"x\"", "{", "{\"a\":1}x"] {
        assert!(WhatsApp.readable(&raw(body.as_bytes())).is_err(), "{body}");
    }
    assert!(WhatsApp.readable(&raw(b"{\"a\":\"\xff\"}")).is_err());
    assert!(WhatsApp.readable(&raw("[".repeat(100_000).as_bytes())).is_err());
    assert!(WhatsApp.readable(&raw(b"{}")).is_ok());
}

#[test]
fn only_the_header_of_the_configured_scheme_decides() {
    let channel = |scheme: &str| Channel::sample(&[("scheme", scheme)], &[("webhookSecret", "my_little_secret")]);
    let signed = "560a4a1c706650233b850191246a92cebbee63f15aad248d2d0b75ac083f7f26";
    let with = |name: &'static str, value: &str| {
        let mut raw = raw(b"body-to-sign");
        raw.headers.insert(name, HeaderValue::from_str(value).unwrap());
        raw
    };
    assert_eq!(WhatsApp.authenticate(&channel("360dialog-signature"), &with("x-360dialog-signature", signed)), Ok(()));
    assert_eq!(WhatsApp.authenticate(&channel("hub-signature"), &with("x-360dialog-signature", signed)), Err(Refused::Missing));
    assert_eq!(WhatsApp.authenticate(&channel("hub-signature"), &with("x-hub-signature-256", signed)), Err(Refused::Wrong));
    let prefixed = format!("sha256={signed}");
    assert_eq!(WhatsApp.authenticate(&channel("hub-signature"), &with("x-hub-signature-256", &prefixed)), Ok(()));
    assert_eq!(WhatsApp.authenticate(&channel("static-header"), &with("authorization", "my_little_secret")), Ok(()));
    assert_eq!(WhatsApp.authenticate(&Channel::default(), &with("x-360dialog-signature", signed)), Err(Refused::NotConfigured));
}

fn said(body: Value) -> Said {
    Said { id: "o1".to_owned(), to: "+447700900123".to_owned(), body, ..Said::default() }
}

fn sent(said: &Said) -> Value {
    let channel = Channel::sample(&[("hostUrl", "http://fake/")], &[("apiKey", "key")]);
    let call = WhatsApp.call(&channel, said).unwrap();
    assert_eq!((call.url.as_str(), call.headers[0].0), ("http://fake/messages", "d360-api-key"));
    let Payload::Json(body) = call.payload else { panic!("JSON") };
    body
}

#[test]
fn an_answer_quotes_carries_our_id_and_goes_to_a_number_or_a_name() {
    let text = sent(&Said { reply_to: "wamid.1".to_owned(), ..said(json!({ "type": "PLAIN", "markdownText": "hello" })) });
    assert_eq!((text["to"].as_str(), text["text"]["body"].as_str()), (Some("447700900123"), Some("hello")));
    assert_eq!((text["context"]["message_id"].as_str(), text["biz_opaque_callback_data"].as_str()), (Some("wamid.1"), Some("o1")));
    let named = sent(&Said { to: "GB.134".to_owned(), ..said(json!({ "type": "PLAIN", "markdownText": "hello" })) });
    assert_eq!((named["recipient"].as_str(), named["to"].as_str()), (Some("GB.134"), None));
}

#[test]
fn buttons_are_buttons_up_to_three_and_a_list_up_to_ten() {
    let buttons = |count: usize| {
        let buttons: Vec<_> = (0..count).map(|n| json!({ "title": format!("Choice {n}"), "payload": format!("c{n}") })).collect();
        said(json!({ "type": "BUTTON", "markdownText": "Which?", "buttons": buttons }))
    };
    assert_eq!(sent(&buttons(3))["interactive"]["action"]["buttons"].as_array().map(Vec::len), Some(3));
    assert_eq!(sent(&buttons(10))["interactive"]["action"]["sections"][0]["rows"].as_array().map(Vec::len), Some(10));
    let channel = Channel::sample(&[], &[("apiKey", "key")]);
    assert_eq!(WhatsApp.call(&channel, &buttons(11)).unwrap_err().class, ErrorClass::InvalidRequest);
}

#[test]
fn no_title_is_cut_it_becomes_a_row_that_goes_on_below_or_is_refused() {
    let asks = |titles: &[&str]| {
        let buttons: Vec<_> = titles.iter().map(|title| json!({ "title": title })).collect();
        said(json!({ "type": "BUTTON", "markdownText": "Which?", "buttons": buttons }))
    };
    let body = sent(&asks(&["Yes", "I would like to send it back today"]));
    let rows = &body["interactive"]["action"]["sections"][0]["rows"];
    assert_eq!((rows[1]["title"].as_str(), rows[1]["description"].as_str()), (Some("I would like to send it"), Some("back today")));
    assert_eq!(rows[1]["id"], "I would like to send it back today");
    let channel = Channel::sample(&[], &[("apiKey", "key")]);
    let refused = WhatsApp.call(&channel, &asks(&[&"x".repeat(30)])).unwrap_err();
    assert_eq!((refused.class, refused.code.as_str()), (ErrorClass::InvalidRequest, "BUTTON_TOO_LONG"));
}

#[test]
fn reading_and_writing_are_shown_at_the_customers_newest_message() {
    let channel = Channel::sample(&[("hostUrl", "http://fake/")], &[("apiKey", "key")]);
    let shown = |what: Courtesy, id: &str| Shown { what, to: "+44".to_owned(), last_inbound: id.to_owned() };
    let call = WhatsApp.courtesy(&channel, &shown(Courtesy::Read, "wamid.1")).unwrap();
    assert_eq!(call.payload, Payload::Json(json!({ "messaging_product": "whatsapp", "status": "read", "message_id": "wamid.1" })));
    let Payload::Json(body) = WhatsApp.courtesy(&channel, &shown(Courtesy::Typing, "wamid.1")).unwrap().payload else { panic!("JSON") };
    assert_eq!((body["status"].as_str(), body["typing_indicator"]["type"].as_str()), (Some("read"), Some("text")));
    assert_eq!(WhatsApp.courtesy(&channel, &shown(Courtesy::Typing, "")), None);
}

#[test]
fn what_the_channel_cannot_carry_is_refused_before_the_provider_is_asked() {
    let channel = Channel::sample(&[], &[("apiKey", "key")]);
    let refused = |body: Value| WhatsApp.call(&channel, &said(body)).unwrap_err();
    assert_eq!(refused(json!({ "type": "PLAIN", "markdownText": "x".repeat(4097) })).code, "TEXT_TOO_LONG");
    assert_eq!(refused(json!({ "type": "IMAGE", "attachment": {} })).class, ErrorClass::Media);
    assert_eq!(refused(json!({ "type": "SONG" })).code, "UNSUPPORTED");
    assert_eq!(WhatsApp.call(&Channel::default(), &said(json!({}))).unwrap_err().class, ErrorClass::Auth);
}

#[test]
fn an_answer_is_read_by_its_code_and_one_that_says_nothing_is_unclear() {
    let answer = |status: u16, body: &str| WhatsApp.answer(status, body.as_bytes());
    assert_eq!(answer(200, r#"{"messages":[{"id":"wamid.9"}]}"#), Answer::Sent("wamid.9".to_owned()));
    assert!(matches!(answer(200, "{}"), Answer::Unclear(_)));
    assert!(matches!(answer(502, "<html>"), Answer::Unclear(_)));
    let Answer::Refused(refusal) = answer(400, r#"{"error":{"code":131047,"message":"m","error_data":{"details":"d"}}}"#) else {
        panic!("refused")
    };
    assert_eq!((refusal.class, refusal.text.as_str()), (ErrorClass::OutsideWindow, "d"));
    let Answer::Refused(refusal) = answer(401, r#"{"meta":{"developer_message":"Invalid api key"}}"#) else { panic!("refused") };
    assert_eq!(refusal.class, ErrorClass::Auth);
}

fn account(settings: &[(&str, &str)]) -> Channel {
    Channel::sample(settings, &[("apiKey", "key")])
}

#[test]
fn a_file_is_looked_up_by_its_id_and_fetched_from_the_accounts_own_host() {
    let media = Media { id: Some("1337".to_owned()), url: Some("https://evil.example/".to_owned()), ..Media::default() };
    let channel = account(&[]);
    let asked = WhatsApp.grab(&channel, &media).unwrap();
    assert_eq!((asked.url.as_str(), asked.lookup), ("https://waba-v2.360dialog.io/1337", true));
    assert_eq!(asked.hosts, ["waba-v2.360dialog.io"]);
    let answer = br#"{"url":"https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid=1337&ext=1"}"#;
    let there = WhatsApp.located(&channel, answer).unwrap();
    assert_eq!(there.url, "https://waba-v2.360dialog.io/whatsapp_business/attachments/?mid=1337&ext=1");
    assert_eq!((there.headers[0].0.as_str(), there.headers[0].1.as_str()), ("d360-api-key", "key"));
    let direct = account(&[("api", "meta"), ("phoneNumberId", "55")]);
    let there = WhatsApp.located(&direct, answer).unwrap();
    assert!(there.url.starts_with("https://lookaside.fbsbx.com/") && there.hosts.contains(&".fbsbx.com".to_owned()));
    assert_eq!(there.headers[0].1, "Bearer key");
    assert_eq!(WhatsApp.deposit(&direct).unwrap().unwrap().url, "https://graph.facebook.com/v26.0/55/media");
}

#[test]
fn an_id_that_would_be_a_path_is_none() {
    for id in ["", "../messages", "a/b", "a?b", "a%2fb", "a b"] {
        let media = Media { id: Some(id.to_owned()), ..Media::default() };
        assert_eq!(WhatsApp.grab(&account(&[]), &media).unwrap_err().code, "NO_ID", "{id}");
    }
    assert_eq!(WhatsApp.located(&account(&[]), b"{}").unwrap_err().code, "NO_URL");
}

#[test]
fn a_file_that_was_brought_is_sent_by_its_id() {
    let picture = said(json!({ "type": "IMAGE", "caption": "see", "attachment": { "fileId": "f" } }));
    let body = sent(&Said { file: Some(Sent::Id("77".to_owned())), ..picture });
    assert_eq!((body["image"]["id"].as_str(), body["image"]["caption"].as_str()), (Some("77"), Some("see")));
    assert_eq!(WhatsApp.deposited(200, br#"{"id":"77"}"#), Ok("77".to_owned()));
    assert_eq!(WhatsApp.deposited(502, b"<html>").unwrap_err().class, ErrorClass::Temporary);
    assert_eq!(WhatsApp.deposited(400, br#"{"error":{"code":131053,"message":"no"}}"#).unwrap_err().class, ErrorClass::Media);
}

#[test]
fn whoever_comes_by_an_advertisement_may_be_written_to_for_three_days() {
    let event = |referral: Value| {
        let mut event = Event::new("text", "whatsapp");
        event.set("referral", referral);
        WhatsApp.entry(&Channel::default(), &event)
    };
    assert_eq!(event(json!({ "source_type": "ad", "source_id": "7" })), Some(Duration::from_hours(72)));
    assert_eq!(event(json!({ "source_type": "post" })), Some(Duration::from_hours(72)));
    assert_eq!((event(json!({ "source_type": "elsewhere" })), event(Value::Null)), (None, None));
}
