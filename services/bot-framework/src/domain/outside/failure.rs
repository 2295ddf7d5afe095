//! Why a bot from outside gave no answer that could be used.

/// One way to fail.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Failure {
    #[error("it did not answer within {0} ms")]
    TimedOut(u32),
    #[error("it failed {0} times in a row and is left alone for a moment")]
    Resting(u32),
    #[error("it cannot be reached: {0}")]
    Unreachable(String),
    #[error("it answered with status {0}")]
    Status(u16),
    #[error("its answer has more than {0} bytes")]
    TooLarge(usize),
    #[error("its answer is malformed: {0}")]
    Garbage(String),
    #[error("its answer is for the conversation {0:?}, which it was not asked about")]
    WrongConversation(String),
    #[error("its answer is not signed as agreed: {0}")]
    BadSignature(&'static str),
    #[error("it wants what a bot may not: {0}")]
    NotAllowed(String),
    #[error("the host {0:?} is not among bot_framework.allowed_hosts")]
    HostNotAllowed(String),
}

impl Failure {
    /// For metrics, events and people.
    pub(crate) fn code(&self) -> &'static str {
        match self {
            Self::TimedOut(_) => "BOT_TIMED_OUT",
            Self::Resting(_) => "BOT_RESTING",
            Self::Unreachable(_) => "BOT_UNREACHABLE",
            Self::Status(_) => "BOT_STATUS",
            Self::TooLarge(_) => "BOT_ANSWER_TOO_LARGE",
            Self::Garbage(_) => "BOT_ANSWER_MALFORMED",
            Self::WrongConversation(_) => "BOT_WRONG_CONVERSATION",
            Self::BadSignature(_) => "BOT_SIGNATURE",
            Self::NotAllowed(_) => "BOT_NOT_ALLOWED",
            Self::HostNotAllowed(_) => "BOT_HOST_NOT_ALLOWED",
        }
    }

    /// What rules hear of it: that no answer came in time, or that what came was of no use.
    pub(crate) fn event(&self) -> &'static str {
        match self {
            Self::TimedOut(_) | Self::Resting(_) => "BOT_TIMEOUT",
            _ => "BOT_FAILED",
        }
    }

    /// Whether asking it at once again would be in vain.
    pub(crate) fn is_its_servers(&self) -> bool {
        matches!(self, Self::TimedOut(_) | Self::Unreachable(_) | Self::Status(500..))
    }
}
