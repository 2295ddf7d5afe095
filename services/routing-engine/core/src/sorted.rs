//! A set in order whose first member lies outside the tree.
//!
//! Most lists of the matcher hold nothing or one thing most of the time, and nearly all questions are for the first: then there is no tree
//! to walk, to make or to free.

use std::collections::BTreeSet;
use std::collections::btree_set::Iter;
use std::iter::Chain;
use std::ops::RangeBounds;
use std::option;

/// A set in order.
#[derive(Clone, Debug)]
pub(crate) struct Sorted<T> {
    first: Option<T>,
    /// All larger than the first; empty if there is none.
    rest: BTreeSet<T>,
}

impl<T> Default for Sorted<T> {
    fn default() -> Self {
        Self { first: None, rest: BTreeSet::new() }
    }
}

impl<T: Copy + Ord> Sorted<T> {
    pub(crate) fn insert(&mut self, value: T) {
        match self.first {
            None => self.first = Some(value),
            Some(first) if value == first => {}
            Some(first) if value < first => {
                self.first = Some(value);
                self.rest.insert(first);
            }
            Some(_) => _ = self.rest.insert(value),
        }
    }

    pub(crate) fn remove(&mut self, value: &T) {
        if self.first.as_ref() == Some(value) {
            self.first = if self.rest.is_empty() { None } else { self.rest.pop_first() };
        } else {
            self.rest.remove(value);
        }
    }

    pub(crate) fn contains(&self, value: &T) -> bool {
        self.first.as_ref() == Some(value) || self.rest.contains(value)
    }

    pub(crate) fn len(&self) -> usize {
        usize::from(self.first.is_some()).saturating_add(self.rest.len())
    }

    pub(crate) fn iter(&self) -> Chain<option::Iter<'_, T>, Iter<'_, T>> {
        self.first.iter().chain(&self.rest)
    }

    pub(crate) fn range(&self, range: impl RangeBounds<T>) -> impl Iterator<Item = &T> {
        let first = self.first.iter().filter({
            let (from, to) = (range.start_bound().cloned(), range.end_bound().cloned());
            move |first| (from, to).contains(*first)
        });
        first.chain(self.rest.range(range))
    }
}

impl<'a, T: Copy + Ord> IntoIterator for &'a Sorted<T> {
    type Item = &'a T;
    type IntoIter = Chain<option::Iter<'a, T>, Iter<'a, T>>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}
