//! What the service does, one behaviour a file.

/// A change of a conversation becomes rows of its log.
pub(crate) mod append;
/// Bodies go, numbers stay.
pub(crate) mod erase;
/// The conversation as it is now.
pub(crate) mod get_conversation;
/// A customer's conversations.
pub(crate) mod list_conversations;
/// The customer's open conversation.
pub(crate) mod open_conversation;
/// How far a reader has come.
pub(crate) mod raise_receipt;
/// Rows of one view.
pub(crate) mod read_activities;
/// What was said, found by its words.
pub(crate) mod search_messages;
/// Typing.
pub(crate) mod signal;
