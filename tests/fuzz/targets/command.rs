//! Commands as a hostile caller or a damaged log would give them: each is refused or executed, the state stays sound, and its events alone give it again.
//!
//! A line is a command's JSON; every line a second later. The shard begins with what the golden log's first rows make of it.

#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use routing_core::{Command, Event, Ms, Shard};

const GOLDEN: &str = include_str!("../../../services/routing-engine/src/tests/golden/log-1.jsonl");
/// Rows of the golden log that furnish the shard.
const FURNITURE: usize = 60;

static FURNISHED: LazyLock<Vec<(Ms, Command)>> = LazyLock::new(|| {
    let rows = GOLDEN.lines().skip(1).take(FURNITURE).filter_map(|row| serde_json::from_str::<serde_json::Value>(row).ok());
    let commands = rows.flat_map(|row| row["commands"].as_array().cloned().unwrap_or_default());
    commands.filter_map(|pair| Some((Ms(pair[0].as_i64()?), serde_json::from_value(pair[1].clone()).ok()?))).collect()
});

fuzz_target!(|data: &[u8]| {
    let (mut shard, mut log) = (Shard::new(), Vec::<Event>::new());
    for (now, command) in FURNISHED.iter() {
        shard.step(command, *now, &mut log);
    }
    let mut now = FURNISHED.last().map_or(Ms(0), |(now, _)| *now);
    for line in data.split(|byte| *byte == b'\n').take(64) {
        now.0 += 1_000;
        if let Ok(command) = serde_json::from_slice::<Command>(line) {
            shard.step(&command, now, &mut log);
        }
    }
    assert_eq!(shard.audit(), Vec::<String>::new());
    let mut folded = Shard::new();
    for event in &log {
        folded.apply(event);
    }
    assert_eq!(folded.snapshot(), shard.snapshot());
});
