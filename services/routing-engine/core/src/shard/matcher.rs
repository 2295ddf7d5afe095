//! The matcher: who gets what next.
//!
//! There is one order of all waiting requests (named agents', top priority, queue priority if used, priority, time)
//! and one order of the agents of a request (first step, spread, skill, longest available, first configured). `settle`
//! offers the first request that has a candidate to its first candidate until no pair is left. It looks only at
//! requests and agents for which something changed: any other pair was impossible before, and still is.

use crate::cells::{Bucket, Pace, QueueCell, RequestCell};
use crate::event::EventKind;
use crate::ids::{Ms, Span, TaskId};
use crate::order::RequestRank;
use crate::profiles::{Candidate, Fit};
use crate::request::{Key, TOP_PRIORITY};
use crate::shard::{Cx, Shard};
use crate::slab::Slot;

type Best = Option<(RequestRank, Slot)>;

impl Shard {
    /// Offers until no routable agent is left beside a request it may have.
    pub(super) fn settle(&mut self, cx: &mut Cx<'_>) {
        if cx.dirty.agents.is_empty() && cx.dirty.requests.is_empty() {
            return;
        }
        let mut agents = std::mem::take(&mut cx.dirty.agents);
        let mut requests = std::mem::take(&mut cx.dirty.requests);
        dedup(&mut agents);
        dedup(&mut requests);
        requests.retain(|request| self.waits(*request));
        requests.sort_by_cached_key(|request| self.rank(*request, cx.now));
        let mut passed = 0;
        loop {
            let by_agent = self.best_of_agents(&mut agents, cx.now);
            let by_request = self.best_of_requests(&requests, &mut passed, by_agent, cx.now);
            let Some((_, request)) = by_request.or(by_agent) else {
                break;
            };
            if !self.offer(cx, request) {
                break;
            }
        }
        agents.clear();
        requests.clear();
        (cx.dirty.agents, cx.dirty.requests) = (agents, requests);
    }

    /// The first request that one of these agents may have. Agents without any are dropped: offers only take room.
    fn best_of_agents(&self, agents: &mut Vec<Slot>, now: Ms) -> Best {
        let mut best: Best = None;
        agents.retain(|agent| {
            let found = self.best_request(*agent, now);
            best = match (best, found) {
                (Some(old), Some(new)) => Some(old.min(new)),
                (old, new) => old.or(new),
            };
            found.is_some()
        });
        best
    }

    /// The first of these requests that has a candidate, if it is not after `limit`.
    fn best_of_requests(&self, requests: &[Slot], passed: &mut usize, limit: Best, now: Ms) -> Best {
        while let Some(request) = requests.get(*passed) {
            let rank = self.rank(*request, now);
            if limit.is_some_and(|(best, _)| best < rank) {
                return None;
            }
            if self.waits(*request) && self.best_agent(*request).is_some() {
                return Some((rank, *request));
            }
            *passed += 1;
        }
        None
    }

    fn waits(&self, request: Slot) -> bool {
        self.requests.get(request).is_some_and(|cell| cell.place.is_some())
    }

    /// Rings at the best agent.
    fn offer(&mut self, cx: &mut Cx<'_>, request: Slot) -> bool {
        let Some(agent) = self.best_agent(request) else {
            return false;
        };
        let cell = &self.requests[request];
        let kind = EventKind::Offered {
            task: TaskId(self.seq.saturating_add(1)),
            request: cell.facts.id,
            agent: self.agents[agent].facts.id,
            // What came from a damaged store may have no length; an offer has, or it would lapse for ever in one instant.
            until: cx.after(self.queues[cell.queue].config.offer.max(Span(1))),
        };
        self.emit(cx, kind);
        true
    }

    /// The agent that a waiting request goes to now.
    pub(super) fn best_agent(&self, request: Slot) -> Option<Slot> {
        let cell = &self.requests[request];
        let queue = &self.queues[cell.queue];
        if let Some(target) = &cell.facts.target {
            let agent = *self.agent_ids.get(&target.agent)?;
            return (self.has_room(agent, queue.mrd) && !self.is_excluded(cell, agent)).then_some(agent);
        }
        if queue.config.is_pulled() {
            return None;
        }
        self.candidates(cell, queue).min().map(|candidate| candidate.idle.agent)
    }

