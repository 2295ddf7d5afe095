//! What the door refuses.

use errors::{Coded, Kind};

#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    #[error("there is no {channel_type} channel with the service identifier {service_identifier:?}")]
    NoChannel { service_identifier: String, channel_type: String },
    #[error("the channel {0:?} is switched off")]
    ChannelOff(String),
    #[error("session {0:?} is not live")]
    NoSession(String),
    #[error("{field} {problem}")]
    Malformed { field: &'static str, problem: &'static str },
    #[error("the conversation closed meanwhile: try again")]
    Contended,
    #[error(transparent)]
    Store(#[from] db::Error),
    #[error("the stored session cannot be read")]
    Corrupt(#[from] serde_json::Error),
}

impl Coded for Error {
    fn kind(&self) -> Kind {
        match self {
            Self::NoChannel { .. } => Kind::NotFound,
            Self::ChannelOff(_) | Self::NoSession(_) => Kind::Conflict,
            Self::Malformed { .. } => Kind::Invalid,
            Self::Contended => Kind::Unavailable,
            Self::Store(error) => error.kind(),
            Self::Corrupt(_) => Kind::Internal,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::NoChannel { .. } => "NO_CHANNEL",
            Self::ChannelOff(_) => "CHANNEL_OFF",
            Self::NoSession(_) => "NO_SESSION",
            Self::Malformed { .. } => "MALFORMED",
            Self::Contended => "CONTENDED",
            Self::Store(error) => error.code(),
            Self::Corrupt(_) => "CORRUPT",
        }
    }
}
