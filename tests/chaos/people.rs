//! Customers who write without pause, an agent who reads, and what becomes of both in the end.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use testing::{Client, Customer, Desk};

use super::checker::{History, check};
use super::words::{Words, shown};
use crate::journeys::SHOP;

/// Customers who write at the same time; an agent talks to the first.
const CUSTOMERS: usize = 6;
/// An agent who hears nothing for so long says something.
const BREATH: Duration = Duration::from_millis(10);

pub(super) struct Random(u64);

impl Random {
    /// The same seed gives the same run.
    pub(super) fn seeded(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    pub(super) fn below(&mut self, bound: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % bound
    }

    /// A place in a list of that length.
    pub(super) fn index(&mut self, length: usize) -> usize {
        let bound = u64::try_from(length.max(1)).unwrap_or(1);
        usize::try_from(self.below(bound)).unwrap_or(0)
    }
}

pub(super) fn setting(name: &str, usual: u64) -> u64 {
    #[expect(clippy::disallowed_methods, reason = "the task runner says how long and with which seed")]
    let given = std::env::var(name).ok();
    given.and_then(|text| text.parse().ok()).unwrap_or(usual)
}

/// One customer and what they know.
pub(super) struct Writer {
    pub(super) customer: Customer,
    pub(super) words: Words,
    /// When the last answer came.
    answered: Instant,
    /// The longest wait from one answer to the next.
    longest: Duration,
}

impl Writer {
    /// Measures waits from now on; answers the longest one so far.
    pub(super) fn measure_anew(&mut self) -> Duration {
        self.answered = Instant::now();
        std::mem::take(&mut self.longest)
    }

    /// The longest wait that has ended since this was asked last.
    pub(super) fn longest_wait(&mut self) -> Duration {
        std::mem::take(&mut self.longest)
    }

    /// How long it has waited for an answer by now.
    pub(super) fn waiting(&self) -> Duration {
        self.answered.elapsed()
    }

    /// Writes until the server goes away, waiting for each answer.
    pub(super) async fn write(&mut self) {
        loop {
            let (id, text) = self.words.next();
            let message = self.customer.message(&id, &text);
            let Ok(socket) = self.customer.socket() else { return };
            match socket.call("MESSAGE_RECEIVED", &message).await {
                Ok(answer) if answer["code"] == 200 => {
                    self.words.heard();
                    self.longest = self.longest.max(self.answered.elapsed());
                    self.answered = Instant::now();
                }
                Ok(_) => tokio::time::sleep(Duration::from_millis(5)).await,
                Err(_) => return,
            }
            self.drain().await;
            if self.customer.socket.as_ref().is_some_and(testing::Socket::is_sent_away) && self.come_back().await.is_err() {
                return;
            }
        }
    }

    /// Takes in what has come so far.
    async fn drain(&mut self) {
        loop {
            let Ok(socket) = self.customer.socket() else { return };
            match socket.event_within(Duration::ZERO).await {
                Ok(Some((name, data))) => drop(self.customer.take(&name, &data)),
                _ => return,
            }
        }
    }

