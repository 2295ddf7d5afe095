//! What the door refuses.

use errors::{Coded, Kind};

#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    #[error("there is no {channel_type} channel with the service identifier {service_identifier:?}")]
    NoChannel { service_identifier: String, channel_type: String },
    #[error("the channel {0:?} is switched off")]
    ChannelOff(String),
    #[error("there is no channel {0:?} that this connector serves")]
    NoSuchChannel(String),
    #[error("there is no message {0:?} to a provider")]
    NoOutbound(String),
    #[error("only a message that failed, or of which nobody knows, is sent again: this one is {0}")]
    NotFailed(String),
    #[error("nobody knows whether this message arrived, and its channel leaves such messages alone")]
    LeftAlone,
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
            Self::NoChannel { .. } | Self::NoSuchChannel(_) | Self::NoOutbound(_) => Kind::NotFound,
            Self::ChannelOff(_) | Self::NoSession(_) | Self::NotFailed(_) | Self::LeftAlone => Kind::Conflict,
            Self::Malformed { .. } => Kind::Invalid,
            Self::Contended => Kind::Unavailable,
            Self::Store(error) => error.kind(),
            Self::Corrupt(_) => Kind::Internal,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::NoChannel { .. } | Self::NoSuchChannel(_) => "NO_CHANNEL",
            Self::NoOutbound(_) => "NO_OUTBOUND",
            Self::NotFailed(_) => "NOT_FAILED",
            Self::LeftAlone => "LEFT_ALONE",
            Self::ChannelOff(_) => "CHANNEL_OFF",
            Self::NoSession(_) => "NO_SESSION",
            Self::Malformed { .. } => "MALFORMED",
            Self::Contended => "CONTENDED",
            Self::Store(error) => error.code(),
            Self::Corrupt(_) => "CORRUPT",
        }
    }
}
