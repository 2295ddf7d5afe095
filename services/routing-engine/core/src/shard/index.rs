//! Derived structures kept in step with the facts: buckets, idle lists, profiles, timers. Only `apply` calls these.

use crate::cells::{AgentMrd, Listing, Place};
use crate::condition::Figure;
use crate::config::{BUDGET, QueueConfig, step_bit};
use crate::ids::{Ms, Span};
use crate::profiles::{Fit, Idle, Room, Signature};
use crate::request::{RequestFacts, RequestState};
use crate::shard::Shard;
use crate::slab::Slot;
use crate::timers::{Due, Timer};

impl Shard {
    /// Whether work in another domain suspends the agent's domain `index`.
    ///
    /// The matrix of the product asks only that the *suspended* domain is interruptible: two interruptible domains
    /// suspend each other, first come first served.
    pub(super) fn is_interrupted(&self, agent: Slot, index: usize) -> bool {
        let cell = &self.agents[agent];
        let elsewhere = || cell.facts.mrds.iter().enumerate().any(|(other, mrd)| other != index && mrd.load() > 0);
        self.mrds[cell.mrds[index].slot].config.interruptible && elsewhere()
    }

    /// The limit that holds: the smaller of the agent's and the domain's.
    pub(super) fn limit(&self, agent: Slot, index: usize) -> u32 {
        let cell = &self.agents[agent];
        cell.facts.mrds[index].max.min(self.mrds[cell.mrds[index].slot].config.max)
    }

    pub(super) fn is_routable(&self, agent: Slot, index: usize) -> bool {
        let facts = &self.agents[agent].facts;
        let mrd = &facts.mrds[index];
        let room = mrd.load() < self.limit(agent, index) && self.fits_budget(agent, index);
        facts.takes_work() && mrd.on && room && !self.is_interrupted(agent, index)
    }

    /// What one more task in a domain would cost.
    pub(super) fn weight(&self, agent: Slot, index: usize) -> u32 {
        self.mrds[self.agents[agent].mrds[index].slot].config.weight
    }

    /// What is used of an agent's budget as far as it counts for a domain: work that can be interrupted does not count for work that cannot.
    pub(super) fn used(&self, agent: Slot, index: usize) -> u32 {
        let cell = &self.agents[agent];
        let primary = !self.mrds[cell.mrds[index].slot].config.interruptible;
        let parts = cell.facts.mrds.iter().zip(&cell.mrds).map(|(facts, entry)| {
            let config = &self.mrds[entry.slot].config;
            if primary && config.interruptible { 0 } else { facts.load().saturating_mul(config.weight) }
        });
        parts.fold(0, u32::saturating_add)
    }

    fn fits_budget(&self, agent: Slot, index: usize) -> bool {
        let weight = self.weight(agent, index);
        weight == 0 || self.used(agent, index).saturating_add(weight) <= BUDGET
    }

    pub(super) fn room(&self, agent: Slot, index: usize) -> Room {
        let load = self.agents[agent].facts.mrds[index].load();
        Room { load, limit: self.limit(agent, index), free: BUDGET.saturating_sub(self.used(agent, index)) }
    }

    /// Lists an agent wherever it has room. `stamp` is the instant from which new room counts as "available since";
    /// a change of configuration or a withdrawn offer has none, so nobody loses a place by them.
    pub(super) fn relist(&mut self, agent: Slot, stamp: Option<Ms>) {
        for index in 0..self.agents[agent].mrds.len() {
            let routable = self.is_routable(agent, index);
            let cell = &mut self.agents[agent];
            let listed = cell.mrds[index].listed;
            if let (true, None, Some(now)) = (routable, listed, stamp) {
                cell.facts.mrds[index].since = now;
            }
            let facts = &cell.facts;
            let idle = Idle { since: facts.mrds[index].since, seq: facts.seq, agent };
            let wanted = routable.then(|| (self.room(agent, index), idle));
            self.list(agent, index, wanted);
        }
    }

    fn list(&mut self, agent: Slot, index: usize, wanted: Listing) {
        let cell = &mut self.agents[agent];
        let AgentMrd { slot, listed } = cell.mrds[index];
        if listed == wanted {
            return;
        }
        if let Some((room, idle)) = listed {
            self.profiles.unlist(cell.profile, slot, room, &idle);
        }
        if let Some((room, idle)) = wanted {
            self.profiles.list(cell.profile, slot, room, idle);
        }
        cell.mrds[index].listed = wanted;
    }

    pub(super) fn unlist(&mut self, agent: Slot) {
        for index in 0..self.agents[agent].mrds.len() {
            self.list(agent, index, None);
        }
    }

