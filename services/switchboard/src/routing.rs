//! `switchboard routing …`: which crate answers which verb.

use std::process::ExitCode;

/// Verbs that ask the engine about what it did or would do; the others are the simulator's.
const ENGINE: [&str; 4] = ["explain", "replay", "check", "log"];

/// The whole of the command, without the word `routing`.
pub(crate) fn main(arguments: &[String]) -> ExitCode {
    match arguments.first() {
        Some(verb) if ENGINE.contains(&verb.as_str()) => routing_engine::cli(arguments),
        _ => routing_simulate::cli::main(arguments),
    }
}
