//! Why a part of the bus stops and starts again.

use lapin::ErrorKind;
use lapin::protocol::{AMQPErrorKind, AMQPSoftError};

/// The oldest RabbitMQ whose quorum queues dead-letter at least once.
const OLDEST: &str = "3.10";

/// What a relay or a feed stumbles over. All of it is cured by starting over, sooner or later.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    #[error("the broker is not reachable or said no: {0}")]
    Broker(#[from] lapin::Error),
    #[error("the address of the broker cannot be read: {0}")]
    Address(String),
    #[error("a name on the broker is too long: {0}")]
    Name(String),
    #[error("the broker does not answer ({0})")]
    Silent(&'static str),
    #[error("the broker is not reachable any more: the connection was lost")]
    Lost,
    #[error("the broker blocks publishers: it is short of memory or disk")]
    Blocked,
    #[error("the broker refused an event: a queue of its topic is full, or unavailable")]
    Refused,
    #[error("the broker cannot route an event of {0}: its alternate exchange is gone")]
    Unroutable(String),
    #[error("the broker ended a consumer: its queue was deleted, or lost its leader")]
    Ended,
    #[error("an acknowledgement was not sent")]
    NotAcknowledged,
    #[error("trouble on purpose")]
    Chaos,
    #[error("another replica took over")]
    Replaced,
    #[error("the store is not there: {0}")]
    Store(#[from] db::Error),
}

impl Error {
    /// Nothing that anybody has to look at: the next try follows at once.
    pub(crate) fn is_harmless(&self) -> bool {
        matches!(self, Self::Chaos | Self::Replaced)
    }

    /// One line that names what is missing.
    pub(crate) fn problem(&self) -> String {
        let soft = match self {
            Self::Broker(error) => match error.kind() {
                ErrorKind::ProtocolError(protocol) => match protocol.kind() {
                    AMQPErrorKind::Soft(soft) => Some((soft.clone(), protocol.get_message())),
                    AMQPErrorKind::Hard(_) => None,
                },
                _ => None,
            },
            _ => None,
        };
        match soft {
            // As brokers say it that do not know a setting of a queue.
            Some((AMQPSoftError::PRECONDITIONFAILED, message)) if message.as_str().contains("invalid arg") => {
                format!("the broker is too old, RabbitMQ {OLDEST} or later is needed: {message}")
            }
            Some((AMQPSoftError::PRECONDITIONFAILED, message)) if message.as_str().contains("alternate-exchange") => {
                format!("the installation was made with another number of partitions: {message}")
            }
            Some((AMQPSoftError::PRECONDITIONFAILED, message)) => format!("a queue or exchange exists with other settings: {message}"),
            Some((AMQPSoftError::ACCESSREFUSED, message)) => format!("the broker's user lacks a right: {message}"),
            _ => self.to_string(),
        }
    }
}
