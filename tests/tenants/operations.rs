//! Every HTTP operation of every service, by hand; a test holds the list against the descriptions of the interfaces.

use crate::roles::{described, without_a_user};

/// Kinds of documents: each has a list, and `GET`, `PUT` and `DELETE` of one. With a body for those that the demonstration has none of.
pub(crate) const DOCUMENTS: &[(&str, &str)] = &[
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
    ("/ccm/v1/message-templates", ""),
    ("/routing-engine/v1/mrds", ""),
    ("/routing-engine/v1/attributes", ""),
    ("/routing-engine/v1/queues", ""),
    ("/routing-engine/v1/settings", r#"{"queuePriority": false}"#),
    ("/routing-engine/v1/agents", ""),
    ("/bot-framework/v1/bots", ""),
    ("/conversation-controller/v1/rule-sets", r#"{"yaml": "extends: built-in"}"#),
    ("/cim-customer/v1/labels", r#"{"name": "ours"}"#),
    ("/cim-customer/v1/schema", ""),
    ("/file-engine/v1/policies", r#"{"name": "OURS", "maxBytes": 1000, "types": ["image/*"]}"#),
];

/// What the `{id}` of an operation names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Names {
    Conversation,
    Customer,
    Request,
    User,
    Tenant,
    Queue,
    Agent,
    Bot,
    File,
    Connector,
    Channel,
    /// Nothing: the answer must not show anything of ours.
    Nothing,
}

/// The others: method, path, what its `{id}` names, body.
pub(crate) const OPERATIONS: &[(&str, &str, Names, &str)] = &[
    ("GET", "/conversation-manager/v1/conversations?customerId={id}", Names::Customer, ""),
    ("GET", "/conversation-manager/v1/conversations/{id}", Names::Conversation, ""),
    ("GET", "/conversation-manager/v1/conversations/{id}/activities", Names::Conversation, ""),
    ("DELETE", "/conversation-manager/v1/conversations/{id}/bodies", Names::Conversation, ""),
    ("GET", "/conversation-manager/v1/search?q=a", Names::Nothing, ""),
    ("GET", "/cim-customer/v1/customers", Names::Nothing, ""),
    ("POST", "/cim-customer/v1/customers", Names::Nothing, r#"{"attributes": {"firstName": "Theirs"}}"#),
    ("GET", "/cim-customer/v1/customers/{id}", Names::Customer, ""),
    ("PUT", "/cim-customer/v1/customers/{id}", Names::Customer, r#"{"version": 1, "attributes": {"firstName": "Taken"}}"#),
    ("GET", "/cim-customer/v1/customers/{id}/suggestions", Names::Customer, ""),
    ("GET", "/cim-customer/v1/customers/{id}/merges", Names::Customer, ""),
    ("POST", "/cim-customer/v1/customers/{id}/merges", Names::Customer, r#"{"customerId": "nothing", "reason": "taken"}"#),
    ("POST", "/cim-customer/v1/customers/{id}/not-same", Names::Customer, r#"{"customerId": "nothing"}"#),
    ("GET", "/cim-customer/v1/customers/{id}/identities", Names::Customer, ""),
    ("POST", "/cim-customer/v1/customers/{id}/identities", Names::Customer, r#"{"channelType": "WEB", "identifier": "taken"}"#),
    ("POST", "/cim-customer/v1/merges/{id}/undo", Names::Nothing, "{}"),
    ("DELETE", "/cim-customer/v1/customers/{id}", Names::Customer, ""),
    ("GET", "/routing-engine/v1/queues/{id}/state", Names::Queue, ""),
    ("POST", "/routing-engine/v1/queues/{id}/flush", Names::Queue, ""),
    ("GET", "/routing-engine/v1/agents/{id}/state", Names::Agent, ""),
    ("GET", "/routing-engine/v1/requests/{id}", Names::Request, ""),
    ("GET", "/routing-engine/v1/requests/{id}/explanation", Names::Request, ""),
    ("POST", "/routing-engine/v1/requests/{id}/change", Names::Request, r#"{"priority": 1}"#),
    ("POST", "/routing-engine/v1/agents/{id}/state", Names::Agent, r#"{"state": "NOT_READY"}"#),
    ("GET", "/routing-engine/v1/board", Names::Nothing, ""),
    ("POST", "/routing-engine/v1/requests", Names::Nothing, r#"{"conversationId": "theirs", "queue": "nothing"}"#),
    ("POST", "/routing-engine/v1/requests/{id}/revoke", Names::Request, "{}"),
    ("POST", "/routing-engine/v1/requests/{id}/fetch", Names::Request, ""),
    ("POST", "/routing-engine/v1/tasks/{id}/accept", Names::Nothing, ""),
    ("POST", "/routing-engine/v1/tasks/{id}/decline", Names::Nothing, "{}"),
    ("POST", "/routing-engine/v1/tasks/{id}/transfer", Names::Nothing, r#"{"toQueue": "nothing"}"#),
    ("POST", "/routing-engine/v1/tasks/{id}/invite", Names::Nothing, r#"{"direction": "CONSULT", "toQueue": "nothing"}"#),
    ("POST", "/routing-engine/v1/tasks/{id}/convert", Names::Nothing, r#"{"consultTaskId": "t1", "direction": "CONSULT_TRANSFER"}"#),
    ("POST", "/routing-engine/v1/conversations/{id}/join", Names::Conversation, r#"{"direction": "WHISPER"}"#),
    ("GET", "/routing-engine/v1/agent-states", Names::Nothing, ""),
    ("GET", "/routing-engine/v1/events", Names::Nothing, ""),
    ("GET", "/routing-engine/v1/estimates", Names::Nothing, ""),
    ("GET", "/routing-engine/v1/check", Names::Nothing, ""),
    ("POST", "/routing-engine/v1/expressions/check", Names::Nothing, r#"{"expression": "true"}"#),
    ("POST", "/routing-engine/v1/queues/{id}/check", Names::Nothing, r#"{"name": "theirs", "mrdId": "nothing"}"#),
    ("POST", "/bot-framework/v1/bots/{id}/try", Names::Bot, r#"{"text": "when do you open?"}"#),
    ("GET", "/file-engine/v1/files", Names::Nothing, ""),
    ("GET", "/file-engine/v1/files?conversationId={id}", Names::Conversation, ""),
    ("GET", "/file-engine/v1/files/{id}", Names::File, ""),
    ("GET", "/file-engine/v1/files/{id}/content", Names::File, ""),
    ("GET", "/file-engine/v1/files/{id}/thumbnail", Names::File, ""),
    ("PUT", "/file-engine/v1/files/{id}/content", Names::File, ""),
    ("POST", "/file-engine/v1/files/{id}/release", Names::File, ""),
    ("DELETE", "/file-engine/v1/files/{id}", Names::File, ""),
    ("POST", "/file-engine/v1/erasures", Names::Nothing, r#"{"customerId": "somebody"}"#),
    ("GET", "/bot-framework/v1/bots/{id}/usage", Names::Bot, ""),
    (
        "POST",
        "/bot-framework/v1/try",
        Names::Nothing,
        r#"{"bot": {"name": "b", "type": "BUILT_IN", "definition": {"fallback": "?", "handover": {}}}, "text": "hello"}"#,
    ),
    ("GET", "/conversation-controller/v1/rules", Names::Nothing, ""),
    ("GET", "/conversation-controller/v1/rules/versions", Names::Nothing, ""),
    ("GET", "/conversation-controller/v1/rules/versions/{number}", Names::Nothing, ""),
    ("POST", "/conversation-controller/v1/rules/rollback", Names::Nothing, r#"{"number": 1}"#),
    ("POST", "/conversation-controller/v1/rules/dry-run", Names::Nothing, r#"{"yaml": "extends: built-in"}"#),
    ("DELETE", "/conversation-controller/v1/rules", Names::Nothing, ""),
    ("PUT", "/conversation-controller/v1/rules", Names::Nothing, r#"{"yaml": "rules: []", "version": 1}"#),
    ("POST", "/conversation-controller/v1/rules/check", Names::Nothing, r#"{"yaml": "rules: []"}"#),
    ("POST", "/unified-admin/v1/users/{id}/links", Names::User, "{}"),
    ("DELETE", "/unified-admin/v1/users/{id}/second-factor", Names::User, ""),
    ("GET", "/unified-admin/v1/users/{id}/sessions", Names::User, ""),
    ("DELETE", "/unified-admin/v1/users/{id}/sessions", Names::User, ""),
    ("GET", "/unified-admin/v1/auth/second-factor", Names::Nothing, ""),
    ("POST", "/unified-admin/v1/auth/second-factor", Names::Nothing, "{}"),
    ("POST", "/unified-admin/v1/auth/second-factor/remove", Names::Nothing, r#"{"code": "000000"}"#),
    ("GET", "/unified-admin/v1/auth/sessions", Names::Nothing, ""),
    ("DELETE", "/unified-admin/v1/auth/sessions/{id}", Names::User, ""),
    ("POST", "/unified-admin/v1/auth/sessions/end-others", Names::Nothing, "{}"),
    ("POST", "/unified-admin/v1/tenants/{id}/administrators", Names::Tenant, r#"{"username": "mallory", "name": "Mallory"}"#),
    ("GET", "/unified-admin/v1/audit", Names::Nothing, ""),
    ("GET", "/unified-admin/v1/auth/me", Names::Nothing, ""),
    ("GET", "/ccm/v1/channel-connectors/{id}/secrets", Names::Connector, ""),
    ("PUT", "/ccm/v1/channel-connectors/{id}/secrets", Names::Connector, r#"{"apiKey": "taken"}"#),
    ("GET", "/ccm/v1/capabilities", Names::Nothing, ""),
    ("GET", "/ccm/v1/ledger", Names::Nothing, ""),
    ("GET", "/ccm/v1/ledger/{id}", Names::Conversation, ""),
    ("GET", "/ccm/v1/conversations/{id}/outbound", Names::Conversation, ""),
    ("GET", "/ccm/v1/conversations/{id}/reach", Names::Conversation, ""),
    ("POST", "/ccm/v1/outbound/{id}/send-again", Names::Conversation, "{}"),
    ("GET", "/360-connector/v1/channels/{id}/events", Names::Channel, ""),
    ("GET", "/360-connector/v1/channels/{id}/health", Names::Channel, ""),
    ("POST", "/360-connector/v1/events/{id}/replay", Names::Conversation, ""),
    ("GET", "/facebook-connector/v1/channels/{id}/events", Names::Channel, ""),
    ("GET", "/facebook-connector/v1/channels/{id}/health", Names::Channel, ""),
    ("POST", "/facebook-connector/v1/events/{id}/replay", Names::Conversation, ""),
    ("GET", "/twilio-connector/v1/channels/{id}/events", Names::Channel, ""),
    ("GET", "/twilio-connector/v1/channels/{id}/health", Names::Channel, ""),
    ("POST", "/twilio-connector/v1/events/{id}/replay", Names::Conversation, ""),
    ("POST", "/unified-admin/v1/auth/password", Names::Nothing, r#"{"newPassword": "a long enough passphrase of mine"}"#),
];

#[test]
fn every_operation_that_is_described_is_in_the_sweep() -> anyhow::Result<()> {
    let listed = |operation: &str| {
        let Some((method, path)) = operation.split_once(' ') else { return false };
        let same = |at: &str| at.split('?').next().unwrap_or_default() == path;
        OPERATIONS.iter().any(|(of, at, ..)| *of == method && same(at))
            || DOCUMENTS.iter().any(|(kind, _)| *kind == path || path.strip_prefix(kind) == Some("/{id}"))
    };
    let (all, public) = (described()?, without_a_user());
    assert!(all.len() > 150, "only {} operations are described", all.len());
    let missing: Vec<_> = all.difference(&public).filter(|operation| !listed(operation)).collect();
    assert_eq!(missing, Vec::<&String>::new(), "add them to the sweep");
    Ok(())
}
