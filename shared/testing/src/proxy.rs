//! A link between two processes that can be cut, slowed or stopped, in one direction or in both.
//!
//! What is stopped is held, not dropped: TCP never loses the middle of a stream. When the link is mended, what was held goes on.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// Read at once, and the unit of what is delayed.
const CHUNK: usize = 16 * 1024;

/// How the link is.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Link {
    /// As it should be.
    #[default]
    Whole,
    /// Every connection is closed, and every new one at once.
    Cut,
    /// Nothing gets through to the server.
    DeafServer,
    /// Nothing gets through to the client.
    DeafClient,
    /// Every piece takes so long.
    Late(Duration),
    /// So many bytes a second get through, in each direction of each connection.
    Slow(u32),
}

/// Which way bytes go.
#[derive(Clone, Copy, PartialEq)]
enum Way {
    ToServer,
    ToClient,
}

impl Link {
    fn holds(self, way: Way) -> bool {
        matches!((self, way), (Self::DeafServer, Way::ToServer) | (Self::DeafClient, Way::ToClient) | (Self::Cut, _))
    }

    fn pause(self, bytes: usize) -> Duration {
        match self {
            Self::Late(pause) => pause,
            Self::Slow(rate) => Duration::from_secs_f64(f64::from(u32::try_from(bytes).unwrap_or(u32::MAX)) / f64::from(rate.max(1))),
            _ => Duration::ZERO,
        }
    }
}

/// One link. It ends with the value.
pub struct Proxy {
    /// Where clients connect.
    pub address: SocketAddr,
    link: watch::Sender<Link>,
    serving: JoinHandle<()>,
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

impl Proxy {
    /// A whole link to that server.
    #[expect(clippy::disallowed_methods, reason = "ended by the value's drop, connections by either side")]
    pub async fn start(server: SocketAddr) -> anyhow::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let (link, state) = watch::channel(Link::Whole);
        let serving = tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let state = state.clone();
                if *state.borrow() != Link::Cut {
                    tokio::spawn(async move {
                        // Either side may go away whenever it likes.
                        let _ended = carry(client, server, state).await;
                    });
                }
            }
        });
        Ok(Self { address, link, serving })
    }

    /// Makes the link so.
    pub fn set(&self, link: Link) {
        self.link.send_replace(link);
    }
}

async fn carry(client: TcpStream, server: SocketAddr, state: watch::Receiver<Link>) -> std::io::Result<()> {
    let server = TcpStream::connect(server).await?;
    client.set_nodelay(true)?;
    server.set_nodelay(true)?;
    let ((from_client, to_client), (from_server, to_server)) = (client.into_split(), server.into_split());
    let up = pump(from_client, to_server, Way::ToServer, state.clone());
    let down = pump(from_server, to_client, Way::ToClient, state.clone());
    let mut watched = state;
    tokio::select! {
        ended = async { tokio::try_join!(up, down).map(drop) } => ended,
        // Also when the proxy is gone.
        _ = watched.wait_for(|link| *link == Link::Cut) => Ok(()),
    }
}

async fn pump(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, way: Way, mut state: watch::Receiver<Link>) -> std::io::Result<()> {
    let mut buffer = vec![0; CHUNK];
    loop {
        let read = from.read(&mut buffer).await?;
        let gone = |_| std::io::Error::other("the proxy ended");
        let link = *state.wait_for(|link| !link.holds(way)).await.map_err(gone)?;
        let pause = link.pause(read);
        if !pause.is_zero() {
            tokio::time::sleep(pause).await;
        }
        if read == 0 {
            return to.shutdown().await;
        }
        to.write_all(&buffer[..read]).await?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MOMENT: Duration = Duration::from_millis(200);

    /// A server that says back what it hears.
    #[expect(clippy::disallowed_methods, reason = "ends with the test")]
    async fn echo() -> SocketAddr {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                tokio::spawn(async move {
                    let (mut read, mut write) = stream.split();
                    let _ended = tokio::io::copy(&mut read, &mut write).await;
                });
            }
        });
        address
    }

    async fn said_back(stream: &mut TcpStream, text: &[u8]) -> bool {
        let mut heard = vec![0; text.len()];
        matches!(tokio::time::timeout(MOMENT, stream.read_exact(&mut heard)).await, Ok(Ok(_)) if heard == text)
    }

    #[tokio::test]
    async fn a_link_that_is_stopped_in_one_direction_holds_what_is_said_and_loses_nothing() {
        let proxy = Proxy::start(echo().await).await.unwrap();
        for link in [Link::DeafServer, Link::DeafClient] {
            let mut stream = TcpStream::connect(proxy.address).await.unwrap();
            stream.write_all(b"one").await.unwrap();
            assert!(said_back(&mut stream, b"one").await);
            proxy.set(link);
            stream.write_all(b"two").await.unwrap();
            assert!(!said_back(&mut stream, b"two").await, "{link:?} lets it through");
            proxy.set(Link::Whole);
            assert!(said_back(&mut stream, b"two").await, "{link:?} lost it");
        }
    }

    #[tokio::test]
    async fn a_link_that_is_cut_closes_what_is_open_and_takes_nothing_new_until_it_is_whole() {
        let proxy = Proxy::start(echo().await).await.unwrap();
        let mut stream = TcpStream::connect(proxy.address).await.unwrap();
        stream.write_all(b"one").await.unwrap();
        assert!(said_back(&mut stream, b"one").await);
        proxy.set(Link::Cut);
        assert_eq!(stream.read(&mut [0; 8]).await.unwrap_or(0), 0);
        let mut next = TcpStream::connect(proxy.address).await.unwrap();
        assert_eq!(next.read(&mut [0; 8]).await.unwrap_or(0), 0);
        proxy.set(Link::Whole);
        let mut last = TcpStream::connect(proxy.address).await.unwrap();
        last.write_all(b"two").await.unwrap();
        assert!(said_back(&mut last, b"two").await);
    }

    #[tokio::test]
    async fn a_late_link_is_late() {
        let proxy = Proxy::start(echo().await).await.unwrap();
        proxy.set(Link::Late(MOMENT));
        let mut stream = TcpStream::connect(proxy.address).await.unwrap();
        stream.write_all(b"one").await.unwrap();
        assert!(!said_back(&mut stream, b"one").await);
    }
}
