//! Eligibility profiles: agents who qualify for the same steps of the same queues, and who of them is idle.
//!
//! A profile is named by its signature: the queues with the steps it qualifies for, and the place by skill where a queue looks at it.
//! Other attribute values are not part of it, which makes profiles fewer.

use std::collections::BTreeMap;

use crate::config::Spread;
use crate::ids::Ms;
use crate::slab::{Slab, Slot};
use crate::sorted::Sorted;

/// A queue an agent qualifies for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Fit {
    pub(crate) queue: Slot,
    /// Bit *k*−1 for step *k*.
    pub(crate) mask: u16,
    /// Place by skill; 0 where the queue does not look at it.
    pub(crate) skill: u64,
}

/// The queues an agent qualifies for, by queue slot.
pub(crate) type Signature = Vec<Fit>;

/// An agent with room, in the order "longest available, then first configured".
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Idle {
    pub(crate) since: Ms,
    pub(crate) seq: u64,
    pub(crate) agent: Slot,
}

/// Place of an agent among all candidates of a request; smallest is chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Candidate {
    pub(crate) step_rank: u8,
    pub(crate) spread: u32,
    pub(crate) skill: u64,
    pub(crate) idle: Idle,
}

/// How much room an agent has: whatever a queue may spread work by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Room {
    pub(crate) load: u32,
    pub(crate) limit: u32,
    /// Of the budget.
    pub(crate) free: u32,
}

impl Room {
    fn key(self, spread: Spread) -> u32 {
        spread.key(self.load, self.limit, self.free)
    }
}

/// Agents of one profile with room in one media routing domain, by how much they have, then by [`Idle`]. There are only a few different
/// rooms, so one structure answers to every spread: the best of the heads.
#[derive(Clone, Debug, Default)]
pub(crate) struct IdleList {
    by_room: Vec<(Room, Sorted<Idle>)>,
}

impl IdleList {
    fn insert(&mut self, room: Room, idle: Idle) {
        match self.by_room.binary_search_by_key(&room, |(room, _)| *room) {
            Ok(at) => self.by_room[at].1.insert(idle),
            Err(at) => {
                let mut agents = Sorted::default();
                agents.insert(idle);
                self.by_room.insert(at, (room, agents));
            }
        }
    }

    fn remove(&mut self, room: Room, idle: &Idle) {
        if let Ok(at) = self.by_room.binary_search_by_key(&room, |(room, _)| *room) {
            self.by_room[at].1.remove(idle);
        }
    }

    /// The best agent that is not excluded.
    pub(crate) fn best(&self, spread: Spread, excluded: impl Fn(Slot) -> bool) -> Option<(u32, Idle)> {
        let heads = self.by_room.iter().filter_map(|(room, agents)| {
            let idle = agents.iter().find(|idle| !excluded(idle.agent))?;
            Some((room.key(spread), *idle))
        });
        heads.min()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (Room, &Idle)> {
        self.by_room.iter().flat_map(|(room, agents)| agents.iter().map(move |idle| (*room, idle)))
    }

    /// The same with the place by room that a queue gives it.
    pub(crate) fn spread(&self, spread: Spread) -> impl Iterator<Item = (u32, &Idle)> {
        self.iter().map(move |(room, idle)| (room.key(spread), idle))
    }
}

fn position(slot: Slot) -> usize {
    usize::try_from(slot).unwrap_or(usize::MAX)
}

/// One profile.
#[derive(Clone, Debug)]
pub(crate) struct Profile {
    pub(crate) signature: Signature,
    agents: u32,
    idle: Vec<IdleList>,
}

impl Profile {
    fn idle(&self, mrd: Slot) -> Option<&IdleList> {
        self.idle.get(position(mrd))
    }

    pub(crate) fn fit(&self, queue: Slot) -> Option<Fit> {
        let found = self.signature.binary_search_by_key(&queue, |fit| fit.queue);
        found.ok().map(|index| self.signature[index])
    }
}

/// All profiles.
#[derive(Clone, Debug, Default)]
pub(crate) struct Profiles {
    all: Slab<Profile>,
    by_signature: BTreeMap<Signature, Slot>,
    /// By profile and domain: how many are listed. A queue asks all its profiles at once, and in a busy hour most have nobody.
    listed: Vec<Vec<u32>>,
}

impl Profiles {
    pub(crate) fn get(&self, profile: Slot) -> &Profile {
        &self.all[profile]
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (Slot, &Profile)> {
        self.all.iter()
    }

    /// Takes an agent in. The second value is true if the profile is new.
    pub(crate) fn join(&mut self, signature: Signature) -> (Slot, bool) {
        if let Some(profile) = self.by_signature.get(&signature) {
            self.all[*profile].agents += 1;
            return (*profile, false);
        }
        let fresh = Profile { signature: signature.clone(), agents: 1, idle: Vec::new() };
        let profile = self.all.insert(fresh);
        self.by_signature.insert(signature, profile);
        (profile, true)
    }

    /// Lets an agent go. Returns the signature if nobody is left and the profile is gone.
    pub(crate) fn leave(&mut self, profile: Slot) -> Option<Signature> {
        let left = &mut self.all[profile];
        left.agents = left.agents.saturating_sub(1);
        if left.agents > 0 {
            return None;
        }
        let gone = self.all.remove(profile)?;
        self.by_signature.remove(&gone.signature);
        Some(gone.signature)
    }

    /// How many agents of a profile have room in a domain.
    pub(crate) fn available(&self, profile: Slot, mrd: Slot) -> u32 {
        self.listed.get(position(mrd)).and_then(|counts| counts.get(position(profile))).copied().unwrap_or(0)
    }

    /// Agents of a profile with room in a domain; none if there is nobody.
    pub(crate) fn idle(&self, profile: Slot, mrd: Slot) -> Option<&IdleList> {
        if self.available(profile, mrd) == 0 { None } else { self.all[profile].idle(mrd) }
    }

    fn count(&mut self, profile: Slot, mrd: Slot) -> &mut u32 {
        let (profile, mrd) = (position(profile), position(mrd));
        if self.listed.len() <= mrd {
            self.listed.resize_with(mrd.saturating_add(1), Vec::new);
        }
        let counts = &mut self.listed[mrd];
        if counts.len() <= profile {
            counts.resize(profile.saturating_add(1), 0);
        }
        &mut counts[profile]
    }

    pub(crate) fn list(&mut self, profile: Slot, mrd: Slot, room: Room, idle: Idle) {
        *self.count(profile, mrd) += 1;
        let lists = &mut self.all[profile].idle;
        let index = position(mrd);
        if lists.len() <= index {
            lists.resize_with(index.saturating_add(1), IdleList::default);
        }
        lists[index].insert(room, idle);
    }

    pub(crate) fn unlist(&mut self, profile: Slot, mrd: Slot, room: Room, idle: &Idle) {
        let count = self.count(profile, mrd);
        *count = count.saturating_sub(1);
        if let Some(list) = self.all[profile].idle.get_mut(position(mrd)) {
            list.remove(room, idle);
        }
    }
}
