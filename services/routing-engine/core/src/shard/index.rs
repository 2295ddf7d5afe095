//! Derived structures kept in step with the facts: buckets, idle lists, profiles, timers. Only `apply` calls these.

use crate::cells::{AgentMrd, Listing, Place};
use crate::config::QueueConfig;
use crate::ids::{Ms, Span};
use crate::profiles::{Idle, Signature};
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
        facts.takes_work() && mrd.on && mrd.load() < self.limit(agent, index) && !self.is_interrupted(agent, index)
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
            let wanted = routable.then(|| (facts.mrds[index].load(), idle));
            self.list(agent, index, wanted);
        }
    }

    fn list(&mut self, agent: Slot, index: usize, wanted: Listing) {
        let cell = &mut self.agents[agent];
        let AgentMrd { slot, listed } = cell.mrds[index];
        if listed == wanted {
            return;
        }
        if let Some((load, idle)) = listed {
            self.profiles.unlist(cell.profile, slot, load, &idle);
        }
        if let Some((load, idle)) = wanted {
            self.profiles.list(cell.profile, slot, load, idle);
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
            for (queue, mask) in &self.profiles.get(profile).signature {
                self.queues[*queue].profiles.push((profile, *mask));
            }
        }
    }

    pub(super) fn leave_profile(&mut self, agent: Slot) {
        let profile = self.agents[agent].profile;
        for (queue, _) in self.profiles.leave(profile).into_iter().flatten() {
            if self.queues.get(queue).is_some() {
                self.queues[queue].profiles.retain(|(other, _)| *other != profile);
            }
        }
    }

    /// The queues an agent qualifies for, evaluated from scratch.
    pub(super) fn signature(&self, agent: Slot) -> Signature {
        let queues = self.queues.iter();
        let masks = queues.map(|(queue, _)| (queue, self.mask(agent, queue)));
        masks.filter(|(_, mask)| *mask != 0).collect()
    }

    pub(super) fn mask(&self, agent: Slot, queue: Slot) -> u16 {
        let (agent, queue) = (&self.agents[agent], &self.queues[queue]);
        if agent.mrds.iter().any(|mrd| mrd.slot == queue.mrd) { queue.config.mask(&agent.facts.levels) } else { 0 }
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
        let named = facts.target.and_then(|target| self.agent_ids.get(&target.agent).copied());
        let place = match named {
            Some(agent) => Place::Targeted { agent, key },
            None => Place::Bucket { queue: cell.queue, step: queue.effective_step(facts.step), key },
        };
        self.requests[request].place = Some(place);
        match place {
            Place::Targeted { agent, key } => {
                self.agents[agent].targeted.insert((key, request));
            }
            Place::Bucket { queue, step, key } => {
                let queue = &mut self.queues[queue];
                queue.buckets[usize::from(step) - 1].insert((key, request));
                queue.waiting = queue.waiting.saturating_add(1);
            }
        }
    }

    pub(super) fn unplace(&mut self, request: Slot) {
        match self.requests[request].place.take() {
            None => {}
            Some(Place::Targeted { agent, key }) => {
                self.agents[agent].targeted.remove(&(key, request));
            }
            Some(Place::Bucket { queue, step, key }) => {
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

    pub(super) fn task_timer(&self, task: Slot) -> Option<Due> {
        let facts = &self.tasks[task].facts;
        facts.deadline().map(|at| Due { at, seq: facts.id.0, timer: Timer::Task(task) })
    }

    pub(super) fn grace_timer(&self, agent: Slot) -> Option<Due> {
        let facts = &self.agents[agent].facts;
        facts.presence.until().map(|at| Due { at, seq: facts.seq, timer: Timer::Grace(agent) })
    }

    /// When a step of a request ends: absolute, so that no offer in between moves it.
    pub(super) fn step_end(&self, queue: Slot, enqueued_at: Ms, step: u8) -> Option<Ms> {
        step_end(&self.queues[queue].config, enqueued_at, step)
    }

    /// The step a request of this age is in.
    pub(super) fn step_at(&self, queue: Slot, enqueued_at: Ms, now: Ms) -> u8 {
        let config = &self.queues[queue].config;
        let mut step = 1;
        while step_end(config, enqueued_at, step).is_some_and(|end| end <= now) {
            step += 1;
        }
        step
    }
}

pub(super) fn step_end(config: &QueueConfig, enqueued_at: Ms, step: u8) -> Option<Ms> {
    let step = usize::from(step);
    let passed = config.steps.get(..step).filter(|_| step < config.steps.len())?;
    Some(passed.iter().fold(enqueued_at, |at, step| at + step.wait))
}

/// The timers that follow from a request's facts.
pub(super) fn request_timers(facts: &RequestFacts, slot: Slot) -> impl Iterator<Item = Due> + '_ {
    let seq = facts.seq;
    let window = facts.target.filter(|_| facts.state == RequestState::Waiting).map(|target| target.until);
    let fixed = [(facts.ttl_at, Timer::Ttl(slot)), (window, Timer::Window(slot)), (facts.next_step_at, Timer::Step(slot))];
    let cool_offs = facts.tried.iter().map(move |tried| {
        let timer = Timer::CoolOff { agent_seq: tried.agent_seq, request: slot };
        Due { at: tried.until, seq, timer }
    });
    let fixed = fixed.into_iter().filter_map(move |(at, timer)| at.map(|at| Due { at, seq, timer }));
    fixed.chain(cool_offs).filter(|_| facts.is_pending())
}

/// The time to live of a request, from two instants; none for ever.
pub(super) fn lifetime(from: Ms, ttl_at: Option<Ms>) -> Option<Span> {
    ttl_at.map(|at| at.since(from))
}
