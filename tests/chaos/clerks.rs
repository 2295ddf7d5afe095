//! Agents who take whatever is offered to them, and customers who ask for one again and again.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use serde_json::json;
use testing::{Customer, Desk};
use tokio::sync::watch;

use super::people::{sign_in_again, speaks_with_an_agent};
use super::words::Words;
use crate::journeys::SHOP;

/// A call that takes longer is given up, and the socket with it.
const GIVE_UP: Duration = Duration::from_secs(5);
/// How long one listens before one looks whether there is something to do.
const LOOK: Duration = Duration::from_millis(300);
/// An agent who hears nothing for so long says something.
const BREATH: Duration = Duration::from_millis(100);
/// Who hears nothing for so long asks anew: whoever answers now is another process.
const SILENCE: Duration = Duration::from_secs(3);
/// Access tokens live five minutes, and clocks are set.
const SIGN_IN: Duration = Duration::from_mins(3);

/// An agent who works all the time.
pub(super) struct Clerk {
    pub(super) desk: Desk,
    /// Tasks that were given to it, by number.
    pub(super) accepted: BTreeSet<u64>,
    /// What it said, by conversation.
    pub(super) words: BTreeMap<String, Words>,
    spoke: Instant,
    /// What ended a turn, for whoever looks for a cause.
    pub(super) refusals: BTreeSet<String>,
    signed_in: Instant,
}

impl Clerk {
    pub(super) async fn seated(data: &Path, base: &str, who: &str) -> anyhow::Result<Self> {
        let desk = Desk::seated(base, data, who).await?;
        let (words, now) = (BTreeMap::new(), Instant::now());
        Ok(Self { desk, accepted: BTreeSet::new(), words, spoke: now, refusals: BTreeSet::new(), signed_in: now })
    }

    /// Works until told to stop, however often the desk goes dead.
    pub(super) async fn work(&mut self, data: &Path, stop: watch::Receiver<bool>) {
        while !*stop.borrow() {
            if self.signed_in.elapsed() > SIGN_IN
                && tokio::time::timeout(GIVE_UP, sign_in_again(&mut self.desk, data)).await.is_ok_and(|r| r.is_ok())
            {
                self.signed_in = Instant::now();
            }
            if self.desk.socket.is_none() {
                // The server says at once which there are.
                self.desk.tasks.clear();
                self.desk.offers.clear();
                let connected = tokio::time::timeout(GIVE_UP, self.desk.connect()).await;
                if !matches!(connected, Ok(Ok(()))) {
                    self.desk.socket = None;
                    // A token that a clock has made void is replaced.
                    self.signed_in -= SIGN_IN / 10;
                    tokio::time::sleep(LOOK).await;
                    continue;
                }
            }
            if self.desk.socket.as_ref().is_some_and(testing::Socket::is_sent_away) {
                self.desk.socket = None;
                continue;
            }
            let went = tokio::time::timeout(GIVE_UP, self.turn()).await;
            if let Ok(Err(error)) = &went {
                self.refusals.insert(error.to_string());
            }
            if !matches!(went, Ok(Ok(()))) {
                self.desk.socket = None;
            }
        }
    }

