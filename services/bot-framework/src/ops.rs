//! The operations, one a file.

pub(crate) mod answer_message;
pub(crate) mod ask;
pub(crate) mod count_suggestions;
pub(crate) mod draft;
pub(crate) mod greet;
pub(crate) mod hear_bot;
pub(crate) mod read_usage;
pub(crate) mod tell_bot;
pub(crate) mod try_bot;
