//! Processes die under load: what was acknowledged against what both sides see.

mod checker;
mod cluster;
mod kill_9;
mod people;
