//! For whom something is done: the tenant and the acting user, bot, customer or service.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// A tenant's id: every row, topic key, token and business metric carries one.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct TenantId(Arc<str>);

impl TenantId {
    /// The tenant of an installation that has only one.
    pub const DEFAULT: &'static str = "default";

    /// The tenant of that id.
    pub fn new(id: impl Into<Arc<str>>) -> Self {
        Self(id.into())
    }

    /// As text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Default for TenantId {
    fn default() -> Self {
        Self::new(Self::DEFAULT)
    }
}

impl fmt::Display for TenantId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What a user may do, coarsely; the table of operations by role belongs to each owner.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Answers customers.
    Agent,
    /// Watches and steps in.
    Supervisor,
    /// Configures.
    Admin,
}

impl Role {
    /// As text in tokens and metadata.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Agent => "agent",
            Self::Supervisor => "supervisor",
            Self::Admin => "admin",
        }
    }

    /// The role of that name.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Agent, Self::Supervisor, Self::Admin].into_iter().find(|role| role.as_str() == text)
    }
}

/// Tenant and actor of one call. The actor is a user id, or `svc:<name>` when a service acts for itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Principal {
    /// Whose data may be touched.
    pub tenant: TenantId,
    /// Who acts.
    pub actor: Arc<str>,
    /// What that user may do; empty for services.
    pub roles: Vec<Role>,
}

impl Principal {
    /// A service that acts for itself inside a tenant.
    pub fn service(tenant: TenantId, name: &str) -> Self {
        Self { tenant, actor: format!("svc:{name}").into(), roles: Vec::new() }
    }

    /// Whether a service acts for itself.
    pub fn is_service(&self) -> bool {
        self.actor.starts_with("svc:")
    }

    /// Whether the user has the role.
    pub fn has(&self, role: Role) -> bool {
        self.roles.contains(&role)
    }
}
