//! Every HTTP operation of every service, by hand; a test holds the list against the sources.

/// Kinds of documents: each has a list, and `GET`, `PUT` and `DELETE` of one. With a body for those that the demonstration has none of.
pub(super) const DOCUMENTS: &[(&str, &str)] = &[
    ("/unified-admin/v1/users", ""),
    ("/unified-admin/v1/teams", r#"{"name": "Ours"}"#),
    ("/unified-admin/v1/tenants", r#"{"name": "A tenant of ours"}"#),
    ("/unified-admin/v1/settings", r#"{"name": "ours", "value": "secret"}"#),
    ("/unified-admin/v1/reasons", ""),
    ("/unified-admin/v1/wrap-up-codes", ""),
    ("/unified-admin/v1/canned-answers", ""),
    ("/unified-admin/v1/forms", ""),
    ("/ccm/v1/channel-types", ""),
    ("/ccm/v1/channel-providers", r#"{"name": "Ours", "supportedChannelTypes": ["WEB"]}"#),
    ("/ccm/v1/channel-connectors", r#"{"name": "Ours", "provider": "Ours"}"#),
    ("/ccm/v1/channels", ""),
    ("/ccm/v1/widget-configs", ""),
    ("/routing-engine/v1/mrds", ""),
    ("/routing-engine/v1/attributes", ""),
    ("/routing-engine/v1/queues", ""),
    ("/routing-engine/v1/agents", ""),
    ("/bot-framework/v1/bots", ""),
    ("/cim-customer/v1/labels", r#"{"name": "ours"}"#),
    ("/cim-customer/v1/schema", ""),
];

/// What the `{id}` of an operation names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Names {
    Conversation,
    Customer,
    Request,
    User,
    Tenant,
    Queue,
    Agent,
    Bot,
    /// Nothing: the answer must not show anything of ours.
    Nothing,
}

/// The others: method, path, what its `{id}` names, body.
pub(super) const OPERATIONS: &[(&str, &str, Names, &str)] = &[
    ("GET", "/conversation-manager/v1/conversations?customerId={id}", Names::Customer, ""),
    ("GET", "/conversation-manager/v1/conversations/{id}", Names::Conversation, ""),
    ("GET", "/conversation-manager/v1/conversations/{id}/activities", Names::Conversation, ""),
    ("DELETE", "/conversation-manager/v1/conversations/{id}/bodies", Names::Conversation, ""),
    ("GET", "/cim-customer/v1/customers", Names::Nothing, ""),
    ("GET", "/cim-customer/v1/customers/{id}", Names::Customer, ""),
    ("PUT", "/cim-customer/v1/customers/{id}", Names::Customer, r#"{"version": 1, "attributes": {"firstName": "Taken"}}"#),
    ("DELETE", "/cim-customer/v1/customers/{id}", Names::Customer, ""),
    ("GET", "/routing-engine/v1/queues/{id}/state", Names::Queue, ""),
    ("POST", "/routing-engine/v1/queues/{id}/flush", Names::Queue, ""),
    ("GET", "/routing-engine/v1/agents/{id}/state", Names::Agent, ""),
    ("GET", "/routing-engine/v1/requests/{id}", Names::Request, ""),
    ("POST", "/bot-framework/v1/bots/{id}/try", Names::Bot, r#"{"text": "when do you open?"}"#),
    ("GET", "/conversation-controller/v1/rules", Names::Nothing, ""),
    ("DELETE", "/conversation-controller/v1/rules", Names::Nothing, ""),
    ("PUT", "/conversation-controller/v1/rules", Names::Nothing, r#"{"yaml": "rules: []", "version": 1}"#),
    ("POST", "/conversation-controller/v1/rules/check", Names::Nothing, r#"{"yaml": "rules: []"}"#),
    ("POST", "/unified-admin/v1/users/{id}/links", Names::User, "{}"),
    ("POST", "/unified-admin/v1/tenants/{id}/administrators", Names::Tenant, r#"{"username": "mallory", "name": "Mallory"}"#),
    ("GET", "/unified-admin/v1/audit", Names::Nothing, ""),
    ("GET", "/unified-admin/v1/auth/me", Names::Nothing, ""),
    ("POST", "/unified-admin/v1/auth/password", Names::Nothing, r#"{"newPassword": "a long enough passphrase of mine"}"#),
];

/// Routes that know no user: what they are given proves whose it is, or they are public.
const WITHOUT_A_USER: &[&str] = &[
    "/ccm/v1/public/widget-configs/{identifier}",
    "/web-channel-manager/v1/transcript",
    "/unified-admin/v1/auth/sign-in",
    "/unified-admin/v1/auth/links",
    "/unified-admin/v1/auth/operator",
    "/unified-admin/v1/auth/refresh",
    "/unified-admin/v1/auth/sign-out",
    "/unified-admin/v1/.well-known/jwks.json",
    "/unified-admin/v1/{*rest}",
];

/// Paths in a service's sources: texts that begin with `/<service>/v1/`.
fn paths(source: &str, service: &str) -> Vec<String> {
    let start = format!("\"/{service}/v1/");
    source.match_indices(&start).filter_map(|(at, _)| source[at + 1..].split('"').next().map(str::to_owned)).collect()
}

#[test]
fn every_route_of_every_service_is_in_the_sweep() -> anyhow::Result<()> {
    let services = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../services");
    let known = |path: &str| {
        let same = |listed: &str| listed.split('?').next().unwrap_or_default() == path;
        OPERATIONS.iter().any(|(_, listed, ..)| same(listed))
            || DOCUMENTS.iter().any(|(listed, _)| *listed == path)
            || WITHOUT_A_USER.contains(&path)
    };
    let (mut found, mut missing) = (0, Vec::new());
    for entry in std::fs::read_dir(services)? {
        let folder = entry?.path();
        let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
        for file in ["src/http.rs", "src/http/access.rs", "src/lib.rs"] {
            let Ok(source) = std::fs::read_to_string(folder.join(file)) else { continue };
            let routes = paths(&source, &name);
            found += routes.len();
            missing.extend(routes.into_iter().filter(|path| !known(path)));
        }
    }
    assert!(found > 40, "only {found} routes were found: the search is broken");
    assert_eq!(missing, Vec::<String>::new(), "add them to the sweep");
    Ok(())
}
