//! What bots from outside may answer. Everything else is refused by name.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::failure::Failure;
use crate::domain::bot::Button;
use crate::domain::engine::Reply;

/// Largest answer, in bytes.
pub(crate) const LARGEST: usize = 256 * 1024;
/// Most things said in one answer.
const MOST: usize = 10;
/// Longest text, in bytes; longest title and payload of a button, and most of them.
const LONGEST: usize = 4_096;
const LONGEST_BUTTON: usize = 1_000;
const MOST_BUTTONS: usize = 20;
/// Largest data of a conversation that is set at once, in bytes.
const LARGEST_DATA: usize = 8_192;

/// An answer, checked.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Answer {
    pub(crate) says: Vec<Said>,
    pub(crate) find_agent: Option<Asked>,
    /// To be merged into the conversation's data.
    pub(crate) data: Map<String, Value>,
    pub(crate) usage: Usage,
}

/// Something said.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Said {
    pub(crate) reply: Reply,
    /// The bot wants only agents to see it.
    pub(crate) suggestion: bool,
}

/// An agent is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Asked {
    /// Empty for the bot's own, or the channel's.
    pub(crate) queue: String,
    pub(crate) priority: i32,
    /// An agent who is tried first; empty for nobody.
    #[serde(default)]
    pub(crate) agent: String,
}

/// What it cost.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Usage {
    pub(crate) prompt_tokens: u32,
    pub(crate) completion_tokens: u32,
}

impl Answer {
    pub(crate) fn say(&mut self, text: &str, buttons: Vec<Button>, suggestion: bool) -> Result<(), Failure> {
        if self.says.len() >= MOST {
            return Err(Failure::NotAllowed(format!("more than {MOST} messages in one answer")));
        }
        if text.len() > LONGEST {
            return Err(Failure::NotAllowed(format!("a text of {} bytes, more than {LONGEST}", text.len())));
        }
        let too_long = |button: &Button| button.title.trim().is_empty() || button.title.len().max(button.payload.len()) > LONGEST_BUTTON;
        if buttons.len() > MOST_BUTTONS || buttons.iter().any(too_long) {
            return Err(Failure::NotAllowed(format!("buttons that are more than {MOST_BUTTONS}, without a title, or too long")));
        }
        if text.trim().is_empty() && buttons.is_empty() {
            return Err(Failure::Garbage("a message without a text".to_owned()));
        }
        self.says.push(Said { reply: Reply { text: text.to_owned(), buttons }, suggestion });
        Ok(())
    }

    /// One of the platform's actions; a bot may ask for no other.
    pub(crate) fn act(&mut self, name: &str, data: &Value) -> Result<(), Failure> {
        match name {
            "FIND_AGENT" | "find_agent" => {
                let text = |name: &str| data[name].as_str().unwrap_or_default().to_owned();
                let (queue, agent) = (text("queue"), text("agentId"));
                if queue.len() > 100 || agent.len() > 100 {
                    return Err(Failure::NotAllowed("a queue's name or an agent's id of more than 100 bytes".to_owned()));
                }
                let priority = data["priority"].as_i64().unwrap_or(0).clamp(0, 10);
                self.find_agent = Some(Asked { queue, priority: i32::try_from(priority).unwrap_or(0), agent });
                Ok(())
            }
            "UPDATE_CONVERSATION_DATA" | "update_conversation_data" => {
                let given = data.get("data").unwrap_or(data);
                let Value::Object(fields) = given else {
                    return Err(Failure::Garbage("data that is no object".to_owned()));
                };
                if given.to_string().len() > LARGEST_DATA {
                    return Err(Failure::NotAllowed(format!("data of more than {LARGEST_DATA} bytes")));
                }
                self.data.extend(fields.clone());
                Ok(())
            }
            other => Err(Failure::NotAllowed(format!("the action {:?}", other.chars().take(60).collect::<String>()))),
        }
    }

    /// Whether it is nothing at all.
    pub(crate) fn is_empty(&self) -> bool {
        self.says.is_empty() && self.find_agent.is_none() && self.data.is_empty()
    }
}

/// Buttons as several kinds of bots write them.
pub(super) fn buttons(value: &Value) -> Vec<Button> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let all = value.as_array().into_iter().flatten();
    all.map(|button| Button { title: text(&button["title"]), payload: text(&button["payload"]) }).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_bot_asks_for_what_the_platform_has_and_nothing_else() {
        let mut answer = Answer::default();
        answer.act("FIND_AGENT", &json!({"queue": "sales", "priority": 99, "agentId": "a-1"})).unwrap();
        answer.act("update_conversation_data", &json!({"data": {"vip": true}})).unwrap();
        assert_eq!(answer.find_agent, Some(Asked { queue: "sales".to_owned(), priority: 10, agent: "a-1".to_owned() }));
        assert_eq!(answer.data["vip"], true);
        assert_eq!(answer.act("END_CONVERSATION", &json!({})).unwrap_err().code(), "BOT_NOT_ALLOWED");
        assert_eq!(answer.act("UPDATE_CONVERSATION_DATA", &json!([1])).unwrap_err().code(), "BOT_ANSWER_MALFORMED");
    }

    #[test]
    fn what_is_too_much_is_refused() {
        let mut answer = Answer::default();
        assert!(answer.say(&"x".repeat(LONGEST + 1), Vec::new(), false).is_err());
        assert!(answer.say(" ", Vec::new(), false).is_err());
        assert!(answer.say("x", vec![Button::default()], false).is_err());
        for _ in 0..MOST {
            answer.say("x", Vec::new(), false).unwrap();
        }
        assert!(answer.say("x", Vec::new(), false).is_err());
    }
}
