//! People who work here. Their passwords are kept elsewhere and never part of the document.

use errors::Violation;
use ids::Role;
use runtime::objects::{Object, Stored};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::{at_most, text};

/// A user.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct User {
    /// What is typed to sign in: small letters, digits, `.`, `_`, `-`, `@`.
    pub(crate) username: String,
    /// As colleagues and customers see it.
    pub(crate) name: String,
    pub(crate) roles: Vec<Role>,
    /// The one team of the user, empty if none.
    #[serde(default)]
    pub(crate) team_id: String,
    #[serde(default)]
    pub(crate) email: String,
    /// Who is not, cannot sign in; sessions end.
    #[serde(default = "yes")]
    pub(crate) enabled: bool,
}

fn yes() -> bool {
    true
}

impl User {
    pub(crate) fn is_administrator(&self) -> bool {
        self.enabled && self.roles.contains(&Role::Admin)
    }
}

impl Object for User {
    const KIND: &'static str = "user";
    const NAMED_BY: &'static str = "username";

    #[expect(clippy::misnamed_getters, reason = "what tells users apart is what they type to sign in")]
    fn name(&self) -> &str {
        &self.username
    }

    fn validate(&self) -> Vec<Violation> {
        let mut violations = Vec::new();
        let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "._-@".contains(c);
        if self.username.len() < 2 || self.username.len() > 64 || !self.username.chars().all(allowed) {
            violations.push(Violation::new("username", "must have 2 to 64 small letters, digits, dots, dashes, underscores or @"));
        }
        if self.username == "operator" {
            violations.push(Violation::new("username", "is reserved"));
        }
        text(&mut violations, "name", &self.name, 200);
        at_most(&mut violations, "email", &self.email, 254);
        if self.roles.is_empty() {
            violations.push(Violation::new("roles", "must name at least one role"));
        }
        violations
    }
}

/// A user as sessions show it.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = SignedIn)]
pub(crate) struct Shown {
    id: String,
    username: String,
    name: String,
    roles: Vec<Role>,
    team_id: String,
    tenant: String,
}

impl Shown {
    pub(crate) fn new(tenant: &str, user: &Stored<User>) -> Self {
        let User { username, name, roles, team_id, .. } = user.doc.clone();
        Self { id: user.id.clone(), username, name, roles, team_id, tenant: tenant.to_owned() }
    }

    /// From a token alone, for a user without a document.
    pub(crate) fn of_claims(claims: &auth::UserClaims) -> Self {
        Self {
            id: claims.sub.clone(),
            username: claims.sub.clone(),
            name: claims.name.clone(),
            roles: claims.roles.clone(),
            team_id: claims.team.clone(),
            tenant: claims.tid.clone(),
        }
    }
}

/// Scripts of whoever runs the installation. Not a document: it cannot be edited, invited or given a password.
pub(crate) const OPERATOR: &str = "operator";

/// The operator, as tokens need it.
pub(crate) fn operator() -> Stored<User> {
    let doc = User {
        username: OPERATOR.to_owned(),
        name: "Operator".to_owned(),
        roles: vec![Role::Admin],
        team_id: String::new(),
        email: String::new(),
        enabled: true,
    };
    Stored { id: OPERATOR.to_owned(), version: 0, updated_at: 0, doc }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_user_name_cannot_look_like_another() {
        let named = |username: &str| User { username: username.to_owned(), ..operator().doc };
        assert!(named("alice.weber").validate().is_empty());
        for bad in ["a", "Alice", "al ice", "аlice", "operator", "<b>"] {
            assert!(!named(bad).validate().is_empty(), "{bad}");
        }
    }

    #[test]
    fn a_document_with_a_password_in_it_is_refused() {
        let given = serde_json::json!({"username": "x1", "name": "X", "roles": ["agent"], "password": "hunter2"});
        assert!(serde_json::from_value::<User>(given).is_err());
    }
}
