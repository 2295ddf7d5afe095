//! One address for many processes: what an ingress does in an installation of several machines.

use std::collections::{BTreeMap, HashMap};
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use http_body_util::combinators::BoxBody;
use http_body_util::{BodyExt as _, Empty, Full};
use hyper::body::{Bytes, Incoming};
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode, header};
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

type Body = BoxBody<Bytes, hyper::Error>;

/// Where each pod's processes listen, by pod name.
pub(crate) type Routes = BTreeMap<String, Vec<SocketAddr>>;

/// Where each Socket.IO session that polls is served, by its id: what ingresses do with a cookie.
type Sessions = Arc<Mutex<HashMap<String, SocketAddr>>>;

/// A reverse proxy that goes by the first word of the path. It ends with the value.
pub(crate) struct Gateway {
    pub(crate) address: SocketAddr,
    serving: JoinHandle<()>,
}

impl Drop for Gateway {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

impl Gateway {
    #[expect(clippy::disallowed_methods, reason = "ended by the value's drop")]
    pub(crate) async fn start(routes: Routes) -> anyhow::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let (routes, turn, sessions) = (Arc::new(routes), Arc::new(AtomicUsize::new(0)), Sessions::default());
        let serving = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (routes, turn, sessions) = (routes.clone(), turn.clone(), sessions.clone());
                tokio::spawn(async move {
                    // The last small frame of a burst must not wait for an acknowledgement.
                    let _gone = stream.set_nodelay(true);
                    let service = service_fn(move |request| {
                        let (routes, turn, sessions) = (routes.clone(), turn.clone(), sessions.clone());
                        async move { Ok::<_, std::convert::Infallible>(pass(&routes, (&turn, &sessions), request).await) }
                    });
                    let connection = hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(stream), service);
                    let _ended = connection.with_upgrades().await;
                });
            }
        });
        Ok(Self { address, serving })
    }
}

/// Passes a request on to the next process of its pod that answers.
async fn pass(routes: &Routes, (turn, sessions): (&AtomicUsize, &Sessions), mut request: Request<Incoming>) -> Response<Body> {
    let pod = request.uri().path().split('/').nth(1).unwrap_or_default();
    let places = routes.get(pod).map(Vec::as_slice).unwrap_or_default();
    let query = request.uri().query().unwrap_or_default();
    let known = query.split('&').find_map(|pair| pair.strip_prefix("sid=")).and_then(|sid| lock(sessions).get(sid).copied());
    let opens = query.contains("transport=polling") && !query.contains("sid=");
    let first = turn.fetch_add(1, Ordering::Relaxed);
    let upgrade = hyper::upgrade::on(&mut request);
    // Who wants a socket is sent on by a process that is about to stop, as ingresses do that know who is ready.
    let socket = request.headers().contains_key(header::UPGRADE).then(|| head(&request));
    let mut once = Some(request.map(http_body_util::BodyExt::boxed));
    for step in 0..places.len() {
        let Some(request) = socket.as_ref().map(head).or_else(|| once.take()) else { break };
        let place = known.unwrap_or(places[(first + step) % places.len()]);
        let Ok(stream) = TcpStream::connect(place).await else {
            once = Some(request);
            continue;
        };
        let _gone = stream.set_nodelay(true);
        let Ok((mut sender, connection)) = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await else {
            once = Some(request);
            continue;
        };
        #[expect(clippy::disallowed_methods, reason = "ends with the connection")]
        tokio::spawn(connection.with_upgrades());
        let Ok(mut response) = sender.send_request(request).await else { return refused("the process went away") };
        if socket.is_some() && response.status() == StatusCode::SERVICE_UNAVAILABLE {
            continue;
        }
        if response.status() == StatusCode::SWITCHING_PROTOCOLS {
            let other = hyper::upgrade::on(&mut response);
            #[expect(clippy::disallowed_methods, reason = "ends with either side")]
            tokio::spawn(async move {
                if let (Ok(client), Ok(server)) = (upgrade.await, other.await) {
                    let _ended = tokio::io::copy_bidirectional(&mut TokioIo::new(client), &mut TokioIo::new(server)).await;
                }
            });
        }
        if opens {
            return remember(sessions, place, response).await;
        }
        return response.map(http_body_util::BodyExt::boxed);
    }
    refused("no process of that pod listens")
}

/// A request without a body, to be sent again.
fn head<B>(request: &Request<B>) -> Request<Body> {
    let mut copy = Request::new(Empty::new().map_err(|never| match never {}).boxed());
    request.method().clone_into(copy.method_mut());
    request.uri().clone_into(copy.uri_mut());
    request.headers().clone_into(copy.headers_mut());
    copy
}

/// Learns the id of the session that was opened.
async fn remember(sessions: &Sessions, place: SocketAddr, response: Response<Incoming>) -> Response<Body> {
    let (parts, body) = response.into_parts();
    let Ok(body) = body.collect().await else { return refused("the process went away") };
    let bytes = body.to_bytes();
    let text = String::from_utf8_lossy(&bytes);
    if let Some(sid) = text.split("\"sid\":\"").nth(1).and_then(|rest| rest.split('"').next()) {
        lock(sessions).insert(sid.to_owned(), place);
    }
    Response::from_parts(parts, Full::new(bytes.clone()).map_err(|never| match never {}).boxed())
}

fn lock(sessions: &Sessions) -> MutexGuard<'_, HashMap<String, SocketAddr>> {
    sessions.lock().unwrap_or_else(PoisonError::into_inner)
}

fn refused(why: &'static str) -> Response<Body> {
    let body = Full::new(Bytes::from_static(why.as_bytes())).map_err(|never| match never {}).boxed();
    let mut response = Response::new(body);
    *response.status_mut() = StatusCode::BAD_GATEWAY;
    response
}
