//! The error that leaves a service.

use std::borrow::Cow;
use std::error::Error as StdError;
use std::fmt;

use crate::Kind;

/// What a service's own error enum says of each variant.
pub trait Coded: StdError + Send + Sync + 'static {
    /// What the caller does next.
    fn kind(&self) -> Kind;
    /// What happened, `UPPER_SNAKE`, stable: clients match on it.
    fn code(&self) -> &'static str;
    /// Fields at fault, for forms.
    fn violations(&self) -> Vec<Violation> {
        Vec::new()
    }
}

/// One field that is wrong, and how to mend it.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
pub struct Violation {
    /// Path of the field, such as `steps[1].expression`.
    pub field: String,
    /// What is wrong, in words for the person who typed it.
    pub message: String,
}

impl Violation {
    /// A violation of that field.
    pub fn new(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self { field: field.into(), message: message.into() }
    }
}

/// An error as an edge answers it: kind, code, public text and, for the log, the cause.
pub struct Fault(Box<Inner>);

struct Inner {
    kind: Kind,
    code: Cow<'static, str>,
    detail: String,
    violations: Vec<Violation>,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

impl Fault {
    /// A fault without a cause.
    pub fn new(kind: Kind, code: impl Into<Cow<'static, str>>, detail: impl Into<String>) -> Self {
        Self(Box::new(Inner { kind, code: code.into(), detail: detail.into(), violations: Vec::new(), source: None }))
    }

    /// The request is wrong.
    pub fn invalid(code: &'static str, detail: impl Into<String>) -> Self {
        Self::new(Kind::Invalid, code, detail)
    }

    /// The named thing does not exist for this caller.
    pub fn not_found(what: &str, id: &str) -> Self {
        Self::new(Kind::NotFound, "NOT_FOUND", format!("there is no {what} {id:?}"))
    }

    /// Our own fault; the cause is logged and never shown.
    pub fn internal(source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        let mut fault = Self::new(Kind::Internal, "INTERNAL", "something went wrong on our side");
        fault.0.source = Some(source.into());
        fault
    }

    /// The same, naming the fields at fault.
    #[must_use]
    pub fn with_violations(mut self, violations: Vec<Violation>) -> Self {
        self.0.violations = violations;
        self
    }

    /// What the caller does next.
    pub fn kind(&self) -> Kind {
        self.0.kind
    }

    /// What happened.
    pub fn code(&self) -> &str {
        &self.0.code
    }

    /// Public text.
    pub fn detail(&self) -> &str {
        &self.0.detail
    }

    /// Fields at fault.
    pub fn violations(&self) -> &[Violation] {
        &self.0.violations
    }

    /// The error and its causes in one line, for the log only.
    pub fn chain(&self) -> String {
        let mut text = self.to_string();
        let mut next = self.source();
        while let Some(cause) = next {
            text.push_str(": ");
            text.push_str(&cause.to_string());
            next = cause.source();
        }
        text
    }
}

impl<E: Coded> From<E> for Fault {
    fn from(error: E) -> Self {
        let (kind, code, violations) = (error.kind(), error.code(), error.violations());
        if kind == Kind::Internal {
            return Self::internal(error);
        }
        let detail = error.to_string();
        Self(Box::new(Inner { kind, code: Cow::Borrowed(code), detail, violations, source: Some(Box::new(error)) }))
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.0.detail, self.0.code)
    }
}

impl fmt::Debug for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} {}", self.0.kind, self.chain())
    }
}

impl StdError for Fault {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source.as_deref().map(|source| source as _)
    }
}
