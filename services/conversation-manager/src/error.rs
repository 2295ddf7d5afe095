//! What conversations refuse.

use errors::{Coded, Kind};

#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    #[error("there is no conversation {0:?}")]
    NoConversation(String),
    #[error("conversation {0:?} is closed")]
    Closed(String),
    #[error("{0:?} is not an active participant of the conversation")]
    NotAParticipant(String),
    #[error("bot {0:?} does not speak to the customer now")]
    BotNotPrimary(String),
    #[error("session {0:?} is not live")]
    NoSession(String),
    #[error("the body has {size} bytes, more than {max}")]
    TooLarge { size: usize, max: usize },
    #[error("{field}: {problem}")]
    Malformed { field: &'static str, problem: &'static str },
    #[error("the log is being written by somebody else")]
    Contended,
    #[error("the log is full: nothing can be taken right now")]
    Overloaded,
    #[error("too much waits to be passed on: try again in a moment")]
    Backlog,
    #[error("the log cannot be written at this moment")]
    Unavailable,
    #[error(transparent)]
    Store(#[from] db::Error),
    #[error("stored data cannot be read")]
    Corrupt(#[from] serde_json::Error),
}

impl Coded for Error {
    fn kind(&self) -> Kind {
        match self {
            Self::NoConversation(_) => Kind::NotFound,
            Self::Closed(_) | Self::BotNotPrimary(_) | Self::NoSession(_) => Kind::Conflict,
            Self::NotAParticipant(_) => Kind::Forbidden,
            Self::TooLarge { .. } => Kind::TooLarge,
            Self::Malformed { .. } => Kind::Invalid,
            Self::Contended | Self::Backlog | Self::Unavailable => Kind::Unavailable,
            Self::Overloaded => Kind::Exhausted,
            Self::Store(error) => error.kind(),
            Self::Corrupt(_) => Kind::Internal,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::NoConversation(_) => "NOT_FOUND",
            Self::Closed(_) => "CONVERSATION_CLOSED",
            Self::NotAParticipant(_) => "NOT_A_PARTICIPANT",
            Self::BotNotPrimary(_) => "BOT_NOT_PRIMARY",
            Self::NoSession(_) => "NO_SESSION",
            Self::TooLarge { .. } => "TOO_LARGE",
            Self::Malformed { .. } => "MALFORMED",
            Self::Contended => "CONTENDED",
            Self::Overloaded => "OVERLOADED",
            Self::Backlog => "BACKLOG",
            Self::Unavailable => "LOG_UNAVAILABLE",
            Self::Store(error) => error.code(),
            Self::Corrupt(_) => "CORRUPT",
        }
    }
}
