//! What the service does, one behaviour a file.

/// The customer or the core ends a session.
pub(crate) mod end_session;
/// The channel behind a service identifier.
pub(crate) mod get_channel;
/// A customer's live or newest session.
pub(crate) mod get_session;
/// What the customer may see.
pub(crate) mod read_session;
/// A customer's message on its way to the log.
pub(crate) mod receive_message;
/// Typing and receipts of a customer.
pub(crate) mod receive_signal;
/// A customer's session on a channel begins.
pub(crate) mod start_session;
