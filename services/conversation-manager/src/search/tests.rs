//! Search, on every engine.

use std::net::TcpStream;

use contracts::cim::{Activity, Header, Sender, SenderType};
use db::{Db, Durability, Location};
use ids::TenantId;
use serde_json::json;
use tempfile::TempDir;

use super::backfill::backfill;
use super::note::Note;
use super::store::{Asked, SearchStore};
use super::words::terms;
use crate::appender::tests::{everywhere, said, tenant};

const SERVER: &str = "postgres://postgres@127.0.0.1:5432/postgres";

/// A search on a file, and in a schema of a server where there is one.
async fn searches(test: impl AsyncFn(&SearchStore)) {
    let folder = TempDir::new().unwrap();
    let mut places = vec![Location::File(folder.path().join("search.sqlite"))];
    if TcpStream::connect("127.0.0.1:5432").is_ok() {
        let schema = format!("search_{}", ids::new_id().replace('-', ""));
        places.push(Location::Schema { url: SERVER.to_owned(), schema });
    }
    for place in places {
        let search = SearchStore::new(Db::new(&place, Durability::Lazy).unwrap());
        search.db().migrate(&search.migrations().and(bus::migrations())).await.unwrap();
        test(&search).await;
        if let Location::Schema { schema, .. } = &place {
            let mut tx = search.begin().await.unwrap();
            tx.execute(format!("DROP SCHEMA \"{schema}\" CASCADE"), &[]).await.unwrap();
            tx.commit().await.unwrap();
        }
        search.db().close().await;
    }
}

