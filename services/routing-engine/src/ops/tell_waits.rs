//! Tells the customers who wait where they stand, and for how long.

use bus::Event;
use ids::TenantId;

use crate::engine::{Turn, Waits};
use crate::error::Error;
use crate::{State, WAIT_CHANGED};

pub(crate) async fn tell_waits(state: &State, tenant: &TenantId) -> Result<(), Error> {
    let look = |turn: &mut Turn<'_>| Ok(Waits::sweep(turn.room, turn.now));
    let told = match state.engine.look(tenant, look).await {
        Ok(told) => told,
        // Whoever routes now, or is less busy in a moment, tells them.
        Err(Error::Moved | Error::Overloaded | Error::Unavailable) => return Ok(()),
        Err(error) => return Err(error),
    };
    for wait in told {
        metrics::counter!("routing_engine_waits_told_total").increment(1);
        state.engine.hint(Event::new(WAIT_CHANGED, wait.conversation_id.clone(), "WAIT_CHANGED", tenant.clone(), &wait));
    }
    Ok(())
}
