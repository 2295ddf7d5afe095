//! What is only shown: typing and receipts of the conversations → what customers at providers may see of them. Best effort: hints that come too
//! fast are passed over, and nothing waits for them.

use bus::{Hint, Subscription};
use contracts::cim::SenderType;
use contracts::conversation_manager::SignalEvent;
use ids::TenantId;
use prost::Message as _;

use crate::State;
use crate::ops::show_courtesy::{Courtesy, show_courtesy};

pub(crate) async fn follow(state: State, mut hints: Subscription) -> runtime::Result<()> {
    while let Some(hint) = hints.next().await {
        let Hint::Event(envelope) = hint else { continue };
        let Ok(signal) = SignalEvent::decode(envelope.payload.as_slice()) else { continue };
        let Some(courtesy) = courtesy(&signal) else { continue };
        let tenant = TenantId::new(envelope.tenant.as_str());
        if let Err(fault) = show_courtesy(&state, &tenant, &signal.conversation_id, courtesy).await {
            tracing::debug!(
                conversation = signal.conversation_id,
                error = fault.chain(),
                "a customer is not shown that somebody reads or writes"
            );
        }
    }
    Ok(())
}

/// What a customer may see of a signal: agents who read, agents and bots that write.
fn courtesy(signal: &SignalEvent) -> Option<Courtesy> {
    if signal.name == "TYPING_STARTED" {
        let writes = signal.sender.as_ref().map(contracts::cim::Sender::r#type);
        return matches!(writes, Some(SenderType::Agent | SenderType::Bot)).then_some(Courtesy::Typing);
    }
    let receipt = signal.receipt.as_ref().filter(|receipt| receipt.read_seq > 0 && receipt.recipient_type() == SenderType::Agent)?;
    Some(Courtesy::ReadUpTo(receipt.read_seq))
}

#[cfg(test)]
mod tests {
    use contracts::cim::Sender;
    use contracts::conversation_manager::Receipt;

    use super::*;

    #[test]
    fn agents_who_read_and_agents_and_bots_that_write_are_shown_and_customers_are_not() {
        let typing = |name: &str, kind: SenderType| SignalEvent {
            name: name.to_owned(),
            sender: Some(Sender { r#type: kind.into(), ..Sender::default() }),
            ..SignalEvent::default()
        };
        assert_eq!(courtesy(&typing("TYPING_STARTED", SenderType::Agent)), Some(Courtesy::Typing));
        assert_eq!(courtesy(&typing("TYPING_STARTED", SenderType::Bot)), Some(Courtesy::Typing));
        assert_eq!(courtesy(&typing("TYPING_STARTED", SenderType::Customer)), None);
        assert_eq!(courtesy(&typing("TYPING_STOPPED", SenderType::Agent)), None);
        let receipt = |kind: SenderType, read_seq: i64| SignalEvent {
            name: "RECEIPT".to_owned(),
            receipt: Some(Receipt { recipient_type: kind.into(), read_seq, delivered_seq: 9, ..Receipt::default() }),
            ..SignalEvent::default()
        };
        assert_eq!(courtesy(&receipt(SenderType::Agent, 7)), Some(Courtesy::ReadUpTo(7)));
        assert_eq!(courtesy(&receipt(SenderType::Agent, 0)), None);
        assert_eq!(courtesy(&receipt(SenderType::Customer, 7)), None);
    }
}
