//! Events before and after they are published.

use ids::{TenantId, Trace};
use prost::Message;

/// What is delivered: the event and everything around it.
pub use contracts::bus::Envelope;

/// An event about to be published.
#[derive(Clone, Debug)]
pub struct Event {
    /// `<service>.<event>.v1`.
    pub topic: &'static str,
    /// Events of one key stay in order.
    pub key: String,
    /// Kind inside the topic.
    pub kind: String,
    /// Whose event it is.
    pub tenant: TenantId,
    /// Number among the events of (topic, key), where the publisher has one of its own; counted otherwise.
    pub sequence: Option<i64>,
    /// The event's protobuf message, encoded.
    pub payload: Vec<u8>,
    /// The request that caused it.
    pub trace: Option<Trace>,
}

impl Event {
    /// An event of the request at hand, whose number the bus counts.
    pub fn new(topic: &'static str, key: impl Into<String>, kind: impl Into<String>, tenant: TenantId, payload: &impl Message) -> Self {
        Self {
            topic,
            key: key.into(),
            kind: kind.into(),
            tenant,
            sequence: None,
            payload: payload.encode_to_vec(),
            trace: Trace::current(),
        }
    }

    /// The same, caused by a request that another task answers.
    #[must_use]
    pub fn traced(mut self, trace: Option<Trace>) -> Self {
        self.trace = trace;
        self
    }

    /// The same with the publisher's own number.
    #[must_use]
    pub fn numbered(mut self, sequence: i64) -> Self {
        self.sequence = Some(sequence);
        self
    }
}

/// The service that publishes a topic: its first word.
pub(crate) fn source_of(topic: &str) -> &str {
    topic.split_once('.').map_or(topic, |(source, _)| source)
}
