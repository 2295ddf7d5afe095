//! What an open chat costs in memory, beside a bare server of the same library that has no chats.

use std::time::Instant;

use clap::Args;
use serde_json::json;
use tokio::task::JoinSet;

use crate::bare::Bare;
use crate::house::{House, opened};
use crate::tab::{Tab, event};
use crate::{Report, machine};

/// Chats opened before the first measurement: what is paid once is not a chat's.
const WARM: usize = 200;

#[derive(Args)]
pub(crate) struct Options {
    /// Open chats.
    #[arg(long, default_value_t = 10_000)]
    count: usize,
}

pub(crate) async fn run(options: Options) -> anyhow::Result<Report> {
    let count = options.count;
    let files = machine::open_files()?;
    anyhow::ensure!(usize::try_from(files)? > count + WARM + 200, "{count} chats need more than the {files} files a process may open");
    let house = House::open().await?;
    let mut held = Held::default();
    house.chats(WARM, |tab| held.take(tab)).await?;
    let before = machine::settled_kib(house.id()).await?;
    let begun = Instant::now();
    house.chats(count, |tab| held.take(tab)).await?;
    let seconds = begun.elapsed().as_secs_f64();
    let after = machine::settled_kib(house.id()).await?;
    let lost = held.lost();
    anyhow::ensure!(lost == 0, "{lost} of {count} chats were lost");
    drop(held);
    house.close().await?;
    let each = (after.saturating_sub(before)) as f64 / count as f64;
    println!("{count} chats in {seconds:.1} s: {before} KiB became {after} KiB");

    let bare = bare(count).await?;
    let ratio = each / bare;
    Ok(Report {
        figures: json!({ "chats": count, "kib_per_chat": round(each), "times_bare": round(ratio), "opened_per_second": (count as f64 / seconds).round(),
            "resident_mb_before": before / 1024, "resident_mb_after": after / 1024 }),
        floor: json!({ "bare_kib_per_socket": round(bare) }),
        targets: json!({ "kib_per_chat": 32, "times_bare": 1.2, "chats": 10_000 }),
        met: count >= 10_000 && each <= 32.0 && ratio <= 1.2,
    })
}

/// KiB per socket of a server with nothing behind it; its one event was asked for and answered.
async fn bare(count: usize) -> anyhow::Result<f64> {
    let server = Bare::start().await?;
    let one = || async {
        let mut tab = Tab::new(&server.base).await?;
        tab.request().await?;
        anyhow::Ok(tab)
    };
    let mut held = Held::default();
    opened(WARM, |tab| held.take(tab), one).await?;
    let before = machine::settled_kib(server.id()).await?;
    opened(count, |tab| held.take(tab), one).await?;
    let after = machine::settled_kib(server.id()).await?;
    let lost = held.lost();
    anyhow::ensure!(lost == 0, "{lost} of {count} bare sockets were lost");
    println!("{count} bare sockets: {before} KiB became {after} KiB");
    drop(held);
    server.end().await?;
    Ok((after.saturating_sub(before)) as f64 / count as f64)
}

fn round(number: f64) -> f64 {
    (number * 100.0).round() / 100.0
}

/// Tabs that stay connected.
#[derive(Default)]
struct Held(JoinSet<anyhow::Result<()>>);

impl Held {
    fn take(&mut self, mut tab: Tab) {
        self.0.spawn(async move {
            loop {
                let frame = tab.frame().await?;
                anyhow::ensure!(event(&frame, "CHAT_ENDED").is_none(), "the chat ended");
            }
        });
    }

    /// How many are not connected any more.
    fn lost(&mut self) -> usize {
        std::iter::from_fn(|| self.0.try_join_next()).count()
    }
}
