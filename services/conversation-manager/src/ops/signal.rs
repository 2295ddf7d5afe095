//! Typing: latest wins, never stored.

use bus::Event;
use contracts::conversation_manager::{SignalEvent, SignalRequest};
use ids::TenantId;

use crate::error::Error;
use crate::{SIGNAL, State};

pub(crate) fn signal(state: &State, tenant: TenantId, request: SignalRequest) -> Result<(), Error> {
    if !matches!(request.name.as_str(), "TYPING_STARTED" | "TYPING_STOPPED") {
        return Err(Error::Malformed { field: "name", problem: "is not a signal" });
    }
    let key = request.conversation_id.clone();
    let name = request.name.clone();
    let message = SignalEvent { conversation_id: request.conversation_id, name: request.name, sender: request.sender, receipt: None };
    state.publisher.hint(Event::new(SIGNAL, key, name, tenant, &message));
    Ok(())
}
