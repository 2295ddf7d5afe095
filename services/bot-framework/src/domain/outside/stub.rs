//! A model without a network that always answers the same to the same.

use serde_json::{Value, json};

use crate::domain::text::Words;

/// Answers a request as a server of chat completions would: hands over when a person is asked for, repeats the first fact it was
/// given, else what was said.
pub(crate) fn complete(question: &Value) -> Value {
    let messages: Vec<&Value> = question["messages"].as_array().into_iter().flatten().collect();
    let content = |message: Option<&&Value>| message.and_then(|message| message["content"].as_str()).unwrap_or_default().to_owned();
    let (prompt, text) = (content(messages.first()), content(messages.last()));
    let wanted = ["agent", "human", "person"].iter().any(|word| Words::of(&text).contain(&[(*word).to_owned()]));
    let fact = prompt.split("\n# ").nth(1).and_then(|fact| fact.split_once('\n')).map(|(_, fact)| fact.lines().next().unwrap_or_default());
    let message = match fact {
        _ if wanted => {
            json!({"content": "I am looking for a colleague.", "tool_calls": [{"function": {"name": "find_agent", "arguments": "{}"}}]})
        }
        Some(fact) => json!({"content": fact}),
        None => json!({"content": format!("You said: {}", text.chars().take(1_000).collect::<String>())}),
    };
    let all: usize = messages.iter().filter_map(|message| message["content"].as_str()).map(|text| text.split_whitespace().count()).sum();
    let told = message["content"].as_str().unwrap_or_default().split_whitespace().count();
    json!({"choices": [{"message": message}], "usage": {"prompt_tokens": all, "completion_tokens": told}})
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::outside::{Model, Snippet, chat};

    fn said(text: &str, facts: &[&Snippet]) -> (String, bool) {
        let question = chat::question(&Model { redact: true, ..Model::default() }, facts, &[], text);
        let answer = chat::answer(complete(&question).to_string().as_bytes()).unwrap();
        (answer.says[0].reply.text.clone(), answer.find_agent.is_some())
    }

    #[test]
    fn it_repeats_a_fact_hands_over_or_echoes() {
        let fact = Snippet { title: "Hours".to_owned(), text: "9 to 18".to_owned() };
        assert_eq!(said("hours?", &[&fact]), ("9 to 18".to_owned(), false));
        assert_eq!(said("a HUMAN please", &[&fact]), ("I am looking for a colleague.".to_owned(), true));
        assert_eq!(said("I am a@b.example", &[]), ("You said: I am [e-mail]".to_owned(), false));
    }
}
