//! What the socket gateways share: how a Socket.IO server is set up, the order of one socket's events, and what a replica that stops says.

mod leaving;

use std::collections::BTreeSet;
use std::convert::Infallible;
use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::middleware::from_fn_with_state;
use ids::Trace;
use socketioxide::adapter::LocalAdapter;
use socketioxide::handler::{FromMessageParts, Value};
use socketioxide::service::SocketIoService;
use socketioxide::socket::Socket;
use socketioxide::{SocketIo, SocketIoBuilder, TransportType};
use tokio::sync::watch;
use tower::service_fn;
use tracing::Instrument as _;

pub use self::leaving::send_away;
use crate::context::Context;

/// Limits of a Socket.IO server.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// The server pings every …
    pub ping_interval: Duration,
    /// … and gives up after.
    pub ping_timeout: Duration,
    /// Largest frame, in bytes.
    pub max_payload: u64,
    /// Packets that wait for a slow reader before it is cut off and has to resume.
    pub max_buffer: usize,
}

/// A Socket.IO server at `path`, and the routes that serve it. `websocket_only` refuses long polling.
pub fn server(path: &'static str, limits: Limits, websocket_only: bool) -> (Router, SocketIo) {
    let builder = SocketIo::builder()
        .req_path(path)
        .ping_interval(limits.ping_interval)
        .ping_timeout(limits.ping_timeout)
        .max_payload(limits.max_payload)
        .max_buffer_size(limits.max_buffer)
        .connect_timeout(Duration::from_secs(10))
        .ws_max_message_size(usize::try_from(limits.max_payload).unwrap_or(usize::MAX))
        .ws_max_frame_size(usize::try_from(limits.max_payload).unwrap_or(usize::MAX))
        // The default of 128 KiB is paid by every idle socket.
        .ws_read_buffer_size(1024);
    let builder = if websocket_only { builder.transports([TransportType::Websocket]) } else { builder };
    let (service, io) = built(builder);
    // The server answers below its path with a slash, whatever the query.
    let routes = Router::new().route_service(&format!("{path}/"), service);
    (routes, io)
}

/// Those routes as long as the process is not asked to stop: then no socket is opened any more, and those that are open go on.
pub fn until_leaving(cx: &Context, routes: Router) -> Router {
    routes.layer(from_fn_with_state(cx.leaving(), leaving::admitted))
}

type Nothing =
    tower::util::ServiceFn<fn(http::Request<axum::body::Body>) -> std::future::Ready<Result<http::Response<axum::body::Body>, Infallible>>>;

fn built(builder: SocketIoBuilder) -> (SocketIoService<Nothing>, SocketIo) {
    let nothing: fn(http::Request<axum::body::Body>) -> _ = |_| {
        let mut response = http::Response::new(axum::body::Body::empty());
        *response.status_mut() = http::StatusCode::NOT_FOUND;
        std::future::ready(Ok::<_, Infallible>(response))
    };
    builder.build_with_inner_svc(service_fn(nothing))
}

/// Handles one event of a socket as a request of its own: refusals and log lines carry its trace.
pub async fn traced<F: Future>(event: &'static str, work: F) -> F::Output {
    let trace = Trace::begin();
    let span = tracing::info_span!("socket", event, trace_id = trace.id());
    trace.scope(work).instrument(span).await
}

/// Whose turn it is among the events of one socket.
#[derive(Debug)]
pub struct Turns {
    state: Mutex<Queue>,
    now: watch::Sender<u64>,
}

#[derive(Debug, Default)]
struct Queue {
    issued: u64,
    now: u64,
    /// Numbers that ended before their turn came.
    done: BTreeSet<u64>,
}

impl Default for Turns {
    fn default() -> Self {
        Self { state: Mutex::default(), now: watch::Sender::new(0) }
    }
}

impl Turns {
    /// The next number.
    pub fn take(self: &Arc<Self>) -> Turn {
        let mut queue = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let number = queue.issued;
        queue.issued += 1;
        Turn { number, turns: self.clone() }
    }

    fn done(&self, number: u64) {
        let mut queue = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        queue.done.insert(number);
        loop {
            let now = queue.now;
            if !queue.done.remove(&now) {
                break;
            }
            queue.now += 1;
        }
        self.now.send_replace(queue.now);
    }
}

/// A place in the order of one socket's events. The server runs every event's handler in a task of its own; a handler whose effects must keep the
/// order of the frames takes a `Turn` among its arguments (numbered as the frame is read) and waits for it. Dropping it lets the next one go.
#[derive(Debug)]
pub struct Turn {
    number: u64,
    turns: Arc<Turns>,
}

impl Turn {
    /// Waits until all earlier events of the socket are done.
    pub async fn wait(&self) {
        let mut now = self.turns.now.subscribe();
        // The sender lives as long as this turn.
        let _closed = now.wait_for(|now| *now >= self.number).await;
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.turns.done(self.number);
    }
}

impl FromMessageParts<LocalAdapter> for Turn {
    type Error = Infallible;

    fn from_message_parts(socket: &Arc<Socket<LocalAdapter>>, _: &mut Value, _: &Option<i64>) -> Result<Self, Infallible> {
        let turns = socket.extensions.get::<Arc<Turns>>().unwrap_or_else(|| {
            let turns = Arc::new(Turns::default());
            socket.extensions.insert(turns.clone());
            turns
        });
        Ok(turns.take())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn turns_come_in_the_order_they_were_taken_however_they_end() {
        let turns = Arc::new(Turns::default());
        let (first, second, third) = (turns.take(), turns.take(), turns.take());
        first.wait().await;
        drop(second);
        let waiting = third.wait();
        tokio::pin!(waiting);
        assert!(futures::poll!(waiting.as_mut()).is_pending());
        drop(first);
        waiting.await;
    }
}
