//! Decoding of whatever may come, and the bodies that go out.

use connector::{Answer, Channel, Courtesy, ErrorClass, Handshake, Payload, Provider as _, Raw, Said, Shown};
use http::{HeaderMap, Method};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::Facebook;

fn raw(body: &[u8]) -> Raw {
    Raw { method: Method::POST, rest: String::new(), query: None, headers: HeaderMap::new(), body: body.to_vec() }
}

const WORDS: [&str; 36] = [
    "object",
    "page",
    "instagram",
    "entry",
    "messaging",
    "standby",
    "changes",
    "field",
    "feed",
    "value",
    "sender",
    "recipient",
    "id",
    "timestamp",
    "message",
    "mid",
    "text",
    "attachments",
    "type",
    "payload",
    "url",
    "sticker_id",
    "quick_reply",
    "reply_to",
    "story",
    "postback",
    "referral",
    "reaction",
    "delivery",
    "mids",
    "watermark",
    "read",
    "message_edit",
    "item",
    "comment",
    "verb",
];

fn any_json() -> impl Strategy<Value = Value> {
    let word = proptest::sample::select(&WORDS[..]).prop_map(str::to_owned);
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        word.clone().prop_map(Value::from),
        ".{0,12}".prop_map(Value::from),
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
        let decoded = Facebook.decode(&Channel::default(), &raw(&bytes));
        prop_assert!(decoded.events.len() <= 2048);
    }

    #[test]
    fn whatever_is_decoded_has_a_key_and_a_sender(item in any_json(), object in proptest::sample::select(&["page", "instagram"][..])) {
        let body = json!({ "object": object, "entry": [{ "id": "1", "messaging": [item], "changes": [item] }] }).to_string();
        let decoded = Facebook.decode(&Channel::default(), &raw(body.as_bytes()));
        prop_assert!(decoded.events.iter().all(|event| !event.key.is_empty() && event.from.is_some() && !event.kind.is_empty()));
        prop_assert!(decoded.statuses.iter().all(|status| !status.key.is_empty()));
    }

    #[test]
    fn no_value_inside_an_event_makes_the_decoder_fail(value in any_json(), kind in proptest::sample::select(&WORDS[..])) {
        let item = json!({ "sender": { "id": "1" }, "recipient": { "id": "2" }, "timestamp": 1, (kind): value });
        let body = json!({ "object": "page", "entry": [{ "id": "2", "messaging": [item] }] }).to_string();
        let decoded = Facebook.decode(&Channel::default(), &raw(body.as_bytes()));
        let things = decoded.events.len() + decoded.statuses.len() + decoded.ignored.len() + decoded.rejected.len();
        prop_assert!(things >= 1);
    }
}

#[test]
fn a_handshake_is_answered_with_its_challenge_to_whoever_knows_the_token() {
    let channel = Channel::sample(&[], &[("verifyToken", "right")]);
    let asked = |query: &str| {
        let raw = Raw { method: Method::GET, query: Some(query.to_owned()), ..raw(b"") };
        Facebook.handshake(&channel, &raw)
    };
    assert_eq!(asked("hub.mode=subscribe&hub.challenge=42&hub.verify_token=right"), Handshake::Answer("42".to_owned()));
    assert_eq!(asked("hub.mode=subscribe&hub.challenge=42&hub.verify_token=wrong"), Handshake::Forbidden);
    assert_eq!(asked("hub.mode=other&hub.challenge=42&hub.verify_token=right"), Handshake::Forbidden);
    assert_eq!(asked("hub.mode=subscribe&hub.verify_token=right"), Handshake::Malformed);
}

fn sent(said: &Said) -> (String, Value) {
    let mut channel = Channel::sample(&[("hostUrl", "http://fake")], &[("pageToken", "t")]);
    "77".clone_into(&mut channel.service_identifier);
    let call = Facebook.call(&channel, said).unwrap();
    let Payload::Json(body) = call.payload else { panic!("JSON") };
    (call.url, body)
}

#[test]
fn a_person_may_answer_late_and_a_comment_is_answered_in_public() {
    let text = json!({ "type": "PLAIN", "markdownText": "hello" });
    let said = Said { to: "5".to_owned(), body: text, human_late: true, ..Said::default() };
    let (url, body) = sent(&said);
    assert_eq!((url.as_str(), body["tag"].as_str()), ("http://fake/77/messages", Some("HUMAN_AGENT")));
    let (url, body) = sent(&Said { last_inbound: "77_900_901".to_owned(), human_late: false, ..said });
    assert_eq!((url.as_str(), body["message"].as_str()), ("http://fake/77_900_901/comments", Some("hello")));
}

