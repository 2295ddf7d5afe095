//! Histories that are made up: what customers see through lost, late and doubled hints, cut connections and floods (M11, M12, M13).

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says so by panicking")]

mod stage;

use std::time::Duration;

use contracts::cim::Audience;
use proptest::prelude::*;
use proptest::test_runner::{TestCaseError, TestRunner};
use serde_json::{Value, json};
use testing::Socket;
use tokio::runtime::Handle;
use tokio::task::block_in_place;

use crate::stage::{Row, Stage};

/// What becomes of the hints of rows that are committed together.
#[derive(Clone, Copy, Debug)]
enum Hints {
    Once,
    Twice,
    /// The newest first.
    Backwards,
    /// Without the bodies, which are too long.
    Long,
    Lost,
}

/// What happens to one customer, in this order.
#[derive(Clone, Debug)]
enum Step {
    Commit {
        rows: usize,
        hints: Hints,
    },
    /// Something that is not for customers.
    Whisper,
    /// So many signals that are never stored.
    Typing(usize),
    /// The customer reads what has come.
    Read,
    /// The connection breaks; what was not read is gone.
    Cut,
    /// The customer comes back and resumes; meanwhile rows are committed.
    Resume {
        meanwhile: usize,
    },
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let hints = prop_oneof![
        4 => Just(Hints::Once), 1 => Just(Hints::Twice), 1 => Just(Hints::Backwards), 1 => Just(Hints::Long), 2 => Just(Hints::Lost)
    ];
    let step = prop_oneof![
        4 => (1_usize..12, hints).prop_map(|(rows, hints)| Step::Commit { rows, hints }),
        1 => Just(Step::Whisper),
        1 => (1_usize..300).prop_map(Step::Typing),
        2 => Just(Step::Read),
        1 => Just(Step::Cut),
        2 => (0_usize..20).prop_map(|meanwhile| Step::Resume { meanwhile }),
        // More than can wait for a read.
        1 => (300_usize..400).prop_map(|meanwhile| Step::Resume { meanwhile }),
    ];
    prop::collection::vec(step, 1..14)
}

/// A client that believes everything it is sent, and notes what was wrong with it.
struct Customer<'a> {
    stage: &'a Stage,
    name: String,
    socket: Option<Socket>,
    applied: Vec<i64>,
    faults: Vec<String>,
}

impl<'a> Customer<'a> {
    fn new(stage: &'a Stage) -> Self {
        Self { stage, name: ids::new_id(), socket: None, applied: Vec::new(), faults: Vec::new() }
    }

    fn identity(&self) -> Value {
        json!({ "serviceIdentifier": "web", "channelCustomerIdentifier": self.name })
    }

    fn last(&self) -> i64 {
        self.applied.last().copied().unwrap_or_default()
    }

    fn take(&mut self, activity: &Value) {
        let number = |key: &str| activity[key].as_i64().unwrap_or_default();
        let (prev, seq, last) = (number("prev"), number("seq"), self.last());
        if prev != last || seq <= last {
            self.faults.push(format!("{seq}, which says that it follows {prev}, was sent to somebody who had {last}"));
        }
        if activity["body"]["markdownText"].as_str().and_then(|text| text.parse().ok()) != Some(seq) {
            self.faults.push(format!("{seq} has the words {}", activity["body"]));
        }
        self.applied.push(seq);
    }

    async fn read(&mut self) -> anyhow::Result<()> {
        let Some(socket) = &mut self.socket else { return Ok(()) };
        let mut come = Vec::new();
        while let Some((name, data)) = socket.event_within(Duration::from_millis(10)).await? {
            come.extend((name == "MESSAGE_RECEIVED").then_some(data));
        }
        for row in &come {
            self.take(row);
        }
        Ok(())
    }

