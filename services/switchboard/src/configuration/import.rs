//! A configuration from text: everything is looked at before anything is written.

mod compare;
mod file;
mod rehearse;
mod write;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::{Map, Value};

use self::compare::differences;
pub(crate) use self::rehearse::escaped;
use super::installed::{Installed, Item};
use super::tree::Place;
use crate::operator::{Error, Operator};

/// What an import does, or would do.
#[derive(Debug, Default)]
pub struct Report {
    /// A line per document that is made or changed, and what is different.
    pub lines: Vec<String>,
    /// Documents that are made.
    pub created: usize,
    /// Documents that are changed.
    pub changed: usize,
    /// Documents that are as the file says.
    pub unchanged: usize,
    /// Documents the file does not have; they stay.
    pub left: usize,
}

/// One document of the file, with what becomes of it.
struct Wanted<'a> {
    kind: &'a str,
    path: &'a str,
    name: String,
    id: String,
    place: Place,
    /// As the owner would keep it; before that, as the file has it.
    doc: Map<String, Value>,
    before: Option<&'a Item>,
    /// Ids of documents of the file that it refers to.
    refers: Vec<String>,
    /// It carries a secret, which nobody can compare.
    secret: bool,
}

impl Wanted<'_> {
    fn title(&self) -> String {
        format!("{} {:?}", self.kind, self.name)
    }

    fn is_change(&self) -> bool {
        self.secret || self.before.is_none_or(|before| before.doc != self.doc)
    }
}

/// Makes the installation's documents what the file says. Documents it does not name stay.
///
/// # Errors
/// If the installation does not answer, or with every fault of the file and its place; then nothing was changed.
pub async fn import(operator: &Operator, text: &str, dry_run: bool) -> Result<Report, Error> {
    let installed = Installed::read(operator, &crate::pods()).await?;
    let wanted = file::read(&installed, text).map_err(told)?;
    let wanted = rehearse::rehearse(operator, wanted).await?;
    let report = report(&installed, &wanted);
    if !dry_run {
        write::write(operator, &wanted).await?;
    }
    Ok(report)
}

/// A fault of the file.
type Fault = (Place, String);

fn told(mut faults: Vec<Fault>) -> Error {
    faults.sort();
    Error::Faults(faults.into_iter().map(|(place, text)| format!("{place}: {text}")).collect())
}

fn report(installed: &Installed, wanted: &[Wanted<'_>]) -> Report {
    let mut report = Report::default();
    let mut named: BTreeMap<&str, usize> = BTreeMap::new();
    for one in wanted {
        *named.entry(one.kind).or_default() += usize::from(one.before.is_some());
        match one.before {
            None => {
                report.created += 1;
                report.lines.push(format!("new      {}", one.title()));
            }
            Some(before) if one.is_change() => {
                report.changed += 1;
                let mut line = format!("changed  {}", one.title());
                for difference in differences(&before.doc, &one.doc) {
                    // Writing into a String cannot fail.
                    let _infallible = write!(line, "\n           {difference}");
                }
                if one.secret {
                    line.push_str("\n           a secret, which cannot be compared");
                }
                report.lines.push(line);
            }
            Some(_) => report.unchanged += 1,
        }
    }
    let all: usize = installed.items.values().map(Vec::len).sum();
    report.left = all - named.values().sum::<usize>();
    report
}

impl std::fmt::Display for Report {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for line in &self.lines {
            writeln!(formatter, "{line}")?;
        }
        let Self { created, changed, unchanged, left, .. } = self;
        write!(formatter, "{created} new, {changed} changed, {unchanged} unchanged; {left} that the file does not name stay as they are")
    }
}
