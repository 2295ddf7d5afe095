//! `routing staff`: how many agents for 80/20?

use std::fmt::Write as _;
use std::path::PathBuf;

use clap::Args;
use serde::Serialize;

use super::{Said, json};
use crate::plan;
use crate::report::Table;
use crate::report::cell;
use crate::scenario::Scenario;
use crate::staff::{self, Formula, ServiceLevel, Target, Trial};
use crate::units::Seconds;

/// Customers of one replication, where no scenario says how long.
const CUSTOMERS: f64 = 5_000.0;

#[derive(Debug, Args)]
#[command(group = clap::ArgGroup::new("load").required(true).args(["scenario", "per_hour"]))]
pub(super) struct Arguments {
    /// A scenario, one team of which is made larger or smaller.
    scenario: Option<PathBuf>,
    /// Which team of the scenario.
    #[arg(long, requires = "scenario")]
    team: Option<String>,
    /// Customers an hour, instead of a scenario.
    #[arg(long, requires = "handle", value_parser = rate)]
    per_hour: Option<f64>,
    /// Mean handle time: a number of seconds, or 3m.
    #[arg(long, value_parser = time, conflicts_with = "scenario")]
    handle: Option<f64>,
    /// Standard deviation of the handle time divided by its mean: lognormal instead of exponential.
    #[arg(long, value_parser = spread, conflicts_with = "scenario")]
    cv: Option<f64>,
    /// Mean patience; without it nobody gives up.
    #[arg(long, value_parser = time, conflicts_with = "scenario")]
    patience: Option<f64>,
    /// Service level: 80/20 is 80 % of all customers within 20 s.
    #[arg(long, value_parser = level)]
    target: Option<ServiceLevel>,
    /// Largest share that gives up, expires or is turned away: 3%, 0.03.
    #[arg(long, value_parser = share)]
    max_abandon: Option<f64>,
    /// Largest mean wait.
    #[arg(long, value_parser = time)]
    max_wait: Option<f64>,
    /// Share of paid time that an agent is not there: 30%. Raises the number to be rostered.
    #[arg(long, value_parser = share, default_value = "0")]
    shrinkage: f64,
    /// How often each number is simulated.
    #[arg(long, value_parser = clap::value_parser!(u32).range(2..=10_000))]
    replications: Option<u32>,
    /// Where random numbers begin.
    #[arg(long)]
    seed: Option<u64>,
    /// For programs.
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Answer {
    target: Target,
    /// None where no formula knows the model.
    formula: Option<Formula>,
    simulated: Simulated,
    /// With shrinkage.
    rostered: usize,
    seed: u64,
    replications: u32,
}

#[derive(Serialize)]
struct Simulated {
    agents: usize,
    trials: Vec<Trial>,
}

pub(super) fn run(arguments: &Arguments) -> Said {
    let target = Target { service_level: arguments.target, max_lost: arguments.max_abandon, max_wait: arguments.max_wait };
    if target.is_empty() {
        return Err(vec![staff::Unanswered::NoTarget.to_string()]);
    }
    let mut scenario = scenario(arguments)?;
    scenario.seed = arguments.seed.unwrap_or(scenario.seed);
    scenario.replications.value = arguments.replications.unwrap_or(scenario.replications.value);
    let team = team(arguments, &scenario)?;
    let formula = arguments
        .per_hour
        .zip(arguments.handle)
        .and_then(|(per_hour, handle)| staff::formula(&target, per_hour, handle, arguments.patience));
    let now = usize::try_from(scenario.agents.get(team).map_or(1, |team| team.count.value)).unwrap_or(1);
    let guess = formula.as_ref().map_or(now, |formula| formula.agents);
    let (agents, trials) = staff::simulate(&scenario, team, guess, &target).map_err(|problem| vec![problem.to_string()])?;
    let rostered = crate::number::count((crate::number::float(agents) / (1.0 - arguments.shrinkage)).ceil());
    let (seed, replications) = (scenario.seed, scenario.replications.value);
    let answer = Answer { target, formula, simulated: Simulated { agents, trials }, rostered, seed, replications };
    if arguments.json { json(&answer) } else { Ok(text(&answer, arguments.shrinkage)) }
}

fn scenario(arguments: &Arguments) -> Result<Scenario, Vec<String>> {
    if let Some(path) = &arguments.scenario {
        let text = std::fs::read_to_string(path).map_err(|error| vec![format!("{}: {error}", path.display())])?;
        // Whether it makes sense is asked here once, with places; later only the number of agents changes.
        super::plan(path)?;
        return plan::read(&text).map_err(|problems| problems.iter().map(ToString::to_string).collect());
    }
    let (per_hour, handle) = (arguments.per_hour.unwrap_or(1.0), arguments.handle.unwrap_or(1.0));
    let horizon = CUSTOMERS / per_hour * 3_600.0;
    let handle = match arguments.cv {
        Some(cv) => format!("{{lognormal: {{mean: {handle}, cv: {cv}}}}}"),
        None => format!("{{exponential: {handle}}}"),
    };
    let patience = arguments.patience.map_or_else(|| "none".to_owned(), |patience| format!("{{exponential: {patience}}}"));
    let yaml = format!(
        "name: staffing\nhorizon: {:.0}\nwarmUp: {:.0}\nqueues: [{{name: line}}]\nclasses:\n- {{name: customers, arrivals: {{poisson: {{perHour: \
         {per_hour}}}}}, handle: {handle}, patience: {patience}}}\nagents: [{{name: agents}}]\n",
        horizon * 1.1,
        horizon * 0.1
    );
    plan::read(&yaml).map_err(|problems| problems.iter().map(|problem| problem.message.clone()).collect())
}

fn team(arguments: &Arguments, scenario: &Scenario) -> Result<usize, Vec<String>> {
    match &arguments.team {
        Some(name) => {
            let found = scenario.agents.iter().position(|team| team.name.value == *name);
            found.ok_or_else(|| vec![format!("--team: the scenario has no team {name:?}")])
        }
        None if scenario.agents.len() == 1 => Ok(0),
        None => Err(vec!["--team: the scenario has several teams, name the one to be staffed".to_owned()]),
    }
}

fn text(answer: &Answer, shrinkage: f64) -> String {
    let within = answer.target.within_seconds();
    let mut table = Table::new([
        "agents".to_owned(),
        format!("within {within} s"),
        "lost".into(),
        "mean wait".into(),
        "occupancy".into(),
        "target".into(),
    ]);
    if let Some(formula) = &answer.formula {
        table.row(vec![
            format!("{} ({})", formula.agents, formula.model),
            format!("{:.4}", formula.service_level),
            format!("{:.4}", formula.lost_share),
            format!("{:.2}", formula.mean_wait),
            format!("{:.3}", formula.occupancy),
            "met".to_owned(),
        ]);
    }
    for trial in &answer.simulated.trials {
        let verdict = match (trial.met, trial.certain) {
            (true, true) => "met",
            (true, false) => "met, within the half-width",
            (false, true) => "missed",
            (false, false) => "missed, within the half-width",
        };
        table.row(vec![
            format!("{} (simulated)", trial.agents),
            cell(trial.service_level),
            cell(trial.lost_share),
            cell(trial.mean_wait),
            cell(trial.occupancy),
            verdict.to_owned(),
        ]);
    }
    let mut said = format!("{}\n{} agents at work", table.text(), answer.simulated.agents);
    if shrinkage > 0.0 {
        let _never = write!(said, ", {} rostered", answer.rostered);
    }
    let _never = writeln!(said, "; seed {}, {} replications", answer.seed, answer.replications);
    said
}

fn time(text: &str) -> Result<f64, String> {
    Seconds::parse(text).and_then(|time| if time.get() > 0.0 { Ok(time.get()) } else { Err("must be more than nothing".to_owned()) })
}

fn rate(text: &str) -> Result<f64, String> {
    let value = text.parse::<f64>().ok().filter(|value| (0.01..=10_000_000.0).contains(value));
    value.ok_or_else(|| format!("{text:?} is not a rate of 0.01 to 10,000,000 an hour"))
}

fn spread(text: &str) -> Result<f64, String> {
    let value = text.parse::<f64>().ok().filter(|value| (0.01..=10.0).contains(value));
    value.ok_or_else(|| format!("{text:?} is not a coefficient of variation of 0.01 to 10"))
}

fn share(text: &str) -> Result<f64, String> {
    let (number, whole) = text.strip_suffix('%').map_or((text, 1.0), |number| (number, 100.0));
    let value = number.trim().parse::<f64>().ok().map(|value| value / whole).filter(|value| (0.0..1.0).contains(value));
    value.ok_or_else(|| format!("{text:?} is not a share: 3% or 0.03"))
}

fn level(text: &str) -> Result<ServiceLevel, String> {
    let parts = text.split_once('/').and_then(|(share, time)| Some((share.trim().parse::<f64>().ok()?, Seconds::parse(time).ok()?)));
    match parts {
        Some((percent, time)) if (0.0..100.0).contains(&percent) && time.get() > 0.0 => {
            Ok(ServiceLevel { share: percent / 100.0, within_seconds: time.get() })
        }
        _ => Err(format!("{text:?} is not a service level: 80/20 is 80 % within 20 s")),
    }
}
