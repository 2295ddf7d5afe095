//! The core against queueing theory: rows of exactly known models, run through it, and a verdict over all of them.
//!
//! A row passes if no figure is farther from its exact value than luck allows. Luck is limited over all rows together
//! (Holm's procedure at 0.1 %), for among a hundred honest figures one is always beyond two standard errors. And since
//! a small bias in every row would escape row by row, one figure of each row goes into a joint chi-squared, also at 0.1 %.

mod mutant;
mod rows;

use serde::Serialize;

use crate::measure::Metric;
use crate::number::float;
use crate::plan::Plan;
use crate::router::Router;
use crate::statistics::{Sample, chi_squared_tail, holm};
use crate::study::{Of, Study};
pub use mutant::{Fault, MUTATIONS, Mutant, Mutation};
pub use rows::{Row, rows};

/// Chance that a right core fails.
const ALPHA: f64 = 0.001;

/// How much is simulated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    /// Replications of each row.
    pub replications: u32,
    /// Customers of each replication.
    pub customers: u32,
}

impl Size {
    /// For every test run: some seconds in all.
    pub const SHORT: Self = Self { replications: 20, customers: 4_000 };
    /// By command: some minutes.
    pub const LONG: Self = Self { replications: 40, customers: 200_000 };
}

/// What of a row is compared.
#[derive(Clone, Copy, Debug)]
pub enum What {
    /// A figure of a queue or class.
    Figure(Of, Metric),
    /// The number behind the share of delayed customers: its mean has no bias in short runs.
    Delayed(Of),
    /// Mean occupancy of a team.
    Occupancy(usize),
}

/// A figure with its exact value.
#[derive(Clone, Debug)]
pub struct Check {
    /// What it is called.
    pub name: String,
    /// What is compared.
    pub what: What,
    /// With what.
    pub exact: f64,
}

/// A comparison.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Finding {
    /// The row.
    pub row: &'static str,
    /// The figure.
    pub figure: String,
    /// As theory has it.
    pub exact: f64,
    /// As simulated.
    pub mean: f64,
    /// Standard error of the mean.
    pub error: f64,
    /// How far out that is, as a standard normal deviate.
    pub deviate: f64,
    /// Chance of being that far out.
    pub p: f64,
    /// Whether that is farther than luck allows, over all comparisons.
    pub refuted: bool,
    /// Whether it counts in the joint test.
    pub joint: bool,
}

/// What all rows say together.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Verdict {
    /// Whether the core is what theory says.
    pub passed: bool,
    /// Sum of the squared deviates of one figure a row.
    pub chi_squared: f64,
    /// How many those are.
    pub rows: usize,
    /// Chance of a sum as large.
    pub joint_p: f64,
    /// Comparisons more than three standard errors out; some are to be expected among very many.
    pub beyond_three: usize,
    /// Every comparison.
    pub findings: Vec<Finding>,
}

/// Runs a row through routers made for each replication.
pub fn examine<R: Router>(row: &Row, plan: &Plan, make: impl Fn(&Plan) -> R + Sync) -> Result<Vec<Finding>, String> {
    let study = Study::through(plan.clone(), make).map_err(|endless| endless.to_string())?;
    let findings = row.checks.iter().enumerate().map(|(index, check)| {
        let sample = Sample::of(values(&study, check.what)).unwrap_or(Sample { count: 0, mean: f64::NAN, error: f64::NAN });
        Finding {
            row: row.id,
            figure: check.name.clone(),
            exact: check.exact,
            mean: sample.mean,
            error: sample.error,
            deviate: sample.normal_deviate(check.exact),
            p: if sample.count > 1 { sample.p_value(check.exact) } else { 0.0 },
            refuted: false,
            joint: index == 0,
        }
    });
    Ok(findings.collect())
}

fn values(study: &Study, what: What) -> Vec<f64> {
    match what {
        What::Figure(of, metric) => study.values(of, metric).collect(),
        What::Occupancy(team) => study.occupancy(Some(team)).collect(),
        What::Delayed(of) => {
            let entered = study.values(of, Metric::Offered).zip(study.values(of, Metric::Rejected));
            entered.zip(study.values(of, Metric::PWait)).map(|((offered, rejected), share)| (offered - rejected) * share).collect()
        }
    }
}

/// Judges comparisons together.
pub fn judge(mut findings: Vec<Finding>) -> Verdict {
    let p_values: Vec<_> = findings.iter().map(|finding| finding.p).collect();
    for (finding, refuted) in findings.iter_mut().zip(holm(&p_values, ALPHA)) {
        finding.refuted = refuted;
    }
    let joint: Vec<f64> = findings.iter().filter(|finding| finding.joint).map(|finding| finding.deviate).collect();
    let chi_squared: f64 = joint.iter().map(|deviate| deviate * deviate).sum();
    let joint_p = chi_squared_tail(chi_squared, joint.len());
    Verdict {
        passed: joint_p >= ALPHA && !findings.iter().any(|finding| finding.refuted),
        chi_squared,
        rows: joint.len(),
        joint_p,
        beyond_three: findings.iter().filter(|finding| finding.deviate.abs() > 3.0).count(),
        findings,
    }
}

/// All rows through the production core.
pub fn run(size: Size, seed: u64) -> Result<Verdict, String> {
    let mut findings = Vec::new();
    for row in rows(size) {
        let plan = row.plan(seed)?;
        let shard = plan.shard();
        findings.extend(examine(&row, &plan, |_| shard.clone())?);
    }
    Ok(judge(findings))
}

/// A mutated core on the rows that are there to catch it.
pub fn run_mutated(mutation: &Mutation, size: Size, seed: u64) -> Result<Verdict, String> {
    let mut findings = Vec::new();
    for row in rows(size).iter().filter(|row| mutation.rows.contains(&row.id)) {
        let plan = row.plan(seed)?;
        findings.extend(examine(row, &plan, |plan| Mutant::new(mutation.kind, plan))?);
    }
    Ok(judge(findings))
}

impl Verdict {
    /// For a terminal.
    pub fn text(&self) -> String {
        let mut table = crate::report::Table::new(["row", "figure", "exact", "simulated", "± SE", "deviate", ""]);
        for finding in &self.findings {
            table.row(vec![
                finding.row.to_owned(),
                finding.figure.clone(),
                format!("{:.6}", finding.exact),
                format!("{:.6}", finding.mean),
                format!("{:.6}", finding.error),
                format!("{:+.2}", finding.deviate),
                if finding.refuted { "REFUTED".to_owned() } else { String::new() },
            ]);
        }
        let verdict = if self.passed { "passed" } else { "FAILED" };
        format!(
            "{}\n{verdict}: {} comparisons, {} beyond three standard errors ({:.2} expected of a right core); joint chi-squared {:.1} over {} rows, p {:.3}\n",
            table.text(),
            self.findings.len(),
            self.beyond_three,
            0.0027 * float(self.findings.len()),
            self.chi_squared,
            self.rows,
            self.joint_p
        )
    }
}
