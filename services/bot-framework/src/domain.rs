//! What a bot is and what it answers. No I/O, no clock, no protobuf.

pub(crate) mod bot;
pub(crate) mod engine;
pub(crate) mod memory;
pub(crate) mod outside;
pub(crate) mod text;
