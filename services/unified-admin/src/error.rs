//! What may go wrong here.

use errors::{Coded, Kind, Violation};
use ids::Ms;

pub(crate) type Result<T> = std::result::Result<T, Error>;

#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    /// Deliberately the same for an unknown name, a wrong password and a disabled user.
    #[error("the user name or the password is wrong")]
    CredentialsWrong,
    #[error("too many failed attempts: wait {} s", seconds(*wait))]
    Throttled { wait: Ms },
    #[error("this link was used already, or has expired")]
    LinkInvalid,
    #[error("the session is over: sign in again")]
    SessionOver,
    #[error("this session was used from two places and is over: sign in again")]
    RefreshReused,
    #[error("a code of the second factor is needed")]
    SecondFactorNeeded,
    #[error("the code is wrong, or was used before")]
    CodeWrong,
    #[error("a second factor is required: sign in again to set it up")]
    SecondFactorRequired,
    #[error("setting up the second factor took too long: begin again")]
    EnrolmentOver,
    #[error("the request must carry the header X-Switchboard: 1")]
    HeaderMissing,
    #[error("the password is not good enough")]
    PasswordRefused { violations: Vec<Violation> },
    #[error("the current password is needed to set a new one")]
    CurrentPasswordNeeded,
    #[error("the operator cannot do this")]
    NotForOperator,
    #[error("there is no {what} {id:?}")]
    NotFound { what: &'static str, id: String },
    #[error("only administrators of the tenant {:?} manage tenants", ids::TenantId::DEFAULT)]
    TenantsElsewhere,
    #[error("the last administrator must stay")]
    LastAdministrator,
    #[error("{used_by} still use it")]
    InUse { used_by: String },
    #[error("{field} {message}")]
    Refers { field: &'static str, message: String },
    #[error(transparent)]
    Store(#[from] db::Error),
    #[error(transparent)]
    Token(#[from] auth::Error),
    #[error("the password hashing did not finish")]
    Hashing(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl Coded for Error {
    fn kind(&self) -> Kind {
        match self {
            Self::CredentialsWrong
            | Self::LinkInvalid
            | Self::SessionOver
            | Self::RefreshReused
            | Self::SecondFactorNeeded
            | Self::CodeWrong
            | Self::SecondFactorRequired
            | Self::EnrolmentOver => Kind::Unauthenticated,
            Self::Throttled { .. } => Kind::Exhausted,
            Self::HeaderMissing | Self::CurrentPasswordNeeded | Self::NotForOperator | Self::TenantsElsewhere => Kind::Forbidden,
            Self::PasswordRefused { .. } | Self::Refers { .. } => Kind::Invalid,
            Self::NotFound { .. } => Kind::NotFound,
            Self::LastAdministrator | Self::InUse { .. } => Kind::Conflict,
            Self::Store(error) => error.kind(),
            Self::Token(error) => error.kind(),
            Self::Hashing(_) => Kind::Internal,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::CredentialsWrong => "CREDENTIALS_WRONG",
            Self::Throttled { .. } => "TOO_MANY_ATTEMPTS",
            Self::LinkInvalid => "LINK_INVALID",
            Self::SessionOver => "SESSION_OVER",
            Self::RefreshReused => "REFRESH_REUSED",
            Self::SecondFactorNeeded => "SECOND_FACTOR_NEEDED",
            Self::CodeWrong => "CODE_WRONG",
            Self::SecondFactorRequired => "SECOND_FACTOR_REQUIRED",
            Self::EnrolmentOver => "ENROLMENT_OVER",
            Self::HeaderMissing => "HEADER_MISSING",
            Self::PasswordRefused { .. } => "PASSWORD_REFUSED",
            Self::CurrentPasswordNeeded => "CURRENT_PASSWORD_NEEDED",
            Self::NotForOperator => "NOT_FOR_OPERATOR",
            Self::NotFound { .. } => "NOT_FOUND",
            Self::TenantsElsewhere => "TENANTS_ELSEWHERE",
            Self::LastAdministrator => "LAST_ADMINISTRATOR",
            Self::InUse { .. } => "IN_USE",
            Self::Refers { .. } => "NOT_VALID",
            Self::Store(error) => error.code(),
            Self::Token(error) => error.code(),
            Self::Hashing(_) => "INTERNAL",
        }
    }

    fn violations(&self) -> Vec<Violation> {
        match self {
            Self::PasswordRefused { violations } => violations.clone(),
            Self::Refers { field, message } => vec![Violation::new(*field, message.clone())],
            _ => Vec::new(),
        }
    }
}

/// Whole seconds, rounded up: who waits that long is let in.
pub(crate) fn seconds(wait: Ms) -> Ms {
    (wait.max(1) + 999) / 1000
}