    pub(super) async fn come_back(&mut self) -> anyhow::Result<()> {
        self.customer.socket = None;
        if self.customer.session.is_none() {
            return self.customer.start(&[]).await;
        }
        anyhow::ensure!(self.customer.resume().await?, "the session is gone");
        Ok(())
    }
}

/// All customers, their chats begun.
pub(super) async fn writers(base: &str) -> anyhow::Result<Vec<Writer>> {
    let new =
        |_| Writer { customer: Customer::new(base, SHOP), words: Words::default(), answered: Instant::now(), longest: Duration::ZERO };
    let mut writers: Vec<Writer> = (0..CUSTOMERS).map(new).collect();
    for writer in &mut writers {
        writer.customer.start(&[]).await?;
    }
    Ok(writers)
}

/// An agent who talks to the first customer.
pub(super) async fn answer(data: &Path, base: &str, writer: &mut Writer) -> anyhow::Result<Desk> {
    let mut desk = Desk::seated(base, data, "agent1").await?;
    speaks_with_an_agent(&mut desk, writer).await?;
    Ok(desk)
}

/// The customer asks for a person, and the agent at that desk comes.
pub(super) async fn speaks_with_an_agent(desk: &mut Desk, writer: &mut Writer) -> anyhow::Result<()> {
    writer.customer.hears("I am Robin").await?;
    writer.words.say(&mut writer.customer, "I want to talk to a person").await?;
    desk.take_offer().await?;
    Ok(())
}

/// Access tokens live five minutes; a long run outlives them.
pub(super) async fn sign_in_again(desk: &mut Desk, data: &Path) -> anyhow::Result<()> {
    let base = desk.base().to_owned();
    let operator = Client::operator(&base, data).await?;
    let links = format!("/unified-admin/v1/users/{}/links", desk.agent_id);
    let link = operator.post(&links, &serde_json::json!({})).await?;
    let url = link.as_object().into_iter().flatten().find_map(|(_, value)| value.as_str().filter(|text| text.contains("link=")));
    desk.moved(&base, &Client::link(&base, url.with_context(|| format!("a link in {link}"))?).await?);
    Ok(())
}

/// An agent at the desk, and what it said, by conversation.
pub(super) type Speaker<'a> = (&'a mut Desk, &'a BTreeMap<String, Words>);

/// An agent who listens, and speaks whenever it heard nothing for a moment, until the server goes away.
pub(super) async fn converse(desk: &mut Desk, words: &mut BTreeMap<String, Words>) {
    let Some(conversation) = desk.conversations.keys().next().cloned() else { return };
    let words = words.entry(conversation.clone()).or_default();
    while let Ok(socket) = desk.socket() {
        let heard = socket.event_within(BREATH).await;
        let went = match heard {
            Ok(Some((name, data))) => {
                desk.take(&name, &data);
                Ok(())
            }
            Ok(None) if desk.socket().is_ok_and(|socket| socket.is_closed()) => return,
            Ok(None) => words.speak(desk, &conversation).await,
            Err(error) => Err(error),
        };
        if went.is_err() {
            return;
        }
    }
}

/// Everybody catches up; then every history is checked. Answers what is wrong; empty if nothing is.
pub(super) async fn what_is_wrong(writers: &mut [Writer], speakers: &mut [Speaker<'_>], data: &Path) -> anyhow::Result<Vec<String>> {
    let acknowledged: usize = writers.iter().map(|writer| writer.words.acknowledged.len()).sum();
    anyhow::ensure!(acknowledged > writers.len() * 10, "only {acknowledged} messages were acknowledged: that was no load");
    let answered: usize = speakers.iter().flat_map(|(_, words)| words.values()).map(|words| words.acknowledged.len()).sum();
    anyhow::ensure!(answered > 0, "no agent said anything");
    let base = writers[0].customer.base().to_owned();
    let operator = Client::operator(&base, data).await?;
    let mut wrong = Vec::new();
    for (index, writer) in writers.iter_mut().enumerate() {
        let seq = writer.words.say(&mut writer.customer, "the last one").await?;
        writer.customer.until("the end of the log", |customer| customer.applied.last >= seq).await?;
        let conversation = writer.customer.session.as_ref().map(|session| session["header"]["conversationId"].clone()).unwrap_or_default();
        let conversation = conversation.as_str().unwrap_or_default().to_owned();
        let all = log(&operator, &conversation).await?;
        let customers: Vec<_> = writer.customer.applied.rows.iter().map(|row| (row.seq, shown(&row.activity))).collect();
        let others = speakers.iter().filter_map(|(_, words)| words.get(&conversation));
        let everybody: Vec<&Words> = others.chain([&writer.words]).collect();
        let mut history = History {
            acknowledged: everybody.iter().map(|words| words.acknowledged.clone()).collect(),
            tried: Some(everybody.iter().flat_map(|words| words.tried.iter().cloned()).collect()),
            spoken: all.iter().filter(|row| row.said_by_people).map(|row| row.row.clone()).collect(),
            ..History::default()
        };
        let seen: BTreeSet<_> = customers.iter().map(|(seq, _)| *seq).collect();
        let acknowledged: BTreeSet<_> = history.acknowledged.iter().flatten().collect();
        // Rows that customers do not see are none of theirs.
        let theirs = all.iter().filter(|row| seen.contains(&row.seq) || acknowledged.contains(&row.row));
        history.log = theirs.map(|row| (row.seq, row.row.clone())).collect();
        history.applied.insert("customer".to_owned(), customers);
        wrong.extend(check(&history).into_iter().map(|problem| format!("customer {index}: {problem}")));
    }
    for (desk, words) in speakers {
        wrong.extend(agents_side(desk, words, &operator).await?);
    }
    Ok(wrong)
}

/// The desk comes back with its cursors. What it shows of a conversation must be what the log has, to the end where the agent still is.
async fn agents_side(desk: &mut Desk, words: &BTreeMap<String, Words>, operator: &Client) -> anyhow::Result<Vec<String>> {
    desk.socket = None;
    // The server says at once which there are.
    desk.tasks.clear();
    desk.connect().await?;
    let mut wrong = Vec::new();
    for (conversation, applied) in &desk.conversations {
        let log = log(operator, conversation).await?.into_iter().map(|row| (row.seq, row.row)).collect();
        let acknowledged = words.get(conversation).map(|words| words.acknowledged.clone());
        let mut history = History { log, acknowledged: acknowledged.into_iter().collect(), ..History::default() };
        history.applied.insert("agent".to_owned(), applied.rows.iter().map(|row| (row.seq, shown(&row.activity))).collect());
        if desk.tasks.get(conversation).is_none_or(|task| task["state"] != "ACTIVE") {
            history.left.insert("agent".to_owned());
        }
        wrong.extend(check(&history).into_iter().map(|problem| format!("{conversation}: {problem}")));
    }
    let rows: usize = desk.conversations.values().map(|applied| applied.rows.len()).sum();
    anyhow::ensure!(rows > 10, "the desk saw only {rows} rows");
    Ok(wrong)
}

/// A row of the log, read afresh.
pub(super) struct LogRow {
    seq: i64,
    /// Its id and its words.
    pub(super) row: String,
    said_by_people: bool,
}

pub(super) async fn log(operator: &Client, conversation: &str) -> anyhow::Result<Vec<LogRow>> {
    let mut rows: Vec<LogRow> = Vec::new();
    loop {
        let after = rows.last().map_or(0, |row| row.seq);
        let page =
            operator.get(&format!("/conversation-manager/v1/conversations/{conversation}/activities?after={after}&limit=500")).await?;
        for row in page["items"].as_array().into_iter().flatten() {
            let said_by_people = row["name"] == "CUSTOMER_MESSAGE" || row["name"] == "AGENT_MESSAGE";
            rows.push(LogRow { seq: row["seq"].as_i64().unwrap_or_default(), row: shown(row), said_by_people });
        }
        if page["more"] != true {
            return Ok(rows);
        }
    }
}
