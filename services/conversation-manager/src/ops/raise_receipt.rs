//! How far a reader has received and read; never lowered.

use bus::Event;
use contracts::cim::SenderType;
use contracts::conversation_manager::{RaiseReceiptRequest, Receipt, SignalEvent};
use ids::TenantId;

use super::signal::is_hidden;
use crate::error::Error;
use crate::store::Key;
use crate::{SIGNAL, State};

pub(crate) async fn raise_receipt(state: &State, tenant: TenantId, request: RaiseReceiptRequest) -> Result<(), Error> {
    if request.recipient.is_empty() || request.delivered_seq < 0 || request.read_seq < 0 {
        return Err(Error::Malformed { field: "receipt", problem: "names no recipient, or a number below 0" });
    }
    let id = request.conversation_id;
    if request.recipient_type == i32::from(SenderType::Agent) && is_hidden(state, (&tenant, &id), &request.recipient).await? {
        // Kept nowhere: receipts are shown to customers, and this reader is not there for them.
        return Ok(());
    }
    let receipt = Receipt {
        recipient: request.recipient,
        recipient_type: request.recipient_type,
        delivered_seq: request.delivered_seq.max(request.read_seq),
        read_seq: request.read_seq,
    };
    let key = Key { tenant: tenant.clone(), id: id.clone() };
    state.receipts.raise(key, &receipt);
    let message = SignalEvent { conversation_id: id.clone(), name: "RECEIPT".to_owned(), receipt: Some(receipt), ..SignalEvent::default() };
    state.publisher.hint(Event::new(SIGNAL, id, "RECEIPT", tenant, &message));
    Ok(())
}
