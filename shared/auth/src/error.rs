//! Why a token or key was not accepted.

use errors::{Coded, Kind};

/// What may be wrong with a key, token or password.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Not a token, or signed by nobody we know.
    #[error("the token is not valid")]
    Invalid(#[source] jsonwebtoken::errors::Error),
    /// The token's time is over.
    #[error("the token has expired")]
    Expired,
    /// Its issuer is not in the keyring.
    #[error("the token's issuer is not known")]
    UnknownIssuer,
    /// A key file cannot be read or written.
    #[error("the key file {path} cannot be used")]
    KeyFile {
        /// Which file.
        path: String,
        #[source]
        /// What the system says.
        source: std::io::Error,
    },
    /// Signing or hashing failed.
    #[error("the cryptography failed")]
    Crypto(String),
}

impl Coded for Error {
    fn kind(&self) -> Kind {
        match self {
            Self::Invalid(_) | Self::Expired | Self::UnknownIssuer => Kind::Unauthenticated,
            Self::KeyFile { .. } | Self::Crypto(_) => Kind::Internal,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Invalid(_) => "TOKEN_INVALID",
            Self::Expired => "TOKEN_EXPIRED",
            Self::UnknownIssuer => "TOKEN_ISSUER_UNKNOWN",
            Self::KeyFile { .. } | Self::Crypto(_) => "KEY_ERROR",
        }
    }
}

impl From<jsonwebtoken::errors::Error> for Error {
    fn from(error: jsonwebtoken::errors::Error) -> Self {
        match error.kind() {
            jsonwebtoken::errors::ErrorKind::ExpiredSignature => Self::Expired,
            _ => Self::Invalid(error),
        }
    }
}
