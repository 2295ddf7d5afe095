//! What this service refuses.

use errors::{Coded, Kind};

#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    #[error("there is no file {0:?}")]
    NoFile(String),
    #[error("the file is not there for anybody: it is {state}")]
    NotAvailable { state: &'static str },
    #[error("the file belongs to another conversation")]
    AnotherConversation,
    #[error("this address was used already, or its time is over: ask for another one")]
    TicketUsed,
    #[error("the file has {size} bytes, more than the {most} that are taken here")]
    TooLarge { size: i64, most: i64 },
    #[error("an upload says how many bytes it has (Content-Length)")]
    LengthMissing,
    #[error("{came} bytes came, {said} were announced")]
    Truncated { said: i64, came: i64 },
    #[error("the file is empty")]
    Empty,
    #[error("nothing came for too long")]
    Stalled,
    #[error("a file's name has no path")]
    NameHasPath,
    #[error("files of the type {mime:?} are not taken here")]
    TypeNotAllowed { mime: String },
    #[error("the file is declared as {declared}, but is {found}")]
    TypeMismatch { declared: &'static str, found: String },
    #[error("the file is {kind}, and {other} as well")]
    Polyglot { kind: &'static str, other: &'static str },
    #[error("the picture has {width} × {height} pixels, more than the {most} that are read")]
    PictureTooLarge { width: u32, height: u32, most: u64 },
    #[error("the picture cannot be read")]
    PictureBroken,
    #[error("a virus was found in the file")]
    Infected { virus: String },
    #[error("the file is larger than the scanner takes")]
    TooLargeToScan,
    #[error("the virus scanner is away: try again later")]
    ScannerAway(#[source] std::io::Error),
    #[error("too many uploads at the same time: try again later")]
    Busy,
    #[error("too many files were announced that no message names: send or wait")]
    TooManyWaiting,
    #[error("{0} is missing or too long")]
    Malformed(&'static str),
    #[error("only a file in quarantine can be released")]
    NotQuarantined,
    #[error("the place of the files is away: try again later")]
    Vault(#[from] object_store::Error),
    #[error("the upload broke off")]
    Broken(#[source] axum::Error),
    #[error(transparent)]
    Store(#[from] db::Error),
}

impl Coded for Error {
    fn kind(&self) -> Kind {
        match self {
            Self::NoFile(_) => Kind::NotFound,
            Self::NotAvailable { .. } | Self::TicketUsed | Self::NotQuarantined => Kind::Conflict,
            Self::AnotherConversation => Kind::Forbidden,
            Self::TooLarge { .. } | Self::PictureTooLarge { .. } | Self::TooLargeToScan => Kind::TooLarge,
            Self::LengthMissing
            | Self::Truncated { .. }
            | Self::Empty
            | Self::Stalled
            | Self::NameHasPath
            | Self::TypeNotAllowed { .. }
            | Self::TypeMismatch { .. }
            | Self::Polyglot { .. }
            | Self::PictureBroken
            | Self::Infected { .. }
            | Self::Malformed(_)
            | Self::Broken(_) => Kind::Invalid,
            Self::Busy | Self::TooManyWaiting => Kind::Exhausted,
            Self::ScannerAway(_) | Self::Vault(_) => Kind::Unavailable,
            Self::Store(error) => error.kind(),
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::NoFile(_) => "NOT_FOUND",
            Self::NotAvailable { .. } => "FILE_NOT_AVAILABLE",
            Self::AnotherConversation => "ANOTHER_CONVERSATION",
            Self::TicketUsed => "TICKET_USED",
            Self::TooLarge { .. } => "FILE_TOO_LARGE",
            Self::LengthMissing => "LENGTH_MISSING",
            Self::Truncated { .. } => "TRUNCATED",
            Self::Empty => "FILE_EMPTY",
            Self::Stalled => "STALLED",
            Self::NameHasPath => "NAME_HAS_PATH",
            Self::TypeNotAllowed { .. } => "TYPE_NOT_ALLOWED",
            Self::TypeMismatch { .. } => "TYPE_MISMATCH",
            Self::Polyglot { .. } => "POLYGLOT",
            Self::PictureTooLarge { .. } => "PICTURE_TOO_LARGE",
            Self::PictureBroken => "PICTURE_BROKEN",
            Self::Infected { .. } => "INFECTED",
            Self::TooLargeToScan => "TOO_LARGE_TO_SCAN",
            Self::ScannerAway(_) => "SCANNER_AWAY",
            Self::Busy => "BUSY",
            Self::TooManyWaiting => "TOO_MANY_WAITING",
            Self::Malformed(_) => "MALFORMED",
            Self::NotQuarantined => "NOT_QUARANTINED",
            Self::Vault(_) => "VAULT_AWAY",
            Self::Broken(_) => "BROKEN_OFF",
            Self::Store(error) => error.code(),
        }
    }
}
