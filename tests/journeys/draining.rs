//! A replica that is asked to stop sends its customers and agents to another one before it closes anything.

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use anyhow::Context as _;
use testing::{Applied, Customer, Desk, Fleet, Flush, Private, Process, Socket};

use super::{PODS, SHOP, fast};

/// How long twenty processes may take to start.
const STARTS: Duration = Duration::from_mins(3);

/// Two who talk without pause, and what they said.
struct Talk {
    customer: Customer,
    desk: Desk,
    conversation: String,
    asked: Vec<String>,
    answered: Vec<String>,
    /// How often they went to another replica: customer, agent.
    moves: [u32; 2],
}

impl Talk {
    async fn begin(fleet: &Fleet, data: &Path) -> anyhow::Result<Self> {
        let base = fleet.base();
        let mut desk = Desk::seated(&base, data, "agent1").await?;
        let mut customer = Customer::new(&base, SHOP);
        customer.start(&[]).await?;
        customer.hears("I am Robin").await?;
        customer.say("I want to talk to a person").await?;
        let conversation = desk.take_offer().await?;
        customer.sees("AGENT_SUBSCRIBED").await?;
        Ok(Self { customer, desk, conversation, asked: Vec::new(), answered: Vec::new(), moves: [0, 0] })
    }

    /// Each says something and is acknowledged; who was sent away goes, and comes back by number.
    async fn exchange(&mut self) -> anyhow::Result<()> {
        let number = self.asked.len();
        let (question, answer) = (format!("question {number}"), format!("answer {number}"));
        let said = self.customer.say(&question).await.context("the customer was cut off")?;
        anyhow::ensure!(said["code"] == 200, "{said}");
        self.asked.push(question);
        self.desk.say(&self.conversation, &answer).await.context("the agent was cut off")?;
        self.answered.push(answer);
        while let Some((name, data)) = self.customer.socket()?.event_within(Duration::ZERO).await? {
            self.customer.take(&name, &data)?;
        }
        while let Some((name, data)) = self.desk.socket()?.event_within(Duration::ZERO).await? {
            self.desk.take(&name, &data);
        }
        if self.customer.socket.as_ref().is_some_and(Socket::is_sent_away) {
            self.customer.socket = None;
            anyhow::ensure!(self.customer.resume().await?, "the chat goes on elsewhere");
            self.moves[0] += 1;
        }
        if self.desk.socket.as_ref().is_some_and(Socket::is_sent_away) {
            self.desk.socket = None;
            self.desk.connect().await?;
            self.moves[1] += 1;
        }
        Ok(())
    }

    /// Talks until the processes have ended well.
    async fn while_they_end(&mut self, ending: Vec<Process>) -> anyhow::Result<()> {
        let ended = AtomicBool::new(false);
        let ending = async {
            let codes = futures::future::join_all(ending.into_iter().map(Process::terminate)).await;
            ended.store(true, Ordering::Release);
            codes
        };
        // What was begun is finished: nothing of it is known otherwise.
        let talking = async {
            while !ended.load(Ordering::Acquire) {
                self.exchange().await?;
            }
            anyhow::Ok(())
        };
        let (codes, talked) = futures::join!(ending, talking);
        talked?;
        for code in codes {
            anyhow::ensure!(code? == Some(0), "a process that was asked to stop did not end well");
        }
        Ok(())
    }
}

/// What was said by such a sender, in the order it is shown.
fn said(applied: &Applied, sender: &str, first_word: &str) -> Vec<String> {
    let of = |(kind, text): (String, String)| (kind == sender && text.starts_with(first_word)).then_some(text);
    applied.texts().into_iter().filter_map(of).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn gateways_drain_one_by_one_while_people_talk_and_nobody_is_cut_off_or_misses_a_word() -> anyhow::Result<()> {
    let servers = Private::start(Flush::Never).await?;
    let folder = tempfile::tempdir()?;
    let mut settings = servers.settings();
    settings["web_channel_manager"] = fast()["web_channel_manager"].clone();
    let mut fleet = Fleet::start(&PODS, 2, folder.path(), &settings).await?;
    let seeded = folder.path().join("demo.done");
    testing::within(STARTS, "the demonstration", || async { Ok(seeded.exists().then_some(())) }).await?;
    let mut talk = Talk::begin(&fleet, folder.path()).await?;
    for node in 0..2 {
        let gateways = fleet
            .members
            .iter()
            .enumerate()
            .filter(|(_, member)| member.node == node && ["web-channel-manager", "agent-manager"].contains(&member.pod.as_str()));
        let gateways: Vec<usize> = gateways.map(|(place, _)| place).collect();
        let ending = gateways.iter().filter_map(|place| fleet.members[*place].process.take()).collect();
        talk.while_they_end(ending).await?;
        gateways.into_iter().try_for_each(|place| fleet.launch(place))?;
        fleet.ready().await?;
    }
    // Each sat at one of two replicas, and both have gone.
    assert!(talk.moves.iter().all(|moves| *moves >= 1), "{:?}", talk.moves);
    talk.exchange().await?;
    let (asked, answered) = (talk.asked.len(), talk.answered.len());
    let conversation = talk.conversation.clone();
    talk.customer.until("every answer", |customer| said(&customer.applied, "AGENT", "answer").len() == answered).await?;
    talk.desk.until("every question", |desk| said(&desk.conversations[&conversation], "CUSTOMER", "question").len() == asked).await?;
    assert_eq!(said(&talk.customer.applied, "AGENT", "answer"), talk.answered);
    assert_eq!(said(&talk.desk.conversations[&conversation], "CUSTOMER", "question"), talk.asked);
    assert!(!talk.customer.applied.gap && !talk.desk.conversations[&conversation].gap);
    fleet.stop().await;
    Ok(())
}