    /// Moves an agent to the profile of a signature; the caller unlists before and relists after.
    pub(super) fn join_profile(&mut self, agent: Slot, signature: Signature) {
        let (profile, fresh) = self.profiles.join(signature);
        self.agents[agent].profile = profile;
        if fresh {
            for fit in &self.profiles.get(profile).signature {
                self.queues[fit.queue].profiles.push((profile, *fit));
            }
        }
    }

    pub(super) fn leave_profile(&mut self, agent: Slot) {
        let profile = self.agents[agent].profile;
        for Fit { queue, .. } in self.profiles.leave(profile).into_iter().flatten() {
            if self.queues.get(queue).is_some() {
                self.queues[queue].profiles.retain(|(other, _)| *other != profile);
            }
        }
    }

    /// The queues an agent qualifies for, evaluated from scratch.
    pub(super) fn signature(&self, agent: Slot) -> Signature {
        self.queues.iter().filter_map(|(queue, _)| self.fit(agent, queue)).collect()
    }

    /// How an agent qualifies for a queue, evaluated from scratch.
    pub(super) fn fit(&self, agent: Slot, queue: Slot) -> Option<Fit> {
        let (agent, config) = (&self.agents[agent], &self.queues[queue]);
        if !agent.mrds.iter().any(|mrd| mrd.slot == config.mrd) {
            return None;
        }
        let mask = config.config.mask(&agent.facts.levels);
        (mask != 0).then(|| Fit { queue, mask, skill: config.config.skill_key(&agent.facts.levels) })
    }

    /// Lists a waiting request in its bucket or with its named agent.
    pub(super) fn place(&mut self, request: Slot) {
        let cell = &self.requests[request];
        let facts = &cell.facts;
        if facts.state != RequestState::Waiting || facts.step == 0 || cell.place.is_some() {
            return;
        }
        let queue = &self.queues[cell.queue].config;
        let key = facts.key(queue.order);
        let named = facts.target.as_ref().and_then(|target| self.agent_ids.get(&target.agent).copied());
        let place = match named {
            Some(agent) => Place::Targeted { agent },
            None => Place::Bucket { queue: cell.queue, step: queue.effective_step(facts.step) },
        };
        self.requests[request].place = Some(place);
        match place {
            Place::Targeted { agent } => {
                self.agents[agent].targeted.insert((key, request));
            }
            Place::Bucket { queue, step } => {
                let queue = &mut self.queues[queue];
                queue.buckets[usize::from(step) - 1].insert((key, request));
                queue.waiting = queue.waiting.saturating_add(1);
            }
        }
    }

    pub(super) fn unplace(&mut self, request: Slot) {
        let cell = &mut self.requests[request];
        let Some(place) = cell.place.take() else {
            return;
        };
        let key = cell.facts.key(self.queues[cell.queue].config.order);
        match place {
            Place::Targeted { agent } => {
                self.agents[agent].targeted.remove(&(key, request));
            }
            Place::Bucket { queue, step } => {
                let queue = &mut self.queues[queue];
                queue.buckets[usize::from(step) - 1].remove(&(key, request));
                queue.waiting = queue.waiting.saturating_sub(1);
            }
        }
    }

    pub(super) fn arm_request(&mut self, request: Slot) {
        let Self { requests, timers, .. } = self;
        request_timers(&requests[request].facts, request).for_each(|due| timers.arm(due));
    }

    pub(super) fn disarm_request(&mut self, request: Slot) {
        let Self { requests, timers, .. } = self;
        request_timers(&requests[request].facts, request).for_each(|due| timers.disarm(&due));
    }

    /// Changes a request and moves those of its timers that the change moves: most changes move none or one of four.
    pub(super) fn retime(&mut self, request: Slot, change: impl FnOnce(&mut RequestFacts)) {
        let Self { requests, timers, clock, .. } = self;
        let facts = &mut requests[request].facts;
        let before = fixed_timers(facts, request);
        let cooling: Vec<Due> = if facts.tried.is_empty() { Vec::new() } else { cool_offs(facts, request).collect() };
        change(facts);
        let after = fixed_timers(facts, request);
        // A timer that fires is not armed any more: where the next one is for the same instant it must be.
        let moved = |(old, new): &(Option<Due>, Option<Due>)| old != new || new.is_some_and(|due| due.at <= *clock);
        for (old, new) in before.into_iter().zip(after).filter(moved) {
            if let Some(due) = old {
                timers.disarm(&due);
            }
            if let Some(due) = new {
                timers.arm(due);
            }
        }
        if !cooling.is_empty() || !facts.tried.is_empty() {
            for due in &cooling {
                timers.disarm(due);
            }
            cool_offs(facts, request).for_each(|due| timers.arm(due));
        }
    }

