//! Eligibility profiles: agents who qualify for the same steps of the same queues, and who of them is idle.
//!
//! A profile is named by its signature, the list of (queue, steps it qualifies for). Attribute values are not part
//! of it: no order of agents shipped so far looks at them, and leaving them out makes profiles fewer. An order by
//! skill would add the values of the attributes that the queues name.

use std::collections::{BTreeMap, BTreeSet};

use crate::config::Spread;
use crate::ids::Ms;
use crate::slab::{Slab, Slot};

/// The queues an agent qualifies for with the mask of steps, by queue slot.
pub(crate) type Signature = Vec<(Slot, u16)>;

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
    pub(crate) idle: Idle,
}

/// Agents of one profile with room in one media routing domain, by load, then by [`Idle`]: one structure answers
/// both "least loaded" (the first load) and "longest available" (the least of the heads).
#[derive(Clone, Debug, Default)]
pub(crate) struct IdleList {
    by_load: Vec<BTreeSet<Idle>>,
}

impl IdleList {
    fn insert(&mut self, load: u32, idle: Idle) {
        let load = usize::try_from(load).unwrap_or(usize::MAX);
        if self.by_load.len() <= load {
            self.by_load.resize_with(load.saturating_add(1), BTreeSet::new);
        }
        self.by_load[load].insert(idle);
    }

    fn remove(&mut self, load: u32, idle: &Idle) {
        let load = usize::try_from(load).unwrap_or(usize::MAX);
        if let Some(agents) = self.by_load.get_mut(load) {
            agents.remove(idle);
        }
    }

    /// The best agent that is not excluded.
    pub(crate) fn best(&self, spread: Spread, excluded: impl Fn(Slot) -> bool) -> Option<(u32, Idle)> {
        let heads = (0u32..)
            .zip(&self.by_load)
            .filter_map(|(load, agents)| agents.iter().find(|idle| !excluded(idle.agent)).map(|idle| (load, *idle)));
        match spread {
            Spread::LeastLoaded => { heads }.next(),
            Spread::None => heads.map(|(_, idle)| (0, idle)).min_by_key(|(_, idle)| *idle),
        }
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (u32, &Idle)> {
        (0u32..).zip(&self.by_load).flat_map(|(load, agents)| agents.iter().map(move |idle| (load, idle)))
    }
}

/// One profile.
#[derive(Clone, Debug)]
pub(crate) struct Profile {
    pub(crate) signature: Signature,
    agents: u32,
    idle: Vec<IdleList>,
}

impl Profile {
    /// Agents with room in a domain.
    pub(crate) fn idle(&self, mrd: Slot) -> Option<&IdleList> {
        self.idle.get(usize::try_from(mrd).unwrap_or(usize::MAX))
    }

    pub(crate) fn mask(&self, queue: Slot) -> u16 {
        let found = self.signature.binary_search_by_key(&queue, |(slot, _)| *slot);
        found.map_or(0, |index| self.signature[index].1)
    }
}

/// All profiles.
#[derive(Clone, Debug, Default)]
pub(crate) struct Profiles {
    all: Slab<Profile>,
    by_signature: BTreeMap<Signature, Slot>,
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

    pub(crate) fn list(&mut self, profile: Slot, mrd: Slot, load: u32, idle: Idle) {
        let lists = &mut self.all[profile].idle;
        let index = usize::try_from(mrd).unwrap_or(usize::MAX);
        if lists.len() <= index {
            lists.resize_with(index.saturating_add(1), IdleList::default);
        }
        lists[index].insert(load, idle);
    }

    pub(crate) fn unlist(&mut self, profile: Slot, mrd: Slot, load: u32, idle: &Idle) {
        let index = usize::try_from(mrd).unwrap_or(usize::MAX);
        if let Some(list) = self.all[profile].idle.get_mut(index) {
            list.remove(load, idle);
        }
    }
}
