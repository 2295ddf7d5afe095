//! Applying changes of the configuration: agents move between profiles, requests between buckets, and nobody loses
//! a place in line.

use std::collections::BTreeSet;

use crate::agent::{AgentFacts, MrdFacts, Presence};
use crate::cells::{AgentCell, AgentMrd, Bucket, MrdCell, QueueCell, Rule};
use crate::config::{AgentConfig, ConfigChange, MrdConfig, QueueConfig};
use crate::ids::{AgentId, MrdId, Ms, QueueId};
use crate::shard::Shard;
use crate::slab::Slot;

impl Shard {
    pub(super) fn apply_config(&mut self, version: u64, change: &ConfigChange) {
        self.version = version;
        match change {
            ConfigChange::Settings(settings) => self.settings = *settings,
            ConfigChange::Mrd(mrd) => self.put_mrd(mrd),
            ConfigChange::RemoveMrd(mrd) => self.remove_mrd(*mrd),
            ConfigChange::Attribute(attribute) => {
                self.attributes.insert(attribute.id, attribute.clone());
            }
            ConfigChange::RemoveAttribute(attribute) => {
                self.attributes.remove(attribute);
            }
            ConfigChange::Queue(queue) => self.put_queue(queue),
            ConfigChange::RemoveQueue(queue) => self.remove_queue(*queue),
            ConfigChange::Agent(agent) => self.put_agent(agent),
            ConfigChange::RemoveAgent(agent) => self.remove_agent(*agent),
        }
    }

    pub(super) fn put_mrd(&mut self, config: &MrdConfig) {
        let Some(slot) = self.mrd_ids.get(&config.id).copied() else {
            let slot = self.mrds.insert(MrdCell { config: config.clone() });
            self.mrd_ids.insert(config.id, slot);
            return;
        };
        self.mrds[slot].config = config.clone();
        for agent in self.agents.slots() {
            self.relist(agent, None);
        }
    }

    fn remove_mrd(&mut self, mrd: MrdId) {
        let Some(slot) = self.mrd_ids.get(&mrd).copied() else {
            return;
        };
        if self.mrd_in_use(mrd) {
            return;
        }
        self.mrds.remove(slot);
        self.mrd_ids.remove(&mrd);
    }

    pub(super) fn mrd_in_use(&self, mrd: MrdId) -> bool {
        self.queues.iter().any(|(_, queue)| queue.config.mrd == mrd)
            || self.agents.iter().any(|(_, agent)| agent.facts.mrds.iter().any(|entry| entry.mrd == mrd))
    }

    pub(super) fn put_queue(&mut self, config: &QueueConfig) {
        let Some(mrd) = self.mrd_ids.get(&config.mrd).copied() else {
            return;
        };
        let buckets = vec![Bucket::default(); config.steps.len()];
        let Some(slot) = self.queue_ids.get(&config.id).copied() else {
            let cell = QueueCell {
                config: Box::new(config.clone()),
                rule: Rule::new(config),
                mrd,
                buckets,
                waiting: 0,
                users: 0,
                profiles: Vec::new(),
            };
            let slot = self.queues.insert(cell);
            self.queue_ids.insert(config.id, slot);
            self.remask(slot);
            return;
        };
        let here: Vec<Slot> = self.requests.iter().filter(|(_, cell)| cell.queue == slot).map(|(at, _)| at).collect();
        for request in &here {
            self.disarm_request(*request);
            self.unplace(*request);
        }
        let queue = &mut self.queues[slot];
        (queue.config, queue.rule, queue.mrd, queue.buckets) = (Box::new(config.clone()), Rule::new(config), mrd, buckets);
        for request in here {
            self.reschedule(request);
        }
        self.remask(slot);
    }

    /// Gives a request the step deadline of its queue as it is now, and lists it again.
    fn reschedule(&mut self, request: Slot) {
        let cell = &self.requests[request];
        if cell.facts.is_pending() && cell.facts.step > 0 {
            let next = self.step_end(cell.queue, cell.facts.enqueued_at, (cell.facts.step, cell.facts.skipped));
            self.requests[request].facts.next_step_at = next;
        }
        self.arm_request(request);
        self.place(request);
    }

    /// Moves every agent whose steps of this queue, or whose place by skill in it, changed to another profile.
    fn remask(&mut self, queue: Slot) {
        for agent in self.agents.slots() {
            let fit = self.fit(agent, queue);
            let profile = self.profiles.get(self.agents[agent].profile);
            if profile.fit(queue) == fit {
                continue;
            }
            let mut signature = profile.signature.clone();
            signature.retain(|other| other.queue != queue);
            if let Some(fit) = fit {
                let at = signature.partition_point(|other| other.queue < queue);
                signature.insert(at, fit);
            }
            self.unlist(agent);
            self.leave_profile(agent);
            self.join_profile(agent, signature);
            self.relist(agent, None);
        }
    }

