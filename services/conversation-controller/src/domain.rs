//! Deciding, without doing: rules as data and what follows from them. No I/O, no clock, no protobuf.

pub(crate) mod cases;
pub(crate) mod chain;
pub(crate) mod effect;
pub(crate) mod engine;
pub(crate) mod expr;
pub(crate) mod facts;
pub(crate) mod position;
pub(crate) mod replay;
pub(crate) mod rules;
pub(crate) mod scope;
