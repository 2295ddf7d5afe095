//! Rasa's REST channel.

use serde_json::{Value, json};

use super::answer::{Answer, buttons};
use super::failure::Failure;

/// What the server is asked; the conversation is the sender, so that it keeps one story for each.
pub(crate) fn question(conversation_id: &str, text: &str) -> Value {
    json!({"sender": conversation_id, "message": text})
}

/// Its list of `text`, `buttons`, `image`, `attachment`, `custom`.
pub(crate) fn answer(conversation_id: &str, body: &[u8]) -> Result<Answer, Failure> {
    let messages: Vec<Value> = serde_json::from_slice(body).map_err(|error| Failure::Garbage(format!("it is no JSON list: {error}")))?;
    let mut answer = Answer::default();
    for message in &messages {
        if let Some(other) = message["recipient_id"].as_str().filter(|other| *other != conversation_id) {
            return Err(Failure::WrongConversation(other.chars().take(64).collect()));
        }
        one(&mut answer, message)?;
    }
    Ok(answer)
}

fn one(answer: &mut Answer, message: &Value) -> Result<(), Failure> {
    let custom = &message["custom"];
    if custom["type"] == "ACTION" {
        return answer.act(custom["name"].as_str().unwrap_or_default(), &custom["data"]);
    }
    let text = message["text"].as_str().unwrap_or_default();
    let buttons = buttons(&message["buttons"]);
    if !text.is_empty() || !buttons.is_empty() {
        return answer.say(text, buttons, false);
    }
    // Pictures are told as addresses: nobody's browser fetches what a stranger wrote.
    if let Some(link) = [&message["image"], &message["attachment"]].into_iter().find_map(Value::as_str) {
        return answer.say(link, Vec::new(), false);
    }
    if let Some(text) = custom["markdownText"].as_str() {
        return answer.say(text, Vec::new(), false);
    }
    Err(Failure::Garbage("a message without text, buttons, image, attachment or a custom part that is known".to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_s_answers_are_understood() {
        let body = json!([
            {"recipient_id": "c1", "text": "Hello"},
            {"recipient_id": "c1", "text": "Pick", "buttons": [{"title": "Yes", "payload": "/affirm"}]},
            {"recipient_id": "c1", "image": "https://example.org/x.png"},
            {"recipient_id": "c1", "custom": {"type": "ACTION", "name": "FIND_AGENT", "data": {"queue": "sales"}}},
        ]);
        let answer = answer("c1", body.to_string().as_bytes()).unwrap();
        assert_eq!(answer.says.len(), 3);
        assert_eq!(answer.says[1].reply.buttons[0].payload, "/affirm");
        assert_eq!(answer.find_agent.unwrap().queue, "sales");
        assert_eq!(super::answer("c1", b"[]").unwrap(), Answer::default());
    }

    #[test]
    fn somebody_else_s_conversation_and_nonsense_are_refused() {
        let code = |body: Value| answer("c1", body.to_string().as_bytes()).unwrap_err().code();
        assert_eq!(code(json!([{"recipient_id": "c2", "text": "psst"}])), "BOT_WRONG_CONVERSATION");
        assert_eq!(code(json!({"text": "x"})), "BOT_ANSWER_MALFORMED");
        assert_eq!(code(json!([{"recipient_id": "c1"}])), "BOT_ANSWER_MALFORMED");
    }
}
