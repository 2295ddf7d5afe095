//! Typing, and answers of bots that are coming: latest wins, never stored.

use bus::Event;
use contracts::cim::{Sender, SenderType};
use contracts::conversation_manager::{SignalEvent, SignalRequest};
use ids::TenantId;

use crate::domain::Conversation;
use crate::error::Error;
use crate::store::Key;
use crate::{SIGNAL, State};

/// Bytes of an answer that is coming: as many as a hint may have.
const LONGEST: usize = runtime::log::SHORT;

pub(crate) async fn signal(state: &State, tenant: TenantId, request: SignalRequest) -> Result<(), Error> {
    check(&request)?;
    let SignalRequest { conversation_id, name, sender, draft } = request;
    let id = conversation_id.clone();
    let agents_only = match &sender {
        Some(sender) if sender.r#type == i32::from(SenderType::Agent) => is_hidden(state, (&tenant, &id), &sender.id).await?,
        _ => false,
    };
    let message = SignalEvent { conversation_id, name: name.clone(), sender, receipt: None, draft, agents_only };
    state.publisher.hint(Event::new(SIGNAL, id, name, tenant, &message));
    Ok(())
}

fn check(request: &SignalRequest) -> Result<(), Error> {
    let malformed = |field, problem| Err(Error::Malformed { field, problem });
    match (request.name.as_str(), &request.draft) {
        ("TYPING_STARTED" | "TYPING_STOPPED", None) => Ok(()),
        ("DRAFT", Some(draft)) => {
            if request.sender.as_ref().map(Sender::r#type) != Some(SenderType::Bot) {
                return malformed("sender", "is no bot");
            }
            if draft.message_id.is_empty() || draft.message_id.len() > 128 {
                return malformed("draft.message_id", "has no or more than 128 bytes");
            }
            if draft.text.len() > LONGEST { malformed("draft.text", "has more than 8 KiB") } else { Ok(()) }
        }
        _ => malformed("name", "is not a signal"),
    }
}

/// Whether the customer must not learn that this agent is there.
pub(super) async fn is_hidden(state: &State, (tenant, conversation): (&TenantId, &str), agent: &str) -> Result<bool, Error> {
    let key = Key { tenant: tenant.clone(), id: conversation.to_owned() };
    let speaks = |head: &Conversation| head.participant(agent).is_some_and(|agent| agent.active && !agent.hidden);
    // Nobody who speaks goes into hiding: whom memory shows, the store need not be asked about.
    if state.appender.remembered(&key).is_some_and(|head| speaks(&head)) {
        return Ok(false);
    }
    let head = state.store.head(&key).await?;
    Ok(head.is_some_and(|head| head.participant(agent).is_none_or(|agent| agent.hidden)))
}

#[cfg(test)]
mod tests {
    use contracts::conversation_manager::Draft;

    use super::*;

    #[test]
    fn only_bots_show_what_is_coming_and_only_typing_needs_nothing_more() {
        let request = |name: &str, kind: SenderType, draft: Option<Draft>| SignalRequest {
            name: name.to_owned(),
            sender: Some(Sender { r#type: kind.into(), ..Sender::default() }),
            draft,
            ..SignalRequest::default()
        };
        let draft = |id: &str, length: usize| Some(Draft { message_id: id.to_owned(), text: "x".repeat(length) });
        assert!(check(&request("TYPING_STARTED", SenderType::Customer, None)).is_ok());
        assert!(check(&request("DRAFT", SenderType::Bot, draft("m", 0))).is_ok());
        for wrong in [
            request("DRAFT", SenderType::Bot, None),
            request("DRAFT", SenderType::Customer, draft("m", 1)),
            request("DRAFT", SenderType::Agent, draft("m", 1)),
            request("DRAFT", SenderType::Bot, draft("", 1)),
            request("DRAFT", SenderType::Bot, draft("m", LONGEST + 1)),
            request("TYPING_STARTED", SenderType::Bot, draft("m", 1)),
            request("LAUGHING", SenderType::Bot, None),
        ] {
            assert!(check(&wrong).is_err(), "{wrong:?}");
        }
    }
}
