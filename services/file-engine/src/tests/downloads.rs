//! Bytes out: who gets them, how much of them, and with what around them.

use ids::Role;
use reqwest::Method;

use super::house::{House, picture};

#[tokio::test]
async fn ranges_and_tags_work_as_players_and_caches_expect() {
    let house = House::open().await;
    let file = house.sent("a.txt", "text/plain", b"0123456789").await;
    let whole = house.follow(&file.id, &[]).await;
    let tag = whole.headers()["etag"].to_str().unwrap().to_owned();
    assert_eq!((whole.status().as_u16(), &*whole.bytes().await.unwrap()), (200, &b"0123456789"[..]));
    for (header, status, span, bytes) in [
        ("bytes=2-4", 206, "bytes 2-4/10", "234"),
        ("bytes=7-", 206, "bytes 7-9/10", "789"),
        ("bytes=-2", 206, "bytes 8-9/10", "89"),
        ("bytes=10-", 416, "bytes */10", ""),
    ] {
        let part = house.follow(&file.id, &[("range", header)]).await;
        assert_eq!((part.status().as_u16(), part.headers()["content-range"].to_str().unwrap()), (status, span), "{header}");
        assert_eq!(part.text().await.unwrap(), bytes, "{header}");
    }
    assert_eq!(house.follow(&file.id, &[("if-none-match", &tag)]).await.status(), 304);
    assert_eq!(house.follow(&file.id, &[("range", "bytes=0-1"), ("if-range", &tag)]).await.status(), 206);
    assert_eq!(house.follow(&file.id, &[("range", "bytes=0-1"), ("if-range", "\"another\"")]).await.status(), 200);
}

#[tokio::test]
async fn a_file_is_never_more_than_its_bytes_to_a_browser() {
    let house = House::open().await;
    let page = house.sent("page.txt", "text/plain", b"<html><script>alert(1)</script></html>").await;
    let photo = house.sent("photo.png", "image/png", &picture(image::ImageFormat::Png, 9, 9)).await;
    for (id, mime, inline) in [(&page.id, "text/plain", false), (&photo.id, "image/png", true)] {
        let answer = house.follow(id, &[]).await;
        let header = |name: &str| answer.headers()[name].to_str().unwrap().to_owned();
        assert_eq!(header("content-type"), mime);
        assert_eq!(header("content-disposition").starts_with("inline"), inline);
        assert_eq!(header("x-content-type-options"), "nosniff");
        assert!(header("content-security-policy").contains("sandbox"));
        assert!(header("cache-control").contains("private"));
    }
}

#[tokio::test]
async fn only_a_link_a_service_or_somebody_who_sees_everything_opens_a_file() {
    let house = House::open().await;
    let file = house.sent("a.txt", "text/plain", b"hello").await;
    let path = format!("/file-engine/v1/files/{}/content", file.id);
    let plain = house.client.get(house.url(&path)).send().await.unwrap();
    assert_eq!(plain.status(), 401);
    let forged = house.client.get(house.url(&format!("{path}?token=eyJhbGciOiJub25lIn0.e30."))).send().await.unwrap();
    assert_eq!(forged.status(), 401);
    for (who, status) in [(("default", Role::Agent), 403), (("default", Role::Supervisor), 200), (("elsewhere", Role::Admin), 404)] {
        assert_eq!(house.ask(who, Method::GET, &path, None).await.0, status, "{who:?}");
    }
    assert_eq!(house.fetch("default", &file.id).await.unwrap().1, b"hello");
    assert_eq!(house.fetch("elsewhere", &file.id).await.unwrap_err().code(), "NOT_FOUND");
    assert_eq!(house.get("elsewhere", &file.id).await.unwrap_err().code(), "NOT_FOUND");
}

#[tokio::test]
async fn a_message_takes_what_a_file_is_from_its_bytes_and_only_in_its_own_conversation() {
    let house = House::open().await;
    let file = house.sent("a.txt", "text/plain", b"hello").await;
    assert_eq!(house.attach(&file.id, "c2").await.unwrap_err().code(), "ANOTHER_CONVERSATION");
    assert_eq!(house.attach("no such file", "c1").await.unwrap_err().code(), "NOT_FOUND");
    assert_eq!(file.attachment()["mimeType"], "text/plain");
    assert_eq!((file.body_type(), file.sha256.len()), ("FILE", 64));
}
