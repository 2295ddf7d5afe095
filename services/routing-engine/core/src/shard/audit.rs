//! Self-check: every derived structure is compared with the facts it follows from. For tests, and for a shell that
//! verifies in the background.

use crate::cells::{Bucket, Place};
use crate::ids::Ms;
use crate::request::RequestState;
use crate::shard::Shard;
use crate::shard::index::request_timers;
use crate::slab::Slot;
use crate::task::TaskState;
use crate::timers::Due;

impl Shard {
    /// What does not fit together; empty in a healthy shard between two commands.
    pub fn audit(&self) -> Vec<String> {
        let mut faults = Vec::new();
        self.audit_requests(&mut faults);
        self.audit_agents(&mut faults);
        self.audit_queues(&mut faults);
        self.audit_timers(&mut faults);
        self.audit_idle_work(&mut faults);
        faults
    }

    fn audit_requests(&self, faults: &mut Vec<String>) {
        for (slot, cell) in self.requests.iter() {
            let facts = &cell.facts;
            let fits = match facts.state {
                RequestState::Waiting => cell.place.is_some_and(|place| self.is_listed(slot, place)),
                RequestState::Offered(task) => cell.place.is_none() && self.has_task(facts.id.0, task.0, true),
                RequestState::Assigned(task) => cell.place.is_none() && self.has_task(facts.id.0, task.0, false),
                RequestState::Released => false,
            };
            if !fits || self.request_ids.get(&facts.id) != Some(&slot) {
                faults.push(format!("request {facts:?} at {:?}", cell.place));
            }
        }
        if self.requests.iter().count() != self.request_ids.len() {
            faults.push("index of requests".into());
        }
        let pending = self.requests.iter().filter(|(_, cell)| matches!(cell.facts.state, RequestState::Waiting));
        let listed = self.queues.iter().map(|(_, queue)| queue.buckets.iter().map(Bucket::len).sum::<usize>());
        let named = self.agents.iter().map(|(_, agent)| agent.targeted.len());
        if pending.count() != listed.sum::<usize>() + named.sum::<usize>() {
            faults.push("orphans in buckets".into());
        }
    }

    fn is_listed(&self, request: Slot, place: Place) -> bool {
        let cell = &self.requests[request];
        let key = cell.facts.key(self.queues[cell.queue].config.order);
        match place {
            Place::Targeted { agent } => self.agents[agent].targeted.contains(&(key, request)),
            Place::Bucket { queue, step } => {
                let config = &self.queues[queue].config;
                queue == cell.queue
                    && step == config.effective_step(cell.facts.step)
                    && self.queues[queue].buckets[usize::from(step) - 1].contains(&(key, request))
            }
        }
    }

    fn has_task(&self, request: u128, task: u64, ringing: bool) -> bool {
        let cell = self.tasks.iter().map(|(_, cell)| &cell.facts).find(|facts| facts.id.0 == task);
        let rings = |state| matches!(state, TaskState::Offered { .. });
        cell.is_some_and(|facts| facts.request.0 == request && rings(facts.state) == ringing)
    }

    fn audit_agents(&self, faults: &mut Vec<String>) {
        for (slot, cell) in self.agents.iter() {
            for (index, mrd) in cell.facts.mrds.iter().enumerate() {
                let tasks = cell.tasks.iter().map(|task| &self.tasks[*task].facts).filter(|task| task.mrd == mrd.mrd);
                let (ringing, active): (Vec<_>, Vec<_>) = tasks.partition(|task| matches!(task.state, TaskState::Offered { .. }));
                let counted = (mrd.offered, mrd.active) == (count(ringing.len()), count(active.len()));
                let listed = cell.mrds[index].listed.is_some() == self.is_routable(slot, index);
                let place = cell.mrds[index].listed.is_none_or(|(room, idle)| {
                    let list = self.profiles.idle(cell.profile, cell.mrds[index].slot);
                    room == self.room(slot, index) && list.is_some_and(|list| list.iter().any(|entry| entry == (room, &idle)))
                });
                if !(counted && listed && place) {
                    faults.push(format!("agent {:?} in {mrd:?}: {:?}", cell.facts.id, cell.mrds[index]));
                }
            }
            if self.profiles.get(cell.profile).signature != self.signature(slot) {
                faults.push(format!("profile of agent {:?}", cell.facts.id));
            }
        }
    }

    fn audit_queues(&self, faults: &mut Vec<String>) {
        for (slot, queue) in self.queues.iter() {
            let waiting: usize = queue.buckets.iter().map(Bucket::len).sum();
            let requests = self.requests.iter().filter(|(_, cell)| cell.queue == slot).count();
            let tasks = self.tasks.iter().filter(|(_, cell)| cell.queue == slot).count();
            let mut known: Vec<_> = queue.profiles.clone();
            let mut wanted: Vec<_> = self.profiles.iter().filter_map(|(at, profile)| Some((at, profile.fit(slot)?))).collect();
            known.sort_unstable();
            wanted.sort_unstable();
            if queue.waiting != count(waiting) || queue.users != count(requests + tasks) || known != wanted {
                faults.push(format!("queue {:?}", queue.config.id));
            }
        }
    }

    fn audit_timers(&self, faults: &mut Vec<String>) {
        let mut wanted: Vec<Due> = Vec::new();
        wanted.extend(self.requests.iter().flat_map(|(slot, cell)| request_timers(&cell.facts, slot)));
        wanted.extend(self.tasks.iter().filter_map(|(slot, _)| self.task_timer(slot)));
        wanted.extend(self.agents.iter().filter_map(|(slot, _)| self.grace_timer(slot)));
        wanted.sort_unstable();
        if !wanted.iter().eq(self.timers.iter()) {
            faults.push("timers".into());
        }
    }

    /// No agent has room while a request waits that it may have.
    fn audit_idle_work(&self, faults: &mut Vec<String>) {
        let waiting = self.requests.iter().filter(|(_, cell)| cell.place.is_some());
        for (slot, cell) in waiting.filter(|(slot, _)| self.best_agent(*slot).is_some()) {
            faults.push(format!("request {:?} in slot {slot} waits beside a free agent", cell.facts.id));
        }
    }

    /// The instant of the last event.
    pub const fn clock(&self) -> Ms {
        self.clock
    }
}

fn count(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}
