//! A client that is not ours: the npm `socket.io-client` in Node, against the whole product.

use std::path::Path;
use std::time::Duration;

use anyhow::Context as _;
use tokio::process::Command;

use super::{SHOP, Shop};

#[tokio::test(flavor = "multi_thread")]
async fn the_npm_socket_io_client_chats_is_refused_what_is_wrong_and_resumes_without_a_gap() -> anyhow::Result<()> {
    let shop = Shop::open().await?;
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("browser/independent.mjs");
    let client = Command::new("node").arg(&script).arg(shop.installation.base()).arg(SHOP).kill_on_drop(true).output();
    let output = tokio::time::timeout(Duration::from_secs(90), client).await.context("the client did not end")?;
    let output = output.context("node is needed; `npm ci` installs the client's package")?;
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success() && out.trim_end().ends_with("done"), "{out}{err}");
    Ok(())
}
