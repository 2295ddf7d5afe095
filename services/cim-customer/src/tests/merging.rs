//! Two customers that are one person, and two that are not.

use ids::Role;
use serde_json::{Value, json};

use super::harness::{Desk, Reply};

async fn merge(desk: &Desk, keep: &str, other: &str, reason: &str) -> Reply {
    desk.post(Role::Agent, &format!("/customers/{keep}/merges"), json!({"customerId": other, "reason": reason})).await
}

async fn undo(desk: &Desk, id: &str) -> Reply {
    desk.post(Role::Agent, &format!("/merges/{id}/undo"), json!({})).await
}

async fn read(desk: &Desk, id: &str) -> Value {
    desk.get(Role::Agent, &format!("/customers/{id}")).await.body
}

async fn likely(desk: &Desk, id: &str) -> Vec<String> {
    let found = desk.get(Role::Agent, &format!("/customers/{id}/suggestions")).await.body;
    found["items"].as_array().unwrap().iter().map(|one| one["customer"]["id"].as_str().unwrap().to_owned()).collect()
}

async fn identities(desk: &Desk, id: &str) -> Vec<String> {
    let found = desk.get(Role::Agent, &format!("/customers/{id}/identities")).await.body;
    let mut all: Vec<_> = found["items"].as_array().unwrap().iter().map(|one| one["identifier"].as_str().unwrap().to_owned()).collect();
    all.sort();
    all
}

async fn made(desk: &Desk, body: Value) -> String {
    desk.post(Role::Agent, "/customers", body).await.id()
}

fn without(mut customer: Value) -> Value {
    for field in ["version", "updatedAt"] {
        customer.as_object_mut().unwrap().remove(field);
    }
    customer
}

