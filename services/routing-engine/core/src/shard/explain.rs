//! The facts of an explanation, taken from the shard.

use crate::config::QueueConfig;
use crate::explain::{AgentCase, DomainFacts, Explanation, MAX_RIVALS, Rival};
use crate::ids::{AgentId, Ms, RequestId};
use crate::request::RequestState;
use crate::shard::Shard;
use crate::slab::Slot;

impl Shard {
    /// Why a waiting request waits, or whom it would go to, at `at`; none if it does not wait.
    ///
    /// Called on the state just before an offer it is the reason for that offer: the choice is the matcher's own.
    pub fn explain(&self, request: RequestId, at: Ms) -> Option<Explanation> {
        let slot = *self.request_ids.get(&request)?;
        let cell = &self.requests[slot];
        if cell.facts.state != RequestState::Waiting || cell.place.is_none() {
            return None;
        }
        let choice = self.best_agent(slot);
        let (rivals, rival_count) = choice.map(|agent| self.rivals(agent, slot, at)).unwrap_or_default();
        let queue = QueueConfig::clone(&self.queues[cell.queue].config);
        let mut found = Explanation {
            at,
            rule: self.version,
            step: queue.effective_step(cell.facts.step),
            request: cell.facts.clone(),
            queue,
            rank: self.rank(slot, at),
            position: self.position(request),
            agents: self.agents.slots().into_iter().map(|agent| self.case(agent, slot)).collect(),
            choice: choice.map(|agent| self.agents[agent].facts.id),
            rivals,
            rival_count,
        };
        found.settle();
        Some(found)
    }

    /// Whom a waiting request would go to now.
    pub fn choice(&self, request: RequestId) -> Option<AgentId> {
        let slot = *self.request_ids.get(&request)?;
        self.requests[slot].place?;
        self.best_agent(slot).map(|agent| self.agents[agent].facts.id)
    }

    fn case(&self, agent: Slot, request: Slot) -> AgentCase {
        let (cell, wanted) = (&self.agents[agent], &self.requests[request]);
        let facts = &cell.facts;
        let mrd = self.queues[wanted.queue].mrd;
        let domain = cell.mrds.iter().position(|entry| entry.slot == mrd).map(|index| self.domain_facts(agent, index));
        let cooling = wanted.facts.tried.iter().find(|tried| tried.agent == facts.id && tried.readiness == facts.readiness);
        AgentCase {
            agent: facts.id,
            seq: facts.seq,
            levels: facts.levels.clone(),
            logged_in: facts.logged_in,
            ready: facts.ready,
            reason: facts.reason,
            presence: facts.presence,
            domain,
            takes_part: self.takes_part(agent, wanted.facts.conversation),
            cooling_until: cooling.map(|tried| tried.until),
            obstacles: Vec::new(),
            rank: None,
        }
    }

    fn domain_facts(&self, agent: Slot, index: usize) -> DomainFacts {
        let cell = &self.agents[agent];
        let facts = &cell.facts.mrds[index];
        let others = cell.facts.mrds.iter().enumerate().filter(|(other, mrd)| *other != index && mrd.load() > 0);
        let interrupted_by = if self.is_interrupted(agent, index) { others.map(|(_, mrd)| mrd.mrd).collect() } else { Vec::new() };
        DomainFacts {
            on: facts.on,
            reason: facts.reason,
            load: facts.load(),
            limit: self.limit(agent, index),
            since: facts.since,
            interrupted_by,
            used: self.used(agent, index),
            weight: self.weight(agent, index),
        }
    }

    /// What else an agent could have had in the domain of a request.
    fn rivals(&self, agent: Slot, request: Slot, at: Ms) -> (Vec<Rival>, u32) {
        let mrd = self.queues[self.requests[request].queue].mrd;
        let waiting = self.requests.iter().filter(|(slot, _)| self.would_go(*slot, agent, mrd));
        let mut found: Vec<Rival> =
            waiting.map(|(slot, cell)| Rival { request: cell.facts.id, queue: cell.facts.queue, rank: self.rank(slot, at) }).collect();
        found.sort_unstable_by_key(|rival| rival.rank);
        let count = u32::try_from(found.len()).unwrap_or(u32::MAX);
        found.truncate(MAX_RIVALS);
        (found, count)
    }

    /// Whether a waiting request of a domain may go to an agent who has room there.
    fn would_go(&self, request: Slot, agent: Slot, mrd: Slot) -> bool {
        let cell = &self.requests[request];
        let queue = &self.queues[cell.queue];
        if cell.place.is_none() || queue.mrd != mrd || self.is_excluded(cell, agent) {
            return false;
        }
        if let Some(target) = cell.facts.target() {
            return target.agent == self.agents[agent].facts.id;
        }
        let fit = self.profiles.get(self.agents[agent].profile).fit(cell.queue);
        !queue.config.is_pulled() && fit.is_some_and(|fit| queue.config.agent_rank(fit.mask, cell.facts.step, cell.facts.skipped).is_some())
    }
}
