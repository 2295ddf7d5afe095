//! Until when the answer to the current call is wanted: calls that are made for it end no later.

use std::time::{Duration, Instant};

tokio::task_local! {
    static UNTIL: Instant;
}

/// Runs a call's work with what it may take; what the work calls in turn gets what is left of it.
pub(crate) async fn within<F: Future>(deadline: Duration, work: F) -> F::Output {
    let until = Instant::now() + deadline;
    let until = UNTIL.try_with(|earlier| until.min(*earlier)).unwrap_or(until);
    UNTIL.scope(until, work).await
}

/// `wanted`, or what is left for the current call if that is less. Work in the background has no caller who waits.
pub(crate) fn capped(wanted: Duration) -> Duration {
    UNTIL.try_with(|until| until.saturating_duration_since(Instant::now()).min(wanted)).unwrap_or(wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_call_within_a_call_gets_what_is_left_and_one_in_the_background_all_it_wants() {
        let wanted = Duration::from_mins(1);
        let (inner, background) = within(Duration::from_secs(2), async {
            let inner = within(Duration::from_secs(30), async { capped(wanted) }).await;
            (inner, tokio::task::spawn_blocking(move || capped(wanted)).await.unwrap())
        })
        .await;
        assert!(inner <= Duration::from_secs(2), "{inner:?}");
        assert_eq!(background, wanted);
        assert_eq!(capped(wanted), wanted);
    }
}