    /// The head of each profile that qualifies.
    fn candidates<'a>(&'a self, cell: &'a RequestCell, queue: &'a QueueCell) -> impl Iterator<Item = Candidate> + 'a {
        queue.profiles.iter().filter_map(move |(profile, fit)| {
            let idle = self.profiles.idle(*profile, queue.mrd)?;
            let step_rank = queue.rule.agent_rank(fit.mask, cell.facts.step, cell.facts.skipped)?;
            let (spread, idle) = idle.best(queue.config.spread, |agent| self.is_excluded(cell, agent))?;
            Some(Candidate { step_rank, spread, skill: fit.skill, idle })
        })
    }

    fn has_room(&self, agent: Slot, mrd: Slot) -> bool {
        self.agents[agent].mrds.iter().any(|entry| entry.slot == mrd && entry.listed.is_some())
    }

    /// Agents who take part in the conversation, asked for the transfer, or were ruled out by caller or cool-off.
    pub(super) fn is_excluded(&self, cell: &RequestCell, agent: Slot) -> bool {
        let (request, facts) = (&cell.facts, &self.agents[agent].facts);
        let takes_part = |task: &Slot| self.tasks[*task].agent == agent;
        let cooling = |agent_id, readiness| agent_id == facts.id && readiness == facts.readiness;
        request.exclude.contains(&facts.id)
            || request.transfer.as_ref().is_some_and(|origin| origin.agent == facts.id)
            || request.tried.iter().any(|tried| cooling(tried.agent, tried.readiness))
            || self.conversations.get(&request.conversation).is_some_and(|open| open.tasks.iter().any(takes_part))
    }

    /// The request that an agent gets next, over all its domains and queues.
    fn best_request(&self, agent: Slot, now: Ms) -> Best {
        let cell = self.agents.get(agent)?;
        let open = cell.mrds.iter().filter(|mrd| mrd.listed.is_some());
        open.filter_map(|mrd| self.best_in_mrd(agent, mrd.slot, now)).min()
    }

    fn best_in_mrd(&self, agent: Slot, mrd: Slot, now: Ms) -> Best {
        let cell = &self.agents[agent];
        let fits = |request: &Slot| !self.is_excluded(&self.requests[*request], agent);
        let here = |request: &Slot| self.queues[self.requests[*request].queue].mrd == mrd;
        let mut named = cell.targeted.iter().map(|(_, request)| *request).filter(here);
        if let Some(request) = named.find(fits) {
            return Some((self.rank(request, now), request));
        }
        // Whoever qualifies only for a step that was passed over stands in no line of it.
        let fits = |request: &Slot| fits(request) && self.reaches(agent, &self.requests[*request]);
        // The first of all lines nearly always fits, and its key says where it stands: the others are not even looked at.
        let first = self.lines(agent, mrd).filter_map(|(queue, mut line)| self.ranked(queue, line.next()?, now)).min()?;
        if fits(&first.1) {
            return Some(first);
        }
        let firsts =
            self.lines(agent, mrd).filter_map(|(queue, mut line)| self.ranked(queue, line.find(|(_, request)| fits(request))?, now));
        firsts.min()
    }

    fn reaches(&self, agent: Slot, cell: &RequestCell) -> bool {
        let facts = &cell.facts;
        let fit = || self.profiles.get(self.agents[agent].profile).fit(cell.queue);
        let rank = |fit: Fit| self.queues[cell.queue].rule.agent_rank(fit.mask, facts.step, facts.skipped);
        facts.skipped == 0 || fit().and_then(rank).is_some()
    }

    /// What waits where an agent may take it: lines of which each is in order.
    fn lines(&self, agent: Slot, mrd: Slot) -> impl Iterator<Item = (&QueueCell, impl Iterator<Item = (Key, Slot)>)> {
        self.profiles.get(self.agents[agent].profile).signature.iter().flat_map(move |fit| {
            let queue = &self.queues[fit.queue];
            let served = queue.waiting > 0 && queue.mrd == mrd && !queue.rule.pulled;
            let buckets: &[_] = if served { &queue.buckets } else { &[] };
            let reached = (1u8..).zip(buckets).filter(|(step, _)| queue.rule.agent_rank(fit.mask, *step, 0).is_some());
            reached.flat_map(move |(_, bucket)| heads(bucket, &queue.rule.pace).map(move |line| (queue, line)))
        })
    }

    fn ranked(&self, queue: &QueueCell, (key, request): (Key, Slot), now: Ms) -> Best {
        Some((key.rank(&queue.rule.pace, self.queue_place(queue), now), request))
    }

    const fn queue_place(&self, queue: &QueueCell) -> u8 {
        if self.settings.queue_priority { 10u8.saturating_sub(queue.rule.priority) } else { 0 }
    }

    pub(super) fn rank(&self, request: Slot, now: Ms) -> RequestRank {
        let cell = &self.requests[request];
        let queue = &self.queues[cell.queue];
        cell.facts.rank(queue.config.order, &queue.rule.pace, self.queue_place(queue), now)
    }
}

/// The lines of a bucket in which the first is certainly before the second: one, or one a priority where each has a pace of its own.
fn heads<'a>(bucket: &'a Bucket, pace: &Pace) -> impl Iterator<Item = impl Iterator<Item = (Key, Slot)> + use<'a>> + use<'a> {
    let split = matches!(pace, Pace::Classes(_));
    let classes = if split { 0..=TOP_PRIORITY } else { 0..=0 };
    classes.map(move |class| {
        // Where the line is whole, no tree is asked for its first.
        let (whole, part) = if split { (None, Some(bucket.range(Key::of_class(class)))) } else { (Some(bucket.iter()), None) };
        whole.into_iter().flatten().chain(part.into_iter().flatten()).copied()
    })
}

fn dedup(slots: &mut Vec<Slot>) {
    if slots.len() > 1 {
        slots.sort_unstable();
        slots.dedup();
    }
}
