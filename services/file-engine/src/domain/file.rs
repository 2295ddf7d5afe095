//! A file: what is known of it, and what may become of it.

use ids::{Ms, TenantId};

/// Where a file is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FileState {
    /// Announced, or on its way; nobody can have it.
    Pending,
    /// Checked and there.
    Available,
    /// There, and kept from everybody: the scanner found something.
    Quarantined,
    /// Refused; nothing of it was kept.
    Refused,
    /// Being erased: nobody can have it any more.
    Erasing,
    /// Its bytes and its name are gone.
    Erased,
}

const STATES: [(FileState, &str); 6] = [
    (FileState::Pending, "PENDING"),
    (FileState::Available, "AVAILABLE"),
    (FileState::Quarantined, "QUARANTINED"),
    (FileState::Refused, "REFUSED"),
    (FileState::Erasing, "ERASING"),
    (FileState::Erased, "ERASED"),
];

impl FileState {
    pub(crate) fn as_str(self) -> &'static str {
        STATES.iter().find(|(state, _)| *state == self).map_or("ERASED", |(_, text)| text)
    }

    /// What cannot be read is not handed out.
    pub(crate) fn parse(text: &str) -> Self {
        STATES.iter().find(|(_, name)| *name == text).map_or(Self::Erased, |(state, _)| *state)
    }
}

/// Who brought a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Uploader {
    Customer,
    Agent,
    Service,
}

impl Uploader {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Customer => "CUSTOMER",
            Self::Agent => "AGENT",
            Self::Service => "SERVICE",
        }
    }

    pub(crate) fn parse(text: &str) -> Self {
        match text {
            "CUSTOMER" => Self::Customer,
            "AGENT" => Self::Agent,
            _ => Self::Service,
        }
    }
}

/// One file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct File {
    pub(crate) tenant: TenantId,
    pub(crate) id: String,
    pub(crate) state: FileState,
    /// Why it is quarantined or refused: a code, and for a virus its name.
    pub(crate) reason: String,
    pub(crate) name: String,
    /// As declared until its bytes are known, then as they say.
    pub(crate) mime: String,
    /// As declared until its bytes are known; -1 if nobody said.
    pub(crate) size: i64,
    pub(crate) sha256: String,
    pub(crate) width: i64,
    pub(crate) height: i64,
    pub(crate) uploader: Uploader,
    pub(crate) uploader_id: String,
    pub(crate) origin: String,
    pub(crate) channel_type: String,
    pub(crate) conversation_id: String,
    pub(crate) customer_id: String,
    /// The first message that names it.
    pub(crate) message_id: String,
    pub(crate) created_at: Ms,
}

impl File {
    pub(crate) fn has_thumbnail(&self) -> bool {
        self.width > 0 && self.height > 0
    }
}
