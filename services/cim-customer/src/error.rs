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
            Self::NoCustomer { .. } => Kind::NotFound,
            Self::Stale { .. } | Self::SystemAttribute { .. } | Self::AttributeFixed { .. } => Kind::Conflict,
            Self::Contended { .. } => Kind::Unavailable,
            Self::CustomerInvalid { .. } | Self::IdentityInvalid { .. } => Kind::Invalid,
            Self::Store(error) => error.kind(),
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::NoCustomer { .. } => "NOT_FOUND",
            Self::Stale { .. } => "STALE_VERSION",
            Self::Contended { .. } => "CUSTOMER_CONTENDED",
            Self::CustomerInvalid { .. } => "NOT_VALID",
            Self::IdentityInvalid { .. } => "IDENTITY_INVALID",
            Self::SystemAttribute { .. } => "SYSTEM_ATTRIBUTE",
            Self::AttributeFixed { .. } => "ATTRIBUTE_FIXED",
            Self::Store(error) => error.code(),
        }
    }

    fn violations(&self) -> Vec<Violation> {
        if let Self::CustomerInvalid { violations } = self { violations.clone() } else { Vec::new() }
    }
}
