//! Files from customers to agents and back.

use std::path::Path;

use anyhow::Context as _;
use serde_json::{Value, json};
use testing::{Applied, Customer, Process, follow_link};
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;

use super::{SHOP, Shop};

/// A picture of that size, as a program would write it.
fn picture(width: u32, height: u32) -> anyhow::Result<Vec<u8>> {
    let mut out = std::io::Cursor::new(Vec::new());
    let pixels = image::RgbImage::from_fn(width, height, |x, y| image::Rgb([x.to_le_bytes()[0], y.to_le_bytes()[0], 90]));
    pixels.write_to(&mut out, image::ImageFormat::Png)?;
    Ok(out.into_inner())
}

/// The attachment of the row with that file.
fn attachment(applied: &Applied, file: &str) -> Option<Value> {
    applied.rows.iter().map(|row| &row.activity["body"]["attachment"]).find(|attachment| attachment["fileId"] == file).cloned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_reaches_the_agent_and_a_document_comes_back() -> anyhow::Result<()> {
    let shop = Shop::open().await?;
    let base = shop.installation.base();
    let mut alice = shop.ready_desk("agent1").await?;
    let (mut customer, conversation) = shop.talking(&mut alice).await?;

    let photo = customer.sends_file("damage.png", "image/png", &picture(900, 600)?).await?;
    alice.until("the picture", |desk| attachment(&desk.conversations[&conversation], &photo).is_some()).await?;
    let shown = attachment(&alice.conversations[&conversation], &photo).unwrap_or_default();
    assert_eq!((&shown["mimeType"], &shown["width"], &shown["mediaName"]), (&json!("image/png"), &json!(900), &json!("damage.png")));
    let (mime, _, small) = follow_link(&base, &shown["thumbnail"]).await?;
    let small = image::load_from_memory(&small)?;
    assert_eq!((mime.as_str(), small.width()), ("image/jpeg", 360));
    let (mime, disposition, whole) = follow_link(&base, &shown["mediaUrl"]).await?;
    assert_eq!((mime.as_str(), image::load_from_memory(&whole)?.width()), ("image/png", 900));
    assert!(disposition.starts_with("inline"), "{disposition}");

    let quote = b"%PDF-1.4\nthe quote".to_vec();
    let sent = alice.sends_file(&conversation, ("Angebot für Sie.pdf", "application/pdf"), &quote).await?;
    customer.until("the document", |customer| attachment(&customer.applied, &sent).is_some()).await?;
    let shown = attachment(&customer.applied, &sent).unwrap_or_default();
    let (mime, disposition, bytes) = follow_link(&base, &shown["mediaUrl"]).await?;
    assert_eq!((mime.as_str(), bytes), ("application/pdf", quote));
    assert!(disposition.starts_with("attachment; ") && disposition.contains("Angebot%20f%C3%BCr%20Sie.pdf"), "{disposition}");
    assert_ne!(
        shown["mediaUrl"],
        attachment(&alice.conversations[&conversation], &sent).unwrap_or_default()["mediaUrl"],
        "links are the viewer's"
    );
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_of_another_conversation_is_nobodys_to_send() -> anyhow::Result<()> {
    let shop = Shop::open().await?;
    let (mut ana, mut eve) = (shop.greeted().await?, shop.greeted().await?);
    let file = ana.sends_file("mine.txt", "text/plain", b"my address").await?;
    let mut stolen = eve.message("stolen", "");
    stolen["body"] = json!({ "type": "FILE", "attachment": { "fileId": file } });
    let answer = eve.socket()?.call("MESSAGE_RECEIVED", &stolen).await?;
    assert_eq!((&answer["code"], &answer["reason"]), (&json!(403), &json!("ANOTHER_CONVERSATION")));
    // Without its link nobody has it, and a link to one's own file opens no other.
    let base = shop.installation.base();
    let plain = reqwest::get(format!("{base}/file-engine/v1/files/{file}/content")).await?;
    assert_eq!(plain.status(), 401);
    let own = eve.sends_file("own.txt", "text/plain", b"nothing").await?;
    eve.until("the own file", |eve| attachment(&eve.applied, &own).is_some()).await?;
    let link = attachment(&eve.applied, &own).unwrap_or_default()["mediaUrl"].as_str().unwrap_or_default().replace(&own, &file);
    assert_eq!(reqwest::get(format!("{base}{link}")).await?.status(), 404);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_file_for_a_chat_is_refused_in_words_before_it_is_sent() -> anyhow::Result<()> {
    let shop = Shop::open().await?;
    let mut customer = shop.greeted().await?;
    for (name, mime_type, size, reason) in [
        ("film.mp4", "video/mp4", 30_000_000, "FILE_TOO_LARGE"),
        ("page.html", "text/html", 10, "TYPE_NOT_ALLOWED"),
        ("../../etc/passwd", "text/plain", 10, "NAME_HAS_PATH"),
        ("nothing.txt", "text/plain", 0, "FILE_EMPTY"),
        ("", "text/plain", 10, "MALFORMED"),
    ] {
        let answer = customer.socket()?.call("UPLOAD_REQUESTED", &json!({ "name": name, "mimeType": mime_type, "size": size })).await?;
        assert_eq!(answer["reason"], reason, "{name}: {answer}");
        assert!(answer["detail"].as_str().is_some_and(|detail| !detail.is_empty()), "{answer}");
    }
    Ok(())
}

/// The bytes of an upload that was begun and is not over.
async fn begin(base: &str, opened: &Value, announced: usize, sent: usize) -> anyhow::Result<TcpStream> {
    let url = opened["url"].as_str().with_context(|| format!("{opened}"))?;
    let mut stream = TcpStream::connect(base.trim_start_matches("http://")).await?;
    stream.write_all(format!("PUT {url} HTTP/1.1\r\nHost: x\r\nContent-Length: {announced}\r\n\r\n").as_bytes()).await?;
    stream.write_all("x".repeat(sent).as_bytes()).await?;
    Ok(stream)
}

fn files_below(folder: &Path) -> usize {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    entries.map(|path| if path.is_dir() { files_below(&path) } else { 1 }).sum()
}

#[tokio::test(flavor = "multi_thread")]
async fn kill_9_in_the_middle_of_an_upload_leaves_nothing_of_it_and_everything_else() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let (data, ports) = (folder.path(), testing::free_ports::<2>()?);
    let quick = [
        ("SWITCHBOARD__FILE_ENGINE__STALLED", "1s".to_owned()),
        ("SWITCHBOARD__FILE_ENGINE__SCAN_TIME", "1s".to_owned()),
        ("SWITCHBOARD__FILE_ENGINE__SWEEP", "100ms".to_owned()),
    ];
    let mut process = Process::start(data, ports, &[], &quick)?;
    process.ready().await?;
    testing::eventually("the demonstration", || async { Ok(data.join("demo.done").exists().then_some(())) }).await?;
    let mut customer = Customer::new(&process.base, SHOP);
    customer.start(&[]).await?;
    let kept = customer.sends_file("kept.txt", "text/plain", b"acknowledged").await?;
    let announced = json!({ "name": "half.txt", "mimeType": "text/plain", "size": 20_000_000 });
    let opened = customer.socket()?.call("UPLOAD_REQUESTED", &announced).await?;
    let place = data.join("files");
    let line = begin(&process.base, &opened, 20_000_000, 12_000_000).await?;
    testing::eventually("half of it", || async { Ok((files_below(&place) == 2).then_some(())) }).await?;
    process.kill().await?;
    drop(line);
    assert_eq!(files_below(&place), 2, "what a dead process leaves");

    let mut process = Process::start(data, ports, &[], &quick)?;
    process.ready().await?;
    testing::eventually("the sweep", || async { Ok((files_below(&place) == 1).then_some(())) }).await?;
    let operator = testing::Client::operator(&process.base, data).await?;
    let half = opened["fileId"].as_str().unwrap_or_default();
    assert_eq!(operator.get(&format!("/file-engine/v1/files/{half}")).await?["state"], "ERASED");
    customer.resume().await?;
    let shown = attachment(&customer.applied, &kept).context("the acknowledged file")?;
    assert_eq!(follow_link(&process.base, &shown["mediaUrl"]).await?.2, b"acknowledged");
    process.kill().await
}
