//! `routing oracles`: the core against queueing theory.

use std::fmt::Write as _;

use clap::Args;

use super::{Said, json};
use crate::oracle::{self, MUTATIONS, Size};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Minutes instead of seconds, for differences of some tenths of a percent.
    #[arg(long)]
    long: bool,
    /// Where random numbers begin.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// For programs.
    #[arg(long)]
    json: bool,
    /// Runs broken cores instead: each must be refuted.
    #[arg(long)]
    mutants: bool,
}

pub(super) fn run(arguments: &Arguments) -> Said {
    let size = if arguments.long { Size::LONG } else { Size::SHORT };
    if arguments.mutants {
        return mutants(size, arguments.seed);
    }
    let verdict = oracle::run(size, arguments.seed).map_err(|problem| vec![problem])?;
    let text = if arguments.json { json(&verdict)? } else { verdict.text() };
    if verdict.passed { Ok(text) } else { Err(vec![text]) }
}

fn mutants(size: Size, seed: u64) -> Said {
    let mut text = String::new();
    let mut passed = Vec::new();
    for mutation in &MUTATIONS {
        let verdict = oracle::run_mutated(mutation, size, seed).map_err(|problem| vec![problem])?;
        let worst = verdict.findings.iter().map(|finding| finding.deviate.abs()).fold(0.0, f64::max);
        let said = if verdict.passed { "NOT SEEN" } else { "refuted" };
        let _never = writeln!(text, "{:?}: {said}, by {worst:.1} standard errors", mutation.kind);
        if verdict.passed {
            passed.push(format!("{:?} was not seen", mutation.kind));
        }
    }
    if passed.is_empty() { Ok(text) } else { Err(passed) }
}
