//! Messages to providers: what becomes of them, whatever the order in which one hears of it (`channels.md` 1.3).

use ids::{Ms, TenantId};

/// One wish to send.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Outbound {
    pub(crate) tenant: TenantId,
    pub(crate) id: String,
    pub(crate) pod: String,
    pub(crate) channel_id: String,
    pub(crate) customer_identifier: String,
    pub(crate) customer_id: String,
    pub(crate) session_id: String,
    pub(crate) conversation_id: String,
    pub(crate) seq: i64,
    pub(crate) message_id: String,
    pub(crate) state: String,
    pub(crate) status: String,
    pub(crate) noticed: String,
    pub(crate) provider_message_id: String,
    pub(crate) error: Trouble,
    pub(crate) attempts: i64,
    pub(crate) again_of: String,
    pub(crate) by_whom: String,
    pub(crate) created_at: Ms,
    pub(crate) ended_at: Option<Ms>,
    pub(crate) sent_at: Option<Ms>,
    pub(crate) delivered_at: Option<Ms>,
    pub(crate) read_at: Option<Ms>,
}

/// Why a message failed.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Trouble {
    pub(crate) code: String,
    pub(crate) class: String,
    pub(crate) text: String,
}

/// What the log has to hear.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Notice {
    Failed,
    Unknown,
    /// After one of these, it arrived.
    Delivered,
}

impl Notice {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Failed => "FAILED",
            Self::Unknown => "UNKNOWN",
            Self::Delivered => "DELIVERED",
        }
    }
}

fn rank(status: &str) -> u8 {
    match status {
        // A failure is above what a provider says before it tries, and below what it says after it succeeded.
        "sent" | "failed" => 1,
        "delivered" => 2,
        "read" => 3,
        "played" => 4,
        _ => 0,
    }
}

/// Whether a stored status gives way to a new one. Statuses only move up; a failure counts below `delivered`, and whatever arrives after it
/// shows that it was none.
pub(crate) fn raises(stored: &str, new: &str) -> bool {
    match new {
        "failed" => stored != "failed" && rank(stored) < 2,
        "queued" => stored.is_empty(),
        "sent" | "delivered" | "read" | "played" => rank(new) > rank(stored),
        _ => false,
    }
}

impl Outbound {
    /// The end of an attempt; answers whether anything changed.
    pub(crate) fn attempted(&mut self, state: &str, provider_message_id: &str, trouble: Trouble, at: Ms) -> bool {
        let known = rank(&self.status) >= 1 && self.status != "failed";
        if self.ended_at.is_some() || (state == "UNKNOWN" && known) {
            // The provider has spoken of it: then it has it.
            let learnt = self.provider_message_id.is_empty() && !provider_message_id.is_empty();
            if learnt {
                provider_message_id.clone_into(&mut self.provider_message_id);
            }
            return learnt;
        }
        state.clone_into(&mut self.state);
        provider_message_id.clone_into(&mut self.provider_message_id);
        self.ended_at = Some(at);
        match state {
            "SENT" => self.sent_at = Some(self.sent_at.unwrap_or(at)),
            _ => self.error = trouble,
        }
        true
    }

    /// What the provider says; answers whether anything changed.
    pub(crate) fn heard(&mut self, status: &str, trouble: Trouble, at: Ms) -> bool {
        if !raises(&self.status, status) {
            return false;
        }
        status.clone_into(&mut self.status);
        self.ended_at = Some(self.ended_at.unwrap_or(at));
        if status == "failed" {
            "FAILED".clone_into(&mut self.state);
            self.error = trouble;
            return true;
        }
        "SENT".clone_into(&mut self.state);
        self.error = Trouble::default();
        self.sent_at = Some(self.sent_at.unwrap_or(at));
        if rank(status) >= 2 {
            self.delivered_at = Some(self.delivered_at.unwrap_or(at));
        }
        if rank(status) >= 3 {
            self.read_at = Some(self.read_at.unwrap_or(at));
        }
        true
    }

    /// What the log has not heard yet.
    pub(crate) fn notice(&self) -> Option<Notice> {
        match (self.state.as_str(), self.noticed.as_str()) {
            ("FAILED", noticed) if noticed != "FAILED" => Some(Notice::Failed),
            ("UNKNOWN", "") => Some(Notice::Unknown),
            ("SENT", "FAILED" | "UNKNOWN") => Some(Notice::Delivered),
            // What was sent again went: the desk takes the old notice back.
            ("SENT", "") if !self.again_of.is_empty() => Some(Notice::Delivered),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trouble() -> Trouble {
        Trouble { code: "131047".to_owned(), ..Trouble::default() }
    }

    #[test]
    fn statuses_only_move_up_whatever_the_order() {
        let mut message = Outbound { state: "PENDING".to_owned(), ..Outbound::default() };
        assert!(message.heard("read", Trouble::default(), 30));
        assert!(!message.heard("delivered", Trouble::default(), 20));
        assert!(!message.heard("sent", Trouble::default(), 10));
        assert!(!message.heard("failed", trouble(), 40));
        assert_eq!(
            (message.state.as_str(), message.status.as_str(), message.delivered_at, message.read_at),
            ("SENT", "read", Some(30), Some(30))
        );
    }

    #[test]
    fn a_failure_is_taken_back_by_what_arrives_after_all_and_by_nothing_less() {
        let mut message = Outbound { status: "sent".to_owned(), state: "SENT".to_owned(), ..Outbound::default() };
        assert!(message.heard("failed", trouble(), 1));
        assert_eq!(message.notice(), Some(Notice::Failed));
        "FAILED".clone_into(&mut message.noticed);
        assert!(!message.heard("sent", Trouble::default(), 2));
        assert_eq!(message.notice(), None);
        assert!(message.heard("delivered", Trouble::default(), 3));
        assert_eq!((message.notice(), message.error.code.as_str()), (Some(Notice::Delivered), ""));
    }

    #[test]
    fn an_attempt_nobody_knows_the_end_of_is_unknown_until_the_provider_speaks_of_it() {
        let mut message = Outbound { state: "PENDING".to_owned(), ..Outbound::default() };
        assert!(message.attempted("UNKNOWN", "", Trouble::default(), 5));
        assert_eq!(message.notice(), Some(Notice::Unknown));
        "UNKNOWN".clone_into(&mut message.noticed);
        assert!(message.heard("sent", Trouble::default(), 6));
        assert_eq!(message.notice(), Some(Notice::Delivered));

        let mut quick = Outbound { state: "PENDING".to_owned(), ..Outbound::default() };
        assert!(quick.heard("sent", Trouble::default(), 6));
        assert!(!quick.attempted("UNKNOWN", "", Trouble::default(), 7));
        assert_eq!(quick.state, "SENT");
    }

    #[test]
    fn words_nobody_knows_move_nothing() {
        for word in ["unknown", "warning", ""] {
            assert!(!raises("sent", word), "{word}");
        }
        assert!(raises("", "queued") && !raises("sent", "queued"));
    }
}
