//! What may go wrong here.

use errors::{Coded, Kind, Violation};

use crate::domain::position::Problem;

/// Errors of this service.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    /// A file of rules is wrong.
    #[error("the rules are not valid: {}", summary(problems))]
    RulesNotValid {
        /// Place by place.
        problems: Vec<Problem>,
    },
    /// A body is not what the address takes.
    #[error("the body is neither YAML as application/yaml nor {{yaml, version}} as application/json: {detail}")]
    BodyMalformed {
        /// What is wrong with it.
        detail: String,
    },
}

fn summary(problems: &[Problem]) -> String {
    problems
        .first()
        .map_or_else(String::new, |first| format!("{} {}{}", first.at, first.message, if problems.len() > 1 { ", and more" } else { "" }))
}

impl Coded for Error {
    fn kind(&self) -> Kind {
        match self {
            Self::RulesNotValid { .. } | Self::BodyMalformed { .. } => Kind::Invalid,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::RulesNotValid { .. } => "RULES_NOT_VALID",
            Self::BodyMalformed { .. } => "BODY_MALFORMED",
        }
    }

    fn violations(&self) -> Vec<Violation> {
        match self {
            Self::RulesNotValid { problems } => problems.iter().map(Problem::violation).collect(),
            Self::BodyMalformed { .. } => Vec::new(),
        }
    }
}
