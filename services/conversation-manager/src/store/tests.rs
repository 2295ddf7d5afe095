//! The store's contract, on every engine.

use contracts::cim::SenderType;
use contracts::conversation_manager::{EndConversation, Receipt, change::Kind};
use ids::TenantId;

use super::*;
use crate::appender::tests::{everywhere, said, session_started, tenant};
use crate::domain::Conversation;
use crate::error::Error;

fn receipt(key: &Key, recipient: &str, delivered_seq: i64, read_seq: i64) -> Raised {
    let receipt = Receipt { recipient: recipient.to_owned(), recipient_type: SenderType::Customer.into(), delivered_seq, read_seq };
    Raised { key: key.clone(), receipt }
}

#[tokio::test]
async fn receipts_are_raised_and_never_lowered() {
    everywhere(async |place| {
        let replica = place.replica();
        let store = &replica.store;
        let (key, other) = (Key { tenant: tenant(), id: "x".to_owned() }, Key { tenant: TenantId::new("b"), id: "x".to_owned() });
        store.raise(&[receipt(&key, "ada", 5, 2), receipt(&key, "bob", 1, 0), receipt(&other, "ada", 9, 9)]).await.unwrap();
        store.raise(&[receipt(&key, "ada", 3, 4)]).await.unwrap();
        let known: Vec<_> =
            store.receipts(&key).await.unwrap().into_iter().map(|one| (one.recipient, one.delivered_seq, one.read_seq)).collect();
        assert_eq!(known, [("ada".to_owned(), 5, 4), ("bob".to_owned(), 1, 0)]);
        assert_eq!(store.receipts(&other).await.unwrap().len(), 1);
        replica.stop().await;
    })
    .await;
}

#[tokio::test]
async fn pages_of_a_log_join_in_both_directions() {
    everywhere(async |place| {
        let replica = place.replica();
        let key = replica.live("a").await;
        for n in 0..20 {
            replica.append(&key, &format!("m{n}"), said(&format!("m{n}"), "hello")).await.unwrap();
        }
        let all: Vec<_> = place.log(&key).await.iter().map(|row| row.seq).collect();
        for limit in [1, 3, 21, 22, 23] {
            let (mut forwards, mut after) = (Vec::new(), 0);
            let (mut backwards, mut before) = (Vec::new(), i64::MAX);
            loop {
                let page = Page { view: View::Agent, after, before: 0, limit };
                let (rows, more) = replica.store.read(&key, page).await.unwrap();
                forwards.extend(rows.iter().map(|row| row.seq));
                after = forwards.last().copied().unwrap();
                if !more {
                    break;
                }
            }
            loop {
                let page = Page { view: View::Agent, after: 0, before, limit };
                let (rows, more) = replica.store.read(&key, page).await.unwrap();
                before = rows[0].seq;
                backwards.splice(0..0, rows.iter().map(|row| row.seq));
                if !more {
                    break;
                }
            }
            assert_eq!((&forwards, &backwards), (&all, &all), "{limit} at a time");
        }
        replica.stop().await;
    })
    .await;
}

#[tokio::test]
async fn a_head_is_written_only_at_the_version_after_the_one_it_was_read_at() {
    everywhere(async |place| {
        let replica = place.replica();
        let keys = [replica.open("a").await, replica.open("b").await];
        let heads = replica.store.heads(&keys).await.unwrap();
        let (one, two) = (heads[&keys[0]].clone(), heads[&keys[1]].clone());
        let save = async |heads: &[(Key, Conversation, i64)]| {
            let mut batch = db::Batch::default();
            Store::save_heads(&mut batch, heads).unwrap();
            replica.store.db.write(batch).await
        };
        let next = (keys[0].clone(), one.0.clone(), one.1 + 1);
        assert!(matches!(save(&[next.clone(), (keys[1].clone(), two.0, two.1)]).await, Err(db::Error::Guarded(_))));
        save(std::slice::from_ref(&next)).await.unwrap();
        assert!(matches!(save(&[next]).await, Err(db::Error::Guarded(_))));
        replica.stop().await;
    })
    .await;
}

#[tokio::test]
async fn a_tenant_sees_nothing_of_another_one() {
    everywhere(async |place| {
        let replica = place.replica();
        let key = replica.live("a").await;
        let foreign = Key { tenant: TenantId::new("b"), id: key.id.clone() };
        let store = &replica.store;
        assert!(store.head(&foreign).await.unwrap().is_none());
        assert!(store.of_customer(&foreign.tenant, "a", i64::MAX, 10).await.unwrap().is_empty());
        assert!(store.read(&foreign, Page { view: View::Agent, after: 0, before: 0, limit: 10 }).await.unwrap().0.is_empty());
        assert_eq!(store.erase(&foreign).await.unwrap(), 0);
        for change in [said("m", "hello"), session_started("sms"), Kind::EndConversation(EndConversation {})] {
            assert!(matches!(replica.append(&foreign, "r", change).await, Err(Error::NoConversation(_))));
        }
        let theirs = replica.appender.open(foreign.tenant.clone(), "a".to_owned()).await.unwrap();
        assert!(theirs.created && theirs.conversation_id != key.id);
        replica.stop().await;
    })
    .await;
}

#[tokio::test]
async fn a_customers_conversations_are_listed_newest_first() {
    everywhere(async |place| {
        let replica = place.replica();
        let mut ids = Vec::new();
        for at in [10, 20, 30] {
            let key = replica.open("a").await;
            replica.append(&key, "end", Kind::EndConversation(EndConversation {})).await.unwrap();
            // All are made at the same instant of a clock that stands still.
            place.run(format!("UPDATE conversation SET created_at = {at} WHERE id = '{}'", key.id)).await;
            ids.insert(0, key.id);
        }
        let listed = async |before, limit| -> Vec<String> {
            let found = replica.store.of_customer(&tenant(), "a", before, limit).await;
            found.unwrap().into_iter().map(|head| head.id).collect()
        };
        assert_eq!(listed(i64::MAX, 10).await, ids);
        assert_eq!(listed(30, 1).await, ids[1..2]);
        assert_eq!(listed(20, 10).await, ids[2..]);
        replica.stop().await;
    })
    .await;
}
