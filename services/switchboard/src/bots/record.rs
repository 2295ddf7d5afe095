//! Cases from conversations that are in the log.

use serde_json::Value;

use super::{Asked, Case, Cases, Outcome, Turn, text_of};
use crate::operator::{Error, Operator};

/// Rows of one page.
const PAGE: usize = 500;

/// What was said in these conversations until an agent came, as cases.
///
/// # Errors
/// If the installation does not answer, or a conversation does not exist.
pub async fn record(operator: &Operator, bot: &str, conversations: &[String]) -> Result<String, Error> {
    let mut cases = Vec::new();
    for id in conversations {
        let turns = turns(&rows(operator, id).await?);
        if turns.is_empty() {
            return Err(Error::Faults(vec![format!("in the conversation {id} no customer said anything to a bot")]));
        }
        cases.push(Case { name: format!("conversation {id}"), turns });
    }
    let unwritable = |error: serde_saphyr::ser::Error| Error::Faults(vec![error.to_string()]);
    serde_saphyr::to_string(&Cases { bot: bot.to_owned(), cases }).map_err(unwritable)
}

async fn rows(operator: &Operator, id: &str) -> Result<Vec<Value>, Error> {
    let mut rows: Vec<Value> = Vec::new();
    loop {
        let after = rows.last().and_then(|row| row["seq"].as_i64()).unwrap_or(0);
        let path = format!("/conversation-manager/v1/conversations/{id}/activities?after={after}&limit={PAGE}");
        let page = operator.get(&path).await?;
        let items = page["items"].as_array().cloned().unwrap_or_default();
        let more = page["more"] == true && !items.is_empty();
        rows.extend(items);
        if !more {
            return Ok(rows);
        }
    }
}

fn turns(rows: &[Value]) -> Vec<Turn> {
    let mut turns: Vec<Turn> = Vec::new();
    for row in rows {
        let body = &row["body"];
        match row["name"].as_str().unwrap_or_default() {
            "AGENT_SUBSCRIBED" => break,
            "CUSTOMER_MESSAGE" => turns.push(Turn { customer: text_of(body), outcome: Outcome::default() }),
            name => {
                let Some(turn) = turns.last_mut() else { continue };
                match name {
                    "BOT_MESSAGE" => turn.outcome.replies.push(text_of(body)),
                    "ACTION_MESSAGE" if body["name"] == "FIND_AGENT" => {
                        let queue = body["data"]["queue"].as_str().unwrap_or_default().to_owned();
                        turn.outcome.find_agent = Some(Asked { queue, priority: body["data"]["priority"].as_i64().unwrap_or(0) });
                    }
                    _ => {}
                }
            }
        }
    }
    turns
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_conversation_is_told_turn_by_turn_until_an_agent_comes() {
        let message = |name: &str, text: &str| json!({"name": name, "body": {"type": "PLAIN", "markdownText": text}});
        let rows = [
            message("BOT_MESSAGE", "Welcome"),
            message("CUSTOMER_MESSAGE", "opening hours?"),
            message("BOT_MESSAGE", "9 to 18"),
            message("CUSTOMER_MESSAGE", "agent"),
            message("BOT_MESSAGE", "One moment"),
            json!({"name": "ACTION_MESSAGE", "body": {"type": "ACTION", "name": "FIND_AGENT", "data": {"queue": "sales", "priority": 3}}}),
            json!({"name": "AGENT_SUBSCRIBED"}),
            message("CUSTOMER_MESSAGE", "hello Ann"),
        ];
        let turns = turns(&rows);
        assert_eq!(turns.len(), 2);
        assert_eq!((turns[0].customer.as_str(), &turns[0].outcome.replies), ("opening hours?", &vec!["9 to 18".to_owned()]));
        assert_eq!(turns[1].outcome.find_agent, Some(Asked { queue: "sales".to_owned(), priority: 3 }));
    }
}
