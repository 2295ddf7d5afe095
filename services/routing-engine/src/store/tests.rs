//! The same statements on both engines.

use ids::TenantId;
use routing_core::{Refusal, Shard};

use super::{AgentNote, Card, CardText, Covers, KeptRefusal, LogRow, Said, Store};
use crate::error::Error;
use crate::tests::{Bench, on_both_engines};

on_both_engines! {
    a_row_of_the_log_is_written_once_and_only_by_the_owner
    answers_cards_and_agents_are_read_as_they_were_written
}

fn tenant() -> TenantId {
    TenantId::new("default")
}

async fn a_row_of_the_log_is_written_once_and_only_by_the_owner(bench: &Bench) {
    let store = Store::new(bench.db());
    let first = store.take(&tenant()).await.unwrap();
    let row = |idx| LogRow { idx, epoch: first, at: 5, events: Vec::new(), commands: None };
    let mut tx = store.db.begin().await.unwrap();
    assert!(Store::hold(&mut tx, &tenant(), first, 1).await.unwrap());
    Store::append(&mut tx, &tenant(), &row(1)).await.unwrap();
    tx.commit().await.unwrap();

    let mut tx = store.db.begin().await.unwrap();
    let again = Store::append(&mut tx, &tenant(), &row(1)).await;
    assert!(matches!(again, Err(Error::Store(db::Error::Duplicate(_)))));
    drop(tx);

    assert_eq!(store.take(&tenant()).await.unwrap(), first + 1);
    let mut tx = store.db.begin().await.unwrap();
    assert!(!Store::hold(&mut tx, &tenant(), first, 2).await.unwrap());
    drop(tx);
    assert_eq!(store.epoch(&tenant()).await.unwrap(), first + 1);
    assert_eq!(store.tenants().await.unwrap(), [tenant()]);
    assert_eq!(store.rows(&tenant(), 0, 10).await.unwrap().len(), 1);

    let snapshot = Shard::new().snapshot();
    let covers = Covers { epoch: first + 1, idx: 1, at: 9, keep_from: 5 };
    store.save_snapshot(&tenant(), covers, &snapshot).await.unwrap();
    assert_eq!(store.snapshot(&tenant()).await.unwrap(), Some((1, snapshot)));
    assert_eq!(store.rows(&tenant(), 0, 10).await.unwrap().len(), 1);
}

async fn answers_cards_and_agents_are_read_as_they_were_written(bench: &Bench) {
    let store = Store::new(bench.db());
    let card = Card {
        request_id: "r".to_owned(),
        conversation_id: "c".to_owned(),
        queue_id: "q".to_owned(),
        priority: 3,
        enqueued_at: 7,
        text: CardText::default(),
    };
    let note = AgentNote { id: "a".to_owned(), name: "Ada".to_owned(), session: 4, ..AgentNote::default() };
    let said = Said { code: "NOT_FOUND".to_owned(), detail: "there is no queue \"q\"".to_owned() };
    let answers = [
        ("x:1".to_owned(), Ok(vec![1, 2])),
        ("x:2".to_owned(), Err(KeptRefusal::Core(Refusal::OfferGone))),
        ("x:4".to_owned(), Err(KeptRefusal::Shell(Refusal::UnknownQueue, said))),
    ];
    let mut tx = store.db.begin().await.unwrap();
    Store::keep_answers(&mut tx, &tenant(), 10, &answers).await.unwrap();
    Store::insert_card(&mut tx, &tenant(), &card).await.unwrap();
    Store::save_agents(&mut tx, &tenant(), std::slice::from_ref(&note)).await.unwrap();
    Store::save_reason(&mut tx, &tenant(), &("1".to_owned(), "Lunch".to_owned())).await.unwrap();
    Store::save_reason(&mut tx, &tenant(), &("1".to_owned(), "Lunch".to_owned())).await.unwrap();
    tx.commit().await.unwrap();

    let known = store.answers(&tenant(), &["x:1".to_owned(), "x:2".to_owned(), "x:3".to_owned(), "x:4".to_owned()]).await.unwrap();
    assert_eq!(known, answers.into_iter().collect());
    assert!(store.answers(&TenantId::new("other"), &["x:1".to_owned()]).await.unwrap().is_empty());
    assert_eq!(store.open_cards(&tenant()).await.unwrap(), std::slice::from_ref(&card));
    assert_eq!(store.agents(&tenant()).await.unwrap(), [note]);
    assert_eq!(store.reasons(&tenant()).await.unwrap().len(), 1);

    let mut tx = store.db.begin().await.unwrap();
    Store::close_card(&mut tx, &tenant(), &("r".to_owned(), "DONE".to_owned(), 20)).await.unwrap();
    tx.commit().await.unwrap();
    assert!(store.open_cards(&tenant()).await.unwrap().is_empty());
    let closed = store.closed_card(&tenant(), "r").await.unwrap().unwrap();
    assert_eq!((closed.card, closed.closed_at, closed.reason.as_str()), (card, 20, "DONE"));
    assert_eq!((store.prune_answers(10).await.unwrap(), store.prune_answers(11).await.unwrap()), (0, 3));
    assert_eq!((store.prune_cards(20).await.unwrap(), store.prune_cards(21).await.unwrap()), (0, 1));
}
