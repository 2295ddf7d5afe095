//! Decoding of whatever may come, and the forms that go out.

use connector::{Answer, Channel, Courtesy, ErrorClass, Payload, Provider as _, Raw, Said, Shown};
use http::{HeaderMap, HeaderValue, Method};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::Twilio;

fn raw(body: &[u8]) -> Raw {
    let mut headers = HeaderMap::new();
    headers.insert("content-type", HeaderValue::from_static("application/x-www-form-urlencoded"));
    Raw { method: Method::POST, rest: String::new(), query: None, headers, body: body.to_vec() }
}

const NAMES: [&str; 24] = [
    "MessageSid",
    "SmsSid",
    "SmsStatus",
    "MessageStatus",
    "From",
    "To",
    "Body",
    "NumMedia",
    "MediaUrl0",
    "MediaContentType0",
    "Latitude",
    "Longitude",
    "ButtonPayload",
    "ListId",
    "EventType",
    "ConversationSid",
    "Source",
    "Media",
    "Author",
    "ErrorCode",
    "Forwarded",
    "ReferralSourceId",
    "OptOutType",
    "DateCreated",
];

proptest! {
    #[test]
    fn no_bytes_make_the_decoder_fail(bytes in proptest::collection::vec(any::<u8>(), 0..2048)) {
        let raw = raw(&bytes);
        if Twilio.readable(&raw).is_ok() {
            let decoded = Twilio.decode(&Channel::default(), &raw);
            prop_assert!(decoded.events.len() + decoded.statuses.len() + decoded.ignored.len() + decoded.rejected.len() <= 1);
        }
    }

    #[test]
    fn every_form_is_one_thing_and_whatever_is_decoded_has_a_key(
        pairs in proptest::collection::vec((proptest::sample::select(&NAMES[..]), "[a-zA-Z0-9:+.{}\\[\\]\"-]{0,12}"), 0..16),
    ) {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
        let decoded = Twilio.decode(&Channel::default(), &raw(body.as_bytes()));
        prop_assert_eq!(decoded.events.len() + decoded.statuses.len() + decoded.ignored.len() + decoded.rejected.len(), 1);
        prop_assert!(decoded.events.iter().all(|event| !event.key.is_empty() && event.from.is_some()));
        prop_assert!(decoded.statuses.iter().all(|status| !status.key.is_empty()));
    }
}

#[test]
fn a_form_without_an_id_cannot_be_read_and_one_without_a_sender_is_rejected() {
    assert!(Twilio.readable(&raw(b"From=%2B1&Body=x")).is_err());
    assert!(Twilio.readable(&raw(b"")).is_err());
    let decoded = Twilio.decode(&Channel::default(), &raw(b"MessageSid=SM1&Body=x"));
    assert_eq!(decoded.rejected[0].reason, "NO_SENDER");
}

fn channel(kind: &str, address: &str) -> Channel {
    let mut channel = Channel::sample(&[("accountSid", "AC1"), ("hostUrl", "http://fake")], &[("authToken", "t")]);
    (channel.channel_type, channel.service_identifier) = (kind.to_owned(), address.to_owned());
    "https://cx.example/hook".clone_into(&mut channel.public_url);
    channel
}

fn form(channel: &Channel, body: Value) -> Vec<(String, String)> {
    let said = Said { id: "o1".to_owned(), to: "+447700900123".to_owned(), body, ..Said::default() };
    let call = Twilio.call(channel, &said).unwrap();
    assert_eq!(call.basic, Some(("AC1".to_owned(), "t".to_owned())));
    let Payload::Form(pairs) = call.payload else { panic!("a form") };
    pairs
}

#[test]
fn whatsapp_addresses_keep_their_prefix_and_the_callback_carries_our_id() {
    let pairs = form(&channel("WHATSAPP", "whatsapp:+442079460123"), json!({ "type": "PLAIN", "markdownText": "hi" }));
    assert!(pairs.contains(&("To".to_owned(), "whatsapp:+447700900123".to_owned())));
    assert!(pairs.contains(&("StatusCallback".to_owned(), "https://cx.example/hook?m=o1".to_owned())));
    let pairs = form(&channel("SMS", "+12025550100"), json!({ "type": "PLAIN", "markdownText": "hi" }));
    assert!(pairs.contains(&("To".to_owned(), "+447700900123".to_owned())));
}

