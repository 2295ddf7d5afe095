//! Following a log by number, from hints that may be lost, doubled or late.
//!
//! A gateway hears of new rows by hints and holds, per reader, a [`Follower`]: the last number the reader was given. A row that comes right
//! after it is delivered, one the reader has is dropped, and one that leaves a hole makes the follower ask for a read of the log.
//! While a read is under way hints wait (at most [`WAITING`] of them; more are dropped, and the log is read again). Subscribe first, then
//! [`Follower::start`] the first read: whatever is committed in between is in the hints, in the read, or in both, and is delivered once.

use std::collections::BTreeMap;

/// Hints that wait for a read at most.
const WAITING: usize = 256;

/// What to do after a hint.
#[derive(Debug, PartialEq, Eq)]
pub enum Step<T> {
    /// Give it to the reader.
    Deliver(T),
    /// The reader has it, or it waits for a read.
    Nothing,
    /// Read the rows after this number and hand them to [`Follower::filled`].
    Read(i64),
}

/// A reader's place in one view of a log.
#[derive(Debug)]
pub struct Follower<T> {
    last: i64,
    /// Present while a read is under way: hints by number, each with the number before it.
    waiting: Option<BTreeMap<i64, (i64, T)>>,
    overflowed: bool,
}

impl<T> Follower<T> {
    /// A reader that has everything up to `last`.
    pub fn new(last: i64) -> Self {
        Self { last, waiting: None, overflowed: false }
    }

    /// The last number the reader was given.
    pub fn last(&self) -> i64 {
        self.last
    }

    /// Begins with a read: hints wait until it is filled.
    pub fn start(&mut self) -> i64 {
        self.waiting.get_or_insert_default();
        self.last
    }

    /// A row was committed: its number and the one before it in this view.
    pub fn hint(&mut self, prev: i64, seq: i64, row: T) -> Step<T> {
        if seq <= self.last {
            return Step::Nothing;
        }
        if let Some(waiting) = &mut self.waiting {
            if waiting.len() < WAITING {
                waiting.insert(seq, (prev, row));
            } else {
                self.overflowed = true;
            }
            return Step::Nothing;
        }
        if prev <= self.last {
            self.last = seq;
            return Step::Deliver(row);
        }
        self.waiting = Some(BTreeMap::from([(seq, (prev, row))]));
        Step::Read(self.last)
    }

    /// A row was committed that the hint does not bring: answers after which number to read, unless the reader has it or a read is under way.
    pub fn absent(&mut self, seq: i64) -> Option<i64> {
        if seq <= self.last { None } else { self.lagged() }
    }

    /// Rows were read, in order; `more` if the log had more. Answers what to deliver, and after which number to read on, if at all.
    pub fn filled(&mut self, rows: impl IntoIterator<Item = (i64, T)>, more: bool) -> (Vec<T>, Option<i64>) {
        let mut deliver = Vec::new();
        for (seq, row) in rows {
            if seq > self.last {
                self.last = seq;
                deliver.push(row);
            }
        }
        let mut waiting = self.waiting.take().unwrap_or_default();
        while let Some(first) = waiting.first_entry() {
            let (seq, prev) = (*first.key(), first.get().0);
            if prev > self.last && seq > self.last {
                break;
            }
            let (_, row) = first.remove();
            if seq > self.last {
                self.last = seq;
                deliver.push(row);
            }
        }
        let again = more || !waiting.is_empty() || std::mem::take(&mut self.overflowed);
        if again {
            self.waiting = Some(waiting);
        }
        (deliver, again.then_some(self.last))
    }

    /// Some hints were lost: read, unless a read is under way.
    pub fn lagged(&mut self) -> Option<i64> {
        if self.waiting.is_some() {
            self.overflowed = true;
            return None;
        }
        Some(self.start())
    }
}

#[cfg(test)]
mod tests;
