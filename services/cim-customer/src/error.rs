//! What may go wrong here.

use errors::{Coded, Kind, Violation};

pub(crate) type Result<T> = std::result::Result<T, Error>;

#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    #[error("there is no customer {id:?}")]
    NoCustomer { id: String },
    #[error("the customer {id:?} is at version {current}, not {given}: read it again")]
    Stale { id: String, current: i64, given: i64 },
    #[error("the customer {id:?} is being changed by others all the time")]
    Contended { id: String },
    #[error("the customer is not valid")]
    CustomerInvalid { violations: Vec<Violation> },
    #[error("{field} must have 1 to {most} characters")]
    IdentityInvalid { field: &'static str, most: usize },
    #[error("{field} {message}")]
    FieldInvalid { field: &'static str, message: String },
    #[error("the customer {id:?} is both of them already")]
    SameCustomer { id: String },
    #[error("the two have nothing in common: say why they are one person")]
    ReasonMissing,
    #[error("there is no merge {id:?}")]
    NoMerge { id: String },
    #[error("the merge {id:?} has a later one on top of it: take that back first")]
    MergeBelow { id: String },
    #[error("the attribute {key:?} belongs to the system and stays")]
    SystemAttribute { key: String },
    #[error("the {what} of an attribute cannot change: make another attribute")]
    AttributeFixed { what: &'static str },
    #[error(transparent)]
    Store(#[from] db::Error),
}

impl Coded for Error {
    fn kind(&self) -> Kind {
        match self {
            Self::NoCustomer { .. } | Self::NoMerge { .. } => Kind::NotFound,
            Self::Stale { .. }
            | Self::SystemAttribute { .. }
            | Self::AttributeFixed { .. }
            | Self::SameCustomer { .. }
            | Self::MergeBelow { .. } => Kind::Conflict,
            Self::Contended { .. } => Kind::Unavailable,
            Self::CustomerInvalid { .. } | Self::IdentityInvalid { .. } | Self::FieldInvalid { .. } | Self::ReasonMissing => Kind::Invalid,
            Self::Store(error) => error.kind(),
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::NoCustomer { .. } | Self::NoMerge { .. } => "NOT_FOUND",
            Self::Stale { .. } => "STALE_VERSION",
            Self::Contended { .. } => "CUSTOMER_CONTENDED",
            Self::CustomerInvalid { .. } | Self::FieldInvalid { .. } => "NOT_VALID",
            Self::SameCustomer { .. } => "SAME_CUSTOMER",
            Self::ReasonMissing => "REASON_MISSING",
            Self::MergeBelow { .. } => "MERGE_BELOW",
            Self::IdentityInvalid { .. } => "IDENTITY_INVALID",
            Self::SystemAttribute { .. } => "SYSTEM_ATTRIBUTE",
            Self::AttributeFixed { .. } => "ATTRIBUTE_FIXED",
            Self::Store(error) => error.code(),
        }
    }

    fn violations(&self) -> Vec<Violation> {
        match self {
            Self::CustomerInvalid { violations } => violations.clone(),
            Self::FieldInvalid { field, message } => vec![Violation::new(*field, message)],
            _ => Vec::new(),
        }
    }
}
