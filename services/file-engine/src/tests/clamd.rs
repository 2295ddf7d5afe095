//! A scanner that speaks clamd's protocol: finds a word, refuses more than it takes, and says what it saw.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

/// What it calls a virus.
pub(super) const VIRUS: &[u8] = b"X5O!P%@AP-a-test-virus";

pub(super) struct Clamd {
    pub(super) address: String,
    /// Bytes it was shown.
    pub(super) seen: Arc<AtomicUsize>,
}

impl Clamd {
    /// Takes at most that many bytes of a file.
    pub(super) async fn start(most: usize) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("tcp://{}", listener.local_addr().unwrap());
        let seen = Arc::<AtomicUsize>::default();
        let counted = seen.clone();
        #[expect(clippy::disallowed_methods, reason = "a test's own server")]
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(scan(stream, most, counted.clone()));
            }
        });
        Self { address, seen }
    }
}

async fn scan(mut stream: TcpStream, most: usize, seen: Arc<AtomicUsize>) -> std::io::Result<()> {
    let mut command = [0; 10];
    stream.read_exact(&mut command).await?;
    assert_eq!(&command, b"zINSTREAM\0");
    let mut file = Vec::new();
    loop {
        let length = stream.read_u32().await?;
        if length == 0 {
            break;
        }
        let mut chunk = vec![0; usize::try_from(length).unwrap()];
        stream.read_exact(&mut chunk).await?;
        seen.fetch_add(chunk.len(), Ordering::SeqCst);
        file.extend(chunk);
        if file.len() > most {
            stream.write_all(b"INSTREAM size limit exceeded. ERROR\0").await?;
            return Ok(());
        }
    }
    let found = file.windows(VIRUS.len()).any(|window| window == VIRUS);
    stream.write_all(if found { b"stream: Test-Virus FOUND\0" } else { b"stream: OK\0" }).await
}
