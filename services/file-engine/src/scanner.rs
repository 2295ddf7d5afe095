//! The virus scanner: `ClamAV`'s `INSTREAM`, fed while the bytes come in.

use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpStream, UnixStream};

use crate::error::Error;

/// How long it may take to take a connection or a chunk.
const PATIENCE: Duration = Duration::from_secs(20);
/// Longest answer, in bytes.
const ANSWER: u64 = 1024;

/// Where the scanner is, if there is one.
#[derive(Clone)]
pub(crate) struct Scanner(Option<Arc<str>>, Duration);

trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}
impl<S: AsyncRead + AsyncWrite + Send + Unpin> Stream for S {}

/// One file on its way through the scanner.
pub(crate) struct Scan(Option<Open>);

struct Open {
    stream: Box<dyn Stream>,
    last: Duration,
    /// It stopped listening: its answer says why.
    deaf: bool,
}

impl Scanner {
    /// `tcp://host:port`, `unix:/path`, or nothing; `last` is its time after the last byte.
    pub(crate) fn new(address: &str, last: Duration) -> Self {
        Self((!address.is_empty()).then(|| address.into()), last)
    }

    /// Begins to show it a file.
    pub(crate) async fn begin(&self) -> Result<Scan, Error> {
        let Some(address) = &self.0 else { return Ok(Scan(None)) };
        let mut stream = in_time(connect(address)).await?;
        in_time(stream.write_all(b"zINSTREAM\0")).await?;
        Ok(Scan(Some(Open { stream, last: self.1, deaf: false })))
    }
}

async fn connect(address: &str) -> std::io::Result<Box<dyn Stream>> {
    match address.strip_prefix("unix:") {
        Some(path) => Ok(Box::new(UnixStream::connect(path).await?)),
        None => Ok(Box::new(TcpStream::connect(address.trim_start_matches("tcp://")).await?)),
    }
}

impl Scan {
    /// Shows it the next bytes.
    pub(crate) async fn show(&mut self, bytes: &[u8]) -> Result<(), Error> {
        let Some(open) = self.0.as_mut().filter(|open| !open.deaf) else { return Ok(()) };
        for chunk in bytes.chunks(1 << 20) {
            let length = u32::try_from(chunk.len()).unwrap_or(u32::MAX).to_be_bytes();
            let sent = in_time(async {
                open.stream.write_all(&length).await?;
                open.stream.write_all(chunk).await
            });
            if let Err(error) = sent.await {
                let Error::ScannerAway(source) = &error else { return Err(error) };
                // It answers and hangs up when it has seen enough: too much, or a virus.
                if !matches!(source.kind(), std::io::ErrorKind::BrokenPipe | std::io::ErrorKind::ConnectionReset) {
                    return Err(error);
                }
                open.deaf = true;
                return Ok(());
            }
        }
        Ok(())
    }

    /// What it says of the file.
    pub(crate) async fn verdict(self) -> Result<(), Error> {
        let Some(mut open) = self.0 else { return Ok(()) };
        if !open.deaf {
            // If that fails, so does reading.
            let _gone = in_time(open.stream.write_all(&[0; 4])).await;
        }
        let mut answer = Vec::new();
        let mut said = open.stream.take(ANSWER);
        match tokio::time::timeout(open.last, said.read_to_end(&mut answer)).await {
            Ok(Ok(_)) => verdict(&answer),
            // What it said before it hung up counts.
            Ok(Err(_)) if !answer.is_empty() => verdict(&answer),
            Ok(Err(error)) => Err(Error::ScannerAway(error)),
            Err(_) => Err(Error::ScannerAway(std::io::ErrorKind::TimedOut.into())),
        }
    }
}

/// `stream: OK`, `stream: <name> FOUND`, `… size limit exceeded. ERROR`.
fn verdict(answer: &[u8]) -> Result<(), Error> {
    let answer = String::from_utf8_lossy(answer);
    let answer = answer.trim_matches(['\0', '\n', ' ']);
    let said = answer.strip_prefix("stream: ").unwrap_or(answer);
    if said == "OK" {
        return Ok(());
    }
    if let Some(virus) = said.strip_suffix(" FOUND") {
        return Err(Error::Infected { virus: virus.chars().filter(|c| !c.is_control()).take(100).collect() });
    }
    if said.contains("size limit exceeded") {
        return Err(Error::TooLargeToScan);
    }
    Err(Error::ScannerAway(std::io::Error::other(format!("it said {answer:?}"))))
}

async fn in_time<T>(what: impl Future<Output = std::io::Result<T>>) -> Result<T, Error> {
    match tokio::time::timeout(PATIENCE, what).await {
        Ok(Ok(done)) => Ok(done),
        Ok(Err(error)) => Err(Error::ScannerAway(error)),
        Err(_) => Err(Error::ScannerAway(std::io::ErrorKind::TimedOut.into())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_answer_of_the_scanner_is_understood() {
        assert!(verdict(b"stream: OK\0").is_ok());
        assert!(matches!(verdict(b"stream: Eicar-Signature FOUND\0"), Err(Error::Infected { virus }) if virus == "Eicar-Signature"));
        assert!(matches!(verdict(b"INSTREAM size limit exceeded. ERROR\0"), Err(Error::TooLargeToScan)));
        for strange in [&b""[..], b"stream: ", b"\xff\xff", b"UNKNOWN COMMAND"] {
            assert!(matches!(verdict(strange), Err(Error::ScannerAway(_))), "{strange:?}");
        }
    }
}
