//! A chat completion that comes in parts, put together again: what is made of it is exactly what is made of one that comes whole.

use serde_json::{Map, Value, json};

use super::answer::LARGEST;
use super::failure::Failure;

/// A completion so far.
#[derive(Debug, Default)]
pub(crate) struct Stream {
    /// Bytes of a line that has not ended.
    line: Vec<u8>,
    text: String,
    /// Calls of tools by their place: name and arguments.
    calls: Vec<(String, String)>,
    usage: Value,
    done: bool,
}

/// Calls of tools in one answer that are put together.
const MOST_CALLS: usize = 20;

impl Stream {
    /// What has been said until now.
    pub(crate) fn text(&self) -> &str {
        self.text.trim()
    }

    /// Takes bytes in, however they were cut; answers whether there are more words now.
    pub(crate) fn feed(&mut self, bytes: &[u8]) -> Result<bool, Failure> {
        let before = self.text.len();
        for byte in bytes {
            if *byte != b'\n' {
                self.line.push(*byte);
                if self.line.len() > LARGEST {
                    return Err(Failure::TooLarge(LARGEST));
                }
                continue;
            }
            let line = std::mem::take(&mut self.line);
            self.take(&line)?;
        }
        Ok(self.text.len() > before)
    }

    /// Lines that are no data are comments, names of events and the like.
    fn take(&mut self, line: &[u8]) -> Result<(), Failure> {
        let text = std::str::from_utf8(line).map_err(|_| Failure::Garbage("a part that is not UTF-8".to_owned()))?;
        let Some(data) = text.trim_end_matches('\r').strip_prefix("data:") else { return Ok(()) };
        let data = data.trim();
        if data == "[DONE]" {
            self.done = true;
            return Ok(());
        }
        let part: Value = serde_json::from_str(data).map_err(|error| Failure::Garbage(format!("a part that is not JSON: {error}")))?;
        if part["error"].is_object() {
            return Err(Failure::Garbage("the stream ended with an error".to_owned()));
        }
        if part["usage"].is_object() {
            self.usage = part["usage"].clone();
        }
        let choice = &part["choices"][0];
        self.done |= choice["finish_reason"].is_string();
        self.text.push_str(choice["delta"]["content"].as_str().unwrap_or_default());
        for call in choice["delta"]["tool_calls"].as_array().into_iter().flatten() {
            self.call(call)?;
        }
        let held = self.text.len() + self.calls.iter().map(|(name, arguments)| name.len() + arguments.len()).sum::<usize>();
        if held > LARGEST { Err(Failure::TooLarge(LARGEST)) } else { Ok(()) }
    }

    fn call(&mut self, part: &Value) -> Result<(), Failure> {
        let place = part["index"].as_u64().and_then(|place| usize::try_from(place).ok()).unwrap_or(0);
        if place >= MOST_CALLS {
            return Err(Failure::NotAllowed(format!("more than {MOST_CALLS} calls of tools in one answer")));
        }
        if self.calls.len() <= place {
            self.calls.resize_with(place + 1, Default::default);
        }
        if let Some((name, arguments)) = self.calls.get_mut(place) {
            name.push_str(part["function"]["name"].as_str().unwrap_or_default());
            arguments.push_str(part["function"]["arguments"].as_str().unwrap_or_default());
        }
        Ok(())
    }

    /// The completion as one that comes whole. One that breaks off is none: half a sentence may say the opposite of the whole.
    pub(crate) fn whole(self) -> Result<Value, Failure> {
        if !self.done {
            return Err(Failure::Garbage("the stream broke off".to_owned()));
        }
        let mut message = Map::new();
        message.insert("content".to_owned(), self.text.into());
        let call = |(name, arguments): (String, String)| json!({"function": {"name": name, "arguments": arguments}});
        message.insert("tool_calls".to_owned(), self.calls.into_iter().map(call).collect());
        Ok(json!({"choices": [{"message": message}], "usage": self.usage}))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::outside::chat;

    fn part(delta: &Value) -> String {
        format!("data: {}\n\n", json!({"choices": [{"delta": delta}]}))
    }

    fn example() -> String {
        let end = json!({"choices": [{"delta": {}, "finish_reason": "stop"}], "usage": {"prompt_tokens": 7, "completion_tokens": 3}});
        [
            ": keep alive\n\n".to_owned(),
            part(&json!({"role": "assistant", "content": ""})),
            part(&json!({"content": "Grüß "})),
            part(&json!({"content": "Gott 👋"})),
            part(&json!({"tool_calls": [{"index": 0, "function": {"name": "find_agent", "arguments": "{\"queue\""}}]})),
            part(&json!({"tool_calls": [{"index": 0, "function": {"arguments": ": \"sales\"}"}}]})),
            format!("data: {end}\r\n\r\n"),
            "data: [DONE]\n\n".to_owned(),
        ]
        .concat()
    }

    proptest! {
        #[test]
        fn however_a_stream_is_cut_it_says_the_same(cuts in proptest::collection::vec(1_usize..40, 1..200)) {
            let bytes = example().into_bytes();
            let mut stream = Stream::default();
            let (mut at, mut cuts) = (0, cuts.into_iter().cycle());
            while at < bytes.len() {
                let end = (at + cuts.next().unwrap_or(1)).min(bytes.len());
                stream.feed(&bytes[at..end]).unwrap();
                at = end;
            }
            prop_assert_eq!(stream.text(), "Grüß Gott 👋");
            let answer = chat::answer(stream.whole().unwrap().to_string().as_bytes()).unwrap();
            prop_assert_eq!(answer.says[0].reply.text.as_str(), "Grüß Gott 👋");
            prop_assert_eq!(answer.find_agent.unwrap().queue, "sales".to_owned());
            prop_assert_eq!((answer.usage.prompt_tokens, answer.usage.completion_tokens), (7, 3));
        }

        #[test]
        fn no_bytes_make_it_fall_over(bytes in proptest::collection::vec(any::<u8>(), 0..512)) {
            let mut stream = Stream::default();
            let _answer = stream.feed(&bytes).and_then(|_| stream.whole());
        }
    }

    #[test]
    fn a_stream_that_breaks_off_or_is_no_stream_is_no_answer() {
        let outcome = |text: &str| {
            let mut stream = Stream::default();
            stream.feed(text.as_bytes()).and_then(|_| stream.whole()).unwrap_err().code()
        };
        assert_eq!(outcome(&part(&json!({"content": "We do not"}))), "BOT_ANSWER_MALFORMED");
        assert_eq!(outcome("data: {\n\n"), "BOT_ANSWER_MALFORMED");
        assert_eq!(outcome("data: {\"error\": {\"message\": \"overloaded\"}}\n\n"), "BOT_ANSWER_MALFORMED");
        assert_eq!(outcome(&part(&json!({"tool_calls": [{"index": 99}]}))), "BOT_NOT_ALLOWED");
        assert_eq!(outcome(&part(&json!({"content": "x".repeat(LARGEST + 1)}))), "BOT_ANSWER_TOO_LARGE");
    }
}
