//! Why a send fails, and whether it is tried again: chapter 7 of `channels.md`.

use std::time::Duration;

use rand::RngExt as _;
use serde::{Deserialize, Serialize};

/// What kind of refusal it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ErrorClass {
    /// The provider's window for free texts is closed.
    OutsideWindow,
    /// Too much at once.
    RateLimited,
    /// The provider is in trouble.
    Temporary,
    /// The customer does not want messages.
    OptedOut,
    /// The customer cannot be reached.
    RecipientUnavailable,
    /// The message is wrong.
    InvalidRequest,
    /// The template is.
    Template,
    /// The file is.
    Media,
    /// The account's keys are.
    Auth,
    /// The account is not paid.
    Payment,
    /// The provider forbids it.
    Policy,
    /// A code nobody knows.
    Unknown,
}

impl ErrorClass {
    /// As in events and APIs.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::OutsideWindow => "outside_window",
            Self::RateLimited => "rate_limited",
            Self::Temporary => "temporary",
            Self::OptedOut => "opted_out",
            Self::RecipientUnavailable => "recipient_unavailable",
            Self::InvalidRequest => "invalid_request",
            Self::Template => "template",
            Self::Media => "media",
            Self::Auth => "auth",
            Self::Payment => "payment",
            Self::Policy => "policy",
            Self::Unknown => "unknown",
        }
    }

    /// Whether somebody who runs the place must do something.
    pub fn alerts(self) -> bool {
        matches!(self, Self::Auth | Self::Payment | Self::Policy)
    }
}

/// How a provider, or we for it, refused a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// Its kind.
    pub class: ErrorClass,
    /// The provider's code, or our own word.
    pub code: String,
    /// In words.
    pub text: String,
    /// Overrides the class: tried again by itself or not.
    pub retry: Option<bool>,
    /// Too much towards one person: the pause is 4^n seconds.
    pub pair: bool,
}

impl Refusal {
    /// A refusal by the rule of its class.
    pub fn new(class: ErrorClass, code: impl Into<String>, text: impl Into<String>) -> Self {
        Self { class, code: code.into(), text: text.into(), retry: None, pair: false }
    }

    /// What the samples call `retryable`.
    pub fn retryable(&self) -> bool {
        self.retry.unwrap_or(matches!(self.class, ErrorClass::RateLimited | ErrorClass::Temporary))
    }

    /// The pause before the next attempt after `attempts` of them, the first `since` ago; none if this was the last.
    pub(crate) fn pause(&self, attempts: u32, since: Duration) -> Option<Duration> {
        let seconds = |seconds: u64| Some(Duration::from_secs(seconds));
        match self.class {
            _ if self.retry == Some(false) => None,
            ErrorClass::RateLimited if since >= Duration::from_hours(1) => None,
            ErrorClass::RateLimited if self.pair => seconds(4_u64.pow(attempts.saturating_sub(1).min(5))),
            ErrorClass::RateLimited => Some(jittered(Duration::from_secs(1 << attempts.min(8)))),
            ErrorClass::Temporary if attempts <= 5 => seconds(4_u64.pow(attempts.saturating_sub(1))),
            ErrorClass::Unknown if attempts <= 1 => seconds(5),
            _ if self.retry == Some(true) && attempts <= 1 => seconds(30),
            _ => None,
        }
    }
}

/// Between half and the whole of it: many that were refused together do not come back together.
fn jittered(pause: Duration) -> Duration {
    pause.mul_f64(rand::rng().random_range(0.5..=1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pauses(class: ErrorClass) -> Vec<u64> {
        let refusal = Refusal::new(class, "1", "no");
        (1..10).map_while(|attempts| refusal.pause(attempts, Duration::ZERO)).map(|pause| pause.as_secs()).collect()
    }

    #[test]
    fn trouble_of_the_provider_is_waited_out_five_times() {
        assert_eq!(pauses(ErrorClass::Temporary), [1, 4, 16, 64, 256]);
    }

    #[test]
    fn what_is_refused_for_good_is_not_tried_again() {
        for class in
            [ErrorClass::OutsideWindow, ErrorClass::OptedOut, ErrorClass::Auth, ErrorClass::Template, ErrorClass::RecipientUnavailable]
        {
            assert_eq!(pauses(class), [0_u64; 0], "{class:?}");
        }
        assert_eq!(pauses(ErrorClass::Unknown), [5]);
    }

    #[test]
    fn a_rate_limit_is_waited_out_for_an_hour_and_towards_one_person_by_powers_of_four() {
        let refusal = Refusal::new(ErrorClass::RateLimited, "130429", "slow down");
        assert!(refusal.pause(9, Duration::from_mins(59)).is_some());
        assert_eq!(refusal.pause(9, Duration::from_hours(1)), None);
        let pair = Refusal { pair: true, ..refusal };
        assert_eq!(pair.pause(1, Duration::ZERO), Some(Duration::from_secs(1)));
        assert_eq!(pair.pause(3, Duration::ZERO), Some(Duration::from_secs(16)));
    }
}
