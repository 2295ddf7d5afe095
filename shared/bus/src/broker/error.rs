//! Why a part of the bus stops and starts again.

use lapin::ErrorKind;
use lapin::protocol::{AMQPErrorKind, AMQPSoftError};
use lapin::types::ShortString;

use super::greeting::OLDEST;

/// Rights of a broker's user, as RabbitMQ calls them and as they are needed.
pub(crate) const CONFIGURE: &str = "configure what begins with the installation's prefix, and to read and write it for dead letters";
pub(crate) const BIND: &str = "write queues and read exchanges that begin with the installation's prefix";
pub(crate) const READ: &str = "read queues that begin with the installation's prefix";
pub(crate) const WRITE: &str = "write exchanges that begin with the installation's prefix";

/// What a relay or a feed stumbles over. All of it is cured by starting over, sooner or later.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    #[error("the broker is not reachable or said no: {0}")]
    Broker(#[from] lapin::Error),
    #[error("the broker's user lacks the right to {1} ({0})")]
    NoRight(String, &'static str),
    #[error("the broker is RabbitMQ {0}; {major}.{minor} or newer is needed", major = OLDEST.0, minor = OLDEST.1)]
    Old(String),
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

    /// Says which right is missing, if one is.
    pub(crate) fn needing(self, right: &'static str) -> Self {
        match self.soft() {
            Some((AMQPSoftError::ACCESSREFUSED, message)) => Self::NoRight(message.to_string(), right),
            _ => self,
        }
    }

    /// There is no such queue. One whose node is away is not found either, and is not gone.
    pub(crate) fn says_no_queue(&self) -> bool {
        matches!(self.soft(), Some((AMQPSoftError::NOTFOUND, message)) if message.as_str().contains("no queue"))
    }

    fn soft(&self) -> Option<(AMQPSoftError, ShortString)> {
        let Self::Broker(error) = self else { return None };
        let ErrorKind::ProtocolError(protocol) = error.kind() else { return None };
        match protocol.kind() {
            AMQPErrorKind::Soft(soft) => Some((soft.clone(), protocol.get_message().clone())),
            AMQPErrorKind::Hard(_) => None,
        }
    }

    /// One line that names what is missing.
    pub(crate) fn problem(&self) -> String {
        match self.soft() {
            // As brokers say it that do not know a setting of a queue.
            Some((AMQPSoftError::PRECONDITIONFAILED, message)) if message.as_str().contains("invalid arg") => {
                format!("the broker is too old, RabbitMQ {}.{} or newer is needed: {message}", OLDEST.0, OLDEST.1)
            }
            Some((AMQPSoftError::PRECONDITIONFAILED, message)) if message.as_str().contains("alternate-exchange") => {
                format!("the installation was made with another number of partitions: {message}")
            }
            Some((AMQPSoftError::PRECONDITIONFAILED, message)) => format!("a queue or exchange exists with other settings: {message}"),
            _ => self.to_string(),
        }
    }
}