    fn remove_queue(&mut self, queue: QueueId) {
        let Some(slot) = self.queue_ids.get(&queue).copied().filter(|slot| self.queues[*slot].users == 0) else {
            return;
        };
        // With no step nobody qualifies, so no profile names the slot when it is given away.
        self.queues[slot].config.steps.clear();
        self.remask(slot);
        self.queues.remove(slot);
        self.queue_ids.remove(&queue);
    }

    fn put_agent(&mut self, config: &AgentConfig) {
        if !config.mrds.keys().all(|mrd| self.mrd_ids.contains_key(mrd)) {
            return;
        }
        let Some(slot) = self.agent_ids.get(&config.id).copied() else {
            let seq = self.next_seq();
            self.insert_agent(new_agent(config, seq));
            return;
        };
        self.unlist(slot);
        self.leave_profile(slot);
        let facts = &mut self.agents[slot].facts;
        facts.levels = config.levels.clone();
        let before = std::mem::take(&mut facts.mrds);
        facts.mrds = mrd_facts(config, &before);
        self.count_joined(slot, &before);
        self.agents[slot].mrds = self.agent_mrds(&self.agents[slot].facts);
        let signature = self.signature(slot);
        self.join_profile(slot, signature);
        self.relist(slot, None);
    }

    /// Whoever joined in a domain that was not the agent's takes a slot there once it is.
    fn count_joined(&mut self, slot: Slot, before: &[MrdFacts]) {
        let cell = &self.agents[slot];
        let joined = |mrd: MrdId| cell.tasks.iter().filter(|task| self.tasks[**task].facts.mrd == mrd).count();
        let fresh: Vec<_> = cell.facts.mrds.iter().map(|mrd| mrd.mrd).filter(|mrd| before.iter().all(|old| old.mrd != *mrd)).collect();
        let counts: Vec<_> = fresh.into_iter().map(|mrd| (mrd, u32::try_from(joined(mrd)).unwrap_or(u32::MAX))).collect();
        for (mrd, count) in counts {
            let facts = self.agents[slot].facts.mrds.iter_mut().filter(|facts| facts.mrd == mrd);
            facts.for_each(|facts| facts.active = count);
        }
    }

    pub(super) fn insert_agent(&mut self, facts: AgentFacts) {
        let (id, mrds) = (facts.id, self.agent_mrds(&facts));
        let cell = AgentCell { facts, profile: 0, mrds, tasks: Vec::new(), targeted: BTreeSet::new() };
        let slot = self.agents.insert(cell);
        self.agent_ids.insert(id, slot);
        let signature = self.signature(slot);
        self.join_profile(slot, signature);
        if let Some(due) = self.grace_timer(slot) {
            self.timers.arm(due);
        }
        self.relist(slot, None);
    }

    fn agent_mrds(&self, facts: &AgentFacts) -> Vec<AgentMrd> {
        let slots = facts.mrds.iter().filter_map(|mrd| self.mrd_ids.get(&mrd.mrd).copied());
        slots.map(|slot| AgentMrd { slot, listed: None }).collect()
    }

    fn remove_agent(&mut self, agent: AgentId) {
        let Some(slot) = self.agent_ids.get(&agent).copied() else {
            return;
        };
        let cell = &self.agents[slot];
        if cell.facts.logged_in || !cell.tasks.is_empty() || !cell.targeted.is_empty() {
            return;
        }
        self.unlist(slot);
        self.leave_profile(slot);
        self.agents.remove(slot);
        self.agent_ids.remove(&agent);
    }
}

fn new_agent(config: &AgentConfig, seq: u64) -> AgentFacts {
    AgentFacts {
        id: config.id,
        seq,
        levels: config.levels.clone(),
        mrds: mrd_facts(config, &[]),
        logged_in: false,
        ready: false,
        reason: None,
        session: 0,
        presence: Presence::Up,
        readiness: 0,
    }
}

/// The domains of a configuration, with the facts of those that were there before.
fn mrd_facts(config: &AgentConfig, before: &[MrdFacts]) -> Vec<MrdFacts> {
    let fresh = |mrd, max| MrdFacts { mrd, max, on: false, reason: None, offered: 0, active: 0, since: Ms(0) };
    let kept = |mrd| before.iter().find(|old| old.mrd == mrd).cloned();
    let facts = config.mrds.iter().map(|(mrd, max)| match kept(*mrd) {
        Some(old) => MrdFacts { max: *max, ..old },
        None => fresh(*mrd, *max),
    });
    facts.collect()
}
