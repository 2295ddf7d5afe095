//! Every route with every role: exactly what the table says.

use ids::Role;
use reqwest::Method;
use serde_json::json;

use super::harness::{Office, Person};
use crate::http::{Needs, routes};

#[tokio::test(flavor = "multi_thread")]
async fn every_route_lets_in_the_roles_of_the_table_and_nobody_else() {
    let office = Office::open().await;
    let people = [
        (Role::Agent, office.enter("agent1").await),
        (Role::Supervisor, office.enter("supervisor").await),
        (Role::Admin, office.operator().await),
    ];
    for (method, path, needs) in routes() {
        let Needs::Roles(roles) = needs else { continue };
        let url = path.trim_start_matches("/unified-admin/v1").replace("{id}", "nothing");
        let nobody = office.send(method.clone(), &path.replace("{id}", "nothing"), &[], Some(json!({}))).await;
        assert_eq!(nobody.code(), (401, "NO_TOKEN"), "{method} {path}");
        for (role, person) in &people {
            let reply = office.call(person, method.clone(), &url, Some(json!({}))).await;
            let refused = reply.code() == (403, "ROLE_MISSING");
            assert_eq!(!refused, roles.contains(role), "{method} {path} as {role:?}: {reply:?}");
            assert_ne!(reply.status, 405, "{method} {path} is no route");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_in_the_table_is_not_there() {
    let office = Office::open().await;
    let admin = office.operator().await;
    assert_eq!(office.get(&admin, "/auth/sign-in").await.status, 400, "no such method");
    assert_eq!(office.get(&admin, "/nothing").await.code(), (404, "NO_ROUTE"));
    let nobody = Person { token: "nonsense".to_owned(), ..admin };
    assert_eq!(office.call(&nobody, Method::GET, "/reasons", None).await.status, 401);
}
