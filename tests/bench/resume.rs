//! Many customers lose their connection, are written to by agents meanwhile, and come back all at once.
//!
//! The time counts from the moment the first may connect again until the last has everything it missed. The floor is a bare server that is
//! asked for as many rows of the same size by as many clients, and has them at hand.

use std::time::{Duration, Instant};

use clap::Args;
use hdrhistogram::Histogram;
use serde::Deserialize;
use serde_json::json;
use testing::Desk;
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::bare::Bare;
use crate::house::House;
use crate::tab::{Tab, event};
use crate::{Report, machine};

/// Messages of one agent that wait for their acknowledgement.
const WINDOW: usize = 16;

#[derive(Args)]
pub(crate) struct Options {
    /// Customers.
    #[arg(long, default_value_t = 1_000)]
    clients: usize,
    /// Messages each of them misses.
    #[arg(long, default_value_t = 100)]
    missed: usize,
    /// How long they are away at least, in seconds.
    #[arg(long, default_value_t = 60)]
    away: u64,
    /// Agents who write.
    #[arg(long, default_value_t = 20)]
    agents: usize,
}

pub(crate) async fn run(options: Options) -> anyhow::Result<Report> {
    anyhow::ensure!(options.clients.is_multiple_of(options.agents), "every agent has as many customers as the others");
    machine::open_files()?;
    let house = House::open().await?;
    let each = options.clients / options.agents;
    let mut desks = house.desks(options.agents, each).await?;
    let tabs = house.conversations(&mut desks, each).await?;
    println!("{} customers talk to {} agents", tabs.len(), desks.len());
    let gone = leave(tabs).await?;
    let left = Instant::now();
    let written = futures::future::try_join_all(desks.iter_mut().map(|desk| write(desk, options.missed))).await?;
    println!("{} messages written in {:.1} s", written.iter().sum::<usize>(), left.elapsed().as_secs_f64());
    let until = left + Duration::from_secs(options.away);
    futures::future::join_all(desks.iter_mut().map(|desk| idle(desk, until))).await;
    let away = left.elapsed().as_secs_f64().round();
    let cpu = machine::cpu_seconds(house.id())?;
    let mut back = all_back(house.base(), gone, None).await?;
    let cpu = machine::cpu_seconds(house.id())? - cpu;
    let mut found = Found::default();
    for one in &back.tabs {
        found.check(one, options.missed);
    }
    let live = live(&mut desks, std::mem::take(&mut back.tabs)).await?;
    house.close().await?;
    let bare = bare(&options, found.bytes / found.rows.max(1)).await?;
    let asked = options.clients >= 1_000 && options.missed >= 100 && options.away >= 60;
    let whole = found.gaps == 0 && found.twice == 0 && found.missing == 0 && live == options.clients;
    Ok(Report {
        figures: json!({ "clients": options.clients, "missed_each": options.missed, "away_s": away, "all_live_ms": back.last(), "p50_ms": back.millis(0.5),
            "p99_ms": back.millis(0.99), "rows": found.rows, "row_bytes": found.bytes / found.rows.max(1), "gaps": found.gaps, "twice": found.twice,
            "missing": found.missing, "live_after": live, "server_cpu_ms": (cpu * 1000.0).round() }),
        floor: json!({ "bare_all_live_ms": bare.last(), "bare_p50_ms": bare.millis(0.5), "bare_p99_ms": bare.millis(0.99) }),
        targets: json!({ "all_live_ms": 2000, "gaps": 0, "twice": 0, "missing": 0, "clients": 1000, "missed_each": 100, "away_s": 60 }),
        met: asked && whole && back.last() <= 2_000.0,
    })
}

/// What a customer knows who is not connected.
struct Gone {
    identifier: String,
    token: Option<String>,
    last: i64,
}

