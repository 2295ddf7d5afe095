//! Two documents become one, and are parted again.

use std::collections::BTreeSet;

use errors::Violation;
use ids::Ms;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use crate::domain::attribute::MOST_VALUES;
use crate::domain::customer::{Customer, Document};
use crate::domain::identity::Identity;
use crate::domain::schema::Schema;

/// Labels of a customer at most.
pub(crate) const LABELS: usize = 50;

/// What two customers have in common.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Evidence {
    /// `phone`, `email`, `a:<attribute>`, or `provider`: a provider said that two identifiers are one person's.
    pub(crate) kind: String,
    pub(crate) value: String,
}

/// A merge that was made.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Merge {
    pub(crate) id: String,
    /// Whom both are now.
    pub(crate) winner: String,
    pub(crate) loser: String,
    pub(crate) at: Ms,
    pub(crate) actor: String,
    pub(crate) reason: String,
    pub(crate) evidence: Vec<Evidence>,
    pub(crate) kept: Kept,
    pub(crate) undone: Option<Undone>,
}

/// That it was taken back.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Undone {
    pub(crate) at: Ms,
    pub(crate) actor: String,
    pub(crate) reason: String,
}

/// What parting takes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Kept {
    /// The winner's document as it was, and as the merge made it.
    pub(crate) before: Document,
    pub(crate) after: Document,
    pub(crate) loser: Document,
    pub(crate) loser_created_at: Ms,
    pub(crate) loser_updated_at: Ms,
    /// The identities that were the loser's: channel type and identifier.
    pub(crate) identities: Vec<(String, String)>,
}

/// What both can be recognised by.
pub(crate) fn shared(schema: &Schema, one: &Document, other: &Document) -> Vec<Evidence> {
    let theirs = schema.contacts(other);
    let both = schema.contacts(one).into_iter().filter(|contact| theirs.contains(contact));
    both.map(|(kind, value)| Evidence { kind, value }).collect()
}

/// The winner's document with what it lacks from the loser's. What the winner has stays, but a name is worth more than none.
pub(crate) fn merged(schema: &Schema, winner: &Document, loser: &Document) -> Result<Document, Vec<Violation>> {
    let mut document = winner.clone();
    let mut violations = Vec::new();
    for key in keys([winner, loser]) {
        match (winner.get(&key), loser.get(&key)) {
            (Some(Value::Array(ours)), Some(Value::Array(theirs))) => {
                let all = union(ours, theirs);
                if all.len() > MOST_VALUES {
                    violations.push(Violation::new(&key, format!("would have {} values, {MOST_VALUES} at most", all.len())));
                }
                document.set(&key, Value::Array(all));
            }
            (None, Some(theirs)) => document.set(&key, theirs),
            _ => {}
        }
    }
    let unnamed = winner.is_anonymous && winner.first_name == schema.nobody();
    if !loser.first_name.is_empty() && (winner.is_anonymous && !loser.is_anonymous || unnamed) {
        document.first_name.clone_from(&loser.first_name);
    }
    document.is_anonymous = winner.is_anonymous && loser.is_anonymous;
    for label in &loser.labels {
        if !document.labels.contains(label) {
            document.labels.push(label.clone());
        }
    }
    if document.labels.len() > LABELS {
        violations.push(Violation::new("labels", format!("would be {}, {LABELS} at most", document.labels.len())));
    }
    if violations.is_empty() { Ok(document) } else { Err(violations) }
}

/// The winner's document without what the merge brought. What was changed since then is the winner's and stays.
pub(crate) fn parted(kept: &Kept, now: &Document) -> Document {
    let (before, after) = (&kept.before, &kept.after);
    let mut document = now.clone();
    for key in keys([before, after, now]) {
        let (was, became, is) = (before.get(&key), after.get(&key), now.get(&key));
        if is == became {
            document.set(&key, was.unwrap_or_default());
        } else if let (Some(Value::Array(became)), Some(Value::Array(is))) = (became, is) {
            let was = if let Some(Value::Array(was)) = was { was } else { Vec::new() };
            let brought = |value: &Value| became.contains(value) && !was.contains(value);
            document.set(&key, is.into_iter().filter(|value| !brought(value)).collect());
        }
    }
    if now.is_anonymous == after.is_anonymous && now.first_name == after.first_name {
        document.is_anonymous = before.is_anonymous;
    }
    document.labels.retain(|label| !after.labels.contains(label) || before.labels.contains(label));
    document
}

