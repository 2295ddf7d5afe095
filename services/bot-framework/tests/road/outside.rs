//! Bots from outside, as local fakes: what they are asked, what of their answers is said, and what happens when they misbehave.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::post;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use errors::Fault;
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::{Value, json};
use sha2::Sha256;

use crate::fakes::Stage;
use crate::{names, said, with_bot, with_listener};

const SECRET: &str = "a secret between the two";

/// What bots were asked: path with query, headers, body.
type Asked = Arc<Mutex<Vec<(String, HeaderMap, Value)>>>;

struct World {
    stage: Stage,
    asked: Asked,
    host: String,
}

fn signature(secret: &str, id: &str, at: &str, body: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(format!("{id}.{at}.{body}").as_bytes());
    format!("v1,{}", BASE64_STANDARD.encode(mac.finalize().into_bytes()))
}

fn signed(headers: &HeaderMap, secret: &str, body: &Value) -> Response {
    let (id, at) = (headers["webhook-id"].to_str().unwrap(), headers["webhook-timestamp"].to_str().unwrap());
    let (text, id, at) = (body.to_string(), id.to_owned(), at.to_owned());
    let signature = signature(secret, &id, &at, &text);
    ([("webhook-id", id), ("webhook-timestamp", at), ("webhook-signature", signature)], text).into_response()
}

fn message(text: &str) -> Value {
    json!({"intent": {"name": "x", "confidence": 0.9}, "mode": "message", "body": {"type": "PLAIN", "markdownText": text}})
}