#[derive(Deserialize)]
struct Row {
    seq: i64,
    prev: i64,
    #[serde(default)]
    body: Body,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Body {
    #[serde(default)]
    markdown_text: String,
}

/// Reads what has come, then cuts every connection without a word.
async fn leave(tabs: Vec<Tab>) -> anyhow::Result<Vec<Gone>> {
    // One more answer of the server comes after everything that was on its way.
    let one = |mut tab: Tab| async move {
        let answer = tab.resume(json!({ "lastSeq": 0 })).await?;
        let last = answered(&answer)?.data.seq;
        anyhow::Ok(Gone { identifier: tab.identifier.clone(), token: tab.token.clone(), last })
    };
    futures::future::try_join_all(tabs.into_iter().map(one)).await
}

#[derive(Deserialize)]
struct Answer {
    data: Data,
}

#[derive(Deserialize)]
struct Data {
    activities: Vec<Row>,
    seq: i64,
}

fn answered(frame: &str) -> anyhow::Result<Answer> {
    let (answer,): (Answer,) = serde_json::from_str(frame.strip_prefix("431").unwrap_or_default())?;
    Ok(answer)
}

/// One agent writes that many messages into each conversation; answers how many were acknowledged.
async fn write(desk: &mut Desk, missed: usize) -> anyhow::Result<usize> {
    let conversations: Vec<String> = desk.conversations.keys().cloned().collect();
    let mut pending = std::collections::VecDeque::new();
    let mut done = 0;
    for number in 0..missed {
        for conversation in &conversations {
            let message = json!({ "conversationId": conversation, "id": format!("missed-{number}"), "kind": "AGENT_MESSAGE",
                "body": { "type": "PLAIN", "markdownText": format!("missed {number}") } });
            pending.push_back(desk.socket()?.start("sendMessage", &message).await?);
            if pending.len() >= WINDOW {
                done += acknowledged(desk, pending.pop_front()).await?;
            }
        }
    }
    while !pending.is_empty() {
        done += acknowledged(desk, pending.pop_front()).await?;
    }
    Ok(done)
}

async fn acknowledged(desk: &mut Desk, id: Option<u64>) -> anyhow::Result<usize> {
    let Some(id) = id else { return Ok(0) };
    let socket = desk.socket()?;
    let answer = socket.acknowledged(id).await?;
    anyhow::ensure!(answer["code"] == 200, "sendMessage answered {answer}");
    // The desk's own copies.
    while socket.event_within(Duration::ZERO).await?.is_some() {}
    Ok(1)
}

/// Reads what comes until then: a desk that does not answer pings is given up.
async fn idle(desk: &mut Desk, until: Instant) {
    while let Ok(socket) = desk.socket()
        && let Ok(Ok(Some(_))) = tokio::time::timeout_at(until.into(), socket.event()).await
    {}
}

/// A customer who is back, when that was, and the answer as it came.
struct Returned {
    tab: Tab,
    before: i64,
    at: Duration,
    answer: String,
}

struct Back {
    tabs: Vec<Returned>,
    histogram: Histogram<u64>,
}

impl Back {
    fn millis(&self, quantile: f64) -> f64 {
        self.histogram.value_at_quantile(quantile) as f64 / 1000.0
    }

    fn last(&self) -> f64 {
        self.histogram.max() as f64 / 1000.0
    }
}

/// All connect and resume at once. What came is looked at afterwards: that is the customers' processor's time.
async fn all_back(base: &str, gone: Vec<Gone>, bare: Option<(usize, usize)>) -> anyhow::Result<Back> {
    let (go, ready) = watch::channel(None::<Instant>);
    let mut tasks = JoinSet::new();
    for gone in gone {
        let (base, mut ready) = (base.to_owned(), ready.clone());
        tasks.spawn(async move {
            let begun = *ready.wait_for(Option::is_some).await?;
            let mut tab = Tab::connect(&base, gone.identifier, gone.token).await?;
            let asked = match bare {
                Some((rows, bytes)) => json!({ "rows": rows, "bytes": bytes }),
                None => json!({ "lastSeq": gone.last }),
            };
            let answer = tab.resume(asked).await?;
            let at = begun.map(|begun| begun.elapsed()).unwrap_or_default();
            anyhow::Ok(Returned { tab, before: gone.last, at, answer })
        });
    }
    go.send_replace(Some(Instant::now()));
    let mut back = Back { tabs: Vec::new(), histogram: Histogram::new_with_bounds(1, 600_000_000, 3)? };
    while let Some(returned) = tasks.join_next().await {
        let returned = returned??;
        back.histogram.saturating_record(u64::try_from(returned.at.as_micros())?.max(1));
        back.tabs.push(returned);
    }
    Ok(back)
}

/// What the answers held.
#[derive(Default)]
struct Found {
    rows: usize,
    bytes: usize,
    gaps: usize,
    twice: usize,
    missing: usize,
}

impl Found {
    fn check(&mut self, returned: &Returned, missed: usize) {
        let Ok(answer) = answered(&returned.answer) else {
            self.missing += missed;
            return;
        };
        let mut last = returned.before;
        let mut texts = Vec::new();
        for row in answer.data.activities {
            if row.seq <= last {
                self.twice += 1;
            } else if row.prev != last {
                self.gaps += 1;
            }
            last = last.max(row.seq);
            texts.push(row.body.markdown_text);
        }
        let heard = (0..missed).filter(|number| texts.contains(&format!("missed {number}"))).count();
        self.missing += missed - heard;
        self.rows += texts.len();
        self.bytes += returned.answer.len();
    }
}

/// The agents say one thing more; answers how many customers got it as their next row.
async fn live(desks: &mut [Desk], tabs: Vec<Returned>) -> anyhow::Result<usize> {
    let mut waiting = JoinSet::new();
    for Returned { mut tab, answer, .. } in tabs {
        let last = answered(&answer)?.data.seq;
        waiting.spawn(async move {
            let frame = tab.wait("one more message", |frame| event(frame, "MESSAGE_RECEIVED").is_some()).await?;
            let row: Row = serde_json::from_str(event(&frame, "MESSAGE_RECEIVED").unwrap_or_default())?;
            anyhow::Ok(row.prev == last)
        });
    }
    for desk in desks {
        for conversation in desk.conversations.keys().cloned().collect::<Vec<_>>() {
            desk.say(&conversation, "you are back").await?;
        }
    }
    let mut live = 0;
    while let Some(next) = waiting.join_next().await {
        live += usize::from(next??);
    }
    Ok(live)
}

async fn bare(options: &Options, bytes: usize) -> anyhow::Result<Back> {
    let server = Bare::start().await?;
    let gone = (0..options.clients).map(|_| Gone { identifier: ids::new_id(), token: Some("t".repeat(300)), last: 0 });
    let back = all_back(&server.base, gone.collect(), Some((options.missed, bytes))).await?;
    server.end().await?;
    Ok(back)
}
