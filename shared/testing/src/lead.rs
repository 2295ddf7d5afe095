//! Who watches whether anybody leads routing.

use std::time::{Duration, Instant};

use reqwest::StatusCode;

use crate::PATIENCE;

/// Between two questions, and the longest wait for an answer.
const ASK: Duration = Duration::from_millis(10);
const ANSWER: Duration = Duration::from_millis(500);

/// Does something, and answers beside it for how long nobody led routing at most, as somebody outside sees it. Whoever is not signed in is refused
/// by the one that leads, and hears that nothing is there from those that look for it.
pub async fn leaderless<T>(base: &str, doing: impl Future<Output = T>) -> anyhow::Result<(T, Duration)> {
    let client = reqwest::Client::builder().timeout(ANSWER).pool_max_idle_per_host(0).build()?;
    let url = format!("{base}/routing-engine/v1/queues");
    let is_led = || async {
        tokio::time::sleep(ASK).await;
        client.get(&url).send().await.is_ok_and(|answer| answer.status() == StatusCode::UNAUTHORIZED)
    };
    let (mut led_at, mut longest) = (Instant::now(), Duration::ZERO);
    tokio::pin!(doing);
    let mut done = None;
    loop {
        let is_led = if done.is_none() {
            tokio::select! {
                ended = &mut doing => {
                    done = Some((ended, Instant::now()));
                    continue;
                }
                is_led = is_led() => is_led,
            }
        } else {
            is_led().await
        };
        if is_led {
            longest = longest.max(led_at.elapsed());
            led_at = Instant::now();
            // Asked once more after the end, so that what was under way then counts.
            if let Some((ended, _)) = done.take_if(|(_, at)| at.elapsed() > ASK) {
                return Ok((ended, longest));
            }
        }
        anyhow::ensure!(done.as_ref().is_none_or(|(_, at)| at.elapsed() < PATIENCE), "nobody leads routing any more");
    }
}
