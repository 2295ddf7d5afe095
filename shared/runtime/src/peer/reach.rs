//! Whether the services that are called were ever there: a wrong address shows before the first customer does.
//!
//! Asked only until it was answered once. A peer that goes away later costs its callers a pause, not their place behind the load balancer:
//! or one service that is down would take down all that call it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::app::Check;

/// How long somebody may take to take a connection.
const ANSWER: Duration = Duration::from_secs(1);

/// The check of one peer at `addresses`, as `[peers]` has them.
pub(crate) fn check(callee: &'static str, addresses: &str) -> Check {
    let places: Arc<[String]> = addresses.split(',').map(|address| place(address).to_owned()).collect();
    let reached = Arc::new(AtomicBool::new(false));
    Arc::new(move || {
        let (places, reached) = (places.clone(), reached.clone());
        Box::pin(async move {
            if reached.load(Ordering::Acquire) {
                return Ok(());
            }
            let mut problems = Vec::new();
            for place in &*places {
                match timeout(ANSWER, TcpStream::connect(place)).await {
                    Ok(Ok(_there)) => {
                        reached.store(true, Ordering::Release);
                        return Ok(());
                    }
                    Ok(Err(error)) => problems.push(format!("{place}: {error}")),
                    Err(_elapsed) => problems.push(format!("{place}: no answer")),
                }
            }
            Err(format!("{callee} was never reached ({})", problems.join("; ")))
        })
    })
}

/// `host:port` of `http://host:port/`; what is no address is shown as it is.
fn place(address: &str) -> &str {
    let address = address.trim();
    address.strip_prefix("http://").unwrap_or(address).trim_end_matches('/')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_peer_that_was_there_once_is_not_asked_for_again_and_one_that_never_was_is_named_with_the_reason() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let there = check("ccm", &address);
        assert_eq!(there().await, Ok(()));
        drop(listener);
        assert_eq!(there().await, Ok(()));
        let problem = check("ccm", &address)().await.unwrap_err();
        assert!(problem.contains("ccm was never reached") && problem.contains("refused"), "{problem}");
    }
}
