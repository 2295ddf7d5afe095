//! Fires timers that are due, and sleeps until the next one is. A restart fires what fell due meanwhile.

use std::time::Duration;

use ids::Ms;

use crate::ops::react::{Cause, react};
use crate::store::Timer;
use crate::{State, wire};

/// Longest sleep: another replica may have set an earlier timer.
const NAP: Ms = 5_000;
/// Pause after a failure of the store.
const PAUSE: Duration = Duration::from_secs(1);
/// First pause before a timer that could not be handled fires again; doubled each time, up to five minutes.
const AGAIN: Ms = 5_000;

/// Runs as long as the process.
pub(crate) async fn fire_timers(state: State) -> runtime::Result<()> {
    loop {
        let woken = state.wake.notified();
        let pause = match turn(&state).await {
            Ok(pause) => pause,
            Err(fault) => {
                tracing::warn!(error = fault.chain(), "timers wait for the store");
                PAUSE
            }
        };
        tokio::select! {
            () = woken => {}
            () = tokio::time::sleep(pause) => {}
        }
    }
}

/// Fires what is due; answers how long there is nothing to do.
pub(crate) async fn turn(state: &State) -> errors::Result<Duration> {
    let due = state.store.due(state.clock.now()).await?;
    for timer in &due {
        let pause = AGAIN << timer.attempts.clamp(0, 6);
        if state.store.claim(timer, state.clock.now() + pause.min(300_000)).await? {
            fire(state, timer).await;
        }
    }
    let next = state.store.next_due().await?;
    let pause = next.map_or(NAP, |at| (at - state.clock.now()).clamp(0, NAP));
    Ok(Duration::from_millis(u64::try_from(pause).unwrap_or(0)))
}

/// A failure is no reason to hold other timers back: this one fires again when its claim ends.
async fn fire(state: &State, timer: &Timer) {
    let outcome = handle(state, timer).await;
    metrics::counter!("conversation_controller_timers_total", "timer" => timer.name.clone(), "ok" => if outcome.is_ok() { "true" } else { "false" }).increment(1);
    if let Err(fault) = outcome {
        tracing::warn!(
            conversation = timer.conversation_id,
            timer = timer.name,
            attempts = timer.attempts + 1,
            error = fault.chain(),
            "a timer failed; it fires again"
        );
    }
}

async fn handle(state: &State, timer: &Timer) -> errors::Result<()> {
    let event = wire::timer_event(timer, state.clock.now());
    let cause = Cause { tenant: timer.tenant.clone(), conversation_id: timer.conversation_id.clone(), event };
    let aftermath = react(state, &cause).await?;
    let mut tx = state.store.db().begin().await?;
    aftermath.write(&mut tx, &cause, Some(timer)).await?;
    Ok(tx.commit().await?)
}
