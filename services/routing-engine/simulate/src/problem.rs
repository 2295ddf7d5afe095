//! What is wrong with a file, and where.

use std::fmt;

use serde_saphyr::{Location, Spanned};

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// From 1; 0 is "the file as a whole".
    pub line: u64,
    /// From 1; 0 is "the file as a whole".
    pub column: u64,
    /// What.
    pub message: String,
}

impl Problem {
    /// A problem of the whole file.
    pub fn general(message: impl Into<String>) -> Self {
        Self { line: 0, column: 0, message: message.into() }
    }

    /// A problem at a place.
    pub fn at(location: Location, message: impl Into<String>) -> Self {
        Self { line: location.line(), column: location.column(), message: message.into() }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.line == 0 { f.write_str(&self.message) } else { write!(f, "{}:{}: {}", self.line, self.column, self.message) }
    }
}

/// All problems of a file: people correct a file once.
#[derive(Debug, Default)]
pub struct Problems(pub Vec<Problem>);

impl Problems {
    /// Notes a problem at a value.
    pub fn add<T>(&mut self, at: &Spanned<T>, message: impl Into<String>) {
        self.0.push(Problem::at(at.referenced, message));
    }

    /// Notes a problem at a value unless the condition holds.
    pub fn require<T>(&mut self, holds: bool, at: &Spanned<T>, message: impl Into<String>) {
        if !holds {
            self.add(at, message);
        }
    }

    /// The result, if nothing was wrong.
    pub fn or<T>(mut self, result: T) -> Result<T, Vec<Problem>> {
        if self.0.is_empty() {
            return Ok(result);
        }
        self.0.sort();
        self.0.dedup();
        Err(self.0)
    }
}