#[test]
fn an_answer_is_read_by_code_and_subcode() {
    let answer = |status: u16, body: &str| Facebook.answer(status, body.as_bytes());
    assert_eq!(answer(200, r#"{"recipient_id":"5","message_id":"m_1"}"#), Answer::Sent("m_1".to_owned()));
    let Answer::Refused(refusal) = answer(400, r#"{"error":{"code":10,"error_subcode":2018278,"message":"late"}}"#) else {
        panic!("refused")
    };
    assert_eq!((refusal.class, refusal.code.as_str()), (ErrorClass::OutsideWindow, "10/2018278"));
    assert!(matches!(answer(500, "oops"), Answer::Unclear(_)));
}

#[test]
fn buttons_stay_quick_replies_go_and_pages_open() {
    let asks = |kind: &str, buttons: Value| {
        let body = json!({ "type": "BUTTON", "buttonMessageType": kind, "markdownText": "Which?", "buttons": buttons });
        Said { to: "5".to_owned(), body, ..Said::default() }
    };
    let two = json!([{ "title": "Yes", "payload": "y" }, { "title": "No" }]);
    let message = sent(&asks("QUICK_REPLIES", two.clone())).1["message"].clone();
    assert_eq!(message["quick_replies"][0], json!({ "content_type": "text", "title": "Yes", "payload": "y" }));
    let payload = sent(&asks("BUTTON", two)).1["message"]["attachment"]["payload"].clone();
    assert_eq!((payload["template_type"].as_str(), payload["text"].as_str()), (Some("button"), Some("Which?")));
    assert_eq!(payload["buttons"][1], json!({ "type": "postback", "title": "No", "payload": "No" }));
    let page = json!([{ "title": "Shop", "type": "web_url", "payload": "https://shop.example" }]);
    let payload = sent(&asks("QUICK_REPLIES", page)).1["message"]["attachment"]["payload"].clone();
    assert_eq!(payload["buttons"][0], json!({ "type": "web_url", "url": "https://shop.example", "title": "Shop" }));
    // More than stay go as quick replies; nothing is cut.
    let many: Vec<_> = (0..5).map(|n| json!({ "title": n.to_string() })).collect();
    assert_eq!(sent(&asks("BUTTON", json!(many))).1["message"]["quick_replies"].as_array().map(Vec::len), Some(5));
    let channel = Channel::sample(&[], &[("pageToken", "t")]);
    let refused = Facebook.call(&channel, &asks("QUICK_REPLIES", json!([{ "title": "x".repeat(21) }]))).unwrap_err();
    assert_eq!(refused.code, "BUTTON_TOO_LONG");
}

#[test]
fn reading_and_writing_are_sender_actions_and_comments_have_none() {
    let mut channel = Channel::sample(&[("hostUrl", "http://fake")], &[("pageToken", "t")]);
    "77".clone_into(&mut channel.service_identifier);
    let shown = |what: Courtesy, id: &str| Facebook.courtesy(&channel, &Shown { what, to: "5".to_owned(), last_inbound: id.to_owned() });
    let call = shown(Courtesy::Read, "m_1").unwrap();
    assert_eq!(call.url, "http://fake/77/messages");
    assert_eq!(call.payload, Payload::Json(json!({ "recipient": { "id": "5" }, "sender_action": "mark_seen" })));
    let Payload::Json(body) = shown(Courtesy::Typing, "").unwrap().payload else { panic!("JSON") };
    assert_eq!(body["sender_action"], "typing_on");
    assert_eq!(shown(Courtesy::Read, "77_900_901"), None);
}

#[test]
fn a_persons_name_is_asked_for_by_their_id_and_of_nobody_else() {
    let channel = Channel::sample(&[("hostUrl", "https://graph.example/v26.0")], &[("pageToken", "t")]);
    let event = |kind: &str, from: &str| connector::Event { from: Some(from.to_owned()), ..connector::Event::new(kind, "messenger") };
    let asked = Facebook.profile(&channel, &event("text", "6543210987654321")).unwrap();
    assert_eq!(asked.url, "https://graph.example/v26.0/6543210987654321?fields=first_name,last_name");
    assert_eq!(asked.headers[0].1, "Bearer t");
    assert!(Facebook.profile(&channel, &event("text", "../me")).is_none(), "an id that would be a path is none");
    assert!(Facebook.profile(&channel, &event("comment", "6543210987654321")).is_none());
    assert_eq!(Facebook.profiled(br#"{"first_name": "Ana", "last_name": "Lee"}"#), [("firstName", "Ana Lee".to_owned())]);
    assert_eq!(Facebook.profiled(br#"{"name": "Ana Lee"}"#), [("firstName", "Ana Lee".to_owned())]);
    assert!(Facebook.profiled(br#"{"error": {"code": 100}}"#).is_empty());
}