async fn webhook(State(asked): State<Asked>, uri: Uri, Path(way): Path<String>, headers: HeaderMap, body: Bytes) -> Response {
    let count = {
        let mut asked = asked.lock().unwrap();
        asked.push((uri.to_string(), headers.clone(), serde_json::from_slice(&body).unwrap_or_default()));
        asked.len()
    };
    let three = json!([message(&format!("{count} a")), message(&format!("{count} b")), message(&format!("{count} c"))]);
    match way.as_str() {
        "hello" => signed(&headers, SECRET, &message("Hello from outside")),
        "three" => signed(&headers, SECRET, &three),
        "agent" => signed(
            &headers,
            SECRET,
            &json!([message("One moment"), {"body": {"type": "ACTION", "name": "FIND_AGENT", "data": {"queue": "sales", "priority": 7}}}]),
        ),
        "suggest" => signed(&headers, SECRET, &json!({"mode": "suggestion", "body": {"type": "PLAIN", "markdownText": "psst"}})),
        "silent" => StatusCode::NO_CONTENT.into_response(),
        "never" => std::future::pending().await,
        "garbage" => signed(&headers, SECRET, &json!("nonsense")),
        "huge" => vec![b'x'; 5 * 1024 * 1024].into_response(),
        "stranger" => signed(&headers, SECRET, &json!({"conversationId": "c2", "BotMessage": [message("psst")]})),
        "forged" => signed(&headers, "another secret", &message("I am evil")),
        "unsigned" => message("I am evil").to_string().into_response(),
        "moved" => (StatusCode::FOUND, [(header::LOCATION, "hello")]).into_response(),
        "greedy" => signed(&headers, SECRET, &json!({"body": {"type": "ACTION", "name": "END_CONVERSATION"}})),
        _ => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

async fn rasa(State(asked): State<Asked>, uri: Uri, headers: HeaderMap, body: Bytes) -> axum::Json<Value> {
    let body: Value = serde_json::from_slice(&body).unwrap();
    asked.lock().unwrap().push((uri.to_string(), headers, body.clone()));
    axum::Json(json!([{"recipient_id": body["sender"], "text": "Pick one", "buttons": [{"title": "Yes", "payload": "/affirm"}]}]))
}

async fn model(State(asked): State<Asked>, uri: Uri, headers: HeaderMap, body: Bytes) -> axum::Json<Value> {
    asked.lock().unwrap().push((uri.to_string(), headers, serde_json::from_slice(&body).unwrap()));
    let call = json!({"function": {"name": "find_agent", "arguments": "{\"queue\":\"sales\"}"}});
    axum::Json(
        json!({"choices": [{"message": {"content": "I fetch somebody.", "tool_calls": [call]}}], "usage": {"prompt_tokens": 100, "completion_tokens": 20}}),
    )
}

impl World {
    async fn with(bot: impl FnOnce(&str) -> Value) -> Self {
        let asked = Asked::default();
        let app = Router::new()
            .route("/webhook/{way}", post(webhook))
            .route("/rasa/webhooks/rest/webhook", post(rasa))
            .route("/v1/chat/completions", post(model))
            .with_state(asked.clone());
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let host = listener.local_addr().unwrap().to_string();
        #[expect(clippy::disallowed_methods, reason = "the fake ends with the test")]
        tokio::spawn(async move { axum::serve(listener, app).await });
        let stage = Stage::start_with_host(&host).await;
        stage.register(&bot(&host)).await;
        Self { stage, asked, host }
    }

    async fn webhook(way: &str) -> Self {
        Self::with(|host| {
            bot("WEBHOOK", json!({"webhook": {"url": format!("http://{host}/webhook/{way}"), "secret": SECRET}, "timeoutMs": 500}))
        })
        .await
    }

    fn asked(&self) -> Vec<(String, HeaderMap, Value)> {
        self.asked.lock().unwrap().clone()
    }

    async fn says(&self, text: &str, sequence: i64) -> Vec<(String, String)> {
        self.stage.say(text, with_bot(), sequence).await;
        self.stage.settled().await;
        self.stage.distinct().iter().map(said).collect()
    }
}

fn bot(kind: &str, more: Value) -> Value {
    let mut bot = json!({"name": "Outsider", "type": kind, "definition": {"fallback": "?", "handover": {"phrases": ["operator"], "text": "Of course."}}});
    bot.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    bot
}

fn told(name: &str, text: &str) -> (String, String) {
    (name.to_owned(), text.to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_webhook_is_asked_by_the_contract_and_its_answer_is_said() {
    let world = World::webhook("hello").await;
    assert_eq!(world.says("hi there", 1).await, [told("BOT_MESSAGE", "Hello from outside")]);
    let (_, headers, body) = world.asked().remove(0);
    assert_eq!((&body["type"], &body["message"], &body["entities"]), (&json!("message"), &json!("hi there"), &Value::Null));
    assert_eq!(body["conversation"]["conversationId"], "c1");
    let waits = &body["conversation"]["agentRequest"];
    assert_eq!(
        (&waits["position"], &waits["estimatedWait"]),
        (&json!(3), &json!({"lowMs": 60_000, "likelyMs": 120_000, "highMs": 180_000}))
    );
    assert_eq!(body["metadata"]["markdownText"], "hi there");
    let text = |name: &str| headers[name].to_str().unwrap();
    assert_eq!(text("webhook-signature"), signature(SECRET, text("webhook-id"), text("webhook-timestamp"), &body.to_string()));
    world.stage.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_webhook_wants_done_is_done_and_suggestions_go_to_agents() {
    let world = World::webhook("agent").await;
    let said = world.says("help", 1).await;
    assert_eq!(said, [told("BOT_MESSAGE", "One moment"), told("FIND_AGENT", "BOT_ASKED")]);
    world.stage.stop().await;
    let world = World::webhook("suggest").await;
    assert_eq!(world.says("help", 1).await, [told("BOT_SUGGESTION", "psst")]);
    world.stage.stop().await;
    let world = World::webhook("silent").await;
    assert_eq!(world.says("help", 1).await, []);
    world.stage.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn words_for_an_agent_need_no_bot() {
    let world = World::webhook("never").await;
    assert_eq!(world.says("operator!", 1).await, [told("BOT_MESSAGE", "Of course."), told("FIND_AGENT", "ASKED_FOR_AGENT")]);
    assert!(world.asked().is_empty());
    world.stage.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn while_an_agent_talks_a_bot_from_outside_only_suggests() {
    let world = World::webhook("agent").await;
    world.stage.notify("PARTICIPANT_ROLE_CHANGED", &json!({"participantId": "assistant", "role": "ASSISTANT"}), 1).await;
    world.stage.say("help", with_listener(), 2).await;
    world.stage.settled().await;
    assert_eq!(world.stage.distinct().iter().map(said).collect::<Vec<_>>(), [told("BOT_SUGGESTION", "One moment")], "and asks for nobody");
    world.stage.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bot_that_misbehaves_is_refused_by_name_says_nothing_and_the_next_message_is_heard() {
    for (way, event, code) in [
        ("never", "BOT_TIMEOUT", "BOT_TIMED_OUT"),
        ("garbage", "BOT_FAILED", "BOT_ANSWER_MALFORMED"),
        ("huge", "BOT_FAILED", "BOT_ANSWER_TOO_LARGE"),
        ("stranger", "BOT_FAILED", "BOT_WRONG_CONVERSATION"),
        ("forged", "BOT_FAILED", "BOT_SIGNATURE"),
        ("unsigned", "BOT_FAILED", "BOT_SIGNATURE"),
        ("moved", "BOT_FAILED", "BOT_STATUS"),
        ("greedy", "BOT_FAILED", "BOT_NOT_ALLOWED"),
        ("broken", "BOT_FAILED", "BOT_STATUS"),
    ] {
        let world = World::webhook(way).await;
        assert_eq!(world.says("hello", 1).await, [], "{way}");
        let told = world.stage.told(1).await;
        assert_eq!((told[0].name.as_str(), told[0].code.as_str(), told[0].conversation_id.as_str()), (event, code, "c1"), "{way}");
        world.says("operator", 2).await;
        assert_eq!(names(&world.stage.distinct()), ["BOT_MESSAGE", "FIND_AGENT"], "{way}: the conversation goes on");
        assert_eq!(world.asked().len(), 1, "{way}: no redirect was followed, nothing asked twice");
        world.stage.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bot_whose_server_fails_again_and_again_is_left_alone_for_a_moment() {
    let world = World::webhook("broken").await;
    for sequence in 1..=7 {
        world.says("hello", sequence).await;
    }
    let told = world.stage.told(7).await;
    assert_eq!((world.asked().len(), told[6].name.as_str(), told[6].code.as_str()), (5, "BOT_TIMEOUT", "BOT_RESTING"));
    world.stage.advance(10_000);
    world.says("hello", 8).await;
    assert_eq!(world.asked().len(), 6);
    world.stage.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_message_has_one_answer_wherever_the_log_fails() {
    // The bot never says the same twice: parts of two answers would show.
    for failing in 0..3 {
        let world = World::webhook("three").await;
        world.stage.refuse_after(failing, tonic::Status::unavailable("away"));
        world.stage.say("hello", with_bot(), 1).await;
        // The second try comes when its pause is over, and only the test moves the clock.
        while world.stage.distinct().len() < 3 {
            tokio::time::sleep(Duration::from_millis(10)).await;
            world.stage.advance(50);
        }
        world.stage.settled().await;
        let texts: Vec<_> = world.stage.distinct().iter().map(|call| said(call).1).collect();
        assert_eq!((texts, world.asked().len()), (vec!["1 a".to_owned(), "1 b".to_owned(), "1 c".to_owned()], 1), "failing at {failing}");
        world.stage.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_more_is_said_once_an_agent_has_taken_over() {
    let world = World::webhook("three").await;
    let refusal = Fault::new(errors::Kind::Conflict, "BOT_NOT_PRIMARY", "an agent speaks");
    world.stage.refuse_after(1, refusal.into());
    assert_eq!(world.says("hello", 1).await, [told("BOT_MESSAGE", "1 a")]);
    world.stage.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn rasa_is_asked_on_its_rest_channel() {
    let world = World::with(|host| bot("RASA", json!({"rasa": {"url": format!("http://{host}/rasa/"), "token": "t&1"}}))).await;
    assert_eq!(world.says("hi", 1).await, [told("BOT_MESSAGE", "Pick one")]);
    let (uri, _, body) = world.asked().remove(0);
    assert_eq!((uri.as_str(), body), ("/rasa/webhooks/rest/webhook?token=t%261", json!({"sender": "c1", "message": "hi"})));
    world.stage.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_model_is_shown_what_fits_without_personal_data_and_its_tools_are_the_platform_s() {
    let bot = |host: &str| {
        let knowledge = json!([{"title": "Hours", "text": "Open 9 to 18."}, {"title": "Returns", "text": "Within 30 days."}]);
        let model = json!({"baseUrl": format!("http://{host}/v1"), "model": "m1", "apiKey": "k1", "systemPrompt": "Be kind.", "knowledge": knowledge});
        bot("OPENAI", json!({"openai": model}))
    };
    let world = World::with(bot).await;
    assert_eq!(
        world.says("returns? call +49 170 1234567", 2).await,
        [told("BOT_MESSAGE", "I fetch somebody."), told("FIND_AGENT", "BOT_ASKED")]
    );
    let (_, headers, body) = world.asked().remove(0);
    assert_eq!(headers["authorization"], "Bearer k1");
    let prompt = body["messages"][0]["content"].as_str().unwrap();
    assert!(prompt.starts_with("Be kind.") && prompt.contains("Within 30 days.") && !prompt.contains("Open 9"), "{prompt}");
    assert_eq!(body["messages"][1], json!({"role": "user", "content": "I wrote from [e-mail]"}));
    assert_eq!(body["messages"][2]["content"], "returns? call [number]");
    world.stage.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bot_speaks_later_by_itself_when_it_signs_what_it_says() {
    let world = World::webhook("silent").await;
    let client = reqwest::Client::new();
    let body = json!({"conversationId": "c1", "botId": "assistant", "BotMessage": [message("It took a while")]}).to_string();
    let send = async |id: &str, at: i64, secret: &str, body: &str| {
        let at = (at / 1000).to_string();
        let request = client.post(format!("{}/bot-framework/v1/bots/assistant/messages", world.stage.base()));
        let request =
            request.header("webhook-id", id).header("webhook-timestamp", &at).header("webhook-signature", signature(secret, id, &at, body));
        let answer = request.body(body.to_owned()).send().await.unwrap();
        let status = answer.status().as_u16();
        let problem: Value = answer.json().await.unwrap_or_default();
        (status, problem["code"].as_str().unwrap_or_default().to_owned())
    };
    let now = world.stage.now();
    assert_eq!(send("m1", now, SECRET, &body).await.0, 204);
    assert_eq!(send("m1", now, SECRET, &body).await.0, 204, "played again at once: the same request, the same id");
    assert_eq!(world.stage.distinct().iter().map(said).collect::<Vec<_>>(), [told("BOT_MESSAGE", "It took a while")]);
    assert_eq!(send("m2", now, "guess", &body).await, (401, "SIGNATURE_WRONG".to_owned()));
    assert_eq!(send("m3", now - 400_000, SECRET, &body).await, (401, "SIGNATURE_WRONG".to_owned()), "too old");
    assert_eq!(send("m4", now, SECRET, "nonsense").await, (400, "BOT_ANSWER_MALFORMED".to_owned()));
    let other = body.replace("assistant", "somebody");
    assert_eq!(send("m5", now, SECRET, &other).await, (400, "BOT_NOT_ALLOWED".to_owned()));
    let stranger = Fault::new(errors::Kind::Forbidden, "NOT_A_PARTICIPANT", "not in this conversation");
    world.stage.refuse_after(0, stranger.into());
    assert_eq!(send("m6", now, SECRET, &body.replace("c1", "c2")).await, (403, "NOT_A_PARTICIPANT".to_owned()));
    assert!(!world.host.is_empty());
    world.stage.stop().await;
}
