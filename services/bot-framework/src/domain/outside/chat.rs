//! Chat completions: what a model is shown, and what is made of its answer.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::answer::{Answer, Usage};
use super::failure::Failure;
use super::redact::redacted;
use super::{Line, Model, Snippet};

/// Lines of the conversation that a model sees at most.
const HISTORY: usize = 20;
/// Longest line that a model sees, in characters.
const LONGEST: usize = 4_000;

/// The request's body.
pub(crate) fn question(model: &Model, facts: &[&Snippet], history: &[Line], text: &str) -> Value {
    // In parts only where somebody watches: see `in_parts`.
    let seen = |text: &str| {
        let text: String = text.chars().take(LONGEST).collect();
        if model.redact { redacted(&text) } else { text }
    };
    let mut messages = vec![json!({"role": "system", "content": prompt(model, facts)})];
    for line in history.iter().skip(history.len().saturating_sub(HISTORY)) {
        messages.push(json!({"role": if line.customer { "user" } else { "assistant" }, "content": seen(&line.text)}));
    }
    messages.push(json!({"role": "user", "content": seen(text)}));
    json!({"model": model.model, "messages": messages, "max_tokens": model.max_tokens, "tools": tools(), "stream": false})
}

/// The same question, to be answered in parts, with what it cost at the end.
pub(crate) fn in_parts(mut question: Value) -> Value {
    question["stream"] = true.into();
    question["stream_options"] = json!({"include_usage": true});
    question
}

fn prompt(model: &Model, facts: &[&Snippet]) -> String {
    let mut prompt = model.system_prompt.clone();
    if !facts.is_empty() {
        prompt.push_str("\n\nWhat you know, and may use to answer:\n");
    }
    for fact in facts {
        // Writing into a String cannot fail.
        let _infallible = write!(prompt, "\n# {}\n{}\n", fact.title, fact.text);
    }
    prompt.trim().to_owned()
}

/// The platform's actions, as a model may call them.
fn tools() -> Value {
    let tool = |name: &str, description: &str, properties: Value| json!({"type": "function", "function": {"name": name, "description": description, "parameters": {"type": "object", "properties": properties}}});
    json!([
        tool(
            "find_agent",
            "Hands the conversation over to a human agent.",
            json!({"queue": {"type": "string", "description": "Name of the queue; leave it out for the usual one"}, "priority": {"type": "integer", "minimum": 1, "maximum": 10}})
        ),
        tool(
            "update_conversation_data",
            "Notes facts about the conversation that agents see.",
            json!({"data": {"type": "object", "additionalProperties": {"type": "string"}}})
        ),
    ])
}

/// The answer's body.
pub(crate) fn answer(body: &[u8]) -> Result<Answer, Failure> {
    let value: Value = serde_json::from_slice(body).map_err(|error| Failure::Garbage(format!("it is not JSON: {error}")))?;
    let message = &value["choices"][0]["message"];
    if !message.is_object() {
        return Err(Failure::Garbage("there is no choices[0].message".to_owned()));
    }
    let tokens = |name: &str| value["usage"][name].as_u64().and_then(|count| u32::try_from(count).ok()).unwrap_or(0);
    let usage = Usage { prompt_tokens: tokens("prompt_tokens"), completion_tokens: tokens("completion_tokens") };
    let mut answer = Answer { usage, ..Answer::default() };
    let text = message["content"].as_str().unwrap_or_default();
    if !text.trim().is_empty() {
        answer.say(text.trim(), Vec::new(), false)?;
    }
    for call in message["tool_calls"].as_array().into_iter().flatten() {
        let function = &call["function"];
        let arguments = function["arguments"].as_str().unwrap_or("{}");
        let arguments: Value = serde_json::from_str(if arguments.trim().is_empty() { "{}" } else { arguments })
            .map_err(|error| Failure::Garbage(format!("arguments of a tool that are not JSON: {error}")))?;
        answer.act(function["name"].as_str().unwrap_or_default(), &arguments)?;
    }
    if answer.is_empty() {
        return Err(Failure::Garbage("neither a text nor a call of a tool".to_owned()));
    }
    Ok(answer)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn model() -> Model {
        Model { model: "m".to_owned(), system_prompt: "Be kind.".to_owned(), redact: true, max_tokens: 7, ..Model::default() }
    }

    #[test]
    fn a_model_sees_prompt_facts_history_and_question_but_no_addresses() {
        let fact = Snippet { title: "Hours".to_owned(), text: "9 to 18".to_owned() };
        let history = [Line { customer: true, text: "I am a@b.example".to_owned() }, Line { customer: false, text: "Hello".to_owned() }];
        let question = question(&model(), &[&fact], &history, "call +49 170 1234567");
        let told: Vec<_> = question["messages"].as_array().unwrap().iter().map(|line| line["role"].as_str().unwrap()).collect();
        assert_eq!(told, ["system", "user", "assistant", "user"]);
        assert_eq!(question["messages"][0]["content"], "Be kind.\n\nWhat you know, and may use to answer:\n\n# Hours\n9 to 18");
        assert_eq!(question["messages"][1]["content"], "I am [e-mail]");
        assert_eq!(question["messages"][3]["content"], "call [number]");
        assert_eq!((question["model"].as_str(), question["max_tokens"].as_i64()), (Some("m"), Some(7)));
        let open = Model { redact: false, ..model() };
        assert_eq!(super::question(&open, &[], &[], "a@b.example")["messages"][1]["content"], "a@b.example");
    }

    #[test]
    fn of_a_long_conversation_a_model_sees_the_end() {
        let history: Vec<_> = (0..50).map(|n| Line { customer: true, text: n.to_string() }).collect();
        let question = question(&model(), &[], &history, "x");
        assert_eq!(question["messages"].as_array().unwrap().len(), HISTORY + 2);
        assert_eq!(question["messages"][HISTORY]["content"], "49");
    }

    #[test]
    fn texts_and_calls_of_tools_become_messages_and_actions() {
        let body = json!({"choices": [{"message": {"content": "One moment.", "tool_calls": [
            {"function": {"name": "find_agent", "arguments": "{\"queue\": \"sales\"}"}},
            {"function": {"name": "update_conversation_data", "arguments": "{\"data\": {\"topic\": \"price\"}}"}}]}}],
            "usage": {"prompt_tokens": 11, "completion_tokens": 5}});
        let answer = answer(body.to_string().as_bytes()).unwrap();
        assert_eq!(answer.says[0].reply.text, "One moment.");
        assert_eq!((answer.find_agent.unwrap().queue.as_str(), &answer.data["topic"]), ("sales", &json!("price")));
        assert_eq!(answer.usage, Usage { prompt_tokens: 11, completion_tokens: 5 });
    }

    #[test]
    fn other_tools_and_empty_answers_are_refused() {
        let code = |message: Value| answer(json!({"choices": [{"message": message}]}).to_string().as_bytes()).unwrap_err().code();
        assert_eq!(code(json!({"tool_calls": [{"function": {"name": "delete_everything", "arguments": "{}"}}]})), "BOT_NOT_ALLOWED");
        assert_eq!(code(json!({"tool_calls": [{"function": {"name": "find_agent", "arguments": "{"}}]})), "BOT_ANSWER_MALFORMED");
        assert_eq!(code(json!({"content": " "})), "BOT_ANSWER_MALFORMED");
        assert_eq!(answer(b"{\"error\": \"overloaded\"}").unwrap_err().code(), "BOT_ANSWER_MALFORMED");
    }
}
