//! The verbs of the command line.

mod day;
mod oracles;
mod simulate;
mod staff;

use std::ffi::OsString;
use std::io::Write as _;
use std::path::Path;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::plan::Plan;

/// Verbs of `routing` that are answered here.
pub const VERBS: [&str; 4] = ["export", "oracles", "simulate", "staff"];

#[derive(Debug, Parser)]
#[command(name = "routing", about = "Simulation and staffing with the production routing core")]
struct Cli {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Writes a day of the engine's log as a scenario.
    Export(day::Arguments),
    /// Holds the core against queueing theory.
    Oracles(oracles::Arguments),
    /// Tells how many agents are needed.
    Staff(staff::Arguments),
    /// Runs a scenario; with a second one, tells what would change.
    Simulate(simulate::Arguments),
}

/// What a verb says in the end: text for standard output, or what is wrong.
type Said = Result<String, Vec<String>>;

/// The verbs, for whoever lists them together with others.
pub fn command() -> clap::Command {
    <Cli as clap::CommandFactory>::command()
}

/// The whole of the command, without the word `routing`.
pub fn main(arguments: &[String]) -> ExitCode {
    let words = std::iter::once(OsString::from("routing")).chain(arguments.iter().map(OsString::from));
    let cli = match Cli::try_parse_from(words) {
        Ok(cli) => cli,
        Err(error) => {
            // Nobody is left to hear that the pipe is closed.
            let _closed = error.print();
            return ExitCode::from(if error.use_stderr() { 2 } else { 0 });
        }
    };
    let said = match cli.verb {
        Verb::Export(arguments) => day::export(&arguments),
        Verb::Oracles(arguments) => oracles::run(&arguments),
        Verb::Staff(arguments) => staff::run(&arguments),
        Verb::Simulate(arguments) => simulate::run(&arguments),
    };
    match said {
        Ok(text) => {
            let _closed = std::io::stdout().lock().write_all(text.as_bytes());
            ExitCode::SUCCESS
        }
        Err(problems) => {
            for problem in problems {
                let _closed = writeln!(std::io::stderr(), "{problem}");
            }
            ExitCode::FAILURE
        }
    }
}

/// JSON as programs and people read it.
fn json(value: &impl serde::Serialize) -> Said {
    serde_json::to_string_pretty(value).map(|text| text + "\n").map_err(|error| vec![error.to_string()])
}

/// The plan of a file; every problem begins with the file's name.
fn plan(path: &Path) -> Result<Plan, Vec<String>> {
    let text = std::fs::read_to_string(path).map_err(|error| vec![format!("{}: {error}", path.display())])?;
    let folder = path.parent().unwrap_or_else(|| Path::new("."));
    Plan::parse(&text, folder).map_err(|problems| problems.iter().map(|problem| format!("{}:{problem}", path.display())).collect())
}
