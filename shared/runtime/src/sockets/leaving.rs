//! A replica that stops sends its sockets to the others before it closes anything.

use std::time::Duration;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use errors::{Fault, Kind};
use serde_json::json;
use socketioxide::SocketIo;
use socketioxide::extract::SocketRef;
use socketioxide::operators::BroadcastOperators;
use tokio_util::sync::CancellationToken;

/// How long whoever balances the load may take to learn that this replica is not ready: who comes back sooner would be sent here again.
const NOTICED: Duration = Duration::from_secs(1);
/// Few sockets need not be spread over all the time there is.
const APART: Duration = Duration::from_millis(20);
/// How often it is looked whether sockets are left.
const LOOK: Duration = Duration::from_millis(20);

/// Tells every socket when to go to another replica (`{retryMs}`), spread over half of `time`, and waits until all have gone. Those that do not
/// understand are left when the caller gives up.
pub async fn send_away(io: SocketIo, event: &'static str, time: Duration) {
    let sockets = all(&io);
    tracing::info!(sockets = sockets.len(), "sockets are sent to other replicas");
    for (socket, wait) in sockets.iter().zip(waits(sockets.len(), time)) {
        // A socket that takes no more is cut off in the end.
        let _full = socket.emit(event, &json!({ "retryMs": u64::try_from(wait.as_millis()).unwrap_or(0) }));
    }
    drop(sockets);
    while !all(&io).is_empty() {
        tokio::time::sleep(LOOK).await;
    }
}

fn all(io: &SocketIo) -> Vec<SocketRef> {
    io.of("/").map(BroadcastOperators::sockets).unwrap_or_default()
}

/// When each of so many sockets goes.
fn waits(sockets: usize, time: Duration) -> impl Iterator<Item = Duration> {
    let sockets = u32::try_from(sockets).unwrap_or(u32::MAX);
    let first = NOTICED.min(time / 4);
    let apart = APART.min(time / 2 / sockets.max(1));
    (0..sockets).map(move |place| first + apart * place)
}

/// Refuses to open sockets once the process leaves; those that are open go on.
pub(super) async fn admitted(State(leaving): State<CancellationToken>, request: Request, next: Next) -> Response {
    let goes_on = request.uri().query().unwrap_or_default().split('&').any(|pair| pair.starts_with("sid="));
    if goes_on || !leaving.is_cancelled() {
        return next.run(request).await;
    }
    Fault::new(Kind::Unavailable, "LEAVING", "this replica is about to stop: come to another one").into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_sockets_go_soon_and_many_are_spread_over_half_the_time() {
        let time = Duration::from_secs(8);
        let few: Vec<_> = waits(3, time).collect();
        assert_eq!(few, [1_000, 1_020, 1_040].map(Duration::from_millis));
        let many: Vec<_> = waits(10_000, time).collect();
        assert!(many.is_sorted());
        assert!(many[9_999] > Duration::from_millis(4_900) && many[9_999] <= Duration::from_secs(5), "{:?}", many[9_999]);
        assert!(waits(2, Duration::from_millis(400)).all(|wait| wait < Duration::from_millis(300)), "a short time is short for all");
    }
}
