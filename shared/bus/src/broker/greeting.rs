//! What a broker says of itself before anybody signs in, which the client library keeps to itself: its version.

use std::time::Duration;

use lapin::protocol::connection::AMQPMethod;
use lapin::protocol::{AMQPClass, parse_class};
use lapin::types::AMQPValue;
use lapin::uri::{AMQPScheme, AMQPUri};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;

/// The oldest RabbitMQ whose quorum queues dead-letter at least once.
pub(crate) const OLDEST: (u32, u32) = (3, 10);
/// How long the broker may take to say hello.
const HELLO: Duration = Duration::from_secs(5);
/// Bytes before a frame's payload, and the longest greeting that is read.
const HEAD: usize = 7;
const LONGEST: usize = 64 * 1024;

/// The broker's version, if it is known and too old. What keeps us from asking is said by the connection that follows, and one under TLS is not
/// asked: a queue that it does not understand gives an old broker away.
pub(crate) async fn too_old(uri: &AMQPUri) -> Option<String> {
    if uri.scheme != AMQPScheme::AMQP {
        return None;
    }
    let asked = timeout(HELLO, greet(&uri.authority.host, uri.authority.port)).await;
    let version = asked.ok()?.ok().as_deref().and_then(version)?;
    is_old(&version).then_some(version)
}

async fn greet(host: &str, port: u16) -> std::io::Result<Vec<u8>> {
    let mut stream = TcpStream::connect((host, port)).await?;
    stream.write_all(b"AMQP\x00\x00\x09\x01").await?;
    // Type, channel, size; the payload is the method.
    let mut head = [0; HEAD];
    stream.read_exact(&mut head).await?;
    let size = u32::from_be_bytes([head[3], head[4], head[5], head[6]]);
    let mut method = vec![0; usize::try_from(size).unwrap_or(LONGEST).min(LONGEST)];
    stream.read_exact(&mut method).await?;
    Ok(method)
}

fn version(method: &[u8]) -> Option<String> {
    let (_, class) = parse_class(method).ok()?;
    let AMQPClass::Connection(AMQPMethod::Start(start)) = class else { return None };
    match start.server_properties.inner().get("version")? {
        AMQPValue::LongString(version) => Some(version.to_string()),
        _ => None,
    }
}

/// Versions that cannot be read are taken to be new.
fn is_old(version: &str) -> bool {
    let mut parts = version.split('.').map(|part| part.parse::<u32>().ok());
    match (parts.next().flatten(), parts.next().flatten()) {
        (Some(major), Some(minor)) => (major, minor) < OLDEST,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use tokio::net::TcpListener;

    use super::*;

    /// A broker of that version, as far as it says hello.
    async fn broker(version: &str) -> AMQPUri {
        // Class and method 10, protocol 0.9, the properties with one long text, mechanisms, locales.
        let text = |text: &str| [u32::try_from(text.len()).unwrap().to_be_bytes().as_slice(), text.as_bytes()].concat();
        let property = [b"\x07versionS".as_slice(), &text(version)].concat();
        let size = u32::try_from(property.len()).unwrap().to_be_bytes();
        let method = [[0, 10, 0, 10, 0, 9].as_slice(), size.as_slice(), &property, &text("PLAIN"), &text("en_US")].concat();
        let size = u32::try_from(method.len()).unwrap().to_be_bytes();
        let bytes = [[1, 0, 0].as_slice(), size.as_slice(), &method, &[0xCE]].concat();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        #[expect(clippy::disallowed_methods, reason = "ends with the test")]
        tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            stream.read_exact(&mut [0; 8]).await.unwrap();
            stream.write_all(&bytes).await.unwrap();
        });
        format!("amqp://127.0.0.1:{port}").parse().unwrap()
    }

    #[tokio::test]
    async fn a_broker_that_is_too_old_gives_its_version_and_others_do_not() {
        assert_eq!(too_old(&broker("3.9.13").await).await.as_deref(), Some("3.9.13"));
        assert_eq!(too_old(&broker("3.10.8").await).await, None);
        assert_eq!(too_old(&broker("4.1.0-rc.1").await).await, None);
        assert_eq!(too_old(&broker("unheard of").await).await, None);
    }

    #[tokio::test]
    async fn nobody_there_is_for_the_connection_to_say() {
        let port = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().port();
        let uri: AMQPUri = format!("amqp://127.0.0.1:{port}").parse().unwrap();
        assert_eq!(too_old(&uri).await, None);
    }
}
