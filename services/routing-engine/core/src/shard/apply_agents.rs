//! Applying events about agents.

use crate::agent::{MrdFacts, Presence, Reason};
use crate::ids::{AgentId, MrdId, Ms};
use crate::shard::Shard;
use crate::slab::Slot;

impl Shard {
    pub(super) fn apply_login(&mut self, agent: AgentId, session: u64) {
        let Some(slot) = self.agent_ids.get(&agent).copied() else {
            return;
        };
        self.agents[slot].facts.logged_in = true;
        self.switch_off(slot, None);
        self.apply_presence(agent, session, Presence::Up);
    }

    pub(super) fn apply_logout(&mut self, agent: AgentId, reason: Option<Reason>) {
        let Some(slot) = self.agent_ids.get(&agent).copied() else {
            return;
        };
        self.agents[slot].facts.logged_in = false;
        self.switch_off(slot, reason);
        self.set_presence(slot, Presence::Up);
        self.relist(slot, None);
    }

    fn switch_off(&mut self, slot: Slot, reason: Option<Reason>) {
        let facts = &mut self.agents[slot].facts;
        facts.ready = false;
        facts.reason = reason;
        for mrd in &mut facts.mrds {
            (mrd.on, mrd.reason) = (false, None);
        }
    }

    pub(super) fn apply_global(&mut self, slot: Slot, (ready, at): (bool, Ms), reason: Option<Reason>, mrds: &[MrdId]) {
        let facts = &mut self.agents[slot].facts;
        facts.ready = ready;
        facts.reason = reason;
        for mrd in facts.mrds.iter_mut().filter(|mrd| mrds.contains(&mrd.mrd)) {
            switch(mrd, ready, reason, at);
        }
        facts.readiness = facts.readiness.wrapping_add(u32::from(ready));
    }

    pub(super) fn apply_mrd(&mut self, slot: Slot, mrd: MrdId, (ready, at): (bool, Ms), reason: Option<Reason>) {
        let facts = &mut self.agents[slot].facts;
        for mrd in facts.mrds.iter_mut().filter(|entry| entry.mrd == mrd) {
            switch(mrd, ready, reason, at);
        }
        facts.readiness = facts.readiness.wrapping_add(u32::from(ready));
    }

    pub(super) fn apply_presence(&mut self, agent: AgentId, session: u64, presence: Presence) {
        let Some(slot) = self.agent_ids.get(&agent).copied() else {
            return;
        };
        self.agents[slot].facts.session = session;
        self.set_presence(slot, presence);
        // An agent who was only unheard of keeps the place in line.
        self.relist(slot, None);
    }

    fn set_presence(&mut self, slot: Slot, presence: Presence) {
        if let Some(due) = self.grace_timer(slot) {
            self.timers.disarm(&due);
        }
        self.agents[slot].facts.presence = presence;
        if let Some(due) = self.grace_timer(slot) {
            self.timers.arm(due);
        }
    }
}

/// Switching on counts as available even where there is no room yet.
fn switch(mrd: &mut MrdFacts, ready: bool, reason: Option<Reason>, at: Ms) {
    if ready && !mrd.on {
        mrd.since = at;
    }
    (mrd.on, mrd.reason) = (ready, reason);
}
