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
}

impl Coded for Error {
    fn kind(&self) -> Kind {
        match self {
            Self::YamlMalformed { .. } => Kind::Invalid,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::YamlMalformed { .. } => "YAML_MALFORMED",
        }
    }
}
