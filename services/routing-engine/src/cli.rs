//! `switchboard routing …`: what an operator asks of a store, a copy of one, or an exported log. Nothing is changed.

mod check;
mod explain;
mod export;
mod replay;
mod source;

use std::process::ExitCode;

#[cfg(test)]
pub(crate) use export::lines;
#[cfg(test)]
pub(crate) use replay::parse;

use clap::{Parser, Subcommand};

/// Explains, replays and checks what the routing engine did.
#[derive(Parser)]
#[command(name = "switchboard routing")]
struct Arguments {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    /// Why a request waits or waited, and why each of its offers went to whom it went.
    Explain(explain::Options),
    /// Decides a recorded log again and compares every event; prints the hash of the decisions.
    Replay(replay::Options),
    /// Finds steps that add nobody, queues that nobody serves, work that may wait for ever, overflow that leads nowhere.
    Check(check::Options),
    /// Writes the log of a store as lines of JSON, for `replay`. Ids only: no names, no customers.
    Log(export::Options),
}

/// What a verb has to say, and whether all is well.
struct Outcome {
    text: String,
    well: bool,
}

/// The verbs, for whoever lists them together with others.
pub fn command() -> clap::Command {
    <Arguments as clap::CommandFactory>::command()
}

/// The whole of the command, without the word `routing`.
pub fn cli(args: &[String]) -> ExitCode {
    let words = std::iter::once("switchboard routing").chain(args.iter().map(String::as_str));
    let arguments = match Arguments::try_parse_from(words) {
        Ok(arguments) => arguments,
        Err(error) => {
            let help = !error.use_stderr();
            // Nobody is left to hear that the pipe is closed.
            let _closed = error.print();
            return if help { ExitCode::SUCCESS } else { ExitCode::from(2) };
        }
    };
    match run(arguments.verb) {
        Ok(outcome) => {
            say(&mut std::io::stdout(), &outcome.text);
            if outcome.well { ExitCode::SUCCESS } else { ExitCode::FAILURE }
        }
        Err(problem) => {
            say(&mut std::io::stderr(), &problem);
            ExitCode::FAILURE
        }
    }
}

fn run(verb: Verb) -> Result<Outcome, String> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(|error| error.to_string())?;
    runtime.block_on(async {
        match verb {
            Verb::Explain(options) => explain::run(options).await,
            Verb::Replay(options) => replay::run(options).await,
            Verb::Check(options) => check::run(options).await,
            Verb::Log(options) => export::run(options).await,
        }
    })
}

fn say(to: &mut dyn std::io::Write, text: &str) {
    // Nobody is left to hear that the pipe is closed.
    let _closed = writeln!(to, "{text}");
}
