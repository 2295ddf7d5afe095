//! Writes a golden log for the shell's tests to replay. Run by hand for a new version of the log, never to make a test pass.

use std::fmt::Write as _;

use proptest::strategy::{Strategy as _, ValueTree as _};
use proptest::test_runner::TestRunner;
use routing_core::{Command, Event};
use serde_json::{Value, json};

use crate::moves::history;
use crate::world::World;

const PLACE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../src/tests/golden/log-1.jsonl");

struct Log {
    text: String,
    rows: i64,
}

impl Log {
    fn row(&mut self, at: i64, events: &[Event], command: &Command) {
        self.rows += 1;
        let row: Value = json!({ "idx": self.rows, "epoch": 1, "at": at, "events": events, "commands": [[at, command]] });
        writeln!(self.text, "{row}").unwrap();
    }
}

#[test]
#[ignore = "writes the golden log of a new version"]
fn write_a_golden_log() {
    let head = json!({ "format": "switchboard-routing-log", "version": 1, "idx": 0, "snapshot": null });
    let mut log = Log { text: format!("{head}\n"), rows: 0 };
    let furnished = World::furnished(0);
    for event in &furnished.log {
        let routing_core::EventKind::ConfigApplied { version, change } = &event.kind else { continue };
        let command = Command::Config { version: *version, change: (**change).clone() };
        log.row(0, std::slice::from_ref(event), &command);
    }
    let (mut world, mut runner) = (furnished, TestRunner::deterministic());
    let days: Vec<_> = (0..6).map(|_| history(300).new_tree(&mut runner).unwrap().current()).collect();
    for (delay, step) in days.iter().flatten() {
        world.now.0 += delay;
        let command = world.command(step);
        let (_, events) = world.run(&command);
        if !events.is_empty() {
            log.row(world.now.0, &events, &command);
        }
    }
    std::fs::write(PLACE, log.text).unwrap();
}