    pub(super) fn task_timer(&self, task: Slot) -> Option<Due> {
        let facts = &self.tasks[task].facts;
        facts.deadline().map(|at| Due { at, seq: facts.id.0, timer: Timer::Task(task) })
    }

    pub(super) fn grace_timer(&self, agent: Slot) -> Option<Due> {
        let facts = &self.agents[agent].facts;
        facts.presence.until().map(|at| Due { at, seq: facts.seq, timer: Timer::Grace(agent) })
    }

    /// When a step of a request ends: absolute, so that no offer in between moves it.
    pub(super) fn step_end(&self, queue: Slot, enqueued_at: Ms, at: (u8, u16)) -> Option<Ms> {
        step_end(&self.queues[queue].config, enqueued_at, at)
    }

    /// The step that a request of its age is in, were it in this queue, and those that it passes over.
    pub(super) fn step_at(&self, request: Slot, queue: Slot, now: Ms) -> (u8, u16) {
        let enqueued_at = self.requests[request].facts.enqueued_at;
        let mut at = self.considered(request, queue, (1, 0));
        while self.step_end(queue, enqueued_at, at).is_some_and(|end| end <= now) {
            at = self.considered(request, queue, (at.0.saturating_add(1), at.1));
        }
        at
    }

    /// The first step from here on whose condition holds now, and the steps passed over with those before. What was asked before is not asked
    /// again: a step that the request has entered in this queue, or passed over, stays so.
    pub(super) fn considered(&self, request: Slot, queue: Slot, (mut step, mut skipped): (u8, u16)) -> (u8, u16) {
        let (cell, steps) = (&self.requests[request], &self.queues[queue].config.steps);
        while let Some(condition) = steps.get(usize::from(step).saturating_sub(1)).and_then(|step| step.consider.as_ref()) {
            let known = cell.queue == queue && step <= cell.facts.step;
            let passed = cell.facts.skipped & step_bit(step) != 0;
            let holds = || condition.holds(&|figure| self.figure(request, queue, step, figure));
            if usize::from(step) >= steps.len() || if known { !passed } else { holds() } {
                break;
            }
            skipped |= step_bit(step);
            step = step.saturating_add(1);
        }
        (step, skipped)
    }

    fn figure(&self, request: Slot, queue: Slot, step: u8, figure: Figure) -> u32 {
        let cell = &self.queues[queue];
        match figure {
            Figure::Priority => self.requests[request].facts.priority.into(),
            Figure::Waiting => {
                let own = matches!(self.requests[request].place, Some(Place::Bucket { queue: here, .. }) if here == queue);
                cell.waiting.saturating_sub(own.into())
            }
            Figure::Available => {
                let able = cell.profiles.iter().filter(|(_, fit)| fit.mask & step_bit(step) != 0);
                able.map(|(profile, _)| self.profiles.available(*profile, cell.mrd)).sum()
            }
        }
    }
}

fn step_end(config: &QueueConfig, enqueued_at: Ms, (step, skipped): (u8, u16)) -> Option<Ms> {
    let step = usize::from(step);
    let passed = config.steps.get(..step).filter(|_| step < config.steps.len())?;
    let waited = (1u8..).zip(passed).filter(|(step, _)| skipped & step_bit(*step) == 0);
    Some(waited.fold(enqueued_at, |at, (_, step)| at + step.wait))
}

/// The timers that follow from a request's facts.
pub(super) fn request_timers(facts: &RequestFacts, slot: Slot) -> impl Iterator<Item = Due> + '_ {
    fixed_timers(facts, slot).into_iter().flatten().chain(cool_offs(facts, slot))
}

/// Time to live, window, step.
fn fixed_timers(facts: &RequestFacts, slot: Slot) -> [Option<Due>; 3] {
    if !facts.is_pending() {
        return [None; 3];
    }
    let window = facts.target.as_ref().filter(|_| facts.state == RequestState::Waiting).map(|target| target.until);
    let due = |at: Option<Ms>, timer| at.map(|at| Due { at, seq: facts.seq, timer });
    [due(facts.ttl_at, Timer::Ttl(slot)), due(window, Timer::Window(slot)), due(facts.next_step_at, Timer::Step(slot))]
}

fn cool_offs(facts: &RequestFacts, slot: Slot) -> impl Iterator<Item = Due> + '_ {
    let tried = if facts.is_pending() { &*facts.tried } else { &[] };
    tried.iter().map(move |tried| {
        let timer = Timer::CoolOff { agent_seq: tried.agent_seq, request: slot };
        Due { at: tried.until, seq: facts.seq, timer }
    })
}

/// The time to live of a request, from two instants; none for ever.
pub(super) fn lifetime(from: Ms, ttl_at: Option<Ms>) -> Option<Span> {
    ttl_at.map(|at| at.since(from))
}
