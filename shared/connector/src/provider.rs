//! What is different about a provider: pure functions, so that every one of them is tested without a network.

use std::time::Duration;

use http::{HeaderMap, Method};

use crate::class::{ErrorClass, Refusal};
use crate::courtesy::Shown;
use crate::directory::Channel;
use crate::event::{Decoded, Event, Media};
use crate::media::{Deposit, Grab};
use crate::outgoing::{Answer, Call, Said};
use crate::rates::Rate;
use crate::subscription::Subscription;

/// A request as it came in.
#[derive(Clone, Debug)]
pub struct Raw {
    /// GET or POST.
    pub method: Method,
    /// The path behind the channel's id, `""` or `/…`.
    pub rest: String,
    /// Without the question mark.
    pub query: Option<String>,
    /// As they came; when a stored request is read, the content type alone.
    pub headers: HeaderMap,
    /// As it came, byte for byte.
    pub body: Vec<u8>,
}

impl Raw {
    /// A header's text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// Whether the body says that it is JSON.
    pub fn is_json(&self) -> bool {
        self.header("content-type").is_some_and(|kind| kind.starts_with("application/json"))
    }

    /// A parameter of the query.
    pub fn parameter(&self, name: &str) -> Option<String> {
        let query = self.query.as_deref().unwrap_or_default();
        form_urlencoded::parse(query.as_bytes()).find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
    }
}

/// Why a request is not believed; counted, and logged without the body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// There is no signature.
    Missing,
    /// It is not the right one, or none at all.
    Wrong,
    /// The channel's account has no key for it.
    NotConfigured,
}

impl Refused {
    /// For counters and logs.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Wrong => "wrong",
            Self::NotConfigured => "not_configured",
        }
    }
}

/// How a provider proves that an address is ours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Handshake {
    /// This request is none.
    None,
    /// Answer with this text.
    Answer(String),
    /// 403.
    Forbidden,
    /// 400.
    Malformed,
}

/// How long free texts may be sent after the customer wrote.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// By anybody; none where there is no window.
    pub open: Option<Duration>,
    /// By a person, where the provider has a way to say so.
    pub human: Option<Duration>,
}

impl Window {
    /// No window: SMS.
    pub const NONE: Self = Self { open: None, human: None };
}

/// A provider.
pub trait Provider: Send + Sync + 'static {
    /// Whether the request comes from the provider: over its raw bytes.
    fn authenticate(&self, channel: &Channel, raw: &Raw) -> Result<(), Refused>;

    /// Whether the request asks for a proof that the address is ours.
    fn handshake(&self, _channel: &Channel, _raw: &Raw) -> Handshake {
        Handshake::None
    }

    /// Whether the request can be read at all; the error says why not (400).
    fn readable(&self, raw: &Raw) -> Result<(), String>;

    /// What the provider wants to hear after 200: content type and body.
    fn thanks(&self) -> (&'static str, &'static str) {
        ("text/plain; charset=utf-8", "")
    }

    /// Everything in a request that can be read.
    fn decode(&self, channel: &Channel, raw: &Raw) -> Decoded;

    /// A customer's address in the form that is the same for all providers of the channel.
    fn identity(&self, channel: &Channel, address: &str) -> String;

    /// The address of ours by which a thing finds its channel; none if the webhook's own channel is meant.
    fn routed<'a>(&self, event: &'a Event) -> Option<&'a str> {
        event.to.as_deref()
    }

    /// What the provider says of a customer, by attribute key.
    fn attributes(&self, event: &Event) -> Vec<(&'static str, String)> {
        let name = event.word(&["profile_name"]);
        if name.is_empty() { Vec::new() } else { vec![("firstName", name.to_owned())] }
    }

    /// Where the provider says more of the customer, for those whose webhooks have no names; none if it does not.
    fn profile(&self, _channel: &Channel, _event: &Event) -> Option<Grab> {
        None
    }

    /// What its answer says, by attribute key.
    fn profiled(&self, _body: &[u8]) -> Vec<(&'static str, String)> {
        Vec::new()
    }

    /// Further addresses of the customer that the provider tells beside the one they wrote from: who is known by a user id today and by a number
    /// tomorrow stays one customer.
    fn also_known_as(&self, channel: &Channel, event: &Event) -> Vec<String> {
        let own = event.from.as_deref().unwrap_or_default();
        let others = [event.word(&["user_id"])].into_iter().filter(|other| !other.is_empty() && *other != own);
        others.map(|other| self.identity(channel, other)).collect()
    }

    /// How the provider is asked whether it still tells us of a channel; none where it never stops.
    fn subscription(&self, _channel: &Channel) -> Option<Subscription> {
        None
    }

    /// Whether its answer is yes.
    fn is_subscribed(&self, _body: &[u8]) -> bool {
        true
    }

    /// The window of free texts.
    fn window(&self, channel: &Channel) -> Window;

    /// For how long a customer who did this may be written to, where that is longer than the window: they came by an advertisement.
    fn entry(&self, _channel: &Channel, _event: &Event) -> Option<Duration> {
        None
    }

    /// How much the provider takes.
    fn rate(&self, channel: &Channel) -> Rate;

    /// The call that sends a message, or why it cannot be sent.
    fn call(&self, channel: &Channel, said: &Said) -> Result<Call, Refusal>;

    /// What the provider's answer to that call means.
    fn answer(&self, status: u16, body: &[u8]) -> Answer;

    /// The call that shows a customer that somebody has read what they wrote, or writes an answer; none where the channel has no such thing.
    /// What comes of it is not looked at.
    fn courtesy(&self, _channel: &Channel, _shown: &Shown) -> Option<Call> {
        None
    }

    /// How a customer's file is asked for.
    fn grab(&self, _channel: &Channel, _media: &Media) -> Result<Grab, Refusal> {
        Err(Refusal::new(ErrorClass::Media, "UNSUPPORTED", "files of this channel are not fetched"))
    }

    /// How a customer's file is deleted at the provider once it is kept here; none if it stays there.
    fn discard(&self, _channel: &Channel, _media: &Media) -> Option<Grab> {
        None
    }

    /// Where a look-up says that the file is.
    fn located(&self, _channel: &Channel, _answer: &[u8]) -> Result<Grab, Refusal> {
        Err(Refusal::new(ErrorClass::Media, "UNSUPPORTED", "files of this channel are not looked up"))
    }

    /// How a file is brought to the provider; none if the provider fetches it by a link.
    fn deposit(&self, _channel: &Channel) -> Option<Result<Deposit, Refusal>> {
        None
    }

    /// The id under which the provider has the file that was brought.
    fn deposited(&self, _status: u16, _body: &[u8]) -> Result<String, Refusal> {
        Err(Refusal::new(ErrorClass::Media, "UNSUPPORTED", "files are not brought to this provider"))
    }
}