    /// Does one thing, or listens for a moment.
    async fn turn(&mut self) -> anyhow::Result<()> {
        let desk = &mut self.desk;
        if desk.presence["state"] != "READY" {
            let answer = desk.ask("changeAgentState", &json!({ "action": "agentState", "state": { "name": "READY" } })).await?;
            return take_presence(desk, &answer).await;
        }
        // Also with tasks at hand: whoever let an offer ring, perhaps since no way led to the desk, gets no other until then.
        if matches!(desk.presence["mrds"][0]["state"].as_str(), Some("NOT_READY" | "PENDING_NOT_READY")) {
            let mrd = desk.presence["mrds"][0]["mrdId"].clone();
            let answer = desk.ask("changeAgentState", &json!({ "action": "agentMRDState", "mrdId": mrd, "state": "READY" })).await?;
            return take_presence(desk, &answer).await;
        }
        if let Some(offer) = desk.offers.first().cloned() {
            let answer = desk.ask("acceptTask", &json!({ "taskId": offer["id"] })).await?;
            match answer["code"].as_i64() {
                Some(200) => {
                    let number = offer["id"].as_str().and_then(|id| id.strip_prefix('t')?.parse().ok());
                    self.accepted.insert(number.context("the number of a task")?);
                    desk.offers.remove(0);
                }
                Some(409 | 404) => drop(desk.offers.remove(0)),
                _ => tokio::time::sleep(LOOK).await,
            }
            return Ok(());
        }
        if let Some(conversation) = left_alone(desk) {
            let answer = desk.ask("leaveConversation", &json!({ "conversationId": conversation, "wrapUp": false })).await?;
            if answer["code"] == 409 || answer["code"] == 404 {
                desk.tasks.remove(&conversation);
            }
            return Ok(());
        }
        if self.spoke.elapsed() > BREATH
            && let Some(conversation) = least_spoken_to(desk, &self.words)
        {
            self.spoke = Instant::now();
            return self.words.entry(conversation.clone()).or_default().speak(desk, &conversation).await;
        }
        match desk.socket()?.event_within(BREATH).await? {
            Some((name, data)) => desk.take(&name, &data),
            None => anyhow::ensure!(!desk.socket()?.is_closed(), "the server closed"),
        }
        Ok(())
    }
}

/// The answer shows how the agent is now. After a refusal the desk comes back, and is told how it stands.
async fn take_presence(desk: &mut Desk, answer: &serde_json::Value) -> anyhow::Result<()> {
    if answer["code"] != 200 {
        tokio::time::sleep(LOOK).await;
        anyhow::bail!("the agent's state stays: {answer}");
    }
    desk.presence = answer["presence"].clone();
    Ok(())
}

/// A live conversation in which the agent said least.
fn least_spoken_to(desk: &Desk, words: &BTreeMap<String, Words>) -> Option<String> {
    let live = desk.tasks.iter().filter(|(_, task)| task["state"] == "ACTIVE").map(|(conversation, _)| conversation);
    let there = live.filter(|conversation| desk.conversations.contains_key(*conversation));
    there.min_by_key(|conversation| words.get(*conversation).map_or(0, |words| words.tried.len())).cloned()
}

/// A conversation whose customer has gone.
fn left_alone(desk: &Desk) -> Option<String> {
    let live = desk.tasks.iter().filter(|(_, task)| task["state"] == "ACTIVE").map(|(conversation, _)| conversation);
    let gone = |conversation: &&String| {
        let rows = desk.conversations.get(*conversation).map(|applied| applied.rows.as_slice()).unwrap_or_default();
        rows.iter().any(|row| row.name.starts_with("CHANNEL_SESSION_E"))
    };
    live.into_iter().find(gone).cloned()
}

/// How far a caller has come with an agent.
enum Stage {
    /// Not begun.
    New,
    /// The chat has begun: the bot must greet. What is said before is not said to it.
    Listening,
    /// Greeted; asks with the message of this id.
    Asking(String),
    /// The wish is acknowledged: somebody must come.
    Waiting,
    /// Somebody came.
    Leaving,
}

/// A customer who asks for a person, and then for the next one.
pub(super) struct Caller {
    customer: Customer,
    stage: Stage,
    /// Since somebody was asked for.
    waited: Duration,
    heard: Instant,
    /// How often an agent came.
    pub(super) served: u64,
}

impl Caller {
    pub(super) fn new(base: &str) -> Self {
        Self { customer: Customer::new(base, SHOP), stage: Stage::New, waited: Duration::ZERO, heard: Instant::now(), served: 0 }
    }

    /// Calls until told to stop. An error says that nobody came within `patience`.
    pub(super) async fn call(&mut self, stop: watch::Receiver<bool>, patience: Duration) -> anyhow::Result<()> {
        while !*stop.borrow() {
            self.watched_turn(patience).await?;
        }
        Ok(())
    }

