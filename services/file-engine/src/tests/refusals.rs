//! Bad input, each by its name, and nothing of it left.

use std::time::Duration;

use bytes::Bytes;
use futures::{StreamExt as _, stream};
use runtime::files::Upload;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::house::{House, picture};

#[tokio::test]
async fn what_is_not_what_it_says_is_refused_by_name() {
    let house = House::open().await;
    let png = picture(image::ImageFormat::Png, 20, 20);
    let program = [&b"\x7fELF\x02\x01\x01"[..], &[0; 60]].concat();
    let archive_end = b"PK\x05\x06\0\0\0\0\x01\0\x01\0\x2e\0\0\0\0\0\0\0\0\0";
    for (name, declared, bytes, code) in [
        ("a.jpg", "image/jpeg", png.clone(), "TYPE_MISMATCH"),
        ("a.pdf", "application/pdf", b"just words".to_vec(), "TYPE_MISMATCH"),
        ("a.png", "image/png", program.clone(), "TYPE_NOT_ALLOWED"),
        ("a.bin", "application/octet-stream", program.clone(), "TYPE_NOT_ALLOWED"),
        ("a.svg", "image/svg+xml", b"<svg/>".to_vec(), "TYPE_NOT_ALLOWED"),
        ("a.zip", "application/zip", b"PK\x03\x04".to_vec(), "TYPE_NOT_ALLOWED"),
        ("a.png", "image/png", [&png[..], archive_end].concat(), "POLYGLOT"),
        ("a.png", "image/png", [&png[..], b"<script>alert(1)</script>"].concat(), "POLYGLOT"),
        ("../a.txt", "text/plain", b"x".to_vec(), "NAME_HAS_PATH"),
        ("a.txt", "text/plain", Vec::new(), "FILE_EMPTY"),
    ] {
        assert_eq!(house.refusal(name, declared, &bytes).await, code, "{name} as {declared}");
    }
}

#[tokio::test]
async fn a_limit_holds_as_announced_as_declared_and_as_it_comes() {
    let house = House::open().await;
    house.policy("WEB", 100_000, &["text/*"], 0).await;
    assert_eq!(house.announce("a.txt", "text/plain", 100_001).await.unwrap_err().code(), "FILE_TOO_LARGE");
    assert_eq!(house.announce("a.png", "image/png", 10).await.unwrap_err().code(), "TYPE_NOT_ALLOWED");
    // More than was announced, and more than is taken.
    let opened = house.announce("a.txt", "text/plain", 10).await.unwrap();
    let answer = house.put(&opened, "x".repeat(200_000).as_bytes()).await;
    assert_eq!((answer.status().as_u16(), code(answer).await), (413, "FILE_TOO_LARGE".to_owned()));
    // A service brings a stream without an end.
    let endless = stream::repeat_with(|| Ok::<_, std::io::Error>(Bytes::from_static(&[b'x'; 8192])));
    let upload = Upload { name: "a.txt", mime_type: "text/plain", channel_type: "WEB", ..Upload::default() };
    let refused = house.bring(upload, axum::body::Body::from_stream(endless.take(100_000))).await.unwrap_err();
    assert_eq!(refused.code(), "FILE_TOO_LARGE");
    assert!(house.kept().is_empty(), "{:?}", house.kept());
}

async fn code(answer: reqwest::Response) -> String {
    let answer: Value = serde_json::from_str(&answer.text().await.unwrap()).unwrap();
    answer["code"].as_str().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn an_upload_says_how_long_it_is() {
    let house = House::open().await;
    let opened = house.announce("a.txt", "text/plain", 5).await.unwrap();
    let chunks = stream::iter([Ok::<_, std::io::Error>(Bytes::from_static(b"hello"))]);
    let put = house.client.put(house.url(&opened.url)).body(reqwest::Body::wrap_stream(chunks));
    assert_eq!(code(put.send().await.unwrap()).await, "LENGTH_MISSING");
}

#[tokio::test]
async fn an_address_takes_one_file_once() {
    let house = House::open().await;
    let opened = house.announce("a.txt", "text/plain", 5).await.unwrap();
    let other = house.announce("b.txt", "text/plain", 5).await.unwrap();
    let mixed = opened.url.replace(&opened.file_id, &other.file_id);
    assert_eq!(house.client.put(house.url(&mixed)).body("hello").send().await.unwrap().status(), 404);
    assert_eq!(house.put(&opened, b"hello").await.status(), 200);
    assert_eq!(code(house.put(&opened, b"again").await).await, "TICKET_USED");
    let altered = house.client.put(house.url(&format!("{}x", other.url))).body("hello").send().await.unwrap();
    assert_eq!(altered.status(), 401);
    house.clock.advance(700_000);
    assert_eq!(code(house.put(&other, b"hello").await).await, "TICKET_USED");
}

#[tokio::test]
async fn announcing_without_end_is_refused() {
    let house = House::with(json!({ "waiting": 3 })).await;
    for _ in 0..3 {
        house.announce("a.txt", "text/plain", 5).await.unwrap();
    }
    assert_eq!(house.announce("a.txt", "text/plain", 5).await.unwrap_err().code(), "TOO_MANY_WAITING");
}

/// Sends the beginning of an upload over a connection of its own.
async fn begin(house: &House, announced: usize, sent: &[u8]) -> (String, TcpStream) {
    let opened = house.announce("a.txt", "text/plain", announced).await.unwrap();
    let mut stream = TcpStream::connect(house.address()).await.unwrap();
    let head = format!("PUT {} HTTP/1.1\r\nHost: x\r\nContent-Length: {announced}\r\n\r\n", opened.url);
    stream.write_all(head.as_bytes()).await.unwrap();
    stream.write_all(sent).await.unwrap();
    (opened.file_id, stream)
}

#[tokio::test]
async fn an_upload_that_breaks_off_leaves_nothing() {
    let house = House::open().await;
    // More than one part: some of it is written when the line breaks.
    let (file, stream) = begin(&house, 20_000_000, "x".repeat(12_000_000).as_bytes()).await;
    testing::eventually("something is written", || async { Ok((!house.kept().is_empty()).then_some(())) }).await.unwrap();
    drop(stream);
    house.becomes(&file, "REFUSED").await;
    assert!(house.kept().is_empty(), "{:?}", house.kept());
}

#[tokio::test]
async fn an_upload_from_which_nothing_comes_is_ended() {
    let house = House::with(json!({ "stalled": "300ms" })).await;
    let (file, mut stream) = begin(&house, 1000, b"the beginning").await;
    house.becomes(&file, "REFUSED").await;
    let mut answer = [0; 12];
    tokio::time::timeout(Duration::from_secs(30), stream.read_exact(&mut answer)).await.unwrap().unwrap();
    assert_eq!(&answer, b"HTTP/1.1 400");
    assert!(house.kept().is_empty());
}
