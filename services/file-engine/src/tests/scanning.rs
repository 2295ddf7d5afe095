//! The virus scanner, and quarantine.

use std::sync::atomic::Ordering;

use ids::Role;
use reqwest::Method;
use serde_json::json;

use super::clamd::{Clamd, VIRUS};
use super::house::{House, picture};

async fn scanned(most: usize) -> (House, Clamd) {
    let clamd = Clamd::start(most).await;
    (House::with(json!({ "scanner": clamd.address })).await, clamd)
}

#[tokio::test]
async fn every_byte_is_shown_to_the_scanner_before_anybody_gets_it() {
    let (house, clamd) = scanned(1 << 30).await;
    let text = "harmless\n".repeat(300_000);
    let file = house.sent("a.txt", "text/plain", text.as_bytes()).await;
    assert_eq!(clamd.seen.load(Ordering::SeqCst), text.len());
    assert_eq!(house.follow(&file.id, &[]).await.bytes().await.unwrap(), text);
}

#[tokio::test]
async fn an_infected_file_is_kept_from_everybody_until_an_administrator_says_otherwise() {
    let (house, _clamd) = scanned(1 << 30).await;
    let bytes = [b"some words ", VIRUS].concat();
    let opened = house.announce("a.txt", "text/plain", bytes.len()).await.unwrap();
    let answer = house.put(&opened, &bytes).await;
    assert_eq!(answer.status(), 400);
    assert!(answer.text().await.unwrap().contains("INFECTED"));
    let id = opened.file_id;
    assert_eq!(house.get("default", &id).await.unwrap().state, "QUARANTINED");
    assert_eq!(house.attach(&id, "c1").await.unwrap_err().code(), "FILE_NOT_AVAILABLE");
    assert_eq!(house.follow(&id, &[]).await.status(), 409);
    assert_eq!(house.fetch("default", &id).await.unwrap_err().code(), "FILE_NOT_AVAILABLE");
    let admin = ("default", Role::Admin);
    let (_, listed) = house.ask(admin, Method::GET, "/file-engine/v1/files?state=QUARANTINED", None).await;
    assert_eq!((&listed["items"][0]["id"], &listed["items"][0]["reason"]), (&json!(id), &json!("INFECTED Test-Virus")));
    let release = format!("/file-engine/v1/files/{id}/release");
    assert_eq!(house.ask(("default", Role::Supervisor), Method::POST, &release, None).await.0, 403);
    assert_eq!(house.ask(("elsewhere", Role::Admin), Method::POST, &release, None).await.0, 404);
    assert_eq!(house.ask(admin, Method::POST, &release, None).await.0, 200);
    assert_eq!(house.follow(&id, &[]).await.bytes().await.unwrap(), bytes);
    assert_eq!(house.ask(admin, Method::POST, &release, None).await.1["code"], "NOT_QUARANTINED");
}

#[tokio::test]
async fn a_picture_let_out_of_quarantine_is_drawn_again_like_any_other() {
    let (house, _clamd) = scanned(1 << 30).await;
    // Behind the end of a picture: where a scanner finds what a decoder does not.
    let bytes = [picture(image::ImageFormat::Png, 40, 30), VIRUS.to_vec()].concat();
    let opened = house.announce("a.png", "image/png", bytes.len()).await.unwrap();
    assert_eq!(house.put(&opened, &bytes).await.status(), 400);
    let release = format!("/file-engine/v1/files/{}/release", opened.file_id);
    let (status, shown) = house.ask(("default", Role::Admin), Method::POST, &release, None).await;
    assert_eq!((status.as_u16(), &shown["width"]), (200, &json!(40)), "{shown}");
    let (_, bytes) = house.fetch("default", &opened.file_id).await.unwrap();
    assert!(!bytes.windows(VIRUS.len()).any(|window| window == VIRUS));
}

#[tokio::test]
async fn more_than_the_scanner_takes_is_refused_and_while_it_is_away_nothing_is_stored() {
    let (house, _clamd) = scanned(1000).await;
    assert_eq!(house.refusal("a.txt", "text/plain", "long ".repeat(1_000_000).as_bytes()).await, "TOO_LARGE_TO_SCAN");
    let away = House::with(json!({ "scanner": "tcp://127.0.0.1:1" })).await;
    assert_eq!(away.refusal("a.txt", "text/plain", b"hello").await, "SCANNER_AWAY");
}
