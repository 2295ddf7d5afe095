//! Merging and parting, on both engines.

use super::*;
use crate::domain::merge::{Evidence, Kept, Merge, Undone};

fn merge(id: &str, winner: &Customer, loser: &Customer) -> Merge {
    let kept = Kept {
        before: winner.document.clone(),
        after: winner.document.clone(),
        loser: loser.document.clone(),
        loser_created_at: loser.created_at,
        loser_updated_at: loser.updated_at,
        identities: vec![("WEB".to_owned(), "v".to_owned())],
    };
    Merge {
        id: id.to_owned(),
        winner: winner.id.clone(),
        loser: loser.id.clone(),
        at: 5,
        actor: "agent".to_owned(),
        reason: "why".to_owned(),
        evidence: vec![Evidence { kind: "phone".to_owned(), value: "1".to_owned() }],
        kept,
        undone: None,
    }
}

impl Place {
    /// Merges the customers of these ids and versions.
    async fn join(&self, id: &str, winner: &mut Customer, loser: &Customer) -> Option<Merge> {
        let merge = merge(id, winner, loser);
        let after = Customer { version: winner.version + 1, ..winner.clone() };
        let mut tx = self.store.begin().await.unwrap();
        let tenant = TenantId::new("a");
        if !self.store.merge(&mut tx, &tenant, (&merge, &after, loser), &Schema::new([])).await.unwrap() {
            return None;
        }
        tx.commit().await.unwrap();
        *winner = after;
        Some(merge)
    }
}

#[tokio::test]
async fn merged_customers_lead_to_the_one_that_stayed_until_they_are_parted() {
    for place in places().await {
        let (tenant, schema) = (TenantId::new("a"), Schema::new([]));
        let (mut one, mut two, three) = (customer("1", "Ada", "11111"), customer("2", "Bob", "22222"), customer("3", "Cy", "33333"));
        for customer in [&one, &two, &three] {
            place.add(&tenant, customer).await;
        }
        let store = &place.store;
        let mut tx = store.begin().await.unwrap();
        assert!(store.add_identity(&mut tx, &tenant, &web("v"), "2").await.unwrap());
        tx.commit().await.unwrap();

        place.join("m1", &mut two, &three).await.unwrap();
        let second = place.join("m2", &mut one, &two).await.unwrap();
        assert_eq!(store.merged_into(&tenant, "3").await.unwrap().as_deref(), Some("1"), "through both");
        assert_eq!(store.merged_into(&TenantId::new("b"), "3").await.unwrap(), None);
        assert_eq!(store.parts(&tenant, "1").await.unwrap(), [("2".to_owned(), 3), ("3".to_owned(), 2)]);
        assert_eq!(store.identity(&tenant, "WEB", "v").await.unwrap().unwrap().id, "1");
        assert!(place.found(&["22222", "33333"], 5).await.is_empty(), "whom there is not is not found");
        assert_eq!(store.last_merge(&tenant, "1").await.unwrap(), Some(second.clone()));
        assert!(place.join("m3", &mut one.clone(), &three).await.is_none(), "nobody twice");

        let undone = Merge { undone: Some(Undone { at: 9, actor: "x".to_owned(), reason: String::new() }), ..second };
        let (winner, loser) = (Customer { version: 3, ..one.clone() }, Customer { version: 4, ..two.clone() });
        for expected in [true, false] {
            let mut tx = store.begin().await.unwrap();
            assert_eq!(Store::part_version(&mut tx, &tenant, "2").await.unwrap(), expected.then_some(3));
            let parted = store.part(&mut tx, &tenant, (&undone, &winner, &loser), &schema).await.unwrap();
            assert_eq!(parted, expected, "once");
            if parted {
                store.move_identities(&mut tx, &tenant, &[web("v")], "2").await.unwrap();
                tx.commit().await.unwrap();
            }
        }
        assert_eq!(store.merged_into(&tenant, "3").await.unwrap().as_deref(), Some("2"));
        assert_eq!(store.customer(&tenant, "2").await.unwrap().unwrap().document, two.document);
        assert_eq!(store.identity(&tenant, "WEB", "v").await.unwrap().unwrap().id, "2");
        assert_eq!(store.merge_of(&tenant, "m2").await.unwrap().unwrap().undone, undone.undone);
        assert_eq!(store.merges(&tenant, "2").await.unwrap().len(), 2);
        place.close().await;
    }
}

#[tokio::test]
async fn what_a_person_said_of_two_stays_when_a_provider_says_something() {
    for place in places().await {
        let tenant = TenantId::new("a");
        let said = |not_same: bool, at: i64| Likeness {
            one: "2".to_owned(),
            other: "1".to_owned(),
            not_same,
            evidence: Vec::new(),
            actor: "x".to_owned(),
            at,
        };
        for (not_same, at) in [(false, 1), (true, 2), (false, 3)] {
            let mut tx = place.store.begin().await.unwrap();
            Store::note_likeness(&mut tx, &tenant, &said(not_same, at)).await.unwrap();
            tx.commit().await.unwrap();
        }
        for id in ["1", "2"] {
            let known = place.store.likenesses(&tenant, id).await.unwrap();
            assert_eq!((known.len(), known[0].not_same, known[0].at, known[0].one.as_str()), (1, true, 2, "1"));
        }
        assert!(place.store.likenesses(&TenantId::new("b"), "1").await.unwrap().is_empty());
        place.close().await;
    }
}

#[tokio::test]
async fn an_identity_moves_only_from_whom_it_was_read_at() {
    for place in places().await {
        let tenant = TenantId::new("a");
        let store = &place.store;
        let mut tx = store.begin().await.unwrap();
        assert!(store.add_identity(&mut tx, &tenant, &web("v"), "1").await.unwrap());
        let linked = Identity { added_at: 7, linked_by: "agent".to_owned(), ..web("v") };
        assert!(!store.link_identity(&mut tx, &tenant, &linked, ("3", "2")).await.unwrap());
        assert!(store.link_identity(&mut tx, &tenant, &linked, ("1", "2")).await.unwrap());
        let known = Store::identities_in(&mut tx, &tenant, "2").await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(known, [Identity { linked_from: "1".to_owned(), ..linked }]);
        assert_eq!(store.identities(&tenant, "2").await.unwrap(), known);
        place.close().await;
    }
}
