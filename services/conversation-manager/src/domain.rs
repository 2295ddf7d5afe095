//! A conversation as a pure state machine: change in, rows of the log out. No clock, no store.

mod conversation;
mod delivery;
mod messages;
mod participants;
mod rows;
mod sessions;
mod state;
mod suggestions;
mod tasks;
#[cfg(test)]
mod tests;

pub(crate) use conversation::Conversation;
pub(crate) use participants::{Participant, Role};
pub(crate) use rows::{Audience, Row};
pub(crate) use sessions::Session;
pub(crate) use state::TopicState;
pub(crate) use tasks::Request;