/// The loser as it was.
pub(crate) fn restored(merge: &Merge, version: i64) -> Customer {
    let Kept { loser, loser_created_at, loser_updated_at, .. } = merge.kept.clone();
    Customer { id: merge.loser.clone(), version, created_at: loser_created_at, updated_at: loser_updated_at, document: loser }
}

/// Of the winner's identities those that go with the loser: those it brought, and of those that came since then the ones that came
/// by one of these, or that only the loser's document knows. Where a person put an identity, it stays.
pub(crate) fn going(merge: &Merge, schema: &Schema, winner: &Document, identities: &[Identity]) -> Vec<Identity> {
    let (ours, theirs) = (schema.contacts(winner), schema.contacts(&merge.kept.loser));
    let brought = |identity: &Identity| {
        merge.kept.identities.iter().any(|(channel, id)| *channel == identity.channel_type && *id == identity.identifier)
    };
    let known = |identity: &Identity| {
        let vouched = schema.vouched(&identity.channel_type, &identity.identifier);
        vouched.iter().any(|contact| theirs.contains(contact)) && !vouched.iter().any(|contact| ours.contains(contact))
    };
    let mut going: Vec<Identity> = Vec::new();
    // In the order in which they came: an identity comes after the one that it came by.
    let mut ordered: Vec<_> = identities.iter().collect();
    ordered.sort_by_key(|identity| identity.added_at);
    for identity in ordered {
        let by = |known: &Identity| known.channel_type == identity.channel_type && known.identifier == identity.via;
        let since = identity.added_at > merge.at;
        let goes = if !since {
            brought(identity)
        } else if !identity.linked_by.is_empty() {
            false
        } else if identity.via.is_empty() {
            known(identity)
        } else {
            going.iter().any(by)
        };
        if goes {
            going.push(identity.clone());
        }
    }
    going
}

fn keys<const N: usize>(documents: [&Document; N]) -> BTreeSet<String> {
    let fields = ["firstName", "phoneNumber", "email"].map(str::to_owned);
    documents.into_iter().flat_map(|document| document.attributes.keys().cloned()).chain(fields).collect()
}

