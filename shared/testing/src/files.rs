//! Bytes up and down, as browsers send and get them.

use anyhow::Context as _;
use serde_json::Value;

/// Sends the bytes of an announced file; answers its id.
pub async fn put_file(base: &str, opened: &Value, bytes: &[u8]) -> anyhow::Result<String> {
    anyhow::ensure!(opened["code"] == 200, "{opened}");
    let url = format!("{base}{}", opened["url"].as_str().context("an address")?);
    let answer = reqwest::Client::new().put(url).body(bytes.to_vec()).send().await?;
    let (status, text) = (answer.status(), answer.text().await?);
    anyhow::ensure!(status.is_success(), "{status}: {text}");
    let stored: Value = serde_json::from_str(&text)?;
    Ok(stored["id"].as_str().context("an id")?.to_owned())
}

/// What is behind a link of a row: type, disposition, bytes.
pub async fn follow_link(base: &str, link: &Value) -> anyhow::Result<(String, String, Vec<u8>)> {
    let url = format!("{base}{}", link.as_str().context("a link")?);
    let answer = reqwest::get(url).await?.error_for_status()?;
    let header = |name: &str| answer.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
    let (mime, disposition) = (header("content-type"), header("content-disposition"));
    Ok((mime, disposition, answer.bytes().await?.to_vec()))
}