#[test]
fn choices_are_numbered_and_templates_are_content() {
    let pairs =
        form(&channel("SMS", "+1"), json!({ "type": "BUTTON", "markdownText": "Which?", "buttons": [{ "title": "A" }, { "title": "B" }] }));
    assert!(pairs.contains(&("Body".to_owned(), "Which?\n1. A\n2. B".to_owned())));
    let pairs = form(&channel("SMS", "+1"), json!({ "type": "TEMPLATE", "templateName": "x", "reference": "HX1", "parameters": ["Ana"] }));
    assert!(pairs.contains(&("ContentVariables".to_owned(), r#"{"1":"Ana"}"#.to_owned())));
}

#[test]
fn an_answer_is_read_by_its_code() {
    let answer = |status: u16, body: &str| Twilio.answer(status, body.as_bytes());
    assert_eq!(answer(201, r#"{"sid":"SM1"}"#), Answer::Sent("SM1".to_owned()));
    let Answer::Refused(refusal) = answer(400, r#"{"code":21610,"message":"stop"}"#) else { panic!("refused") };
    assert_eq!(refusal.class, ErrorClass::OptedOut);
    assert!(matches!(answer(503, ""), Answer::Unclear(_)));
}

#[test]
fn a_form_that_is_no_text_cannot_be_read() {
    for body in [&b"MessageSid=SM1&Body=%ff"[..], b"MessageSid=SM1&Body=\xff", b"MessageSid=SM1&%c3=x", b"MessageSid=SM1&Body=%ed%a0%80"] {
        assert!(Twilio.readable(&raw(body)).is_err(), "{body:?}");
    }
    for body in [
        &b"MessageSid=SM1&Body=%C3%BC+%F0%9F%91%8B"[..],
        b"MessageSid=SM1&Body=100%",
        "MessageSid=SM1&Body=\u{fc}".as_bytes(),
        b"MessageSid=SM1&Body=%zz",
    ] {
        assert!(Twilio.readable(&raw(body)).is_ok(), "{body:?}");
    }
}

#[test]
fn whatsapp_gets_buttons_where_the_account_has_a_content_for_them() {
    let mut whatsapp = channel("WHATSAPP", "whatsapp:+1");
    whatsapp.settings.insert("quickReply2".to_owned(), "HX2".to_owned());
    let asks = |titles: &[&str]| {
        let buttons: Vec<_> = titles.iter().map(|title| json!({ "title": title, "payload": title.to_lowercase() })).collect();
        json!({ "type": "BUTTON", "markdownText": "Which?", "buttons": buttons })
    };
    let pairs = form(&whatsapp, asks(&["Yes", "No"]));
    assert!(pairs.contains(&("ContentSid".to_owned(), "HX2".to_owned())));
    let variables = r#"{"1":"Which?","2":"Yes","3":"yes","4":"No","5":"no"}"#;
    assert!(pairs.contains(&("ContentVariables".to_owned(), variables.to_owned())), "{pairs:?}");
    assert!(!pairs.iter().any(|(name, _)| name == "Body"));
    // Three have no content here, and a long title has no room: text says it all.
    assert!(form(&whatsapp, asks(&["A", "B", "C"])).contains(&("Body".to_owned(), "Which?\n1. A\n2. B\n3. C".to_owned())));
    let long = "A title that is longer than buttons are";
    assert!(form(&whatsapp, asks(&["A", long])).contains(&("Body".to_owned(), format!("Which?\n1. A\n2. {long}"))));
}

#[test]
fn writing_is_shown_on_whatsapp_and_nowhere_else() {
    let shown = |kind: &str, what: Courtesy| {
        let shown = Shown { what, to: "+44".to_owned(), last_inbound: "SM9".to_owned() };
        Twilio.courtesy(&channel(kind, "x"), &shown)
    };
    let call = shown("WHATSAPP", Courtesy::Typing).unwrap();
    assert_eq!(call.url, "http://fake/v2/Indicators/Typing.json");
    let Payload::Form(pairs) = call.payload else { panic!("a form") };
    assert!(pairs.contains(&("messageId".to_owned(), "SM9".to_owned())) && pairs.contains(&("channel".to_owned(), "whatsapp".to_owned())));
    assert_eq!(shown("WHATSAPP", Courtesy::Read), None);
    assert_eq!(shown("SMS", Courtesy::Typing), None);
}
