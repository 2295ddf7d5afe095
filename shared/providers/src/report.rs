//! The table of a check.

use std::fmt::Write as _;

/// One line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// What was tried.
    pub name: String,
    /// Empty if it is as it should be.
    pub problem: String,
}

/// All lines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// In the order in which they were tried.
    pub lines: Vec<Line>,
}

impl Report {
    pub(crate) fn add(&mut self, name: impl Into<String>, outcome: Result<(), String>) {
        self.lines.push(Line { name: name.into(), problem: outcome.err().unwrap_or_default() });
    }

    /// What is not as it should be.
    pub fn problems(&self) -> Vec<&Line> {
        self.lines.iter().filter(|line| !line.problem.is_empty()).collect()
    }

    /// As people read it.
    pub fn table(&self) -> String {
        let width = self.lines.iter().map(|line| line.name.chars().count()).max().unwrap_or_default();
        let mut table = String::new();
        for line in &self.lines {
            let verdict = if line.problem.is_empty() { "ok" } else { "FAILED" };
            let padding = " ".repeat(width - line.name.chars().count());
            // Writing into a String cannot fail.
            let _infallible = writeln!(table, "{}{padding}  {verdict:6}  {}", line.name, line.problem);
        }
        let _infallible = writeln!(table, "{} of {} as expected", self.lines.len() - self.problems().len(), self.lines.len());
        table
    }
}
