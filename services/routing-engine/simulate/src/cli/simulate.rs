//! `routing simulate SCENARIO [OTHER]`.

use std::path::{Path, PathBuf};

use clap::Args;
use serde::Serialize;

use super::{Said, json};
use crate::plan::Plan;
use crate::report::{Difference, Report};
use crate::study::Study;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The scenario.
    #[arg(required_unless_present_any = ["schema", "from"], conflicts_with = "from")]
    scenario: Option<PathBuf>,
    /// Another scenario: what would it change?
    other: Option<PathBuf>,
    #[command(flatten)]
    day: super::day::Day,
    /// For programs.
    #[arg(long)]
    json: bool,
    /// Prints the JSON Schema of scenarios.
    #[arg(long, conflicts_with_all = ["scenario", "other", "from"])]
    schema: bool,
    /// Takes this seed instead of the scenario's.
    #[arg(long)]
    seed: Option<u64>,
    /// Runs it so often instead of what the scenario says.
    #[arg(long, value_parser = clap::value_parser!(u32).range(2..=10_000))]
    replications: Option<u32>,
}

/// Two scenarios and what lies between them.
#[derive(Serialize)]
struct WhatIf {
    base: Report,
    other: Report,
    difference: Difference,
}

pub(super) fn run(arguments: &Arguments) -> Said {
    if arguments.day.from.is_some() {
        return super::day::simulate(&arguments.day, arguments.json);
    }
    let Some(scenario) = arguments.scenario.as_ref().filter(|_| !arguments.schema) else {
        return Ok(crate::schema());
    };
    let base = study(load(scenario, arguments)?)?;
    let Some(other) = &arguments.other else {
        let report = Report::new(&base);
        return if arguments.json { json(&report) } else { Ok(report.text()) };
    };
    let mut plan = load(other, arguments)?;
    (plan.seed, plan.replications) = (base.plan.seed, base.plan.replications);
    let other = study(plan)?;
    let difference = Difference::new(&base, &other);
    let (base, other) = (Report::new(&base), Report::new(&other));
    if arguments.json {
        return json(&WhatIf { base, other, difference });
    }
    Ok(format!("{}\n{}\n{}", base.text(), other.text(), difference.text()))
}

fn load(path: &Path, arguments: &Arguments) -> Result<Plan, Vec<String>> {
    let mut plan = super::plan(path)?;
    plan.seed = arguments.seed.unwrap_or(plan.seed);
    plan.replications = arguments.replications.unwrap_or(plan.replications);
    Ok(plan)
}

fn study(plan: Plan) -> Result<Study, Vec<String>> {
    Study::run(plan).map_err(|endless| vec![endless.to_string()])
}
