//! `switchboard routing …`: which crate answers which verb.

use std::process::ExitCode;

use clap::Command;

/// Verbs that ask the engine about what it did or would do; the others are the simulator's.
const ENGINE: [&str; 4] = ["explain", "replay", "check", "log"];

/// The whole of the command, without the word `routing`.
pub(crate) fn main(arguments: &[String]) -> ExitCode {
    match arguments.first().map(String::as_str) {
        Some(verb) if ENGINE.contains(&verb) => routing_engine::cli(arguments),
        None | Some("-h" | "--help") => help(arguments.is_empty()),
        Some("help") => match arguments.get(1) {
            Some(verb) => main(&[verb.clone(), "--help".to_owned()]),
            None => help(false),
        },
        Some(_) => routing_simulate::cli::main(arguments),
    }
}

/// Every verb, whoever answers it.
fn verbs() -> Command {
    let (engine, simulator) = (routing_engine::command(), routing_simulate::cli::command());
    let verbs = engine.get_subcommands().chain(simulator.get_subcommands()).filter(|verb| verb.get_name() != "help").cloned();
    Command::new("switchboard routing")
        .about("What routing did, would do, and needs: explained, replayed, checked, simulated")
        .subcommands(verbs)
}

fn help(wrong: bool) -> ExitCode {
    // Nobody is left to hear that the pipe is closed.
    let _closed = verbs().print_help();
    ExitCode::from(if wrong { 2 } else { 0 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_help_names_every_verb_of_both_crates() {
        let help = verbs().render_help().to_string();
        for verb in ENGINE.iter().chain(&routing_simulate::cli::VERBS) {
            assert!(help.lines().any(|line| line.trim_start().starts_with(verb)), "{verb} is missing: {help}");
        }
    }
}