#[tokio::test(flavor = "multi_thread")]
async fn a_merge_is_made_with_its_evidence_and_taken_back_exactly() {
    let desk = Desk::open().await;
    let guest = desk.identify("WEB", "v1", &[("email", "ada@mail.example")]).await.customer.unwrap().id;
    let ada = made(&desk, json!({"firstName": "Ada", "email": ["ADA@mail.example"], "phoneNumber": ["+4930"]})).await;
    let before = (read(&desk, &ada).await, read(&desk, &guest).await);
    assert_eq!(likely(&desk, &guest).await, std::slice::from_ref(&ada));

    let merged = merge(&desk, &ada, &guest, "").await;
    assert_eq!(merged.status, 201, "{merged:?}");
    assert_eq!((&merged.body["evidence"][0]["kind"], &merged.body["mergedName"]), (&json!("email"), &json!("Guest")));
    assert_eq!(merged.body["actor"], "default-agent");
    let whole = read(&desk, &guest).await;
    assert_eq!(
        (&whole["id"], &whole["firstName"], &whole["attributes"]["web"]),
        (&json!(ada), &json!("Ada"), &json!(["v1"])),
        "by either id"
    );
    assert_eq!(desk.identify("WEB", "v1", &[]).await.customer.unwrap().id, ada, "whoever comes is the one that stayed");
    assert_eq!(merge(&desk, &ada, &guest, "").await.body["id"], merged.body["id"], "a second time, the same");
    let listed = desk.get(Role::Agent, &format!("/customers/{guest}/merges")).await.body;
    assert_eq!((listed["items"].as_array().unwrap().len(), &listed["items"][0]["undoable"]), (1, &json!(true)));

    assert_eq!(undo(&desk, &merged.id()).await.status, 200);
    let after = (read(&desk, &ada).await, read(&desk, &guest).await);
    assert_eq!((without(after.0), without(after.1)), (without(before.0), without(before.1)));
    assert_eq!(desk.identify("WEB", "v1", &[]).await.customer.unwrap().id, guest);
    assert!(likely(&desk, &guest).await.is_empty(), "whom somebody parted is not suggested again");
    let events: Vec<_> = desk.events(&guest, 3).await.iter().map(|event| (event.r#type.clone(), event.sequence)).collect();
    assert_eq!(events, [("CREATED".to_owned(), 1), ("MERGED".to_owned(), 2), ("RESTORED".to_owned(), 3)]);
    assert_eq!(undo(&desk, &merged.id()).await.status, 200, "a second time, it says so again");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_anything_in_common_a_reason_is_needed() {
    let desk = Desk::open().await;
    let (one, two) = (made(&desk, json!({"firstName": "Ada"})).await, made(&desk, json!({"firstName": "Bob"})).await);
    assert_eq!(merge(&desk, &one, &two, " ").await.code(), (400, "REASON_MISSING"));
    assert_eq!(merge(&desk, &one, &two, "turned \u{202e}around").await.code(), (400, "NOT_VALID"));
    assert_eq!(merge(&desk, &one, &two, &"x".repeat(501)).await.code(), (400, "NOT_VALID"));
    assert_eq!(merge(&desk, &one, &one, "why not").await.code(), (409, "SAME_CUSTOMER"));
    assert_eq!(merge(&desk, &one, "nobody", "why not").await.code(), (404, "NOT_FOUND"));
    assert_eq!(merge(&desk, &one, &two, "she said so").await.body["reason"], "she said so");
    assert_eq!(undo(&desk, "nothing").await.code(), (404, "NOT_FOUND"));
}

#[tokio::test(flavor = "multi_thread")]
async fn merges_are_taken_back_newest_first_and_what_came_since_goes_where_it_belongs() {
    let desk = Desk::open().await;
    let one = desk.identify("WHATSAPP", "+4911111", &[]).await.customer.unwrap().id;
    let two = desk.identify("WHATSAPP", "+4922222", &[]).await.customer.unwrap().id;
    let three = desk.identify("WEB", "v3", &[]).await.customer.unwrap().id;
    let first = merge(&desk, &one, &two, "same voice").await.id();
    let second = merge(&desk, &one, &three, "same device").await.id();
    assert_eq!(undo(&desk, &first).await.code(), (409, "MERGE_BELOW"));
    // The same numbers on another channel, and a user id that is told beside each.
    for number in ["+4911111", "+4922222"] {
        assert_eq!(desk.identify("SMS", number, &[]).await.customer.unwrap().id, one);
        assert_eq!(desk.identify_with("WHATSAPP", number, &[&format!("GB.{number}")]).await.customer.unwrap().id, one);
    }
    assert_eq!(undo(&desk, &second).await.status, 200);
    assert_eq!(undo(&desk, &first).await.status, 200);
    assert_eq!(identities(&desk, &one).await, ["+4911111", "+4911111", "GB.+4911111"]);
    assert_eq!(identities(&desk, &two).await, ["+4922222", "+4922222", "GB.+4922222"]);
    assert_eq!(identities(&desk, &three).await, ["v3"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_user_id_whose_number_is_told_later_stays_one_customer() {
    let desk = Desk::open().await;
    let hidden = desk.identify("WHATSAPP", "GB.123", &[("firstName", "ada_l")]).await.customer.unwrap();
    let known = desk.identify_with("WHATSAPP", "+4930123", &["GB.123"]).await;
    assert_eq!((known.r#match.as_str(), known.customer.unwrap().id), ("ONE", hidden.id.clone()));
    assert_eq!(read(&desk, &hidden.id).await["phoneNumber"], json!(["+4930123"]));
    assert_eq!(desk.identify("SMS", "+4930123", &[]).await.customer.unwrap().id, hidden.id);
    // The other way round: the number first, and then only the user id.
    let number = desk.identify_with("WHATSAPP", "+4930999", &["GB.999"]).await.customer.unwrap().id;
    assert_eq!(desk.identify("WHATSAPP", "GB.999", &[]).await.customer.unwrap().id, number);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_that_a_provider_calls_one_are_suggested_until_somebody_says_no() {
    let desk = Desk::open().await;
    let hidden = desk.identify("WHATSAPP", "GB.1", &[]).await.customer.unwrap().id;
    let known = desk.identify("WHATSAPP", "+4930123", &[]).await.customer.unwrap().id;
    assert!(likely(&desk, &known).await.is_empty());
    desk.identify_with("WHATSAPP", "+4930123", &["GB.1"]).await;
    assert_eq!(likely(&desk, &known).await, std::slice::from_ref(&hidden));
    assert_eq!(likely(&desk, &hidden).await, std::slice::from_ref(&known));
    let no = desk.post(Role::Agent, &format!("/customers/{known}/not-same"), json!({"customerId": hidden})).await;
    assert_eq!(no.status, 204);
    desk.identify_with("WHATSAPP", "+4930123", &["GB.1"]).await;
    assert!(likely(&desk, &known).await.is_empty() && likely(&desk, &hidden).await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn erasing_one_erases_all_of_it() {
    let desk = Desk::open().await;
    let one = desk.identify("WEB", "v1", &[]).await.customer.unwrap().id;
    let two = desk.identify("WEB", "v2", &[]).await.customer.unwrap().id;
    let three = desk.identify("WEB", "v3", &[]).await.customer.unwrap().id;
    merge(&desk, &two, &three, "a").await;
    let merged = merge(&desk, &one, &two, "b").await.id();
    assert_eq!(desk.delete(Role::Supervisor, &format!("/customers/{three}")).await.status, 204);
    for (id, events) in [(&one, 3), (&two, 4), (&three, 3)] {
        assert_eq!(desk.get(Role::Agent, &format!("/customers/{id}")).await.status, 404);
        let events = desk.events(id, events).await;
        assert_eq!(events.last().unwrap().r#type, "ERASED");
        assert!(events.is_sorted_by(|a, b| a.sequence < b.sequence), "{events:?}");
    }
    assert_eq!(undo(&desk, &merged).await.code(), (404, "NOT_FOUND"));
    assert_ne!(desk.identify("WEB", "v2", &[]).await.customer.unwrap().id, two);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_identity_is_put_where_it_belongs() {
    let desk = Desk::open().await;
    let guest = desk.identify("WHATSAPP", "+4930123", &[]).await.customer.unwrap().id;
    let ada = made(&desk, json!({"firstName": "Ada"})).await;
    let link = |channel: &str, identifier: &str| json!({"channelType": channel, "identifier": identifier});
    let path = format!("/customers/{ada}/identities");
    let linked = desk.post(Role::Agent, &path, link("whatsapp", "+4930123")).await;
    assert_eq!((linked.status.as_u16(), &linked.body["items"][0]["linkedBy"]), (200, &json!("default-agent")));
    assert_eq!(desk.identify("WHATSAPP", "+4930123", &[]).await.customer.unwrap().id, ada);
    assert!(identities(&desk, &guest).await.is_empty());
    assert_eq!(read(&desk, &ada).await["phoneNumber"], json!(["+4930123"]));
    assert_eq!(desk.post(Role::Agent, &path, link("WEB", "new")).await.body["items"].as_array().unwrap().len(), 2);
    assert_eq!(desk.post(Role::Agent, &path, link("WEB", "\u{202e}new")).await.code(), (400, "IDENTITY_INVALID"));
    assert_eq!(desk.post(Role::Agent, "/customers/nobody/identities", link("WEB", "n")).await.status, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn evidence_and_identities_are_masked_where_customers_are() {
    let desk = Desk::open().await;
    let one = desk.identify("WHATSAPP", "+4930123456", &[]).await.customer.unwrap().id;
    let two = made(&desk, json!({"firstName": "Ada", "phoneNumber": ["+4930123456"]})).await;
    desk.mask_pii(&two).await;
    let found = desk.get(Role::Agent, &format!("/customers/{one}/suggestions")).await.body;
    assert_eq!(found["items"][0]["evidence"][0]["value"], "*********56");
    assert_eq!(identities(&desk, &one).await, ["*********56"]);
    let plain = desk.get(Role::Supervisor, &format!("/customers/{one}/suggestions")).await.body;
    assert_eq!(plain["items"][0]["evidence"][0]["value"], "+4930123456");
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_merges_at_once_all_end_in_one_customer_or_are_refused() {
    let desk = Desk::open().await;
    let mut all = Vec::new();
    for n in 0..6 {
        all.push(desk.identify("WEB", &format!("v{n}"), &[]).await.customer.unwrap().id);
    }
    let pairs = (0..5).map(|n| merge(&desk, &all[n], &all[n + 1], "race"));
    let answers = futures::future::join_all(pairs).await;
    for answer in &answers {
        assert!([201, 503].contains(&answer.status.as_u16()), "{answer:?}");
    }
    for n in 0..5 {
        assert!(merge(&desk, &all[n], &all[n + 1], "again").await.status.as_u16() < 410);
    }
    let mut whole = std::collections::BTreeSet::new();
    for (n, id) in all.iter().enumerate() {
        whole.insert(desk.identify("WEB", &format!("v{n}"), &[]).await.customer.unwrap().id);
        whole.insert(read(&desk, id).await["id"].as_str().unwrap().to_owned());
    }
    assert_eq!(whole.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn names_that_turn_text_are_refused_from_people_and_taken_out_from_channels() {
    let desk = Desk::open().await;
    let refused = desk.post(Role::Agent, "/customers", json!({"firstName": "eva\u{202e}cod.exe"})).await;
    assert_eq!((refused.code(), &refused.body["violations"][0]["field"]), ((400, "NOT_VALID"), &json!("firstName")));
    let guest = desk.identify("WHATSAPP", "+4930123", &[("firstName", "Eva\u{202e}\u{7} L")]).await.customer.unwrap();
    assert_eq!(guest.first_name, "Eva L");
    let arabic = desk.post(Role::Agent, "/customers", json!({"firstName": "محمد علي"})).await;
    assert_eq!((arabic.status.as_u16(), &arabic.body["firstName"]), (201, &json!("محمد علي")));
    for (path, body) in
        [("/labels", json!({"name": "V\u{202e}PI"})), ("/schema", json!({"key": "shoe", "label": "S\u{2067}hoe", "type": "String"}))]
    {
        assert_eq!(desk.post(Role::Admin, path, body).await.code(), (400, "NOT_VALID"), "{path}");
    }
}