fn union(mut ours: Vec<Value>, theirs: Vec<Value>) -> Vec<Value> {
    for value in theirs {
        if !ours.contains(&value) {
            ours.push(value);
        }
    }
    ours
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn document(name: &str, phones: &[&str], city: Option<&str>) -> Document {
        let mut document = Document { is_anonymous: name == "Guest", ..Document::named(name) };
        document.phone_number = phones.iter().map(|phone| (*phone).to_owned()).collect();
        if let Some(city) = city {
            document.set("city", json!(city));
        }
        document
    }

    fn merge(before: Document, loser: Document) -> Merge {
        let after = merged(&Schema::new([]), &before, &loser).unwrap();
        let identities = vec![("WHATSAPP".to_owned(), "+2222".to_owned())];
        let kept = Kept { before, after, loser, loser_created_at: 1, loser_updated_at: 2, identities };
        let text = String::new;
        Merge { id: text(), winner: text(), loser: text(), at: 10, actor: text(), reason: text(), evidence: Vec::new(), kept, undone: None }
    }

    fn identity(identifier: &str, added_at: Ms, via: &str) -> Identity {
        let channel_type = "WHATSAPP".to_owned();
        Identity { channel_type, identifier: identifier.to_owned(), added_at, via: via.to_owned(), ..Identity::default() }
    }

    #[test]
    fn a_guest_gets_the_name_and_what_it_lacks() {
        let schema = Schema::new([]);
        let made = merged(&schema, &document("Guest", &["+1"], None), &document("Ada", &["+1", "+2222"], Some("Bonn"))).unwrap();
        assert_eq!((made.first_name.as_str(), made.is_anonymous), ("Ada", false));
        assert_eq!((made.phone_number, made.attributes["city"].clone()), (vec!["+1".to_owned(), "+2222".to_owned()], json!("Bonn")));
        let kept = merged(&schema, &document("Ada", &[], Some("Bonn")), &document("Adah", &[], Some("Rome"))).unwrap();
        assert_eq!((kept.first_name.as_str(), &kept.attributes["city"]), ("Ada", &json!("Bonn")));
    }

    #[test]
    fn more_values_than_a_field_holds_are_refused_by_field() {
        let many = |from: usize| -> Vec<String> { (from..from + 6).map(|n| format!("+49{n}000")).collect() };
        let one = Document { phone_number: many(10), ..Document::named("A") };
        let other = Document { phone_number: many(20), ..Document::named("B") };
        let violations = merged(&Schema::new([]), &one, &other).unwrap_err();
        assert_eq!(violations[0].field, "phoneNumber");
    }

    #[test]
    fn what_was_typed_since_the_merge_stays_when_it_is_taken_back() {
        let merge = merge(document("Guest", &["+1111"], None), document("Ada", &["+2222"], Some("Bonn")));
        let mut now = merge.kept.after.clone();
        now.phone_number.push("+3333".to_owned());
        now.set("city", json!("Rome"));
        let parted = parted(&merge.kept, &now);
        assert_eq!((parted.first_name.as_str(), parted.is_anonymous), ("Guest", true));
        assert_eq!((parted.phone_number.clone(), parted.get("city")), (vec!["+1111".to_owned(), "+3333".to_owned()], Some(json!("Rome"))));
    }

    #[test]
    fn identities_that_came_since_go_where_they_belong() {
        let merge = merge(document("Guest", &["+1111"], None), document("Ada", &["+2222", "+2223"], None));
        let by_hand = Identity { linked_by: "agent".to_owned(), ..identity("+2224", 20, "") };
        let all = [
            identity("+1111", 1, ""),
            identity("+2222", 1, ""),
            identity("GB.2", 20, "+2222"),
            identity("GB.3", 21, "GB.2"),
            identity("GB.1", 20, "+1111"),
            identity("+2223", 20, ""),
            identity("+9999", 20, ""),
            by_hand,
        ];
        let going = going(&merge, &Schema::new([]), &merge.kept.before, &all);
        let going: BTreeSet<_> = going.iter().map(|identity| identity.identifier.as_str()).collect();
        assert_eq!(going, BTreeSet::from(["+2222", "GB.2", "GB.3", "+2223"]));
    }

    fn documents() -> impl Strategy<Value = Document> {
        let names = prop_oneof![Just("Guest"), Just("Ada"), Just("Bob")];
        let phones = proptest::collection::btree_set(100_u32..120, 0..5);
        (names, phones, proptest::option::of("[a-c]"), proptest::collection::btree_set("[a-e]", 0..4)).prop_map(
            |(name, phones, city, labels)| {
                let phones: Vec<_> = phones.into_iter().map(|phone| phone.to_string()).collect();
                let phones: Vec<_> = phones.iter().map(String::as_str).collect();
                Document { labels: labels.into_iter().collect(), ..document(name, &phones, city.as_deref()) }
            },
        )
    }

    proptest! {
        #[test]
        fn a_merge_that_is_taken_back_at_once_leaves_everything_as_it_was(one in documents(), other in documents()) {
            let merge = merge(one.clone(), other.clone());
            prop_assert_eq!(parted(&merge.kept, &merge.kept.after), one);
            prop_assert_eq!(restored(&merge, 3).document, other);
        }
    }
}
