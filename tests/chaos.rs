//! `kill -9` under load: what was acknowledged against what both sides see.

mod checker;
mod kill_9;
