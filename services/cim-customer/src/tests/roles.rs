//! Every route with every role: exactly what the table says.

use ids::Role;
use serde_json::json;

use super::harness::Desk;
use crate::http::routes;

#[tokio::test(flavor = "multi_thread")]
async fn every_route_lets_in_the_roles_of_the_table_and_nobody_else() {
    let desk = Desk::open().await;
    for (method, path, roles) in routes() {
        let url = path.replace("{id}", "nothing");
        let nobody = desk.request(None, method.clone(), &url, Some(json!({}))).await;
        assert_eq!(nobody.code(), (401, "NO_TOKEN"), "{method} {path}");
        let forged = desk.request(Some("nonsense".to_owned()), method.clone(), &url, Some(json!({}))).await;
        assert_eq!(forged.status, 401, "{method} {path}");
        for role in [Role::Agent, Role::Supervisor, Role::Admin] {
            let reply = desk.send(("default", role), method.clone(), &url, Some(json!({}))).await;
            let refused = reply.code() == (403, "ROLE_MISSING");
            assert_eq!(!refused, roles.contains(&role), "{method} {path} as {role:?}: {reply:?}");
            assert_ne!(reply.status, 405, "{method} {path} is no route");
        }
    }
}