    /// Calls until an agent has come once more, and leaves: others wait for the place. What was waited before does not count.
    pub(super) async fn call_once(&mut self, patience: Duration) -> anyhow::Result<()> {
        let before = self.served;
        self.waited = Duration::ZERO;
        while self.served == before || matches!(self.stage, Stage::Leaving) {
            self.watched_turn(patience).await?;
        }
        Ok(())
    }

    async fn watched_turn(&mut self, patience: Duration) -> anyhow::Result<()> {
        let begun = Instant::now();
        self.turn().await;
        self.waited += begun.elapsed();
        if matches!(self.stage, Stage::Listening | Stage::Waiting) && self.waited > patience {
            let rows: Vec<_> = self.customer.applied.rows.iter().map(|row| (row.seq, row.name.as_str())).collect();
            let conversation = self.customer.session.as_ref().map(|session| session["header"]["conversationId"].clone());
            anyhow::bail!("stuck: nobody came to {conversation:?} for {} s; the customer holds {rows:?}", self.waited.as_secs());
        }
        Ok(())
    }

    async fn turn(&mut self) {
        let went = tokio::time::timeout(GIVE_UP, self.step()).await;
        if !matches!(went, Ok(Ok(()))) || self.heard.elapsed() > SILENCE {
            self.heard = Instant::now();
            self.come_back().await;
        }
    }

    /// One thing towards the end of the stage.
    async fn step(&mut self) -> anyhow::Result<()> {
        match &self.stage {
            Stage::New => {
                let base = self.customer.base().to_owned();
                self.customer = Customer::new(&base, SHOP);
                self.customer.start(&[]).await?;
                self.enter(Stage::Listening);
            }
            Stage::Listening => {
                if self.customer.applied.texts().iter().any(|(_, text)| text.contains("I am Robin")) {
                    self.enter(Stage::Asking(ids::new_id()));
                    return Ok(());
                }
                self.listen().await?;
            }
            Stage::Asking(id) => {
                let message = self.customer.message(id, "I want to talk to a person");
                let answer = self.customer.socket()?.call("MESSAGE_RECEIVED", &message).await?;
                if answer["code"] == 200 {
                    self.enter(Stage::Waiting);
                } else {
                    tokio::time::sleep(LOOK).await;
                }
            }
            Stage::Waiting => {
                if self.customer.applied.rows.iter().any(|row| row.name == "AGENT_SUBSCRIBED") {
                    self.served += 1;
                    self.enter(Stage::Leaving);
                    return Ok(());
                }
                self.listen().await?;
            }
            Stage::Leaving => {
                self.customer.end().await?;
                self.enter(Stage::New);
            }
        }
        Ok(())
    }

    async fn listen(&mut self) -> anyhow::Result<()> {
        if let Some((name, data)) = self.customer.socket()?.event_within(LOOK).await? {
            self.heard = Instant::now();
            return self.customer.take(&name, &data);
        }
        anyhow::ensure!(!self.customer.socket()?.is_closed(), "the server closed");
        Ok(())
    }

    fn enter(&mut self, stage: Stage) {
        (self.stage, self.waited, self.heard) = (stage, Duration::ZERO, Instant::now());
    }

    async fn come_back(&mut self) {
        self.customer.socket = None;
        if self.customer.session.is_none() {
            self.stage = Stage::New;
            tokio::time::sleep(LOOK).await;
            return;
        }
        match tokio::time::timeout(GIVE_UP, self.customer.resumed()).await {
            Ok(Ok(Some(true))) => {}
            // The chat is over.
            Ok(Ok(Some(false))) => self.enter(Stage::New),
            _ => tokio::time::sleep(LOOK).await,
        }
    }
}

/// The first writer gets an agent, who stays.
pub(super) async fn introduce(clerk: &mut Clerk, writer: &mut super::people::Writer) -> anyhow::Result<()> {
    speaks_with_an_agent(&mut clerk.desk, writer).await?;
    clerk.accepted.extend(clerk.desk.tasks.values().filter_map(|task| task["id"].as_str()?.strip_prefix('t')?.parse::<u64>().ok()));
    Ok(())
}
