//! What may go wrong here.

use errors::{Coded, Kind};

/// Errors of this service; those of documents are the runtime's.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    /// A body that says it is YAML is none.
    #[error("the YAML is malformed: {detail}")]
    YamlMalformed {
        /// What is wrong with it, and where.
        detail: String,
    },
    /// Somebody speaks as a bot without its secret.
    #[error("this is not signed by that bot: {why}")]
    SignatureWrong {
        /// What is wrong with it.
        why: &'static str,
    },
}

impl Coded for Error {
    fn kind(&self) -> Kind {
        match self {
            Self::YamlMalformed { .. } => Kind::Invalid,
            Self::SignatureWrong { .. } => Kind::Unauthenticated,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::YamlMalformed { .. } => "YAML_MALFORMED",
            Self::SignatureWrong { .. } => "SIGNATURE_WRONG",
        }
    }
}
