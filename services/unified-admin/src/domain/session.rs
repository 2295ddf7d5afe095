//! Sessions and the refresh tokens that keep them alive.
//!
//! A refresh token is traded for its successor at each use. One that comes back after it was traded was copied by somebody:
//! the whole session ends. Two tabs that wake up together may still send the same token twice within the grace; both get the *same*
//! successor, which is derived from the token and a secret of the session, so that none has to be kept in clear. A thief in the
//! grace gains nothing lasting: the second one to trade that successor late ends the session.

use ids::{Ms, TenantId};

/// A refresh token as the store knows it, with its session.
#[derive(Clone, Debug)]
pub(crate) struct Held {
    pub(crate) tenant: TenantId,
    pub(crate) session: String,
    pub(crate) user: String,
    pub(crate) secret: String,
    pub(crate) created_at: Ms,
    pub(crate) used_at: Ms,
    pub(crate) ended_at: Option<Ms>,
    pub(crate) rotated_at: Option<Ms>,
}

/// How long things live.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Lives {
    pub(crate) idle: Ms,
    pub(crate) whole: Ms,
    pub(crate) grace: Ms,
}

/// What becomes of a refresh.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// The token is traded, or was a moment ago: here is its successor.
    Renew,
    /// The session is over.
    Over,
    /// The token was traded long ago: somebody has a copy.
    Reused,
}

impl Held {
    pub(crate) fn judge(&self, lives: &Lives, now: Ms) -> Verdict {
        if self.ended_at.is_some() || now >= self.used_at + lives.idle || now >= self.created_at + lives.whole {
            return Verdict::Over;
        }
        match self.rotated_at {
            Some(rotated_at) if now > rotated_at + lives.grace => Verdict::Reused,
            _ => Verdict::Renew,
        }
    }

    /// The token that follows `token`: nobody without the store can tell, nobody with only the store either.
    pub(crate) fn successor(&self, token: &str) -> String {
        auth::token_digest(&format!("{}.{token}", self.secret))
    }

    /// Seconds the next refresh token may live at most, for its cookie.
    pub(crate) fn seconds_left(&self, lives: &Lives, now: Ms) -> Ms {
        seconds_left(lives, self.created_at, now)
    }
}

/// Seconds a refresh token may live that is handed out now.
pub(crate) fn seconds_left(lives: &Lives, created_at: Ms, now: Ms) -> Ms {
    lives.idle.min(created_at + lives.whole - now).max(0) / 1000
}

/// How a session began.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Method {
    Password,
    Link,
}

impl Method {
    /// The method of that name.
    pub(crate) fn of(name: &str) -> Option<Self> {
        [Self::Password, Self::Link].into_iter().find(|method| method.as_str() == name)
    }

    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::Link => "link",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIVES: Lives = Lives { idle: 1_000, whole: 10_000, grace: 10 };

    fn held() -> Held {
        Held {
            tenant: TenantId::default(),
            session: "s".to_owned(),
            user: "u".to_owned(),
            secret: "secret".to_owned(),
            created_at: 0,
            used_at: 0,
            ended_at: None,
            rotated_at: None,
        }
    }

    #[test]
    fn a_session_ends_when_idle_and_at_last_anyway() {
        assert_eq!(held().judge(&LIVES, 999), Verdict::Renew);
        assert_eq!(held().judge(&LIVES, 1_000), Verdict::Over);
        let busy = Held { used_at: 9_500, ..held() };
        assert_eq!(busy.judge(&LIVES, 9_999), Verdict::Renew);
        assert_eq!(busy.judge(&LIVES, 10_000), Verdict::Over);
        assert_eq!(Held { ended_at: Some(1), ..held() }.judge(&LIVES, 2), Verdict::Over);
    }

    #[test]
    fn a_traded_token_answers_within_the_grace_only() {
        let traded = Held { rotated_at: Some(100), ..held() };
        assert_eq!(traded.judge(&LIVES, 110), Verdict::Renew);
        assert_eq!(traded.judge(&LIVES, 111), Verdict::Reused);
    }

    #[test]
    fn the_successor_depends_on_token_and_secret() {
        let other = Held { secret: "other".to_owned(), ..held() };
        assert_eq!(held().successor("t"), held().successor("t"));
        assert_ne!(held().successor("t"), other.successor("t"));
        assert_ne!(held().successor("t"), held().successor("u"));
    }

    #[test]
    fn a_cookie_lives_no_longer_than_its_session() {
        assert_eq!(seconds_left(&Lives { idle: 5_000, ..LIVES }, 0, 8_000), 2);
        assert_eq!(seconds_left(&Lives { idle: 5_000, ..LIVES }, 0, 1_000), 5);
    }
}
