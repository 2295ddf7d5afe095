//! Restart, fence, idempotency.

use super::{Bench, Desk, on_both_engines};
use crate::engine::{Feed, Turn};
use crate::error::Error;
use crate::ops::verify_snapshot::{Verdict, verify_snapshot};
use crate::store::Covers;
use crate::tests::bench::START;

on_both_engines! {
    a_restart_keeps_order_offers_and_deadlines
    the_later_engine_owns_the_shard
    every_change_is_answered_the_same_after_a_restart
    a_snapshot_shortens_the_replay_and_changes_nothing
    a_snapshot_that_is_not_what_the_log_gives_is_thrown_away
}

/// Saves the shard as it is, or another one in its place.
async fn save(desk: &Desk, other: Option<routing_core::Snapshot>) {
    let now = |turn: &mut Turn<'_>| Ok((turn.room.epoch, turn.room.idx, turn.room.told.snapshot()));
    let (epoch, idx, own) = desk.state.engine.look(&desk.tenant, now).await.unwrap();
    let covers = Covers { epoch, idx, at: START, keep_from: START };
    desk.state.engine.store().save_snapshot(&desk.tenant, covers, &other.unwrap_or(own)).await.unwrap();
}

async fn a_snapshot_that_is_not_what_the_log_gives_is_thrown_away(bench: &Bench) {
    let desk = bench.open();
    let verify = async || verify_snapshot(&desk.state, &desk.tenant).await.unwrap();
    assert_eq!(verify().await, Verdict::Unknown, "there is none");
    desk.configure().await;
    desk.assign("r-1", "c-1").await.unwrap();
    save(&desk, None).await;
    assert_eq!(verify().await, Verdict::Right);
    let early = desk.state.engine.store().snapshot(&desk.tenant).await.unwrap().unwrap();
    desk.assign("r-2", "c-2").await.unwrap();
    save(&desk, None).await;
    assert_eq!(verify().await, Verdict::Right, "from the one before on");
    desk.assign("r-3", "c-3").await.unwrap();
    save(&desk, Some(early.1)).await;
    assert_eq!(verify().await, Verdict::Wrong);
    let after = bench.open();
    assert_eq!(after.line().await, ["r-1", "r-2", "r-3"], "nobody is forgotten");
}

async fn a_restart_keeps_order_offers_and_deadlines(bench: &Bench) {
    let before = bench.open();
    before.configure().await;
    before.ready("a").await;
    for (request, conversation) in [("r-1", "c-1"), ("r-2", "c-2"), ("r-3", "c-3")] {
        bench.clock.advance(1_000);
        before.assign(request, conversation).await.unwrap();
    }
    let offer = before.task("a").await.unwrap();
    assert_eq!(before.line().await, ["r-2", "r-3"]);

    bench.clock.advance(20_000);
    let after = bench.open();
    assert_eq!(after.line().await, ["r-2", "r-3"]);
    let still = after.task("a").await.unwrap();
    assert_eq!((still.id.as_str(), still.deadline_ms, still.state.as_str()), (offer.id.as_str(), offer.deadline_ms, "RESERVED"));
    assert!(still.epoch > offer.epoch);
    assert_eq!(after.agent("a").await.mrds[0].state, "UNKNOWN");
    after.presence("a", "session-a", true).await.unwrap();

    bench.clock.advance(offer.deadline_ms - bench.clock.now());
    assert_eq!(after.line().await, ["r-1", "r-2", "r-3"]);
    let agent = after.agent("a").await;
    assert_eq!((agent.state.as_str(), agent.mrds[0].state.as_str(), agent.mrds[0].reason.as_str()), ("READY", "NOT_READY", "RONA"));
    assert_eq!(agent.mrds[0].since_ms, offer.deadline_ms);
}

async fn the_later_engine_owns_the_shard(bench: &Bench) {
    let first = bench.open();
    first.configure().await;
    let second = bench.open();
    second.assign("r-1", "c-1").await.unwrap();
    assert!(matches!(first.assign("r-2", "c-2").await, Err(Error::Moved)));
    assert!(matches!(first.assign("r-3", "c-3").await, Err(Error::Moved)));
    assert!(!first.state.engine.is_routing());
    assert_eq!(second.line().await, ["r-1"]);
    assert!(second.state.engine.is_routing());
}