fn row(conversation: &str, seq: i64, (name, r#type, sender): (&str, SenderType, &str), text: &str) -> Activity {
    let sender = Sender { id: sender.to_owned(), r#type: r#type.into(), name: sender.to_uppercase() };
    Activity {
        conversation_id: conversation.to_owned(),
        seq,
        name: name.to_owned(),
        header: Some(Header { sender: Some(sender), ..Header::default() }),
        body_json: json!({"type": "PLAIN", "markdownText": text}).to_string().into_bytes(),
        at_ms: seq * 1000,
        ..Activity::default()
    }
}

fn customer(conversation: &str, seq: i64, text: &str) -> Activity {
    row(conversation, seq, ("CUSTOMER_MESSAGE", SenderType::Customer, "ada"), text)
}

async fn add(search: &SearchStore, tenant: &str, rows: &[Activity]) {
    let notes: Vec<_> = rows.iter().filter_map(|row| Note::of(&TenantId::new(tenant), "customer", row)).collect();
    search.put(&notes).await.unwrap();
}

async fn numbers(search: &SearchStore, agent: Option<&str>, typed: &str) -> Vec<i64> {
    let (tenant, terms) = (TenantId::new("a"), terms(typed));
    let asked = Asked { tenant: &tenant, terms: &terms, agent, customer: None, before: None, limit: 50 };
    search.search(&asked).await.unwrap().into_iter().map(|found| found.seq).collect()
}

#[tokio::test]
async fn words_are_found_by_their_beginnings_and_phrases_as_they_stand() {
    searches(async |search| {
        let texts = [
            "My invoice 4711 is wrong",
            "the wrong invoice, again",
            "Où est ma facture? Café",
            "أين فاتورتي يا أحمد؟",
            "注文はどこですか",
            "AND OR NOT \"quotes\" * NEAR(",
            "मेरी किताब",
        ];
        let rows: Vec<_> = texts.iter().enumerate().map(|(n, text)| customer("c", i64::try_from(n).unwrap() + 1, text)).collect();
        add(search, "a", &rows).await;
        add(search, "a", &rows).await;
        for (typed, expected) in [
            ("inv", &[2, 1][..]),
            ("WRONG invoi", &[2, 1]),
            ("\"wrong invoice\"", &[2]),
            ("\"wrong inv\"", &[]),
            ("4711", &[1]),
            ("cafe ou", &[3]),
            ("فاتور", &[4]),
            ("احمد", &[4]),
            ("注文", &[5]),
            ("文注", &[]),
            ("\"and or not\"", &[6]),
            ("near(", &[6]),
            ("' \" :* & | ! <->", &[]),
            ("कि", &[7]),
            ("invoice facture", &[]),
            ("", &[]),
        ] {
            assert_eq!(numbers(search, None, typed).await, expected, "{typed:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn agents_find_what_they_or_their_team_took_part_in_and_nobody_finds_another_tenants() {
    searches(async |search| {
        let agent = |conversation: &str, seq, who: &str| row(conversation, seq, ("AGENT_MESSAGE", SenderType::Agent, who), "hello there");
        add(search, "a", &[customer("c1", 1, "hello"), agent("c1", 2, "ana")]).await;
        add(search, "a", &[customer("c2", 3, "hello"), agent("c2", 4, "bob"), customer("c3", 5, "hello")]).await;
        add(search, "b", &[customer("c1", 6, "hello"), agent("c1", 7, "ana")]).await;
        assert_eq!(numbers(search, None, "hello").await, [5, 4, 3, 2, 1]);
        assert_eq!(numbers(search, Some("ana"), "hello").await, [2, 1]);
        assert_eq!(numbers(search, Some("eve"), "hello").await, Vec::<i64>::new());
        let tenant = TenantId::new("a");
        for (who, team) in [("ana", "t1"), ("bob", "t1"), ("eve", ""), ("mallory", "")] {
            let mut tx = search.begin().await.unwrap();
            SearchStore::join_team(&mut tx, &tenant, who, team).await.unwrap();
            tx.commit().await.unwrap();
        }
        assert_eq!(numbers(search, Some("ana"), "hello").await, [4, 3, 2, 1], "those of the team");
        assert_eq!(numbers(search, Some("eve"), "hello").await, Vec::<i64>::new(), "no team is no team");
        for (conversation, who, may) in [("c2", "ana", true), ("c3", "ana", false), ("c2", "eve", false)] {
            assert_eq!(search.took_part(&tenant, conversation, who).await.unwrap(), may, "{who} {conversation}");
        }
        assert!(!search.took_part(&TenantId::new("c"), "c1", "ana").await.unwrap());
        let joined = Activity {
            name: "AGENT_SUBSCRIBED".to_owned(),
            body_json: json!({"type": "NOTIFICATION", "notificationData": {"agentId": "eve"}}).to_string().into_bytes(),
            ..customer("c3", 8, "")
        };
        add(search, "a", &[joined]).await;
        assert_eq!(numbers(search, Some("eve"), "hello").await, [5]);
    })
    .await;
}

#[tokio::test]
async fn what_is_erased_is_gone_and_what_comes_late_does_not_come_back() {
    searches(async |search| {
        let tenant = TenantId::new("a");
        add(search, "a", &[customer("c", 1, "secret one"), customer("c", 2, "secret two"), customer("d", 3, "secret three")]).await;
        let mut tx = search.begin().await.unwrap();
        search.forget(&mut tx, &tenant, "c", 4).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(numbers(search, None, "secret").await, [3]);
        add(search, "a", &[customer("c", 2, "secret two"), customer("c", 4, "secret late"), customer("c", 5, "secret after")]).await;
        assert_eq!(numbers(search, None, "secret").await, [5, 3]);
        let sql = "SELECT COUNT(*) FROM said WHERE conversation_id = 'c'";
        assert_eq!(search.db().query_one(sql, &[]).await.unwrap().unwrap().get::<i64>(0).unwrap(), 1);
    })
    .await;
}

#[tokio::test]
async fn pages_join_and_name_whose_conversation_it_is() {
    searches(async |search| {
        let rows: Vec<_> = (1..=25).map(|n| customer(if n % 2 == 0 { "c" } else { "d" }, n, "needle in here")).collect();
        add(search, "a", &rows).await;
        let (tenant, terms) = (TenantId::new("a"), terms("needle"));
        let (mut seen, mut before) = (Vec::new(), None);
        loop {
            let asked = Asked { tenant: &tenant, terms: &terms, agent: None, customer: Some("customer"), before, limit: 7 };
            let page = search.search(&asked).await.unwrap();
            let Some(last) = page.last() else { break };
            assert_eq!((last.customer_name.as_str(), last.customer_id.as_str()), ("ADA", "customer"));
            before = Some((last.at, last.id));
            seen.extend(page.into_iter().map(|found| found.seq));
        }
        assert_eq!(seen, (1..=25).rev().collect::<Vec<_>>());
        let nobody = Asked { tenant: &tenant, terms: &terms, agent: None, customer: Some("other"), before: None, limit: 7 };
        assert!(search.search(&nobody).await.unwrap().is_empty());
    })
    .await;
}

#[tokio::test]
async fn the_log_of_before_is_read_once() {
    everywhere(async |place| {
        let replica = place.replica();
        for customer in ["ada", "bob"] {
            let key = replica.live(customer).await;
            for n in 0..3 {
                replica.append(&key, &format!("m{n}"), said(&format!("m{n}"), &format!("needle {n}"))).await.unwrap();
            }
        }
        searches(async |search| {
            while !backfill(search, &replica.store).await.unwrap() {}
            let (tenant, terms) = (tenant(), terms("needle"));
            let asked = Asked { tenant: &tenant, terms: &terms, agent: None, customer: None, before: None, limit: 50 };
            assert_eq!(search.search(&asked).await.unwrap().len(), 6);
            assert!(search.backfilled().await.unwrap().is_none());
            assert!(backfill(search, &replica.store).await.unwrap());
        })
        .await;
        replica.stop().await;
    })
    .await;
}
