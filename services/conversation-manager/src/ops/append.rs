//! A change of a conversation becomes rows of its log.

use contracts::conversation_manager::change::Kind;
use contracts::conversation_manager::{AppendRequest, AppendResponse};
use ids::TenantId;

use crate::State;
use crate::error::Error;
use crate::store::Key;

pub(crate) async fn append(state: &State, tenant: TenantId, request: AppendRequest) -> Result<AppendResponse, Error> {
    let change = request.change.and_then(|change| change.kind).ok_or(Error::Malformed { field: "change", problem: "is missing" })?;
    if is_new_work(&change) {
        state.publisher.admit().map_err(|_full| Error::Backlog)?;
    }
    let key = Key { tenant, id: request.conversation_id };
    let appended = state.appender.append(key, request.request_id, change).await?;
    Ok(AppendResponse { seq: appended.seq, duplicate: appended.duplicate })
}

/// Whether a person begins something: that may wait outside while events pile up. What bots, rules and routing say follows from what was let in,
/// and empties the queues.
fn is_new_work(change: &Kind) -> bool {
    match change {
        Kind::SessionStarted(_) => true,
        Kind::Message(message) => ["CUSTOMER_MESSAGE", "AGENT_MESSAGE", "WHISPER_MESSAGE"].contains(&message.name.as_str()),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use contracts::conversation_manager::{EndConversation, Message};

    use super::*;

    #[test]
    fn people_wait_outside_and_what_follows_from_them_does_not() {
        let message = |name: &str| Kind::Message(Message { name: name.to_owned(), ..Message::default() });
        assert!(is_new_work(&message("CUSTOMER_MESSAGE")) && is_new_work(&message("AGENT_MESSAGE")));
        assert!(!is_new_work(&message("BOT_MESSAGE")) && !is_new_work(&Kind::EndConversation(EndConversation {})));
    }
}
