//! What this service does, a behaviour a file.

/// Answers a customer's message, or suggests an answer to the agent.
pub(crate) mod answer_message;
/// Greets when a bot first speaks to a customer.
pub(crate) mod greet;
/// Lets an administrator try a bot.
pub(crate) mod try_bot;
