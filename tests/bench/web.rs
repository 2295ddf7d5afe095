//! What the desk and the administration weigh, and how a full desk feels in a real browser, beside an empty page in the same run.

use std::path::Path;
use std::process::Stdio;

use anyhow::Context as _;
use clap::Args;
use serde::Deserialize;
use serde_json::json;
use testing::Client;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::process::Command;

use crate::Report;
use crate::house::House;
use crate::tab::Tab;
use crate::widget::gzip;

/// As the issue of the desk's speed says it: milliseconds.
const INTERACTION: f64 = 200.0;
const BUBBLE: f64 = 100.0;
/// Scripts that a page loads before it can be used, compressed. A page of this size is there within a second on a slow line.
const SCRIPTS: usize = 204_800;

#[derive(Args)]
pub(crate) struct Options {
    /// Chats at the desk.
    #[arg(long, default_value_t = 10)]
    chats: usize,
    /// Messages of each.
    #[arg(long, default_value_t = 1_000)]
    messages: usize,
}

/// What the browser measured, in milliseconds.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Measured {
    desk_interactive_ms: f64,
    admin_interactive_ms: f64,
    empty_interactive_ms: f64,
    /// The slowest of all interactions: switching chats, opening menus, typing.
    interaction_ms: f64,
    empty_interaction_ms: f64,
    /// The slowest of all key presses.
    bubble_ms: f64,
    empty_bubble_ms: f64,
    /// Bubbles in the document of the chat that was looked at.
    bubbles_shown: usize,
}

pub(crate) async fn run(options: Options) -> anyhow::Result<Report> {
    let services = Path::new(env!("CARGO_MANIFEST_DIR")).join("../services");
    let desk_scripts = scripts(&services.join("unified-agent/ui/dist"))?;
    let admin_scripts = scripts(&services.join("unified-admin/ui/dist"))?;
    let house = House::open().await?;
    let measured = in_browser(&house, &options).await;
    house.close().await?;
    let measured = measured?;
    let met = desk_scripts <= SCRIPTS
        && admin_scripts <= SCRIPTS
        && measured.interaction_ms <= INTERACTION
        && measured.bubble_ms <= BUBBLE
        && options.chats >= 10
        && options.messages >= 1_000;
    Ok(Report {
        figures: json!({
            "chats": options.chats, "messages_each": options.messages, "bubbles_shown": measured.bubbles_shown,
            "desk_scripts_gzip_bytes": desk_scripts, "admin_scripts_gzip_bytes": admin_scripts,
            "desk_interactive_ms": measured.desk_interactive_ms, "admin_interactive_ms": measured.admin_interactive_ms,
            "interaction_ms": measured.interaction_ms, "bubble_ms": measured.bubble_ms,
        }),
        floor: json!({
            "empty_interactive_ms": measured.empty_interactive_ms, "empty_interaction_ms": measured.empty_interaction_ms,
            "empty_bubble_ms": measured.empty_bubble_ms,
        }),
        targets: json!({
            "interaction_ms": INTERACTION, "bubble_ms": BUBBLE, "desk_scripts_gzip_bytes": SCRIPTS, "admin_scripts_gzip_bytes": SCRIPTS,
            "chats": 10, "messages_each": 1_000,
        }),
        met,
    })
}

/// Scripts that the page itself names.
fn scripts(dist: &Path) -> anyhow::Result<usize> {
    let page = std::fs::read_to_string(dist.join("index.html")).context("the web applications are not built")?;
    let named = page.split('"').filter(|part| Path::new(part).extension().is_some_and(|ending| ending == "js"));
    let names = named.filter_map(|part| part.rsplit('/').next());
    names.map(|name| gzip(&std::fs::read(dist.join("assets").join(name))?)).sum()
}

/// The desk is open in the browser while the customers write: every message is in its memory and on its screen.
async fn in_browser(house: &House, options: &Options) -> anyhow::Result<Measured> {
    let mut desks = house.desks(1, options.chats).await?;
    let mut tabs = house.conversations(&mut desks, options.chats).await?;
    // The browser takes the conversations over.
    drop(desks);
    let operator = Client::operator(house.base(), house.data()).await?;
    let agent = link(&operator, "bench0").await?;
    let admin = link(&operator, "admin").await?;
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("browser/bench.mjs");
    let mut browser = Command::new("node")
        .arg(script)
        .env("SWITCHBOARD_URL", house.base())
        .env("BENCH_AGENT", agent)
        .env("BENCH_ADMIN", admin)
        .env("BENCH_CHATS", options.chats.to_string())
        .env("BENCH_MESSAGES", options.messages.to_string())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .context("node cannot be run")?;
    let mut stdin = browser.stdin.take().context("a pipe")?;
    let mut lines = BufReader::new(browser.stdout.take().context("a pipe")?).lines();
    let open = lines.next_line().await?.context("the browser ended before the desk was open")?;
    anyhow::ensure!(open == "open", "{open}");
    futures::future::try_join_all(tabs.iter_mut().map(|tab| write(tab, options.messages))).await?;
    stdin.write_all(b"written\n").await?;
    let line = lines.next_line().await?.context("the browser ended before it had measured")?;
    let measured = serde_json::from_str(&line).with_context(|| line.clone())?;
    anyhow::ensure!(browser.wait().await?.success(), "the browser's script failed");
    Ok(measured)
}

async fn link(operator: &Client, username: &str) -> anyhow::Result<String> {
    let users = operator.get("/unified-admin/v1/users").await?;
    let found = users["items"].as_array().into_iter().flatten().find(|user| user["username"] == username);
    let id = found.and_then(|user| user["id"].as_str()).with_context(|| format!("no user {username}"))?;
    let link = operator.post(&format!("/unified-admin/v1/users/{id}/links"), &json!({})).await?;
    Ok(link["url"].as_str().context("a link")?.to_owned())
}

/// One message after the other, each acknowledged.
async fn write(tab: &mut Tab, count: usize) -> anyhow::Result<()> {
    for n in 1..=count {
        tab.send(tab.message(&format!("bench-{n}"), &format!("Message {n} of {count}: where is my order, and when does it come?"))).await?;
        tab.wait("the acknowledgement", |frame| frame.starts_with("430[")).await?;
    }
    Ok(())
}
