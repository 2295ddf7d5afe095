//! The contract of the webhook bot: what it is sent, what it answers.

use serde_json::{Value, json};

use super::answer::{Answer, buttons};
use super::failure::Failure;

/// Something a customer said.
pub(crate) fn message(conversation: &Value, text: &str, message: &Value) -> Value {
    json!({"conversation": conversation, "type": "message", "message": text, "entities": null, "metadata": message})
}

/// Something that happened.
pub(crate) fn intent(conversation: &Value, name: &str, entities: &Value) -> Value {
    json!({"conversation": conversation, "type": "intent", "message": name, "entities": entities, "metadata": null})
}

/// An answer: one, a list, or `{conversationId, botId, BotMessage: […]}` as it comes later. Nothing at all is an answer too.
pub(crate) fn answer(conversation_id: &str, body: &[u8]) -> Result<Answer, Failure> {
    if body.iter().all(u8::is_ascii_whitespace) {
        return Ok(Answer::default());
    }
    let value: Value = serde_json::from_slice(body).map_err(|error| Failure::Garbage(format!("it is not JSON: {error}")))?;
    if let Some(other) = value["conversationId"].as_str().filter(|other| *other != conversation_id) {
        return Err(Failure::WrongConversation(other.chars().take(64).collect()));
    }
    let messages = match &value {
        Value::Array(messages) => messages.clone(),
        Value::Object(fields) => match fields.get("BotMessage") {
            Some(Value::Array(messages)) => messages.clone(),
            Some(_) => return Err(Failure::Garbage("BotMessage is no list".to_owned())),
            None => vec![value.clone()],
        },
        Value::Null => Vec::new(),
        _ => return Err(Failure::Garbage("it is neither an object nor a list".to_owned())),
    };
    let mut answer = Answer::default();
    for message in &messages {
        one(&mut answer, message)?;
    }
    Ok(answer)
}

fn one(answer: &mut Answer, message: &Value) -> Result<(), Failure> {
    let body = &message["body"];
    let kind = body["type"].as_str().ok_or_else(|| Failure::Garbage("a message without body.type".to_owned()))?;
    let suggestion = match &message["mode"] {
        Value::Null => false,
        Value::String(mode) if mode == "message" => false,
        Value::String(mode) if mode == "suggestion" => true,
        mode => return Err(Failure::Garbage(format!("the mode {}", short(mode)))),
    };
    if kind == "ACTION" {
        return answer.act(body["name"].as_str().unwrap_or_default(), &body["data"]);
    }
    let Some(text) = body["markdownText"].as_str() else {
        return Err(Failure::Garbage(format!("a body of the type {} without markdownText", short(&body["type"]))));
    };
    answer.say(text, buttons(&body["buttons"]), suggestion)
}

fn short(value: &Value) -> String {
    value.to_string().chars().take(60).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn code(body: &Value) -> &'static str {
        answer("c1", body.to_string().as_bytes()).unwrap_err().code()
    }

    #[test]
    fn one_message_a_list_and_a_late_answer_are_the_same() {
        let one =
            json!({"intent": {"name": "greet", "confidence": 0.9}, "mode": "message", "body": {"type": "PLAIN", "markdownText": "Hi"}});
        let late = json!({"conversationId": "c1", "botId": "b", "BotMessage": [one]});
        let all = [one.clone(), json!([one]), late].map(|body| answer("c1", body.to_string().as_bytes()).unwrap());
        assert_eq!(all[0].says[0].reply.text, "Hi");
        assert!(all.iter().all(|other| *other == all[0]));
        assert!(answer("c1", b" \n").unwrap().is_empty());
    }

    #[test]
    fn messages_suggestions_buttons_and_actions_are_understood() {
        let body = json!([
            {"mode": "suggestion", "body": {"type": "PLAIN", "markdownText": "say this"}},
            {"mode": null, "body": {"type": "BUTTON", "markdownText": "pick", "buttons": [{"title": "A", "payload": "/a"}]}},
            {"body": {"type": "ACTION", "name": "FIND_AGENT", "data": {"queue": "q", "priority": 4}}},
        ]);
        let answer = answer("c1", body.to_string().as_bytes()).unwrap();
        assert_eq!((answer.says[0].suggestion, answer.says[1].suggestion), (true, false));
        assert_eq!(answer.says[1].reply.buttons[0].payload, "/a");
        assert_eq!(answer.find_agent.unwrap().queue, "q");
    }

    #[test]
    fn what_is_no_answer_is_refused_by_name() {
        assert_eq!(answer("c1", b"<html>").unwrap_err().code(), "BOT_ANSWER_MALFORMED");
        assert_eq!(code(&json!(7)), "BOT_ANSWER_MALFORMED");
        assert_eq!(code(&json!({"text": "hi"})), "BOT_ANSWER_MALFORMED");
        assert_eq!(code(&json!({"mode": "shout", "body": {"type": "PLAIN", "markdownText": "x"}})), "BOT_ANSWER_MALFORMED");
        assert_eq!(code(&json!({"conversationId": "c2", "BotMessage": []})), "BOT_WRONG_CONVERSATION");
        assert_eq!(code(&json!({"body": {"type": "ACTION", "name": "END_CONVERSATION"}})), "BOT_NOT_ALLOWED");
    }

    proptest! {
        #[test]
        fn any_bytes_are_an_answer_or_a_refusal(body in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _either = answer("c1", &body);
        }
    }
}
