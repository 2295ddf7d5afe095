//! Where in a file something is wrong.

use std::fmt;

use errors::Violation;
use serde::Serialize;
use utoipa::ToSchema;

/// A line and a column, both from 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
pub(crate) struct Position {
    pub(crate) line: u64,
    pub(crate) column: u64,
}

/// One thing that is wrong with a file of rules.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
#[schema(as = RuleProblem)]
pub(crate) struct Problem {
    #[serde(flatten)]
    pub(crate) at: Position,
    pub(crate) message: String,
}

impl Problem {
    pub(crate) fn new(at: Position, message: impl Into<String>) -> Self {
        Self { at, message: message.into() }
    }

    /// As a form shows it; the field is `line:column`.
    pub(crate) fn violation(&self) -> Violation {
        Violation::new(self.at.to_string(), self.message.clone())
    }
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.line, self.column)
    }
}

impl From<serde_saphyr::Location> for Position {
    fn from(location: serde_saphyr::Location) -> Self {
        Self { line: location.line(), column: location.column() }
    }
}

/// The place in `file` of character `offset` of a scalar that begins at `start`.
///
/// A scalar's text and its spelling differ in white space (folding, indentation), quotes and escapes. What is the same in
/// both is the order of the other characters, so those are counted.
pub(crate) fn inside(file: &str, start: Position, value: &str, offset: usize) -> Position {
    let wanted = value.chars().take(offset).filter(|c| !c.is_whitespace()).count();
    let mut spelling = Spelling::new(file, start);
    for _ in 0..wanted {
        spelling.next_char();
    }
    spelling.here()
}

/// Walks over a scalar as it is spelled, one character of its text at a time.
struct Spelling {
    rest: Vec<(Position, char)>,
    next: usize,
    quote: Option<char>,
    start: Position,
}

impl Spelling {
    fn new(file: &str, start: Position) -> Self {
        let lines = (1..).zip(file.lines()).filter(|(line, _)| *line >= start.line);
        let chars =
            lines.flat_map(|(line, text)| (1..).zip(text.chars().chain(['\n'])).map(move |(column, c)| (Position { line, column }, c)));
        let rest: Vec<_> = chars.skip_while(|(at, _)| *at < start).collect();
        let mut spelling = Self { rest, next: 0, quote: None, start };
        match spelling.rest.first() {
            Some((_, quote @ ('"' | '\''))) => {
                spelling.quote = Some(*quote);
                spelling.next = 1;
            }
            // The text of a block begins on the line after its header.
            Some((_, '|' | '>')) => {
                spelling.next = spelling.rest.iter().position(|(_, c)| *c == '\n').unwrap_or(0);
            }
            _ => {}
        }
        spelling
    }

    fn skip_space(&mut self) {
        while self.rest.get(self.next).is_some_and(|(_, c)| c.is_whitespace()) {
            self.next += 1;
        }
    }

    fn next_char(&mut self) {
        self.skip_space();
        let here = self.rest.get(self.next).map(|(_, c)| *c);
        let escaped = matches!((self.quote, here), (Some('"'), Some('\\')) | (Some('\''), Some('\'')));
        self.next += if escaped { 2 } else { 1 };
    }

    fn here(&mut self) -> Position {
        self.skip_space();
        self.rest.get(self.next).or_else(|| self.rest.last()).map_or(self.start, |(at, _)| *at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(file: &str, start: (u64, u64), value: &str, needle: char) -> (u64, u64) {
        let offset = value.chars().position(|c| c == needle).unwrap();
        let found = inside(file, Position { line: start.0, column: start.1 }, value, offset);
        (found.line, found.column)
    }

    #[test]
    fn plain_quoted_and_block_scalars_are_all_followed() {
        assert_eq!(at("when: a == !b", (1, 7), "a == !b", '!'), (1, 12));
        assert_eq!(at("when: \"a == \\\"x\\\" !\"", (1, 7), "a == \"x\" !", '!'), (1, 19));
        assert_eq!(at("when: 'a == ''x'' !'", (1, 7), "a == 'x' !", '!'), (1, 19));
        assert_eq!(at("when: >\n  a\n  == !\n", (1, 7), "a == !", '!'), (3, 6));
        assert_eq!(at("when: |\n    a\n    !\n", (1, 7), "a\n!", '!'), (3, 5));
    }

    #[test]
    fn a_start_outside_the_file_is_given_back() {
        assert_eq!(at("x", (7, 1), "a!", '!'), (7, 1));
    }
}
