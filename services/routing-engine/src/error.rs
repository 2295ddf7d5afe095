//! What routing refuses.

use errors::{Coded, Kind};
use routing_core::Refusal;

use crate::store::{KeptRefusal, Said};

#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    #[error("there is no {what} {id:?}")]
    NotFound { what: &'static str, id: String },
    #[error("{}", .0.text())]
    Refused(Refusal),
    #[error("{field}: {problem}")]
    Malformed { field: &'static str, problem: &'static str },
    #[error("queue {queue:?} is of another media routing domain than the channel: {mrd:?}")]
    MrdMismatch { queue: String, mrd: String },
    /// A refusal that was given before, under the same id.
    #[error("{detail}")]
    Again { code: &'static str, detail: String },
    #[error("the events behind that cursor are gone: read the board and go on from its cursor")]
    CursorGone,
    #[error("another process routes for this tenant now")]
    Moved,
    #[error("routing is starting or its store is away")]
    Unavailable,
    #[error("too many commands wait")]
    Overloaded,
    #[error(transparent)]
    Store(#[from] db::Error),
    #[error("stored data cannot be read")]
    Corrupt(#[from] serde_json::Error),
    #[error("a stored answer cannot be read")]
    CorruptAnswer(#[from] prost::DecodeError),
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl Coded for Error {
    fn kind(&self) -> Kind {
        match self {
            Self::NotFound { .. } | Self::Again { code: "NOT_FOUND", .. } => Kind::NotFound,
            Self::Refused(refusal) => refused(*refusal).0,
            Self::Malformed { .. } | Self::MrdMismatch { .. } | Self::Again { .. } => Kind::Invalid,
            Self::CursorGone => Kind::Conflict,
            Self::Moved | Self::Unavailable => Kind::Unavailable,
            Self::Overloaded => Kind::Exhausted,
            Self::Store(error) => error.kind(),
            Self::Corrupt(_) | Self::CorruptAnswer(_) => Kind::Internal,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Again { code, .. } => code,
            Self::NotFound { .. } => "NOT_FOUND",
            Self::Refused(refusal) => refused(*refusal).1,
            Self::Malformed { .. } => "MALFORMED",
            Self::MrdMismatch { .. } => "MRD_MISMATCH",
            Self::CursorGone => "CURSOR_GONE",
            Self::Moved => "SHARD_MOVED",
            Self::Unavailable => "ROUTING_UNAVAILABLE",
            Self::Overloaded => "OVERLOADED",
            Self::Store(error) => error.code(),
            Self::Corrupt(_) | Self::CorruptAnswer(_) => "CORRUPT",
        }
    }
}

/// The core's refusals as callers see them.
const fn refused(refusal: Refusal) -> (Kind, &'static str) {
    match refusal {
        Refusal::UnknownQueue => (Kind::NotFound, "UNKNOWN_QUEUE"),
        Refusal::UnknownAgent => (Kind::NotFound, "UNKNOWN_AGENT"),
        Refusal::UnknownMrd => (Kind::NotFound, "UNKNOWN_MRD"),
        Refusal::UnknownTask => (Kind::NotFound, "UNKNOWN_TASK"),
        Refusal::UnknownRequest => (Kind::NotFound, "UNKNOWN_REQUEST"),
        Refusal::DuplicateRequest => (Kind::AlreadyExists, "DUPLICATE_REQUEST"),
        Refusal::AlreadyWaiting => (Kind::Conflict, "ALREADY_WAITING"),
        Refusal::BadPriority => (Kind::Invalid, "BAD_PRIORITY"),
        Refusal::Expired => (Kind::Invalid, "EXPIRED"),
        Refusal::NoSender => (Kind::Invalid, "NO_SENDER"),
        Refusal::OfferGone => (Kind::Conflict, "OFFER_GONE"),
        Refusal::NotYours => (Kind::Forbidden, "NOT_YOURS"),
        Refusal::NotActive => (Kind::Conflict, "NOT_ACTIVE"),
        Refusal::NotInWrapUp => (Kind::Conflict, "NOT_IN_WRAP_UP"),
        Refusal::AlreadyTransferring => (Kind::Conflict, "ALREADY_TRANSFERRING"),
        Refusal::AlreadyThere => (Kind::Conflict, "ALREADY_THERE"),
        Refusal::AlreadyAssigned => (Kind::Conflict, "ALREADY_ASSIGNED"),
        Refusal::NotAConsultation => (Kind::Conflict, "NOT_A_CONSULTATION"),
        Refusal::NobodyThere => (Kind::Conflict, "NOBODY_THERE"),
        Refusal::NotFetched => (Kind::Conflict, "NOT_FETCHED"),
        Refusal::NotWaiting => (Kind::Conflict, "NOT_WAITING"),
        Refusal::NotQualified => (Kind::Forbidden, "NOT_QUALIFIED"),
        Refusal::BadDirection => (Kind::Invalid, "BAD_DIRECTION"),
        Refusal::NotLoggedIn => (Kind::Conflict, "NOT_LOGGED_IN"),
        Refusal::NotReady => (Kind::Conflict, "NOT_READY"),
        Refusal::StaleSession => (Kind::Conflict, "STALE_SESSION"),
        Refusal::BadReason => (Kind::Invalid, "BAD_REASON"),
        Refusal::WrongVersion => (Kind::Conflict, "WRONG_VERSION"),
        Refusal::UnknownReference => (Kind::Invalid, "UNKNOWN_REFERENCE"),
        Refusal::InUse => (Kind::Conflict, "IN_USE"),
        Refusal::OverflowLoop => (Kind::Invalid, "OVERFLOW_LOOP"),
        Refusal::OtherDomain => (Kind::Invalid, "OTHER_DOMAIN"),
        Refusal::LastStep => (Kind::Invalid, "LAST_STEP"),
        Refusal::OutOfLimits => (Kind::Invalid, "OUT_OF_LIMITS"),
    }
}

impl Error {
    /// What a repetition of the request is to hear; none where it is to be tried again.
    pub(crate) fn kept(&self) -> Option<KeptRefusal> {
        let near = match self {
            Self::Refused(refusal) => return Some(KeptRefusal::Core(*refusal)),
            Self::NotFound { what: "queue", .. } => Refusal::UnknownQueue,
            Self::NotFound { what: "agent", .. } => Refusal::UnknownAgent,
            Self::NotFound { .. } => Refusal::UnknownRequest,
            Self::Malformed { .. } => Refusal::BadReason,
            Self::MrdMismatch { .. } => Refusal::OtherDomain,
            _ => return None,
        };
        Some(KeptRefusal::Shell(near, Said { code: self.code().to_owned(), detail: self.to_string() }))
    }
}

impl From<KeptRefusal> for Error {
    fn from(kept: KeptRefusal) -> Self {
        match kept {
            KeptRefusal::Core(refusal) => Self::Refused(refusal),
            KeptRefusal::Shell(near, said) => match said.code.as_str() {
                "NOT_FOUND" => Self::Again { code: "NOT_FOUND", detail: said.detail },
                "MALFORMED" => Self::Again { code: "MALFORMED", detail: said.detail },
                "MRD_MISMATCH" => Self::Again { code: "MRD_MISMATCH", detail: said.detail },
                // Of a later version.
                _ => Self::Refused(near),
            },
        }
    }
}
