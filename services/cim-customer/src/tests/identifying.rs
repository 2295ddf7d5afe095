//! Who is who.

use std::collections::BTreeSet;

use ids::{Principal, Role, TenantId};
use prost::Message as _;
use serde_json::json;

use super::harness::{Desk, document};

#[tokio::test(flavor = "multi_thread")]
async fn somebody_new_is_an_anonymous_guest_and_the_same_one_next_time() {
    let desk = Desk::open().await;
    let first = desk.identify("WEB", "visitor-1", &[]).await;
    assert_eq!(first.r#match, "NONE");
    let customer = first.customer.unwrap();
    assert_eq!((customer.first_name.as_str(), customer.is_anonymous, customer.version), ("Guest", true, 1));
    assert_eq!(document(Some(&customer))["attributes"]["web"], json!(["visitor-1"]));
    let again = desk.identify("web", " visitor-1 ", &[]).await;
    assert_eq!((again.r#match.as_str(), again.customer), ("ONE", Some(customer.clone())));
    let other = desk.identify("WHATSAPP", "visitor-1", &[]).await;
    assert_ne!(other.customer.unwrap().id, customer.id, "another channel, another identity");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_they_say_fills_what_is_empty_and_never_overwrites() {
    let desk = Desk::open().await;
    let said = [("first_name", "Jane"), ("phone", "+49 30 1234"), ("email", "not an address"), ("shoe", "42")];
    let jane = desk.identify("WEB", "v", &said).await.customer.unwrap();
    let first = document(Some(&jane));
    assert_eq!((&first["firstName"], &first["phoneNumber"], &first["email"]), (&json!("Jane"), &json!(["+49 30 1234"]), &json!([])));
    let path = format!("/customers/{}", jane.id);
    let mut edited = desk.get(Role::Agent, &path).await.body;
    edited["firstName"] = json!("Jane Doe");
    assert_eq!(desk.put(Role::Agent, &path, edited).await.status, 200);
    let later = desk.identify("WEB", "v", &[("firstName", "J."), ("phoneNumber", "999999"), ("email", "jane@mail.example")]).await;
    let later = document(later.customer.as_ref());
    assert_eq!((&later["firstName"], &later["isAnonymous"]), (&json!("Jane Doe"), &json!(false)));
    assert_eq!(
        (&later["phoneNumber"], &later["email"], &later["version"]),
        (&json!(["+49 30 1234"]), &json!(["jane@mail.example"]), &json!(3))
    );
    let events = desk.events(&jane.id, 3).await;
    assert_eq!(
        events.iter().map(|event| (event.r#type.as_str(), event.sequence)).collect::<Vec<_>>(),
        [("CREATED", 1), ("CHANGED", 2), ("CHANGED", 3)]
    );
    let payload = contracts::cim_customer::Customer::decode(events[2].payload.as_slice()).unwrap();
    assert_eq!((payload.id, payload.first_name, payload.version), (jane.id, "Jane Doe".to_owned(), 3));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_number_the_channel_vouches_for_finds_its_customer() {
    let desk = Desk::open().await;
    let known = desk.post(Role::Agent, "/customers", json!({"firstName": "Ada", "phoneNumber": ["+49 (30) 5555"]})).await;
    let found = desk.identify("WHATSAPP", "+49305555", &[("email", "ada@mail.example")]).await;
    assert_eq!(found.r#match, "ONE");
    assert_eq!(found.customer.as_ref().unwrap().id, known.id());
    assert_eq!(document(found.customer.as_ref())["email"], json!(["ada@mail.example"]));
    assert_eq!(desk.identify("WHATSAPP", "+49305555", &[]).await.r#match, "ONE");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_somebody_claims_suggests_and_does_not_let_in() {
    let desk = Desk::open().await;
    let ada = desk.post(Role::Agent, "/customers", json!({"firstName": "Ada", "email": ["ada@mail.example"]})).await.id();
    let claimed = desk.identify("WEB", "v1", &[("email", "ADA@mail.example")]).await;
    assert_eq!(claimed.r#match, "NONE");
    assert_ne!(claimed.customer.as_ref().unwrap().id, ada);
    assert_eq!(claimed.suggestions.len(), 1);
    assert_eq!(claimed.suggestions[0].id, ada);
    // Now two have that address.
    let many = desk.identify("WEB", "v2", &[("email", "ada@mail.example")]).await;
    assert_eq!(many.r#match, "MANY");
    let suggested: BTreeSet<_> = many.suggestions.iter().map(|customer| customer.id.clone()).collect();
    assert_eq!(suggested, BTreeSet::from([ada, claimed.customer.unwrap().id]));
    assert!(many.customer.unwrap().is_anonymous);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_turns_up_many_times_at_once_is_one_customer() {
    let desk = Desk::open().await;
    for round in 0..5 {
        let identifier = format!("visitor-{round}");
        let all = futures::future::join_all(
            (0..12).map(|_| desk.identify("WEB", &identifier, &[("first_name", "Jane"), ("email", "j@mail.example")])),
        )
        .await;
        let ids: BTreeSet<_> = all.iter().map(|one| one.customer.as_ref().unwrap().id.clone()).collect();
        assert_eq!(ids.len(), 1, "{ids:?}");
    }
    assert_eq!(desk.get(Role::Admin, "/customers").await.body["items"].as_array().unwrap().len(), 5);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_identifier_of_another_tenant_is_somebody_else() {
    let desk = Desk::open().await;
    let ours = desk.identify("WEB", "v", &[]).await.customer.unwrap();
    let theirs = desk.try_identify("acme", ("WEB", "v"), &[]).await.unwrap().customer.unwrap();
    assert_ne!(ours.id, theirs.id);
    let ask = |tenant: &str, id: &str| {
        let message = contracts::cim_customer::GetCustomerRequest { customer_id: id.to_owned() };
        runtime::call(&Principal::service(TenantId::new(tenant), "unified-admin"), message)
    };
    assert_eq!(desk.grpc().get_customer(ask("default", &ours.id)).await.unwrap().into_inner().customer, Some(ours.clone()));
    let crossed = desk.grpc().get_customer(ask("acme", &ours.id)).await.unwrap_err();
    assert_eq!(crossed.code(), tonic::Code::NotFound);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_nobody() {
    let desk = Desk::open().await;
    for (channel, identifier) in [("", "v"), ("WEB", " "), ("WEB", &"x".repeat(257))] {
        let refused = desk.try_identify("default", (channel, identifier), &[]).await.unwrap_err();
        assert_eq!(refused.code(), tonic::Code::InvalidArgument, "{channel:?}");
    }
}