    fn commit(&self, rows: usize, hints: Hints) {
        let mut rows: Vec<Row> = (0..rows).map(|_| self.stage.commit(&self.name, Audience::Everyone)).collect();
        if matches!(hints, Hints::Backwards) {
            rows.reverse();
        }
        let times = match hints {
            Hints::Lost => 0,
            Hints::Twice => 2,
            Hints::Once | Hints::Backwards | Hints::Long => 1,
        };
        for _ in 0..times {
            for row in &rows {
                self.stage.hint(row, matches!(hints, Hints::Long));
            }
        }
    }

    async fn resume(&mut self, meanwhile: usize) -> anyhow::Result<()> {
        self.socket = None;
        let connected = Socket::connect(&self.stage.base(), "/web-channel-manager/socket.io", &self.identity()).await?;
        let mut socket = connected.map_err(|refused| anyhow::anyhow!("{refused:?}"))?;
        let mut request = self.identity();
        request["lastSeq"] = self.last().into();
        let asked = socket.start("CHAT_RESUMED", &request).await?;
        for _ in 0..meanwhile {
            self.commit(1, Hints::Once);
            tokio::task::yield_now().await;
        }
        let answer = socket.acknowledged(asked).await?;
        anyhow::ensure!(answer["isChatAvailable"] == true, "{answer}");
        self.socket = Some(socket);
        let missed = answer["data"]["activities"].as_array().cloned().unwrap_or_default();
        for row in &missed {
            self.take(row);
        }
        Ok(())
    }

    async fn step(&mut self, step: &Step) -> anyhow::Result<()> {
        match *step {
            Step::Commit { rows, hints } => self.commit(rows, hints),
            Step::Whisper => {
                let row = self.stage.commit(&self.name, Audience::Agents);
                self.stage.hint(&row, false);
            }
            Step::Typing(times) => (0..times).for_each(|_| self.stage.typing(&self.name)),
            Step::Read => self.read().await?,
            Step::Cut => self.socket = None,
            Step::Resume { meanwhile } => self.resume(meanwhile).await?,
        }
        Ok(())
    }

    /// Comes back if it must, hears one more row, and has everything then.
    async fn end(mut self) -> anyhow::Result<Vec<String>> {
        if self.socket.is_none() {
            self.resume(0).await?;
        }
        self.commit(1, Hints::Once);
        let due = self.stage.due(&self.name);
        for _ in 0..200 {
            if self.last() == due.last().copied().unwrap_or_default() {
                break;
            }
            self.read().await?;
        }
        if self.applied != due {
            self.faults.push(format!("the log has {due:?}, the customer {:?}", self.applied));
        }
        Ok(self.faults)
    }
}

async fn faults(stage: &Stage, steps: &[Step]) -> anyhow::Result<Vec<String>> {
    let mut customer = Customer::new(stage);
    for step in steps {
        customer.step(step).await?;
    }
    customer.end().await
}

fn property(stage: &Stage, cases: u32) -> Result<(), String> {
    let usual = ProptestConfig::default();
    let config = ProptestConfig { cases: cases.min(usual.cases), max_shrink_iters: 100, failure_persistence: None, ..usual };
    let held = |steps: Vec<Step>| match block_in_place(|| Handle::current().block_on(faults(stage, &steps))) {
        Ok(faults) if faults.is_empty() => Ok(()),
        Ok(faults) => Err(TestCaseError::fail(faults.join("; "))),
        Err(error) => Err(TestCaseError::fail(error.to_string())),
    };
    TestRunner::new(config).run(&steps(), held).map_err(|error| error.to_string())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn m11_m12_m13_whatever_becomes_of_hints_and_connections_a_customer_gets_every_row_once_and_in_order() {
    let stage = Stage::start().await;
    // Each case is a conversation's worth of sockets: a small part of the usual number.
    property(&stage, ProptestConfig::default().cases.div_ceil(10)).unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn reads_that_leave_a_row_out_are_found() {
    let stage = Stage::start().await;
    stage.spoil();
    let found = property(&stage, 20).unwrap_err();
    assert!(found.contains("minimal failing input"), "{found}");
}
