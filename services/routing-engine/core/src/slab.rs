//! Dense storage by slot. Slots are names inside one process: no order and no event ever depends on them.

use std::ops::{Index, IndexMut};

/// Position in a [`Slab`].
pub(crate) type Slot = u32;

/// A vector whose holes are used again.
#[derive(Clone, Debug)]
pub(crate) struct Slab<T> {
    cells: Vec<Option<T>>,
    free: Vec<Slot>,
}

impl<T> Default for Slab<T> {
    fn default() -> Self {
        Self { cells: Vec::new(), free: Vec::new() }
    }
}

fn position(slot: Slot) -> usize {
    usize::try_from(slot).unwrap_or(usize::MAX)
}

impl<T> Slab<T> {
    pub(crate) fn insert(&mut self, value: T) -> Slot {
        if let Some(slot) = self.free.pop() {
            self.cells[position(slot)] = Some(value);
            return slot;
        }
        let slot = Slot::try_from(self.cells.len()).unwrap_or(Slot::MAX);
        self.cells.push(Some(value));
        slot
    }

    pub(crate) fn remove(&mut self, slot: Slot) -> Option<T> {
        let value = self.cells.get_mut(position(slot))?.take();
        if value.is_some() {
            self.free.push(slot);
        }
        value
    }

    pub(crate) fn get(&self, slot: Slot) -> Option<&T> {
        self.cells.get(position(slot))?.as_ref()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (Slot, &T)> {
        (0..).zip(&self.cells).filter_map(|(slot, cell)| cell.as_ref().map(|value| (slot, value)))
    }

    pub(crate) fn slots(&self) -> Vec<Slot> {
        self.iter().map(|(slot, _)| slot).collect()
    }
}

impl<T> Index<Slot> for Slab<T> {
    type Output = T;

    fn index(&self, slot: Slot) -> &T {
        match self.get(slot) {
            Some(value) => value,
            None => unreachable!("slot {slot} is empty: an index holds an orphan"),
        }
    }
}

impl<T> IndexMut<Slot> for Slab<T> {
    fn index_mut(&mut self, slot: Slot) -> &mut T {
        match self.cells.get_mut(position(slot)).and_then(Option::as_mut) {
            Some(value) => value,
            None => unreachable!("slot {slot} is empty: an index holds an orphan"),
        }
    }
}
