//! A tenant's rules: shown, checked, replaced, taken away. Compiled once per version, and used from the next event on.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use errors::{Fault, Violation};
use ids::{Principal, TenantId};
use runtime::objects::{Object, Objects};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::position::Problem;
use crate::domain::rules::{BUILT_IN, RuleSet};
use crate::error::Error;

/// Id and name of a tenant's one document.
const ONLY: &str = "rules";

/// A tenant's rules as they are stored.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RuleDocument {
    /// `rules`: a tenant has one set.
    #[serde(default = "only")]
    name: String,
    yaml: String,
}

fn only() -> String {
    ONLY.to_owned()
}

impl Object for RuleDocument {
    const KIND: &'static str = "rule-set";

    fn name(&self) -> &str {
        &self.name
    }

    fn validate(&self) -> Vec<Violation> {
        let mut violations: Vec<_> = RuleSet::parse(&self.yaml).err().unwrap_or_default().iter().map(Problem::violation).collect();
        if self.name != ONLY {
            violations.push(Violation::new("name", format!("a tenant has one set of rules, called {ONLY:?}")));
        }
        violations
    }
}

/// Rules as they are shown.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Rules)]
pub(crate) struct Shown {
    /// 0 while the tenant has none of its own.
    version: i64,
    /// `built-in` or `tenant`.
    source: &'static str,
    yaml: String,
}

type Compiled = RwLock<HashMap<TenantId, (i64, Arc<RuleSet>)>>;

/// The rules of all tenants.
#[derive(Clone)]
pub(crate) struct Rules {
    pub(crate) documents: Objects<RuleDocument>,
    built_in: Arc<RuleSet>,
    compiled: Arc<Compiled>,
}

impl Rules {
    pub(crate) fn new(documents: Objects<RuleDocument>) -> Result<Self, Error> {
        let built_in = RuleSet::parse(BUILT_IN).map_err(|problems| Error::RulesNotValid { problems })?;
        Ok(Self { documents, built_in: Arc::new(built_in), compiled: Arc::default() })
    }

    /// The rules in force for a tenant.
    pub(crate) async fn of(&self, tenant: &TenantId) -> errors::Result<Arc<RuleSet>> {
        let Some(stored) = self.documents.find(tenant, ONLY).await? else {
            return Ok(self.built_in.clone());
        };
        if let Some((version, rules)) = self.compiled.read().unwrap_or_else(PoisonError::into_inner).get(tenant)
            && *version == stored.version
        {
            return Ok(rules.clone());
        }
        let rules = match RuleSet::parse(&stored.doc.yaml) {
            Ok(rules) => Arc::new(rules),
            Err(problems) => {
                // Valid when stored: a later version of this service knows less. Conversations go on by the built-in rules.
                let problems: Vec<_> = problems.iter().map(|problem| format!("{}: {}", problem.at, problem.message)).collect();
                tracing::error!(%tenant, ?problems, "a tenant's rules are not valid any more: the built-in ones apply");
                self.built_in.clone()
            }
        };
        self.compiled.write().unwrap_or_else(PoisonError::into_inner).insert(tenant.clone(), (stored.version, rules.clone()));
        Ok(rules)
    }

    /// The rules in force, as text.
    pub(crate) async fn show(&self, tenant: &TenantId) -> errors::Result<Shown> {
        Ok(match self.documents.find(tenant, ONLY).await? {
            Some(stored) => Shown { version: stored.version, source: "tenant", yaml: stored.doc.yaml.clone() },
            None => Shown { version: 0, source: "built-in", yaml: BUILT_IN.to_owned() },
        })
    }

    /// Replaces a tenant's rules; `version` is the one the change was made from.
    pub(crate) async fn replace(&self, principal: &Principal, yaml: String, version: Option<i64>, address: &str) -> errors::Result<Shown> {
        check(&yaml)?;
        let version = version.filter(|version| *version > 0);
        let id = self.id(&principal.tenant).await?;
        let stored =
            self.documents.put(runtime::objects::By { principal, address }, &id, version, RuleDocument { name: only(), yaml }).await?;
        Ok(Shown { version: stored.version, source: "tenant", yaml: stored.doc.yaml.clone() })
    }

    /// Goes back to the built-in rules.
    pub(crate) async fn remove(&self, principal: &Principal, address: &str) -> errors::Result<()> {
        let id = self.id(&principal.tenant).await?;
        self.documents.delete(runtime::objects::By { principal, address }, &id, None).await
    }

    /// Whoever made the document may have given it another id than its name.
    async fn id(&self, tenant: &TenantId) -> errors::Result<String> {
        Ok(self.documents.find(tenant, ONLY).await?.map_or_else(only, |stored| stored.id.clone()))
    }
}

/// Refuses rules that are not valid, naming every place.
pub(crate) fn check(yaml: &str) -> errors::Result<()> {
    RuleSet::parse(yaml).map(|_| ()).map_err(|problems| Fault::from(Error::RulesNotValid { problems }))
}

/// What is wrong with rules, place by place.
pub(crate) fn problems(yaml: &str) -> Vec<Problem> {
    RuleSet::parse(yaml).err().unwrap_or_default()
}