/// Every changing call with an id of its own, in an order in which each finds what it needs.
async fn everything(desk: &Desk, task: &mut Vec<String>) -> Vec<String> {
    let mut told = Vec::new();
    told.push(format!("{:?}", desk.set("s-1", "a", "READY").await.unwrap()));
    told.push(desk.assign("r-1", "c-1").await.unwrap().id);
    if task.is_empty() {
        task.push(desk.task("a").await.unwrap().id);
    }
    told.push(format!("{:?}", desk.decline("d-1", "a", &task[0]).await.is_ok()));
    told.push(format!("{:?}", desk.set("s-2", "a", "NOT_READY").await.unwrap()));
    told.push(format!("{:?}", desk.set("s-3", "a", "READY").await.unwrap()));
    if task.len() == 1 {
        task.push(desk.task("a").await.unwrap().id);
    }
    let accepted = desk.accept("x-1", "a", &task[1]).await.unwrap();
    told.push(format!("{} {}", accepted.id, accepted.state));
    told.push(format!("{:?}", desk.transfer("r-2", ("a", &task[1]), "b").await.is_ok()));
    told.push(format!("{:?}", desk.revoke("v-1", "c-1").await.unwrap()));
    told.push(format!("{:?}", desk.leave("l-1", "a", &task[1]).await.is_ok()));
    told.push(format!("{:?}", desk.finish("f-1", "a", &task[1]).await.is_ok()));
    told.push(format!("{:?}", desk.set_mrd("m-1", "a", "NOT_READY").await.unwrap()));
    told.push(format!("{:?}", desk.release("e-1", "c-1").await.is_ok()));
    told.push(format!("{:?}", desk.accept("x-2", "a", &task[0]).await.map_err(|error| error.to_string())));
    told.push(format!("{:?}", desk.logout("o-1", "a").await.is_ok()));
    told
}

async fn every_change_is_answered_the_same_after_a_restart(bench: &Bench) {
    let before = bench.open();
    before.configure().await;
    before.login("a", "session-a").await;
    before.login("b", "session-b").await;
    let mut tasks = Vec::new();
    let told = everything(&before, &mut tasks).await;
    let after = bench.open();
    after.presence("b", "session-b", true).await.unwrap();
    let published = after.published().await;
    assert_eq!(everything(&after, &mut tasks).await, told);
    assert_eq!(after.published().await, published);
    assert_eq!(after.agent("a").await.state, "LOGOUT");
}

async fn a_snapshot_shortens_the_replay_and_changes_nothing(bench: &Bench) {
    let before = bench.open();
    before.configure().await;
    before.ready("a").await;
    before.assign("r-1", "c-1").await.unwrap();
    let tenant = before.tenant.clone();
    let seen = before.state.engine.look(&tenant, |turn| Ok((turn.room.told.snapshot(), turn.room.idx, turn.room.epoch))).await.unwrap();
    let (snapshot, idx, epoch) = seen;
    let store = before.state.engine.store();
    let covers = Covers { epoch, idx, at: bench.clock.now(), keep_from: i64::MAX };
    store.save_snapshot(&tenant, covers, &snapshot).await.unwrap();
    assert!(store.rows(&tenant, 0, 10).await.unwrap().is_empty());
    before.assign("r-2", "c-2").await.unwrap();
    let replayed = crate::engine::Room::load(store, &tenant, (epoch, Feed::default())).await.unwrap();
    let told = before.state.engine.look(&tenant, |turn| Ok(turn.room.told.snapshot())).await.unwrap();
    assert_eq!(replayed.told.snapshot(), told);
    let stale = Covers { epoch: epoch - 1, ..covers };
    let lost = store.save_snapshot(&tenant, stale, &snapshot).await;
    assert!(matches!(lost, Err(Error::Moved)));
}
