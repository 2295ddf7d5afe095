//! A model that answers in parts: what customers see of it while it comes, and what the log gets.

use std::time::Duration;

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

use crate::fakes::Stage;
use crate::{said, with_bot, with_listener};

/// A server of chat completions that answers every request with that type of content and these parts, a moment between two of them.
async fn server(content_type: &'static str, parts: Vec<String>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let host = listener.local_addr().unwrap().to_string();
    #[expect(clippy::disallowed_methods, reason = "the fake ends with the test")]
    tokio::spawn(async move {
        while let Ok((mut socket, _)) = listener.accept().await {
            let mut request = vec![0; 65_536];
            let mut length = 0;
            // Until the JSON of the request is there.
            while !request[..length].ends_with(b"}") {
                length += socket.read(&mut request[length..]).await.unwrap();
            }
            let head = format!("HTTP/1.1 200 OK\r\ncontent-type: {content_type}\r\nconnection: close\r\n\r\n");
            socket.write_all(head.as_bytes()).await.unwrap();
            for part in &parts {
                // A caller that has had enough is gone.
                let _gone = socket.write_all(part.as_bytes()).await;
                tokio::time::sleep(Duration::from_millis(300)).await;
            }
        }
    });
    host
}

fn part(words: &str) -> String {
    format!("data: {}\n\n", json!({"choices": [{"delta": {"content": words}}]}))
}

fn end() -> String {
    format!(
        "data: {}\n\ndata: [DONE]\n\n",
        json!({"choices": [{"delta": {}, "finish_reason": "stop"}], "usage": {"prompt_tokens": 9, "completion_tokens": 4}})
    )
}

async fn stage(host: &str, timeout_ms: u32, more: Value) -> Stage {
    let stage = Stage::start_with_host(host).await;
    let mut model = json!({"baseUrl": format!("http://{host}/v1"), "model": "m1"});
    model.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let definition = json!({"fallback": "?", "handover": {"phrases": ["operator"], "text": "Of course."}});
    let bot = json!({"name": "Model", "type": "OPENAI", "definition": definition, "openai": model, "timeoutMs": timeout_ms});
    stage.register(&bot).await;
    stage
}

/// Id and text of what was shown while it came.
fn drafts(stage: &Stage) -> Vec<(String, String)> {
    stage.signals().into_iter().filter_map(|signal| signal.draft).map(|draft| (draft.message_id, draft.text)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_customer_sees_an_answer_grow_and_the_log_gets_it_whole_under_the_same_id() {
    let host = server("text/event-stream", vec![part("We open "), part("at nine "), part("tomorrow."), end()]).await;
    let stage = stage(&host, 5_000, json!({})).await;
    stage.say("when?", with_bot(), 1).await;
    stage.settled().await;
    let calls = stage.distinct();
    assert_eq!(calls.iter().map(said).collect::<Vec<_>>(), [("BOT_MESSAGE".to_owned(), "We open at nine tomorrow.".to_owned())]);
    let drafts = drafts(&stage);
    assert!(drafts.len() >= 2, "{drafts:?}");
    for (id, text) in &drafts {
        assert_eq!(*id, calls[0].request_id);
        assert!("We open at nine tomorrow.".starts_with(text.as_str()) && !text.is_empty(), "{text}");
    }
    assert!(drafts.windows(2).all(|pair| pair[0].1.len() < pair[1].1.len()), "it grows: {drafts:?}");
    stage.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_that_breaks_off_or_comes_too_late_is_no_answer_and_what_was_shown_is_taken_back() {
    let cases = [
        (vec![part("We do not ")], 5_000, "BOT_ANSWER_MALFORMED"),
        (vec![part("We "), part("do "), part("not "), part("know "), end()], 700, "BOT_TIMED_OUT"),
        (vec![part("one "), part(&"x".repeat(5_000)), end()], 5_000, "BOT_NOT_ALLOWED"),
    ];
    for (parts, timeout, code) in cases {
        let host = server("text/event-stream", parts).await;
        let stage = stage(&host, timeout, json!({})).await;
        stage.say("when?", with_bot(), 1).await;
        stage.settled().await;
        assert_eq!(stage.told(1).await[0].code, code);
        assert!(stage.distinct().is_empty(), "{code}: nothing of it is said");
        let drafts = drafts(&stage);
        assert!(drafts.len() >= 2 && drafts.last().unwrap().1.is_empty(), "{code}: {drafts:?}");
        assert!(drafts.iter().all(|(_, text)| text.len() <= 4_096));
        stage.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_suggested_to_agents_is_never_shown_to_the_customer_while_it_comes() {
    let host = server("text/event-stream", vec![part("Offer "), part("them ten percent."), end()]).await;
    let stage = stage(&host, 5_000, json!({})).await;
    stage.notify("PARTICIPANT_ROLE_CHANGED", &json!({"participantId": "assistant", "role": "ASSISTANT"}), 1).await;
    stage.say("too expensive", with_listener(), 2).await;
    stage.settled().await;
    // It is not asked in parts, and a server that streams all the same is not understood.
    assert_eq!(drafts(&stage), []);
    assert!(stage.distinct().iter().all(|call| said(call).0 == "BOT_SUGGESTION"));
    stage.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_answers_whole_is_read_whole_and_streaming_can_be_turned_off() {
    let whole = json!({"choices": [{"message": {"content": "At nine."}}]}).to_string();
    for more in [json!({}), json!({"stream": false})] {
        let host = server("application/json", vec![whole.clone()]).await;
        let stage = stage(&host, 5_000, more).await;
        stage.say("when?", with_bot(), 1).await;
        stage.settled().await;
        assert_eq!(stage.distinct().iter().map(said).collect::<Vec<_>>(), [("BOT_MESSAGE".to_owned(), "At nine.".to_owned())]);
        assert_eq!(drafts(&stage), []);
        stage.stop().await;
    }
}
