//! The store cut off at any byte, as a machine that dies leaves it.

use std::collections::BTreeMap;
use std::path::Path;

use db::{Db, Durability, Location};
use routing_core::{Shard, Snapshot};

use super::Bench;
use crate::engine::{Feed, Room};
use crate::store::Store;

/// Bytes between two cuts; beside them every end of a page in the log is cut at, and a byte before it.
const STEP: usize = 8_191;
/// Of a frame of the write-ahead log: header and page.
const FRAME: usize = 4096 + 24;

/// The state behind each row.
async fn prefixes(store: &Store, desk: &super::Desk) -> BTreeMap<i64, Snapshot> {
    let mut shard = Shard::new();
    let mut states = BTreeMap::from([(0, shard.snapshot())]);
    for row in store.rows(&desk.tenant, 0, 10_000).await.unwrap() {
        row.events.iter().for_each(|event| shard.apply(event));
        states.insert(row.idx, shard.snapshot());
    }
    states
}

#[tokio::test]
async fn r17_a_store_cut_off_at_any_byte_holds_a_prefix_of_what_was_decided() {
    let bench = Bench::sqlite().await;
    let file = bench.file();
    let wal = file.with_extension("sqlite-wal");
    let desk = bench.open();
    desk.configure().await;
    let begun = usize::try_from(std::fs::metadata(&wal).unwrap().len()).unwrap();
    desk.ready("a").await;
    for (request, conversation) in [("r-1", "c-1"), ("r-2", "c-2")] {
        desk.assign(request, conversation).await.unwrap();
        bench.clock.advance(1_000);
    }
    let task = desk.task("a").await.unwrap();
    desk.accept("x-1", "a", &task.id).await.unwrap();
    desk.leave("l-1", "a", &task.id).await.unwrap();
    desk.finish("f-1", "a", &task.id).await.unwrap();
    let states = prefixes(desk.state.engine.store(), &desk).await;
    let log = std::fs::read(&wal).unwrap();
    let ends = (0..).map(|frame| 32 + frame * FRAME).take_while(|end| *end <= log.len()).flat_map(|end| [end - 1, end]);
    let mut cuts: Vec<_> = (begun..log.len()).step_by(STEP).chain(ends).filter(|cut| (begun..=log.len()).contains(cut)).collect();
    cuts.push(log.len());
    cuts.sort_unstable();
    let folder = tempfile::tempdir().unwrap();
    let mut last = 0;
    for cut in cuts {
        let idx = recovered(&desk, (&file, &log[..cut]), folder.path(), &states).await;
        assert!(idx >= last, "cut at {cut}: row {idx} after row {last}");
        last = idx;
    }
    assert_eq!(last, *states.keys().last().unwrap(), "nothing that was answered is lost");
}

/// The last row of a copy of the store with that much of its log.
async fn recovered(desk: &super::Desk, (file, log): (&Path, &[u8]), folder: &Path, states: &BTreeMap<i64, Snapshot>) -> i64 {
    let copy = folder.join("cut.sqlite");
    drop(std::fs::remove_file(copy.with_extension("sqlite-shm")));
    std::fs::copy(file, &copy).unwrap();
    std::fs::write(copy.with_extension("sqlite-wal"), log).unwrap();
    let db = Db::new(&Location::File(copy), Durability::Lazy).unwrap();
    let room = Room::load(&Store::new(db.clone()), &desk.tenant, (1, Feed::default())).await.unwrap();
    db.close().await;
    assert_eq!(&room.told.snapshot(), &states[&room.idx], "cut at {}", log.len());
    room.idx
}
