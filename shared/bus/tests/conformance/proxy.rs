//! A road to a server that a test can close, cut and open again.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;
use tokio::task::JoinSet;

/// A TCP proxy in front of a local port.
pub(crate) struct Proxy {
    pub(crate) address: SocketAddr,
    road: Arc<Road>,
    _task: JoinSet<()>,
}

#[derive(Default)]
struct Road {
    closed: AtomicBool,
    cut: Notify,
    stall: Notify,
}

impl Proxy {
    pub(crate) async fn to(port: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let road = Arc::<Road>::default();
        let mut task = JoinSet::new();
        task.spawn(serve(listener, port, road.clone()));
        Self { address, road, _task: task }
    }

    /// Ends all connections; new ones are welcome.
    pub(crate) fn cut(&self) {
        self.road.cut.notify_waiters();
    }

    /// Carries nothing more on the connections there are, and does not end them: the other side just goes silent.
    pub(crate) fn stall(&self) {
        self.road.stall.notify_waiters();
    }

    /// Ends all connections and takes no new ones.
    pub(crate) fn close(&self) {
        self.road.closed.store(true, Ordering::SeqCst);
        self.cut();
    }

    pub(crate) fn open(&self) {
        self.road.closed.store(false, Ordering::SeqCst);
    }
}

async fn serve(listener: TcpListener, port: u16, road: Arc<Road>) {
    let mut connections = JoinSet::new();
    while let Ok((mut inward, _)) = listener.accept().await {
        if road.closed.load(Ordering::SeqCst) {
            continue;
        }
        let road = road.clone();
        connections.spawn(async move {
            let (cut, stalled) = (road.cut.notified(), road.stall.notified());
            tokio::pin!(cut);
            let Ok(mut outward) = TcpStream::connect(("127.0.0.1", port)).await else { return };
            tokio::select! {
                _ = copy_bidirectional(&mut inward, &mut outward) => {}
                () = &mut cut => {}
                () = stalled => cut.await,
            }
        });
    }
}
