//! A log or a snapshot that something has damaged: whatever can still be read is taken without falling over.
//!
//! A line is an event's JSON, or a snapshot's.

#![no_main]

use libfuzzer_sys::fuzz_target;
use routing_core::{Event, Shard, Snapshot};

fuzz_target!(|data: &[u8]| {
    let mut shard = Shard::new();
    for line in data.split(|byte| *byte == b'\n').take(256) {
        if let Ok(event) = serde_json::from_slice::<Event>(line) {
            shard.apply(&event);
        } else if let Ok(snapshot) = serde_json::from_slice::<Snapshot>(line) {
            drop(Shard::from_snapshot(&snapshot));
        }
    }
    drop(shard.snapshot());
});
